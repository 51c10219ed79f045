/* A line to the service, for the tests of faults: JSON-RPC by hand, one message a line, so that a test sees
 * exactly what comes and what does not. And the service itself, started and killed. */
#ifndef CLEARBAY_TESTS_LINE_H
#define CLEARBAY_TESTS_LINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct line {
    int fd; /* -1: not connected */
    char *held;
    size_t n;
    int next_id;
};

/* Connects. False: nobody is there. Close with line_close, which may be called twice. */
bool line_open(struct line *l, const char *socket);
void line_close(struct line *l);

/* Sends bytes as they are. False: the line is gone. */
bool line_send(struct line *l, const char *bytes, size_t n);
/* The next message, waiting at most `ms` (-1: for ever); a new reference. NULL: none came, or it is no JSON.
 */
json_t *line_read(struct line *l, int ms);

/* Asks and waits: the whole answer, a new reference; NULL when the line went first. `params` is taken over.
 */
json_t *line_call(struct line *l, const char *method, json_t *params);
/* The same, and only whether it went well; `code` (room for 40, may be NULL) gets the error's code, "gone"
 * for a line that went, "" for a result. */
bool line_do(struct line *l, const char *method, json_t *params, char code[40]);
/* Logs in with READY_PIN. */
bool line_login(struct line *l, const char *user);

/* Starts `clearbay serve` (of $CLEARBAY, else build/clearbay) and waits until it takes clients; its words go
 * to SOCKET.log. SERVE_REFUSED: it ended by itself; SERVE_CRASHED: by a signal. */
enum { SERVE_REFUSED = -1, SERVE_CRASHED = -2 };
pid_t serve_start(const char *ini, const char *socket);
/* Ends it with a signal and waits for it; returns its wait status. */
int serve_end(pid_t service, int signal);

#endif
