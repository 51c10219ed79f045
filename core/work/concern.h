/* The customer's words: each concern of an order begins a job. Shared by taking a car in and correcting what
 * was written then, not for others. */
#ifndef CLEARBAY_WORK_CONCERN_H
#define CLEARBAY_WORK_CONCERN_H

#include "core/app/app.h"
#include "core/trust/audit.h"

enum { CONCERN_FIELD = 32 };

/* ST_USAGE "bad_concern" when one has no words in it. Pure. */
enum status concern_check(const char *const *concerns, size_t n, struct error *e);

/* What the log calls the concern of job `no`: "concern 2". Returns out. */
const char *concern_field(int64_t no, char out[CONCERN_FIELD]);

/* Adds the concerns as jobs, and a change for each to changes[0] and following; `fields` (room for n) keeps
 * the changes' names. */
enum status concern_add(struct session *s, int64_t order, const char *const *concerns, size_t n,
                        char (*fields)[CONCERN_FIELD], struct audit_change *changes, struct error *e);

/* Room for the changes of an order's head and of n concerns, and for the names of these; free both with
 * free(), also after a failure. */
enum { HEAD_CHANGES = 10 };
enum status concern_make_room(size_t n, char (**fields)[CONCERN_FIELD], struct audit_change **changes,
                              struct error *e);

#endif
