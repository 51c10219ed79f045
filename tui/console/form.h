/* Fields with labels, filled one after the other: every command's form, the log-in, taking a car in. */
#ifndef CLEARBAY_CONSOLE_FORM_H
#define CLEARBAY_CONSOLE_FORM_H

#include "core/base/error.h"
#include "tui/console/filter.h"
#include "tui/console/keymap.h"

enum { FORM_FIELDS_MAX = 24, FORM_OPTIONS_MAX = 64, FORM_OPTION_SIZE = 96 };

/* The keys that every form takes. */
extern const struct own_key form_keys[];

/* One value to choose from: what is sent, and how it reads. */
struct form_option {
    char value[FORM_OPTION_SIZE], label[FORM_OPTION_SIZE];
};

struct form_field {
    char name[32];     /* the argument's */
    const char *label; /* borrowed */
    const char *help;  /* borrowed; shown while one is in the field; may be NULL */
    bool needed;
    bool whole;  /* a whole number: other characters are pointed out as they are typed */
    bool moment; /* a time: what is none is pointed out before it is saved */
    struct field field;
    struct form_option *options; /* owned; NULL: a text */
    size_t option_count, chosen; /* chosen == option_count: nothing yet */
    char initial[FIELD_MAX];     /* what it held at the start: "nothing typed" */
};

struct form {
    struct form_field *fields; /* owned, FORM_FIELDS_MAX of them */
    size_t count, at;
    char error[1024];     /* shown below the fields until the next change */
    bool passes;          /* the error does by itself: the service was away */
    size_t top;           /* first field shown */
    struct filter filter; /* of the choices of the field one is in, while one types into it */
    size_t chosen_before; /* there, when it was opened */
};

enum form_event {
    FORM_IGNORED, /* not a key of the form */
    FORM_MOVED,
    FORM_CHANGED, /* a value changed */
    FORM_DONE,    /* F8, or Enter in the last field */
    FORM_BACK     /* Esc */
};

/* False: memory is out. Free with form_free, which also takes a zeroed form and wipes what was typed. */
bool form_new(struct form *f);
void form_free(struct form *f);

/* Adds a field; NULL when there is no room. */
struct form_field *form_add(struct form *f, const char *name, const char *label, bool needed);
bool form_add_option(struct form_field *field, const char *value, const char *label);
/* Sets what a field holds at the start. A value that is no option is added as one. */
void form_start(struct form_field *field, const char *value);
/* Sets what a field holds, as if it had been typed. */
void form_set(struct form_field *field, const char *value);

struct form_field *form_find(struct form *f, const char *name);
/* What a field holds; "" when nothing. Borrowed. */
const char *form_value(const struct form_field *field);
bool form_typed(const struct form *f); /* something differs from the start */

/* False: a field that is needed is empty; the form's error says so and the cursor stands there. */
bool form_is_filled(struct form *f);
/* False: a field for a whole number or a time holds something else, which is said and where the cursor goes.
 */
bool form_is_right(struct form *f);

/* Goes on where one was: to the first field that is needed and empty, else to the last one typed into. */
void form_resume(struct form *f);

/* Shows an error below the fields, with `text` for its message (NULL: its own). */
void form_fail(struct form *f, const struct error *e, const char *text);
/* The service is back: an error that only said that it was away goes. */
void form_forget_away(struct form *f);

/* Moves the cursor to the field that a text speaks of first: an error's code ("bad_vin") or message
 * ("odometer: ..."). False, and it stays: to none. */
bool form_go_to(struct form *f, const char *text);

/* The text that one types into; NULL: a choice, whose keys act at once. */
struct field *form_field_here(struct form *f);

enum form_event form_press(struct form *f, const struct press *p);

/* Rows that the form wants on a screen of `columns`, and drawing it into a place. */
int form_rows(const struct form *f);
void form_draw(struct form *f, struct term *t, int y, int x, int rows, int columns, bool focus);

#endif
