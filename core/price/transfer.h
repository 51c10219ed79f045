/* One price list on its way: a request, what follows from its answer, and what is kept when it breaks. Knows
 * no loop and no thread: fetch.c lets many of them run side by side. */
#ifndef CLEARBAY_PRICE_TRANSFER_H
#define CLEARBAY_PRICE_TRANSFER_H

#include "core/price/curl_calls.h"
#include "core/price/fetch.h"

struct transfer;

/* Gets ready to fill *answer (all borrowed; answer->error is set when nothing can be fetched). `curl` may be
 * NULL for a file: address. NULL when memory is out. */
struct transfer *transfer_new(const struct curl_calls *curl, const struct fetch_wish *wish,
                              const char *database, struct fetch_answer *answer);

/* Ends it whenever it is; what came of the list is kept when the next sync can go on with it. */
void transfer_free(struct transfer **t);

/* Makes the next request. The handle stays the transfer's; NULL: there is none to run, it has ended. */
CURL *transfer_begin(struct transfer *t);

enum { TRANSFER_OVER = -1 };

/* Judges a request that ended. TRANSFER_OVER: the answer or its error stands; else the milliseconds to wait
 * before the next request. */
int64_t transfer_ended(struct transfer *t, CURLcode code);

/* The person wants no more of it: what came is kept. NULL is nothing. */
void transfer_stop(struct transfer *t);

/* Bytes of the list that are there, as they came, and of all (-1: not known). */
void transfer_progress(const struct transfer *t, int64_t *done, int64_t *total);

#endif
