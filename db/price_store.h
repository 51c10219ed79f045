/* Storage of price lists: sources, revisions, parts, prices. A price belongs to the revisions
 * from_revision <= r < to_revision of its source; price_source.revision says which r is in force. A part's
 * first price stands in its own row, later ones in price_later; callers see no difference. */
#ifndef CLEARBAY_DB_PRICE_STORE_H
#define CLEARBAY_DB_PRICE_STORE_H

#include "db/db.h"

struct price_source_row {
    int64_t id, revision;
    char etag[300], last_modified[100]; /* "" when the server gave none */
    char digest[65], mapping[65];       /* of the revision in force; "" when there is none */
    int64_t in_force, zero, duplicates; /* parts on sale with it, of them at 0.00; see price_revision_row */
    char profile[512];
};

/* Finds a source (id 0: there is none), or makes it. */
enum status price_source_find(struct db *db, const char *name, struct price_source_row *out, struct error *e);
enum status price_source_take(struct db *db, const char *name, struct price_source_row *out, struct error *e);
/* The revision in force; 0: none. */
enum status price_source_revision(struct db *db, int64_t source, int64_t *revision, struct error *e);
enum status price_source_checked(struct db *db, int64_t source, int64_t at, struct error *e);
/* The same list came with other validators: the next request asks with these (NULL: none). */
enum status price_source_validators(struct db *db, int64_t source, const char *etag,
                                    const char *last_modified, struct error *e);

/* When the list in force was last confirmed by its source; ST_NOT_FOUND "no_row" without a list. */
enum status price_source_age(struct db *db, const char *name, int64_t *at, struct error *e);

/* Each source with the revision of it that was in force at `at` (UTC ms); 0: none was. */
enum status price_source_each(struct db *db, int64_t at,
                              bool (*each)(int64_t id, const char *name, int64_t revision, void *), void *arg,
                              struct error *e);

/* A revision being written, and its figures when it comes into force. */
struct price_revision_row {
    int64_t source, revision, bytes, fetched_at;
    int64_t parts_from; /* id of the first part that it may make */
    const char *origin, *digest, *mapping, *account;
    int64_t read, added, changed, unchanged, removed, rejected;
    int64_t in_force, zero;           /* parts on sale with it, and of them at 0.00 */
    int64_t duplicates;               /* rows refused because their part stands there twice */
    const char *profile;              /* NULL: none */
    const char *etag, *last_modified; /* NULL: none */
};
/* The ids of the parts that a revision made; while it is being written *to is 0. */
enum status price_revision_parts(struct db *db, int64_t source, int64_t revision, int64_t *from, int64_t *to,
                                 struct error *e);
/* Closes the range of ids of every revision that broke off at `next`: to be called by the one writer before
 * it makes parts. */
enum status price_revision_parts_end(struct db *db, int64_t next, struct error *e);
/* Revisions of a source above `in_force`, lowest first. */
enum status price_unfinished_each(struct db *db, int64_t source, int64_t in_force,
                                  bool (*each)(int64_t revision, void *), void *arg, struct error *e);
/* Takes the source's next number, which is never used again. */
enum status price_revision_begin(struct db *db, struct price_revision_row *row, struct error *e);
/* Writes its figures down. */
enum status price_revision_figures(struct db *db, const struct price_revision_row *row, struct error *e);
/* Puts the revision in force: from now on readers see its rows. */
enum status price_revision_switch(struct db *db, const struct price_revision_row *row, int64_t at,
                                  struct error *e);
/* When a revision was fetched and came into force (0: it did not). */
enum status price_revision_times(struct db *db, int64_t source, int64_t revision, int64_t *fetched_at,
                                 int64_t *in_force_at, struct error *e);
/* Where a revision's list was read from, and the digest of its bytes; texts are cut to the room there is. */
enum status price_revision_origin(struct db *db, int64_t source, int64_t revision, char *origin,
                                  size_t origin_size, char *digest, size_t digest_size, struct error *e);
/* Forgets the revisions above `in_force`; their rows must be gone. */
enum status price_forget_unfinished(struct db *db, int64_t source, int64_t in_force, struct error *e);

/* A part and one of its prices. Texts are borrowed; NULL where the list has none. Numbers -1 where it has
 * none. */
struct price_row {
    int64_t part_id, source_id, from_revision, to_revision; /* to_revision 0: open */
    int64_t name_id;
    const char *part_no, *brand, *name, *name_local;
    const char *unit, *currency, *price_group, *effective, *superseded_by;
    int64_t list_price, price_basis, core_charge, min_order_milli;
};

/* Adds a part with its first price, or a later price; id, source and names are in the row. */
enum status price_part_add(struct db *db, const struct price_row *row, struct error *e);
enum status price_later_add(struct db *db, const struct price_row *row, struct error *e);
/* Says an old price of a part again, from another revision on. */
enum status price_say_again(struct db *db, int64_t part, int64_t old_from, int64_t from_revision,
                            struct error *e);
/* Ends a price with a revision. */
enum status price_close(struct db *db, int64_t part, int64_t from_revision, int64_t revision,
                        struct error *e);
/* Takes back a price that is not in force (a part with its first price: the part), and an end. */
enum status price_take_back(struct db *db, int64_t part, int64_t from_revision, struct error *e);
enum status price_open_again(struct db *db, int64_t part, int64_t from_revision, struct error *e);

/* All prices of a part in the order they came; texts are borrowed only while `each` runs. */
enum status price_rows_of_part(struct db *db, int64_t part, bool (*each)(const struct price_row *, void *),
                               void *arg, struct error *e);
/* Parts of a source (0: of all; id, number, brand) above `after`, in the order of their ids, at most `limit`.
 * With `touched_above` > 0 only those with a price that begins or ends above that revision. */
enum status price_parts_after(struct db *db, int64_t source, int64_t after, int64_t touched_above,
                              int64_t limit,
                              bool (*each)(int64_t id, const char *part_no, const char *brand, void *),
                              void *arg, struct error *e);
/* The part of a source with that number (key: its normalised form) and brand; *part 0 when there is none. */
enum status price_part_find(struct db *db, const char *key, int64_t source, const char *brand,
                            const char *part_no, int64_t *part, struct error *e);
enum status price_part_exists(struct db *db, int64_t part, bool *yes, struct error *e);
/* Number and brand of a part; ST_NOT_FOUND "no_row". */
enum status price_part_identity(struct db *db, int64_t part, int64_t *source, char *part_no, size_t no_size,
                                char *brand, size_t brand_size, struct error *e);

enum status price_reject_add(struct db *db, int64_t source, int64_t revision, int64_t line, const char *field,
                             const char *reason, const char *text, struct error *e);
enum status price_reject_each(struct db *db, const char *source,
                              bool (*each)(int64_t line, const char *field, const char *reason,
                                           const char *text, void *),
                              void *arg, struct error *e);

/* Figures that outlive a program: "next_part", "next_name" ... (schema 7 says what they are). */
enum status price_state(struct db *db, const char *name, int64_t *value, struct error *e);
enum status price_state_set(struct db *db, const char *name, int64_t value, struct error *e);

#endif
