/* An order on the floor, as a row: its words, when it goes, and its place in the list. Pure but for drawing;
 * made from the command floor's answer. */
#ifndef CLEARBAY_CONSOLE_FLOOR_ROW_H
#define CLEARBAY_CONSOLE_FLOOR_ROW_H

#include "core/base/buf.h"
#include "core/base/when.h"
#include "tui/console/ui.h"

/* "16:35" on that day, "11-25 16:35" on another one. Points into `out`. */
const char *floor_time(const char *day, int64_t ms, char out[WHEN_SIZE]);

/* What is said in `columns`, or in as few as can be where that is too little: nothing is cut in the middle,
 * but left out or said in a shorter word. The time first loses its hour (of another day) and its year, then
 * the word gets shorter; a number loses what stands before its last digits. */
/* When it goes: "until 16:35", "ended 15:20", or since when it should be gone: "late 14:05". */
void floor_end_text(const char *day, const json_t *block, int64_t now, int columns, struct buf *out);
void floor_stage_text(const json_t *block, int columns, struct buf *out);
void floor_number_text(const json_t *block, int columns, struct buf *out);

enum style floor_block_style(const json_t *block, int64_t now);

/* Columns of the list of cars without a bay beside the picture: in few, and with nothing shortened. */
enum { FLOOR_ASIDE = 40, FLOOR_ASIDE_ROOMY = 62 };

/* One row of it. */
void floor_row_aside(struct term *t, int y, int x, int columns, const char *day, const json_t *block,
                     int64_t now, bool selected);

/* What the filter looks at: all that the list and the picture say of it, and whose car it is. */
void floor_row_words(const char *day, const json_t *block, int64_t now, struct buf *out);

/* One row of the list; `block` NULL: the headings. */
void floor_row_draw(struct term *t, int y, struct area a, const char *day, const json_t *block, int64_t now,
                    bool selected);

#endif
