/* Walking through the part numbers that hold a text anywhere, in the order of the parts' ids. */
#ifndef CLEARBAY_PRICE_NUMBER_WALK_H
#define CLEARBAY_PRICE_NUMBER_WALK_H

#include "core/base/error.h"
#include "db/db.h"

#include <stdbool.h>
#include <stdint.h>

struct number_walk;

/* For a key (normalised form) of at least TERM_PIECE characters. The caller ends it. */
enum status number_walk_new(struct db *db, const char *key, struct number_walk **out, struct error *e);
void number_walk_free(struct number_walk **walk);

/* The next part; false: there is none, or (*st) an error. */
bool number_walk_next(struct number_walk *walk, int64_t *part, enum status *st, struct error *e);

#endif
