/* The signatures of an order as the audit log knows them. A signature holds only when the log, whose chain
 * cannot be changed unseen, tells of the same: a row that was moved, made or revived behind the program's
 * back has no entry. Shared by signing and checking, not for others. */
#ifndef CLEARBAY_TRUST_SIGNOFF_LOG_H
#define CLEARBAY_TRUST_SIGNOFF_LOG_H

#include "core/trust/audit.h"

/* The field of the entries "sign" (new value) and "signature.void" (old value); no news for a person who
 * looks at what others changed. */
#define SIGNATURE_FIELD "signature"

enum { SIGNING_SIZE = 3 * HASH_HEX };

/* One signing: what stands in signature.content_hash, the digest of the content that was signed, and the hash
 * of the log's last entry at that time. */
struct signing {
    char signature[HASH_HEX], content[HASH_HEX], previous[HASH_HEX];
    bool voided;
};

struct signings {
    struct signing *items;
    size_t n;
    bool erased; /* the customer's personal values were erased from the order since */
};

/* All signings of an order, oldest first. The caller frees with signings_free, also after a failure. */
enum status signings_load(struct session *s, int64_t order, struct signings *out, struct error *e);
void signings_free(struct signings *signings);

/* The one with that hash; NULL when the log has none. Borrowed. */
const struct signing *signings_find(const struct signings *signings, const char *signature);

/* The text of SIGNATURE_FIELD: the three hashes, parted by blanks. */
void signing_text(const struct signing *signing, char out[SIGNING_SIZE]);

#endif
