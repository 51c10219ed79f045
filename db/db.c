#include "core/base/i18n.h"
#include "db/inside.h"
#include "db/schema.h"

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
    PATH_ROOM = 4096,
    WAL_FIXED = 3051003,   /* first SQLite version without the WAL corruption (trust.md) */
    WAL_AFFECTED = 3007000 /* first version with it */
};

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
                             i18n_errno(errno));
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
        return error_set(e, ST_FAILED, "database_create", _("cannot make %s: %s"), path, i18n_errno(errno));
    }
    return ST_OK;
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
            st = db_exec(db, m->sql, e);
            st = st == ST_OK ? db_exec(db, raise, e) : st;
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
    enum status st =
        db_exec(db, "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;", e);
    if (st != ST_OK) {
        return st;
    }
    if ((flags & DB_READONLY) == 0) {
        st = db_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", e);
    }
    int version = 0;
    st = st == ST_OK ? db_schema_version(db, &version, e) : st;
    if (st == ST_OK && version > db_schema_known()) {
        st = refuse_newer(db, version, e);
    }
    return st == ST_OK && (flags & DB_READONLY) == 0 ? migrate(db, e) : st;
}

/* A database has one owner (the service), or any number of programs that open it themselves. */
static enum status choose_owner(struct db *db, unsigned flags, struct error *e)
{
    db->owner = (flags & DB_OWN) != 0;
    if (db->owner && db->turn == NULL) {
        return error_set(
            e, ST_FAILED, "database_readonly",
            _("%s: the database cannot be written; check the permissions of the file and its folder"),
            db->path);
    }
    if (db->owner ? turn_own(db->turn) : turn_share(db->turn)) {
        return ST_OK;
    }
    return db->owner
               ? error_set(e, ST_FAILED, "database_in_use",
                           _("%s: other programs have the database open: end them, then start the service"),
                           db->path)
               : error_set(e, ST_FAILED, "owned_by_service",
                           _("%s: the database belongs to the running service: set socket in the section "
                             "[service] of the configuration"),
                           db->path);
}

/* A handle without a connection yet. */
static struct db *handle_new(const char *path)
{
    struct db *db = calloc(1, sizeof *db);
    if (db == NULL || (db->path = strdup(path)) == NULL) {
        free(db);
        return NULL;
    }
    db->pid = getpid();
    db->patience = BUSY_MS;
    return db;
}

/* Room for small things of a connection: each text of a row is one while the row is read, and what prepared
 * statements hold takes the usual room alone. */
enum { SMALL_SIZE = 512, SMALL_COUNT = 200 };

static enum status connect(struct db *db, int mode, struct error *e)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* nobody asks; before the first connection, else nothing */
    if (sqlite3_open_v2(db->path, &db->handle, mode | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        return db->handle == NULL ? error_memory(e) : db_error(db, e);
    }
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_LOOKASIDE, NULL, SMALL_SIZE, SMALL_COUNT);
    return ST_OK;
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
    struct db *db = handle_new(path);
    if (db == NULL) {
        return error_memory(e);
    }
    bool writes = (flags & DB_READONLY) == 0;
    db->turn = writes ? turn_open(path) : NULL;
    enum status st = writes ? choose_owner(db, flags, e) : ST_OK;
    st = st == ST_OK ? connect(db, writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, e) : st;
    st = st == ST_OK ? prepare_connection(db, flags, e) : st;
    if (st != ST_OK) {
        db_close(&db);
        return st;
    }
    *out = db;
    return ST_OK;
}

enum status db_open_beside(struct db *writer, struct db **out, struct error *e)
{
    *out = NULL;
    struct db *db = handle_new(writer->path);
    if (writer->baton == NULL) {
        writer->baton = baton_new();
    }
    if (db == NULL || writer->baton == NULL) {
        free(db);
        return error_memory(e);
    }
    db->writer = writer;
    db->turn = turn_open(writer->path); /* for db_exclusive: a handle of its own counts as somebody else */
    enum status st = connect(db, SQLITE_OPEN_READONLY, e);
    st = st == ST_OK ? prepare_connection(db, DB_READONLY, e) : st;
    if (st != ST_OK) {
        db_close(&db);
        return st;
    }
    *out = db;
    return ST_OK;
}

void db_cache_kb(struct db *db, int kb)
{
    char pragma[64];
    snprintf(pragma, sizeof pragma, "PRAGMA cache_size = -%d", kb);
    sqlite3_exec(db->handle, pragma, NULL, NULL, NULL); /* only memory depends on it */
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
    baton_free(&db->baton);
    free(db->path);
    free(db);
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

/* SQLite writes a copy and leaves it to the system when that reaches the disk. Without what the system still
 * has in memory, the check reads what the disk has. */
static enum status make_durable(const char *path, struct error *e)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    int why = errno;
    if (ok) {
        posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    }
    if (fd >= 0) {
        close(fd); /* no handle is open on it: no lock is lost */
    }
    return ok ? ST_OK : error_set(e, ST_FAILED, "file", "%s: %s", path, i18n_errno(why));
}

enum status db_backup(struct db *db, const char *path, struct error *e)
{
    int fd =
        open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600); /* SQLite takes an empty one as none */
    if (fd < 0) {
        return errno == EEXIST
                   ? error_set(e, ST_REFUSED, "file_exists", _("%s is already there: choose another name"),
                               path)
                   : error_set(e, ST_FAILED, "file", _("cannot make %s: %s"), path, i18n_errno(errno));
    }
    close(fd);
    enum status st = db_run(db, NULL, e, "VACUUM INTO $1", "t", path);
    struct db *copy = NULL;
    st = st == ST_OK ? make_durable(path, e) : st;
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
