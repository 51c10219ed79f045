/* Fetches a price list over HTTP, or from a file: address. */
#ifndef CLEARBAY_PRICE_FETCH_H
#define CLEARBAY_PRICE_FETCH_H

#include "core/app/config.h"

#include <stdio.h>

struct fetch_answer {
    FILE *file;     /* the list, spooled to a file without a name; NULL: unchanged. The caller closes it */
    bool unchanged; /* the server says so (304) */
    char etag[300], last_modified[100];
    int64_t bytes; /* as they came over the line */
};

/* One GET, conditional on what the last applied answer said (NULL: unconditional). Redirects only to https of
 * the same host, TLS 1.2 and up, size counted on what is decoded. ST_FAILED names the cause; a list that may
 * be cut short (neither a length nor chunks) is refused. */
enum status price_fetch(const struct oem_source *source, const char *etag, const char *last_modified,
                        struct fetch_answer *answer, struct error *e);

#endif
