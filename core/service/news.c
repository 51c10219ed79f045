#include "core/service/loop.h"

#include <stdlib.h>

enum { TOLD_MS = 100 }; /* between two notes to one client */

static void tell_progress(struct connection *c)
{
    size_t n = 0;
    struct service *v = c->service;
    pthread_mutex_lock(&v->progress_mutex);
    struct progress p = c->progress;
    atomic_store(&c->progressed, false);
    json_t *params = json_pack("{s:s,s:i,s:I,s:I}", "source", p.source, "phase", (int)p.phase, "done",
                               (json_int_t)p.done, "total", (json_int_t)p.total);
    pthread_mutex_unlock(&v->progress_mutex); /* the source's name lives no longer than its command */
    char *message = rpc_notification("progress", params, &n);
    connection_say(c, message, n);
    json_decref(params);
}

/* The note that the workshop has changed; the same for all. NULL when memory is out. */
static char *note_of(long long version, size_t *n)
{
    json_t *params = json_pack("{s:I}", "version", (json_int_t)version);
    char *note = params == NULL ? NULL : rpc_notification("changed", params, n);
    json_decref(params);
    return note;
}

/* A thread may be sending an answer at this moment, but not while it does something long. */
static bool may_hear(const struct connection *c)
{
    return !c->busy || (c->request.command->flags & CMD_LONG) != 0;
}

void news_tell(struct loop *l, int64_t now)
{
    size_t n = 0;
    long long version = atomic_load(&l->v->version);
    if (news_wait(l, now) != 0) {
        return;
    }
    atomic_store(&l->v->progressed, false);
    char *note = note_of(version, &n);
    l->behind = false;
    l->told_version = version;
    l->told_at = now;
    for (struct connection *c = l->first, *next; c != NULL; c = next) {
        next = c->next;
        bool news = c->follows && c->told != version;
        bool reads = c->out.len == 0 && !c->broken && note != NULL && may_hear(c);
        if (atomic_load(&c->progressed) && reads) {
            tell_progress(c);
        }
        if (news && reads) {
            c->broken = !buf_add(&c->out, note, n);
            c->told = version;
        }
        l->behind = l->behind || (news && !reads && !c->broken);
        if (c->out.len > 0 && !connection_send(c, now)) {
            c->broken = true;
        }
        if (c->broken && !c->busy) {
            loop_drop(l, c);
        } else if (c->out.len > 0) {
            loop_watch(l, c);
        }
    }
    free(note);
}

int64_t news_wait(const struct loop *l, int64_t now)
{
    bool any = l->behind || l->told_version != atomic_load(&l->v->version) || atomic_load(&l->v->progressed);
    int64_t wait = l->told_at + TOLD_MS - now;
    return !any ? -1 : wait > 0 ? wait : 0;
}
