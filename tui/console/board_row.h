/* An order's row on the board. Its cells are made at most once a second: moving the cursor draws them again
 * as they are. */
#ifndef CLEARBAY_CONSOLE_BOARD_ROW_H
#define CLEARBAY_CONSOLE_BOARD_ROW_H

#include "core/base/buf.h"
#include "tui/console/ui.h"

struct board_row {
    const json_t *order; /* of the answer of `board`, borrowed */
    struct buf cells;    /* texts behind one another, each with its NUL */
    enum style clock;
    int64_t made_s; /* the second the cells were made in */
};

void board_row_init(struct board_row *row, const json_t *order);
void board_row_free(struct board_row *row);

/* Draws it in the first row of the area. The cursor's mark ends where texts of any length begin, for on a
 * slow line each cell costs. */
void board_row_draw(struct board_row *row, struct term *t, struct area a, bool selected);
void board_heading_draw(struct term *t, struct area a);

#endif
