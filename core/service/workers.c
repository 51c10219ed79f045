#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/price/index.h"
#include "core/service/inside.h"
#include "core/trust/workshop_key.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { STACK = 1 << 20 };

/* The threads, in the order in which they are ended: who hands on to others comes before those. */
struct kind {
    void *(*what)(void *worker);
    struct queue *queue;
    struct worker *first;
    int count;
};
enum { KINDS = 7 };

static void list_kinds(struct service *v, struct kind kinds[KINDS])
{
    const struct kind all[KINDS] = {
        {work_hash, &v->hashing, v->hashers, HASHERS},  {work_doubt, &v->doubtful, &v->doubter, 1},
        {work_lengthy, &v->lengthy, v->longer, LONGER}, {work_slow, &v->slow, v->slower, SLOWER},
        {work_read, &v->reading, v->readers, READERS},  {chores_do, &v->chores, &v->keeper, 1},
        {work_write, &v->writing, &v->writer, 1}};
    memcpy(kinds, all, sizeof all);
}

static void let_go(struct shared_config *shared)
{
    if (atomic_fetch_sub(&shared->users, 1) == 1) {
        if (!shared->borrowed) {
            config_free(&shared->config);
        }
        free(shared);
    }
}

void workers_take_config(struct worker *w)
{
    struct service *v = w->service;
    struct shared_config *old = w->config;
    pthread_mutex_lock(&v->config_mutex);
    struct shared_config *now = v->config;
    atomic_fetch_add(&now->users, 1);
    pthread_mutex_unlock(&v->config_mutex);
    w->config = now;
    w->app.config = now->config;
    let_go(old);
}

void workers_reload(struct service *v, struct config *config)
{
    struct shared_config *shared = malloc(sizeof *shared);
    if (shared == NULL) {
        config_free(&config);
        return;
    }
    *shared = (struct shared_config){.config = config};
    atomic_init(&shared->users, 1); /* the service's own use */
    pthread_mutex_lock(&v->config_mutex);
    struct shared_config *old = v->config;
    v->config = shared;
    pthread_mutex_unlock(&v->config_mutex);
    let_go(old);
}

static enum status open_beside(struct service *v, struct error *e)
{
    struct kind kinds[KINDS];
    enum status st = ST_OK;
    list_kinds(v, kinds);
    for (int k = 0; k < KINDS; k++) {
        for (int i = 0; i < kinds[k].count && st == ST_OK; i++) {
            struct worker *w = &kinds[k].first[i];
            st = w->app.db == NULL ? db_open_beside(v->writer.app.db, &w->app.db, e) : ST_OK;
        }
    }
    return st;
}

enum status workers_open(struct service *v, struct error *e)
{
    struct error why = ERROR_NONE;
    struct session s = {.app = &v->writer.app, .passed_file = -1};
    enum status st = app_open_db(&v->writer.app, 0, e);
    st = st == ST_OK ? price_index_all(&s, e) : st;
    if (st == ST_OK && workshop_key_ensure(&s, &why) != ST_OK) {
        log_write(LOG_ERROR, "%s", why.message); /* and doctor says so */
    }
    st = st == ST_OK ? open_beside(v, e) : st;
    atomic_store(&v->open, st == ST_OK);
    return st;
}

static enum status start_threads(struct service *v, struct error *e)
{
    struct kind kinds[KINDS];
    pthread_attr_t how;
    int failed = pthread_attr_init(&how);
    pthread_attr_setstacksize(&how, STACK);
    list_kinds(v, kinds);
    for (int k = 0; k < KINDS; k++) {
        for (int i = 0; i < kinds[k].count && failed == 0; i++) {
            failed = pthread_create(&kinds[k].first[i].thread, &how, kinds[k].what, &kinds[k].first[i]);
            kinds[k].first[i].runs = failed == 0;
        }
    }
    pthread_attr_destroy(&how);
    return failed == 0 ? ST_OK
                       : error_set(e, ST_FAILED, "threads", _("the service's threads cannot be started: %s"),
                                   i18n_errno(failed));
}

enum status workers_start(struct service *v, struct app *app, struct error *e)
{
    struct kind kinds[KINDS];
    v->config = malloc(sizeof *v->config);
    if (v->config == NULL) {
        return error_memory(e);
    }
    *v->config = (struct shared_config){.config = app->config, .borrowed = true};
    atomic_init(&v->config->users, 1);
    pthread_mutex_init(&v->config_mutex, NULL);
    pthread_mutex_init(&v->progress_mutex, NULL);
    queue_start(&v->done);
    list_kinds(v, kinds);
    for (int k = 0; k < KINDS; k++) {
        queue_start(kinds[k].queue);
        for (int i = 0; i < kinds[k].count; i++) {
            kinds[k].first[i] = (struct worker){
                .service = v, .config = v->config, .app = {.config = app->config, .owner = true}};
            atomic_fetch_add(&v->config->users, 1);
        }
    }
    enum status st = workers_open(v, e);
    st = st == ST_NOT_FOUND ? ST_OK : st; /* clearbay init makes it */
    return st == ST_OK ? start_threads(v, e) : st;
}

void workers_stop(struct service *v)
{
    struct kind kinds[KINDS];
    if (v->config == NULL) {
        return; /* nothing was started */
    }
    list_kinds(v, kinds);
    for (int k = 0; k < KINDS; k++) {
        queue_close(kinds[k].queue);
        for (int i = 0; i < kinds[k].count; i++) {
            if (kinds[k].first[i].runs) {
                pthread_join(kinds[k].first[i].thread, NULL);
            }
        }
    }
    for (int k = 0; k < KINDS; k++) { /* the writer's handle last, behind those beside it */
        for (int i = 0; i < kinds[k].count; i++) {
            struct worker *w = &kinds[k].first[i];
            db_close(&w->app.db);
            sodium_memzero(w->app.pepper, sizeof w->app.pepper);
            let_go(w->config);
        }
        queue_stop(kinds[k].queue);
    }
    let_go(v->config);
    queue_stop(&v->done);
    pthread_mutex_destroy(&v->config_mutex);
    pthread_mutex_destroy(&v->progress_mutex);
}
