/* Bars and small charts in cells: how long, how high, where. Pure integer arithmetic; the screens draw. */
#ifndef CLEARBAY_CONSOLE_CHART_H
#define CLEARBAY_CONSOLE_CHART_H

#include "core/base/buf.h"

#include <stdbool.h>
#include <stdint.h>

/* Cells of `cells` that `value` of `whole` fills: rounded down, so that only the whole fills them all; at
 * least one for anything above 0. Negative values and a whole of 0 or less fill none. */
int chart_cells(int64_t value, int64_t whole, int cells);

/* Appends a bar of exactly `cells` columns. `over` marks its end: it is full, and then some. */
void chart_bar(int filled, int cells, bool over, bool ascii, struct buf *out);

/* Height of a value in a chart from 0 to `highest`, in `levels` steps, rounded half up; at least 1 for
 * anything above 0. */
int chart_level(int64_t value, int64_t highest, int levels);

/* Steps of height that one row of a chart has. */
int chart_steps(bool ascii);

/* What stands in the row `row` (0: the lowest) of a column that is `level` steps high. */
const char *chart_cell(int level, int row, bool ascii);

/* The time at the left edge of column x of `columns` from `from` to `to`; x == columns gives `to`. */
int64_t chart_time(int64_t from, int64_t to, int columns, int x);

/* The other way round: column or row of `cells` that holds a time, cut to 0 .. cells; cells for `to` and
 * later. */
int chart_place(int64_t from, int64_t to, int cells, int64_t time);

/* (after - before) / before in tenths of a percent, rounded half away from zero; false: before is 0 or it is
 * too large. */
bool chart_change(int64_t before, int64_t after, int64_t *tenths);

#endif
