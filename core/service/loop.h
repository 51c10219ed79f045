/* What the files of the main thread share: loop.c waits and looks after the clients, exchange.c takes
 * requests and gives answers, news.c tells who follows. Nothing here is used by another thread. */
#ifndef CLEARBAY_SERVICE_LOOP_H
#define CLEARBAY_SERVICE_LOOP_H

#include "core/service/connection.h"

struct loop {
    struct service *v;
    int epoll, signals, listening;
    struct connection *first, *dropped;
    struct connection *ready, **ready_end; /* have whole lines that wait for the others' turn */
    bool heavy;                            /* a long line was taken apart in this round already */
    int count, clients_max;
    int busy;        /* requests on their way */
    bool deaf;       /* no descriptor was left for another client: looked at again with the next tick */
    bool ending;     /* takes no more requests */
    int64_t stop_at; /* when an end waits no longer for clients that do not read */
    long long told_version;
    int64_t told_at; /* when clients were told last, monotonic ms */
    bool behind;     /* somebody is to be told soon */
};

/* loop.c: tells epoll what the connection waits for. */
void loop_watch(struct loop *l, struct connection *c);
/* Closes a connection of which nothing runs, at the end of the round. */
void loop_drop(struct loop *l, struct connection *c);

/* Puts the connection behind those that are ready. */
void loop_set_ready(struct loop *l, struct connection *c);

/* exchange.c: takes some of the lines that are there: one request at a time, and none before its answer is
 * read. What is left stands in l->ready. May drop the connection. */
void exchange_go_on(struct loop *l, struct connection *c, int64_t now);
/* A request is done. May drop the connection. */
void exchange_finish(struct loop *l, struct request *r, int64_t now);
/* While a long command runs its end may be asked for: that is looked for, nothing else. */
bool exchange_may_stop(const struct connection *c);
void exchange_look_for_stop(struct connection *c);
/* Ends a connection, and says why when it can be heard; `why` is an N_() text. */
void exchange_refuse(struct connection *c, const char *word, const char *why, int64_t now);

/* news.c: tells those who follow of changes, and those who wait how far long commands are, when it is time
 * for that. May drop connections. */
void news_tell(struct loop *l, int64_t now);
/* How long the loop may wait before it is time, in ms; -1: there is nothing to tell. */
int64_t news_wait(const struct loop *l, int64_t now);

#endif
