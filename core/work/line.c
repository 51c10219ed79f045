#include "core/work/line.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/base/word.h"
#include "core/price/lookup.h"
#include "core/price/price.h"
#include "core/work/skill.h"
#include "core/work/vague.h"
#include "db/line_store.h"

#include <stdio.h>
#include <string.h>

enum { OP_MAX = 32, FIELD_SIZE = 32, DESCRIPTION_MAX = 1024 };

/* "AF-9292 x 2 = 240.00 CNY", as the audit log shows a line. */
static void describe(const struct order_row *o, const char *code, const char *text, int64_t qty_milli,
                     int64_t total, struct buf *out)
{
    char qty[MONEY_SIZE];
    char money[MONEY_SIZE];
    buf_addf(out, "%s %s x %s = %s %s", code, text, decimal_format(qty_milli, 3, true, qty),
             money_format(total, o->currency, money), o->currency);
}

/* Writes the line and ends the change. */
static enum status add_line(struct session *s, struct order_rows *rows, const char *event,
                            const struct line_new *line, struct order_state *state, struct error *e)
{
    int64_t no = 0;
    enum status st = line_store_insert(s->app->db, line, &no, e);
    if (st != ST_OK) {
        return st;
    }
    char field[FIELD_SIZE];
    snprintf(field, sizeof field, "line %lld", (long long)no);
    struct buf text;
    buf_init(&text, DESCRIPTION_MAX);
    describe(&rows->order, line->code, line->text, line->qty_milli, line->total, &text);
    const struct audit_change change = {.field = field, .new_value = text.data};
    st = order_end_with(s, rows, event, &change, 1, state, e);
    buf_free(&text);
    state->line = no;
    return st;
}

static enum status check_price(const struct order_row *o, const struct price_pin *pin, struct error *e)
{
    if (pin->list_price < 0) {
        return error_set(
            e, ST_REFUSED, "no_price",
            _("%s has no published price in list %s: it cannot be quoted; ask the manufacturer or "
              "take another part"),
            pin->part_no, pin->source);
    }
    if (strcmp(pin->currency, o->currency) != 0) {
        return error_set(e, ST_REFUSED, "other_currency",
                         _("%s is priced in %s, order %s in %s: take it from a list in %s"), pin->part_no,
                         pin->currency, o->number, o->currency, o->currency);
    }
    return ST_OK;
}

const char *line_text(const struct line_row *line)
{
    const char *name = i18n_is_chinese() ? line->name_local : line->name;
    return name != NULL ? name : line->text;
}

static const char *or_none(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

static enum status add_part(struct session *s, struct order_rows *rows, const struct part_request *r,
                            struct order_state *state, struct error *e)
{
    const struct job_row *job = NULL;
    struct price_pin pin = {0};
    struct price_detail detail;
    enum status st = job_find(rows, r->job, &job, e);
    st = st == ST_OK ? price_pick_on(s, r->part, r->source, r->brand, when_day(when_now()), &pin, &detail, e)
                     : st;
    st = st == ST_OK ? check_price(&rows->order, &pin, e) : st;
    int64_t total = 0;
    if (st == ST_OK && !part_amount(pin.list_price, pin.price_basis, r->qty_milli, &total)) {
        st = error_set(e, ST_USAGE, "bad_quantity", _("qty: the line would cost too much"));
    }
    if (st != ST_OK) {
        return st;
    }
    if (pin.superseded_by[0] != '\0') {
        session_note(s, _("%s is replaced by %s: order that one where it fits"), pin.part_no,
                     pin.superseded_by);
    }
    const struct line_new line = {
        .order_id = rows->order.id,
        .job_id = job->id,
        .kind = "part",
        .code = pin.part_no,
        .text = pin.name,
        .name = or_none(detail.name),
        .name_local = or_none(detail.name_local),
        .unit = or_none(pin.unit),
        .source = pin.source,
        .brand = or_none(pin.brand),
        .effective = or_none(pin.effective),
        .price_group = or_none(pin.price_group),
        .qty_milli = r->qty_milli,
        .list_price = pin.list_price,
        .price_basis = pin.price_basis,
        .list_revision = pin.revision,
        .unit_price = pin.list_price,
        .gross = total,
        .total = total,
        .added_by = s->person,
        .added_at = when_now(),
    };
    return add_line(s, rows, "order.add_part", &line, state, e);
}

enum status line_add_part(struct session *s, const char *ref, int64_t revision, const struct part_request *r,
                          struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? add_part(s, &rows, r, state, e) : st;
    order_rows_free(&rows);
    return st;
}

static enum status check_op(const char *op, struct error *e)
{
    size_t characters = 0;
    for (const char *p = op; *p != '\0'; p++) {
        characters += ((unsigned char)*p & 0xc0) != 0x80; /* bytes that begin a character */
    }
    if (characters < 1 || characters > OP_MAX) {
        return error_set(e, ST_USAGE, "bad_op", _("op: an operation code has 1 to %d characters"), OP_MAX);
    }
    return ST_OK;
}

/* The order may have a technician already who may not do this. */
static enum status note_skill(struct session *s, const struct order_rows *rows, const char *needs,
                              struct error *e)
{
    bool has = true;
    const struct order_row *o = &rows->order;
    enum status st = o->technician_id == 0 ? ST_OK : skill_has(s, o->technician_id, needs, &has, e);
    if (st == ST_OK && !has) {
        session_note(s, _("%s has no certificate \"%s\": give order %s to somebody who has it"),
                     o->technician, word_text(WORD_CERTIFICATE, needs), o->number);
    }
    return st;
}

static enum status add_labour(struct session *s, struct order_rows *rows, const struct labour_request *r,
                              struct order_state *state, struct error *e)
{
    const struct config *config = s->app->config;
    const struct job_row *job = NULL;
    enum status st = check_op(r->op, e);
    st = st == ST_OK ? job_find(rows, r->job, &job, e) : st;
    st = st == ST_OK ? vague_check(s, _("text"), r->text, e) : st;
    st = st == ST_OK ? note_skill(s, rows, r->needs, e) : st;
    int64_t gross = 0;
    int64_t total = 0;
    if (st == ST_OK && !labour_amounts(config->labour_rate, r->hours_milli, config->labour_discount_percent,
                                       &gross, &total)) {
        st = error_set(e, ST_USAGE, "bad_quantity", _("hours: the line would cost too much"));
    }
    if (st != ST_OK) {
        return st;
    }
    const struct line_new line = {
        .order_id = rows->order.id,
        .job_id = job->id,
        .kind = "labour",
        .code = r->op,
        .text = r->text,
        .unit = "h",
        .needs = r->needs,
        .guarantee = r->guarantee != NULL && strcmp(r->guarantee, "minor") != 0 ? r->guarantee : NULL,
        .qty_milli = r->hours_milli,
        .list_price = -1,
        .price_basis = 1,
        .list_revision = -1,
        .unit_price = config->labour_rate,
        .discount_percent = config->labour_discount_percent,
        .gross = gross,
        .total = total,
        .added_by = s->person,
        .added_at = when_now(),
    };
    return add_line(s, rows, "order.add_labour", &line, state, e);
}

enum status line_add_labour(struct session *s, const char *ref, int64_t revision,
                            const struct labour_request *r, struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? add_labour(s, &rows, r, state, e) : st;
    order_rows_free(&rows);
    return st;
}

static enum status remove_line(struct session *s, struct order_rows *rows, int64_t no,
                               struct order_state *state, struct error *e)
{
    const struct line_row *l = NULL;
    enum status st = line_find(rows, no, &l, e);
    if (st == ST_OK && (strcmp(l->state, "started") == 0 || strcmp(l->state, "done") == 0)) {
        st = error_set(e, ST_REFUSED, "work_begun",
                       _("line %lld of order %s: %s has worked on it, so it stays"), (long long)no,
                       rows->order.number, l->technician_name);
    }
    st = st == ST_OK ? line_store_set_state(s->app->db, rows->order.id, no, "removed", e) : st;
    if (st != ST_OK) {
        return st;
    }
    char field[FIELD_SIZE], state_field[FIELD_SIZE];
    snprintf(field, sizeof field, "line %lld", (long long)no);
    snprintf(state_field, sizeof state_field, "line %lld state", (long long)no);
    struct buf text;
    buf_init(&text, DESCRIPTION_MAX);
    describe(&rows->order, l->code, l->text, l->qty_milli, l->total, &text);
    const struct audit_change changes[] = {
        {.field = field, .old_value = text.data},
        {.field = state_field, .old_value = l->state, .new_value = "removed"}};
    st = order_end_with(s, rows, "order.remove_line", changes, 2, state, e);
    buf_free(&text);
    return st;
}

enum status line_remove(struct session *s, const char *ref, int64_t revision, int64_t no,
                        struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? remove_line(s, &rows, no, state, e) : st;
    order_rows_free(&rows);
    return st;
}
