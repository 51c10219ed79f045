/* A database and what belongs to it (its pepper, the workshop's key), copied from one place to another. */
#ifndef CLEARBAY_KEEP_COPY_H
#define CLEARBAY_KEEP_COPY_H

#include "core/base/error.h"
#include "db/db.h"

enum { COPY_PATH = 4096 }; /* room for a path */

/* Copies the database that `db` is open on, and the secrets beside `from`, to `to`, `to`.pepper and `to`.key
 * (0600). The copy is written as `to`.new, checked and made durable, and gets its name last: whatever has the
 * name is complete. ST_REFUSED as copy_refuse_existing; ST_FAILED "no_room" before anything is
 * written, and whatever the disk says. A failure leaves nothing there. */
enum status copy_make(struct db *db, const char *from, const char *to, struct error *e);

/* Removes the copy and what belongs to it, SQLite's own files too, as far as it is there. */
void copy_remove(const char *database);

/* ST_REFUSED "file_exists" when anything lies there that copy_remove would remove: all of it is named, with
 * the advice behind it (in the session's language). */
enum status copy_refuse_existing(const char *database, const char *advice, struct error *e);

/* The path of what belongs to the database by that ending. ST_USAGE "path_too_long". */
enum status copy_beside(const char *database, const char *ending, char out[COPY_PATH], struct error *e);

/* The folder that the path lies in. */
void copy_folder(const char *path, char out[COPY_PATH]);

#endif
