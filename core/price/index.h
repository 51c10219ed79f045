/* The search index of what a list brings: numbers, pieces of numbers, parts by name and by price group, words
 * of new names. Collected while rows are written, then written in the order of its tables. Nothing in it is
 * the last word: whoever finds a part through it looks whether the part has a price in force and really fits.
 */
#ifndef CLEARBAY_PRICE_INDEX_H
#define CLEARBAY_PRICE_INDEX_H

#include "core/price/writer.h"

struct price_index;

/* For one source. The ids of parts added from now on are `next_part` and up, without a gap. */
enum status price_index_new(struct writer *w, int64_t source, int64_t next_part, struct price_index **out,
                            struct error *e);
void price_index_free(struct price_index **ix);

/* A new part, the next id. key: its number in the normalised form; group NULL: none. */
enum status price_index_add(struct price_index *ix, const char *key, int64_t name, const char *group,
                            struct error *e);

/* A part that was there before has another name or group now. */
enum status price_index_moved(struct price_index *ix, int64_t part, int64_t name, const char *group,
                              struct error *e);

/* True when so much is collected that it should be written now. */
bool price_index_is_full(const struct price_index *ix);

/* Writes all that was collected, within transactions of the writer (one is open before and after). For parts
 * that were added with the same number in the normalised form `same` sets dropped[i] for those that go; NULL
 * where none was added. */
enum status price_index_write(struct price_index *ix,
                              enum status (*same)(const int64_t *parts, size_t count, bool *dropped,
                                                  void *arg, struct error *e),
                              void *arg, struct error *e);

/* Writes the terms and hashes of names that have none yet: new ones, and those a crash left. Within
 * transactions of the writer. */
enum status price_index_names(struct writer *w, struct error *e);

/* Makes the index of everything that is stored when the database comes from an older program and has none;
 * else does nothing. Outside transactions. */
enum status price_index_all(struct session *s, struct error *e);

#endif
