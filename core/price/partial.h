/* What a broken transfer left, so that the next one goes on there: the bytes as they came, still packed, and
 * beside them what they are a part of.
 *
 * They stand in DATABASE.part/SOURCE (mode 0700 and 0600), beside the database and not in the temporary
 * folder: there they survive a restart, there is room for a list wherever there is room for its rows, two
 * workshops on one machine do not meet, and nobody but the database's owner can read them or put something in
 * their place. */
#ifndef CLEARBAY_PRICE_PARTIAL_H
#define CLEARBAY_PRICE_PARTIAL_H

#include "core/base/error.h"
#include "core/price/range.h"

#include <stdio.h>

struct partial {
    FILE *file;            /* positioned at its end */
    struct kept_part kept; /* size 0: nothing is there */
    char *folder, *path; /* owned; path NULL: the file has no name, since another sync has it or the folder is
                            not ours, and nothing can be kept */
    char *url;           /* owned: of what it is a part */
};

/* Opens what is there of a source's list, empty when that is of another address, cannot be trusted (the
 * machine stopped while it was written) or is larger than `max` bytes. ST_FAILED when no file can be made.
 * The caller ends with partial_free, also after an error. */
enum status partial_open(struct partial *p, const char *database, const char *source, const char *url,
                         int64_t max, struct error *e);

/* Begins anew with the first bytes of what `kept` describes (its size is ignored). False: the disk. */
bool partial_begin(struct partial *p, const struct kept_part *kept);

/* Appends; false: the disk. */
bool partial_add(struct partial *p, const char *bytes, size_t n);

/* Forgets what is there. False: the disk. */
bool partial_clear(struct partial *p);

/* True when the rest can be asked for another time. */
bool partial_can_wait(const struct partial *p);

/* Closes the file. What can wait stays, written down durably, when `keep`; else it is removed. */
void partial_free(struct partial *p, bool keep);

/* Hands the whole list to the caller, who closes it: its name is gone. The partial is empty and closed. */
FILE *partial_take(struct partial *p);

/* A file without a name beside them, or in the temporary folder; NULL with errno. */
FILE *partial_scratch(const struct partial *p);

#endif
