#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/keep/copy.h"
#include "core/keep/copy_check.h"
#include "core/keep/keep.h"
#include "core/keep/modes.h"
#include "core/keep/schedule.h"
#include "core/keep/secrets.h"
#include "core/trust/audit.h"
#include "core/trust/heads.h"
#include "db/price_held.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/statvfs.h>

enum { DISK_MIN_MB = 200, LIST_MAX_DAYS = 40 /* lists come monthly at the latest */, LATE_MS = 3600 * 1000 };

struct doctor {
    void (*each)(const struct check *, void *);
    void *arg;
};

static void say(const struct doctor *d, const char *name, bool ok, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void say(const struct doctor *d, const char *name, bool ok, const char *format, ...)
{
    struct check c = {.name = name, .ok = ok};
    va_list args;
    va_start(args, format);
    vsnprintf(c.text, sizeof c.text, format, args);
    va_end(args);
    d->each(&c, d->arg);
}

static void look_at_database(struct session *s, const struct doctor *d)
{
    struct error e = ERROR_NONE;
    int version = 0;
    bool good = db_check(s->app->db, &e) == ST_OK;
    say(d, "integrity", good, "%s", good ? _("the database is in order") : e.message);
    good = db_schema_version(s->app->db, &version, &e) == ST_OK && version == db_schema_known();
    say(d, "schema", good, _("schema %d, this program knows %d"), version, db_schema_known());
    if (db_engine_affected() && s->app->owner) {
        say(d, "sqlite", true, _("SQLite %s; one process, the service, writes on one connection"),
            db_engine_version());
    } else if (db_engine_affected()) { /* a fact to know, not a fault: one process at a time is safe */
        say(d, "sqlite", true,
            _("SQLite %s can damage a database that several programs write at once: one user at a time works "
              "here"),
            db_engine_version());
    } else {
        say(d, "sqlite", true, "SQLite %s", db_engine_version());
    }
}

/* Without it no PIN can be checked, and nobody can work. */
static void look_at_pepper(struct session *s, const struct doctor *d)
{
    struct error e = ERROR_NONE;
    bool good = pepper_check(s->app->db, s->app->config->database_path, &e) == ST_OK;
    say(d, "pepper", good, good ? "%s.pepper" : "%s", good ? s->app->config->database_path : e.message);
}

/* Without it no head of the log and no certificate is signed. */
static void look_at_key(struct session *s, const struct doctor *d)
{
    struct error e = ERROR_NONE;
    char hex[PUBLIC_KEY_HEX], fingerprint[FINGERPRINT_HEX];
    bool good = secrets_check_key(s->app->db, s->app->config->database_path, &e) == ST_OK &&
                workshop_key_public(s->app, hex, &e) == ST_OK;
    if (good) {
        workshop_key_fingerprint(hex, fingerprint);
    }
    say(d, "key", good, "%s", good ? fingerprint : e.message);
}

/* A head that is due and is not there: the place cannot be written, or nobody has worked since. */
static void look_at_heads(struct session *s, const struct doctor *d, const struct audit_report *log)
{
    char place[4096];
    struct error e = ERROR_NONE;
    if (heads_place(s->app, place, &e) != ST_OK) {
        say(d, "heads", false, "%s", e.message);
        return;
    }
    bool good = log->entries - log->last_head < 2 * HEADS_EVERY;
    say(d, "heads", good,
        good ? _("%lld signed heads, the last one of entry %lld of %lld: %s")
             : _("%lld signed heads, the last one of entry %lld of %lld: can %s be written?"),
        (long long)log->heads, (long long)log->last_head, (long long)log->entries, place);
}

static void look_at_audit(struct session *s, const struct doctor *d)
{
    struct audit_report report;
    struct error e = ERROR_NONE;
    if (audit_verify(s, &report, &e) != ST_OK) {
        say(d, "audit", false, "%s", e.message);
    } else if (report.problem_count > 0) {
        say(d, "audit", false, _("the log was tampered with: %s; see: clearbay audit verify"),
            report.problems[0]);
    } else {
        say(d, "audit", true, _("%lld entries, head %.16s"), (long long)report.entries, report.head);
    }
    look_at_heads(s, d, &report);
}

static void look_at_disk(struct session *s, const struct doctor *d)
{
    char folder[COPY_PATH];
    struct statvfs disk;
    copy_folder(s->app->config->database_path, folder);
    if (statvfs(folder, &disk) != 0) {
        say(d, "disk", false, _("%s: the free space cannot be told"), folder);
        return;
    }
    unsigned long long mb = (unsigned long long)disk.f_bavail * disk.f_frsize / (1024 * 1024);
    say(d, "disk", mb >= DISK_MIN_MB, _("%llu MB free, at least %d are wanted"), mb, DISK_MIN_MB);
}

/* One that should have been made an hour ago and was not: no service runs, or it cannot write there. */
static void look_at_backups(struct session *s, const struct doctor *d)
{
    const struct config *c = s->app->config;
    char path[BACKUP_PATH], at[WHEN_SIZE];
    struct error e = ERROR_NONE;
    int64_t newest = 0, now = when_now();
    if (backup_newest(s->app, now, path, &newest, &e) != ST_OK) {
        say(d, "backup", false, "%s", e.message);
    } else if (c->backup_folder[0] == '\0') {
        say(d, "backup", true, "%s",
            _("none on a schedule: see folder in the section [backup] of clearbay.ini(5)"));
    } else if (newest == 0) {
        say(d, "backup", false,
            _("no backup yet in %s: the service makes them, and so does: clearbay backup"), c->backup_folder);
    } else {
        bool good = newest >= backup_due_at(now - LATE_MS, c->backup_hour, c->backup_every_h);
        say(d, "backup", good, good ? _("the last of %s: %s") : _("the last of %s, one is overdue: %s"),
            when_short(newest, at), path);
    }
}

static void look_at_modes(struct session *s, const struct doctor *d)
{
    char text[MODES_TEXT];
    bool good = modes_good(s->app, text);
    say(d, "permissions", good, "%s", text);
}

/* The backup that whoever needs one takes first: the disk may have changed it since it was made. */
static void look_into_backup(struct session *s, const struct doctor *d)
{
    char path[BACKUP_PATH], problem[COPY_PROBLEM];
    struct error e = ERROR_NONE;
    int64_t at = 0;
    if (backup_newest(s->app, when_now(), path, &at, &e) != ST_OK || at == 0) {
        return; /* look_at_backups has said so */
    }
    if (copy_check(s, path, problem, &e) != ST_OK) {
        say(d, "backup", false, "%s", e.message);
    } else if (problem[0] != '\0') {
        say(d, "backup", false, "%s: %s", path, problem);
    }
}

static bool say_held(const struct price_held_row *row, void *arg)
{
    char since[WHEN_SIZE];
    say(arg, "price list", false, _("%s: revision %lld is held since %s; see: clearbay price held"),
        row->name, (long long)row->list.revision, when_short(row->held_at, since));
    return true;
}

static void look_at_lists(struct session *s, const struct doctor *d)
{
    const struct config *config = s->app->config;
    for (size_t i = 0; i < config->source_count; i++) {
        const char *name = config->sources[i].name;
        struct error e = ERROR_NONE;
        int64_t at = 0;
        if (price_source_age(s->app->db, name, &at, &e) != ST_OK || at == 0) {
            say(d, "price list", false, _("%s: no list yet; run: clearbay price sync %s"), name, name);
            continue;
        }
        int64_t days = (when_now() - at) / (24 * 3600 * 1000);
        say(d, "price list", days <= LIST_MAX_DAYS, _("%s: %lld days old, at most %d are wanted"), name,
            (long long)days, LIST_MAX_DAYS);
    }
    struct error unread = ERROR_NONE;
    if (price_held_each(s->app->db, 0, say_held, (void *)(uintptr_t)d, &unread) != ST_OK) {
        say(d, "price list", false, "%s", unread.message);
    }
}

enum status keep_doctor(struct session *s, void (*each)(const struct check *, void *), void *arg,
                        struct error *e)
{
    const struct doctor d = {.each = each, .arg = arg};
    const char *file = s->app->config->file;
    struct error closed = ERROR_NONE;
    (void)e;
    say(&d, "configuration", true, "%s", file[0] != '\0' ? file : _("no file: all defaults hold"));
    look_at_disk(s, &d);
    look_at_backups(s, &d);
    if (app_open_db(s->app, 0, &closed) != ST_OK) {
        say(&d, "database", false, "%s", closed.message);
        return ST_OK;
    }
    look_at_database(s, &d);
    look_at_modes(s, &d);
    look_at_pepper(s, &d);
    look_at_key(s, &d);
    look_at_audit(s, &d);
    look_into_backup(s, &d);
    look_at_lists(s, &d);
    return ST_OK;
}
