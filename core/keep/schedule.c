#include "core/keep/schedule.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/keep/copy.h"
#include "core/keep/keep.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS, STAMP = sizeof "20261127T020000Z" - 1 };

int64_t backup_due_at(int64_t now, int64_t hour, int64_t every_h)
{
    int32_t day = when_day(now);
    int64_t first = when_day_start(day) + hour * HOUR_MS;
    if (first > now) {
        first = when_day_start(day - 1) + hour * HOUR_MS;
    }
    return now - (now - first) % (every_h * HOUR_MS);
}

void backup_name(const char *outlet, int64_t at, char out[BACKUP_NAME])
{
    char iso[WHEN_SIZE];
    when_iso(at, iso); /* 2026-11-27T02:00:00Z */
    snprintf(out, BACKUP_NAME, "clearbay-%.16s-%.4s%.2s%.5s%.2s%.3s.db", outlet, iso, iso + 5, iso + 8,
             iso + 14, iso + 17);
}

bool backup_name_parse(const char *outlet, const char *name, int64_t *at, const char **rest)
{
    char again[BACKUP_NAME], iso[WHEN_SIZE];
    size_t before = strlen("clearbay--") + strlen(outlet);
    if (strlen(name) < before + STAMP) {
        return false;
    }
    const char *stamp = name + before;
    snprintf(iso, sizeof iso, "%.4s-%.2s-%.5s:%.2s:%.3s", stamp, stamp + 4, stamp + 6, stamp + 11,
             stamp + 13);
    if (!when_parse(iso, at)) {
        return false;
    }
    backup_name(outlet, *at, again); /* the one way to write it */
    *rest = name + strlen(again);
    return strncmp(name, again, strlen(again)) == 0;
}

/* What the folder has of one moment. */
struct made {
    int64_t at;
    bool complete;
};

struct shelf {
    struct made *list;
    size_t n, room;
};

static bool put(struct shelf *shelf, int64_t at, bool complete)
{
    for (size_t i = 0; i < shelf->n; i++) {
        if (shelf->list[i].at == at) {
            shelf->list[i].complete = shelf->list[i].complete || complete;
            return true;
        }
    }
    if (shelf->n == shelf->room) {
        size_t room = shelf->room * 2 + 32;
        struct made *more = realloc(shelf->list, room * sizeof *more);
        if (more == NULL) {
            return false;
        }
        shelf->list = more;
        shelf->room = room;
    }
    shelf->list[shelf->n++] = (struct made){at, complete};
    return true;
}

static int newest_first(const void *a, const void *b)
{
    const struct made *one = a, *other = b;
    return (one->at < other->at) - (one->at > other->at);
}

static enum status unreadable(const char *folder, int why, struct error *e)
{
    return error_set(e, ST_FAILED, "folder", _("%s: the folder for backups cannot be read: %s"), folder,
                     i18n_errno(why));
}

/* All backups of this outlet, the newest first; the caller frees the list. */
static enum status look(const struct config *c, struct shelf *shelf, struct error *e)
{
    *shelf = (struct shelf){0};
    DIR *d = opendir(c->backup_folder);
    if (d == NULL) {
        return errno == ENOENT ? ST_OK : unreadable(c->backup_folder, errno, e);
    }
    enum status st = ST_OK;
    const struct dirent *one;
    while (st == ST_OK && (one = readdir(d)) != NULL) {
        const char *rest;
        int64_t at;
        if (backup_name_parse(c->outlet_code, one->d_name, &at, &rest) && !put(shelf, at, rest[0] == '\0')) {
            st = error_memory(e);
        }
    }
    closedir(d);
    if (st == ST_OK && shelf->n > 1) {
        qsort(shelf->list, shelf->n, sizeof *shelf->list, newest_first);
    }
    return st;
}

static bool path_of(const struct config *c, int64_t at, char path[BACKUP_PATH])
{
    char name[BACKUP_NAME];
    backup_name(c->outlet_code, at, name);
    int n = snprintf(path, BACKUP_PATH, "%s/%s", c->backup_folder, name);
    return n > 0 && n < BACKUP_PATH;
}

enum status backup_newest(const struct app *app, int64_t now, char path[BACKUP_PATH], int64_t *at,
                          struct error *e)
{
    struct shelf shelf = {0};
    *at = 0;
    path[0] = '\0';
    enum status st = app->config->backup_folder[0] != '\0' ? look(app->config, &shelf, e) : ST_OK;
    for (size_t i = 0; st == ST_OK && i < shelf.n && *at == 0; i++) {
        if (shelf.list[i].complete && shelf.list[i].at <= now &&
            path_of(app->config, shelf.list[i].at, path)) {
            *at = shelf.list[i].at;
        }
    }
    free(shelf.list);
    return st;
}

/* Takes what is too old away, and what is a day old and was never finished. What bears a time to come is left
 * alone: the clock may be wrong today. */
static enum status clear_away(const struct config *c, int64_t now, int *removed, struct error *e)
{
    struct shelf shelf;
    char path[BACKUP_PATH];
    size_t kept = 0;
    enum status st = look(c, &shelf, e);
    for (size_t i = 0; st == ST_OK && i < shelf.n; i++) {
        const struct made *one = &shelf.list[i];
        if (one->at > now || !path_of(c, one->at, path)) {
            continue;
        }
        bool old = one->complete ? kept >= BACKUP_LEAST && now - one->at > c->backup_keep_days * DAY_MS
                                 : now - one->at > DAY_MS;
        if (old) {
            copy_remove(path);
            *removed += one->complete;
        } else {
            kept += one->complete;
        }
    }
    free(shelf.list);
    return st;
}

static enum status make_folder(const char *folder, struct error *e)
{
    return mkdir(folder, 0700) == 0 || errno == EEXIST
               ? ST_OK
               : error_set(e, ST_FAILED, "folder", _("cannot make the folder %s: %s"), folder,
                           i18n_errno(errno));
}

enum status backup_make(struct session *s, struct backup_made *out, struct error *e)
{
    const struct config *c = s->app->config;
    int64_t now = when_now();
    *out = (struct backup_made){.removed = 0};
    if (c->backup_folder[0] == '\0') {
        return error_set(
            e, ST_USAGE, "no_folder",
            _("where to? Name a FILE, or set folder in the section [backup] of the configuration"));
    }
    if (!path_of(c, now, out->path)) {
        return error_set(e, ST_USAGE, "path_too_long", _("%s: the path is too long"), c->backup_folder);
    }
    enum status st = make_folder(c->backup_folder, e);
    st = st == ST_OK ? keep_backup(s, out->path, &out->verified, e) : st;
    return st == ST_OK && out->verified ? clear_away(c, now, &out->removed, e) : st;
}

enum status backup_if_due(struct session *s, struct backup_made *out, struct error *e)
{
    const struct config *c = s->app->config;
    int64_t now = when_now(), last = 0;
    *out = (struct backup_made){.removed = 0};
    enum status st = backup_newest(s->app, now, out->path, &last, e);
    out->path[0] = '\0';
    bool due = st == ST_OK && c->backup_folder[0] != '\0' &&
               last < backup_due_at(now, c->backup_hour, c->backup_every_h);
    return due ? backup_make(s, out, e) : st;
}
