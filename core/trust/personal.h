/* Personal values (names, phones) lie outside of what is hashed and signed, which holds only their salted
 * digests: so they can be erased, and all that was signed still verifies (trust.md). */
#ifndef CLEARBAY_TRUST_PERSONAL_H
#define CLEARBAY_TRUST_PERSONAL_H

#include "core/trust/audit.h"

enum { PERSONAL_SALT_SIZE = 16, PERSONAL_SALT_HEX = 2 * PERSONAL_SALT_SIZE + 1 };

/* A new salt: without it nobody finds out by trying names what the digest stands for. */
void personal_salt(char hex[PERSONAL_SALT_HEX]);

/* BLAKE2b-256 of salt and value. Pure. */
void personal_digest(const char *salt, const char *value, char hex[HASH_HEX]);

#endif
