#include "core/service/loop.h"
#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/when.h"
#include "core/service/reload.h"
#include "core/service/systemd.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    EVENTS = 64,
    ACCEPT_AT_ONCE = 64,
    TICK_MS = 1000,
    LINE_MS = 30 * 1000,     /* for a whole line, and for reading what was sent */
    HURRY_MS = 1000,         /* the same while the service holds too much of it */
    STRANGER_MS = 30 * 1000, /* before a silent client that has not logged in makes room for others */
    WELCOME_MS = 2000,       /* before he makes room in any case */
    FAREWELL_MS = 2000       /* for reading the last answers when the service ends */
};

static const char *const strangers = N_("there are many clients, and this one has not logged in");

/* What epoll says something about: a connection, or one of these. */
static char listening_mark, wake_mark, signal_mark;

void loop_watch(struct loop *l, struct connection *c)
{
    bool reads = !c->muted && !c->ended && !c->broken && !l->ending && c->out.len == 0 && !c->is_ready &&
                 connection_has_room(c);
    uint32_t wanted = (reads ? (uint32_t)EPOLLIN : 0U) | (c->out.len > 0 ? (uint32_t)EPOLLOUT : 0U);
    if (wanted != c->watched) {
        struct epoll_event event = {.events = wanted, .data.ptr = c};
        epoll_ctl(l->epoll, EPOLL_CTL_MOD, c->fd, &event);
        c->watched = wanted;
    }
}

void loop_set_ready(struct loop *l, struct connection *c)
{
    c->is_ready = true;
    c->next_ready = NULL;
    *l->ready_end = c;
    l->ready_end = &c->next_ready;
}

static void forget_ready(struct loop *l, struct connection *c)
{
    struct connection **at = &l->ready;
    while (*at != c) {
        at = &(*at)->next_ready;
    }
    *at = c->next_ready;
    l->ready_end = *at == NULL ? at : l->ready_end;
    c->is_ready = false;
}

void loop_drop(struct loop *l, struct connection *c)
{
    if (c->is_ready) {
        forget_ready(l, c);
    }
    *(c->before != NULL ? &c->before->next : &l->first) = c->next;
    if (c->next != NULL) {
        c->next->before = c->before;
    }
    l->count--;
    c->dropped = true; /* an event of this round may still name it */
    c->next = l->dropped;
    l->dropped = c;
}

static void bury(struct loop *l)
{
    while (l->dropped != NULL) {
        struct connection *c = l->dropped;
        l->dropped = c->next;
        connection_free(&c);
    }
}

static void listen_on(struct loop *l, bool on)
{
    struct epoll_event event = {.events = on ? (uint32_t)EPOLLIN : 0U, .data.ptr = &listening_mark};
    epoll_ctl(l->epoll, EPOLL_CTL_MOD, l->listening, &event);
    l->deaf = !on;
}

/* Where all places are taken, the longest stay of somebody who has not logged in makes room: a place cannot
 * be held by saying nothing of any use. False: there is nobody to send away. */
static bool make_room(struct loop *l, int64_t now)
{
    struct connection *longest = NULL;
    for (struct connection *c = l->first; c != NULL; c = c->next) {
        bool stranger = !c->joined && !c->busy && now - c->since > WELCOME_MS;
        if (stranger && (longest == NULL || c->since < longest->since)) {
            longest = c;
        }
    }
    if (longest != NULL) {
        exchange_refuse(longest, "too_slow", strangers, now);
        loop_drop(l, longest);
    }
    return longest != NULL;
}

static void take_in(struct loop *l, int fd, int64_t now)
{
    struct connection *c = connection_new(l->v, fd);
    if (c == NULL) {
        return;
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
        loop_drop(l, c);
    } else if (l->count > l->clients_max && !make_room(l, now)) {
        exchange_refuse(c, "too_many", N_("the service has as many clients as it may: try again later"), now);
        loop_drop(l, c);
    }
}

static void accept_some(struct loop *l, int64_t now)
{
    for (int i = 0; i < ACCEPT_AT_ONCE && !l->ending; i++) {
        int fd = accept4(l->listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0) {
            take_in(l, fd, now);
        } else if (errno == EAGAIN) {
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            log_write(LOG_ERROR, "no further client can be taken: %s", i18n_errno(errno));
            listen_on(l, false); /* it would be tried without end */
            return;
        }
    }
}

/* What runs is finished, but long commands end at once: they are made for that. */
static void begin_to_end(struct loop *l, int64_t now)
{
    systemd_notify("STOPPING=1");
    atomic_fetch_add(&l->v->muted, 1); /* the end waits for all that runs */
    l->ending = true;
    l->stop_at = now + FAREWELL_MS;
    listen_on(l, false);
    for (struct connection *c = l->first; c != NULL; c = c->next) {
        if (c->busy) {
            __atomic_store_n(&c->stop, 1, __ATOMIC_RELAXED);
        }
        loop_watch(l, c);
    }
}

static void take_signals(struct loop *l, int64_t now)
{
    struct signalfd_siginfo info;
    while (read(l->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo != SIGHUP) {
            begin_to_end(l, now);
        } else if (reload_config(l->v)) {
            l->clients_max = (int)l->v->config->config->service_clients;
        }
    }
}

/* Who lets others wait: half a line, an answer that is not read, a stranger where there is no room left. */
static void look_after(struct loop *l, int64_t now)
{
    bool crowded = l->count > l->clients_max / 4 * 3;
    int64_t patience = l->v->held > HELD_MAX ? HURRY_MS : LINE_MS;
    if (l->deaf && !l->ending) {
        listen_on(l, true);
    }
    for (struct connection *c = l->first, *next; c != NULL; c = next) {
        next = c->next;
        bool slow = c->line_since != 0 && now - c->line_since > patience;
        bool stuck = c->out.len > 0 && now - c->heard_at > patience;
        bool stranger = crowded && !c->joined && now - c->heard_at > STRANGER_MS;
        if (c->busy || !(slow || stuck || stranger)) {
            loop_watch(l, c); /* there may be room again */
            continue;
        }
        exchange_refuse(c, "too_slow",
                        slow    ? N_("the line does not end")
                        : stuck ? N_("the answer is not read")
                                : strangers,
                        now);
        loop_drop(l, c);
    }
}

static void take_event(struct loop *l, const struct epoll_event *event, int64_t now)
{
    struct connection *c = event->data.ptr;
    if (c->dropped) {
        return;
    }
    bool gone = (event->events & (EPOLLHUP | EPOLLERR)) != 0 && (event->events & EPOLLIN) == 0;
    c->broken = c->broken || gone;
    if (gone && c->busy) { /* nothing more is heard of it until what runs is done */
        __atomic_store_n(&c->stop, 1, __ATOMIC_RELAXED);
        epoll_ctl(l->epoll, EPOLL_CTL_DEL, c->fd, NULL);
        return;
    }
    bool hears = !c->busy || exchange_may_stop(c);
    if ((event->events & EPOLLIN) != 0 && !hears && !c->muted) {
        c->muted = true;
        atomic_fetch_add(&l->v->muted, 1);
    }
    if ((event->events & EPOLLIN) != 0 && hears && !connection_receive(c, now)) {
        c->broken = true;
    }
    if (c->busy) {
        exchange_look_for_stop(c);
    }
    c->broken = c->broken || !connection_send(c, now);
    exchange_go_on(l, c, now);
}

static void take_events(struct loop *l, const struct epoll_event *events, int n, int64_t now)
{
    uint64_t unused;
    for (int i = 0; i < n; i++) {
        const void *mark = events[i].data.ptr;
        if (mark == &listening_mark) {
            accept_some(l, now);
        } else if (mark == &signal_mark) {
            take_signals(l, now);
        } else if (mark != &wake_mark) {
            take_event(l, &events[i], now);
        } else if (read(l->v->wake, &unused, sizeof unused) < 0) {
            continue; /* somebody looked already */
        }
    }
}

/* Those who had more lines than their share get the next ones looked at, each once. */
static void take_ready(struct loop *l, int64_t now)
{
    struct connection *c, *last = NULL;
    for (c = l->ready; c != NULL; c = c->next_ready) {
        last = c;
    }
    while (last != NULL && (c = l->ready) != NULL) {
        bool is_last = c == last;
        forget_ready(l, c);
        exchange_go_on(l, c, now); /* puts it behind the others when there are more */
        if (is_last) {
            break;
        }
    }
}

/* False when all that runs is answered, and the answers are read or were not for too long. */
static bool goes_on(const struct loop *l)
{
    if (!l->ending || l->busy > 0) {
        return true;
    }
    bool unread = false;
    for (const struct connection *c = l->first; c != NULL; c = c->next) {
        unread = unread || (c->out.len > 0 && !c->broken);
    }
    return unread && when_monotonic() < l->stop_at;
}

static void take_done(struct loop *l, int64_t now)
{
    struct request *r;
    while ((r = queue_poll(&l->v->done)) != NULL) {
        exchange_finish(l, r, now);
    }
}

static void serve(struct loop *l)
{
    struct epoll_event events[EVENTS];
    int64_t tick = when_monotonic() + TICK_MS;
    while (goes_on(l)) {
        int64_t now = when_monotonic(), news = news_wait(l, now);
        int64_t wait = tick > now ? tick - now : 0;
        wait = news >= 0 && news < wait ? news : wait;
        int n = epoll_wait(l->epoll, events, EVENTS, l->ready != NULL ? 0 : (int)wait);
        now = when_monotonic();
        take_done(l, now); /* first: their clients may have gone on */
        l->heavy = true;   /* those wait among the ready, in their order */
        take_events(l, events, n, now);
        l->heavy = false;
        take_ready(l, now);
        take_done(l, now); /* again: of who was muted meanwhile nobody would tell */
        news_tell(l, now);
        if (now >= tick) {
            tick = now + TICK_MS;
            look_after(l, now);
        }
        bury(l);
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
    l.ready_end = &l.ready;
    if (!add(&l, listening, &listening_mark) || !add(&l, v->wake, &wake_mark) ||
        !add(&l, l.signals, &signal_mark)) {
        st = error_set(e, ST_FAILED, "service", _("the service cannot wait for clients: %s"),
                       i18n_errno(errno));
    } else {
        systemd_notify("READY=1\nSTATUS=serving");
        log_write(LOG_INFO, "the service is ready");
        serve(&l);
    }
    while (l.first != NULL) {
        loop_drop(&l, l.first);
    }
    bury(&l);
    close(l.epoll);
    close(l.signals);
    return st;
}
