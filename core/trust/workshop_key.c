#include "core/trust/workshop_key.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/secret_file.h"
#include "core/trust/audit.h"
#include "db/audit_store.h"
#include "db/person_store.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PUBLIC_SIZE = crypto_sign_PUBLICKEYBYTES,
    SECRET_SIZE = WORKSHOP_KEY_SIZE,
    SIGNATURE_SIZE = crypto_sign_BYTES,
    PATH_ROOM = 4096,
    LINE_ROOM = 200,
    SIGNED_MAX = 64 << 20
};

_Static_assert(SECRET_SIZE == crypto_sign_SECRETKEYBYTES, "the file holds libsodium's secret key");

static const char made[] = WORKSHOP_KEY_MADE;
static const char word[] = "clearbay-ed25519";

static enum status beside(const struct app *app, const char *ending, char out[PATH_ROOM], struct error *e)
{
    int n = snprintf(out, PATH_ROOM, "%s%s", app->config->database_path, ending);
    return n > 0 && n < PATH_ROOM ? ST_OK
                                  : error_set(e, ST_FAILED, "key", _("%s: the path is too long"), ending);
}

static enum status read_secret(const struct app *app, unsigned char secret[SECRET_SIZE], struct error *e)
{
    char path[PATH_ROOM];
    struct error why = ERROR_NONE;
    enum status st = beside(app, ".key", path, e);
    if (st != ST_OK) {
        return st;
    }
    st = secret_file_read(path, secret, SECRET_SIZE, &why);
    return st == ST_OK ? ST_OK
           : secret_file_is_open(&why)
               ? error_set(e, st, "key", "%s", why.message)
               : error_set(
                     e, st, "key",
                     _("%s; without the workshop's key nothing can be signed: put it back from the backup"),
                     why.message);
}

/* The public half for everybody; one that is there is of an older key and is replaced. */
static enum status write_public(const struct app *app, const char *hex, const char *outlet, struct error *e)
{
    char path[PATH_ROOM], line[LINE_ROOM];
    enum status st = beside(app, ".pub", path, e);
    if (st != ST_OK) {
        return st;
    }
    int n = snprintf(line, sizeof line, "%s %s %s\n", word, hex, outlet);
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0644);
    bool ok = fd >= 0 && write(fd, line, (size_t)n) == (ssize_t)n && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0) {
        close(fd);
    }
    return ok ? ST_OK : error_set(e, ST_FAILED, "key", "%s: %s", path, i18n_errno(why));
}

static enum status log_key(struct session *s, const char *public_hex, struct error *e)
{
    char fingerprint[FINGERPRINT_HEX];
    workshop_key_fingerprint(public_hex, fingerprint);
    const struct audit_change changes[] = {{"key", NULL, fingerprint, false},
                                           {"public_key", NULL, public_hex, false}};
    const struct audit_event event = {
        .event = made, .subject = fingerprint, .changes = changes, .change_count = 2};
    return audit_append(s, &event, NULL, e);
}

/* The key that an unfinished start left, or a new one. */
static enum status take_or_make(const struct app *app, char hex[PUBLIC_KEY_HEX], struct error *e)
{
    unsigned char public_key[PUBLIC_SIZE], secret[SECRET_SIZE];
    char path[PATH_ROOM];
    struct error why = ERROR_NONE;
    enum status st = workshop_key_public(app, hex, e);
    if (st != ST_NOT_FOUND) {
        return st;
    }
    st = beside(app, ".key", path, e);
    if (st != ST_OK) {
        return st;
    }
    crypto_sign_keypair(public_key, secret);
    sodium_bin2hex(hex, PUBLIC_KEY_HEX, public_key, sizeof public_key);
    st = secret_file_make(path, secret, sizeof secret, &why);
    sodium_memzero(secret, sizeof secret);
    return st == ST_OK
               ? ST_OK
               : error_set(e, ST_FAILED, "key", _("the workshop's key cannot be made: %s"), why.message);
}

enum status workshop_key_make(struct session *s, struct error *e)
{
    char hex[PUBLIC_KEY_HEX], outlet[32] = "";
    int64_t id = 0;
    enum status st = person_store_outlet(s->app->db, &id, outlet, e);
    st = st == ST_OK ? take_or_make(s->app, hex, e) : st;
    st = st == ST_OK ? write_public(s->app, hex, outlet, e) : st;
    return st == ST_OK ? log_key(s, hex, e) : st;
}

enum status workshop_key_publish(struct session *s, struct error *e)
{
    char hex[PUBLIC_KEY_HEX], outlet[32] = "";
    int64_t id = 0;
    enum status st = workshop_key_public(s->app, hex, e);
    if (st == ST_NOT_FOUND) {
        return ST_OK;
    }
    st = st == ST_OK ? person_store_outlet(s->app->db, &id, outlet, e) : st;
    return st == ST_OK ? write_public(s->app, hex, outlet, e) : st;
}

static enum status make_unless_lost(struct session *s, struct error *e)
{
    char path[PATH_ROOM];
    int64_t times = 0;
    enum status st = beside(s->app, ".key", path, e);
    st = st == ST_OK ? audit_store_count(s->app->db, made, &times, e) : st;
    if (st == ST_OK && times > 0) {
        return error_set(e, ST_FAILED, "key",
                         _("%s: the workshop's key is gone; put it back from the backup"), path);
    }
    return st == ST_OK ? workshop_key_make(s, e) : st;
}

enum status workshop_key_ensure(struct session *s, struct error *e)
{
    char path[PATH_ROOM];
    enum status st = beside(s->app, ".key", path, e);
    if (st != ST_OK || access(path, F_OK) == 0) {
        return st;
    }
    st = db_begin(s->app->db, e);
    if (st != ST_OK) {
        return st;
    }
    st = make_unless_lost(s, e);
    if (st == ST_OK) {
        return db_commit(s->app->db, e);
    }
    db_rollback(s->app->db);
    return st;
}

/* What is really signed. */
static bool add_signed(struct buf *out, const char *purpose, const char *text, size_t n)
{
    buf_init(out, SIGNED_MAX);
    return buf_addf(out, "clearbay %s 1\n", purpose) && buf_add(out, text, n);
}

enum status workshop_key_sign(const struct app *app, const char *purpose, const char *text, size_t n,
                              char signature[SIGNATURE_HEX], struct error *e)
{
    unsigned char secret[SECRET_SIZE], bytes[SIGNATURE_SIZE];
    struct buf all;
    enum status st = add_signed(&all, purpose, text, n) ? ST_OK : error_memory(e);
    st = st == ST_OK ? read_secret(app, secret, e) : st;
    if (st == ST_OK) {
        crypto_sign_detached(bytes, NULL, (const unsigned char *)all.data, all.len, secret);
        sodium_memzero(secret, sizeof secret);
        sodium_bin2hex(signature, SIGNATURE_HEX, bytes, sizeof bytes);
    }
    buf_free(&all);
    return st;
}

enum status workshop_key_public(const struct app *app, char hex[PUBLIC_KEY_HEX], struct error *e)
{
    unsigned char secret[SECRET_SIZE], public_key[PUBLIC_SIZE];
    enum status st = read_secret(app, secret, e);
    if (st == ST_OK) {
        crypto_sign_ed25519_sk_to_pk(public_key, secret);
        sodium_memzero(secret, sizeof secret);
        sodium_bin2hex(hex, PUBLIC_KEY_HEX, public_key, sizeof public_key);
    }
    return st;
}

int64_t workshop_key_since(const struct app *app)
{
    char path[PATH_ROOM];
    struct stat there;
    if (beside(app, ".key", path, NULL) != ST_OK || stat(path, &there) != 0) {
        return 0;
    }
    return (int64_t)there.st_mtim.tv_sec * 1000 + there.st_mtim.tv_nsec / 1000000;
}

static bool from_hex(const char *hex, unsigned char *out, size_t size)
{
    size_t n = 0;
    const char *end = NULL;
    return hex != NULL && strspn(hex, "0123456789abcdef") == 2 * size && /* capitals are another text */
           sodium_hex2bin(out, size, hex, strlen(hex), NULL, &n, &end) == 0 && n == size && *end == '\0';
}

enum status workshop_key_read_public(const char *path, char hex[PUBLIC_KEY_HEX], char outlet[32],
                                     struct error *e)
{
    char line[LINE_ROOM] = "", found[PUBLIC_KEY_HEX] = "", where[32] = "";
    unsigned char public_key[PUBLIC_SIZE];
    FILE *f = fopen(path, "re");
    if (f == NULL) {
        return error_set(e, ST_FAILED, "key_file", _("%s: the key cannot be read: %s"), path,
                         i18n_errno(errno));
    }
    bool read = fgets(line, sizeof line, f) != NULL;
    fclose(f);
    if (!read || sscanf(line, "clearbay-ed25519 %64[0-9a-f] %31s", found, where) < 1 ||
        !from_hex(found, public_key, sizeof public_key)) {
        return error_set(e, ST_FAILED, "key_file",
                         _("%s: this is no public key of a workshop (%s HEX OUTLET)"), path, word);
    }
    memcpy(hex, found, PUBLIC_KEY_HEX);
    if (outlet != NULL) {
        memcpy(outlet, where, sizeof where);
    }
    return ST_OK;
}

bool workshop_key_verify(const char *public_hex, const char *purpose, const char *text, size_t n,
                         const char *signature)
{
    unsigned char public_key[PUBLIC_SIZE], bytes[SIGNATURE_SIZE];
    struct buf all;
    bool good = from_hex(public_hex, public_key, sizeof public_key) &&
                from_hex(signature, bytes, sizeof bytes) && add_signed(&all, purpose, text, n);
    if (good) {
        good = crypto_sign_verify_detached(bytes, (const unsigned char *)all.data, all.len, public_key) == 0;
        buf_free(&all);
    }
    return good;
}

void workshop_key_fingerprint(const char *public_hex, char out[FINGERPRINT_HEX])
{
    unsigned char digest[crypto_generichash_BYTES];
    char hex[2 * sizeof digest + 1];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)public_hex, strlen(public_hex), NULL, 0);
    sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    memcpy(out, hex, FINGERPRINT_HEX - 1);
    out[FINGERPRINT_HEX - 1] = '\0';
}
