/* JSON as text, both ways. jansson's own reader and writer look at each byte several times, which would be
 * most of what an answer costs on its way through the service's socket; what they take and make is the same
 * (a fuzzer compares them). Only texts and numbers are looked at here; values are jansson's. */
#ifndef CLEARBAY_BASE_JSON_TEXT_H
#define CLEARBAY_BASE_JSON_TEXT_H

#include "core/base/buf.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { JSON_TEXT_DEPTH = 512 };

/* Appends the value in one line, without blanks; texts stay UTF-8, control characters are escaped. False when
 * the buffer has failed, or a value is nested deeper than JSON_TEXT_DEPTH. */
bool json_text_add(struct buf *out, const json_t *value);

/* Reads an object or a list that fills the n bytes but for blanks: RFC 8259, valid UTF-8, no U+0000, no key
 * twice in an object, at most JSON_TEXT_DEPTH deep, whole numbers within 64 bits. A new reference; NULL: it
 * is none of that, *at is the byte where it goes wrong and *what says why (borrowed, an N_() text); or memory
 * is out. */
json_t *json_text_read(const char *text, size_t n, size_t *at, const char **what);

#endif
