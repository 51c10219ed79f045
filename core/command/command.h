/* THE table of commands: everything the product can do. Command line, console, service,
 * manual, completion and cheat sheet are made from it; nothing else leads into the core. */
#ifndef CLEARBAY_COMMAND_COMMAND_H
#define CLEARBAY_COMMAND_COMMAND_H

#include "core/app/app.h"
#include "core/base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum arg_type {
    ARG_TEXT,    /* JSON string, cleaned with text_clean */
    ARG_INT,     /* whole number from 0; JSON integer (or its digits as a string) */
    ARG_DECIMAL, /* decimal number; reaches the command as a JSON string, checked by it */
    ARG_TIME,    /* ISO 8601, or local "YYYY-MM-DD HH:MM"; reaches the command as ISO UTC string */
    ARG_DATE,    /* YYYY-MM-DD */
    ARG_CHOICE,  /* one of `choices` */
    ARG_FLAG,    /* JSON true; on the command line the option alone */
    ARG_FILE,    /* path as given; not cleaned, no NUL (through the service: see session_open_file) */
    ARG_PIN,     /* a secret: on the command line only --NAME-file FILE; wiped after use */
};

enum arg_flags {
    ARG_NEEDED = 1,
    ARG_POSITIONAL = 2, /* a word on the command line, in the table's order */
    ARG_REPEATED = 4,   /* JSON array (one value is taken too); positional: takes all remaining words */
    ARG_READ = 32,      /* ARG_FILE: a file that is there and is read (session_open_file) */
    ARG_MADE = 64,      /* ARG_FILE: a new file that is written (session_make_file) */
    ARG_ASKED = 16,     /* the console always asks for it: an open terminal is not its owner */
    ARG_LONG = 128,     /* ARG_TEXT that holds a whole form, and so more than one text */
    ARG_JOINED = 8,     /* all remaining words joined with blanks: price find brake pad */
};

struct arg {
    const char *name; /* snake_case; --snake-case on the command line, SNAKE_CASE as a word */
    enum arg_type type;
    unsigned flags;
    const char *help;    /* N_() */
    const char *choices; /* ARG_CHOICE: "green|amber|red|na"; else what the value is called, or NULL */
};

enum command_flags {
    CMD_CHANGES = 1,   /* runs in a write transaction that the dispatcher begins and commits */
    CMD_OWN_TX = 2,    /* does its own transactions (syncs, backup, login) */
    CMD_ANYONE = 4,    /* needs nobody logged in */
    CMD_PIN = 8,       /* signing: the dispatcher checks the argument `pin` first */
    CMD_NO_DB = 16,    /* works without a database (init, restore) */
    CMD_TEMP_PIN = 32, /* allowed with a PIN that somebody else set */
    CMD_ASK = 64,      /* cannot be undone: the console asks once */
    CMD_KEEPS = 2048,  /* writes, and leaves what people made as it is: neither undone nor asked about */
    CMD_OFFLINE = 256, /* worth trying while the database is locked, and does not wait for it long */
    CMD_LONG = 128,    /* tells how far it is, and can be stopped (client_watch) */
    CMD_SLOW = 1024,   /* works through much: the service runs it beside everything else */
    CMD_LOCAL = 512,   /* runs where the person is, never in the service: it needs no workshop there */
};

/* An argument that every command with CMD_CHANGES takes besides its own: true when the form that sends it
 * kept a draft, which is then dropped in the same transaction. */
#define COMMAND_DRAFT "draft"

/* Where in the console a key of the command works; 0: not offered by a key. */
enum context {
    CTX_BOARD = 1,
    CTX_ORDER = 2,
    CTX_INTAKE = 4,
    CTX_INSPECT = 8,
    CTX_PRICE = 16,
    CTX_LIST = 32,
    CTX_FORM = 64,
    CTX_GLOBAL = 128,
    CTX_HELD = 256,
    CTX_SHOWROOM = 512,
    CTX_FLOOR = 1024
};

/* Runs a command: `in` has only arguments of the table, typed as said above; fills the JSON object
 * `out`. Adapters only: they decode, call one typed function of the core and encode. */
typedef enum status command_run(struct session *s, const json_t *in, json_t *out, struct error *e);

struct command {
    const char *id;         /* "order.add_part"; on the command line: order add-part */
    const char *summary;    /* N_(): one line of help */
    const struct arg *args; /* ends with a NULL name; NULL: none */
    unsigned roles;         /* who may; 0 with CMD_ANYONE */
    unsigned flags;
    command_run *run; /* NULL: an action of the console itself (help, palette, cursor) */
    unsigned contexts;
    const char *keys;  /* default keys, "F9" or "F1 ?", NULL: none */
    const char *label; /* N_(): short text for the status bar, NULL: not shown there */
};

/* The table, in the order of the manual. */
extern const struct command command_table[];
extern const size_t command_count;

/* By id; NULL when there is none. */
const struct command *command_find(const char *id);

/* Its argument of that name; NULL: it has none. */
const struct arg *command_arg(const struct command *c, const char *name);

/* Other words that people look for it by, in the user's language; "" when there are none. */
const char *command_also(const struct command *c);

/* THE way in: finds the command, checks role and arguments (unknown, missing, wrong type: ST_USAGE
 * that names the argument), opens the database if needed, runs it in its transaction, adds
 * "warnings". `params` may be NULL. *result is a new reference on ST_OK, NULL otherwise. */
enum status command_dispatch(struct session *s, const char *id, const json_t *params, json_t **result,
                             struct error *e);

/* Checks and cleans params against the command's arguments; *clean is a new object. Pure. Warnings about
 * removed characters go to the session's notes (s may be NULL). For dispatch, tests and the fuzzer. */
enum status command_check_args(struct session *s, const struct command *c, const json_t *params,
                               json_t **clean, struct error *e);

/* {"error":{"code","message"[,"choices"|"conflicts"]}}; a new reference, NULL when memory is out. */
json_t *error_to_json(const struct error *e);

#endif
