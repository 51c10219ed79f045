/* Keeping the workshop's data: checks, backup, restore. */
#ifndef CLEARBAY_KEEP_KEEP_H
#define CLEARBAY_KEEP_KEEP_H

#include "core/app/app.h"

/* One thing that doctor looks at. */
struct check {
    const char *name;
    bool ok;
    char text[300]; /* in the session's language: what was found, and what to do when not ok */
};

/* Looks at configuration, database, schema, audit chain, disk space, SQLite's version and the age of each
 * price list, and calls `each` for every one of them. Needs no workshop: a missing one is a finding. */
enum status keep_doctor(struct session *s, void (*each)(const struct check *, void *), void *arg,
                        struct error *e);

/* Copies the running database, its pepper and the workshop's key to FILE, FILE.pepper and FILE.key (0600),
 * and checks the copy. ST_REFUSED when one of them is there. */
enum status keep_backup(struct session *s, const char *file, struct error *e);

/* Copies a backup to the configured place. ST_REFUSED when something is there; ST_FAILED when the backup is
 * damaged or newer than this program. */
enum status keep_restore(struct session *s, const char *file, struct error *e);

#endif
