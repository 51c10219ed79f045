/* What every fuzz target asks of texts. */
#ifndef CLEARBAY_FUZZ_MUST_H
#define CLEARBAY_FUZZ_MUST_H

#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

/* Ends the program where a promise is broken: the fuzzer keeps the input. */
static inline void must(bool truth)
{
    if (!truth) {
        abort();
    }
}

/* True for valid UTF-8 that shows as it is: no control, bidi or zero-width character. Line feed and tab only
 * with `rows`. */
static inline bool harmless(const char *text, bool rows)
{
    struct buf plain, shown;
    buf_init(&plain, 1 << 20);
    buf_init(&shown, 1 << 20);
    for (const char *p = text; *p != '\0'; p++) {
        buf_addc(&plain, rows && (*p == '\n' || *p == '\t') ? ' ' : *p);
    }
    text_show(plain.data, plain.len, &shown);
    bool same = text_valid(text, strlen(text)) && strpbrk(plain.data, "\n\t") == NULL &&
                strcmp(plain.data, shown.data) == 0;
    buf_free(&plain);
    buf_free(&shown);
    return same;
}

#endif
