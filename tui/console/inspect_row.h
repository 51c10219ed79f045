/* The inspection of a level as its screen shows it: the title, the items, and what stands below them. */
#ifndef CLEARBAY_CONSOLE_INSPECT_ROW_H
#define CLEARBAY_CONSOLE_INSPECT_ROW_H

#include "tui/console/term.h"
#include "tui/console/ui.h"

enum { INSPECT_READING_SIZE = 16, INSPECT_NOTE_SIZE = 1024 };

/* What stands below the items; "": nothing. */
struct inspect_foot {
    char failed[INSPECT_NOTE_SIZE];  /* what QC failed the order for, while the level is to be signed again */
    char blocked[INSPECT_NOTE_SIZE]; /* what keeps the level from being signed beside open items */
    bool fails;                      /* which is no more than a red item: it is signed as a fail */
    char reading[INSPECT_READING_SIZE]; /* being typed */
};

/* Appends the level, the car, and how far the inspection is: one of the command order.inspection; `order` is
 * its order.show. */
void inspect_title_text(const json_t *order, const json_t *inspection, const struct inspect_foot *foot,
                        struct buf *out);

/* What takes how many columns. The result stands near what it is for, and stays where it is while the items
 * are marked. */
struct inspect_columns {
    int text, result, reading;
    int remark; /* 0: it stands behind the text, in brackets */
};
/* For these items of the command order.inspection, on a screen of `columns`. */
struct inspect_columns inspect_columns_of(const json_t *items, int columns);

/* An item in row `y` of the terminal, from `x`: its text, its result as a word, today's reading beside the
 * last visit's, the remark. */
void inspect_row_draw(struct term *t, int y, int x, const struct inspect_columns *c, const json_t *item,
                      bool selected);

/* Sets foot->failed; `order` is an order.show. */
void inspect_foot_failed(struct inspect_foot *foot, const json_t *order, const char *level);
/* Rows that it takes at the lower end of the area. */
int inspect_foot_rows(const struct inspect_foot *foot);
/* Draws it, with what the item (NULL: none) asks for. The cursor goes to a reading once there is one. */
void inspect_foot_draw(struct term *t, struct area a, const json_t *item, const struct inspect_foot *foot);

#endif
