#include "core/service/connection.h"
#include "core/base/i18n.h"
#include "core/base/when.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PIECE = 65536, OUT_MAX = 64 << 20, FILES_MAX = 4, SMALL = 65536 };

/* Keeps the books: how much of the memory is the client's. */
static void count_held(struct connection *c)
{
    size_t now = c->in.len + c->out.len;
    c->service->held += now - c->held;
    c->held = now;
}

static void tell_progress(const struct progress *p, void *arg)
{
    struct connection *c = arg;
    struct service *v = c->service;
    pthread_mutex_lock(&v->progress_mutex);
    bool news = !c->progressed;
    c->progress = *p;
    c->progressed = true;
    pthread_mutex_unlock(&v->progress_mutex);
    if (news) {
        atomic_store(&v->progressed, true);
        work_wake(v);
    }
}

struct connection *connection_new(struct service *v, int fd)
{
    struct connection *c = calloc(1, sizeof *c);
    struct error e = ERROR_NONE;
    struct ucred who = {0};
    socklen_t size = sizeof who;
    if (c == NULL || session_new(&v->writer.app, &c->session, &e) != ST_OK ||
        getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) {
        if (c != NULL) {
            session_free(&c->session);
        }
        free(c);
        close(fd);
        return NULL;
    }
    c->service = v;
    c->fd = fd;
    c->file = -1;
    c->request.from = c;
    c->since = c->heard_at = when_monotonic();
    buf_init(&c->in, RPC_LINE_MAX + PIECE);
    buf_init(&c->out, OUT_MAX);
    c->session->peer = (struct peer){.uid = who.uid, .gid = who.gid, .pid = who.pid > 0 ? who.pid : 1};
    snprintf(c->session->terminal, sizeof c->session->terminal, "uid %u pid %d", who.uid, who.pid);
    c->session->on_progress = tell_progress;
    c->session->progress_arg = c;
    c->session->stop = &c->stop;
    return c;
}

void connection_drop_file(struct connection *c)
{
    if (c->file >= 0) {
        close(c->file);
        c->file = -1;
    }
}

void connection_free(struct connection **cp)
{
    struct connection *c = *cp;
    *cp = NULL;
    if (c != NULL) {
        close(c->fd);
        connection_drop_file(c);
        rpc_free(&c->request.rpc);
        json_decref(c->request.result);
        free(c->request.line);
        pin_proofs_wipe(&c->request.proofs);
        session_free(&c->session);
        if (c->in.data != NULL && c->in.len > 0) {
            explicit_bzero(c->in.data, c->in.len); /* a PIN may stand in it */
        }
        buf_free(&c->in);
        buf_free(&c->out);
        count_held(c);
        free(c);
    }
}

/* Keeps the first file that comes with a request; what else comes is closed at once. The kernel ends what it
 * gives at the piece with which a file was sent, so that its last byte is of the file's request. */
static void take_files(struct connection *c, struct msghdr *message, size_t end)
{
    for (struct cmsghdr *m = CMSG_FIRSTHDR(message); m != NULL; m = CMSG_NXTHDR(message, m)) {
        if (m->cmsg_level != SOL_SOCKET || m->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        size_t count = (m->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(m) + i * sizeof fd, sizeof fd);
            if (c->file < 0) {
                c->file = fd;
                c->file_at = end - 1;
            } else {
                close(fd);
            }
        }
    }
}

static void say_error(struct connection *c, int code, const char *word, const char *text)
{
    struct error e = ERROR_NONE;
    size_t n = 0;
    error_set(&e, ST_USAGE, word, "%s", text);
    char *message = rpc_error(NULL, code, &e, &n);
    connection_say(c, message, n);
}

/* Removes what was taken, in front of what is still to be taken. */
static void close_ranks(struct connection *c)
{
    size_t rest = c->in.len - c->at;
    if (c->at > 0) {
        memmove(c->in.data, c->in.data + c->at, rest);
        explicit_bzero(c->in.data + rest, c->at); /* a PIN may stand in it */
        c->in.len = rest;
        c->file_at -= c->file >= 0 ? c->at : 0;
        c->seen -= c->at;
        c->at = 0;
    }
}

bool connection_receive(struct connection *c, int64_t now)
{
    char piece[PIECE];
    union {
        char bytes[CMSG_SPACE(FILES_MAX * sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = {piece, sizeof piece};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t n = recvmsg(c->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (n < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    close_ranks(c);
    take_files(c, &message, c->in.len + (size_t)n);
    c->ended = n == 0;
    c->heard_at = n > 0 ? now : c->heard_at;
    bool kept = buf_add(&c->in, piece, (size_t)n);
    explicit_bzero(piece, (size_t)n); /* a PIN may stand in it */
    size_t line;
    if (!kept || (c->in.len > RPC_LINE_MAX && connection_line(c, &line) == NULL)) {
        say_error(c, RPC_INVALID, "line_too_long",
                  _("a message has at most 1 MB; this connection is closed"));
        c->broken = true;
    }
    count_held(c);
    return true;
}

bool connection_has_room(const struct connection *c)
{
    return c->in.len < SMALL || c->service->held < HELD_MAX;
}

bool connection_send(struct connection *c, int64_t now)
{
    if (c->out.len == 0) {
        return true;
    }
    while (c->sent < c->out.len) {
        ssize_t n = send(c->fd, c->out.data + c->sent, c->out.len - c->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return errno == EAGAIN;
        }
        c->sent += (size_t)n;
        c->heard_at = now;
    }
    c->sent = 0;
    buf_free(&c->out); /* an idle client costs little */
    count_held(c);
    return true;
}

const char *connection_line(struct connection *c, size_t *n)
{
    const char *end = c->seen < c->in.len ? memchr(c->in.data + c->seen, '\n', c->in.len - c->seen) : NULL;
    c->seen = end != NULL ? (size_t)(end - c->in.data) : c->in.len;
    *n = end != NULL ? c->seen - c->at : 0;
    return end != NULL ? c->in.data + c->at : NULL;
}

void connection_took(struct connection *c, size_t n)
{
    explicit_bzero(c->in.data + c->at, n); /* a PIN may stand in it */
    c->at += n;
    c->seen = c->seen > c->at ? c->seen : c->at;
    if (c->at == c->in.len) {
        c->at = c->seen = 0;
        buf_free(&c->in);
        count_held(c);
    }
}

size_t connection_waiting(const struct connection *c)
{
    return c->in.len - c->at;
}

int connection_file(const struct connection *c, size_t n)
{
    return c->file >= 0 && c->file_at < c->at + n ? c->file : -1;
}

void connection_say(struct connection *c, char *message, size_t n)
{
    if (message == NULL || !buf_add(&c->out, message, n)) {
        c->broken = true;
    }
    count_held(c);
    free(message);
}
