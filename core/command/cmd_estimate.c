#include "core/base/when.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/command/order_json.h"
#include "core/work/estimate.h"
#include "core/work/line.h"
#include "core/work/order.h"

#include <string.h>

static const char *decision(const struct line_row *l)
{
    return strcmp(l->state, "declined") == 0 ? "declined" : line_is_authorised(l) ? "agreed" : "open";
}

static void put_amounts(json_t *out, const struct estimate_amounts *a, const char *currency)
{
    json_put_money(out, "at_list", a->at_list, currency);
    json_put_money(out, "total", a->total, currency);
    json_put_money(out, "difference", a->difference, currency);
}

/* What a customer may read of a line, and nothing else: no technician, no note, no code of ours. */
static json_t *line_json(struct session *s, const struct order_row *o, const struct line_row *l)
{
    bool part = strcmp(l->kind, "part") == 0;
    struct estimate_amounts amounts = estimate_line(l);
    json_t *one = json_object();
    json_put_text(one, "kind", l->kind);
    json_put_text(one, "part_no", part ? l->code : NULL);
    json_put_text(one, "text", line_text(l));
    json_put_quantity(one, "qty", l->qty_milli);
    json_put_text(one, "unit", part ? l->unit : "h");
    json_put_money(one, "list_price", l->list_price >= 0 ? l->list_price : l->unit_price, o->currency);
    json_put_int(one, "price_basis", l->price_basis);
    json_put(one, "list_revision", part && l->list_revision >= 0 ? json_integer(l->list_revision) : NULL);
    json_put_text(one, "effective", part ? l->effective : NULL);
    line_put_price_now(s, o, l, one);
    json_put_int(one, "discount_percent", l->discount_percent);
    put_amounts(one, &amounts, o->currency);
    json_put_text(one, "decision", decision(l));
    return one;
}

static void put_estimate(struct session *s, const struct order_rows *rows, json_t *out)
{
    const struct estimate_amounts sum = estimate_sum(rows);
    json_t *lines = json_array();
    for (size_t i = 0; i < rows->line_count; i++) {
        json_array_append_new(lines, line_json(s, &rows->order, &rows->lines[i]));
    }
    json_put_text(out, "order", rows->order.number);
    json_put_time(out, "at", when_now());
    json_put(out, "estimate", lines);
    put_amounts(out, &sum, rows->order.currency);
    json_put_text(out, "currency", rows->order.currency);
}

enum status cmd_order_estimate(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    int64_t id = 0;
    struct order_rows rows = {0};
    enum status st = order_find(s, json_arg_text(in, "order"), &id, e);
    st = st == ST_OK ? order_store_load(s->app->db, id, &rows, e) : st;
    if (st == ST_OK) {
        put_estimate(s, &rows, out);
    }
    order_rows_free(&rows);
    return st;
}
