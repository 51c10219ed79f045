/* Hashing of records: BLAKE2b-256 over fields that each stand behind their length, so that no two
 * different records give the same bytes. */
#ifndef CLEARBAY_TRUST_HASH_H
#define CLEARBAY_TRUST_HASH_H

#include "core/trust/audit.h"

#include <sodium.h>

struct hash {
    crypto_generichash_state state;
};

void hash_start(struct hash *h);
void hash_text(struct hash *h, const char *text); /* NULL differs from "" */
void hash_int(struct hash *h, int64_t value);
void hash_end(struct hash *h, char hex[HASH_HEX]);

#endif
