/* The terminal: the only place that knows curses. Draws text in cells, reads key presses. One terminal is
 * open at a time (curses itself keeps it). */
#ifndef CLEARBAY_CONSOLE_TERM_H
#define CLEARBAY_CONSOLE_TERM_H

#include "core/base/error.h"

#include <stdbool.h>
#include <stdio.h>

enum { TERM_ROWS_MIN = 24, TERM_COLUMNS_MIN = 80 };

/* What a text means; theme and terminal decide how that looks. Colour never says it alone. */
enum style {
    STYLE_TEXT,
    STYLE_DIM,
    STYLE_HEAD,
    STYLE_GOOD,
    STYLE_WARN,
    STYLE_BAD,
    STYLE_SUM,
    STYLE_BAR,   /* title and status bar */
    STYLE_KEY,   /* a key's name in the bar */
    STYLE_FIELD, /* where one types */
    STYLE_COUNT,
    STYLE_SELECTED = 64 /* added to one of the above: the row that the cursor is on */
};

struct term;

struct term_options {
    const char *type;   /* NULL: $TERM */
    FILE *out, *in;     /* borrowed; both with a file descriptor */
    const char *theme;  /* auto, dark, light, mono */
    const char *frames; /* auto, utf8, ascii */
};

/* Starts drawing. ST_USAGE when the terminal's type is unknown. */
enum status term_open(const struct term_options *options, struct term **out, struct error *e);
/* Gives the terminal back as it was. */
void term_close(struct term **t);

int term_rows(const struct term *t);
int term_columns(const struct term *t);
/* Takes a new size; 0, 0: asks the terminal for it. */
void term_resize(struct term *t, int rows, int columns);
bool term_is_ascii(const struct term *t); /* frames of + - | */

/* Draws a text in exactly `columns` cells from (y, x): padded with blanks or cut. Whatever the text holds, no
 * control, bidi or bad byte is sent; without UTF-8 other characters become "?". Outside the screen: nothing.
 */
void term_put(struct term *t, int y, int x, int columns, unsigned style, const char *text);
/* The same, only as wide as the text (at most `columns`); returns the columns used. */
int term_add(struct term *t, int y, int x, int columns, unsigned style, const char *text);
/* A long text on at most `rows` rows, broken at blanks where there are some; returns the rows it takes. With
 * `style` STYLE_COUNT nothing is drawn: it only counts. */
int term_wrap(struct term *t, int y, int x, int rows, int columns, unsigned style, const char *text);
/* A frame, its inside emptied; `title` (may be NULL) stands in its upper edge. */
void term_box(struct term *t, int y, int x, int rows, int columns, const char *title);
/* Empties everything before a new picture is drawn; what stays the same costs no bytes. */
void term_clear(struct term *t);
/* Where the real cursor stands when the picture is done: input methods and screen readers look there. */
void term_cursor(struct term *t, int y, int x);
void term_cursor_at(const struct term *t, int *y, int *x);
/* Sends what changed. */
void term_flush(struct term *t);
/* Sends everything again at the next flush. */
void term_redraw(struct term *t);
void term_bell(struct term *t);

/* A key press or a paste. Names: "F1", "Ctrl-P", "Enter", "Esc", "Tab", "Shift-Tab", "Up", "PgDn", "Delete",
 * "Resize" ...; a character is its own name, a blank is "Space". */
struct press {
    char name[16];
    char text[8];      /* the character in UTF-8; "" when it is no character */
    const char *paste; /* what was pasted, in one piece, name "Paste"; borrowed until the next press */
};

/* The next press that is already there; false: none. */
bool term_press(struct term *t, struct press *out);

/* A press by its name, as if it had been typed. */
struct press press_named(const char *name);

#endif
