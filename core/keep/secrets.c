#include "core/keep/secrets.h"
#include "core/app/app.h"
#include "core/base/i18n.h"
#include "core/base/secret_file.h"
#include "core/keep/copy.h"
#include "core/trust/workshop_key.h"
#include "db/audit_store.h"

#include <sodium.h>
#include <string.h>

static const struct secret {
    const char *ending, *code;
    size_t size;
    bool needed; /* workshops from before there were keys have none */
} secrets[] = {{".pepper", "pepper", PEPPER_SIZE, true}, {".key", "key", WORKSHOP_KEY_SIZE, false}};

enum { SECRETS = sizeof secrets / sizeof *secrets, SECRET_MAX = 64 };

/* Writes one, and reads what is there then. */
static enum status write_one(const char *target, const unsigned char *bytes, size_t size, struct error *e)
{
    unsigned char there[SECRET_MAX];
    enum status st = secret_file_make(target, bytes, size, e);
    st = st == ST_OK ? secret_file_read(target, there, size, e) : st;
    if (st == ST_OK && sodium_memcmp(there, bytes, size) != 0) {
        st = error_set(e, ST_FAILED, "secret", _("%s is not what was written there: is the disk in order?"),
                       target);
    }
    sodium_memzero(there, sizeof there);
    return st;
}

static enum status copy_one(const struct secret *one, const char *from, const char *to, struct error *e)
{
    unsigned char bytes[SECRET_MAX];
    char source[COPY_PATH], target[COPY_PATH];
    struct error why = ERROR_NONE;
    enum status st = copy_beside(from, one->ending, source, e);
    st = st == ST_OK ? copy_beside(to, one->ending, target, e) : st;
    if (st != ST_OK) {
        return st;
    }
    st = secret_file_read(source, bytes, one->size, &why);
    if (st == ST_NOT_FOUND && !one->needed) {
        return ST_OK;
    }
    st = st == ST_OK ? write_one(target, bytes, one->size, &why) : st;
    sodium_memzero(bytes, sizeof bytes);
    return st == ST_OK ? ST_OK
                       : error_set(e, ST_FAILED, one->code,
                                   _("what belongs to the database cannot be copied: %s"), why.message);
}

enum status secrets_copy(const char *from, const char *to, struct error *e)
{
    enum status st = ST_OK;
    for (int i = 0; st == ST_OK && i < SECRETS; i++) {
        st = copy_one(&secrets[i], from, to, e);
    }
    return st;
}

/* The secret half makes the public one, and the log has the fingerprint of that. */
static bool key_fits(const unsigned char secret[WORKSHOP_KEY_SIZE], const char *fingerprint)
{
    unsigned char made[WORKSHOP_KEY_SIZE], public_key[crypto_sign_PUBLICKEYBYTES];
    char hex[PUBLIC_KEY_HEX], found[FINGERPRINT_HEX];
    crypto_sign_seed_keypair(public_key, made, secret); /* it begins with its seed */
    bool whole = sodium_memcmp(made, secret, sizeof made) == 0;
    sodium_memzero(made, sizeof made);
    sodium_bin2hex(hex, sizeof hex, public_key, sizeof public_key);
    workshop_key_fingerprint(hex, found);
    return whole && (fingerprint[0] == '\0' || strcmp(found, fingerprint) == 0);
}

static enum status check_bytes(const char *path, const char *fingerprint, struct error *e)
{
    unsigned char secret[WORKSHOP_KEY_SIZE];
    struct error why = ERROR_NONE;
    enum status st = secret_file_read(path, secret, sizeof secret, &why);
    if (st == ST_NOT_FOUND) {
        return fingerprint[0] == '\0' ? ST_OK
                                      : error_set(e, ST_NOT_FOUND, "key",
                                                  _("%s is not there, and without the workshop's key nothing "
                                                    "can be signed: put the one of a good backup there"),
                                                  path);
    }
    if (st != ST_OK) {
        return error_set(e, ST_FAILED, "key", "%s", why.message);
    }
    bool fits = key_fits(secret, fingerprint);
    sodium_memzero(secret, sizeof secret);
    return fits ? ST_OK
                : error_set(e, ST_FAILED, "key",
                            _("%s is not the key of this database's log (%s), and nothing can be signed with "
                              "it: put the one of a good backup there"),
                            path, fingerprint);
}

enum status secrets_check_key(struct db *db, const char *place, struct error *e)
{
    char path[COPY_PATH], fingerprint[FINGERPRINT_HEX];
    enum status st = copy_beside(place, ".key", path, e);
    st = st == ST_OK ? audit_store_first_subject(db, WORKSHOP_KEY_MADE, fingerprint, sizeof fingerprint, e)
                     : st;
    return st == ST_OK ? check_bytes(path, fingerprint, e) : st;
}

enum status secrets_check(struct db *db, const char *place, struct error *e)
{
    enum status pepper = pepper_check(db, place, e);
    if (pepper != ST_OK && pepper != ST_NOT_FOUND) {
        return pepper;
    }
    enum status key = secrets_check_key(db, place, e);
    return key != ST_OK ? key : pepper;
}
