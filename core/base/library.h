/* Libraries that few commands need are loaded when the first of these runs: libcurl, libmicrohttpd and
 * libxml2 with all that they need in turn take three times as long to load as all the rest of the program,
 * and half of its memory. Who uses one keeps its calls in a struct of function pointers and loads them here.
 */
#ifndef CLEARBAY_BASE_LIBRARY_H
#define CLEARBAY_BASE_LIBRARY_H

#include "core/base/error.h"

#include <stddef.h>

/* A function of the library, and where in the struct of calls its address belongs. */
struct library_call {
    const char *name;
    size_t at;
};

/* Loads the library of that soname, once for the program's life, and fills *calls (a struct of nothing but
 * function pointers, with one place for each of the n names). ST_FAILED "library" when it cannot be loaded or
 * lacks a function; *calls is not to be used then. */
enum status library_load(const char *soname, const struct library_call *names, size_t n, void *calls,
                         struct error *e);

#endif
