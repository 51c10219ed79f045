/* What is to stand on the screen, row by row, before the terminal draws it: a row that is as it was need not
 * be drawn again, which is what makes a key press cheap. */
#ifndef CLEARBAY_CONSOLE_PICTURE_H
#define CLEARBAY_CONSOLE_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

struct picture;

/* One text in its cells. */
struct put {
    int x, columns;
    unsigned style;
    bool pad;         /* with blanks to all its columns */
    const char *text; /* borrowed until the row changes */
};

/* NULL when memory is out. */
struct picture *picture_new(void);
void picture_free(struct picture **p);

/* Begins the next picture, of so many rows, empty. False: no memory, nothing is changed. */
bool picture_begin(struct picture *p, int rows);
/* Puts a text (copied) on a row of it, over what stands there. Rows outside are nothing. */
void picture_put(struct picture *p, int y, const struct put *put);

/* True when the row differs from the picture shown last. */
bool picture_changed(const struct picture *p, int y);
/* The texts of a row in their order, *at beginning with 0; false: there are no more. */
bool picture_next(const struct picture *p, int y, size_t *at, struct put *out);

/* All of it is on the screen now. */
void picture_shown(struct picture *p);
/* What is on the screen is not known: all rows differ. */
void picture_forget(struct picture *p);

#endif
