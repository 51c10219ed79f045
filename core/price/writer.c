#include "core/price/writer.h"
#include "core/base/i18n.h"
#include "core/base/when.h"

#include <time.h>

enum {
    LONGEST_MS = 15,   /* of a transaction */
    LOOK_EVERY = 64,   /* rows between two looks at the clock and at who waits */
    WAIT_NS = 20000000 /* between two tries to become the writer */
};

static enum status interrupted(struct error *e)
{
    return error_set(e, ST_FAILED, "interrupted", _("stopped; the old list stays in force"));
}

enum status writer_open(struct writer *w, struct session *s, struct error *e)
{
    *w = (struct writer){.s = s};
    while (!db_exclusive(s->app->db)) {
        if (session_stopped(s)) {
            return interrupted(e);
        }
        nanosleep(&(struct timespec){.tv_nsec = WAIT_NS}, NULL);
    }
    db_bulk(s->app->db, true);
    return ST_OK;
}

void writer_close(struct writer *w)
{
    db_checkpoint(w->s->app->db);
    db_bulk(w->s->app->db, false);
    db_exclusive_end(w->s->app->db);
}

enum status writer_begin(struct writer *w, struct error *e)
{
    enum status st = db_begin(w->s->app->db, e);
    w->began = when_monotonic();
    w->steps = 0;
    return st;
}

static enum status commit(struct writer *w, struct error *e)
{
    struct db *db = w->s->app->db;
    enum status st = w->before_commit != NULL ? w->before_commit(w->arg, e) : ST_OK;
    if (st != ST_OK) {
        db_rollback(db);
        return st;
    }
    return db_commit(db, e);
}

enum status writer_step(struct writer *w, struct error *e)
{
    struct db *db = w->s->app->db;
    if (++w->steps % LOOK_EVERY != 0) {
        return ST_OK;
    }
    if (session_stopped(w->s)) {
        return interrupted(e);
    }
    bool awaited = db_awaited(db);
    if (!awaited && when_monotonic() - w->began < LONGEST_MS) {
        return ST_OK;
    }
    enum status st = commit(w, e);
    if (st != ST_OK) {
        return st;
    }
    if (awaited) {
        db_let_others(db);
    }
    db_fold(db);
    return writer_begin(w, e);
}

enum status writer_end(struct writer *w, bool ok, struct error *e)
{
    if (!ok) {
        db_rollback(w->s->app->db);
        return ST_OK;
    }
    return commit(w, e);
}
