/* What has come of a list that is being fetched: a file that outlives a broken transfer, so that the next try
 * asks only for the rest. It lies in a folder of its own beside the database ("PATH.part", for its owner
 * alone): the temporary folder is everybody's, and often memory. */
#ifndef CLEARBAY_PRICE_PARTIAL_H
#define CLEARBAY_PRICE_PARTIAL_H

#include "core/app/config.h"

#include <stdio.h>

struct partial {
    FILE *file;          /* the bytes as they came, still packed */
    int64_t have;        /* bytes in it */
    char validator[300]; /* of the answer they belong to, for If-Range; "": it cannot be resumed */
    bool packed;         /* by gzip */
    char path[4200];     /* "": without a name, for it could not be made or another sync fetches the same */
};

/* Opens what there is of this source's list, or an empty file. ST_FAILED when no file can be made at all. */
enum status partial_open(const char *database_path, const struct oem_source *source, struct partial *out,
                         struct error *e);

/* Begins anew with an answer of this validator (NULL or a weak one: it cannot be resumed). False: disk. */
bool partial_restart(struct partial *p, const char *validator, bool packed);

/* Appends. False: disk. */
bool partial_add(struct partial *p, const char *bytes, size_t n);

/* Closes the file; with `keep` what can be resumed stays for the next try. */
void partial_close(struct partial *p, bool keep);

/* The list is complete: takes the file over, which has no name any more; unpacked first when it is packed.
 * NULL: *why says what is wrong (translated). At most max_bytes are unpacked. */
FILE *partial_take(struct partial *p, int64_t max_bytes, const char **why);

#endif
