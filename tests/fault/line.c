#include "tests/fault/line.h"
#include "tests/fault/ready.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

enum { PIECE = 65536, UP_MS = 20000 };

bool line_open(struct line *l, const char *socket_path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    *l = (struct line){.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    snprintf(at.sun_path, sizeof at.sun_path, "%s", socket_path);
    if (l->fd < 0 || connect(l->fd, (const struct sockaddr *)&at, sizeof at) != 0) {
        line_close(l);
        return false;
    }
    return true;
}

void line_close(struct line *l)
{
    if (l->fd >= 0) {
        close(l->fd);
    }
    free(l->held);
    *l = (struct line){.fd = -1};
}

bool line_send(struct line *l, const char *bytes, size_t n)
{
    size_t sent = 0;
    while (sent < n) {
        ssize_t more = send(l->fd, bytes + sent, n - sent, MSG_NOSIGNAL);
        if (more < 0 && errno != EINTR) {
            return false;
        }
        sent += more > 0 ? (size_t)more : 0;
    }
    return true;
}

/* Takes the first whole line out of what is held. */
static json_t *take(struct line *l)
{
    char *end = l->n > 0 ? memchr(l->held, '\n', l->n) : NULL;
    if (end == NULL) {
        return NULL;
    }
    size_t length = (size_t)(end - l->held);
    json_t *message = json_loadb(l->held, length, 0, NULL);
    l->n -= length + 1;
    memmove(l->held, end + 1, l->n);
    return message;
}

static bool receive(struct line *l, int ms)
{
    struct pollfd p = {.fd = l->fd, .events = POLLIN};
    char *more = realloc(l->held, l->n + PIECE);
    if (more == NULL || poll(&p, 1, ms) <= 0) {
        l->held = more != NULL ? more : l->held;
        return false;
    }
    l->held = more;
    ssize_t n = recv(l->fd, l->held + l->n, PIECE, 0);
    l->n += n > 0 ? (size_t)n : 0;
    return n > 0;
}

json_t *line_read(struct line *l, int ms)
{
    json_t *message;
    while ((message = take(l)) == NULL) {
        if (l->fd < 0 || !receive(l, ms)) {
            return NULL;
        }
    }
    return message;
}

json_t *line_call(struct line *l, const char *method, json_t *params)
{
    int id = ++l->next_id;
    json_t *message =
        json_pack("{s:s,s:i,s:s,s:o*}", "jsonrpc", "2.0", "id", id, "method", method, "params", params);
    char *text = json_dumps(message, JSON_COMPACT);
    json_decref(message);
    size_t n = text != NULL ? strlen(text) : 0;
    bool sent = text != NULL && l->fd >= 0 && line_send(l, text, n) && line_send(l, "\n", 1);
    free(text);
    json_t *answer = NULL;
    while (sent && (answer = line_read(l, -1)) != NULL &&
           json_integer_value(json_object_get(answer, "id")) != id) {
        json_decref(answer); /* a note that nobody asked for */
    }
    return answer;
}

bool line_do(struct line *l, const char *method, json_t *params, char code[40])
{
    json_t *answer = line_call(l, method, params);
    const json_t *error = json_object_get(answer, "error");
    const char *word =
        json_string_value(json_object_get(json_object_get(json_object_get(error, "data"), "error"), "code"));
    bool well = json_object_get(answer, "result") != NULL;
    if (code != NULL) {
        snprintf(code, 40, "%s", answer == NULL ? "gone" : well ? "" : word != NULL ? word : "protocol");
    }
    json_decref(answer);
    return well;
}

bool line_login(struct line *l, const char *user)
{
    return line_do(l, "session.login", json_pack("{s:s,s:s}", "user", user, "pin", READY_PIN), NULL);
}

/* In the child: the service ends with the test, whatever happens to that. */
static void become_service(const char *ini, const char *socket_path)
{
    char log[256];
    const char *program = getenv("CLEARBAY");
    snprintf(log, sizeof log, "%s.log", socket_path);
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    program = program != NULL ? program : "build/clearbay";
    execl(program, program, "--config", ini, "serve", "--socket", socket_path, (char *)NULL);
    _exit(127);
}

pid_t serve_start(const char *ini, const char *socket_path)
{
    pid_t service = fork();
    if (service == 0) {
        become_service(ini, socket_path);
    }
    int status = 0;
    for (int i = 0; service > 0 && i < UP_MS; i++) {
        struct line l;
        if (line_open(&l, socket_path)) {
            line_close(&l);
            return service;
        }
        if (waitpid(service, &status, WNOHANG) == service) {
            return WIFSIGNALED(status) ? SERVE_CRASHED : SERVE_REFUSED;
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return SERVE_REFUSED;
}

int serve_end(pid_t service, int how)
{
    int status = 0;
    kill(service, how);
    return waitpid(service, &status, 0) == service ? status : -1;
}
