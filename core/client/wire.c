#include "core/client/wire.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/json_text.h"
#include "core/base/when.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    ANSWER_MAX = 256 * 1024 * 1024, /* what the command line prints at most */
    CHUNK = 65536,
    SLICE_MS = 50 /* how soon somebody who wants to stop is noticed */
};

struct wire {
    int fd;
    struct buf in;   /* what came in and is not taken yet, from `at` on */
    size_t at, seen; /* up to `seen` there is no end of a line */
    unsigned long long received;
};

static enum status away(const char *path, int why, struct error *e)
{
    if (why == EACCES || why == EPERM) {
        return error_set(e, ST_FAILED, "service_away",
                         _("%s: the service may not be used by this account: ask the administrator to add it "
                           "to the group of the socket"),
                         path);
    }
    return error_set(
        e, ST_FAILED, "service_away",
        _("%s: the service is away (%s): start it with clearbay serve, or tell the administrator "
          "(systemctl status clearbay)"),
        path, i18n_errno(why));
}

/* Never waits in the kernel: a queue that is full is asked again. */
static int connect_within(int fd, const struct sockaddr_un *to, int wait_ms)
{
    int64_t end = when_monotonic() + wait_ms;
    while (connect(fd, (const struct sockaddr *)to, sizeof *to) != 0) {
        if (errno != EINTR && (errno != EAGAIN || when_monotonic() >= end)) {
            return errno == EAGAIN ? ETIMEDOUT : errno;
        }
        poll(NULL, 0, SLICE_MS / 2);
    }
    return 0;
}

enum status wire_open(const char *path, int wait_ms, struct wire **out, struct error *e)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    *out = NULL;
    if (strlen(path) >= sizeof to.sun_path) {
        return error_set(e, ST_USAGE, "path_too_long", _("%s: the path of a socket has at most %zu bytes"),
                         path, sizeof to.sun_path - 1);
    }
    memcpy(to.sun_path, path, strlen(path) + 1);
    struct wire *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return error_memory(e);
    }
    w->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int why = w->fd < 0 ? errno : connect_within(w->fd, &to, wait_ms);
    buf_init(&w->in, ANSWER_MAX);
    if (why != 0) {
        wire_close(&w);
        return away(path, why, e);
    }
    *out = w;
    return ST_OK;
}

void wire_close(struct wire **wp)
{
    struct wire *w = *wp;
    *wp = NULL;
    if (w != NULL) {
        if (w->fd >= 0) {
            close(w->fd);
        }
        buf_free(&w->in);
        free(w);
    }
}

/* Sends bytes; the file goes along with the first of them. Returns how many went, -1 when none can. */
static ssize_t send_some(int fd, const char *bytes, size_t n, int file)
{
    struct iovec part = {.iov_base = (char *)(uintptr_t)bytes, .iov_len = n};
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.header = {0}};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (file >= 0) {
        message.msg_control = control.room;
        message.msg_controllen = sizeof control.room;
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(c), &file, sizeof file);
    }
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

static bool send_all(int fd, const char *bytes, size_t n, int file, int wait_ms)
{
    int64_t end = when_monotonic() + wait_ms;
    while (n > 0) {
        ssize_t sent = send_some(fd, bytes, n, file);
        if (sent > 0) {
            bytes += sent;
            n -= (size_t)sent;
            file = -1;
        } else if (errno == EAGAIN) {
            struct pollfd out = {.fd = fd, .events = POLLOUT};
            int64_t left = end - when_monotonic();
            if (left <= 0 || poll(&out, 1, (int)left) == 0) {
                return false;
            }
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

bool wire_send(struct wire *w, const json_t *message, int file, int wait_ms)
{
    size_t n = json_dumpb(message, NULL, 0, JSON_COMPACT);
    char *line = n > 0 ? malloc(n + 1) : NULL; /* all at once: nothing is copied about and left behind */
    if (line == NULL) {
        return false;
    }
    json_dumpb(message, line, n, JSON_COMPACT);
    line[n] = '\n';
    bool good = send_all(w->fd, line, n + 1, file, wait_ms);
    explicit_bzero(line, n);
    free(line);
    return good;
}

/* The next whole line as a message; WIRE_NOTHING: there is none yet. */
static enum wire_got take_line(struct wire *w, json_t **out)
{
    char *from = w->in.data + w->at, *end = NULL;
    size_t n = w->in.len - w->at;
    if (w->seen < n) {
        end = memchr(from + w->seen, '\n', n - w->seen);
    }
    if (end == NULL) {
        w->seen = n;
        if (w->at > 0) { /* what was taken makes room */
            memmove(w->in.data, from, n);
            w->in.len = n;
            w->in.data[n] = '\0';
            w->at = 0;
        }
        return w->in.failed ? WIRE_GONE : WIRE_NOTHING;
    }
    size_t at;
    const char *what;
    *out = json_text_read(from, (size_t)(end - from), &at, &what);
    w->at += (size_t)(end - from) + 1;
    w->seen = 0;
    return json_is_object(*out) ? WIRE_MESSAGE : WIRE_GONE;
}

/* Takes in what is there. False: the other end is gone. */
static bool read_more(struct wire *w)
{
    char *room = buf_room(&w->in, CHUNK);
    ssize_t n = room != NULL ? recv(w->fd, room, CHUNK, 0) : -1;
    int why = errno;
    if (n > 0) {
        buf_grew(&w->in, (size_t)n);
        w->received += (unsigned long long)n;
    }
    return n > 0 || (n < 0 && (why == EAGAIN || why == EINTR));
}

enum wire_got wire_receive(struct wire *w, int wait_ms, const volatile sig_atomic_t *stop, json_t **out)
{
    int64_t end = when_monotonic() + wait_ms;
    *out = NULL;
    for (;;) {
        enum wire_got got = take_line(w, out);
        if (got == WIRE_GONE) {
            json_decref(*out);
            *out = NULL;
        }
        if (got != WIRE_NOTHING) {
            return got;
        }
        int64_t left = end - when_monotonic();
        int slice = left < 0 ? 0 : stop != NULL && left > SLICE_MS ? SLICE_MS : (int)left;
        struct pollfd in = {.fd = w->fd, .events = POLLIN};
        if (stop != NULL && *stop != 0) {
            return WIRE_NOTHING;
        }
        if (poll(&in, 1, slice) > 0 && !read_more(w)) {
            return WIRE_GONE;
        }
        if (in.revents == 0 && left <= 0) {
            return WIRE_NOTHING;
        }
    }
}

unsigned long long wire_received(const struct wire *w)
{
    return w->received;
}
