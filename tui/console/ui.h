/* The console: a stack of screens over one client and one terminal. A key press travels one way: the screen
 * on top, else the command table; the answer comes back as a value or an error; the picture is drawn again.
 */
#ifndef CLEARBAY_CONSOLE_UI_H
#define CLEARBAY_CONSOLE_UI_H

#include "core/base/buf.h"
#include "core/client/client.h"
#include "core/command/command.h"
#include "tui/console/term.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct ui;
struct form;
struct field;
struct own_key;

/* The part of the terminal that a screen draws in. */
struct area {
    int y, x, rows, columns;
};

/* What a form would lose: the command it runs, what it is about, and its fields (a new reference). */
enum { DRAFT_SUBJECT_SIZE = 40 };
struct draft {
    const char *form; /* borrowed; NULL: nothing worth keeping */
    char subject[DRAFT_SUBJECT_SIZE];
    json_t *content;
};

/* What a scanned code is to a screen. */
enum scan_fit {
    SCAN_ELSEWHERE, /* it does not belong here */
    SCAN_TYPED,     /* the field that one is in is the one for it: as if typed
                     * in place of what it held */
    SCAN_MINE       /* `scan` takes it */
};

/* A kind of screen. `self` is the screen's own state; each function but draw may be NULL. */
struct screen_ops {
    unsigned context;               /* one of CTX_*: which keys of the table work here */
    bool overlay;                   /* drawn over the screen below */
    bool modal;                     /* the table's keys do not work here */
    bool typing;                    /* letters are text here, never keys */
    const struct own_key *own_keys; /* what `press` takes, for its help (keymap.h); NULL: nothing to tell */
    bool is_public;                 /* while it is open anybody may stand before it, see ui_set_public */
    void (*title)(struct ui *ui, void *self, struct buf *out);
    void (*draw)(struct ui *ui, void *self, struct area area);
    bool (*press)(struct ui *ui, void *self, const struct press *p); /* false: not a key of mine */
    bool (*action)(struct ui *ui, void *self, const char *id); /* a command of the table; false: not mine */
    void (*refresh)(struct ui *ui, void *self);                /* somebody changed something: read again */
    void (*tick)(struct ui *ui, void *self);                   /* about once a second */
    bool (*unsaved)(const void *self);                         /* something typed would be lost */
    void (*draft)(const void *self, struct draft *out); /* asked only when there is something unsaved */
    struct field *(*field)(void *self); /* that one types into; NULL: in none, keys act at once */
    struct form *(*form)(void *self);   /* that it consists of, when it can be refused */
    /* `kind` of the hit that has this code: "order", "car", "customer" or "part"; "": nothing has it. */
    enum scan_fit (*scan_fit)(const void *self, const char *code, const char *kind);
    void (*scan)(struct ui *ui, void *self, const char *code); /* a code that it has said is its own */
    void (*close)(void *self);                                 /* frees it */
};

/* Starts with the log-in screen, or with the board when the client is logged in. Client and terminal are
 * borrowed. */
enum status ui_new(struct client *client, struct term *term, struct ui **out, struct error *e);
void ui_free(struct ui **ui);

/* One key press; then ui_draw shows what came of it. */
void ui_press(struct ui *ui, const struct press *p);
void ui_draw(struct ui *ui);
/* Several times a second: changes by others, drafts that are due. True: there is something new to draw. */
bool ui_watch(struct ui *ui);
/* Once a second: the same, clocks, the idle lock. */
void ui_tick(struct ui *ui);
bool ui_done(const struct ui *ui); /* the person has left */

/* The line has dropped or the program is told to end: what was typed is kept. */
void ui_hang_up(struct ui *ui);
/* Keeps what is typed in every open form now. */
void ui_keep_drafts(struct ui *ui);

/* For screens. */
struct client *ui_client(struct ui *ui);
struct term *ui_term(struct ui *ui);

/* Puts a screen on top; takes `self` over, also on failure (then it is closed and a message says why). */
void ui_push(struct ui *ui, const struct screen_ops *ops, void *self);
/* Takes the screen on top away. */
void ui_pop(struct ui *ui);
/* Takes this screen away, wherever it stands. */
void ui_pop_of(struct ui *ui, const void *self);
/* Brings a screen of that kind that is already open to the top; false: there is none. */
bool ui_raise(struct ui *ui, const struct screen_ops *ops);
/* The same of the screen whose typing is kept as the draft of that form about that subject. */
bool ui_raise_draft(struct ui *ui, const char *form, const char *subject);
/* The state of the screen of that kind that is open; NULL: there is none. */
void *ui_self_of(struct ui *ui, const struct screen_ops *ops);
/* Goes back until something typed would be lost, at most to the bottom. */
void ui_pop_saved(struct ui *ui);
/* Takes everything above this screen away; true when it is the one on top. */
void ui_pop_to(struct ui *ui, const void *self);
/* The kind of the screen on top, and its state. */
const struct screen_ops *ui_top(const struct ui *ui, void **self);
/* The terminal is too small to draw on, and says so: its person sees nothing else. */
bool ui_is_unseen(const struct ui *ui);
bool ui_is_top(const struct ui *ui, const void *self);
/* Somebody is here: each key press notes it, and whoever takes presses before the screens do. */
void ui_note_hands(struct ui *ui);
/* Since then, ms; -1: nobody was yet. */
int64_t ui_idle_ms(const struct ui *ui);
/* Takes everything away and begins with this screen. */
void ui_start_with(struct ui *ui, const struct screen_ops *ops, void *self);

/* From now on anybody may stand before it: of the table's keys only leaving, going back and what the screen
 * on top does itself work. */
void ui_set_public(struct ui *ui);
/* True then, and while a screen that is for anybody's eyes is open. */
bool ui_is_public(const struct ui *ui);

/* Frees an answer (NULL: nothing) that is not shown any more, when the next picture is out: nobody waits for
 * that. */
void ui_discard(struct ui *ui, json_t *answer);

/* Runs a command; takes `params` over (may be NULL). An error is shown in the message line. `result` may be
 * NULL when the answer does not matter. */
enum status ui_call(struct ui *ui, const char *id, json_t *params, json_t **result);
/* The same, with the error given back instead of shown. */
enum status ui_try(struct ui *ui, const char *id, json_t *params, json_t **result, struct error *e);

/* The message line, until the next key press. */
void ui_say(struct ui *ui, enum style style, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* An error as one text: its message and, when two people changed the same, theirs and mine. */
void ui_error_text(const struct error *e, struct buf *out);
/* form_fail (form.h) with that text. */
void ui_form_fail(struct form *form, const struct error *e);
/* Adds the key of the command that a message names as the way out ("clearbay order start ..."), if it has
 * one. */
void ui_add_said_key(const char *message, struct buf *out);

/* Runs a command of the table as its key does. */
void ui_run(struct ui *ui, const struct command *c);
/* Asks once; `yes` runs with `arg` when the answer is yes. `arg` is borrowed. */
void ui_ask(struct ui *ui, const char *question, void (*yes)(struct ui *ui, void *arg), void *arg);
/* The same; `no` (NULL: nothing) runs when it is not. */
void ui_ask_both(struct ui *ui, const char *question, void (*yes)(struct ui *ui, void *arg),
                 void (*no)(struct ui *ui, void *arg), void *arg);
/* Asks before what was typed is thrown away: only y does that. F8, which saves everywhere else, goes to the
 * screen below and saves there too. */
void ui_ask_throw(struct ui *ui, const char *question, void (*yes)(struct ui *ui, void *arg));
/* Leaves the screen on top; asks when something typed would be lost. */
void ui_back(struct ui *ui);

/* The order that is open: its order.show, borrowed; NULL when there is none. */
const json_t *ui_order(const struct ui *ui);
/* Reads it (again); an unknown one is said in the message line, and the one before stays. */
enum status ui_open_order(struct ui *ui, const char *number);
/* What the cursor of the order's screen is on; 0: nothing. */
struct order_place {
    int64_t line, job;
};
void ui_set_place(struct ui *ui, struct order_place place);
struct order_place ui_place(const struct ui *ui);

#endif
