#include "core/work/floor.h"
#include "core/base/money.h"
#include "core/base/when.h"

#include <stdlib.h>
#include <string.h>

enum { HOUR_MS = 3600000 };

struct floor_span floor_span(const struct order_item *item, int64_t begun, int64_t repair_due, int64_t now)
{
    const struct order_row *o = &item->order;
    struct floor_span span = {
        .from = begun != 0 ? begun : o->opened_at, .to = repair_due, .done_by = repair_due};
    if (o->repaired_at != 0) {
        span.to = o->repaired_at;
        span.ended = true;
    } else if (item->promise_count > 0) {
        span.to = span.done_by = item->promises[item->promise_count - 1].promised_for;
    } else if (o->estimate_milli > 0) {
        span.to = span.from + o->estimate_milli * (HOUR_MS / MILLI);
        span.done_by = span.to < repair_due ? span.to : repair_due;
    }
    span.to = span.to > span.from ? span.to : span.from;
    span.late = !span.ended && now > span.done_by;
    return span;
}

int64_t floor_end(const struct floor_span *span, int64_t now)
{
    return span->late && now > span->to ? now : span->to;
}

static int by_bay_and_time(const void *left, const void *right)
{
    const struct floor_block *a = left, *b = right;
    const char *bay_a = a->item->order.bay, *bay_b = b->item->order.bay;
    if ((bay_a == NULL) != (bay_b == NULL)) {
        return bay_a == NULL ? 1 : -1;
    }
    int bays = bay_a != NULL ? strcmp(bay_a, bay_b) : 0;
    if (bays != 0) {
        return bays;
    }
    if (a->span.from != b->span.from) {
        return a->span.from < b->span.from ? -1 : 1;
    }
    return (a->item->order.id > b->item->order.id) - (a->item->order.id < b->item->order.id);
}

/* Whole hours more on either side where a car in a bay begins or ends outside the hours. */
static void stretch(struct floor_day *f, const struct floor_span *span)
{
    int64_t day_end = when_day_start(f->day + 1), end = floor_end(span, f->now);
    while (span->from < f->opens_at && span->from >= when_day_start(f->day)) {
        f->opens_at -= HOUR_MS;
    }
    while (end > f->closes_at && end <= day_end) {
        f->closes_at += HOUR_MS;
    }
}

static enum status add_block(struct session *s, const struct order_item *item, struct floor_day *f,
                             struct error *e)
{
    struct floor_block block = {.item = item};
    int64_t begun = 0;
    enum status st = order_store_begun(s->app->db, item->order.id, &begun, e);
    block.clocks = clocks_compute(s->app->config, &item->order, item->promises, item->promise_count, f->now);
    block.span = floor_span(item, begun, block.clocks.all[CLOCK_REPAIR].due_at, f->now);
    bool there = block.span.from < when_day_start(f->day + 1) &&
                 floor_end(&block.span, f->now) >= when_day_start(f->day);
    if (st == ST_OK && there) {
        f->blocks[f->count++] = block;
        if (item->order.bay != NULL) {
            stretch(f, &block.span);
        }
    }
    return st;
}

enum status floor_load(struct session *s, int32_t day, struct floor_day *out, struct error *e)
{
    const struct config *c = s->app->config;
    *out = (struct floor_day){.now = when_now(), .day = day};
    out->opens_at = when_day_start(day) + c->outlet_opens_hour * HOUR_MS;
    out->closes_at = when_day_start(day) + c->outlet_closes_hour * HOUR_MS;
    enum status st =
        order_store_list_since(s->app->db, when_day_start(day), &out->items, &out->item_count, e);
    if (st != ST_OK) {
        return st;
    }
    out->blocks = calloc(out->item_count + 1, sizeof *out->blocks);
    st = out->blocks == NULL ? error_memory(e) : ST_OK;
    for (size_t i = 0; st == ST_OK && i < out->item_count; i++) {
        st = add_block(s, &out->items[i], out, e);
    }
    if (st != ST_OK) {
        floor_free(out);
        return st;
    }
    qsort(out->blocks, out->count, sizeof *out->blocks, by_bay_and_time);
    return ST_OK;
}

void floor_free(struct floor_day *day)
{
    order_items_free(day->items, day->item_count);
    free(day->blocks);
    *day = (struct floor_day){0};
}
