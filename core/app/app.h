/* The application handle (the only "global", always passed), and a person's session on it. */
#ifndef CLEARBAY_APP_APP_H
#define CLEARBAY_APP_APP_H

#include "core/app/config.h"
#include "core/base/error.h"
#include "db/db.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum role { ROLE_NONE = 0, ROLE_ADVISOR = 1, ROLE_TECHNICIAN = 2, ROLE_QC = 4, ROLE_MANAGER = 8 };
enum { ROLE_ANY = ROLE_ADVISOR | ROLE_TECHNICIAN | ROLE_QC | ROLE_MANAGER };

/* "advisor", "technician", "qc", "manager" as the contract writes them; ROLE_NONE for anything else. */
const char *role_name(enum role role);
enum role role_parse(const char *name);

enum { PEPPER_SIZE = 32 };

struct pin_proofs;

struct app {
    struct config *config; /* owned */
    struct db *db;         /* owned; NULL until app_open_db */
    unsigned char pepper[PEPPER_SIZE];
    bool pepper_loaded;
    int patience_ms;                 /* how long a command waits for other writers; 0: as usual (db.h) */
    bool read_only;                  /* the database is only ever opened so */
    bool owner;                      /* the service: nobody else opens the database meanwhile */
    int64_t head_seq, head_at;       /* of the last signed head (core/trust/heads.h) */
    bool head_known, head_wanted;    /* whether it was looked up; whether the next one is due at once */
    const struct pin_proofs *proofs; /* of the running command (core/people/pin.h); NULL: none. Borrowed */
};

/* Takes the configuration over (also on failure) and opens nothing yet. */
enum status app_new(struct config *config, struct app **out, struct error *e);
void app_free(struct app **app);

/* Opens the configured database (DB_* flags). Without a workshop in it: ST_NOT_FOUND, "no_workshop",
 * which says to run `clearbay init`. With it already open: ST_OK. Read only, a schema older than this program
 * is ST_FAILED, "older_schema". */
enum status app_open_db(struct app *app, unsigned flags, struct error *e);

/* From now on a command waits at most so many ms for other programs that write. */
void app_patience(struct app *app, int ms);

/* Loads the pepper file (database path + ".pepper", mode 0600); `create` makes it when missing. ST_FAILED
 * "pepper": it cannot be read, or is not the one that the open database knows. */
enum status app_pepper(struct app *app, bool create, struct error *e);

/* From now on the database knows the loaded pepper by a digest, unless it knows one. Within the running write
 * transaction, when a PIN has shown that it is the right one. */
enum status app_pepper_bind(struct app *app, struct error *e);

/* Whether the file beside `database` is the pepper that `db` knows; any is while it knows none. ST_FAILED
 * "pepper", ST_NOT_FOUND when there is no such file: the message says what to do. */
enum status pepper_check(struct db *db, const char *database, struct error *e);

enum { NOTES_MAX = 16 };

/* How far a long command is, told to whoever asked for it. */
enum progress_phase { PROGRESS_FETCHING, PROGRESS_READING, PROGRESS_INDEXING };
struct progress {
    const char *source; /* the price list it is about */
    enum progress_phase phase;
    int64_t done, total; /* bytes; total -1: not known */
};

/* Who sits at the other end of the service's socket, as the kernel says (SO_PEERCRED). */
struct peer {
    unsigned uid, gid;
    int pid; /* 0: nobody, the session is this process's own */
};

/* Who is acting, from where. A session belongs to one client and runs one command at a time. */
struct session {
    struct app *app; /* borrowed */
    int64_t person;  /* 0: nobody has logged in */
    char login[64];
    char name[128];
    enum role role;
    int64_t logged_in_at;   /* when the PIN was typed, UTC ms; a session that is resumed keeps it */
    bool pin_is_temporary;  /* only user.pin on himself is allowed */
    char terminal[64];      /* tty or host name, goes into the log */
    char language[8];       /* of the service's client, "en" or "zh_CN"; "": as the program speaks */
    struct peer peer;       /* of the service's client */
    int passed_file;        /* the file that came with the running request; -1: none */
    char *notes[NOTES_MAX]; /* warnings of the running command, owned */
    size_t note_count;
    void (*on_progress)(const struct progress *, void *); /* NULL: nobody looks */
    void *progress_arg;
    const volatile sig_atomic_t *stop; /* not 0: end cleanly as soon as possible; NULL: nobody asks */
};

enum status session_new(struct app *app, struct session **out, struct error *e);
void session_free(struct session **s);

/* Adds a warning to the running command's answer ("warnings" in JSON, standard error else). */
void session_note(struct session *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void session_clear_notes(struct session *s);

/* Tells whoever looks; nothing when nobody does. */
void session_progress(struct session *s, const char *source, enum progress_phase phase, int64_t done,
                      int64_t total);

/* Opens a file that an ARG_FILE argument names, for reading: in this process its path, in the service the
 * file that the client opened with his own rights and sent along (its place is never looked up there). The
 * caller closes *out. ST_FAILED "file", ST_USAGE "file_not_sent". */
enum status session_open_file(struct session *s, const char *path, FILE **out, struct error *e);

/* The same for a file that an argument with ARG_MADE names: made new, 0600, with the client's own rights.
 * ST_REFUSED "file_exists". */
enum status session_make_file(struct session *s, const char *path, FILE **out, struct error *e);

/* True when the person wants the running command to end (Ctrl-C). Long commands ask often. */
bool session_stopped(const struct session *s);

#endif
