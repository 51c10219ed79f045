/* The pepper, and how a database knows its own: by a digest that the pepper keys, which tells nobody what it
 * is. */
#include "core/app/app.h"
#include "core/base/i18n.h"
#include "core/base/secret_file.h"
#include "db/person_store.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { PATH_ROOM = 4096, DIGEST_SIZE = 32, DIGEST_HEX = 2 * DIGEST_SIZE + 1 };

static void digest_of(const unsigned char pepper[PEPPER_SIZE], char hex[DIGEST_HEX])
{
    static const char what[] = "clearbay pepper 1";
    unsigned char digest[DIGEST_SIZE];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)what, sizeof what - 1, pepper,
                       PEPPER_SIZE);
    sodium_bin2hex(hex, DIGEST_HEX, digest, sizeof digest);
}

static enum status compare(struct db *db, const char *path, const unsigned char pepper[PEPPER_SIZE],
                           struct error *e)
{
    char known[DIGEST_HEX], found[DIGEST_HEX];
    enum status st = person_store_pepper_check(db, known, e);
    digest_of(pepper, found);
    return st != ST_OK || known[0] == '\0' || strcmp(known, found) == 0
               ? st
               : error_set(e, ST_FAILED, "pepper",
                           _("%s is not the pepper of this database, and no PIN can be checked with it: put "
                             "the one of a good backup there"),
                           path);
}

static enum status unread(enum status st, const struct error *why, struct error *e)
{
    return secret_file_is_open(why)
               ? error_set(e, st, "pepper", "%s", why->message)
               : error_set(e, st, "pepper",
                           _("%s; no PIN can be checked without this file: put it back from the backup"),
                           why->message);
}

/* `db` NULL: nothing to compare it with is open. */
static enum status load(struct db *db, const char *database, bool create, unsigned char out[PEPPER_SIZE],
                        enum status missing, struct error *e)
{
    char path[PATH_ROOM];
    struct error why = ERROR_NONE;
    int n = snprintf(path, sizeof path, "%s.pepper", database);
    if (n < 0 || n >= PATH_ROOM) {
        return error_set(e, ST_USAGE, "path_too_long", _("%s: the path is too long"), database);
    }
    enum status st = secret_file_read(path, out, PEPPER_SIZE, &why);
    if (st == ST_NOT_FOUND && create) {
        randombytes_buf(out, PEPPER_SIZE);
        st = secret_file_make(path, out, PEPPER_SIZE, &why);
    }
    if (st != ST_OK) {
        return unread(st == ST_NOT_FOUND ? missing : st, &why, e);
    }
    return db != NULL ? compare(db, path, out, e) : ST_OK;
}

enum status app_pepper(struct app *app, bool create, struct error *e)
{
    if (app->pepper_loaded) {
        return ST_OK;
    }
    enum status st = load(app->db, app->config->database_path, create, app->pepper, ST_FAILED, e);
    app->pepper_loaded = st == ST_OK;
    return st;
}

enum status app_pepper_bind(struct app *app, struct error *e)
{
    char hex[DIGEST_HEX];
    digest_of(app->pepper, hex);
    return person_store_set_pepper_check(app->db, hex, e);
}

enum status pepper_check(struct db *db, const char *database, struct error *e)
{
    unsigned char pepper[PEPPER_SIZE];
    enum status st = load(db, database, false, pepper, ST_NOT_FOUND, e);
    sodium_memzero(pepper, sizeof pepper);
    return st;
}
