#include "core/work/clock.h"

enum { MS = 1000 };

const char *clock_name(enum clock_id id)
{
    static const char *const names[CLOCK_COUNT] = {"create", "diagnose", "repair", "callback"};
    return names[id];
}

/* `stopped` 0: nothing has ended it yet. */
static struct clock compute(enum clock_id id, int64_t started, int64_t due, int64_t done, int64_t stopped,
                            int64_t now)
{
    int64_t end = done != 0 ? done : stopped != 0 ? stopped : now;
    return (struct clock){
        .id = id,
        .started_at = started,
        .due_at = due,
        .done_at = done,
        .running = done == 0 && stopped == 0,
        .breached = end > due,
    };
}

static struct clock repair_clock(const struct config *config, const struct order_row *o,
                                 const struct promise_row *promises, size_t n, int64_t now)
{
    int64_t due = o->reported_at + config->clock_repair_s * MS;
    bool late = false;
    for (size_t i = 0; i < n && (o->repaired_at == 0 || promises[i].made_at <= o->repaired_at); i++) {
        late = late || promises[i].made_at > due;
        due = promises[i].promised_for;
    }
    struct clock c = compute(CLOCK_REPAIR, o->reported_at, due, o->repaired_at, o->cancelled_at, now);
    c.breached = c.breached || late;
    return c;
}

struct clocks clocks_compute(const struct config *config, const struct order_row *o,
                             const struct promise_row *promises, size_t promise_count, int64_t now)
{
    struct clocks out = {.count = CLOCK_CALLBACK};
    out.all[CLOCK_CREATE] = compute(CLOCK_CREATE, o->reported_at,
                                    o->reported_at + config->clock_create_s * MS, o->opened_at, 0, now);
    out.all[CLOCK_DIAGNOSE] =
        compute(CLOCK_DIAGNOSE, o->reported_at, o->reported_at + config->clock_diagnose_s * MS,
                o->diagnosed_at, o->cancelled_at != 0 ? o->cancelled_at : o->repaired_at, now);
    out.all[CLOCK_REPAIR] = repair_clock(config, o, promises, promise_count, now);
    out.needs_promise = out.all[CLOCK_REPAIR].running && now > out.all[CLOCK_REPAIR].due_at;
    if (o->delivered_at != 0) {
        out.all[CLOCK_CALLBACK] =
            compute(CLOCK_CALLBACK, o->delivered_at, o->delivered_at + config->clock_callback_s * MS,
                    o->called_back_at, 0, now);
        out.count = CLOCK_COUNT;
    }
    return out;
}

int clocks_urgent(const struct clocks *clocks)
{
    int first = -1;
    for (int i = 0; i < clocks->count; i++) {
        const struct clock *c = &clocks->all[i];
        if (c->running && (first < 0 || c->due_at < clocks->all[first].due_at)) {
            first = i;
        }
    }
    return first;
}
