/* What the files of the connection share (db.h says what it does): db.c opens and looks after it, statement.c
 * runs SQL on it, transaction.c says when it may write. */
#ifndef CLEARBAY_DB_INSIDE_H
#define CLEARBAY_DB_INSIDE_H

#include "db/baton.h"
#include "db/db.h"
#include "db/turn.h"

#include <sqlite3.h>
#include <sys/types.h>

enum {
    CACHE = 64, /* statements kept prepared */
    PARAMETERS_MAX = 24,
    BUSY_MS = 10000, /* how long a writer waits for the write lock */
};

struct stmt {
    sqlite3_stmt *handle;
    const char *sql; /* as passed; most are constants, so the address is looked at before the text */
    struct db *db;
    bool busy;
    signed char
        at[PARAMETERS_MAX]; /* where $1, $2 ... stand: SQLite numbers them by where they first stand */
};

struct db {
    sqlite3 *handle;
    char *path;
    pid_t pid; /* a handle carried over a fork corrupts the database */
    struct turn *turn;
    struct db *writer;   /* whose connection writes for this one (db_open_beside); NULL: its own */
    struct baton *baton; /* of a writer with others beside it: whose turn it is; owned */
    bool owner;          /* nobody else opens the database */
    bool writing;        /* between db_begin and its end */
    bool grouped;        /* between db_group_begin and db_group_end */
    bool lost;           /* SQLite took the whole group back */
    int failed_with;     /* SQLite's code for what failed last */
    int patience;        /* how long a writer waits, ms */
    int log_pages;       /* of the log after the last commit, while in bulk */
    struct stmt cache[CACHE];
    size_t next; /* slot to reuse when all are taken */
};

/* The handle whose connection runs what `db` asks for now: its own, or for a write the writer's. */
struct db *db_running(struct db *db);

/* SQLite's last error on it, as one that a person can act on. */
enum status db_error(struct db *db, struct error *e);
/* The same for a code of SQLite's, with what it says about it. */
enum status db_error_of(struct db *db, int code, const char *what, struct error *e);
enum status db_exec(struct db *db, const char *sql, struct error *e);

#endif
