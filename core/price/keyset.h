/* Part numbers of new parts, collected while a list is written and given back sorted. Takes few bytes a
 * number: a million of them must fit beside everything else. */
#ifndef CLEARBAY_PRICE_KEYSET_H
#define CLEARBAY_PRICE_KEYSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct keyset;

/* NULL: no memory. */
struct keyset *keyset_new(void);
void keyset_free(struct keyset **set);

/* Adds the key (normalised number) of the next part; parts are numbered from 0 in the order they come. False:
 * no memory. */
bool keyset_add(struct keyset *set, const char *key);

size_t keyset_count(const struct keyset *set);

/* Calls `each` in the order of keys until it returns false; equal keys stand in the order they came. False:
 * it did, or no memory. */
bool keyset_each_sorted(struct keyset *set, bool (*each)(const char *key, size_t part, void *), void *arg);

/* Calls `each` in the order they came. */
bool keyset_each(const struct keyset *set, bool (*each)(const char *key, size_t part, void *), void *arg);

#endif
