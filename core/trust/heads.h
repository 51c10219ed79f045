/* Signed heads of the audit log. The chain shows edits to whoever knows a later head; a head that the
 * workshop's key has signed and that was carried away shows them even when the whole chain was written anew.
 * They are appended to PATH.heads (or a file in the folder `[trust] heads`), a line of JSON each:
 *
 *   {"at":"2026-…","hash":"…","key":"fingerprint","outlet":"SH01","seq":1200,"signature":"…"}
 *
 * after every 100 entries, after 5 minutes when there is something new, after each signature of QC, and when
 * the service ends. */
#ifndef CLEARBAY_TRUST_HEADS_H
#define CLEARBAY_TRUST_HEADS_H

#include "core/app/app.h"
#include "core/trust/audit.h"
#include "core/trust/workshop_key.h"

enum { HEADS_EVERY = 100, HEADS_MS = 5 * 60 * 1000, HEAD_DIGITS = 16 }; /* what is printed of a head */

/* The end of the log. */
struct head {
    int64_t seq, at;
    char hash[HASH_HEX];
};

/* Looks, within a transaction or behind it, whether a head is due, and which. Cheap when none is. */
bool heads_due(struct session *s, struct head *head);

/* Signs the head and appends it, durably. Call it when what it stands for is durable. What was wrong is in *e
 * ("heads", "key"), and it is due again. */
enum status heads_export(struct session *s, const struct head *head, struct error *e);

/* Both, after a commit. What goes wrong does not undo what was committed: it is a warning of the answer. */
void heads_after_commit(struct session *s);

/* From now on a head is due: something was signed that must not be cut off. */
void heads_want(struct app *app);

/* Where the workshop's heads lie. */
enum status heads_place(const struct app *app, char out[4096], struct error *e);

/* What of a head's hash stands on each printed sheet: its first 16 hex digits. Returns out. */
char *head_digits(const char *hash, char out[HEAD_DIGITS + 1]);

/* Calls `each` for every head of a file whose line can be read, in its order, until it returns false; `good`:
 * the key (hex, "": none is known) has signed it. Returns how many lines could not be read: a crash can leave
 * half of one; after a thousand it is no file of heads, and reading ends. */
int64_t heads_each(FILE *file, const char *public_hex,
                   bool (*each)(const struct head *head, bool good, void *arg), void *arg);

#endif
