/* A row of the screen as the cells of curses, put there in one go: text by text it costs a conversion and a
 * look at the width for each character. Only term.c uses it. */
#ifndef CLEARBAY_CONSOLE_CELLS_H
#define CLEARBAY_CONSOLE_CELLS_H

#include <curses.h>
#include <stdbool.h>

struct cells;

/* NULL when memory is out. */
struct cells *cells_new(void);
void cells_free(struct cells **c);

/* For a window of this size; nothing is known of it when that changes. False: no memory. */
bool cells_size(struct cells *c, int rows, int columns);

/* Begins a row, all blank. */
void cells_begin(struct cells *c);

/* Puts a text (UTF-8, harmless as text_show makes it) in `columns` columns from x, as term_put does, in the
 * style of `model`; with `pad` blanks behind it. False: a mark on nothing, or more marks on one character
 * than a cell holds; the row has to be drawn text by text then. */
bool cells_put(struct cells *c, int x, int columns, const cchar_t *model, const char *text, bool pad);

/* Puts what differs from before into the window's row y. */
void cells_draw(struct cells *c, int y);
/* The window's row y was drawn by other means, or emptied. */
void cells_forget(struct cells *c, int y);

#endif
