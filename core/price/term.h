/* The terms under which names and numbers are found. A text is taken apart into words (letters and digits of
 * scripts that part their words) and runs of characters that do not (Chinese). Terms by their first letter:
 *   w + word                        words; found by their beginnings
 *   c + one or two characters       each character of a run with the one behind it; the last alone
 *   y + two letters                 the first letters of two neighbours in a run, in all their readings; a
 * letter or digit behind a run stands for itself z + letter or digit             one that stands behind a
 * character of a run s + syllable                    the readings of each character n + three characters
 * pieces of part numbers; the number is part id x TERM_PLACES + place p + name id, g + group          parts
 * that have the name, the price group */
#ifndef CLEARBAY_PRICE_TERM_H
#define CLEARBAY_PRICE_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TERM_SIZE = 300, TERM_PIECE = 3, TERM_PLACES = 64 };

struct token {
    const char *text; /* within the text taken apart */
    size_t n;
    bool run; /* characters that do not part their words */
};

/* The next token of a folded text; *at moves behind it. False at the end. */
bool token_next(const char **at, struct token *out);

/* Calls `each` with every term of a folded name. */
void terms_of_name(const char *fold, void (*each)(const char *term, size_t n, void *), void *arg);

/* Calls `each` with the pieces of a part number in its normalised form, and where they stand. */
void terms_of_number(const char *key, void (*each)(const char *term, size_t n, int place, void *), void *arg);

/* The term under which the parts of a name, of a source's price group, stand. */
void term_of_name(int64_t name, char term[TERM_SIZE]);
void term_of_group(int64_t source, const char *group, char term[TERM_SIZE]);

#endif
