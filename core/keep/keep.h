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
 * and checks the copy, which bears its name only when it is complete and durable. ST_REFUSED when one of them
 * is there; ST_FAILED "no_room". */
enum status keep_backup(struct session *s, const char *file, struct error *e);

/* Copies a backup to the configured place, brings its schema up to date, writes the key's public half beside
 * it and "workshop.restored" to its log. Signed heads that stand for entries which the backup does not have
 * are set aside, and a warning says how many those are; so does one when its log does not verify. ST_REFUSED
 * when something is there; ST_FAILED when the backup is damaged or newer than this program. A failure leaves
 * nothing there. */
enum status keep_restore(struct session *s, const char *file, struct error *e);

#endif
