#include "core/service/chores.h"
#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/when.h"
#include "core/keep/schedule.h"
#include "core/service/inside.h"

#include <malloc.h>

enum { LOOK_MS = 1000, AGAIN_MS = 15 * 60 * 1000 };

/* While nothing changes the write-ahead log is folded into the database and truncated, so that the next start
 * reads none, and memory that is not used goes back. Under work SQLite folds by itself. */
static enum status rest(struct session *s, const struct service *v, struct chore_state *state,
                        struct error *e)
{
    (void)e;
    long long version = atomic_load(&v->version);
    if (version != state->seen) {
        state->seen = version;
        state->done = false;
    } else if (!state->done && !db_awaited(s->app->db)) {
        db_checkpoint(s->app->db);
        malloc_trim(0);
        state->done = true;
    }
    return ST_OK;
}

/* What failed (a full disk) is tried again after a while, not at once: half a copy takes room from the
 * others. */
static enum status back_up(struct session *s, const struct service *v, struct chore_state *state,
                           struct error *e)
{
    struct backup_made made;
    (void)v;
    if (state->done && when_monotonic() < state->seen) {
        return ST_OK;
    }
    enum status st = backup_if_due(s, &made, e);
    state->done = st != ST_OK;
    state->seen = when_monotonic() + AGAIN_MS;
    if (st == ST_OK && made.path[0] != '\0') {
        log_write(LOG_INFO, "backup %s, %d old ones removed", made.path, made.removed);
    }
    return st;
}

const struct chore chores[] = {{"rest", 10 * 1000, rest}, {"backup", 5 * 1000, back_up}};
enum { CHORES = sizeof chores / sizeof *chores };

static void do_one(struct worker *w, const struct chore *chore, struct chore_state *state)
{
    struct error e = ERROR_NONE;
    struct session s = {.app = &w->app, .passed_file = -1, .terminal = "service"};
    enum status st = chore->run(&s, w->service, state, &e);
    for (size_t i = 0; i < s.note_count; i++) {
        log_write(LOG_ERROR, "%s: %s", chore->name, s.notes[i]);
    }
    session_clear_notes(&s);
    log_write(st == ST_OK ? LOG_DEBUG : LOG_ERROR, "%s: %d %s", chore->name, (int)st, e.message);
}

void *chores_do(void *arg)
{
    struct worker *w = arg;
    struct chore_state states[CHORES] = {0};
    int64_t begun = when_monotonic();
    for (size_t i = 0; i < CHORES; i++) {
        states[i].due = begun; /* a backup that was missed is made at once */
    }
    while (!queue_closed(&w->service->chores, LOOK_MS)) {
        if (!atomic_load(&w->service->open)) {
            continue;
        }
        workers_take_config(w);
        for (size_t i = 0; i < CHORES; i++) {
            if (when_monotonic() >= states[i].due) {
                do_one(w, &chores[i], &states[i]);
                states[i].due = when_monotonic() + chores[i].every_ms;
            }
        }
    }
    return NULL;
}
