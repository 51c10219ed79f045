/* The filter that / opens on a list: rows that hold every word one types stay. */
#ifndef CLEARBAY_CONSOLE_FILTER_H
#define CLEARBAY_CONSOLE_FILTER_H

#include "tui/console/field.h"

struct filter {
    bool open; /* one is typing into it */
    struct field field;
};

/* While it is open: true when the key was the filter's. Esc empties and closes it, Enter is left to the list.
 */
bool filter_press(struct filter *f, const struct press *p);
bool filter_is_on(const struct filter *f);

/* True when `text` holds every word of the filter, in any case and width; dashes and dots do not matter,
 * and Chinese is found by its pinyin, too (wf, wangfang for 王芳). */
bool filter_match(const struct filter *f, const char *text);

/* Draws it on one row. */
void filter_draw(const struct filter *f, struct term *t, int y, int x, int columns);

#endif
