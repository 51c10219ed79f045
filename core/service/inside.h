/* What the files of the service share; service.h says how it works. */
#ifndef CLEARBAY_SERVICE_INSIDE_H
#define CLEARBAY_SERVICE_INSIDE_H

#include "core/app/app.h"
#include "core/base/buf.h"
#include "core/command/command.h"
#include "core/people/pin.h"
#include "core/service/rpc.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    READERS = 2,
    HASHERS = 2,          /* each needs 64 MB while it hashes */
    LONGER = 2,           /* price lists */
    SLOWER = 2,           /* backups, checks of everything: whatever price lists do */
    HELD_MAX = 128 << 20, /* then who sends or reads slowly is not waited for */
    GROUP_MAX = 64,
    GROUP_MS = 10 /* a group ends after so long, so that the first of it does not wait for ever */
};

struct connection;

/* A request on its way: from the main thread to a queue, and back with its answer. Part of its connection,
 * which has one at a time. */
struct request {
    struct request *next;
    struct connection *from;
    struct rpc rpc; /* owned */
    const struct command *command;
    struct pin_proofs proofs;
    bool known;            /* it waits before those of strangers */
    int64_t person_before; /* who was logged in */
    json_t *result;        /* owned; NULL: `error` says why */
    struct error error;
    char *line; /* the answer as it is sent; owned; NULL: not made yet, or there is none */
    size_t length, sent;
};

/* A line of requests for some threads. */
struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t more;
    struct request *head, **tail;
    bool closed;
};
void queue_start(struct queue *q);
void queue_stop(struct queue *q);
void queue_put(struct queue *q, struct request *r);
/* Before those that came in with queue_put: whoever guesses PINs lets nobody wait who has logged in. */
void queue_put_before_strangers(struct queue *q, struct request *r);
/* The next one, NULL when the queue is closed and empty. */
struct request *queue_take(struct queue *q);
/* One that waits now, NULL: none. */
struct request *queue_poll(struct queue *q);
/* Waits until the queue is closed, at most `ms`; true: it is. */
bool queue_closed(struct queue *q, int ms);
/* All that wait now, at most `max`; waits for the first, at most `ms`. NULL: none came, *closed says why. */
struct request *queue_take_all(struct queue *q, size_t max, int ms, bool *closed);
void queue_close(struct queue *q);

/* A configuration that threads use at the same time. The last one who lets go of it frees it. */
struct shared_config {
    struct config *config;
    bool borrowed; /* the program's own, which frees it */
    atomic_int users;
};

/* A thread of the service, with an application handle of its own. */
struct worker {
    pthread_t thread;
    struct service *service;
    struct app app;
    struct shared_config *config;
    bool runs;
};

struct service {
    struct queue hashing, doubtful, writing, reading, lengthy, slow;
    struct worker writer, readers[READERS], hashers[HASHERS], doubter, longer[LONGER], slower[SLOWER], keeper;
    atomic_bool open; /* the database, for all threads */
    pthread_mutex_t config_mutex;
    struct shared_config *config;
    struct queue done; /* back to the main thread, which `wake` wakes */
    int wake;
    size_t held;      /* the main thread's: bytes of all clients that are not taken or not sent yet */
    atomic_int muted; /* so many wait for the end of a request of which the main thread must be told */
    pthread_mutex_t progress_mutex;
    atomic_bool progressed; /* somebody's long command is further */
    atomic_llong version;   /* of what others may see: grows with each durable change */
    struct queue chores;    /* nothing ever stands in it; closed when the keeper shall end */
};

/* workers.c: the threads and what they work with. ST_OK, or why the database cannot be had. */
enum status workers_start(struct service *v, struct app *app, struct error *e);
/* Takes no more, finishes what waits, closes the database. */
void workers_stop(struct service *v);
/* Opens the database, once there is a workshop: everybody gets a connection. */
enum status workers_open(struct service *v, struct error *e);
/* Another configuration, which is taken over, holds from each thread's next command on. */
void workers_reload(struct service *v, struct config *config);
/* Takes the configuration that holds now. */
void workers_take_config(struct worker *w);

/* work.c: what they do; each takes a struct worker. */
void *work_write(void *worker);
void *work_read(void *worker);
void *work_hash(void *worker);
void *work_doubt(void *worker);
void *work_lengthy(void *worker);
void *work_slow(void *worker);
/* Makes the answer's line, unless none is wanted or it is there. */
void work_answer(struct request *r);
/* Hands a request to where it is done. */
void work_put(struct service *v, struct request *r);
/* Gives a request back to the main thread. */
void work_done(struct service *v, struct request *r);
/* Wakes the main thread. */
void work_wake(struct service *v);

/* chores.c: what is done from time to time. */
void *chores_do(void *worker);

/* loop.c: the main thread. Accepts clients on `listening` until it is told to end, and answers what runs. */
enum status loop_run(struct service *v, int listening, struct error *e);

#endif
