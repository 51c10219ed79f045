/* An order's row on the board, with texts of its own: the answer of `board`, ten times as large, need not be
 * kept, and moving the cursor draws what is ready. */
#ifndef CLEARBAY_CONSOLE_BOARD_ROW_H
#define CLEARBAY_CONSOLE_BOARD_ROW_H

#include "core/base/buf.h"
#include "tui/console/filter.h"
#include "tui/console/screen_order_rows.h"
#include "tui/console/ui.h"

struct board_row {
    struct buf texts; /* of the columns, one behind another with its NUL; the order's number is the first */
    struct buf words; /* what the filter looks at, and behind its NUL the VIN */
    struct order_clock clock; /* the most urgent one; due_at 0: none runs */
    const char *clock_word;   /* its name, translated */
    char due[64];
    enum style due_style, signed_style;
    int64_t due_made_s; /* the second that `due` was made in */
};

/* Takes what it needs of a row of `board`. */
void board_row_init(struct board_row *row, const json_t *order);
void board_row_free(struct board_row *row);

/* The order's number; borrowed. */
const char *board_row_order(const struct board_row *row);
/* True when digits are the order's own number, as people say it: 12 for SH01-000012. */
bool board_row_is_number(const struct board_row *row, const char *digits);

/* Whether the filter lets it stand. A few digits are an order's number or of a plate: a VIN is looked at from
 * six on, and for letters; a whole one is left to Enter, which goes to the car. */
bool board_row_fits(const struct board_row *row, const struct filter *f);

/* Draws it in the first row of the area. The cursor's mark ends where texts of any length begin, for on a
 * slow line each cell costs. */
void board_row_draw(struct board_row *row, struct term *t, struct area a, bool selected);
void board_heading_draw(struct term *t, struct area a);

#endif
