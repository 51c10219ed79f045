/* The one error type of clearbay: what happened, where, and what to do about it. */
#ifndef CLEARBAY_BASE_ERROR_H
#define CLEARBAY_BASE_ERROR_H

#include <stddef.h>

/* Outcome of a call. The values are the program's exit statuses (see clearbay(1)). */
enum status {
    ST_OK = 0,
    ST_FAILED = 1,    /* network, file, database, memory */
    ST_USAGE = 2,     /* wrong usage, configuration or value */
    ST_NOT_FOUND = 3, /* no such order, part, person ... */
    ST_REFUSED = 4,   /* a rule of the workshop, a role, a certificate, a PIN, a lock */
    ST_CONFLICT = 5,  /* somebody else changed it meanwhile */
};

/* One detail of an error: a choice of an ambiguous answer (field and theirs), or a field that
 * two people changed (theirs is stored now, mine is what was sent). */
struct fact {
    char field[32];
    char theirs[200];
    char mine[200];
};

enum { ERROR_FACTS_MAX = 12 };

/* Plain value, no ownership: keep it on the stack, start it with ERROR_NONE. */
struct error {
    enum status status;
    char code[32];      /* stable word for programs: "stale_revision", "wrong_pin" */
    char message[1024]; /* for people, in their language, says what to do */
    struct fact facts[ERROR_FACTS_MAX];
    size_t fact_count;
    size_t facts_left_out; /* that there was no room for */
};

#define ERROR_NONE ((struct error){.status = ST_OK})

/* Fills *e (which may be NULL when the caller does not care) and returns `status`, so that
 * `return error_set(e, ST_REFUSED, "not_signed", _("..."))` is the usual last line. An error that is
 * already set is overwritten, its facts are dropped. Long messages are cut at a character. */
enum status error_set(struct error *e, enum status status, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds a fact to an error that error_set has filled; counts what exceeds the maximum.
 * `mine` may be NULL. */
void error_fact(struct error *e, const char *field, const char *theirs, const char *mine);

/* "out of memory", ST_FAILED. */
enum status error_memory(struct error *e);

#endif
