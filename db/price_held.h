/* Storage of what managers decide on. Lists that the gate held are written, but above the revision in force;
 * a source has one at most. A roll-back is a revision that restores an older one. */
#ifndef CLEARBAY_DB_PRICE_HELD_H
#define CLEARBAY_DB_PRICE_HELD_H

#include "db/price_store.h"

/* Holds a revision; etag and last_modified are kept until it comes into force. */
enum status price_held_set(struct db *db, const struct price_revision_row *row, int64_t at, struct error *e);

/* Why it is held; figures in thousandths. */
enum status price_finding_add(struct db *db, int64_t source, int64_t revision, const char *rule,
                              int64_t found, int64_t allowed, struct error *e);
enum status price_finding_each(struct db *db, int64_t source, int64_t revision,
                               bool (*each)(const char *rule, int64_t found, int64_t allowed, void *),
                               void *arg, struct error *e);

/* A held list; texts are borrowed while `each` runs, NULL where there are none. */
struct price_held_row {
    int64_t source, in_force, held_at;
    const char *name;
    struct price_revision_row list;
};
/* Held lists by source (0: of all sources). */
enum status price_held_each(struct db *db, int64_t source,
                            bool (*each)(const struct price_held_row *, void *), void *arg, struct error *e);

/* From now on no revision of the source above the one in force is held: it is about to be cleared. */
enum status price_held_release(struct db *db, int64_t source, int64_t in_force, struct error *e);

/* A list that was in force. Texts are owned by the row. */
struct price_past_row {
    int64_t revision; /* 0: there is none */
    int64_t bytes, fetched_at, in_force, zero, duplicates;
    char origin[1024], digest[65], mapping[65], profile[512];
};
/* The list before the one in force; before a roll-back stands the list before the one that it restores. */
enum status price_list_before(struct db *db, int64_t source, int64_t in_force, struct price_past_row *out,
                              struct error *e);

/* The revision restores another one. */
enum status price_restores_set(struct db *db, int64_t source, int64_t revision, int64_t restores,
                               struct error *e);
/* A number that a roll-back took besides its own counts as in force from the same moment. */
enum status price_in_force_set(struct db *db, int64_t source, int64_t revision, int64_t at, struct error *e);

/* True when a manager went back from a list with this digest, and it was not in force again since. */
enum status price_was_rolled_back(struct db *db, int64_t source, const char *digest, bool *yes,
                                  struct error *e);

#endif
