/* What the service does from time to time, one after the other, in a thread of its own whose handle reads
 * beside the others and takes turns with the writing thread (db_open_beside). */
#ifndef CLEARBAY_SERVICE_CHORES_H
#define CLEARBAY_SERVICE_CHORES_H

#include "core/app/app.h"

struct service;

/* What a chore remembers between two times. */
struct chore_state {
    int64_t due;    /* the next time, monotonic ms */
    long long seen; /* for the chore itself */
    bool done;
};

struct chore {
    const char *name; /* for the log */
    int64_t every_ms;
    /* What goes wrong is said in the log, and tried again at the next time. */
    enum status (*run)(struct session *s, const struct service *v, struct chore_state *state,
                       struct error *e);
};

#endif
