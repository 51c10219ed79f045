/* PINs: Argon2id (libsodium, 64 MiB) over the PIN keyed with the pepper, so that neither the
 * database alone nor the pepper file alone lets anybody guess. */
#ifndef CLEARBAY_PEOPLE_PIN_H
#define CLEARBAY_PEOPLE_PIN_H

#include "core/app/app.h"

enum { PIN_MIN = 6, PIN_MAX = 64, PIN_HASH_SIZE = 160 };

/* ST_USAGE unless the PIN is UTF-8 of 6 to 64 characters. */
enum status pin_check_form(const char *pin, struct error *e);

/* Hashes a PIN for storing. Loads the pepper (`create` makes it). Takes about 50 ms. */
enum status pin_hash(struct app *app, const char *pin, bool create, char out[PIN_HASH_SIZE], struct error *e);

/* True in *right when the PIN belongs to the hash. Takes as long whatever the answer. */
enum status pin_verify(struct app *app, const char *pin, const char *hash, bool *right, struct error *e);

/* What hashing gave before a command runs. The service's writing thread does not wait for Argon2id: other
 * threads hash a request's PINs, pin_hash and pin_verify look here first (app->proofs) and hash only what is
 * not there. */
enum { PIN_PROOFS_MAX = 4 };
struct pin_proofs {
    struct pin_proof {
        unsigned char keyed[32];  /* the PIN, keyed with the pepper */
        char hash[PIN_HASH_SIZE]; /* what it was compared with, or what was made of it */
        bool compared, right;
    } items[PIN_PROOFS_MAX];
    size_t n;
};

/* Compares the PIN with a stored hash, or (NULL) hashes it anew, and keeps the result. What cannot be done
 * now is left to the command, which then says why. */
void pin_prove(struct app *app, struct pin_proofs *proofs, const char *pin, const char *stored);

/* Forgets all of it. */
void pin_proofs_wipe(struct pin_proofs *proofs);

#endif
