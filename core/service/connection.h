/* A client of the service: its bytes in and out, its session and its one request. */
#ifndef CLEARBAY_SERVICE_CONNECTION_H
#define CLEARBAY_SERVICE_CONNECTION_H

#include "core/service/inside.h"

#include <signal.h>

struct connection {
    struct connection *next, *before;
    struct service *service;
    int fd;
    struct session *session; /* owned */
    struct buf in;           /* received, from the first byte of a line that is not done yet */
    struct buf out;          /* to be sent, from `sent` on */
    size_t sent;
    int file; /* came with what was received; -1: none */
    struct request request;
    bool busy;    /* the request is on its way */
    bool ended;   /* the client sends no more */
    bool broken;  /* to be closed as soon as nothing runs */
    bool follows; /* wants to be told of changes */
    bool joined;  /* has logged in or follows: not a stranger */
    long long told;
    int64_t told_at, heard_at, line_since; /* monotonic ms; line_since 0: no line is unfinished */
    volatile sig_atomic_t stop;            /* of a long command */
    struct progress progress;              /* the newest, within the service's progress mutex */
    bool progressed;
    uint32_t watched; /* what epoll looks for */
};

/* Takes the descriptor over. NULL when memory is out (then it is closed). */
struct connection *connection_new(struct service *v, int fd);
/* Nothing of it may run any more. */
void connection_free(struct connection **c);

/* Receives what is there. False: the line is gone, or the client broke a rule (it is then told, if possible).
 */
bool connection_receive(struct connection *c, int64_t now);
/* Sends what can be sent now. False: the line is gone. */
bool connection_send(struct connection *c, int64_t now);

/* The next whole line in `in`: where it is, and its length; NULL: none. connection_took removes it. */
const char *connection_line(const struct connection *c, size_t *n);
void connection_took(struct connection *c, size_t n);

/* Puts a message (rpc.h) behind what is to be sent, and frees it. NULL breaks the connection. */
void connection_say(struct connection *c, char *message, size_t n);

#endif
