/* Characters of which terminals differ whether they take one column or two: “ ” · ℃ ① and the lines of
 * frames. Only text_columns.c uses it. */
#ifndef CLEARBAY_BASE_TEXT_AMBIGUOUS_H
#define CLEARBAY_BASE_TEXT_AMBIGUOUS_H

#include <stddef.h>
#include <stdint.h>

struct text_range {
    int32_t first, last;
};

/* In rising order; made from Unicode's EastAsianWidth when the program is built. */
extern const struct text_range text_ambiguous[];
extern const size_t text_ambiguous_count;

#endif
