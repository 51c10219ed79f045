/* One SQLite connection: opening, migrations, transactions, statements. The only folder that
 * knows SQL is db/; the storage files beside this one build on these calls. */
#ifndef CLEARBAY_DB_DB_H
#define CLEARBAY_DB_DB_H

#include "core/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct stmt;

enum db_open_flags {
    DB_CREATE = 1,   /* make the file (0600) and its folder (0700) when missing; else ST_NOT_FOUND */
    DB_READONLY = 2, /* no write, no migration */
    DB_OWN = 4 /* for the service: no other program opens it meanwhile ("owned_by_service"); refused with
                * "database_in_use" while others have it open */
};

/* Opens the database with synchronous=FULL, WAL and foreign keys, and brings the schema up to date
 * (numbered migrations, each in a transaction). A schema newer than this program knows is refused
 * with ST_FAILED "newer_schema". The path's file is never opened outside SQLite. The caller
 * closes *out with db_close. */
enum status db_open(const char *path, unsigned flags, struct db **out, struct error *e);

/* A handle for another thread of the process that opened `writer` with DB_OWN: it reads on a connection of
 * its own, and what it does between db_begin and its end runs on the writer's connection. So one connection
 * writes and checkpoints, whatever the threads do (trust.md: SQLite's WAL fault needs two). Threads take
 * turns in the order in which they come. Open all of them in one thread; close them before the writer. */
enum status db_open_beside(struct db *writer, struct db **out, struct error *e);

/* Several requests with one commit. From db_group_begin on, transactions of this handle are parts of one:
 * db_commit keeps a part, db_rollback takes back only that. After db_group_end returned ST_OK all that was
 * kept is durable, otherwise nothing of it is there. When the disk fails SQLite takes back everything: what
 * comes after that in the group is refused with "group_lost", and so is db_group_end. */
enum status db_group_begin(struct db *db, struct error *e);
enum status db_group_end(struct db *db, struct error *e);

/* Finalises everything, truncates the WAL and closes; sets *db NULL. NULL is fine. */
void db_close(struct db **db);

/* Newest schema version this program knows, and the one the database has. */
int db_schema_known(void);
enum status db_schema_version(struct db *db, int *version, struct error *e);

/* Transactions. db_begin queues with the other writers, takes the write lock at once (BEGIN IMMEDIATE) and
 * waits up to the busy timeout; db_begin_read gives a consistent snapshot. They do not nest. After db_commit
 * returned ST_OK the changes are durable. db_rollback is harmless outside a transaction. */
enum status db_begin(struct db *db, struct error *e);
enum status db_begin_read(struct db *db, struct error *e);
enum status db_commit(struct db *db, struct error *e);
void db_rollback(struct db *db);
bool db_in_transaction(struct db *db);

/* Keeps at most so many KB of the database's pages; what more is read comes from the system's own cache. */
void db_cache_kb(struct db *db, int kb);

/* From now on waits at most so many ms for others; 0: as usual. */
void db_patience(struct db *db, int ms);

/* For a long writer between its short transactions: whether others wait to write, and letting them. */
bool db_awaited(struct db *db);
void db_let_others(struct db *db);

/* Price lists have one writer at a time: false while another handle is it. Ends with db_exclusive_end or with
 * the handle, also when the program is killed. */
bool db_exclusive(struct db *db);
void db_exclusive_end(struct db *db);

/* Prepares (or takes from the cache) a statement and binds its parameters $1, $2 ... in their
 * numbers' order. `types` has a letter for each: 'i' int64_t, 't' const char * (NULL is SQL NULL),
 * 'b' const void * and size_t (NULL is SQL NULL), 'I' const int64_t * (NULL is SQL NULL). Texts are
 * copied. Step through the rows with
 * db_next and end with db_end, which every path must reach. */
enum status db_query(struct db *db, struct stmt **out, struct error *e, const char *sql, const char *types,
                     ...);

enum db_row { DB_ROW = 1, DB_DONE = 0, DB_ERROR = -1 };
enum db_row db_next(struct stmt *s, struct error *e);
/* Ends a statement of which one row is wanted, `row` being what db_next has just answered: ST_OK,
 * ST_NOT_FOUND "no_row" or ST_FAILED. */
enum status db_end_one(struct stmt **s, enum db_row row, struct error *e);

/* Resets the statement and gives it back to the cache; sets *s NULL. NULL is fine. */
void db_end(struct stmt **s);

/* Columns of the current row, from 0. Texts and blobs live until the next db_next or db_end; a text is
 * NULL for SQL NULL. */
int64_t db_int(struct stmt *s, int column);
const char *db_text(struct stmt *s, int column);
/* Copies a text as far as there is room; SQL NULL is "". */
void db_copy(struct stmt *s, int column, char *out, size_t size);
const void *db_blob(struct stmt *s, int column, size_t *n);
bool db_is_null(struct stmt *s, int column);
int db_column_count(struct stmt *s);

/* Runs a statement for its effect. *changed (may be NULL) is the number of rows it touched. */
enum status db_run(struct db *db, int64_t *changed, struct error *e, const char *sql, const char *types, ...);

/* Runs a statement (usually INSERT ... RETURNING id, or SELECT) and takes the first column of its
 * first row as an integer. No row: ST_NOT_FOUND with code "no_row" and an empty message that the
 * caller replaces. */
enum status db_value(struct db *db, int64_t *value, struct error *e, const char *sql, const char *types, ...);

/* Truncates the write-ahead log; called after bulk work. */
void db_checkpoint(struct db *db);

/* Writes the whole database anew and empties its log, so that nothing is left of what was deleted or changed,
 * not even in free pages: after an erasure. Others wait, for seconds with a large database. Outside
 * transactions. ST_FAILED "log_in_use": all is done but for the log, which others are reading from. */
enum status db_compact(struct db *db, struct error *e);

/* While a list is written: a larger cache, and a commit does not fold the log in by itself, which would make
 * others wait; db_fold does it between transactions when the log has grown. */
void db_bulk(struct db *db, bool on);
void db_fold(struct db *db);

/* A number that changes when this or another connection changed the database; costs microseconds. */
int64_t db_data_version(struct db *db);

/* VACUUM INTO `path` (which must not exist), makes the copy durable, then opens and checks it. Its name is
 * durable once its folder is. A failure leaves nothing there. */
enum status db_backup(struct db *db, const char *path, struct error *e);

/* integrity_check and foreign_key_check: ST_OK, or ST_FAILED with the first problem. */
enum status db_check(struct db *db, struct error *e);

/* The path it was opened with; borrowed. */
const char *db_path(const struct db *db);

/* SQLite's version, and whether it can corrupt a WAL when several processes write (3.7.0-3.51.2). */
const char *db_engine_version(void);
bool db_engine_affected(void);

#endif
