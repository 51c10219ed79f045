/* What to tell a person whose change comes too late: who changed what in the meantime. */
#ifndef CLEARBAY_WORK_CONFLICT_H
#define CLEARBAY_WORK_CONFLICT_H

#include "core/app/app.h"
#include "db/order_store.h"

/* ST_CONFLICT "stale_revision": the order's revision is not `expected`. The fields that later revisions
 * changed become facts (theirs: the value now, "" when there is none any more), taken from the audit log;
 * those that a form may hold come first. Beside the fields that are called as in the log: "LEVEL ITEM" (of an
 * inspection: "amber 9"), "LEVEL signature" (pass, fail, void), "LEVEL reason" (of a fail), PANEL (the kind
 * of damage), "LEVEL ITEM note", "PANEL note", "line N" (what it is, its state, or "removed"). */
enum status conflict_error(struct session *s, const struct order_row *order, int64_t expected,
                           struct error *e);

/* The revision that an order (as order_find takes it) had before that time (a change in the same millisecond
 * counts as later: rather a question too many); 0: it did not exist yet. */
enum status conflict_revision_at(struct session *s, const char *ref, int64_t at, int64_t *revision,
                                 struct error *e);

#endif
