/* Each pair of names once: finding its id while a list is written, and making those that are new. */
#ifndef CLEARBAY_PRICE_NAMES_H
#define CLEARBAY_PRICE_NAMES_H

#include "core/base/error.h"
#include "db/db.h"

#include <stdint.h>

enum { PRICE_KEY_SIZE = 16 };

/* The key of the hashes that a database keeps (of names and of lines), chosen at random once. Needs a write
 * transaction the first time. */
enum status price_key(struct db *db, unsigned char key[PRICE_KEY_SIZE], struct error *e);

/* The hash of a pair of names, never 0. */
uint64_t names_hash(const unsigned char key[PRICE_KEY_SIZE], const char *name, const char *name_local);

struct names;

enum status names_new(struct db *db, struct names **out, struct error *e);
void names_free(struct names **names);

/* The id of a pair of names, which is made when it is new. Within a write transaction. */
enum status names_take(struct names *names, const char *name, const char *name_local, int64_t *id,
                       struct error *e);

/* Writes down what the next transaction must know; call before each commit. */
enum status names_keep(struct names *names, struct error *e);

/* Writes the hashes of new names, some at a time: *left says whether there are more. Within a write
 * transaction. */
enum status names_write_hashes(struct names *names, size_t at_most, bool *left, struct error *e);

/* True when so many names are new that their hashes should be written now: what is remembered stays small. */
bool names_are_many(const struct names *names);

#endif
