#include "db/db.h"
#include "core/base/i18n.h"
#include "db/schema.h"
#include "db/turn.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CACHE = 64, /* statements kept prepared */
    PARAMETERS_MAX = 24,
    LOG_PAGES = 1000, /* of the log, before it is folded into the database */
    BUSY_MS = 10000,  /* how long a writer waits for the write lock */
    OTHERS_MS = 40,   /* how long a long writer steps aside for those who wait */
    PATH_ROOM = 4096,
    WAL_FIXED = 3051003,   /* first SQLite version without the WAL corruption (trust.md) */
    WAL_AFFECTED = 3007000 /* first version with it */
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
    int patience;  /* how long a writer waits, ms */
    int log_pages; /* of the log after the last commit, while in bulk */
    struct stmt cache[CACHE];
    size_t next; /* slot to reuse when all are taken */
};

static enum status db_error(struct db *db, struct error *e)
{
    int code = sqlite3_extended_errcode(db->handle);
    const char *what = sqlite3_errmsg(db->handle);
    switch (code & 0xff) {
    case SQLITE_FULL:
        return error_set(e, ST_FAILED, "disk_full",
                         _("%s: the disk is full; nothing was changed. Free some space and try again"),
                         db->path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(e, ST_FAILED, "database_busy",
                         _("%s: another program holds the database; nothing was changed. Try again"),
                         db->path);
    case SQLITE_READONLY:
        return error_set(
            e, ST_FAILED, "database_readonly",
            _("%s: the database cannot be written; check the permissions of the file and its folder"),
            db->path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set(e, ST_FAILED, "database_damaged",
                         _("%s: the database is damaged (%s); stop working and restore the last backup"),
                         db->path, what);
    default:
        return error_set(e, ST_FAILED, "database", _("%s: database error %d: %s"), db->path, code, what);
    }
}

/* Makes the folders above the file, private to the account. */
static enum status make_folder(const char *path, struct error *e)
{
    char folder[PATH_ROOM];
    size_t n = strlen(path);
    if (n >= sizeof folder) {
        return error_set(e, ST_USAGE, "path_too_long", _("%s: the path is too long"), path);
    }
    memcpy(folder, path, n + 1);
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
            return error_set(e, ST_FAILED, "folder", _("cannot make the folder %s: %s"), folder,
                             strerror(errno));
        }
        *slash = '/';
    }
    return ST_OK;
}

/* Makes an empty file with private permissions before SQLite sees it. The descriptor is closed
 * before the first SQLite handle exists, so that no lock is lost. */
static enum status make_file(const char *path, struct error *e)
{
    enum status st = make_folder(path, e);
    if (st != ST_OK) {
        return st;
    }
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
    } else if (errno != EEXIST) {
        return error_set(e, ST_FAILED, "database_create", _("cannot make %s: %s"), path, strerror(errno));
    }
    return ST_OK;
}

static enum status exec_sql(struct db *db, const char *sql, struct error *e)
{
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? ST_OK : db_error(db, e);
}

int db_schema_known(void)
{
    return migrations[migration_count - 1].version;
}

enum status db_schema_version(struct db *db, int *version, struct error *e)
{
    int64_t v = 0;
    enum status st = db_value(db, &v, e, "PRAGMA user_version", "");
    if (st == ST_OK) {
        *version = (int)v;
    }
    return st;
}

static enum status refuse_newer(struct db *db, int version, struct error *e)
{
    return error_set(
        e, ST_FAILED, "newer_schema",
        _("%s was written by a newer clearbay (schema %d, this program knows %d): update this program"),
        db->path, version, db_schema_known());
}

/* Runs the migrations that the database lacks. Each stands in the transaction that also raises
 * the version; another program doing the same waits for the lock and then finds nothing to do. */
static enum status migrate(struct db *db, struct error *e)
{
    int version = 0;
    enum status st = db_schema_version(db, &version, e);
    for (size_t i = 0; st == ST_OK && i < migration_count; i++) {
        const struct migration *m = &migrations[i];
        if (m->version <= version) {
            continue;
        }
        st = db_begin(db, e);
        if (st != ST_OK) {
            break;
        }
        st = db_schema_version(db, &version, e);
        if (st == ST_OK && m->version > version) {
            char raise[64];
            snprintf(raise, sizeof raise, "PRAGMA user_version = %d", m->version);
            st = exec_sql(db, m->sql, e);
            st = st == ST_OK ? exec_sql(db, raise, e) : st;
            version = st == ST_OK ? m->version : version;
        }
        if (st == ST_OK) {
            st = db_commit(db, e);
        } else {
            db_rollback(db);
        }
    }
    return st;
}

static enum status prepare_connection(struct db *db, unsigned flags, struct error *e)
{
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024);
    enum status st = exec_sql(db, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;", e);
    if (st != ST_OK) {
        return st;
    }
    if ((flags & DB_READONLY) == 0) {
        st = exec_sql(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", e);
    }
    int version = 0;
    st = st == ST_OK ? db_schema_version(db, &version, e) : st;
    if (st == ST_OK && version > db_schema_known()) {
        st = refuse_newer(db, version, e);
    }
    return st == ST_OK && (flags & DB_READONLY) == 0 ? migrate(db, e) : st;
}

enum status db_open(const char *path, unsigned flags, struct db **out, struct error *e)
{
    *out = NULL;
    struct stat there;
    if ((flags & DB_CREATE) != 0) {
        enum status st = make_file(path, e);
        if (st != ST_OK) {
            return st;
        }
    } else if (stat(path, &there) != 0) {
        return error_set(e, ST_NOT_FOUND, "no_workshop",
                         _("%s: there is no workshop here yet; make one with: clearbay init"), path);
    }
    struct db *db = calloc(1, sizeof *db);
    if (db == NULL || (db->path = strdup(path)) == NULL) {
        free(db);
        return error_memory(e);
    }
    db->pid = getpid();
    db->patience = BUSY_MS;
    int mode = (flags & DB_READONLY) != 0 ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    enum status st = ST_OK;
    if (sqlite3_open_v2(path, &db->handle, mode | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        st = db->handle == NULL ? error_memory(e) : db_error(db, e);
    }
    db->turn = st == ST_OK && mode == SQLITE_OPEN_READWRITE ? turn_open(path) : NULL;
    st = st == ST_OK ? prepare_connection(db, flags, e) : st;
    if (st != ST_OK) {
        db_close(&db);
        return st;
    }
    *out = db;
    return ST_OK;
}

void db_close(struct db **dbp)
{
    struct db *db = *dbp;
    *dbp = NULL;
    if (db == NULL) {
        return;
    }
    if (db->handle != NULL && db->pid == getpid()) {
        for (size_t i = 0; i < CACHE; i++) {
            sqlite3_finalize(db->cache[i].handle);
        }
        db_rollback(db);
        sqlite3_close(db->handle); /* the last connection checkpoints and removes the WAL */
    }
    turn_close(&db->turn);
    free(db->path);
    free(db);
}

void db_patience(struct db *db, int ms)
{
    db->patience = ms > 0 ? ms : BUSY_MS;
    sqlite3_busy_timeout(db->handle, db->patience);
}

enum status db_begin(struct db *db, struct error *e)
{
    turn_take(db->turn, db->patience);
    enum status st = exec_sql(db, "BEGIN IMMEDIATE", e);
    if (st != ST_OK) {
        turn_give(db->turn);
    }
    return st;
}

enum status db_begin_read(struct db *db, struct error *e)
{
    return exec_sql(db, "BEGIN", e);
}

enum status db_commit(struct db *db, struct error *e)
{
    enum status st = exec_sql(db, "COMMIT", e);
    if (st != ST_OK) {
        db_rollback(db);
    }
    turn_give(db->turn);
    return st;
}

void db_rollback(struct db *db)
{
    if (db_in_transaction(db)) {
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
        turn_give(db->turn);
    }
}

bool db_in_transaction(struct db *db)
{
    return sqlite3_get_autocommit(db->handle) == 0;
}

/* The cached statement for the text, or a free slot: an empty one, else the next idle one. */
static struct stmt *cache_slot(struct db *db, const char *sql)
{
    struct stmt *empty = NULL;
    for (size_t i = 0; i < CACHE; i++) {
        struct stmt *s = &db->cache[i];
        if (s->handle == NULL) {
            empty = empty == NULL ? s : empty;
        } else if (!s->busy && s->sql == sql && strcmp(sqlite3_sql(s->handle), sql) == 0) {
            return s;
        }
    }
    for (size_t i = 0; empty == NULL && i < CACHE; i++) {
        struct stmt *s = &db->cache[db->next++ % CACHE];
        if (!s->busy) {
            sqlite3_finalize(s->handle);
            *s = (struct stmt){0};
            empty = s;
        }
    }
    return empty;
}

static void find_parameters(struct stmt *s)
{
    for (int i = 0; i < PARAMETERS_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "$%d", i + 1);
        s->at[i] = (signed char)sqlite3_bind_parameter_index(s->handle, name);
    }
}

static enum status take_statement(struct db *db, const char *sql, struct stmt **out, struct error *e)
{
    struct stmt *s = cache_slot(db, sql);
    if (s == NULL) {
        return error_set(e, ST_FAILED, "database", _("too many statements are open at once"));
    }
    if (s->handle == NULL) {
        if (sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->handle, NULL) !=
            SQLITE_OK) {
            s->handle = NULL;
            return db_error(db, e);
        }
        s->sql = sql;
        s->db = db;
        find_parameters(s);
    }
    s->busy = true;
    *out = s;
    return ST_OK;
}

/* `keep`: texts and blobs live until the statement is reset, SQLite need not copy them. */
static int bind_value(sqlite3_stmt *h, int at, char type, bool keep, va_list *args)
{
    sqlite3_destructor_type copying = keep ? SQLITE_STATIC : SQLITE_TRANSIENT;
    switch (type) {
    case 'i':
        return sqlite3_bind_int64(h, at, va_arg(*args, int64_t));
    case 'I': {
        const int64_t *v = va_arg(*args, const int64_t *);
        return v == NULL ? sqlite3_bind_null(h, at) : sqlite3_bind_int64(h, at, *v);
    }
    case 't':
        return sqlite3_bind_text(h, at, va_arg(*args, const char *), -1, copying);
    case 'b': {
        const void *bytes = va_arg(*args, const void *);
        size_t n = va_arg(*args, size_t);
        return bytes == NULL ? sqlite3_bind_null(h, at)
                             : sqlite3_bind_blob64(h, at, bytes, (sqlite3_uint64)n, copying);
    }
    default:
        return SQLITE_MISUSE;
    }
}

static enum status query_va(struct db *db, struct stmt **out, struct error *e, const char *sql,
                            const char *types, bool keep, va_list *args)
{
    enum status st = take_statement(db, sql, out, e);
    if (st != ST_OK) {
        *out = NULL;
        return st;
    }
    int result = SQLITE_OK;
    for (size_t i = 0; types[i] != '\0' && result == SQLITE_OK; i++) {
        int at = i < PARAMETERS_MAX ? (*out)->at[i] : 0;
        result = at == 0 ? SQLITE_RANGE : bind_value((*out)->handle, at, types[i], keep, args);
    }
    if (result != SQLITE_OK) {
        st = error_set(e, ST_FAILED, "database", _("%s: database error %d: %s"), db->path, result, sql);
        db_end(out);
    }
    return st;
}

enum status db_query(struct db *db, struct stmt **out, struct error *e, const char *sql, const char *types,
                     ...)
{
    va_list args;
    va_start(args, types);
    enum status st = query_va(db, out, e, sql, types, false, &args);
    va_end(args);
    return st;
}

enum db_row db_next(struct stmt *s, struct error *e)
{
    switch (sqlite3_step(s->handle)) {
    case SQLITE_ROW:
        return DB_ROW;
    case SQLITE_DONE:
        return DB_DONE;
    default:
        db_error(s->db, e);
        return DB_ERROR;
    }
}

void db_end(struct stmt **sp)
{
    struct stmt *s = *sp;
    *sp = NULL;
    if (s != NULL) {
        sqlite3_reset(s->handle);
        sqlite3_clear_bindings(s->handle);
        s->busy = false;
    }
}

enum status db_end_one(struct stmt **s, enum db_row row, struct error *e)
{
    db_end(s);
    return row == DB_ROW     ? ST_OK
           : row == DB_ERROR ? ST_FAILED
                             : error_set(e, ST_NOT_FOUND, "no_row", "%s", "");
}

int64_t db_int(struct stmt *s, int column)
{
    return sqlite3_column_int64(s->handle, column);
}

const char *db_text(struct stmt *s, int column)
{
    return (const char *)sqlite3_column_text(s->handle, column);
}

void db_copy(struct stmt *s, int column, char *out, size_t size)
{
    const char *text = db_text(s, column);
    snprintf(out, size, "%s", text != NULL ? text : "");
}

const void *db_blob(struct stmt *s, int column, size_t *n)
{
    const void *bytes = sqlite3_column_blob(s->handle, column);
    *n = (size_t)sqlite3_column_bytes(s->handle, column);
    return bytes;
}

bool db_is_null(struct stmt *s, int column)
{
    return sqlite3_column_type(s->handle, column) == SQLITE_NULL;
}

int db_column_count(struct stmt *s)
{
    return sqlite3_column_count(s->handle);
}

enum status db_run(struct db *db, int64_t *changed, struct error *e, const char *sql, const char *types, ...)
{
    struct stmt *s;
    va_list args;
    va_start(args, types);
    enum status st = query_va(db, &s, e, sql, types, true, &args);
    va_end(args);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
    }
    db_end(&s);
    if (row == DB_ERROR) {
        return ST_FAILED;
    }
    if (changed != NULL) {
        *changed = sqlite3_changes64(db->handle);
    }
    return ST_OK;
}

enum status db_value(struct db *db, int64_t *value, struct error *e, const char *sql, const char *types, ...)
{
    struct stmt *s;
    va_list args;
    va_start(args, types);
    enum status st = query_va(db, &s, e, sql, types, true, &args);
    va_end(args);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        *value = db_int(s, 0);
        while ((row = db_next(s, e)) == DB_ROW) { /* RETURNING is complete only when stepped to its end */
        }
    } else if (row == DB_DONE) {
        st = error_set(e, ST_NOT_FOUND, "no_row", "%s", "");
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : st;
}

bool db_awaited(struct db *db)
{
    return turn_awaited(db->turn);
}

void db_let_others(struct db *db)
{
    turn_let_others(db->turn, OTHERS_MS);
}

bool db_exclusive(struct db *db)
{
    return turn_exclusive(db->turn);
}

void db_exclusive_end(struct db *db)
{
    turn_exclusive_end(db->turn);
}

void db_checkpoint(struct db *db)
{
    sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

int64_t db_data_version(struct db *db)
{
    int64_t v = -1;
    db_value(db, &v, NULL, "PRAGMA data_version", "");
    /* other connections' commits and this one's changes both only grow, so their sum tells of either */
    return v + sqlite3_total_changes64(db->handle);
}

/* Runs a check that answers with one row "ok", or with no row when `empty_is_ok`. */
static enum status run_check(struct db *db, const char *sql, bool empty_is_ok, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e, sql, "");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ERROR) {
        st = ST_FAILED;
    } else if (row == DB_ROW && (empty_is_ok || strcmp(db_text(s, 0), "ok") != 0)) {
        st = error_set(e, ST_FAILED, "database_damaged", _("%s: damaged: %s; restore the last backup"),
                       db->path, db_text(s, 0));
    }
    db_end(&s);
    return st;
}

enum status db_check(struct db *db, struct error *e)
{
    enum status st = run_check(db, "PRAGMA integrity_check(1)", false, e);
    return st == ST_OK ? run_check(db, "PRAGMA foreign_key_check", true, e) : st;
}

enum status db_backup(struct db *db, const char *path, struct error *e)
{
    struct stat there;
    if (stat(path, &there) == 0) {
        return error_set(e, ST_REFUSED, "file_exists", _("%s is already there: choose another name"), path);
    }
    mode_t mask = umask(077);
    enum status st = db_run(db, NULL, e, "VACUUM INTO $1", "t", path);
    umask(mask);
    struct db *copy = NULL;
    st = st == ST_OK ? db_open(path, DB_READONLY, &copy, e) : st;
    st = st == ST_OK ? db_check(copy, e) : st;
    db_close(&copy);
    if (st != ST_OK) {
        unlink(path); /* half a copy is none; it was not there before */
    }
    return st;
}

const char *db_path(const struct db *db)
{
    return db->path;
}

const char *db_engine_version(void)
{
    return sqlite3_libversion();
}

bool db_engine_affected(void)
{
    int v = sqlite3_libversion_number();
    return v >= WAL_AFFECTED && v < WAL_FIXED;
}

static int note_log(void *arg, sqlite3 *handle, const char *name, int pages)
{
    struct db *db = arg;
    (void)handle;
    (void)name;
    db->log_pages = pages;
    return SQLITE_OK;
}

void db_bulk(struct db *db, bool on)
{
    sqlite3_exec(db->handle,
                 on ? "PRAGMA cache_size = -8000" : "PRAGMA cache_size = -2000; PRAGMA shrink_memory", NULL,
                 NULL, NULL); /* only speed depends on it */
    if (on) {
        sqlite3_wal_hook(db->handle, note_log, db);
    } else {
        sqlite3_wal_autocheckpoint(db->handle, LOG_PAGES);
    }
}

void db_fold(struct db *db)
{
    if (db->log_pages >= LOG_PAGES) {
        db->log_pages = 0;
        sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    }
}
