/* An order on the floor, as a row: its words, when it goes, and its place in the list. Pure but for drawing;
 * made from the command floor's answer. */
#ifndef CLEARBAY_CONSOLE_FLOOR_ROW_H
#define CLEARBAY_CONSOLE_FLOOR_ROW_H

#include "core/base/buf.h"
#include "core/base/when.h"
#include "tui/console/ui.h"

/* "16:35" on that day, "11-25 16:35" on another one. Points into `out`. */
const char *floor_time(const char *day, int64_t ms, char out[WHEN_SIZE]);

/* When it goes: "until 16:35", "late 14:05", "ended 15:20"; on another day without the hour where it is
 * `narrow`. */
void floor_end_text(const char *day, const json_t *block, int64_t now, bool narrow, struct buf *out);

enum style floor_block_style(const json_t *block, int64_t now);

/* What the filter looks at: all that the list and the picture say of it, and whose car it is. */
void floor_row_words(const char *day, const json_t *block, int64_t now, struct buf *out);

/* One row of the list; `block` NULL: the headings. */
void floor_row_draw(struct term *t, int y, struct area a, const char *day, const json_t *block, int64_t now,
                    bool selected);

#endif
