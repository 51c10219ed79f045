/* A price list's physical lines as UTF-8, whatever its encoding: one after the other, in bounded memory. */
#ifndef CLEARBAY_PRICE_LINES_H
#define CLEARBAY_PRICE_LINES_H

#include "core/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { LINE_MAX_BYTES = 65536 }; /* what a line, and a row of several lines, may have with its end */

struct lines;

/* A line; borrowed until the next call. It ends with LF, CR LF or CR; the last one may have no end. */
struct line {
    const char *bytes; /* not terminated */
    size_t n;          /* without the end */
    size_t whole;      /* with it */
    long number;       /* from 1 */
};

enum lines_state {
    LINES_MORE,
    LINES_END,
    LINES_TOO_LONG, /* the line with this number is longer than LINE_MAX_BYTES */
    LINES_FAILED,   /* the file cannot be read; errno says why */
};

/* Begins at the start of `file` (seekable, borrowed). ST_FAILED for want of memory, ST_USAGE for an encoding
 * that iconv does not know; its message names `source`. The caller frees *out with lines_free. */
enum status lines_new(const char *encoding, const char *source, FILE *file, struct lines **out,
                      struct error *e);
void lines_free(struct lines **l);

/* The next line; its number is set in every state. A byte order mark is left out. Bytes that are not of the
 * encoding are U+FFFD, except that those of a list in UTF-8 stand as they are: see lines_mend. */
enum lines_state lines_next(struct lines *l, struct line *out);

/* Makes the line valid UTF-8 without NUL, bytes with its end: each byte that is not UTF-8 becomes U+FFFD and
 * NUL becomes U+0001. Quick for a line that is so already, which stays where it is. False: memory ran out. */
bool lines_mend(struct lines *l, struct line *line);

#endif
