#include "core/base/i18n.h"
#include "db/inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum status db_error(struct db *db, struct error *e)
{
    struct db *running = db_running(db);
    running->failed_with = sqlite3_extended_errcode(running->handle);
    return db_error_of(db, running->failed_with, sqlite3_errmsg(running->handle), e);
}

enum status db_error_of(struct db *db, int code, const char *what, struct error *e)
{
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

enum status db_exec(struct db *db, const char *sql, struct error *e)
{
    return sqlite3_exec(db_running(db)->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? ST_OK : db_error(db, e);
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

static enum status take_statement(struct db *asked, const char *sql, struct stmt **out, struct error *e)
{
    struct db *db = db_running(asked);
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

/* When SQLite has taken a transaction back by itself (a full disk), what would still be written for it must
 * not be committed one by one. */
static enum status check_transaction(struct db *db, struct error *e)
{
    struct db *running = db_running(db);
    return !db->writing || sqlite3_get_autocommit(running->handle) == 0
               ? ST_OK
               : db_error_of(db, running->failed_with, _("the change was taken back"), e);
}

static enum status query_va(struct db *db, struct stmt **out, struct error *e, const char *sql,
                            const char *types, bool keep, va_list *args)
{
    enum status st = check_transaction(db, e);
    st = st == ST_OK ? take_statement(db, sql, out, e) : st;
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
        *changed = sqlite3_changes64(db_running(db)->handle);
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
