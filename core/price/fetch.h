/* Fetches price lists over HTTP, or from file: addresses, several side by side. */
#ifndef CLEARBAY_PRICE_FETCH_H
#define CLEARBAY_PRICE_FETCH_H

#include "core/app/app.h"
#include "core/price/range.h"

#include <stdio.h>

/* One list that is asked for; all borrowed. The validators are those of the last answer that was applied;
 * NULL or "": the list is wanted in any case. */
struct fetch_wish {
    const struct oem_source *source;
    const char *etag, *last_modified;
};

struct fetch_answer {
    FILE *file;     /* the unpacked list, in a file without a name; NULL: unchanged, or an error */
    bool unchanged; /* the server says so (304) */
    char etag[ETAG_SIZE], last_modified[HTTP_DATE_SIZE];
    struct error error; /* of this source; "interrupted" when the person ended it */
};

/* One GET each, at most eight at once. Redirects only to https of the same host, TLS 1.2 and up, size counted
 * on what comes and on what is unpacked, timeout_s on all of it. A transfer that breaks is tried three times,
 * going on where it broke; what came of it is kept for the next sync (partial.h). A list that may be cut
 * short is refused.
 *
 * `arrived` is called for each, on the caller's thread, as they come; it closes answer->file. Fetching goes
 * on meanwhile. What it returns but ST_OK ends everything, and is returned. Tells the session how far it is,
 * and ends within a tenth of a second when the session is stopped. */
enum status price_fetch_all(struct session *s, const struct fetch_wish *wishes, size_t count,
                            enum status (*arrived)(size_t i, struct fetch_answer *answer, void *arg),
                            void *arg, struct error *e);

#endif
