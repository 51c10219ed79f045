/* What a request for a price list carries, and where it may be sent on to. */
#ifndef CLEARBAY_PRICE_REQUEST_H
#define CLEARBAY_PRICE_REQUEST_H

#include "core/price/curl_calls.h"

#include <stdbool.h>

/* Adds the line "name: value" to *headers (NULL: none yet); without memory it stays as it was. */
void request_add(const struct curl_calls *curl, struct curl_slist **headers, const char *name,
                 const char *value);

/* Adds the first line of token_file as bearer token; "" adds nothing. ST_FAILED when the file cannot be read.
 */
enum status request_add_token(const struct curl_calls *curl, struct curl_slist **headers,
                              const char *token_file, struct error *e);

/* True when `to` is https on the host of `from`: the only redirect that is followed. */
bool request_may_redirect(const struct curl_calls *curl, const char *from, const char *to);

#endif
