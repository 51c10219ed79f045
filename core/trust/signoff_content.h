/* What a signature covers, hashed. Shared by signing and checking, not for others. */
#ifndef CLEARBAY_TRUST_SIGNOFF_CONTENT_H
#define CLEARBAY_TRUST_SIGNOFF_CONTENT_H

#include "core/trust/hash.h"
#include "core/trust/signoff.h"
#include "db/order_store.h"
#include "db/signature_store.h"

/* The signature that stands at a level (a pass that is not voided); NULL when none does. Borrowed. */
const struct signature_row *signoff_standing(const struct signature_row *rows, size_t n, enum level level);

/* The digest of what `level` vouches for now. `erased`: as the log says (signoff_log.h), who decided on a
 * line may be gone. */
enum status signoff_content(struct session *s, const struct order_rows *order,
                            const struct signature_row *rows, size_t n, enum level level, bool erased,
                            char hex[HASH_HEX], struct error *e);

/* What stands in signature.content_hash: the content's digest together with order, level, revision, signer,
 * verdict, meaning, terminal, time and the hash of the log's entry before it, so that a signature fits
 * nowhere else (21 CFR 11.70). */
void signoff_bind(const struct order_row *order, const struct signature_row *row, const char *content,
                  const char *previous, char hex[HASH_HEX]);

#endif
