/* Storage of the search index: numbers in their normalised form, posting lists in pieces, names by hash, and
 * the lines of the last list of a source. */
#ifndef CLEARBAY_DB_SEARCH_STORE_H
#define CLEARBAY_DB_SEARCH_STORE_H

#include "db/db.h"

enum status search_number_add(struct db *db, const char *key, int64_t part, struct error *e);
enum status search_number_remove(struct db *db, const char *key, int64_t part, struct error *e);
/* Parts whose number is `key`, or (prefix) begins with it, in the order of numbers. */
enum status search_numbers(struct db *db, const char *key, bool prefix,
                           bool (*each)(const char *key, int64_t part, void *), void *arg, struct error *e);

/* One piece of a posting list; a piece with the same beginning is replaced. */
enum status search_term_add(struct db *db, const char *term, int64_t first, const void *ids, size_t n,
                            struct error *e);
/* True when a term has a piece that begins with `first`. */
enum status search_term_is(struct db *db, const char *term, int64_t first, bool *yes, struct error *e);
/* The pieces of one term in their order, or (prefix) of all terms that begin with it. */
enum status search_terms(struct db *db, const char *term, bool prefix,
                         bool (*each)(const char *term, int64_t first, const unsigned char *ids, size_t n,
                                      void *),
                         void *arg, struct error *e);

/* The pieces of one term one by one, beginning with the one that may hold `from`. *s is ended with db_end,
 * which every path must reach; ids live until the next call. False: there is no more, or (*st) an error. */
enum status search_open(struct db *db, const char *term, int64_t from, struct stmt **s, struct error *e);
bool search_next(struct stmt *s, int64_t *first, const unsigned char **ids, size_t *n, enum status *st,
                 struct error *e);

/* The first term from `after` on that is greater and begins with `letter`; "" when there is none. */
enum status search_next_term(struct db *db, char letter, const char *after, char *out, size_t size,
                             struct error *e);

/* Forgets the pieces of terms that begin with `letter` whose first number is in [from, to), looking at most
 * at `limit` pieces from (*term, *first) on, which move along; *left says whether more may follow. */
enum { SEARCH_TERM_SIZE = 320 };
enum status search_term_forget(struct db *db, char letter, int64_t from, int64_t to, int64_t limit,
                               char term[SEARCH_TERM_SIZE], int64_t *first, bool *left, struct error *e);

enum status search_name_add(struct db *db, int64_t id, const char *name, const char *name_local,
                            const char *fold, struct error *e);
enum status search_name_hash_add(struct db *db, int64_t hash, int64_t name, struct error *e);
/* The name with that hash and those texts; *id 0 when there is none. */
enum status search_name_find(struct db *db, int64_t hash, const char *name, const char *name_local,
                             int64_t *id, struct error *e);
/* Folded text of a name; false in *found when it is not there. */
enum status search_name_fold(struct db *db, int64_t id, bool (*each)(int64_t id, const char *fold, void *),
                             void *arg, struct error *e);
/* Names from `from` on, with their texts, at most `limit`. */
enum status search_names_from(struct db *db, int64_t from, int64_t limit,
                              bool (*each)(int64_t id, const char *name, const char *name_local,
                                           const char *fold, void *),
                              void *arg, struct error *e);

/* Blocks of a source's remembered lines, in order. */
enum status search_lines(struct db *db, int64_t source,
                         bool (*each)(int64_t revision, const void *hashes, size_t n, const void *parts,
                                      size_t parts_n, void *),
                         void *arg, struct error *e);
enum status search_lines_set(struct db *db, int64_t source, int64_t block, int64_t revision,
                             const void *hashes, size_t n, const void *parts, size_t parts_n,
                             struct error *e);
/* Forgets the blocks from `block` on. */
enum status search_lines_cut(struct db *db, int64_t source, int64_t block, struct error *e);

#endif
