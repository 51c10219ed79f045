/* Posting lists: for each term the ascending numbers of what holds it, as differences of 7 bits a byte. Built
 * in memory and written in pieces that fit a database page. */
#ifndef CLEARBAY_PRICE_POSTINGS_H
#define CLEARBAY_PRICE_POSTINGS_H

#include "core/base/error.h"
#include "db/db.h"

#include <stddef.h>
#include <stdint.h>

struct postings;

enum status postings_new(struct postings **out, struct error *e);
void postings_free(struct postings **p);

/* Adds a number to a term's list. Numbers of one term must not descend; the same again is left out. False: no
 * memory. */
bool postings_add(struct postings *p, const char *term, size_t n, int64_t number);

/* Memory in use, bytes. */
size_t postings_size(const struct postings *p);

/* Gives every list in the order of terms, in pieces: `first` and the differences of the numbers behind it.
 * Stops when `each` returns false. False: it did, or no memory. */
bool postings_each(struct postings *p,
                   bool (*each)(const char *term, int64_t first, const unsigned char *ids, size_t n, void *),
                   void *arg);

/* Reading a piece: *at moves on, *number grows; false at the end (a broken piece ends there). Start with
 * number = first, which is the piece's first number. */
static inline bool postings_next(const unsigned char **at, const unsigned char *end, int64_t *number)
{
    uint64_t difference = 0;
    for (unsigned shift = 0; *at < end && shift < 63; shift += 7) {
        unsigned char byte = *(*at)++;
        difference |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *number = (int64_t)((uint64_t)*number + difference);
            return true;
        }
    }
    return false;
}

/* Writes a difference into out (at most 10 bytes); returns how many. */
static inline size_t postings_difference(uint64_t difference, unsigned char out[10])
{
    size_t n = 0;
    while (difference >= 0x80) {
        out[n++] = (unsigned char)(0x80 | (difference & 0x7f));
        difference >>= 7;
    }
    out[n++] = (unsigned char)difference;
    return n;
}

#endif
