/* Sets of names, and which names a word of a query finds. */
#ifndef CLEARBAY_PRICE_NAMES_FOUND_H
#define CLEARBAY_PRICE_NAMES_FOUND_H

#include "core/base/error.h"
#include "core/price/term.h"
#include "db/db.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A bit for each number from 0 to below `room`. */
struct id_set {
    uint64_t *bits;
    int64_t room;
};

/* Empty, for numbers below `room`. False: no memory. */
bool id_set_init(struct id_set *set, int64_t room);
void id_set_free(struct id_set *set);
void id_set_add(struct id_set *set, int64_t id); /* out of range: nothing */
bool id_set_has(const struct id_set *set, int64_t id);
/* set := set and/or/without other, of the same room. */
void id_set_and(struct id_set *set, const struct id_set *other);
void id_set_or(struct id_set *set, const struct id_set *other);
void id_set_without(struct id_set *set, const struct id_set *other);
/* The lowest number from `from` on; -1: none. */
int64_t id_set_next(const struct id_set *set, int64_t from);

/* Adds what stands under a term, or under all terms that begin with it, to a set of names. */
enum status names_under(struct db *db, const char *term, size_t n, bool prefix, struct id_set *set,
                        struct error *e);

/* Adds the names that may hold the token (words that begin with it, or the characters side by side): all that
 * do, and perhaps some that name_holds says do not. */
enum status names_holding(struct db *db, const struct token *token, struct id_set *set, struct error *e);

/* Adds the names that may read as the letters (pinyin.h): all that do, and perhaps some that pinyin_matches
 * says do not. */
enum status names_reading(struct db *db, const char *letters, struct id_set *set, struct error *e);

/* True when a folded name that names_holding gave really holds the token. */
bool name_holds(const char *fold, const struct token *token);

#endif
