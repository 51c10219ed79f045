/* What is wrong with a log or a certificate: all problems are counted, the first ones kept as texts. */
#ifndef CLEARBAY_TRUST_PROBLEMS_H
#define CLEARBAY_TRUST_PROBLEMS_H

#include <stdarg.h>
#include <stddef.h>

enum { PROBLEMS_MAX = 20, PROBLEM_SIZE = 400 }; /* texts; bytes of one with its NUL, cut at a character */

/* One more: counted, and its text kept while there is room. */
void problems_add(size_t *count, char (*texts)[PROBLEM_SIZE], const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

#endif
