/* What people type in a price lookup, kind by kind, and the clock of the benches. */
#ifndef CLEARBAY_BENCH_QUERIES_H
#define CLEARBAY_BENCH_QUERIES_H

#include <stddef.h>

enum { QUERY_TEXTS = 12, QUERY_CHARACTERS = 8 };

struct query_kind {
    const char *name;
    const char *texts[QUERY_TEXTS]; /* NULL behind the last one */
};
extern const struct query_kind queries[];
extern const size_t query_kinds;

/* The length of the beginning with n characters; 0 when the text is shorter. */
size_t query_beginning(const char *text, int n);

/* Monotonic, in microseconds; and an order for qsort of times. */
double bench_us(void);
int bench_by_size(const void *a, const void *b);

#endif
