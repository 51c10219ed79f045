/* The response clocks 3-30-24 (domain.md) of an order, computed from its times: nobody starts or stops one by
 * hand. Pure; `now` is passed in. */
#ifndef CLEARBAY_WORK_CLOCK_H
#define CLEARBAY_WORK_CLOCK_H

#include "core/app/config.h"
#include "db/order_store.h"

#include <stdbool.h>
#include <stdint.h>

enum clock_id { CLOCK_CREATE, CLOCK_DIAGNOSE, CLOCK_REPAIR, CLOCK_CALLBACK, CLOCK_COUNT };

struct clock {
    enum clock_id id;
    int64_t started_at, due_at; /* UTC ms */
    int64_t done_at;            /* 0: it runs, or it stopped undone with the order's cancellation */
    bool running;
    bool breached; /* once over, for ever: a promise made too late does not heal it */
};

/* "create", "diagnose", "repair", "callback". */
const char *clock_name(enum clock_id id);

struct clocks {
    struct clock all[CLOCK_COUNT];
    int count;          /* callback counts only once the car was delivered */
    bool needs_promise; /* the repair ran over and no promise for a later time was made */
};

/* Times are taken from the order's row; promises (oldest first) move the repair's due time: one that is made
 * in time keeps the clock clean, one that comes after the due time leaves the breach standing. */
struct clocks clocks_compute(const struct config *config, const struct order_row *order,
                             const struct promise_row *promises, size_t promise_count, int64_t now);

/* Index of the running clock that is due first; -1: none runs. */
int clocks_urgent(const struct clocks *clocks);

#endif
