/* Lists side by side: a thread runs the transfers, the caller's thread takes what arrives, so that reading a
 * list of a million rows never leaves another server waiting. The two share only what `lock` guards. */
#include "core/price/fetch.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/price/transfer.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    SIDE_BY_SIDE = 8,
    LOOK_MS = 100 /* between two looks at who wants to stop, and two words on how far it is */
};

enum stage { STAGE_WAITING, STAGE_RUNNING, STAGE_PAUSED, STAGE_ARRIVED };

struct one {
    const struct fetch_wish *wish;
    struct fetch_answer answer; /* the fetching thread's until STAGE_ARRIVED, then the caller's */
    struct transfer *transfer;  /* the fetching thread's, as the next two */
    CURL *curl;
    int64_t resume_at; /* STAGE_PAUSED: monotonic ms */
    enum stage stage;  /* guarded, as all below; only the fetching thread changes them */
    int64_t done, total;
    int order; /* of arrival */
};

struct fetching {
    struct session *s;
    struct one *all;
    size_t count;
    struct curl_calls curl; /* where `network` */
    bool network;
    CURLM *multi;
    pthread_mutex_t lock;
    pthread_cond_t news;
    int arrived;    /* guarded */
    bool cancelled; /* guarded: the caller wants no more */
};

static void set_stage(struct fetching *f, struct one *o, enum stage stage)
{
    pthread_mutex_lock(&f->lock);
    o->stage = stage;
    if (stage == STAGE_ARRIVED) {
        o->order = f->arrived++;
        pthread_cond_signal(&f->news);
    }
    pthread_mutex_unlock(&f->lock);
}

static void arrive(struct fetching *f, struct one *o)
{
    transfer_free(&o->transfer);
    set_stage(f, o, STAGE_ARRIVED);
}

static void run(struct fetching *f, struct one *o)
{
    o->curl = transfer_begin(o->transfer);
    if (o->curl == NULL) {
        arrive(f, o);
    } else if (f->curl.multi_add_handle(f->multi, o->curl) != CURLM_OK) {
        error_memory(&o->answer.error);
        arrive(f, o);
    } else {
        set_stage(f, o, STAGE_RUNNING);
    }
}

static void start(struct fetching *f, struct one *o)
{
    o->transfer =
        transfer_new(f->network ? &f->curl : NULL, o->wish, f->s->app->config->database_path, &o->answer);
    if (o->transfer == NULL) {
        error_memory(&o->answer.error);
        arrive(f, o);
    } else {
        run(f, o);
    }
}

/* Starts what has a place and what has waited long enough. */
static size_t start_more(struct fetching *f)
{
    size_t busy = 0;
    for (size_t i = 0; i < f->count; i++) {
        busy += f->all[i].stage == STAGE_RUNNING || f->all[i].stage == STAGE_PAUSED;
    }
    for (size_t i = 0; i < f->count; i++) {
        struct one *o = &f->all[i];
        if (o->stage == STAGE_WAITING && busy < SIDE_BY_SIDE) {
            start(f, o);
            busy += o->stage == STAGE_RUNNING;
        } else if (o->stage == STAGE_PAUSED && when_monotonic() >= o->resume_at) {
            run(f, o);
            busy -= o->stage == STAGE_ARRIVED;
        }
    }
    return busy;
}

static struct one *owner_of(struct fetching *f, const CURL *curl)
{
    for (size_t i = 0; i < f->count; i++) {
        if (f->all[i].stage == STAGE_RUNNING && f->all[i].curl == curl) {
            return &f->all[i];
        }
    }
    return NULL;
}

static void take_messages(struct fetching *f)
{
    int left;
    const CURLMsg *m;
    while ((m = f->curl.multi_info_read(f->multi, &left)) != NULL) {
        CURLcode code = m->data.result; /* the message is gone with its handle */
        struct one *o = owner_of(f, m->easy_handle);
        if (m->msg != CURLMSG_DONE || o == NULL) {
            continue;
        }
        f->curl.multi_remove_handle(f->multi, m->easy_handle);
        int64_t pause = transfer_ended(o->transfer, code);
        if (pause == TRANSFER_OVER) {
            arrive(f, o);
        } else {
            o->resume_at = when_monotonic() + pause;
            set_stage(f, o, STAGE_PAUSED);
        }
    }
}

static bool is_cancelled(struct fetching *f)
{
    pthread_mutex_lock(&f->lock);
    bool yes = f->cancelled;
    pthread_mutex_unlock(&f->lock);
    return yes;
}

static void note_progress(struct fetching *f)
{
    pthread_mutex_lock(&f->lock);
    for (size_t i = 0; i < f->count; i++) {
        if (f->all[i].transfer != NULL) {
            transfer_progress(f->all[i].transfer, &f->all[i].done, &f->all[i].total);
        }
    }
    pthread_mutex_unlock(&f->lock);
}

static void stop_all(struct fetching *f)
{
    for (size_t i = 0; i < f->count; i++) {
        struct one *o = &f->all[i];
        if (o->stage == STAGE_RUNNING) {
            f->curl.multi_remove_handle(f->multi, o->curl);
        }
        if (o->stage != STAGE_ARRIVED) {
            transfer_stop(o->transfer);
            error_set(&o->answer.error, ST_FAILED, "interrupted", _("stopped; the old list stays in force"));
            arrive(f, o);
        }
    }
}

static void *fetch_thread(void *arg)
{
    struct fetching *f = arg;
    size_t busy = start_more(f);
    while (busy > 0) {
        int running = 0;
        if (is_cancelled(f)) {
            break;
        }
        f->curl.multi_perform(f->multi, &running);
        take_messages(f);
        note_progress(f);
        busy = start_more(f);
        if (busy > 0) {
            f->curl.multi_poll(f->multi, NULL, 0, LOOK_MS, NULL);
        }
    }
    stop_all(f);
    return NULL;
}

/* Starts the thread; signals are the caller's thread's. */
static enum status begin_fetching(struct fetching *f, pthread_t *thread, struct error *e)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(thread, NULL, fetch_thread, f);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed == 0 ? ST_OK : error_memory(e);
}

/* Waits a moment for the list that arrives next; NULL: none did. */
static struct one *wait_for(struct fetching *f, int next)
{
    struct timespec until;
    struct one *found = NULL;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LOOK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&f->lock);
    while (f->arrived == next &&
           pthread_cond_clockwait(&f->news, &f->lock, CLOCK_MONOTONIC, &until) != ETIMEDOUT) {
    }
    for (size_t i = 0; i < f->count && f->arrived > next; i++) {
        if (f->all[i].stage == STAGE_ARRIVED && f->all[i].order == next) {
            found = &f->all[i];
        }
    }
    pthread_mutex_unlock(&f->lock);
    return found;
}

static void tell_progress(struct fetching *f)
{
    for (size_t i = 0; i < f->count; i++) {
        struct one *o = &f->all[i];
        pthread_mutex_lock(&f->lock);
        bool running = o->stage == STAGE_RUNNING || o->stage == STAGE_PAUSED;
        int64_t done = o->done, total = o->total;
        pthread_mutex_unlock(&f->lock);
        if (running) {
            session_progress(f->s, o->wish->source->name, PROGRESS_FETCHING, done, total);
        }
    }
}

/* Nothing more is wanted: what is on its way ends at once. */
static void cancel(struct fetching *f)
{
    pthread_mutex_lock(&f->lock);
    f->cancelled = true;
    pthread_mutex_unlock(&f->lock);
    if (f->multi != NULL) {
        f->curl.multi_wakeup(f->multi);
    }
}

/* Takes the lists as they come, until all are there. */
static enum status take_all(struct fetching *f,
                            enum status (*arrived)(size_t i, struct fetch_answer *answer, void *arg),
                            void *arg)
{
    enum status st = ST_OK;
    for (int next = 0; (size_t)next < f->count;) {
        struct one *o = wait_for(f, next);
        if (session_stopped(f->s)) { /* the other thread does not look: a session is of one thread */
            cancel(f);
        }
        if (o == NULL) {
            tell_progress(f);
            continue;
        }
        next++;
        if (st == ST_OK) {
            st = arrived((size_t)(o - f->all), &o->answer, arg);
        } else if (o->answer.file != NULL) {
            fclose(o->answer.file);
        }
        if (st != ST_OK) {
            cancel(f);
        }
    }
    return st;
}

static bool needs_network(const struct fetch_wish *wishes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *url = wishes[i].source->url;
        if (url[0] != '\0' && strncmp(url, "file:", 5) != 0) {
            return true;
        }
    }
    return false;
}

static enum status fetch(struct fetching *f,
                         enum status (*arrived)(size_t i, struct fetch_answer *answer, void *arg), void *arg,
                         struct error *e)
{
    pthread_t thread;
    enum status st = begin_fetching(f, &thread, e);
    if (st == ST_OK) {
        st = take_all(f, arrived, arg);
        pthread_join(thread, NULL);
    }
    return st;
}

static enum status open_network(struct fetching *f, struct error *e)
{
    enum status st = curl_calls_load(&f->curl, e);
    bool ready = st == ST_OK && f->curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    f->multi = ready ? f->curl.multi_init() : NULL;
    return st == ST_OK && f->multi == NULL ? error_memory(e) : st;
}

enum status price_fetch_all(struct session *s, const struct fetch_wish *wishes, size_t count,
                            enum status (*arrived)(size_t i, struct fetch_answer *answer, void *arg),
                            void *arg, struct error *e)
{
    struct fetching f = {.s = s,
                         .all = calloc(count + 1, sizeof *f.all),
                         .count = count,
                         .network = needs_network(wishes, count),
                         .lock = PTHREAD_MUTEX_INITIALIZER,
                         .news = PTHREAD_COND_INITIALIZER};
    enum status st = f.all != NULL ? ST_OK : error_memory(e);
    for (size_t i = 0; st == ST_OK && i < count; i++) {
        f.all[i] = (struct one){.wish = &wishes[i], .total = -1};
    }
    st = st == ST_OK && f.network ? open_network(&f, e) : st;
    st = st == ST_OK ? fetch(&f, arrived, arg, e) : st;
    if (f.multi != NULL) {
        f.curl.multi_cleanup(f.multi);
        f.curl.global_cleanup();
    }
    free(f.all);
    return st;
}
