/* The real console on a real workshop, drawn by real curses into memory and read back with libvterm: one
 * thread, no pty, no sleeps. */
#ifndef CLEARBAY_TESTS_SCREEN_FLOOR_H
#define CLEARBAY_TESTS_SCREEN_FLOOR_H

#include "tests/screen/wide_terminal.h"
#include "tests/screen/workshop.h"
#include "tui/console/term.h"
#include "tui/console/ui.h"

#include <stdbool.h>
#include <stddef.h>
#include <vterm.h>

struct floor {
    struct workshop *shop; /* borrowed */
    struct term *term;
    struct ui *ui;
    VTerm *vt;
    VTermScreen *screen;
    struct wide_terminal *wide; /* NULL: ambiguous characters take one column */
    FILE *out, *in;
    int keys;         /* where bytes are typed in */
    long read;        /* of `out` so far */
    size_t last_sent; /* bytes of the last picture */
    int rows, columns;
    bool chinese;
    char *sent; /* every byte that went to the terminal */
    size_t sent_len;
};

struct floor_options {
    int rows, columns;
    const char *language, *theme, *frames; /* NULL: SCREEN_LANGUAGE of the environment or en, dark, utf8 */
    bool wide;                             /* characters of ambiguous width take two columns */
};

/* Opens the console for whoever is logged in (nobody: the log-in screen). */
struct floor *floor_open(struct workshop *shop, const struct floor_options *options);
/* The same for the advisor, with one order: a car whose brakes squeal. */
struct floor *floor_open_order(struct workshop *shop, const struct floor_options *options);
void floor_close(struct floor **f);
/* Leaves the console and opens it again as somebody else. */
void floor_as(struct floor *f, const char *user);

/* One key by its name, then the picture is drawn. */
void floor_press(struct floor *f, const char *name);
/* Several keys, separated by blanks: "F2 Tab Enter". */
void floor_keys(struct floor *f, const char *names);
/* Characters, one press each. */
void floor_type(struct floor *f, const char *text);
/* Bytes as a keyboard sends them, decoded by curses. */
void floor_bytes(struct floor *f, const char *bytes, size_t n);
/* A code as a scanner sends it, with Enter behind it. */
void floor_scan(struct floor *f, const char *code);
void floor_resize(struct floor *f, int rows, int columns);
void floor_draw(struct floor *f);

/* What stands on the terminal: each row closed by a line feed, blanks at the end cut. The caller frees. */
char *floor_text(struct floor *f);
/* Whether these words stand on the terminal; fails unless they do, or unless they do not. With
 * SCREEN_LANGUAGE=zh_CN the Chinese for them is looked for, as tests/screen/words.zh_CN has it; what is not
 * in there stands for itself, but words that must be lacking have to be there. */
bool floor_has(struct floor *f, const char *words);
void floor_shows(struct floor *f, const char *words);
void floor_lacks(struct floor *f, const char *words);
/* Fails unless they stand on the row that the cursor is on. */
void floor_cursor_on(struct floor *f, const char *words);

/* Each tui/console/screen_NAME.c that holds these words is in `names`, which ends with NULL; fails unless it
 * is. */
void floor_knows_screens(const char *words, const char *const names[]);

/* Compares the picture with tests/screen/expected/NAME; digits of times are "#". GENERATE=1 writes it. */
void floor_expect(struct floor *f, const char *name);

#endif
