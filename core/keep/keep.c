#include "core/keep/keep.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "db/person_store.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status pepper_path(const char *database, struct buf *out, struct error *e)
{
    buf_init(out, 8192);
    return buf_addf(out, "%s.pepper", database) ? ST_OK : error_memory(e);
}

/* Copies the 32 bytes of a pepper file; the new one must not be there. */
static enum status copy_pepper(const char *from, const char *to, struct error *e)
{
    unsigned char pepper[PEPPER_SIZE];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    ssize_t got = in >= 0 ? read(in, pepper, sizeof pepper) : 0;
    bool ok = got == (ssize_t)sizeof pepper;
    errno = in >= 0 && got >= 0 && !ok ? EINVAL : errno; /* too short is no error of read */
    int out = ok ? open(to, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600) : -1;
    ok = out >= 0 && write(out, pepper, sizeof pepper) == (ssize_t)sizeof pepper && fsync(out) == 0;
    int why = errno;
    if (out >= 0 && !ok) {
        unlink(to);
    }
    if (in >= 0) {
        close(in);
    }
    if (out >= 0) {
        close(out);
    }
    sodium_memzero(pepper, sizeof pepper);
    return ok ? ST_OK
              : error_set(e, ST_FAILED, "pepper", _("the pepper file cannot be copied from %s to %s: %s"),
                          from, to, strerror(why));
}

static enum status refuse_existing(const char *path, struct error *e)
{
    struct stat there;
    return stat(path, &there) == 0
               ? error_set(e, ST_REFUSED, "file_exists", _("%s is already there: choose another name"), path)
               : ST_OK;
}

/* Copies database and pepper from one place to the other; `db` is open on the first. */
static enum status copy_both(struct db *db, const char *from, const char *to, struct error *e)
{
    struct buf pepper_from, pepper_to;
    enum status st = pepper_path(from, &pepper_from, e);
    enum status named = pepper_path(to, &pepper_to, e);
    st = st == ST_OK ? named : st;
    st = st == ST_OK ? refuse_existing(to, e) : st;
    st = st == ST_OK ? refuse_existing(pepper_to.data, e) : st;
    st = st == ST_OK ? db_backup(db, to, e) : st;
    if (st == ST_OK) {
        st = copy_pepper(pepper_from.data, pepper_to.data, e);
        if (st != ST_OK) {
            unlink(to); /* neither opens anything without the other */
        }
    }
    buf_free(&pepper_from);
    buf_free(&pepper_to);
    return st;
}

enum status keep_backup(struct session *s, const char *file, struct error *e)
{
    return copy_both(s->app->db, s->app->config->database_path, file, e);
}

static enum status make_folder(const char *path, struct error *e)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
            return error_set(e, ST_FAILED, "folder", _("cannot make the folder %s: %s"), folder,
                             strerror(errno));
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

enum status keep_restore(struct session *s, const char *file, struct error *e)
{
    struct db *backup = NULL;
    const char *to = s->app->config->database_path;
    enum status st = refuse_existing(to, e);
    st = st == ST_OK ? db_open(file, DB_READONLY, &backup, e) : st;
    if (st == ST_NOT_FOUND) {
        return error_set(e, ST_NOT_FOUND, "no_backup", _("there is no backup %s"), file);
    }
    st = st == ST_OK ? db_check(backup, e) : st;
    st = st == ST_OK ? check_workshop(backup, file, e) : st;
    st = st == ST_OK ? make_folder(to, e) : st;
    st = st == ST_OK ? copy_both(backup, file, to, e) : st;
    db_close(&backup);
    return st;
}
