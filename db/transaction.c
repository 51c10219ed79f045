#include "core/base/i18n.h"
#include "db/inside.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    LOG_PAGES = 1000, /* of the log, before it is folded into the database */
    OTHERS_MS = 40,   /* how long a long writer steps aside for those who wait */
    READERS_MS = 50,  /* how long a checkpoint between threads waits for those who read */
    EMPTYING = 100    /* how often that is tried after an erasure */
};

struct db *db_running(struct db *db)
{
    return db->writing && db->writer != NULL ? db->writer : db;
}

/* The baton of a handle that shares its writing connection; NULL: nobody else of this process writes. */
static struct baton *baton_of(struct db *db)
{
    return db->writer != NULL ? db->writer->baton : db->baton;
}

void db_patience(struct db *db, int ms)
{
    db->patience = ms > 0 ? ms : BUSY_MS;
    sqlite3_busy_timeout(db->handle, db->patience);
}

/* The turn among the threads, then among the programs. A database with an owner has no other programs. */
static enum status take_turn(struct db *db, struct error *e)
{
    struct baton *baton = baton_of(db);
    if (baton != NULL && !baton_take(baton, db->patience)) {
        return error_set(e, ST_FAILED, "database_busy",
                         _("%s: another program holds the database; nothing was changed. Try again"),
                         db->path);
    }
    if (db->writer == NULL && !db->owner) {
        turn_take(db->turn, db->patience);
    }
    db->writing = true;
    return ST_OK;
}

static void give_turn(struct db *db)
{
    struct baton *baton = baton_of(db);
    db->writing = false;
    if (db->writer == NULL && !db->owner) {
        turn_give(db->turn);
    }
    if (baton != NULL) {
        baton_give(baton);
    }
}

static bool is_open(struct db *db)
{
    return sqlite3_get_autocommit(db_running(db)->handle) == 0;
}

/* A full disk or a failing one makes SQLite take back the whole transaction, and what the others of the group
 * were told to wait for with it. */
static enum status group_lost(struct db *db, struct error *e)
{
    db->lost = true;
    db->writing = false;
    if ((db->failed_with & 0xff) == SQLITE_FULL) { /* the reason says more than that it failed */
        return db_error_of(db, db->failed_with, "", e);
    }
    return error_set(
        e, ST_FAILED, "group_lost",
        _("%s: the database failed while several changes were written together; none of them was "
          "kept. Try again"),
        db->path);
}

static enum status begin_in_group(struct db *db, struct error *e)
{
    if (db->lost || !is_open(db)) {
        return group_lost(db, e);
    }
    enum status st = db_exec(db, "SAVEPOINT request", e);
    db->writing = st == ST_OK;
    return st;
}

/* Taking back needs a little memory, too: a transaction that could not be ended for want of it ends before
 * the next one begins. */
static void end_stale(struct db *db)
{
    if (is_open(db)) {
        sqlite3_exec(db_running(db)->handle, "ROLLBACK", NULL, NULL, NULL);
    }
}

enum status db_begin(struct db *db, struct error *e)
{
    if (db->grouped) {
        return begin_in_group(db, e);
    }
    enum status st = take_turn(db, e);
    if (st != ST_OK) {
        return st;
    }
    end_stale(db);
    st = db_exec(db, "BEGIN IMMEDIATE", e);
    if (st != ST_OK) {
        give_turn(db);
    }
    return st;
}

/* Every look-up begins and ends so: the two statements are kept prepared. */
enum status db_begin_read(struct db *db, struct error *e)
{
    if (db->grouped) {
        return begin_in_group(db, e);
    }
    end_stale(db);
    return db_run(db, NULL, e, "BEGIN", "");
}

enum status db_commit(struct db *db, struct error *e)
{
    if (db->grouped && !is_open(db)) {
        return group_lost(db, e);
    }
    enum status st = db_exec(db, db->grouped ? "RELEASE request" : "COMMIT", e);
    if (st != ST_OK) {
        db_rollback(db);
    } else if (db->grouped) {
        db->writing = false;
    } else if (db->writing) {
        give_turn(db);
    }
    return st;
}

void db_rollback(struct db *db)
{
    if (db->grouped) {
        bool part = db->writing && is_open(db);
        if (part &&
            sqlite3_exec(db->handle, "ROLLBACK TO request; RELEASE request", NULL, NULL, NULL) != SQLITE_OK) {
            db_error(db, NULL); /* half a change must not be kept with the others */
            sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
            db->lost =
                true; /* also when this fails: then db_group_end takes it back, or the next beginning */
        }
        db->lost = db->lost || !is_open(db);
        db->writing = false;
        return;
    }
    if (is_open(db) && db_run(db, NULL, NULL, "ROLLBACK", "") != ST_OK) {
        sqlite3_exec(db_running(db)->handle, "ROLLBACK", NULL, NULL, NULL); /* no room for the kept one */
    }
    if (db->writing) {
        give_turn(db);
    }
}

bool db_in_transaction(struct db *db)
{
    return db->grouped ? db->writing : is_open(db);
}

enum status db_group_begin(struct db *db, struct error *e)
{
    enum status st = db_begin(db, e);
    if (st == ST_OK) {
        db->grouped = true;
        db->lost = false;
        db->failed_with = SQLITE_OK;
        db->writing = false;
    }
    return st;
}

enum status db_group_end(struct db *db, struct error *e)
{
    bool whole = !db->lost && is_open(db);
    enum status st = whole ? db_exec(db, "COMMIT", e) : group_lost(db, e);
    db->grouped = db->lost = false;
    db->writing = true; /* as between a db_begin and its end, which this is */
    if (st != ST_OK) {
        db_rollback(db);
    } else {
        give_turn(db);
    }
    return st;
}

bool db_awaited(struct db *db)
{
    struct baton *baton = baton_of(db);
    return baton != NULL ? baton_awaited(baton) : turn_awaited(db->turn);
}

void db_let_others(struct db *db)
{
    if (baton_of(db) == NULL) {
        turn_let_others(db->turn, OTHERS_MS);
        return;
    } /* threads stand in a line: whoever waits is before this one */
}

bool db_exclusive(struct db *db)
{
    return turn_exclusive(db->turn);
}

void db_exclusive_end(struct db *db)
{
    turn_exclusive_end(db->turn);
}

/* Runs something on the connection that writes, between its transactions. */
static void on_writer(struct db *db, void (*act)(struct db *db, struct db *writer))
{
    struct baton *baton = baton_of(db);
    if (baton == NULL || baton_take(baton, BUSY_MS)) {
        act(db, db->writer != NULL ? db->writer : db);
        if (baton != NULL) {
            baton_give(baton);
        }
    }
}

static void truncate_log(struct db *db, struct db *writer)
{
    if (baton_of(db) != NULL) {
        sqlite3_busy_timeout(writer->handle, READERS_MS);
    }
    sqlite3_wal_checkpoint_v2(writer->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(writer->handle, writer->patience);
}

void db_checkpoint(struct db *db)
{
    on_writer(db, truncate_log);
}

/* Readers come and go; one that stays keeps the log from being emptied. */
static bool empty_log(struct db *db)
{
    const struct timespec pause = {.tv_nsec = READERS_MS * 1000000L};
    int busy = SQLITE_BUSY;
    for (int i = 0; i < EMPTYING && busy != SQLITE_OK; i++) {
        busy = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        if (busy != SQLITE_OK) {
            nanosleep(&pause, NULL);
        }
    }
    return busy == SQLITE_OK;
}

enum status db_compact(struct db *db, struct error *e)
{
    enum status st = take_turn(db, e);
    if (st != ST_OK) {
        return st;
    }
    struct db *writer = db_running(db);
    st = db_exec(db, "VACUUM", e);
    sqlite3_busy_timeout(writer->handle, READERS_MS);
    if (st == ST_OK && !empty_log(writer)) {
        st = error_set(e, ST_FAILED, "log_in_use",
                       _("%s: others are reading, so that its log cannot be emptied now"), db->path);
    }
    sqlite3_busy_timeout(writer->handle, writer->patience);
    give_turn(db);
    return st;
}

static int note_log(void *arg, sqlite3 *handle, const char *name, int pages)
{
    struct db *db = arg;
    (void)handle;
    (void)name;
    db->log_pages = pages;
    return SQLITE_OK;
}

static void begin_bulk(struct db *db, struct db *writer)
{
    sqlite3_exec(writer->handle, "PRAGMA cache_size = -8000", NULL, NULL,
                 NULL); /* only speed depends on it */
    sqlite3_wal_hook(writer->handle, note_log, db);
}

static void end_bulk(struct db *db, struct db *writer)
{
    (void)db;
    sqlite3_exec(writer->handle, "PRAGMA cache_size = -2000; PRAGMA shrink_memory", NULL, NULL, NULL);
    sqlite3_wal_autocheckpoint(writer->handle, LOG_PAGES);
}

void db_bulk(struct db *db, bool on)
{
    on_writer(db, on ? begin_bulk : end_bulk);
}

static void fold(struct db *db, struct db *writer)
{
    if (db->log_pages >= LOG_PAGES) {
        db->log_pages = 0;
        sqlite3_wal_checkpoint_v2(writer->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    }
}

void db_fold(struct db *db)
{
    on_writer(db, fold);
}
