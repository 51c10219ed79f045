/* What an entry of the log is hashed from: audit.c writes them so, verify.c checks them. */
#ifndef CLEARBAY_TRUST_AUDIT_ENTRY_H
#define CLEARBAY_TRUST_AUDIT_ENTRY_H

#include "core/trust/audit.h"
#include "db/audit_store.h"

/* Stands before the first entry. */
#define AUDIT_FIRST_HASH "0000000000000000000000000000000000000000000000000000000000000000"

/* What the chain covers: everything but the personal values, of which it holds the salted digest. */
void audit_entry_hash(const struct audit_row *r, const char *previous, char hex[HASH_HEX]);

#endif
