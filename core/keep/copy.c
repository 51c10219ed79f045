#include "core/keep/copy.h"
#include "core/base/i18n.h"
#include "core/keep/secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char unfinished[] = ".new";

/* What belongs to a database beside it, also when it was never closed: SQLite would play an old log into a
 * new file of that name. */
static const char *const companions[] = {"", unfinished, "-wal", "-shm", "-journal", ".pepper", ".key"};
enum { COMPANIONS = sizeof companions / sizeof *companions, SPARE_MB = 64, NAMES_ROOM = 900 };

enum status copy_beside(const char *database, const char *ending, char out[COPY_PATH], struct error *e)
{
    int n = snprintf(out, COPY_PATH, "%s%s", database, ending);
    return n > 0 && n < COPY_PATH
               ? ST_OK
               : error_set(e, ST_USAGE, "path_too_long", _("%s: the path is too long"), database);
}

void copy_remove(const char *database)
{
    char path[COPY_PATH];
    for (int i = 0; i < COMPANIONS; i++) {
        if (copy_beside(database, companions[i], path, NULL) == ST_OK) {
            unlink(path);
        }
    }
}

enum status copy_refuse_existing(const char *database, const char *advice, struct error *e)
{
    char path[COPY_PATH], names[NAMES_ROOM] = "";
    struct stat there;
    size_t used = 0;
    for (int i = 0; i < COMPANIONS && used < sizeof names; i++) {
        enum status st = copy_beside(database, companions[i], path, e);
        if (st != ST_OK) {
            return st;
        }
        if (lstat(path, &there) == 0) {
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used > 0 ? ", " : "", path);
        }
    }
    return used > 0 ? error_set(e, ST_REFUSED, "file_exists", _("already there: %s; %s"), names, advice)
                    : ST_OK;
}

void copy_folder(const char *path, char out[COPY_PATH])
{
    snprintf(out, COPY_PATH, "%s", path);
    char *slash = strrchr(out, '/');
    if (slash == NULL) {
        snprintf(out, COPY_PATH, ".");
    } else {
        slash[slash == out] = '\0';
    }
}

/* A copy that fills the disk takes the room from those who work: better none. A disk that says nothing of its
 * room is tried. */
static enum status check_room(const char *from, const char *to, struct error *e)
{
    char folder[COPY_PATH];
    struct stat database;
    struct statvfs disk;
    copy_folder(to, folder);
    if (stat(from, &database) != 0 || statvfs(folder, &disk) != 0) {
        return ST_OK;
    }
    unsigned long long wanted = (unsigned long long)database.st_size / (1024 * 1024) + SPARE_MB;
    unsigned long long free_mb = (unsigned long long)disk.f_bavail * disk.f_frsize / (1024 * 1024);
    return free_mb >= wanted
               ? ST_OK
               : error_set(
                     e, ST_FAILED, "no_room",
                     _("%s: the copy needs %llu MB and %llu are free: make room or choose another disk"),
                     folder, wanted, free_mb);
}

/* The name that it was written under becomes the copy's own, which another one never loses. */
static enum status give_name(const char *from, const char *to, struct error *e)
{
    int failed = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (failed != 0 && (errno == EINVAL || errno == ENOSYS)) { /* some network disks cannot promise that */
        failed = rename(from, to);
    }
    int why = errno;
    char folder[COPY_PATH];
    copy_folder(to, folder);
    int fd = failed == 0 ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        fsync(fd); /* a new name is durable once its folder is */
        close(fd);
    }
    return failed == 0 ? ST_OK : error_set(e, ST_FAILED, "file", "%s: %s", to, i18n_errno(why));
}

enum status copy_make(struct db *db, const char *from, const char *to, struct error *e)
{
    char half[COPY_PATH];
    enum status st = copy_beside(to, unfinished, half, e);
    st = st == ST_OK ? copy_refuse_existing(to, _("choose another name"), e) : st;
    st = st == ST_OK ? check_room(from, to, e) : st;
    st = st == ST_OK ? db_backup(db, half, e) : st;
    if (st != ST_OK) {
        return st;
    }
    st = secrets_copy(from, to, e);
    st = st == ST_OK ? give_name(half, to, e) : st;
    if (st != ST_OK) {
        copy_remove(to); /* neither opens anything without the other; none of them was there before */
    }
    return st;
}
