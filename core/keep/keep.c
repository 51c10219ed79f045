#include "core/keep/keep.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/keep/copy.h"
#include "core/keep/copy_check.h"
#include "core/keep/secrets.h"
#include "core/trust/audit.h"
#include "core/trust/heads.h"
#include "core/trust/workshop_key.h"
#include "db/person_store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One that is gone keeps nobody from having a backup: *lacking, and a warning tells of it. */
static enum status check_secrets(struct session *s, struct db *db, const char *place, bool *lacking,
                                 struct error *e)
{
    struct error why = ERROR_NONE;
    enum status st = secrets_check(db, place, &why);
    *lacking = st == ST_NOT_FOUND;
    if (*lacking) {
        session_note(s, "%s", why.message);
        return ST_OK;
    }
    return st == ST_OK ? ST_OK : error_set(e, st, why.code, "%s", why.message);
}

enum status keep_backup(struct session *s, const char *file, bool *verified, struct error *e)
{
    char problem[COPY_PROBLEM] = "";
    const char *from = s->app->config->database_path;
    bool lacking = false;
    *verified = false;
    enum status st = check_secrets(s, s->app->db, from, &lacking, e);
    st = st == ST_OK ? copy_make(s->app->db, from, file, e) : st;
    st = st == ST_OK ? copy_check(s, file, problem, e) : st;
    if (problem[0] != '\0') {
        session_note(s, "%s", problem);
    }
    *verified = st == ST_OK && problem[0] == '\0' && !lacking;
    return st;
}

/* The folders above the place; *made of them were not there. */
static enum status make_folders(const char *path, int *made, struct error *e)
{
    char folder[COPY_PATH];
    *made = 0;
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0700) == 0) {
            ++*made;
        } else if (errno != EEXIST) {
            return error_set(e, ST_FAILED, "folder", _("cannot make the folder %s: %s"), folder,
                             i18n_errno(errno));
        }
        *slash = '/';
    }
    return ST_OK;
}

/* The innermost of them are the ones that were made. */
static void remove_folders(const char *path, int made)
{
    char folder[COPY_PATH];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash; made > 0 && (slash = strrchr(folder, '/')) != NULL;) {
        *slash = '\0';
        made -= rmdir(folder) == 0;
    }
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

/* Whoever needs it gets it also when its log does not verify. */
static enum status look_through(struct session *s, const char *file, bool *verified, struct error *e)
{
    struct audit_report log;
    enum status st = workshop_key_publish(s, e);
    st = st == ST_OK ? audit_verify(s, &log, e) : st;
    if (st != ST_OK) {
        return st;
    }
    bool cut = log.last_head > log.entries;
    *verified = log.problem_count == cut;
    if (!*verified) {
        session_note(s, _("the log of the backup does not verify: %s; see: clearbay audit verify"),
                     log.problems[0]);
    }
    st = log_restore(s, file, &log, e);
    return st == ST_OK && cut ? set_heads_aside(s, &log, e) : st;
}

/* Opens the restored workshop once, which also brings an older schema up to date. The session is lent an
 * application of its own, so that nothing stays open in the one it has. */
static enum status settle(struct session *s, const char *file, bool *verified, struct error *e)
{
    struct app *own = s->app, there = {.config = own->config, .owner = own->owner};
    bool lacking = false;
    enum status st = app_open_db(&there, 0, e);
    st = st == ST_OK ? check_secrets(s, there.db, file, &lacking, e) : st;
    if (st == ST_OK) {
        s->app = &there;
        st = look_through(s, file, verified, e);
        s->app = own;
    }
    *verified = *verified && !lacking;
    db_close(&there.db);
    return st;
}

/* What a workshop gets beside it when it is opened; it may lie there before. */
static const char *const made_anew[] = {".turn", ".pub"};
enum { MADE_ANEW = sizeof made_anew / sizeof *made_anew };

static enum status put_there(struct session *s, struct db *backup, const char *file, bool *verified,
                             struct error *e)
{
    const char *to = s->app->config->database_path;
    char beside[MADE_ANEW][COPY_PATH];
    bool was[MADE_ANEW] = {false};
    enum status st = ST_OK;
    for (int i = 0; st == ST_OK && i < MADE_ANEW; i++) {
        st = copy_beside(to, made_anew[i], beside[i], e);
        was[i] = access(beside[i], F_OK) == 0;
    }
    st = st == ST_OK ? copy_make(backup, file, to, e) : st;
    if (st != ST_OK) {
        return st;
    }
    st = settle(s, file, verified, e);
    for (int i = 0; st != ST_OK && i < MADE_ANEW; i++) {
        if (!was[i]) {
            unlink(beside[i]);
        }
    }
    if (st != ST_OK) {
        copy_remove(to);
    }
    return st;
}

/* Folders that were made for nothing go again. */
static enum status put_into_folders(struct session *s, struct db *backup, const char *file, bool *verified,
                                    struct error *e)
{
    const char *to = s->app->config->database_path;
    int made = 0;
    enum status st = make_folders(to, &made, e);
    st = st == ST_OK ? put_there(s, backup, file, verified, e) : st;
    if (st != ST_OK) {
        remove_folders(to, made);
    }
    return st;
}

enum status keep_restore(struct session *s, const char *file, bool *verified, struct error *e)
{
    struct db *backup = NULL;
    *verified = false;
    enum status st = copy_refuse_existing(s->app->config->database_path,
                                          _("move that to another folder, and restore again"), e);
    st = st == ST_OK ? db_open(file, DB_READONLY, &backup, e) : st;
    if (st == ST_NOT_FOUND) {
        return error_set(e, ST_NOT_FOUND, "no_backup", _("there is no backup %s"), file);
    }
    st = st == ST_OK ? db_check(backup, e) : st;
    st = st == ST_OK ? check_workshop(backup, file, e) : st;
    st = st == ST_OK ? put_into_folders(s, backup, file, verified, e) : st;
    db_close(&backup);
    return st;
}
