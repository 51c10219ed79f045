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
#include <unistd.h>

enum { STACK = 1 << 20, QUIET_MS = 30 * 1000 };

/* A configuration that came meanwhile counts from the next command on. */
static void take_config(struct worker *w)
{
    struct service *v = w->service;
    struct shared_config *old = w->config;
    pthread_mutex_lock(&v->config_mutex);
    if (old != v->config) {
        w->config = v->config;
        atomic_fetch_add(&w->config->users, 1);
        w->app.config = w->config->config;
    } else {
        old = NULL;
    }
    pthread_mutex_unlock(&v->config_mutex);
    if (old != NULL && atomic_fetch_sub(&old->users, 1) == 1) {
        config_free(&old->config);
        free(old);
    }
}

static void run(struct worker *w, struct request *r)
{
    struct session *s = r->from->session;
    take_config(w);
    s->app = &w->app;
    w->app.proofs = r->proofs.n > 0 ? &r->proofs : NULL;
    i18n_speak(s->language[0] != '\0' ? s->language : i18n_default());
    r->error = ERROR_NONE;
    enum status st = command_dispatch(s, r->command->id, r->rpc.params, &r->result, &r->error);
    w->app.proofs = NULL;
    log_write(st == ST_OK ? LOG_DEBUG : LOG_INFO, "%s by %s (%s): %d %s", r->command->id, s->login,
              s->terminal, (int)st, st == ST_OK ? "" : r->error.code);
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

static bool changes_something(const struct request *r)
{
    unsigned flags = r->command->flags;
    bool own = (flags & CMD_OWN_TX) != 0 && (flags & (CMD_ANYONE | CMD_OFFLINE)) == 0; /* log-ins, drafts */
    return r->result != NULL && ((flags & (CMD_CHANGES | CMD_LONG)) != 0 || own);
}

/* All of a group get the same bad news: nothing of it is there, not even a wrong PIN that was counted. */
static void fail_all(struct request *first, const struct request *end, const struct error *why)
{
    for (struct request *r = first; r != end; r = r->next) {
        json_decref(r->result);
        r->result = NULL;
        r->error = *why;
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

static bool open_beside(struct service *v, struct worker *w, struct error *e)
{
    return db_open_beside(v->writer.app.db, &w->app.db, e) == ST_OK;
}

/* Once there is a workshop, everybody gets a connection. */
static enum status open_all(struct service *v, struct error *e)
{
    struct session s = {.app = &v->writer.app, .passed_file = -1};
    enum status st = app_open_db(&v->writer.app, 0, e);
    st = st == ST_OK ? price_index_all(&s, e) : st;
    bool ok = st == ST_OK;
    struct error why = ERROR_NONE;
    if (ok && workshop_key_ensure(&s, &why) != ST_OK) {
        log_write(LOG_INFO, "%s", why.message); /* and doctor says so */
    }
    for (int i = 0; i < READERS; i++) {
        ok = ok && open_beside(v, &v->readers[i], e);
    }
    for (int i = 0; i < HASHERS; i++) {
        ok = ok && open_beside(v, &v->hashers[i], e);
    }
    for (int i = 0; i < LONGER; i++) {
        ok = ok && open_beside(v, &v->longer[i], e);
    }
    atomic_store(&v->open, ok);
    return ok ? ST_OK : st == ST_OK ? ST_FAILED : st;
}

/* Before there is a workshop: one that makes it, or is told that there is none. */
static void run_alone(struct worker *w, struct request *r)
{
    struct error e = ERROR_NONE; /* whoever comes next is told */
    run(w, r);
    if (r->result != NULL && w->app.db != NULL) {
        open_all(w->service, &e);
    }
}

/* Nothing came for a while: what was written since the last head gets one. */
static void look_at_heads(struct worker *w)
{
    struct error e = ERROR_NONE;
    if (atomic_load(&w->service->open) && db_group_begin(w->app.db, &e) == ST_OK) {
        end_group(w, &e);
    }
}

static void *write_on(void *arg)
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
    return NULL;
}

static void *read_on(void *arg)
{
    struct worker *w = arg;
    struct request *r;
    while ((r = queue_take(&w->service->reading)) != NULL) {
        run(w, r);
        work_done(w->service, r);
    }
    return NULL;
}

static void *go_long(void *arg)
{
    struct worker *w = arg;
    struct request *r;
    while ((r = queue_take(&w->service->lengthy)) != NULL) {
        run(w, r);
        give_back(w->service, r, NULL);
    }
    return NULL;
}

/* Whose PIN it is: of who is logged in, or of who wants to. */
static bool owner_of(struct worker *w, const struct request *r, struct person_row *row)
{
    const char *login = json_string_value(json_object_get(r->rpc.params, "user"));
    bool logs_in = strcmp(r->command->id, "session.login") == 0;
    return person_store_find(w->app.db, logs_in ? (login != NULL ? login : "") : NULL,
                             r->from->session->person, row, NULL) == ST_OK;
}

/* Argon2id for each PIN of the request; the command counts and decides (core/people/people.h). */
static void hash_pins(struct worker *w, struct request *r)
{
    struct person_row row;
    bool known = owner_of(w, r, &row), locked = known && row.locked_until > when_now();
    for (const struct arg *a = r->command->args; a != NULL && a->name != NULL && !locked; a++) {
        const char *pin =
            a->type == ARG_PIN ? json_string_value(json_object_get(r->rpc.params, a->name)) : NULL;
        bool is_new = pin != NULL && strcmp(a->name, "new_pin") == 0;
        if (pin != NULL && (is_new || !known)) {
            pin_prove(&w->app, &r->proofs, pin, NULL);
        }
        if (pin != NULL && known) {
            pin_prove(&w->app, &r->proofs, pin, row.pin_hash);
        }
    }
}

static void *hash_on(void *arg)
{
    struct worker *w = arg;
    struct request *r;
    while ((r = queue_take(&w->service->hashing)) != NULL) {
        hash_pins(w, r);
        queue_put(&w->service->writing, r);
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
    } else if ((flags & CMD_SLOW) != 0) {
        queue_put(&v->lengthy, r);
    } else if (has_pin(r)) {
        queue_put(&v->hashing, r);
    } else {
        bool writes = (flags & (CMD_CHANGES | CMD_OWN_TX)) != 0;
        queue_put(writes ? &v->writing : &v->reading, r);
    }
}

void work_reload(struct service *v, struct config *config)
{
    struct shared_config *shared = malloc(sizeof *shared);
    if (shared == NULL) {
        config_free(&config);
        return;
    }
    shared->config = config;
    atomic_init(&shared->users, 1); /* the service's own use */
    pthread_mutex_lock(&v->config_mutex);
    struct shared_config *old = v->config;
    v->config = shared;
    pthread_mutex_unlock(&v->config_mutex);
    if (atomic_fetch_sub(&old->users, 1) == 1) {
        config_free(&old->config);
        free(old);
    }
}

static struct worker *workers_each(struct service *v, int i, void *(**what)(void *))
{
    if (i == 0) {
        *what = write_on;
        return &v->writer;
    }
    i -= 1;
    if (i < READERS) {
        *what = read_on;
        return &v->readers[i];
    }
    i -= READERS;
    if (i < HASHERS) {
        *what = hash_on;
        return &v->hashers[i];
    }
    i -= HASHERS;
    *what = go_long;
    return i < LONGER ? &v->longer[i] : NULL;
}

static enum status start_threads(struct service *v, struct error *e)
{
    struct worker *w;
    void *(*what)(void *);
    pthread_attr_t how;
    int failed = pthread_attr_init(&how);
    pthread_attr_setstacksize(&how, STACK);
    for (int i = 0; failed == 0 && (w = workers_each(v, i, &what)) != NULL; i++) {
        failed = pthread_create(&w->thread, &how, what, w);
        v->started += failed == 0;
    }
    pthread_attr_destroy(&how);
    return failed == 0 ? ST_OK
                       : error_set(e, ST_FAILED, "threads", _("the service's threads cannot be started: %s"),
                                   strerror(failed));
}

enum status work_start(struct service *v, struct app *app, struct error *e)
{
    struct worker *w;
    void *(*what)(void *);
    v->config = malloc(sizeof *v->config);
    if (v->config == NULL) {
        return error_memory(e);
    }
    v->config->config = app->config;
    atomic_init(&v->config->users, 2); /* the service, and the program that it is in, which frees it */
    pthread_mutex_init(&v->config_mutex, NULL);
    pthread_mutex_init(&v->progress_mutex, NULL);
    struct queue *queues[] = {&v->hashing, &v->writing, &v->reading, &v->lengthy, &v->done};
    for (size_t i = 0; i < sizeof queues / sizeof *queues; i++) {
        queue_start(queues[i]);
    }
    for (int i = 0; (w = workers_each(v, i, &what)) != NULL; i++) {
        w->service = v;
        w->config = v->config;
        atomic_fetch_add(&v->config->users, 1);
        w->app = (struct app){.config = app->config, .owner = true};
    }
    enum status st = open_all(v, e);
    st = st == ST_NOT_FOUND ? ST_OK : st; /* clearbay init makes it */
    return st == ST_OK ? start_threads(v, e) : st;
}

static void stop_queue(struct service *v, struct queue *q, int from, int count)
{
    struct worker *w;
    void *(*what)(void *);
    queue_close(q);
    for (int i = from; i < from + count && i < v->started && (w = workers_each(v, i, &what)) != NULL; i++) {
        pthread_join(w->thread, NULL);
    }
}

void work_stop(struct service *v)
{
    struct worker *w;
    void *(*what)(void *);
    enum { FIRST_READER = 1, FIRST_HASHER = FIRST_READER + READERS, FIRST_LONGER = FIRST_HASHER + HASHERS };
    stop_queue(v, &v->hashing, FIRST_HASHER, HASHERS); /* first: they hand on to the writing thread */
    stop_queue(v, &v->lengthy, FIRST_LONGER, LONGER);
    stop_queue(v, &v->reading, FIRST_READER, READERS);
    stop_queue(v, &v->writing, 0, 1);
    int count = 0;
    while (workers_each(v, count, &what) != NULL) {
        count++;
    }
    while (count-- > 0) { /* the writer's last, behind those beside it */
        w = workers_each(v, count, &what);
        db_close(&w->app.db);
        sodium_memzero(w->app.pepper, sizeof w->app.pepper);
    }
    struct queue *queues[] = {&v->hashing, &v->writing, &v->reading, &v->lengthy, &v->done};
    for (size_t i = 0; i < sizeof queues / sizeof *queues; i++) {
        queue_stop(queues[i]);
    }
    pthread_mutex_destroy(&v->config_mutex);
    pthread_mutex_destroy(&v->progress_mutex);
}
