/* One line that a person types into. */
#ifndef CLEARBAY_CONSOLE_FIELD_H
#define CLEARBAY_CONSOLE_FIELD_H

#include "tui/console/term.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    FIELD_MAX = 4001,  /* bytes with the NUL: what a text argument of a command may have */
    FIELD_LINE = 1023, /* bytes that fit unless the field says otherwise: what one looks for */
    FIELD_SHORT = 80,  /* a plate, a VIN, a phone, a number, a time, also in full width */
};

struct field {
    char text[FIELD_MAX];
    size_t len, at;        /* at: the cursor, in bytes, never inside a character */
    size_t max;            /* bytes that fit; 0: FIELD_LINE */
    size_t offered, taken; /* characters of the last press, when not all of them fitted; else 0 */
    bool secret;           /* a PIN: shown as stars, takes no paste */
    bool recalls;  /* a box for what one looks for: Up in it when it is empty brings the last words back */
    bool proposed; /* a mere proposal: the first character typed takes its place; cleared by any other key */
};

void field_set(struct field *f, const char *text);
/* The same for what is likely but not known: who types something else need not clear it first. */
void field_propose(struct field *f, const char *text);
/* Empties it so that nothing stays in memory. */
void field_wipe(struct field *f);

/* Characters, pastes, Left, Right, Home, End, Backspace, Delete, Ctrl-U (all), Ctrl-W (a word): what is for a
 * field. */
bool field_takes(const struct press *p);

/* Does it. False: not for a field. What does not fit is left out, whole characters at a time, and counted. */
bool field_press(struct field *f, const struct press *p);

/* True once when the last press had more characters than the field had room for. */
bool field_was_full(struct field *f, size_t *offered, size_t *taken);

/* Draws the part around the cursor in `columns` cells. With `focus` the real cursor is put there. */
void field_draw(const struct field *f, struct term *t, int y, int x, int columns, bool focus);

#endif
