/* Fetches price lists over HTTP, or from a file: address; several side by side. */
#ifndef CLEARBAY_PRICE_FETCH_H
#define CLEARBAY_PRICE_FETCH_H

#include "core/app/app.h"

#include <stdio.h>

struct fetch_answer {
    FILE *file;     /* the list, in a file without a name; NULL: unchanged, or failed. The caller closes it */
    bool unchanged; /* the server says so (304) */
    char etag[300], last_modified[100];
    int64_t bytes; /* as they came over the line */
};

struct fetch_request {
    const struct oem_source *source;
    const char *etag, *last_modified; /* of what is known already; NULL or "": unconditional. Borrowed */
    struct fetch_answer answer;       /* filled in, with what follows */
    enum status status;
    struct error error;
};

/* One GET each, conditional; `done` is called as each ends, well or not, and takes answer.file over.
 * Redirects only to https of the same host, TLS 1.2 and up; max_bytes counts what is written, packed and
 * unpacked, timeout_s all tries together. A transfer that breaks off is resumed, at once or by the next sync
 * (partial.h). A list that may be cut short (neither a length nor chunks) is refused. The session's stop ends
 * all of them at once. ST_FAILED only for want of memory. */
enum status price_fetch(struct session *s, struct fetch_request *requests, size_t n,
                        void (*done)(struct fetch_request *, void *), void *arg, struct error *e);

#endif
