/* How a test says how far a promise of trust.md was tried: one line "promise: KEY: N done, N failed; what",
 * which tests/fault/torture collects. TORTURE=1 in the environment means the full numbers; else a test is
 * short. */
#ifndef CLEARBAY_TESTS_PROMISE_H
#define CLEARBAY_TESTS_PROMISE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline bool torture_full(void)
{
    const char *wanted = getenv("TORTURE");
    return wanted != NULL && strcmp(wanted, "1") == 0;
}

/* How often something is tried now. */
static inline int torture_rounds(int few, int all)
{
    return torture_full() ? all : few;
}

/* How far apart the steps of a long series are tried now: a sanitizer makes each several times dearer, so it
 * looks at every NTH; the plain build, and torture, try all. */
static inline int torture_stride(int nth)
{
#ifdef __SANITIZE_ADDRESS__
    return torture_full() ? 1 : nth;
#else
    (void)nth;
    return 1;
#endif
}

static inline void promise(const char *key, long done, long failed, const char *what, ...)
    __attribute__((format(printf, 4, 5)));

static inline void promise(const char *key, long done, long failed, const char *what, ...)
{
    va_list args;
    printf("promise: %s: %ld done, %ld failed; ", key, done, failed);
    va_start(args, what);
    vprintf(what, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
}

#endif
