/* Which change of the log undo or redo means. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/work/undo.h"
#include "core/work/undo_fields.h"
#include "db/audit_store.h"
#include "db/undo_store.h"

#include <stdlib.h>
#include <string.h>

/* What a person does to an order, and why some of it stays. Nothing that was done before a promise hangs on
 * it, so what stays there is no bar to what came before. Labour that was begun, a signature and what follows
 * a delivery stand on what came before them. */
static const struct {
    const char *event, *stays;
    bool apart;
} kinds[] = {
    {"order.open", NULL, false},
    {"order.edit", NULL, false},
    {"order.assign", NULL, false},
    {"order.diagnose", NULL, false},
    {"order.correct", NULL, false},
    {"order.add_part", NULL, false},
    {"order.add_labour", NULL, false},
    {"order.remove_line", NULL, false},
    {"order.authorise", NULL, false},
    {"order.decline", NULL, false},
    {"order.stage", NULL, false},
    {"order.done", NULL, false},
    {"inspect", NULL, false},
    {"damage.add", NULL, false},
    {"damage.remove", NULL, false},
    {"order.start", N_("you began labour, and who began it stays on record"), false},
    {"order.promise", N_("you promised the customer a time, which stays; promise a new one instead"), true},
    {"order.deliver", N_("you handed the car over"), false},
    {"order.call_back", N_("you recorded the call after delivery"), false},
    {"sign", N_("you signed, and a signature stays until what it covers is changed"), false},
};

enum state { DONE, TAKEN_BACK, GONE };
struct item {
    int64_t seq;   /* of the change */
    int64_t since; /* of the entry that made its state */
    enum state state;
    size_t kind; /* in `kinds` */
};

struct history {
    int64_t person;
    struct item *items;
    size_t n;
    bool failed;
};

enum { KINDS = sizeof kinds / sizeof *kinds };

/* KINDS: nothing that a person does to an order. */
static size_t kind_of(const char *event)
{
    size_t i = 0;
    while (i < KINDS && strcmp(kinds[i].event, event) != 0) {
        i++;
    }
    return i;
}

bool undo_takes_back(const char *command)
{
    size_t kind = kind_of(command);
    return (kind < KINDS && kinds[kind].stays == NULL) || strcmp(command, "undo") == 0 ||
           strcmp(command, "redo") == 0;
}

static void set_state(struct history *h, int64_t seq, enum state state, int64_t since)
{
    for (size_t i = 0; i < h->n; i++) {
        if (h->items[i].seq == seq) {
            h->items[i].state = state;
            h->items[i].since = since;
        }
    }
}

/* A new change: what was taken back before it cannot be made again. */
static bool add_change(struct history *h, int64_t seq, size_t kind)
{
    struct item *more = realloc(h->items, (h->n + 1) * sizeof *more);
    if (more == NULL) {
        h->failed = true;
        return false;
    }
    h->items = more;
    for (size_t i = 0; i < h->n; i++) {
        h->items[i].state = h->items[i].state == TAKEN_BACK ? GONE : h->items[i].state;
    }
    h->items[h->n++] = (struct item){seq, seq, DONE, kind};
    return true;
}

static int64_t change_meant(const char *detail)
{
    json_t *all = json_loads(detail, 0, NULL);
    const char *text = json_string_value(json_array_get(json_object_get(all, UNDO_OF), 1));
    int64_t seq = text != NULL ? strtoll(text, NULL, 10) : 0;
    json_decref(all);
    return seq;
}

static bool read_entry(const struct audit_row *r, void *arg)
{
    struct history *h = arg;
    size_t kind = KINDS;
    if (r->person_id != h->person) {
        return true;
    }
    if (strcmp(r->event, "undo") == 0) {
        set_state(h, change_meant(r->detail), TAKEN_BACK, r->seq);
    } else if (strcmp(r->event, "redo") == 0) {
        set_state(h, change_meant(r->detail), DONE, r->seq);
    } else {
        kind = kind_of(r->event);
    }
    return kind == KINDS || add_change(h, r->seq, kind);
}

/* The newest one in that state, of those that stand apart or of the others; NULL: none. */
static const struct item *newest(const struct history *h, enum state state, bool apart)
{
    const struct item *best = NULL;
    for (size_t i = 0; i < h->n; i++) {
        const struct item *one = &h->items[i];
        if (one->state == state && kinds[one->kind].apart == apart &&
            (best == NULL || one->since > best->since)) {
            best = one;
        }
    }
    return best;
}

/* The change that is meant; 0: there is none. What stays although it came after that is told. */
static int64_t meant(const struct history *h, bool redo, const char **passed)
{
    const struct item *one = newest(h, redo ? TAKEN_BACK : DONE, false), *apart = newest(h, DONE, true);
    if (one == NULL) {
        return apart != NULL && !redo ? apart->seq : 0;
    }
    if (!redo && apart != NULL && apart->since > one->since) {
        *passed = kinds[apart->kind].stays;
    }
    return one->seq;
}

struct picking {
    int64_t person, seq;
    struct undo_change *out;
    bool failed;
};

static void keep_customer(struct undo_change *out, const char *detail)
{
    json_t *all = json_loads(detail, 0, NULL);
    const char *ref = json_string_value(json_array_get(json_object_get(all, CUSTOMER_NUMBER), 0));
    if (ref != NULL) {
        text_copy(out->customer, sizeof out->customer, ref);
    }
    json_decref(all);
}

static bool pick(const struct audit_row *r, void *arg)
{
    struct picking *p = arg;
    if (r->seq == p->seq) {
        p->out->seq = r->seq;
        p->out->at = r->at;
        p->out->order = r->order_id;
        p->out->stays = kinds[kind_of(r->event)].stays;
        text_copy(p->out->event, sizeof p->out->event, r->event);
        p->out->detail = strdup(r->detail);
        p->out->personal = r->personal != NULL ? strdup(r->personal) : NULL;
        p->failed = p->out->detail == NULL || (r->personal != NULL && p->out->personal == NULL);
    } else if (r->seq > p->seq && r->person_id != p->person) {
        text_copy(p->out->other, sizeof p->out->other, r->login);
    }
    if (r->seq > p->seq && p->out->customer[0] == '\0') {
        keep_customer(p->out, r->detail);
    }
    return !p->failed;
}

static enum status find_order(struct session *s, const char *ref, int64_t *order, struct error *e)
{
    if (ref != NULL) {
        return order_find(s, ref, order, e);
    }
    enum status st = undo_store_last_order(s->app->db, s->person, order, e);
    return st == ST_OK && *order == 0
               ? error_set(e, ST_REFUSED, "nothing_to_undo", _("you have not changed any order yet"))
               : st;
}

static enum status nothing(const char *number, bool redo, struct error *e)
{
    if (redo) {
        return error_set(e, ST_REFUSED, "nothing_to_redo",
                         _("order %s: nothing that you took back is left to be done again"), number);
    }
    return error_set(e, ST_REFUSED, "nothing_to_undo", _("order %s: no change of yours is left to take back"),
                     number);
}

static enum status read_number(struct session *s, int64_t order, char *number, size_t size, struct error *e)
{
    struct order_rows rows = {0};
    enum status st = order_store_load(s->app->db, order, &rows, e);
    if (st == ST_OK) {
        text_copy(number, size, rows.order.number);
    }
    order_rows_free(&rows);
    return st;
}

enum status undo_find(struct session *s, const char *ref, bool redo, struct undo_change *out, struct error *e)
{
    int64_t order = 0;
    struct history h = {.person = s->person};
    *out = (struct undo_change){0};
    enum status st = find_order(s, ref, &order, e);
    st = st == ST_OK ? read_number(s, order, out->number, sizeof out->number, e) : st;
    st = st == ST_OK ? audit_store_each(s->app->db, order, read_entry, &h, e) : st;
    struct picking p = {.person = s->person, .seq = meant(&h, redo, &out->passed), .out = out};
    if (st == ST_OK && p.seq == 0) {
        st = nothing(out->number, redo, e);
    }
    st = st == ST_OK ? audit_store_each(s->app->db, order, pick, &p, e) : st;
    st = st == ST_OK && (h.failed || p.failed) ? error_memory(e) : st;
    free(h.items);
    if (st == ST_OK && out->stays != NULL) {
        st = error_set(e, ST_REFUSED, "not_undoable", _("this cannot be undone: %s"), _(out->stays));
    }
    return st;
}

void undo_change_free(struct undo_change *change)
{
    free(change->detail);
    free(change->personal);
    *change = (struct undo_change){0};
}
