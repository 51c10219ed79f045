/* An order as rows of text for a screen of a given width: concerns, lines, totals, clocks, promises,
 * inspections, damage, signatures. Pure: made from the command's answer, draws nothing. */
#ifndef CLEARBAY_CONSOLE_SCREEN_ORDER_ROWS_H
#define CLEARBAY_CONSOLE_SCREEN_ORDER_ROWS_H

#include "core/base/buf.h"
#include "tui/console/view_rows.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Makes the rows of an order (order.show) as it is at `now` (UTC ms); `ascii`: bars of # and . Free them with
 * view_rows_free. */
void order_view_make(const json_t *order, int64_t now, bool ascii, int columns, struct view_rows *out);

/* What stands behind the customer's name in the head of the screen and is never pushed away by it: phone,
 * VIN, odometer. Appends. A name that has no room beside it is among the rows, whole. */
void order_head_car(const json_t *order, struct buf *out);

/* A clock of order.show or board. */
struct order_clock {
    int64_t due_at, done_at; /* UTC ms; done_at 0: it runs */
    bool breached;
};
struct order_clock order_clock_read(const json_t *clock);

/* Its state in a word or two: "in time", "due soon", "late", "done in time"; and how urgent that is. It
 * changes only when a threshold is passed, so a clock that is watched costs nothing. */
const char *order_clock_word(const struct order_clock *c, int64_t now, enum order_row_style *style);

#endif
