#include "core/base/when.h"
#include "core/service/inside.h"

void queue_start(struct queue *q)
{
    pthread_condattr_t attributes;
    pthread_mutex_init(&q->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&q->more, &attributes);
    pthread_condattr_destroy(&attributes);
    q->head = NULL;
    q->tail = &q->head;
    q->closed = false;
}

void queue_stop(struct queue *q)
{
    pthread_mutex_destroy(&q->mutex);
    pthread_cond_destroy(&q->more);
}

void queue_put(struct queue *q, struct request *r)
{
    r->next = NULL;
    pthread_mutex_lock(&q->mutex);
    *q->tail = r;
    q->tail = &r->next;
    pthread_cond_signal(&q->more);
    pthread_mutex_unlock(&q->mutex);
}

void queue_put_before_strangers(struct queue *q, struct request *r)
{
    pthread_mutex_lock(&q->mutex);
    struct request **at = &q->head;
    while (*at != NULL && (*at)->known) {
        at = &(*at)->next;
    }
    r->known = true;
    r->next = *at;
    *at = r;
    q->tail = r->next == NULL ? &r->next : q->tail;
    pthread_cond_signal(&q->more);
    pthread_mutex_unlock(&q->mutex);
}

/* Within the lock: the first `max` of them, as a list of their own. */
static struct request *cut(struct queue *q, size_t max)
{
    struct request *first = q->head, **end = &q->head;
    while (*end != NULL && max-- > 0) {
        end = &(*end)->next;
    }
    q->head = *end;
    q->tail = q->head == NULL ? &q->head : q->tail;
    *end = NULL;
    return first == q->head ? NULL : first;
}

struct request *queue_take_all(struct queue *q, size_t max, int ms, bool *closed)
{
    struct timespec until = when_in(ms);
    int late = 0;
    pthread_mutex_lock(&q->mutex);
    while (q->head == NULL && !q->closed && late == 0) {
        late = pthread_cond_timedwait(&q->more, &q->mutex, &until);
    }
    struct request *first = cut(q, max);
    *closed = first == NULL && q->closed;
    pthread_mutex_unlock(&q->mutex);
    return first;
}

struct request *queue_take(struct queue *q)
{
    pthread_mutex_lock(&q->mutex);
    while (q->head == NULL && !q->closed) {
        pthread_cond_wait(&q->more, &q->mutex);
    }
    struct request *first = cut(q, 1);
    pthread_mutex_unlock(&q->mutex);
    return first;
}

bool queue_closed(struct queue *q, int ms)
{
    struct timespec until = when_in(ms);
    int late = 0;
    pthread_mutex_lock(&q->mutex);
    while (!q->closed && late == 0) {
        late = pthread_cond_timedwait(&q->more, &q->mutex, &until);
    }
    bool closed = q->closed;
    pthread_mutex_unlock(&q->mutex);
    return closed;
}

struct request *queue_poll(struct queue *q)
{
    pthread_mutex_lock(&q->mutex);
    struct request *first = cut(q, 1);
    pthread_mutex_unlock(&q->mutex);
    return first;
}

void queue_close(struct queue *q)
{
    pthread_mutex_lock(&q->mutex);
    q->closed = true;
    pthread_cond_broadcast(&q->more);
    pthread_mutex_unlock(&q->mutex);
}
