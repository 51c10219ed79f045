#include "core/keep/copy.h"
#include "core/app/app.h"
#include "core/base/i18n.h"
#include "core/base/secret_file.h"
#include "core/trust/workshop_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* What belongs to a database and lies beside it. */
static const struct {
    const char *ending, *code;
    size_t size;
    bool needed; /* workshops from before there were keys have none */
} secrets[] = {{".pepper", "pepper", PEPPER_SIZE, true}, {".key", "key", WORKSHOP_KEY_SIZE, false}};

enum { SECRETS = sizeof secrets / sizeof *secrets, SECRET_MAX = 64, SPARE_MB = 64 };

static const char unfinished[] = ".new";

static enum status beside(const char *database, const char *ending, char out[COPY_PATH], struct error *e)
{
    int n = snprintf(out, COPY_PATH, "%s%s", database, ending);
    return n > 0 && n < COPY_PATH
               ? ST_OK
               : error_set(e, ST_USAGE, "path_too_long", _("%s: the path is too long"), database);
}

/* Copies the files that keep a secret; the new ones must not be there. */
static enum status copy_secrets(const char *from, const char *to, struct error *e)
{
    unsigned char bytes[SECRET_MAX];
    enum status st = ST_OK;
    for (int i = 0; st == ST_OK && i < SECRETS; i++) {
        char source[COPY_PATH], target[COPY_PATH];
        struct error why = ERROR_NONE;
        st = beside(from, secrets[i].ending, source, e);
        st = st == ST_OK ? beside(to, secrets[i].ending, target, e) : st;
        enum status copied = st != ST_OK ? st : secret_file_read(source, bytes, secrets[i].size, &why);
        if (copied == ST_NOT_FOUND && !secrets[i].needed) {
            continue;
        }
        copied = copied == ST_OK ? secret_file_make(target, bytes, secrets[i].size, &why) : copied;
        if (st == ST_OK && copied != ST_OK) {
            st = error_set(e, ST_FAILED, secrets[i].code,
                           _("what belongs to the database cannot be copied: %s"), why.message);
        }
    }
    sodium_memzero(bytes, sizeof bytes);
    return st;
}

void copy_remove(const char *database)
{
    char path[COPY_PATH];
    unlink(database);
    if (beside(database, unfinished, path, NULL) == ST_OK) {
        unlink(path);
    }
    for (int i = 0; i < SECRETS; i++) {
        if (beside(database, secrets[i].ending, path, NULL) == ST_OK) {
            unlink(path);
        }
    }
}

enum status copy_refuse_existing(const char *path, struct error *e)
{
    struct stat there;
    return stat(path, &there) == 0
               ? error_set(e, ST_REFUSED, "file_exists", _("%s is already there: choose another name"), path)
               : ST_OK;
}

static enum status refuse_all_existing(const char *to, struct error *e)
{
    char path[COPY_PATH];
    enum status st = copy_refuse_existing(to, e);
    for (int i = 0; st == ST_OK && i < SECRETS; i++) {
        st = beside(to, secrets[i].ending, path, e);
        st = st == ST_OK ? copy_refuse_existing(path, e) : st;
    }
    return st;
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
    enum status st = beside(to, unfinished, half, e);
    st = st == ST_OK ? refuse_all_existing(to, e) : st;
    st = st == ST_OK ? check_room(from, to, e) : st;
    st = st == ST_OK ? db_backup(db, half, e) : st;
    if (st != ST_OK) {
        return st;
    }
    st = copy_secrets(from, to, e);
    st = st == ST_OK ? give_name(half, to, e) : st;
    if (st != ST_OK) {
        copy_remove(to); /* neither opens anything without the other; none of them was there before */
    }
    return st;
}
