/* What the service answers, as this process would have had it. */
#ifndef CLEARBAY_CLIENT_ANSWER_H
#define CLEARBAY_CLIENT_ANSWER_H

#include "core/app/app.h"
#include "core/base/error.h"

#include <jansson.h>
#include <stdbool.h>

/* Takes a JSON-RPC answer apart: ST_OK and *result (a new reference), or the error that the command gave,
 * with its facts; one of the protocol's own is ST_FAILED "protocol". */
enum status answer_take(const json_t *answer, json_t **result, struct error *e);

/* Reads a notification of progress; false: it is none. Texts are borrowed from it. */
bool answer_progress(const json_t *message, struct progress *out);

#endif
