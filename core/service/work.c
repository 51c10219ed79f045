#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/when.h"
#include "core/command/json.h"
#include "core/people/people.h"
#include "core/price/index.h"
#include "core/service/connection.h"
#include "core/service/inside.h"
#include "core/trust/heads.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { QUIET_MS = 30 * 1000 };

static void run(struct worker *w, struct request *r)
{
    struct session *s = r->from->session;
    workers_take_config(w);
    s->app = &w->app;
    w->app.proofs = r->proofs.n > 0 ? &r->proofs : NULL;
    i18n_speak(s->language[0] != '\0' ? s->language : i18n_default());
    r->error = ERROR_NONE;
    enum status st = command_dispatch(s, r->command->id, r->rpc.params, &r->result, &r->error);
    w->app.proofs = NULL;
    log_write(st == ST_OK ? LOG_DEBUG : LOG_INFO, "%s by %s (%s): %d %s", r->command->id, s->login,
              s->terminal, (int)st, st == ST_OK ? "" : r->error.code);
}

void work_answer(struct request *r)
{
    if (r->rpc.id != NULL && r->line == NULL) {
        r->line = r->result != NULL
                      ? rpc_result(r->rpc.id, r->result, &r->length)
                      : rpc_error(r->rpc.id, RPC_WORKSHOP + (int)r->error.status, &r->error, &r->length);
    }
}

void work_wake(struct service *v)
{
    const uint64_t one = 1;
    if (write(v->wake, &one, sizeof one) < 0) {
        /* it is awake */
    }
}

void work_done(struct service *v, struct request *r)
{
    queue_put(&v->done, r);
    work_wake(v);
}

/* Sends the answer at once, as far as there is room: nothing else is sent meanwhile to who waits for it. When
 * it is gone the main thread need not be woken for it: the client's next request does that, unless it was
 * there before the main thread could know that this one is done. */
static void answer_now(struct service *v, struct request *r)
{
    work_answer(r);
    ssize_t n = r->line == NULL ? 0 : send(r->from->fd, r->line, r->length, MSG_DONTWAIT | MSG_NOSIGNAL);
    r->sent = n > 0 ? (size_t)n : 0; /* that the line is gone, the main thread notices itself */
    bool all = r->line != NULL && r->sent == r->length;
    queue_put(&v->done, r); /* from now on it is the main thread's */
    if (!all || atomic_load(&v->muted) > 0) {
        work_wake(v);
    }
}

static bool changes_something(const struct request *r)
{
    unsigned flags = r->command->flags;
    bool own = (flags & CMD_OWN_TX) != 0 && (flags & (CMD_ANYONE | CMD_OFFLINE)) == 0; /* log-ins, drafts */
    return r->result != NULL && ((flags & (CMD_CHANGES | CMD_LONG)) != 0 || own);
}

/* All of a group get the same bad news: nothing of it is there, not even a wrong PIN that was counted. Who
 * logged in with it is out again, or a full disk would let PINs be guessed without end. */
static void fail_all(struct request *first, const struct request *end, const struct error *why)
{
    for (struct request *r = first; r != end; r = r->next) {
        json_decref(r->result);
        r->result = NULL;
        r->error = *why;
        if (r->from->session->person != r->person_before) {
            session_logout(r->from->session);
        }
    }
}

static void give_back(struct service *v, struct request *first, const struct request *end)
{
    bool changed = false;
    while (first != end) {
        struct request *next = first->next;
        changed = changed || changes_something(first);
        queue_put(&v->done, first);
        first = next;
    }
    if (changed) {
        atomic_fetch_add(&v->version, 1);
    }
    work_wake(v);
}

/* Makes all of it durable, and then the log's signed head, when one is due. */
static enum status end_group(struct worker *w, struct error *e)
{
    struct head head;
    struct error why = ERROR_NONE;
    struct session s = {.app = &w->app, .passed_file = -1};
    bool due = heads_due(&s, &head);
    enum status st = db_group_end(w->app.db, e);
    if (st == ST_OK && due && heads_export(&s, &head, &why) != ST_OK) {
        log_write(LOG_INFO, "%s", why.message); /* it stays due, and doctor says so */
    }
    return st;
}

/* Runs requests from the first on, for as long as a group may take; returns the first that is left. */
static struct request *run_group(struct worker *w, struct request *first)
{
    struct error e = ERROR_NONE;
    struct request *end = first;
    int64_t until = when_monotonic() + GROUP_MS;
    enum status st = db_group_begin(w->app.db, &e);
    do {
        end->person_before = end->from->session->person;
        if (st == ST_OK) {
            run(w, end);
        }
        end = end->next;
    } while (end != NULL && (st != ST_OK || when_monotonic() < until));
    if (st == ST_OK) {
        st = end_group(w, &e);
    }
    if (st != ST_OK) {
        fail_all(first, end, &e);
    }
    return end;
}

/* Before there is a workshop: one that makes it, or is told that there is none. */
static void run_alone(struct worker *w, struct request *r)
{
    struct error e = ERROR_NONE; /* whoever comes next is told */
    run(w, r);
    if (r->result != NULL && w->app.db != NULL) {
        workers_open(w->service, &e);
    }
}

/* Nothing came for a while, or nothing more comes: what was written since the last head gets one. */
static void look_at_heads(struct worker *w)
{
    struct error e = ERROR_NONE;
    if (atomic_load(&w->service->open) && db_group_begin(w->app.db, &e) == ST_OK) {
        end_group(w, &e);
    }
}

void *work_write(void *arg)
{
    struct worker *w = arg;
    struct request *first;
    bool closed = false;
    while (!closed) {
        first = queue_take_all(&w->service->writing, GROUP_MAX, QUIET_MS, &closed);
        if (first == NULL && !closed) {
            look_at_heads(w);
        }
        while (first != NULL) {
            bool alone = !atomic_load(&w->service->open);
            struct request *rest = alone ? first->next : run_group(w, first);
            if (alone) {
                run_alone(w, first);
            }
            give_back(w->service, first, rest);
            first = rest;
        }
    }
    heads_want(&w->app); /* a clean end leaves no entry without a head */
    look_at_heads(w);
    return NULL;
}

void *work_read(void *arg)
{
    struct worker *w = arg;
    struct request *r;
    while ((r = queue_take(&w->service->reading)) != NULL) {
        run(w, r);
        answer_now(w->service, r);
    }
    return NULL;
}

static void go_long(struct worker *w, struct queue *q)
{
    struct request *r;
    while ((r = queue_take(q)) != NULL) {
        run(w, r);
        work_answer(r);
        give_back(w->service, r, NULL);
    }
}

void *work_lengthy(void *arg)
{
    struct worker *w = arg;
    go_long(w, &w->service->lengthy);
    return NULL;
}

void *work_slow(void *arg)
{
    struct worker *w = arg;
    go_long(w, &w->service->slow);
    return NULL;
}

/* Whose PIN it is: of who is logged in, or of who wants to. */
static bool owner_of(struct worker *w, const struct request *r, struct person_row *row)
{
    struct error e = ERROR_NONE;
    struct session s = {.app = &w->app, .passed_file = -1};
    const char *login = json_string_value(json_object_get(r->rpc.params, "user"));
    return strcmp(r->command->id, "session.login") == 0
               ? login != NULL && person_find(&s, login, row, &e) == ST_OK
               : person_store_find(w->app.db, NULL, r->from->session->person, row, NULL) == ST_OK;
}

/* Argon2id for each PIN of the request of `owner` (NULL: nobody has that name); the command counts and
 * decides (core/people/people.h). */
static void hash_pins(struct worker *w, struct request *r, const struct person_row *owner)
{
    bool locked = owner != NULL && owner->locked_until > when_now();
    for (const struct arg *a = r->command->args; a != NULL && a->name != NULL && !locked; a++) {
        const char *pin =
            a->type == ARG_PIN ? json_string_value(json_object_get(r->rpc.params, a->name)) : NULL;
        bool is_new = pin != NULL && strcmp(a->name, "new_pin") == 0;
        if (pin != NULL && (is_new || owner == NULL)) {
            pin_prove(&w->app, &r->proofs, pin, NULL);
        }
        if (pin != NULL && owner != NULL) {
            pin_prove(&w->app, &r->proofs, pin, owner->pin_hash);
        }
    }
    queue_put(&w->service->writing, r);
}

/* Names that nobody has wait for a thread of their own: whoever makes them up lets no person wait. */
void *work_hash(void *arg)
{
    struct worker *w = arg;
    struct person_row row;
    struct request *r;
    while ((r = queue_take(&w->service->hashing)) != NULL) {
        if (owner_of(w, r, &row)) {
            hash_pins(w, r, &row);
        } else {
            queue_put(&w->service->doubtful, r);
        }
    }
    return NULL;
}

void *work_doubt(void *arg)
{
    struct worker *w = arg;
    struct request *r;
    while ((r = queue_take(&w->service->doubtful)) != NULL) {
        hash_pins(w, r, NULL); /* it takes as long as a person's, so that nobody learns who there is */
    }
    return NULL;
}

static bool has_pin(const struct request *r)
{
    for (const struct arg *a = r->command->args; a != NULL && a->name != NULL; a++) {
        if (a->type == ARG_PIN && json_is_string(json_object_get(r->rpc.params, a->name))) {
            return true;
        }
    }
    return false;
}

void work_put(struct service *v, struct request *r)
{
    unsigned flags = r->command->flags;
    if (!atomic_load(&v->open)) {
        queue_put(&v->writing, r);
    } else if ((flags & CMD_LONG) != 0) {
        queue_put(&v->lengthy, r);
    } else if ((flags & CMD_SLOW) != 0) {
        queue_put(&v->slow, r);
    } else if (has_pin(r)) {
        (r->from->session->person != 0 ? queue_put_before_strangers : queue_put)(&v->hashing, r);
    } else {
        bool writes = (flags & (CMD_CHANGES | CMD_OWN_TX)) != 0;
        queue_put(writes ? &v->writing : &v->reading, r);
    }
}
