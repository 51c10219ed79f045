/* The filter that / opens on a list: rows that hold every word one types stay. */
#ifndef CLEARBAY_CONSOLE_FILTER_H
#define CLEARBAY_CONSOLE_FILTER_H

#include "core/command/command.h"
#include "tui/console/field.h"
#include "tui/console/list.h"

struct filter {
    bool open; /* one is typing into it */
    struct field field;
};

/* While it is open: true when the key was the filter's. Esc empties and closes it, Enter is left to the list.
 */
bool filter_press(struct filter *f, const struct press *p);
/* The same for lists whose letters are keys: Enter ends the typing and keeps the rows, a later Esc shows all
 * of them again. True when the key was the filter's; *changed says whether other rows pass now. */
bool filter_key(struct filter *f, const struct press *p, bool *changed);
/* Opens it for new words: those that Enter has taken go, so make the rows again; nothing when it is open. */
void filter_anew(struct filter *f);
bool filter_is_on(const struct filter *f);

/* True when `text` holds every word of the filter, in any case and width; dashes and dots do not matter,
 * and Chinese is found by its pinyin, too (wf, wangfang for 王芳). */
bool filter_match(const struct filter *f, const char *text);
/* The same of a command: of its words on the command line, of what it does or is also called, or of one of
 * its keys. */
bool filter_match_command(const struct filter *f, const struct command *c);
/* That it does so as people name it: each word typed begins one of its words, or is Chinese that stands
 * there. Pinyin of three letters and more is enough for what changes nothing; other letters may be anybody's
 * initials. */
bool filter_names_command(const struct filter *f, const struct command *c);

/* That the words stand in it one behind the other, as one phrase: "check in", not "check" and "in". */
bool filter_phrases_command(const struct filter *f, const struct command *c);

/* Lets the rows of a list stand that pass, of `count`: their numbers go into `shown`, which has room for all
 * of them. `text` says what stands on a row. The cursor stays on row number `here`; when that one goes it is
 * on the next one that stays, else on the last. */
void filter_rows(const struct filter *f, size_t count,
                 void (*text)(const void *arg, size_t row, struct buf *out), const void *arg, size_t here,
                 size_t *shown, struct list *list);

/* Draws it on one row. */
void filter_draw(const struct filter *f, struct term *t, int y, int x, int columns);
/* Says in the place of rows that none holds the words. */
void filter_draw_none(struct term *t, int y, int x, int columns);

#endif
