#include "core/keep/keep.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/keep/copy.h"
#include "core/trust/audit.h"
#include "core/trust/heads.h"
#include "core/trust/workshop_key.h"
#include "db/person_store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum status keep_backup(struct session *s, const char *file, struct error *e)
{
    return copy_make(s->app->db, s->app->config->database_path, file, e);
}

static enum status make_folder(const char *path, struct error *e)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", path);
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

/* An empty file is a sound database too, but no workshop. */
static enum status check_workshop(struct db *backup, const char *file, struct error *e)
{
    int64_t outlets = 0;
    enum status st = person_store_outlet_count(backup, &outlets, NULL);
    return st == ST_OK && outlets > 0
               ? ST_OK
               : error_set(e, ST_FAILED, "no_backup", _("there is no backup %s"), file);
}

/* Heads of entries that the backup does not have stand in the way of those to come. They are what tells of
 * the lost ones: kept under another name. */
static enum status set_heads_aside(struct session *s, const struct audit_report *log, struct error *e)
{
    char place[COPY_PATH], aside[COPY_PATH + WHEN_SIZE + 16], now[WHEN_SIZE];
    enum status st = heads_place(s->app, place, e);
    snprintf(aside, sizeof aside, "%s.until-%s", place, when_iso(when_now(), now));
    if (st == ST_OK && rename(place, aside) != 0) {
        st = error_set(e, ST_FAILED, "heads", "%s: %s", place, i18n_errno(errno));
    }
    if (st == ST_OK) {
        session_note(s,
                     _("the log had at least %lld entries and the backup ends with entry %lld: what was done "
                       "after that is lost; their signed heads are kept as %s"),
                     (long long)log->last_head, (long long)log->entries, aside);
    }
    return st;
}

/* The log tells of it: who looks for entries that were there once finds why they are not. */
static enum status log_restore(struct session *s, const char *file, const struct audit_report *log,
                               struct error *e)
{
    char entries[24], head[24];
    snprintf(entries, sizeof entries, "%lld", (long long)log->entries);
    snprintf(head, sizeof head, "%lld", (long long)log->last_head);
    const struct audit_change changes[] = {
        {"backup", NULL, file, false}, {"entries", NULL, entries, false}, {"last_head", NULL, head, false}};
    const struct audit_event event = {.event = "workshop.restored",
                                      .subject = s->app->config->outlet_code,
                                      .changes = changes,
                                      .change_count = 3};
    enum status st = db_begin(s->app->db, e);
    if (st != ST_OK) {
        return st;
    }
    st = audit_append(s, &event, NULL, e);
    if (st == ST_OK) {
        return db_commit(s->app->db, e);
    }
    db_rollback(s->app->db);
    return st;
}

/* What is restored is looked at as doctor would: whoever needs it gets it also when its log does not verify.
 */
static enum status look_through(struct session *s, const char *file, struct error *e)
{
    struct audit_report log;
    enum status st = workshop_key_publish(s, e);
    st = st == ST_OK ? audit_verify(s, &log, e) : st;
    bool cut = st == ST_OK && log.last_head > log.entries;
    if (st == ST_OK && log.problem_count > cut) {
        session_note(s, _("the log of the backup does not verify: %s; see: clearbay audit verify"),
                     log.problems[0]);
    }
    st = cut ? set_heads_aside(s, &log, e) : st;
    return st == ST_OK ? log_restore(s, file, &log, e) : st;
}

/* Opens the restored workshop once, which also brings an older schema up to date. The session is lent an
 * application of its own, so that nothing stays open in the one it has. */
static enum status settle(struct session *s, const char *file, struct error *e)
{
    struct app *own = s->app, there = {.config = own->config, .owner = own->owner};
    enum status st = app_open_db(&there, 0, e);
    if (st == ST_OK) {
        s->app = &there;
        st = look_through(s, file, e);
        s->app = own;
    }
    db_close(&there.db);
    return st;
}

enum status keep_restore(struct session *s, const char *file, struct error *e)
{
    struct db *backup = NULL;
    const char *to = s->app->config->database_path;
    enum status st = copy_refuse_existing(to, e);
    st = st == ST_OK ? db_open(file, DB_READONLY, &backup, e) : st;
    if (st == ST_NOT_FOUND) {
        return error_set(e, ST_NOT_FOUND, "no_backup", _("there is no backup %s"), file);
    }
    st = st == ST_OK ? db_check(backup, e) : st;
    st = st == ST_OK ? check_workshop(backup, file, e) : st;
    st = st == ST_OK ? make_folder(to, e) : st;
    st = st == ST_OK ? copy_make(backup, file, to, e) : st;
    db_close(&backup);
    if (st == ST_OK) {
        st = settle(s, file, e);
        if (st != ST_OK) {
            copy_remove(to); /* the place was empty, and is again */
        }
    }
    return st;
}
