/* What to tell a person whose change comes too late: who changed what in the meantime. */
#ifndef CLEARBAY_WORK_CONFLICT_H
#define CLEARBAY_WORK_CONFLICT_H

#include "core/app/app.h"
#include "db/order_store.h"

/* ST_CONFLICT "stale_revision": the order's revision is not `expected`. The fields that later revisions
 * changed become facts (theirs: the value now), taken from the audit log. */
enum status conflict_error(struct session *s, const struct order_row *order, int64_t expected,
                           struct error *e);

#endif
