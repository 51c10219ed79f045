/* The items of an inspection as the screen shows them, and what stands below them. */
#ifndef CLEARBAY_CONSOLE_INSPECT_ROW_H
#define CLEARBAY_CONSOLE_INSPECT_ROW_H

#include "tui/console/term.h"
#include "tui/console/ui.h"

enum {
    INSPECT_FOOT_ROWS = 3,
    INSPECT_READING_SIZE = 16 /* bytes of a reading with the NUL, and the columns of its field */
};

/* An item of the command order.inspection, whole, in row `y` of the terminal: text and remark, its result as
 * a word, today's reading beside the last visit's. */
void inspect_row_draw(struct term *t, int y, struct area a, const json_t *item, bool selected);

/* In the last rows of `a`: why the level cannot be signed ("": it can), what the item (NULL: none) asks for,
 * and the reading that is being typed, where the cursor goes once there is one. */
void inspect_foot_draw(struct term *t, struct area a, const json_t *item, const char *reading,
                       const char *blocked);

#endif
