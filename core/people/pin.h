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

#endif
