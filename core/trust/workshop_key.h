/* The workshop's Ed25519 key (libsodium), outside the database: PATH.key beside it (mode 0600), and PATH.pub
 * for everybody, one line "clearbay-ed25519 HEX OUTLET". Whoever has the database alone cannot sign. */
#ifndef CLEARBAY_TRUST_WORKSHOP_KEY_H
#define CLEARBAY_TRUST_WORKSHOP_KEY_H

#include "core/app/app.h"

enum { WORKSHOP_KEY_SIZE = 64 };                                         /* bytes of PATH.key */
enum { PUBLIC_KEY_HEX = 65, SIGNATURE_HEX = 129, FINGERPRINT_HEX = 17 }; /* with their NULs */

/* The event that tells of it; its subject is the key's fingerprint. */
#define WORKSHOP_KEY_MADE "key.made"

/* Makes the key within the running write transaction and writes that to the log ("key.made", with its
 * fingerprint); a file that is there already (of a start that was broken off) is taken. ST_FAILED "key". */
enum status workshop_key_make(struct session *s, struct error *e);

/* For workshops from before there were keys: makes one when there is none, within the running write
 * transaction. When the log says that there was one, it is missing: ST_FAILED "key", and none is made in its
 * place. */
enum status workshop_key_ensure(struct session *s, struct error *e);

/* Writes PATH.pub of the key that is there; nothing when there is none yet. ST_FAILED "key". */
enum status workshop_key_publish(struct session *s, struct error *e);

/* Signs "clearbay PURPOSE 1", a line feed and the text, so that nothing signed for one purpose serves
 * another. PURPOSE is a word: "head", "certificate". The secret is read and wiped. ST_FAILED "key". */
enum status workshop_key_sign(const struct app *app, const char *purpose, const char *text, size_t n,
                              char signature[SIGNATURE_HEX], struct error *e);

/* The public half of PATH.key. ST_FAILED "key". */
enum status workshop_key_public(const struct app *app, char hex[PUBLIC_KEY_HEX], struct error *e);

/* Since when PATH.key lies there: it was made, or put back with a backup. 0: it does not. */
int64_t workshop_key_since(const struct app *app);

/* Reads a public key from a file like PATH.pub; `outlet` (may be NULL) gets what stands behind it. ST_FAILED
 * "key_file". Needs no database. */
enum status workshop_key_read_public(const char *path, char hex[PUBLIC_KEY_HEX], char outlet[32],
                                     struct error *e);

/* True when the signature is of that key, for that purpose and text. Pure; anything malformed is false. */
bool workshop_key_verify(const char *public_hex, const char *purpose, const char *text, size_t n,
                         const char *signature);

/* The first 16 hex digits of the BLAKE2b-256 of the public key: how people tell keys apart. */
void workshop_key_fingerprint(const char *public_hex, char out[FINGERPRINT_HEX]);

#endif
