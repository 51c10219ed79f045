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
    struct buf in;           /* received, from `at` on not yet taken */
    size_t at, seen;         /* up to `seen` there is no end of a line behind `at` */
    struct buf out;          /* to be sent, from `sent` on */
    size_t sent;
    int file;       /* came with what was received; -1: none */
    size_t file_at; /* a byte of the line with which it came */
    struct request request;
    bool busy;     /* the request is on its way */
    bool ended;    /* the client sends no more */
    bool broken;   /* to be closed as soon as nothing runs */
    bool follows;  /* wants to be told of changes */
    bool joined;   /* has logged in: not a stranger */
    bool muted;    /* sends more while its request runs: not listened to until that is done */
    bool dropped;  /* closed, and freed as soon as nobody looks at it any more */
    bool is_ready; /* stands in the loop's list of those who have more lines waiting */
    struct connection *next_ready;
    long long told;
    int64_t told_at, since, heard_at, line_since; /* monotonic ms; line_since 0: no line is unfinished */
    volatile sig_atomic_t stop;                   /* of a long command */
    struct progress progress;                     /* the newest, within the service's progress mutex */
    atomic_bool progressed;
    size_t held;      /* its part of what the service holds */
    uint32_t watched; /* what epoll looks for */
};

/* Takes the descriptor over. NULL when memory is out (then it is closed). */
struct connection *connection_new(struct service *v, int fd);
/* Nothing of it may run any more. */
void connection_free(struct connection **c);

/* Receives what is there. False: the line is gone, or the client broke a rule (it is then told, if possible).
 */
bool connection_receive(struct connection *c, int64_t now);
/* Whether more of what it sends may be taken in: small messages always, others while the service does not
 * hold too much. */
bool connection_has_room(const struct connection *c);
/* Sends what can be sent now. False: the line is gone. */
bool connection_send(struct connection *c, int64_t now);

/* The next whole line in `in`: where it is, and its length; NULL: none. connection_took removes so many
 * bytes.
 */
const char *connection_line(struct connection *c, size_t *n);
void connection_took(struct connection *c, size_t n);

/* What is received and not taken yet, in bytes. */
size_t connection_waiting(const struct connection *c);

/* The file that came with the next n bytes, for who takes them; -1: none did. */
int connection_file(const struct connection *c, size_t n);
void connection_drop_file(struct connection *c);

/* Puts a message (rpc.h) behind what is to be sent, and frees it. NULL breaks the connection. */
void connection_say(struct connection *c, char *message, size_t n);

#endif
