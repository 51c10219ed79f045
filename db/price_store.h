/* Storage of price lists: sources, revisions, parts, prices. A row belongs to the revisions
 * from_revision <= r < to_revision of its source; price_source.revision says which r is in force. */
#ifndef CLEARBAY_DB_PRICE_STORE_H
#define CLEARBAY_DB_PRICE_STORE_H

#include "db/db.h"

struct price_source_row {
    int64_t id, revision, next_revision;
    char etag[300], last_modified[100]; /* "" when the server gave none */
    char digest[65], mapping[65];       /* of the revision in force; "" when there is none */
};

/* Finds a source or makes it. */
enum status price_source_take(struct db *db, const char *name, struct price_source_row *out, struct error *e);
enum status price_source_checked(struct db *db, int64_t source, int64_t at, struct error *e);

/* Clears what a broken import left: rows of revisions that never came into force. */
enum status price_clear_unfinished(struct db *db, const struct price_source_row *source, struct error *e);

/* When the list in force was last confirmed by its source; ST_NOT_FOUND "no_row" without a list. */
enum status price_source_age(struct db *db, const char *name, int64_t *at, struct error *e);

/* A revision being written, and its figures when it comes into force. */
struct price_revision_row {
    int64_t source, revision, bytes, fetched_at;
    const char *origin, *digest, *mapping, *account;
    int64_t read, added, changed, unchanged, removed, rejected;
    const char *etag, *last_modified; /* NULL: none */
};
/* Takes the source's next number, which is never used again. */
enum status price_revision_begin(struct db *db, struct price_revision_row *row, struct error *e);
/* Puts the revision in force: from now on readers see its rows. */
enum status price_revision_switch(struct db *db, const struct price_revision_row *row, int64_t at,
                                  struct error *e);

/* A part and its price. Texts are borrowed; NULL where the list has none. Numbers -1 where it has none. */
struct price_row {
    int64_t id, part_id, from_revision, to_revision; /* to_revision 0: open */
    const char *part_no, *part_key, *brand, *name, *name_local;
    const char *unit, *currency, *price_group, *effective, *superseded_by;
    int64_t list_price, price_basis, core_charge, min_order_milli;
    /* where it comes from, for reading */
    const char *source;
    int64_t revision, fetched_at, in_force_at; /* of the list the price came with */
    int64_t ended_at;                          /* when the list without it came into force; 0: it did not */
};

/* Finds the part of a row or makes it (*made); `likely_new` only says which is tried first. */
enum status price_part_take(struct db *db, int64_t source, const struct price_row *row, bool likely_new,
                            int64_t *part, bool *made, struct error *e);
/* Finds a pair of names or makes it; fold is what search compares. */
enum status price_name_take(struct db *db, const char *name, const char *name_local, const char *fold,
                            int64_t *id, struct error *e);
/* The open rows of a part, at most `room`, newest first. Their texts are borrowed only while `each` runs. */
enum status price_open_rows(struct db *db, int64_t part, bool (*each)(const struct price_row *, void *),
                            void *arg, struct error *e);
/* Adds a price; its names by their id. */
enum status price_add(struct db *db, const struct price_row *row, int64_t name, struct error *e);
enum status price_close(struct db *db, int64_t id, int64_t revision, struct error *e);
/* Calls `each` with the ids of parts that have open rows, above `after`, at most `limit`. */
enum status price_open_parts(struct db *db, int64_t source, int64_t after, int64_t limit,
                             bool (*each)(int64_t part, void *), void *arg, struct error *e);

enum status price_reject_add(struct db *db, int64_t source, int64_t revision, int64_t line, const char *field,
                             const char *reason, const char *text, struct error *e);
enum status price_reject_each(struct db *db, const char *source,
                              bool (*each)(int64_t line, const char *field, const char *reason,
                                           const char *text, void *),
                              void *arg, struct error *e);

/* Rows of one part that were in force on `day` ("YYYY-MM-DD") or before, at `at` (UTC ms), best first. */
enum status price_rows_of_part(struct db *db, int64_t part, bool (*each)(const struct price_row *, void *),
                               void *arg, struct error *e);

/* Ids of parts of sources with a list in force, in order: part_key equal, beginning with, or holding `key`.
 */
enum part_match { PART_EQUAL, PART_BEGINS, PART_HOLDS };
enum status price_parts_by_key(struct db *db, enum part_match how, const char *key, const char *source,
                               const char *brand, int64_t limit, bool (*each)(int64_t part, void *),
                               void *arg, struct error *e);
/* Every distinct pair of names, folded, with its id. */
enum status price_names_each(struct db *db, bool (*each)(int64_t name, const char *fold, void *), void *arg,
                             struct error *e);
enum status price_parts_by_name(struct db *db, int64_t name, int64_t limit,
                                bool (*each)(int64_t part, void *), void *arg, struct error *e);

#endif
