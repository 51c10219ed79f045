/* Which personal values of the log were erased by the rules: an entry AUDIT_ERASED of the same order stands
 * behind them. */
#ifndef CLEARBAY_TRUST_ERASURES_H
#define CLEARBAY_TRUST_ERASURES_H

#include "db/audit_store.h"

#include <stdbool.h>
#include <stddef.h>

struct erasures {
    struct gone *gone; /* entries whose values are not there, and nothing says why; owned */
    size_t count, room;
    bool failed; /* memory */
};
struct gone {
    int64_t seq, order;
};

/* Takes the log's entries in, in their order. */
void erasures_read(struct erasures *erasures, const struct audit_row *entry);
void erasures_free(struct erasures *erasures);

#endif
