/* The floor of a day: which order stands in which bay from when to when. Nobody plans these times by hand;
 * they are read from what the orders have. */
#ifndef CLEARBAY_WORK_FLOOR_H
#define CLEARBAY_WORK_FLOOR_H

#include "core/app/app.h"
#include "core/work/clock.h"
#include "db/order_store.h"

/* From when to when an order takes its bay, UTC ms. */
struct floor_span {
    int64_t from, to;
    int64_t done_by; /* when it is to have ended; before `from` where that was over when the car came */
    bool ended;      /* `to` has come: QC has passed the car */
    bool late;       /* done_by is over, and it has not ended */
};

/* It begins with the first labour line (begun; 0: with the order), and ends when QC passes the car. Until
 * then it is to end at the time promised last, else after the diagnosis's hours, else when the repair is due.
 * It is to be done by that time too, but without a promise never later than the repair is due: that clock
 * runs from the customer's report, however late the order was opened or the work begun. Pure. */
struct floor_span floor_span(const struct order_item *item, int64_t begun, int64_t repair_due, int64_t now);

/* When it leaves the floor as far as one knows: a late one is still there now. */
int64_t floor_end(const struct floor_span *span, int64_t now);

struct floor_block {
    const struct order_item *item; /* borrowed from the day */
    struct floor_span span;
    struct clocks clocks;
};

struct floor_day {
    int64_t now;
    int32_t day;                 /* days since 1970-01-01 */
    int64_t opens_at, closes_at; /* the configured hours, longer by whole hours where cars stay longer */
    struct order_item *items;
    size_t item_count;
    struct floor_block *blocks; /* by bay (none: last), then by time */
    size_t count;
};

/* Orders that are on the floor that day, those without a bay, too. Free with floor_free. */
enum status floor_load(struct session *s, int32_t day, struct floor_day *out, struct error *e);
void floor_free(struct floor_day *day);

#endif
