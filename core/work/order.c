#include "core/work/order.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/trust/signoff.h"
#include "core/work/clock.h"
#include "core/work/conflict.h"
#include "core/work/stage.h"

#include <stdio.h>
#include <string.h>

enum { MATCHES = ERROR_FACTS_MAX, SERIAL_DIGITS = 6, REF_MAX = 64 };

static enum status no_order(const char *ref, struct error *e)
{
    return error_set(e, ST_NOT_FOUND, "no_order", _("there is no order %s; see: clearbay order list --all"),
                     ref);
}

static enum status ambiguous(const char *ref, const struct order_ref *found, size_t n, struct error *e)
{
    error_set(e, ST_USAGE, "ambiguous", _("%s fits %zu orders: write more of the number"), ref, n);
    for (size_t i = 0; i < n && i < MATCHES; i++) {
        error_fact(e, "order", found[i].number, NULL);
    }
    return ST_USAGE;
}

/* The order with that serial number comes first, whether open or closed: "12" never means order 112
 * while there is an order 12. */
static enum status find_by_digits(struct session *s, const char *digits, int64_t *id, struct error *e)
{
    static const struct {
        enum order_match how;
        bool closed;
    } tries[] = {{MATCH_SERIAL, false}, {MATCH_SERIAL, true}, {MATCH_ENDING, false}, {MATCH_ENDING, true}};
    char serial[REF_MAX];
    const char *significant = digits + strspn(digits, "0");
    size_t length = strlen(significant);
    snprintf(serial, sizeof serial, "%.*s%s", length < SERIAL_DIGITS ? (int)(SERIAL_DIGITS - length) : 0,
             "000000", significant);
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        struct order_ref found[MATCHES];
        size_t n = 0;
        const char *text = tries[i].how == MATCH_SERIAL ? serial : digits;
        enum status st =
            order_store_match(s->app->db, tries[i].how, text, tries[i].closed, found, MATCHES, &n, e);
        if (st != ST_OK || n == 1) {
            *id = n == 1 ? found[0].id : 0;
            return st;
        }
        if (n > 1) {
            return ambiguous(digits, found, n, e);
        }
    }
    return no_order(digits, e);
}

/* As it is written; else in capitals, as most outlets' codes are. */
static enum status find_by_number(struct session *s, const char *ref, int64_t *id, struct error *e)
{
    char capitals[REF_MAX];
    text_copy(capitals, sizeof capitals, ref);
    for (char *c = capitals; *c != '\0'; c++) {
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    }
    const char *const tries[] = {ref, capitals};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        struct order_ref found;
        size_t n = 0;
        enum status st = order_store_match(s->app->db, MATCH_NUMBER, tries[i], true, &found, 1, &n, e);
        if (st != ST_OK || n == 1) {
            *id = n == 1 ? found.id : 0;
            return st;
        }
    }
    return no_order(ref, e);
}

enum status order_find(struct session *s, const char *ref, int64_t *id, struct error *e)
{
    struct buf key; /* NFKC, upper case, without the dash: full-width digits are digits too */
    buf_init(&key, REF_MAX - 1);
    text_key(ref, &key);
    bool digits = !key.failed && key.len > 0 && strspn(key.data, "0123456789") == key.len;
    enum status st;
    if (digits) {
        st = find_by_digits(s, key.data, id, e);
    } else {
        st = find_by_number(s, ref, id, e);
    }
    buf_free(&key);
    return st;
}

enum status order_begin_any(struct session *s, const char *ref, int64_t expected, struct order_rows *out,
                            struct error *e)
{
    *out = (struct order_rows){0};
    int64_t id = 0;
    enum status st = order_find(s, ref, &id, e);
    st = st == ST_OK ? order_store_load(s->app->db, id, out, e) : st;
    if (st == ST_OK && expected != 0 && expected != out->order.revision) {
        st = conflict_error(s, &out->order, expected, e);
    }
    return st;
}

enum status order_begin(struct session *s, const char *ref, int64_t expected, struct order_rows *out,
                        struct error *e)
{
    enum status st = order_begin_any(s, ref, expected, out, e);
    enum stage stage = st == ST_OK ? stage_parse(out->order.stage) : STAGE_NONE;
    if (st == ST_OK && !stage_is_open(stage)) {
        st = error_set(e, ST_REFUSED, "order_closed", _("order %s is closed (%s): nothing in it can change"),
                       out->order.number, stage_label(stage));
    }
    return st;
}

/* "order.edit by li: odometer, vin" - why signatures fell, as it stands beside them. */
static void write_reason(const struct session *s, const char *event, const struct audit_change *changes,
                         size_t n, char *reason, size_t size)
{
    struct buf b;
    buf_init(&b, size - 1);
    buf_addf(&b, "%s by %s", event, s->login);
    for (size_t i = 0; i < n; i++) {
        buf_addf(&b, "%s%s", i == 0 ? ": " : ", ", changes[i].field);
    }
    text_copy(reason, size, b.data);
    buf_free(&b);
}

static void note_overdue(struct session *s, const struct order_rows *rows)
{
    struct clocks clocks =
        clocks_compute(s->app->config, &rows->order, rows->promises, rows->promise_count, when_now());
    if (clocks.needs_promise) {
        char due[WHEN_SIZE];
        session_note(
            s,
            _("order %s should have been ready at %s: promise the customer a new time with: clearbay "
              "order promise %s TIME --reason TEXT"),
            rows->order.number, when_short(clocks.all[CLOCK_REPAIR].due_at, due), rows->order.number);
    }
}

/* Reads the order again after its change; the caller's rows are those of now. */
static enum status reload(struct session *s, struct order_rows *rows, struct error *e)
{
    int64_t id = rows->order.id;
    order_rows_free(rows);
    return order_store_load(s->app->db, id, rows, e);
}

enum status order_end_with(struct session *s, struct order_rows *rows, const char *event,
                           const struct audit_change *changes, size_t n, struct order_state *state,
                           struct error *e)
{
    struct order_row *o = &rows->order;
    int voided = 0;
    enum status st = order_store_bump(s->app->db, o->id, o->revision, e);
    if (st == ST_CONFLICT) {
        return conflict_error(s, o, o->revision, e);
    }
    const struct audit_event entry = {
        .event = event, .order = o->id, .revision = o->revision + 1, .changes = changes, .change_count = n};
    st = st == ST_OK ? audit_append(s, &entry, NULL, e) : st;
    if (st == ST_OK) {
        char reason[256];
        write_reason(s, event, changes, n, reason, sizeof reason);
        st = signoff_recheck(s, o->id, o->revision + 1, reason, &voided, e);
    }
    st = st == ST_OK ? reload(s, rows, e) : st;
    if (st != ST_OK) {
        return st;
    }
    if (voided > 0) {
        session_note(s, _("order %s has changed; signatures that are void now: %d"), o->number, voided);
    }
    bool may_promise = (s->role & (ROLE_ADVISOR | ROLE_MANAGER)) != 0;
    bool one_of_many =
        strcmp(event, "inspect") == 0; /* at a dozen marks in a row it would only be in the way */
    if (may_promise && !one_of_many && stage_is_open(stage_parse(o->stage))) {
        note_overdue(s, rows);
    }
    text_copy(state->number, sizeof state->number, o->number);
    text_copy(state->stage, sizeof state->stage, o->stage);
    state->revision = o->revision;
    state->voided = voided;
    return ST_OK;
}

enum status order_end(struct session *s, struct order_rows *rows, const char *event,
                      const struct audit_change *changes, size_t n, struct error *e)
{
    struct order_state state = {0};
    return order_end_with(s, rows, event, changes, n, &state, e);
}
