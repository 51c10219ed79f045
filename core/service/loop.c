#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/when.h"
#include "core/service/connection.h"
#include "core/service/systemd.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    EVENTS = 64,
    TICK_MS = 1000,
    TOLD_MS = 100,           /* between two notes of changes to one client */
    LINE_MS = 30 * 1000,     /* for a whole line, and for reading what was sent */
    STOP_MAX = 4096,         /* bytes that are read while a long command runs: session.stop, no more */
    STRANGER_MS = 60 * 1000, /* before a silent client that has not logged in makes room for others */
};

struct loop {
    struct service *v;
    int epoll, signals, listening;
    struct connection *first;
    int count, clients_max;
    int busy; /* requests on their way */
    bool ending;
    long long told_version;
};

/* What epoll says something about: a connection, or one of these. */
static char listening_mark, wake_mark, signal_mark;

/* While a long command runs its end may be asked for. */
static bool may_stop(const struct connection *c)
{
    return c->busy && (c->request.command->flags & CMD_LONG) != 0 && c->stop == 0 && c->in.len < STOP_MAX;
}

static void watch(struct loop *l, struct connection *c)
{
    bool reads = (!c->busy || may_stop(c)) && !c->ended && !c->broken && !l->ending && c->out.len == 0;
    uint32_t wanted = (reads ? (uint32_t)EPOLLIN : 0U) | (c->out.len > 0 ? (uint32_t)EPOLLOUT : 0U);
    if (wanted != c->watched) {
        struct epoll_event event = {.events = wanted, .data.ptr = c};
        epoll_ctl(l->epoll, EPOLL_CTL_MOD, c->fd, &event);
        c->watched = wanted;
    }
}

static void drop(struct loop *l, struct connection *c)
{
    *(c->before != NULL ? &c->before->next : &l->first) = c->next;
    if (c->next != NULL) {
        c->next->before = c->before;
    }
    l->count--;
    connection_free(&c);
}

static void say_error(struct connection *c, const json_t *id, int code, const struct error *e)
{
    size_t n = 0;
    char *message = rpc_error(id, code, e, &n);
    connection_say(c, message, n);
}

/* A workshop is made, or put back, by who keeps the machine. */
static bool may(const struct connection *c, const struct command *command)
{
    bool makes = strcmp(command->id, "init") == 0 || strcmp(command->id, "restore") == 0;
    return !makes || c->session->peer.uid == 0 || c->session->peer.uid == geteuid();
}

static void answer(struct connection *c, json_t *result)
{
    size_t n = 0;
    if (c->request.rpc.id != NULL) {
        char *message = rpc_result(c->request.rpc.id, result, &n);
        connection_say(c, message, n);
    }
    json_decref(result);
}

static void follow(struct loop *l, struct connection *c)
{
    c->follows = c->joined = true;
    c->told = atomic_load(&l->v->version);
    answer(c, json_pack("{s:I}", "version", (json_int_t)c->told));
    rpc_free(&c->request.rpc);
}

static void wipe_request(struct connection *c)
{
    struct request *r = &c->request;
    const struct command *command = r->command;
    for (const struct arg *a = command != NULL ? command->args : NULL; a != NULL && a->name != NULL; a++) {
        const json_t *secret = a->type == ARG_PIN ? json_object_get(r->rpc.params, a->name) : NULL;
        if (json_is_string(secret)) {
            explicit_bzero((char *)(uintptr_t)json_string_value(secret), json_string_length(secret));
        }
    }
    rpc_free(&r->rpc);
    json_decref(r->result);
    pin_proofs_wipe(&r->proofs);
    *r = (struct request){.from = c};
}

/* One line: an answer at once, or a request that goes to the threads. */
static void take_line(struct loop *l, struct connection *c, const char *line, size_t n)
{
    struct request *r = &c->request;
    struct error e = ERROR_NONE;
    i18n_speak(c->session->language[0] != '\0' ? c->session->language : i18n_default());
    int code = rpc_read(line, n, &r->rpc, &e);
    r->command = code == 0 ? command_find(r->rpc.method) : NULL;
    if (code == 0 &&
        (r->command == NULL || r->command->run == NULL || (r->command->flags & CMD_LOCAL) != 0)) {
        code = RPC_NO_METHOD;
        error_set(&e, ST_USAGE, "unknown_command", _("there is no command %s; see: clearbay --help"),
                  r->rpc.method);
    } else if (code == 0 && !may(c, r->command)) {
        code = RPC_WORKSHOP + ST_REFUSED;
        error_set(&e, ST_REFUSED, "not_yours", _("%s is for root or the service's own account"),
                  r->command->id);
    }
    if (code != 0) {
        say_error(c, r->rpc.id, code, &e);
        wipe_request(c);
    } else if (strcmp(r->command->id, "session.follow") == 0) {
        follow(l, c);
    } else {
        c->busy = true;
        c->session->passed_file = c->file;
        l->busy++;
        work_put(l->v, r);
    }
}

/* Lines that are there and may be taken: one request at a time, and none before its answer is read. */
static void go_on(struct loop *l, struct connection *c, int64_t now)
{
    size_t n;
    const char *line;
    while (!c->busy && !c->broken && !l->ending && (line = connection_line(c, &n)) != NULL) {
        if (n > 0) {
            take_line(l, c, line, n);
        }
        connection_took(c, n + 1);
        if (!c->busy && c->file >= 0) { /* it came with a request that is done */
            close(c->file);
            c->file = -1;
        }
        if (c->out.len > 0 && !connection_send(c, now)) {
            c->broken = true;
        }
        if (c->out.len > 0) {
            break;
        }
    }
    c->line_since = c->in.len > 0 && !c->busy ? (c->line_since != 0 ? c->line_since : now) : 0;
    bool through = c->broken || (c->ended && c->out.len == 0);
    if (through && !c->busy) {
        if (c->out.len > 0) {
            connection_send(c, now); /* why it is closed */
        }
        drop(l, c);
    } else {
        watch(l, c);
    }
}

static void finish(struct loop *l, struct request *r, int64_t now)
{
    struct connection *c = r->from;
    c->busy = false;
    l->busy--;
    c->joined = c->joined || c->session->person != 0;
    c->stop = 0;
    if (c->file >= 0) {
        close(c->file);
        c->file = -1;
    }
    c->session->passed_file = -1;
    if (r->result != NULL) {
        answer(c, json_incref(r->result));
    } else if (r->rpc.id != NULL) {
        say_error(c, r->rpc.id, RPC_WORKSHOP + (int)r->error.status, &r->error);
    }
    wipe_request(c);
    if (c->broken || !connection_send(c, now)) {
        c->broken = true;
    }
    go_on(l, c, now);
}

static void accept_all(struct loop *l)
{
    int fd;
    while ((fd = accept4(l->listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
        struct connection *c = connection_new(l->v, fd);
        if (c == NULL) {
            continue;
        }
        c->next = l->first;
        if (l->first != NULL) {
            l->first->before = c;
        }
        l->first = c;
        l->count++;
        c->watched = EPOLLIN;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &event) != 0) {
            drop(l, c);
        } else if (l->count > l->clients_max) {
            struct error e = ERROR_NONE;
            error_set(&e, ST_FAILED, "too_many", _("the service has %d clients already: try again later"),
                      l->clients_max);
            say_error(c, NULL, RPC_BUSY, &e);
            connection_send(c, when_monotonic());
            drop(l, c);
        }
    }
}

static void reload(struct loop *l)
{
    struct error e = ERROR_NONE;
    struct config *config = NULL;
    const char *file = l->v->config->config->file;
    systemd_notify("RELOADING=1");
    if (config_load(file[0] != '\0' ? file : NULL, &config, &e) != ST_OK) {
        log_write(LOG_INFO, "the configuration stays as it was: %s", e.message);
    } else {
        work_reload(l->v, config);
        log_write(LOG_INFO, "the configuration was read again");
    }
    systemd_notify("READY=1");
}

static void take_signals(struct loop *l)
{
    struct signalfd_siginfo info;
    while (read(l->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGHUP) {
            reload(l);
        } else {
            l->ending = true;
        }
    }
}

/* Notes of changes and of how far long commands are. */
static void tell(struct loop *l, struct connection *c, int64_t now)
{
    size_t n = 0;
    struct service *v = l->v;
    if (c->progressed) {
        pthread_mutex_lock(&v->progress_mutex);
        struct progress p = c->progress;
        c->progressed = false;
        json_t *params = json_pack("{s:s,s:i,s:I,s:I}", "source", p.source, "phase", (int)p.phase, "done",
                                   (json_int_t)p.done, "total", (json_int_t)p.total);
        pthread_mutex_unlock(&v->progress_mutex);
        char *message = rpc_notification("progress", params, &n);
        connection_say(c, message, n);
        json_decref(params);
    }
    long long version = atomic_load(&v->version);
    if (c->follows && c->told != version && now - c->told_at >= TOLD_MS && c->out.len == 0) {
        json_t *params = json_pack("{s:I}", "version", (json_int_t)version);
        char *message = rpc_notification("changed", params, &n);
        connection_say(c, message, n);
        json_decref(params);
        c->told = version;
        c->told_at = now;
    }
    if (n > 0 && !connection_send(c, now)) {
        c->broken = true;
    }
}

/* True when somebody is to be told of a change soon. */
static bool tell_all(struct loop *l, int64_t now)
{
    bool later = false;
    long long version = atomic_load(&l->v->version);
    for (struct connection *c = l->first, *next; c != NULL; c = next) {
        next = c->next;
        tell(l, c, now);
        later = later || (c->follows && c->told != version);
        if (c->broken && !c->busy) {
            drop(l, c);
        } else {
            watch(l, c);
        }
    }
    return later;
}

/* Who lets others wait: half a line, an answer that is not read, a stranger where there is no room left. */
static void look_after(struct loop *l, int64_t now)
{
    bool crowded = l->count > l->clients_max * 3 / 4;
    for (struct connection *c = l->first, *next; c != NULL; c = next) {
        next = c->next;
        bool slow = c->line_since != 0 && now - c->line_since > LINE_MS;
        bool stuck = c->out.len > 0 && now - c->heard_at > LINE_MS;
        bool stranger = crowded && !c->joined && now - c->heard_at > STRANGER_MS;
        if (!c->busy && (slow || stuck || stranger)) {
            log_write(LOG_INFO, "%s: closed: %s", c->session->terminal,
                      slow    ? "its line does not end"
                      : stuck ? "it does not read its answer"
                              : "it says nothing");
            drop(l, c);
        }
    }
}

/* Of what comes while a long command runs only this is looked at; the rest waits its turn. */
static void look_for_stop(struct connection *c)
{
    size_t n;
    struct rpc rpc;
    struct error e = ERROR_NONE;
    const char *line = connection_line(c, &n);
    if (line == NULL) {
        return;
    }
    if (rpc_read(line, n, &rpc, &e) == 0 && rpc.id == NULL && strcmp(rpc.method, "session.stop") == 0) {
        c->stop = 1;
        connection_took(c, n + 1);
    }
    rpc_free(&rpc);
}

static void take_event(struct loop *l, const struct epoll_event *event, int64_t now)
{
    if (event->data.ptr == &listening_mark) {
        accept_all(l);
    } else if (event->data.ptr == &signal_mark) {
        take_signals(l);
    } else if (event->data.ptr == &wake_mark) {
        uint64_t unused;
        if (read(l->v->wake, &unused, sizeof unused) < 0) {
            /* another look at an empty line harms nobody */
        }
    } else {
        struct connection *c = event->data.ptr;
        bool gone = (event->events & (EPOLLHUP | EPOLLERR)) != 0 && (event->events & EPOLLIN) == 0;
        c->broken = c->broken || gone;
        c->stop = c->stop || gone;
        if ((event->events & EPOLLIN) != 0 && (!c->busy || may_stop(c)) && !connection_receive(c, now)) {
            c->broken = true;
        }
        if (c->busy) {
            look_for_stop(c);
        }
        if (!c->broken && !connection_send(c, now)) {
            c->broken = true;
        }
        if (gone && c->busy) { /* nothing more is heard of it until what runs is done */
            epoll_ctl(l->epoll, EPOLL_CTL_DEL, c->fd, NULL);
            return;
        }
        go_on(l, c, now);
    }
}

static void serve(struct loop *l)
{
    struct epoll_event events[EVENTS];
    struct request *r;
    int64_t tick = when_monotonic() + TICK_MS;
    bool soon = false;
    while (!l->ending || l->busy > 0) {
        int64_t now = when_monotonic();
        int64_t wait = soon ? TOLD_MS / 2 : tick - now;
        int n = epoll_wait(l->epoll, events, EVENTS, wait > 0 ? (int)wait : 0);
        now = when_monotonic();
        for (int i = 0; i < n; i++) {
            take_event(l, &events[i], now);
        }
        while ((r = queue_poll(&l->v->done)) != NULL) {
            finish(l, r, now);
        }
        bool news =
            l->told_version != atomic_load(&l->v->version) || atomic_exchange(&l->v->progressed, false);
        if (news || soon) {
            l->told_version = atomic_load(&l->v->version);
            soon = tell_all(l, now);
        }
        if (now >= tick) {
            tick = now + TICK_MS;
            look_after(l, now);
        }
    }
}

static bool add(struct loop *l, int fd, void *mark)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = mark};
    return fd >= 0 && epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

enum status loop_run(struct service *v, int listening, struct error *e)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    struct loop l = {.v = v,
                     .listening = listening,
                     .clients_max = (int)v->config->config->service_clients,
                     .epoll = epoll_create1(EPOLL_CLOEXEC),
                     .signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)};
    enum status st = ST_OK;
    if (!add(&l, listening, &listening_mark) || !add(&l, v->wake, &wake_mark) ||
        !add(&l, l.signals, &signal_mark)) {
        st =
            error_set(e, ST_FAILED, "service", _("the service cannot wait for clients: %s"), strerror(errno));
    } else {
        systemd_notify("READY=1\nSTATUS=serving");
        log_write(LOG_INFO, "the service is ready");
        serve(&l);
        systemd_notify("STOPPING=1");
    }
    while (l.first != NULL) {
        connection_send(l.first, when_monotonic());
        drop(&l, l.first);
    }
    close(l.epoll);
    close(l.signals);
    return st;
}
