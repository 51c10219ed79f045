/* One connection to the service's socket: JSON messages, one a line, in both directions, each wait with an
 * end. Knows nothing of commands. */
#ifndef CLEARBAY_CLIENT_WIRE_H
#define CLEARBAY_CLIENT_WIRE_H

#include "core/base/error.h"

#include <jansson.h>
#include <signal.h>
#include <stdbool.h>

struct wire;

/* Connects to the Unix socket at `path`, waiting at most wait_ms for room in its queue. ST_FAILED
 * "service_away" says which socket, why and what to do. The caller closes *out with wire_close. */
enum status wire_open(const char *path, int wait_ms, struct wire **out, struct error *e);
void wire_close(struct wire **wire); /* sets it NULL; NULL is fine */

/* Sends a message, with the open file `file` along (-1: none), within wait_ms. What was sent is wiped from
 * memory: it may hold a PIN. False: the other end is gone or does not read; the connection is of no use any
 * more. */
bool wire_send(struct wire *wire, const json_t *message, int file, int wait_ms);

enum wire_got {
    WIRE_MESSAGE, /* *out is a new reference */
    WIRE_NOTHING, /* none within the time, or *stop is set */
    WIRE_GONE     /* the other end has closed, or sends what is no message */
};
/* The next message, waiting at most wait_ms for it (0: only what is there already), and no longer than until
 * *stop is not 0 (NULL: nobody asks). */
enum wire_got wire_receive(struct wire *wire, int wait_ms, const volatile sig_atomic_t *stop, json_t **out);

/* Bytes that came in since it was opened: whether the other end is alive. */
unsigned long long wire_received(const struct wire *wire);

#endif
