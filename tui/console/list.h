/* A list that one moves through: which row the cursor is on and which is the first one shown. Pure
 * arithmetic; the screen draws the rows. */
#ifndef CLEARBAY_CONSOLE_LIST_H
#define CLEARBAY_CONSOLE_LIST_H

#include "tui/console/term.h"

#include <stdbool.h>
#include <stddef.h>

struct list {
    size_t count, at, top;
    /* Where the cursor may stop; NULL: on every row. */
    bool (*stops)(const void *arg, size_t row);
    const void *arg;
};

/* Takes a new number of rows; the cursor stays where it is as far as it can. */
void list_count(struct list *l, size_t count);

/* Moves for arrows, h j k l (unless `typing`), PgUp, PgDn, Home, End on a page of `rows`; false: not such a
 * key. */
bool list_press(struct list *l, const struct press *p, int rows, bool typing);

/* The first row to show on a page of `rows`, so that the cursor is seen. */
size_t list_top(struct list *l, int rows);

#endif
