/* Supersessions that a list makes anew, and which of them lead back to where they began (A is replaced by B
 * and B by A). Loops that were in force before are no news. */
#ifndef CLEARBAY_PRICE_LOOPS_H
#define CLEARBAY_PRICE_LOOPS_H

#include "db/price_store.h"

struct loops;

/* `first`: no list is in force, so every supersession is new. The caller frees *out. */
enum status loops_new(bool first, struct loops **out, struct error *e);
void loops_free(struct loops **loops);

/* The part with this number (normalised) is replaced by the other, and was not so far. False: no memory. */
bool loops_add(struct loops *loops, int64_t part, const char *key, const char *superseded_by);

/* Counts the parts that are on a loop through a new supersession. The list's parts and their numbers must be
 * written. */
enum status loops_count(struct loops *loops, struct db *db, int64_t *count, struct error *e);

#endif
