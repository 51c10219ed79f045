#include "core/work/board.h"
#include "core/base/when.h"

#include <stdlib.h>

static void fill(const struct config *config, const struct order_item *item, int64_t now,
                 struct board_row *row)
{
    row->item = item;
    row->clocks = clocks_compute(config, &item->order, item->promises, item->promise_count, now);
    row->urgent = clocks_urgent(&row->clocks);
    for (int i = 0; i < row->clocks.count; i++) {
        row->breached = row->breached || row->clocks.all[i].breached;
    }
}

enum status board_list(struct session *s, const char *stage, bool closed, struct board *out, struct error *e)
{
    *out = (struct board){.now = when_now()};
    enum status st = order_store_list(s->app->db, stage, closed, &out->items, &out->count, e);
    if (st != ST_OK) {
        return st;
    }
    out->rows = calloc(out->count + 1, sizeof *out->rows);
    if (out->rows == NULL) {
        board_free(out);
        return error_memory(e);
    }
    for (size_t i = 0; i < out->count; i++) {
        struct board_row *row = &out->rows[i];
        fill(s->app->config, &out->items[i], out->now, row);
        for (int c = 0; c < row->clocks.count; c++) {
            out->breaches[row->clocks.all[c].id] += row->clocks.all[c].breached;
        }
    }
    return ST_OK;
}

static int by_urgency(const void *left, const void *right)
{
    const struct board_row *a = left;
    const struct board_row *b = right;
    int64_t due_a = a->urgent < 0 ? INT64_MAX : a->clocks.all[a->urgent].due_at;
    int64_t due_b = b->urgent < 0 ? INT64_MAX : b->clocks.all[b->urgent].due_at;
    if (due_a != due_b) {
        return due_a < due_b ? -1 : 1;
    }
    return (a->item->order.id > b->item->order.id) - (a->item->order.id < b->item->order.id);
}

enum status board_load(struct session *s, struct board *out, struct error *e)
{
    enum status st = board_list(s, NULL, false, out, e);
    if (st == ST_OK) {
        qsort(out->rows, out->count, sizeof *out->rows, by_urgency);
    }
    return st;
}

void board_free(struct board *board)
{
    order_items_free(board->items, board->count);
    free(board->rows);
    *board = (struct board){0};
}
