#include "core/trust/erasures.h"
#include "core/trust/audit.h"

#include <stdlib.h>
#include <string.h>

static void miss(struct erasures *e, const struct audit_row *r)
{
    if (e->count == e->room) {
        size_t room = e->room * 2 + 64;
        struct gone *more = realloc(e->gone, room * sizeof *more);
        if (more == NULL) {
            e->failed = true;
            return;
        }
        e->gone = more;
        e->room = room;
    }
    e->gone[e->count++] = (struct gone){r->seq, r->order_id};
}

static void explain(struct erasures *e, int64_t order)
{
    size_t kept = 0;
    for (size_t i = 0; i < e->count; i++) {
        if (e->gone[i].order != order) {
            e->gone[kept++] = e->gone[i];
        }
    }
    e->count = kept;
}

void erasures_read(struct erasures *erasures, const struct audit_row *entry)
{
    if (entry->personal == NULL && entry->personal_digest != NULL) {
        miss(erasures, entry);
    }
    if (strcmp(entry->event, AUDIT_ERASED) == 0) {
        explain(erasures, entry->order_id);
    }
}

void erasures_free(struct erasures *erasures)
{
    free(erasures->gone);
    *erasures = (struct erasures){.gone = NULL};
}
