#include "db/baton.h"
#include "core/base/when.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* Everybody who waits stands in a list; the first one has the turn. */
struct waiting {
    struct waiting *next;
    pthread_cond_t first;
};

struct baton {
    pthread_mutex_t mutex;
    struct waiting *head, **tail;
    bool taken;
};

struct baton *baton_new(void)
{
    struct baton *b = calloc(1, sizeof *b);
    if (b != NULL) {
        pthread_mutex_init(&b->mutex, NULL);
        b->tail = &b->head;
    }
    return b;
}

void baton_free(struct baton **bp)
{
    struct baton *b = *bp;
    *bp = NULL;
    if (b != NULL) {
        pthread_mutex_destroy(&b->mutex);
        free(b);
    }
}

static void stand_in_line(struct baton *b, struct waiting *me)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* a clock that is set keeps nobody waiting */
    pthread_cond_init(&me->first, &attributes);
    pthread_condattr_destroy(&attributes);
    me->next = NULL;
    *b->tail = me;
    b->tail = &me->next;
}

static void leave_line(struct baton *b, struct waiting *me)
{
    struct waiting **at = &b->head;
    while (*at != me) {
        at = &(*at)->next;
    }
    *at = me->next;
    b->tail = me->next == NULL ? at : b->tail;
    pthread_cond_destroy(&me->first);
}

static void wake_first(struct baton *b)
{
    if (b->head != NULL) {
        pthread_cond_signal(&b->head->first);
    }
}

bool baton_take(struct baton *b, int ms)
{
    pthread_mutex_lock(&b->mutex);
    if (!b->taken && b->head == NULL) {
        b->taken = true;
        pthread_mutex_unlock(&b->mutex);
        return true;
    }
    const struct timespec until = when_in(ms);
    struct waiting me;
    stand_in_line(b, &me);
    int late = 0;
    while ((b->taken || b->head != &me) && late != ETIMEDOUT) {
        late = pthread_cond_timedwait(&me.first, &b->mutex, &until);
    }
    bool mine = !b->taken && b->head == &me;
    leave_line(b, &me);
    if (mine) {
        b->taken = true;
    } else {
        wake_first(b); /* the signal may have been for me, who is gone */
    }
    pthread_mutex_unlock(&b->mutex);
    return mine;
}

void baton_give(struct baton *b)
{
    pthread_mutex_lock(&b->mutex);
    b->taken = false;
    wake_first(b);
    pthread_mutex_unlock(&b->mutex);
}

bool baton_awaited(struct baton *b)
{
    pthread_mutex_lock(&b->mutex);
    bool awaited = b->head != NULL;
    pthread_mutex_unlock(&b->mutex);
    return awaited;
}
