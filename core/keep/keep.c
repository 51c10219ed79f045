#include "core/keep/keep.h"
#include "core/base/i18n.h"
#include "core/base/secret_file.h"
#include "core/trust/workshop_key.h"
#include "db/person_store.h"

#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What belongs to a database and lies beside it. */
static const struct {
    const char *ending, *code;
    size_t size;
    bool needed; /* workshops from before there were keys have none */
} secrets[] = {{".pepper", "pepper", PEPPER_SIZE, true}, {".key", "key", WORKSHOP_KEY_SIZE, false}};

enum { SECRETS = sizeof secrets / sizeof *secrets, SECRET_MAX = 64, PATH_MAX_BYTES = 4096 };

static enum status beside(const char *database, const char *ending, char out[PATH_MAX_BYTES], struct error *e)
{
    int n = snprintf(out, PATH_MAX_BYTES, "%s%s", database, ending);
    return n > 0 && n < PATH_MAX_BYTES
               ? ST_OK
               : error_set(e, ST_USAGE, "path_too_long", _("%s: the path is too long"), database);
}

/* Copies the files that keep a secret; the new ones must not be there. */
static enum status copy_secrets(const char *from, const char *to, struct error *e)
{
    unsigned char bytes[SECRET_MAX];
    enum status st = ST_OK;
    for (int i = 0; st == ST_OK && i < SECRETS; i++) {
        char source[PATH_MAX_BYTES], target[PATH_MAX_BYTES];
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

static void remove_all(const char *database)
{
    char path[PATH_MAX_BYTES];
    unlink(database);
    for (int i = 0; i < SECRETS; i++) {
        if (beside(database, secrets[i].ending, path, NULL) == ST_OK) {
            unlink(path);
        }
    }
}

static enum status refuse_existing(const char *path, struct error *e)
{
    struct stat there;
    return stat(path, &there) == 0
               ? error_set(e, ST_REFUSED, "file_exists", _("%s is already there: choose another name"), path)
               : ST_OK;
}

/* Copies the database and what belongs to it from one place to the other; `db` is open on the first. */
static enum status copy_both(struct db *db, const char *from, const char *to, struct error *e)
{
    char path[PATH_MAX_BYTES];
    enum status st = refuse_existing(to, e);
    for (int i = 0; st == ST_OK && i < SECRETS; i++) {
        st = beside(to, secrets[i].ending, path, e);
        st = st == ST_OK ? refuse_existing(path, e) : st;
    }
    st = st == ST_OK ? db_backup(db, to, e) : st;
    if (st == ST_OK) {
        st = copy_secrets(from, to, e);
        if (st != ST_OK) {
            remove_all(to); /* neither opens anything without the other; none of them was there before */
        }
    }
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
