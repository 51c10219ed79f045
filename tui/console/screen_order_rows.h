/* An order as rows of text for a screen of a given width: concerns, lines, totals, clocks, promises,
 * inspections, damage, signatures. Pure: made from the command's answer, draws nothing. */
#ifndef CLEARBAY_CONSOLE_SCREEN_ORDER_ROWS_H
#define CLEARBAY_CONSOLE_SCREEN_ORDER_ROWS_H

#include "core/base/buf.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum order_row_style { ROW_HEAD, ROW_TEXT, ROW_DIM, ROW_GOOD, ROW_WARN, ROW_BAD, ROW_SUM };

struct view_row {
    enum order_row_style style;
    bool stop;          /* the cursor stops here */
    int64_t line, job;  /* what the row is about; 0: nothing */
    char *left, *right; /* owned; right is set at the right edge, "" when there is none */
};

struct view_rows {
    struct view_row *rows;
    size_t count, room;
    int columns;
    bool failed; /* memory ran out; the rows so far are good */
};

/* Makes the rows of an order (order.show) as it is at `now` (UTC ms); `ascii`: bars of # and . Free them with
 * view_rows_free, which also takes a zeroed struct. */
void order_view_make(const json_t *order, int64_t now, bool ascii, int columns, struct view_rows *out);
void view_rows_free(struct view_rows *rows);

/* Appends a row set in exactly `columns`: what does not fit of the left text is cut, the right one stands at
 * the right edge. */
void view_row_set(const struct view_row *row, int columns, struct buf *out);

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
