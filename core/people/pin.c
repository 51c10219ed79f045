#include "core/people/pin.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <sodium.h>
#include <string.h>

enum { KEYED_SIZE = 32 };

enum status pin_check_form(const char *pin, struct error *e)
{
    size_t characters = 0, bytes = strlen(pin);
    int32_t cp;
    for (size_t i = 0, len; i < bytes; i += len, characters++) {
        len = text_decode(pin + i, bytes - i, &cp);
        if (len == 0) {
            return error_set(e, ST_USAGE, "bad_pin", _("the PIN is not UTF-8 text"));
        }
    }
    if (characters < PIN_MIN || characters > PIN_MAX) {
        return error_set(e, ST_USAGE, "bad_pin", _("a PIN has %d to %d characters, this one has %zu"),
                         PIN_MIN, PIN_MAX, characters);
    }
    return ST_OK;
}

static void key_with_pepper(const struct app *app, const char *pin, char keyed[KEYED_SIZE])
{
    crypto_generichash((unsigned char *)keyed, KEYED_SIZE, (const unsigned char *)pin, strlen(pin),
                       app->pepper, PEPPER_SIZE);
}

/* The result that is there already; `hash` NULL: of hashing the PIN anew. */
static const struct pin_proof *proof_find(const struct app *app, const char keyed[KEYED_SIZE],
                                          const char *hash)
{
    const struct pin_proofs *proofs = app->proofs;
    for (size_t i = 0; proofs != NULL && i < proofs->n; i++) {
        const struct pin_proof *p = &proofs->items[i];
        bool same = p->compared == (hash != NULL) && sodium_memcmp(p->keyed, keyed, KEYED_SIZE) == 0;
        if (same && (hash == NULL || strcmp(p->hash, hash) == 0)) {
            return p;
        }
    }
    return NULL;
}

static bool hash_keyed(const char keyed[KEYED_SIZE], char out[PIN_HASH_SIZE])
{
    return crypto_pwhash_str_alg(out, keyed, KEYED_SIZE, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                 crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

enum status pin_hash(struct app *app, const char *pin, bool create, char out[PIN_HASH_SIZE], struct error *e)
{
    enum status st = app_pepper(app, create, e);
    if (st != ST_OK) {
        return st;
    }
    char keyed[KEYED_SIZE];
    _Static_assert(PIN_HASH_SIZE >= crypto_pwhash_STRBYTES, "a hash must fit");
    key_with_pepper(app, pin, keyed);
    const struct pin_proof *known = proof_find(app, keyed, NULL);
    bool made = known != NULL ? text_copy(out, PIN_HASH_SIZE, known->hash) : hash_keyed(keyed, out);
    sodium_memzero(keyed, sizeof keyed);
    return made ? ST_OK : error_memory(e);
}

enum status pin_verify(struct app *app, const char *pin, const char *hash, bool *right, struct error *e)
{
    enum status st = app_pepper(app, false, e);
    if (st != ST_OK) {
        return st;
    }
    char keyed[KEYED_SIZE];
    key_with_pepper(app, pin, keyed);
    const struct pin_proof *known = proof_find(app, keyed, hash);
    *right = known != NULL ? known->right : crypto_pwhash_str_verify(hash, keyed, sizeof keyed) == 0;
    sodium_memzero(keyed, sizeof keyed);
    return ST_OK;
}

void pin_prove(struct app *app, struct pin_proofs *proofs, const char *pin, const char *stored)
{
    struct error e = ERROR_NONE;
    struct pin_proof *p = &proofs->items[proofs->n];
    if (proofs->n == PIN_PROOFS_MAX || app_pepper(app, false, &e) != ST_OK) {
        return;
    }
    char keyed[KEYED_SIZE];
    key_with_pepper(app, pin, keyed);
    memcpy(p->keyed, keyed, sizeof p->keyed);
    p->compared = stored != NULL;
    bool done = true;
    if (stored != NULL) {
        p->right = crypto_pwhash_str_verify(stored, keyed, sizeof keyed) == 0;
        done = text_copy(p->hash, sizeof p->hash, stored);
    } else {
        done = hash_keyed(keyed, p->hash);
    }
    proofs->n += done;
    sodium_memzero(keyed, sizeof keyed);
}

void pin_proofs_wipe(struct pin_proofs *proofs)
{
    sodium_memzero(proofs, sizeof *proofs);
}
