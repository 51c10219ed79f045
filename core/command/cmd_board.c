#include "core/app/config.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/command/order_json.h"
#include "core/work/board.h"
#include "core/work/stage.h"

enum { MS = 1000 };

/* What a row of the board and of the list have in common. */
static json_t *row_json(const struct board_row *row)
{
    const struct order_row *o = &row->item->order;
    json_t *one = json_object();
    json_put_text(one, "order", o->number);
    json_put_text(one, "stage", o->stage);
    json_put_text(one, "plate", o->plate);
    json_put_filled(one, "vin", o->vin);
    json_put_filled(one, "customer", o->customer);
    json_put_text(one, "advisor", o->advisor);
    json_put_text(one, "technician", o->technician);
    json_put_text(one, "bay", o->bay);
    json_put_text(one, "concern", row->item->concern);
    json_put(one, "clocks", clocks_json(&row->clocks));
    json_put_bool(one, "breached", row->breached);
    json_put_int(one, "revision", o->revision);
    return one;
}

static void put_urgent(json_t *one, const struct board_row *row, int64_t now)
{
    if (row->urgent < 0) {
        json_put_text(one, "due", NULL);
        json_put(one, "left_s", NULL);
        return;
    }
    const struct clock *c = &row->clocks.all[row->urgent];
    int64_t left = c->due_at - now;
    json_put_text(one, "due", clock_name(c->id));
    json_put_int(one, "left_s", left < 0 ? -((-left + MS - 1) / MS) : left / MS);
}

static json_t *signatures_json(const struct order_item *item)
{
    json_t *list = json_array();
    if (item->signed_advisor) {
        json_array_append_new(list, json_string("advisor"));
    }
    if (item->signed_technician) {
        json_array_append_new(list, json_string("technician"));
    }
    if (item->signed_qc) {
        json_array_append_new(list, json_string("qc"));
    }
    return list;
}

static json_t *board_row_json(const struct board_row *row, int64_t now)
{
    const struct order_item *item = row->item;
    json_t *one = row_json(row);
    put_urgent(one, row, now);
    json_put_bool(one, "needs_promise", row->clocks.needs_promise);
    json_put_time(one, "promised",
                  item->promise_count > 0 ? item->promises[item->promise_count - 1].promised_for : 0);
    json_put(one, "signatures", signatures_json(item));
    json_put_bool(one, "qc_failed", item->qc_failed);
    return one;
}

enum status cmd_board(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)in;
    struct board board;
    enum status st = board_load(s, &board, e);
    if (st != ST_OK) {
        return st;
    }
    json_put_time(out, "now", board.now);
    json_put_text(out, "outlet", s->app->config->outlet_code);
    json_t *list = json_array();
    for (size_t i = 0; i < board.count; i++) {
        json_array_append_new(list, board_row_json(&board.rows[i], board.now));
    }
    json_put(out, "orders", list);
    json_t *breaches = json_object();
    for (int c = 0; c < CLOCK_COUNT; c++) {
        json_put_int(breaches, clock_name((enum clock_id)c), board.breaches[c]);
    }
    json_put(out, "breaches", breaches);
    board_free(&board);
    return ST_OK;
}

enum status cmd_order_list(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct board board;
    enum status st = board_list(s, json_arg_text(in, "stage"), json_arg_flag(in, "all"), &board, e);
    if (st != ST_OK) {
        return st;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < board.count; i++) {
        const struct order_item *item = board.rows[i].item;
        json_t *one = row_json(&board.rows[i]);
        json_put_time(one, "reported_at", item->order.reported_at);
        json_put_money(one, "total", item->total, item->order.currency);
        json_put_text(one, "currency", item->order.currency);
        json_array_append_new(list, one);
    }
    json_put(out, "orders", list);
    board_free(&board);
    return ST_OK;
}
