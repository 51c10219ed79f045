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

enum status pin_hash(struct app *app, const char *pin, bool create, char out[PIN_HASH_SIZE], struct error *e)
{
    enum status st = app_pepper(app, create, e);
    if (st != ST_OK) {
        return st;
    }
    char keyed[KEYED_SIZE];
    _Static_assert(PIN_HASH_SIZE >= crypto_pwhash_STRBYTES, "a hash must fit");
    key_with_pepper(app, pin, keyed);
    int failed = crypto_pwhash_str_alg(out, keyed, sizeof keyed, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                       crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(keyed, sizeof keyed);
    return failed != 0 ? error_memory(e) : ST_OK;
}

enum status pin_verify(struct app *app, const char *pin, const char *hash, bool *right, struct error *e)
{
    enum status st = app_pepper(app, false, e);
    if (st != ST_OK) {
        return st;
    }
    char keyed[KEYED_SIZE];
    key_with_pepper(app, pin, keyed);
    *right = crypto_pwhash_str_verify(hash, keyed, sizeof keyed) == 0;
    sodium_memzero(keyed, sizeof keyed);
    return ST_OK;
}
