/* A disk that fails: a VFS of SQLite that lies between the library and the real one. It counts what is asked
 * of the disk, fails the Nth of a kind, and can tell what a power cut at any moment would have left: what was
 * synced, and of the rest any sectors. Install it before the first database is opened. */
#ifndef CLEARBAY_TESTS_SHIM_H
#define CLEARBAY_TESTS_SHIM_H

#include <stdbool.h>

enum shim_kind {
    SHIM_WRITE,
    SHIM_SYNC,
    SHIM_TRUNCATE,
    SHIM_OPEN,
    SHIM_READ,
    SHIM_SIZE,
    SHIM_LOCK,
    SHIM_SHARED, /* the memory that the log's index lies in: mapped and locked */
    SHIM_DELETE,
    SHIM_LOOK, /* whether a file is there */
    SHIM_KINDS
};
extern const char *const shim_names[SHIM_KINDS];

/* Becomes the default. */
void shim_install(void);

/* From now on the Nth (from 1) operation of a kind fails with an SQLite result (SQLITE_IOERR_WRITE,
 * SQLITE_FULL ...); `on`: and every one of the kind after it. Counts from 0 again. n 0: nothing fails. */
void shim_fail(enum shim_kind kind, long n, int result, bool on);
/* Operations of a kind since shim_fail. */
long shim_count(enum shim_kind kind);
/* Whether one has failed since then. */
bool shim_failed(void);

/* Watches the database `path` and what stands beside it, as a disk without power would keep it. Everything
 * that is there now counts as kept. */
void shim_watch(const char *path);
/* At the Nth write or sync from now on, writes what a power cut there would leave as `to` (and `to`-wal);
 * `keep` of a hundred unsynced sectors are kept, or (negative) the first of them up to a random one. */
void shim_cut(long n, const char *to, int keep);
/* Whether that has happened. */
bool shim_was_cut(void);

#endif
