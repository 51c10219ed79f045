/* What the files of the remote client share: nothing else includes this. */
#ifndef CLEARBAY_CLIENT_REMOTE_INSIDE_H
#define CLEARBAY_CLIENT_REMOTE_INSIDE_H

#include "core/client/remote.h"
#include "core/client/wire.h"

#include <stdint.h>

/* What is being said: each step is a request, and its answer leads to the next. */
enum step { AWAY, HELLO, RESUME, FOLLOW, UP };

struct remote {
    const char *socket;
    struct wire *wire; /* NULL: away */
    enum step step;
    json_int_t id;    /* of the last request */
    int64_t step_end; /* monotonic ms: a greeting that takes longer is given up */
    int64_t retry_at;
    int backoff_ms;
    bool quick, tried, was_up, follows, needs_login;
    long long version;
    json_t *outlet; /* what the service said of itself; NULL: nothing yet */
    char *ticket;   /* NULL: none */
    char user[64], name[128], role[16];
    bool pin_is_temporary;
    struct error why; /* it is away */
    void (*on_progress)(const struct progress *, void *);
    void *progress_arg;
    const volatile sig_atomic_t *stop;
};

/* Connects again when it is time for it, and takes in what was said; somebody at a console hardly waits. */
void remote_reach(struct remote *r);
/* Sends a request with an open file (-1: none); takes `params` over. False: the service is gone. */
bool remote_ask(struct remote *r, const char *method, json_t *params, int file);
/* Takes a message in; true: it is the answer to the last request. */
bool remote_hear(struct remote *r, const json_t *message);
/* Ends the connection; it is opened again after a while. */
void remote_hang_up(struct remote *r);
/* Takes over who is logged in, as session.login, session.resume and session.ticket answer. */
void remote_take_person(struct remote *r, const json_t *person);

#endif
