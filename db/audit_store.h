/* Storage of the audit log: entries are added and read, never changed. */
#ifndef CLEARBAY_DB_AUDIT_STORE_H
#define CLEARBAY_DB_AUDIT_STORE_H

#include "db/db.h"

/* An entry as stored. Texts are borrowed from the caller or from the running query. */
struct audit_row {
    int64_t seq, at, monotonic, order_id, revision, person_id;
    const char *event, *terminal, *subject, *detail; /* subject may be NULL */
    const char *personal, *personal_salt,
        *personal_digest; /* NULL: nothing personal, or erased (digest stays) */
    const char *hash;
    const char *login, *name; /* of the person, for reading; "" when nobody */
};

/* The last entry's number, time and hash; all zero and "" when there is none. */
enum status audit_store_last(struct db *db, int64_t *seq, int64_t *at, char hash[65], struct error *e);
enum status audit_store_add(struct db *db, const struct audit_row *row, struct error *e);

/* Calls `each` for every entry of an order (0: all), oldest first, until it returns false. */
enum status audit_store_each(struct db *db, int64_t order, bool (*each)(const struct audit_row *, void *),
                             void *arg, struct error *e);

/* The highest number ever given; more than the last entry's when entries at the end were deleted. */
enum status audit_store_highest(struct db *db, int64_t *seq, struct error *e);

/* The first entry with a value that is not of its column's type or holds bytes that no reader sees (a
 * fraction, a NUL); 0: none. */
enum status audit_store_odd(struct db *db, int64_t *seq, struct error *e);

/* How many orders stand at a revision that is not the last one that the log tells of. */
enum status audit_store_astray(struct db *db, int64_t *orders, struct error *e);

/* What the first entry of that event is about; "" without one. */
enum status audit_store_first_subject(struct db *db, const char *event, char *out, size_t size,
                                      struct error *e);

/* How many entries of that event there are. */
enum status audit_store_count(struct db *db, const char *event, int64_t *n, struct error *e);

#endif
