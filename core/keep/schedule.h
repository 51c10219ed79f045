/* Backups on a schedule: the service copies the database into `[backup] folder` every so many hours, counted
 * from an hour of the outlet's day, and keeps the copies for a number of days. A time that passed while
 * nothing ran is made up for. The folder itself says what there is: no second truth. */
#ifndef CLEARBAY_KEEP_SCHEDULE_H
#define CLEARBAY_KEEP_SCHEDULE_H

#include "core/app/app.h"

enum {
    BACKUP_PATH = 4096,
    BACKUP_LEAST =
        3, /* so many stay however old they are: a clock that is wrong takes none of the last ones */
    BACKUP_NAME = 64
};

/* The last moment up to `now` at which a backup is due (UTC ms): at that hour of the outlet's day, and every
 * `every_h` hours (1 to 24) from there. Pure but for the timezone. */
int64_t backup_due_at(int64_t now, int64_t hour, int64_t every_h);

/* "clearbay-SH01-20261127T020000Z.db", made at `at`. */
void backup_name(const char *outlet, int64_t at, char out[BACKUP_NAME]);

/* Reads such a name of that outlet; what stands behind it (".pepper") in *rest, borrowed. False: it is
 * another file. */
bool backup_name_parse(const char *outlet, const char *name, int64_t *at, const char **rest);

/* The newest backup in the folder up to `now`; *at is 0 and `path` "" when there is none, or no folder is
 * configured. ST_FAILED "folder". */
enum status backup_newest(const struct app *app, int64_t now, char path[BACKUP_PATH], int64_t *at,
                          struct error *e);

/* What was made. */
struct backup_made {
    char path[BACKUP_PATH]; /* "": none was due, or no folder is configured */
    int removed;            /* old ones that went */
    bool verified;          /* as keep_backup says; a warning says what does not verify */
};

/* Makes a backup in the folder now, checked as keep_backup does, then removes those that are older than
 * `[backup] keep_days`, and what a crash left half made. ST_USAGE "no_folder": none is configured; else as
 * keep_backup. When it fails, or what was made does not verify, no backup is removed. */
enum status backup_make(struct session *s, struct backup_made *out, struct error *e);

/* The same when one is due. */
enum status backup_if_due(struct session *s, struct backup_made *out, struct error *e);

#endif
