/* Keeping the workshop's data: checks, backup, restore. */
#ifndef CLEARBAY_KEEP_KEEP_H
#define CLEARBAY_KEEP_KEEP_H

#include "core/app/app.h"

/* One thing that doctor looks at. */
struct check {
    const char *name;
    bool ok;
    char text[1200]; /* in the session's language: what was found, and what to do when not ok */
};

/* Looks at configuration, database, schema, secrets, who may read what, audit chain, disk space, the last
 * backup, SQLite's version and the age of each price list, and calls `each` for every one of them. Needs no
 * workshop: a missing one is a finding. */
enum status keep_doctor(struct session *s, void (*each)(const struct check *, void *), void *arg,
                        struct error *e);

/* Copies the running database, its pepper and the workshop's key to FILE, FILE.pepper and FILE.key (0600),
 * and checks the copy, which bears its name only when it is complete and durable. *verified: its log
 * verifies, and it has the key that signs there; a warning says what does not. It is a backup all the same:
 * there may be no other. ST_REFUSED when one of them is there; ST_FAILED "no_room"; "pepper" or "key" when
 * that is not the database's own. */
enum status keep_backup(struct session *s, const char *file, bool *verified, struct error *e);

/* Copies a backup to the configured place, brings its schema up to date, writes the key's public half beside
 * it and "workshop.restored" to its log. Signed heads that stand for entries which the backup does not have
 * are set aside, and a warning says how many those are. *verified as for a backup. ST_REFUSED when something
 * is there, SQLite's own files too; ST_FAILED when the backup is damaged, newer than this program, or its
 * secrets are not its own ("pepper", "key"). A failure leaves nothing there that was not there before. */
enum status keep_restore(struct session *s, const char *file, bool *verified, struct error *e);

#endif
