#include "core/keep/modes.h"
#include "core/base/i18n.h"
#include "core/keep/copy.h"
#include "core/keep/schedule.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { OTHERS = 077, OTHERS_WRITE = 022 };

/* What was found open: the first one by name. */
struct found {
    char path[COPY_PATH];
    bool folder;
    int count;
};

/* What is not there is looked at by nobody. */
static void look(struct found *f, const char *path, bool folder)
{
    struct stat is;
    if (stat(path, &is) != 0 || (is.st_mode & (folder ? OTHERS_WRITE : OTHERS)) == 0) {
        return;
    }
    if (f->count++ == 0) {
        snprintf(f->path, sizeof f->path, "%s", path);
        f->folder = folder;
    }
}

static void look_at_database(struct found *f, const char *database)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char path[COPY_PATH];
    copy_folder(database, path);
    look(f, path, true);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (copy_beside(database, endings[i], path, NULL) == ST_OK) {
            look(f, path, false);
        }
    }
}

static void look_at_backups(struct found *f, const struct config *c)
{
    char path[COPY_PATH];
    DIR *d = c->backup_folder[0] != '\0' ? opendir(c->backup_folder) : NULL;
    if (d == NULL) {
        return;
    }
    look(f, c->backup_folder, true);
    const struct dirent *one;
    while ((one = readdir(d)) != NULL) {
        const char *rest;
        int64_t at;
        int n = snprintf(path, sizeof path, "%s/%s", c->backup_folder, one->d_name);
        if (backup_name_parse(c->outlet_code, one->d_name, &at, &rest) && n > 0 && n < COPY_PATH) {
            look(f, path, false);
        }
    }
    closedir(d);
}

bool modes_good(const struct app *app, char text[MODES_TEXT])
{
    struct found f = {.count = 0};
    look_at_database(&f, app->config->database_path);
    look_at_backups(&f, app->config);
    if (f.count == 0) {
        snprintf(text, MODES_TEXT, _("nobody else opens the database or its backups"));
        return true;
    }
    int n = snprintf(text, MODES_TEXT,
                     f.folder ? _("others can write into %s: chmod go-w %s")
                              : _("others can open %s: chmod 600 %s"),
                     f.path, f.path);
    if (f.count > 1 && n > 0 && n < MODES_TEXT) {
        snprintf(text + n, MODES_TEXT - (size_t)n, _(" (and %d more)"), f.count - 1);
    }
    return false;
}
