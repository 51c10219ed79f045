#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/client/answer.h"
#include "core/client/remote_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECT_MS = 2000,
    SEND_MS = 5000,
    GREETING_MS = 10000, /* a service that is being started greets late */
    START_MS = 3000,     /* what a console that opens waits for that */
    GLANCE_MS = 100,     /* what a key press waits for a service that has just come back */
    RETRY_FIRST_MS = 250,
    RETRY_MAX_MS = 3000
};

enum status remote_new(const char *socket, struct remote **out, struct error *e)
{
    struct remote *r = *out = calloc(1, sizeof *r);
    if (r == NULL) {
        return error_memory(e);
    }
    r->socket = socket;
    r->backoff_ms = RETRY_FIRST_MS;
    return ST_OK;
}

static void drop_ticket(struct remote *r)
{
    if (r->ticket != NULL) {
        explicit_bzero(r->ticket, strlen(r->ticket));
        free(r->ticket);
        r->ticket = NULL;
    }
}

void remote_free(struct remote **rp)
{
    struct remote *r = *rp;
    *rp = NULL;
    if (r != NULL) {
        wire_close(&r->wire);
        json_decref(r->outlet);
        drop_ticket(r);
        free(r);
    }
}

void remote_be_quick(struct remote *r)
{
    r->quick = true;
}

void remote_hang_up(struct remote *r)
{
    int64_t now = when_monotonic();
    wire_close(&r->wire);
    if (r->step == UP) {
        log_write(LOG_INFO, "%s: the service is away", r->socket);
        r->retry_at = now; /* it may be there again already */
    } else {
        r->retry_at = now + r->backoff_ms;
        r->backoff_ms = r->backoff_ms * 2 < RETRY_MAX_MS ? r->backoff_ms * 2 : RETRY_MAX_MS;
    }
    r->step = AWAY;
}

/* Sends a request; takes `params` over. False: the service is gone. */
bool remote_ask(struct remote *r, const char *method, json_t *params, int file)
{
    json_t *message = json_pack("{s:s,s:I,s:s,s:o}", "jsonrpc", "2.0", "id", (json_int_t)++r->id, "method",
                                method, "params", params != NULL ? params : json_object());
    bool sent = message != NULL && wire_send(r->wire, message, file, SEND_MS);
    json_decref(message);
    if (!sent) {
        remote_hang_up(r);
    }
    return sent;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

void remote_take_person(struct remote *r, const json_t *person)
{
    const json_t *ticket = json_object_get(person, "ticket");
    text_copy(r->user, sizeof r->user, text_of(person, "user"));
    text_copy(r->name, sizeof r->name, text_of(person, "name"));
    text_copy(r->role, sizeof r->role, text_of(person, "role"));
    r->pin_is_temporary = json_is_true(json_object_get(person, "pin_temporary"));
    r->needs_login = false;
    if (json_is_string(ticket)) {
        drop_ticket(r);
        r->ticket = strdup(json_string_value(ticket));
    }
}

void remote_forget(struct remote *r)
{
    drop_ticket(r);
    r->user[0] = r->name[0] = r->role[0] = '\0';
    r->pin_is_temporary = r->needs_login = false;
}

/* The outlet's day, wherever the terminal stands. */
static void take_outlet(struct remote *r, json_t *outlet)
{
    const char *zone = text_of(outlet, "timezone"), *now = getenv("TZ");
    json_decref(r->outlet);
    r->outlet = outlet;
    if (zone[0] != '\0' && (now == NULL || strcmp(now, zone) != 0)) {
        setenv("TZ", zone, 1);
        tzset();
    }
}

/* The answer to a step of the greeting. */
static void go_on(struct remote *r, const json_t *answer)
{
    struct error e = ERROR_NONE;
    json_t *result = NULL;
    enum status st = answer_take(answer, &result, &e);
    if (r->step == HELLO) {
        if (st != ST_OK) {
            r->why = e;
            remote_hang_up(r);
            return;
        }
        take_outlet(r, json_incref(result));
        r->step = RESUME;
        if (r->ticket != NULL) {
            remote_ask(r, "session.resume", json_pack("{s:s}", "ticket", r->ticket), -1);
            json_decref(result);
            return;
        }
        r->needs_login = r->user[0] != '\0';
    } else if (r->step == RESUME && st == ST_OK) {
        remote_take_person(r, result);
    } else if (r->step == RESUME) {
        log_write(LOG_INFO, "the session of %s is not resumed: %s", r->user, e.code);
        drop_ticket(r);
        r->needs_login = r->user[0] != '\0';
    }
    json_decref(result);
    if (r->step == RESUME && r->follows) {
        r->step = FOLLOW;
        remote_ask(r, "session.follow", NULL, -1);
        return;
    }
    r->step = UP;
    r->version++;
    r->was_up = true;
    r->backoff_ms = RETRY_FIRST_MS;
    log_write(LOG_INFO, "%s: the service is there", r->socket);
}

/* Takes a message in; true: it is the answer to the last request. */
bool remote_hear(struct remote *r, const json_t *message)
{
    struct progress progress;
    if (json_object_get(message, "method") == NULL) {
        return json_integer_value(json_object_get(message, "id")) == r->id ||
               (json_is_null(json_object_get(message, "id")) && json_object_get(message, "error") != NULL);
    }
    if (answer_progress(message, &progress)) {
        if (r->on_progress != NULL) {
            r->on_progress(&progress, r->progress_arg);
        }
    } else if (strcmp(text_of(message, "method"), "changed") == 0) {
        r->version++;
    }
    return false;
}

/* Takes in what the service says, until it is up or the time is over (0: what is there already). */
static void listen_to(struct remote *r, int wait_ms)
{
    int64_t end = when_monotonic() + wait_ms;
    while (r->wire != NULL) {
        json_t *message = NULL;
        int64_t left = r->step == UP ? 0 : end - when_monotonic();
        enum wire_got got = wire_receive(r->wire, left > 0 ? (int)left : 0, NULL, &message);
        if (got == WIRE_GONE) {
            remote_hang_up(r);
        } else if (got == WIRE_MESSAGE && remote_hear(r, message) && r->step != UP) {
            go_on(r, message);
        }
        json_decref(message);
        if (got == WIRE_NOTHING) {
            break;
        }
    }
    if (r->wire != NULL && r->step != UP && when_monotonic() >= r->step_end) {
        remote_hang_up(r);
    }
}

/* What goes into the log of the workshop; where an ssh client stands is only what he says. */
static json_t *greeting(void)
{
    char terminal[64], from[40] = "";
    const char *tty = ttyname(STDIN_FILENO), *ssh = getenv("SSH_CONNECTION");
    if (ssh != NULL) {
        snprintf(from, sizeof from, " ssh %.*s", (int)strcspn(ssh, " ") < 30 ? (int)strcspn(ssh, " ") : 30,
                 ssh);
    }
    snprintf(terminal, sizeof terminal, "%.24s%s", tty != NULL ? tty : "-", from);
    return json_pack("{s:s,s:s}", "language", i18n_language(), "terminal",
                     text_valid(terminal, strlen(terminal)) ? terminal : "?");
}

static void dial(struct remote *r, int wait_ms)
{
    if (wire_open(r->socket, wait_ms, &r->wire, &r->why) != ST_OK) {
        remote_hang_up(r);
        return;
    }
    error_set(&r->why, ST_FAILED, "service_silent",
              _("%s: the service does not answer: tell the administrator (systemctl status clearbay)"),
              r->socket);
    r->id = 0;
    r->step = HELLO;
    r->step_end = when_monotonic() + GREETING_MS;
    remote_ask(r, "session.hello", greeting(), -1);
}

/* Connects again when it is time for it; somebody at a console never waits for that. */
void remote_reach(struct remote *r)
{
    bool glance = r->quick && r->tried;
    listen_to(r, 0);
    if (r->wire == NULL && (!r->quick || when_monotonic() >= r->retry_at)) {
        dial(r, glance ? 0 : CONNECT_MS);
        r->tried = true;
        listen_to(r, glance ? GLANCE_MS : r->quick ? START_MS : GREETING_MS);
    }
}

long long remote_version(struct remote *r)
{
    bool begins = !r->follows;
    r->follows = true;
    if (begins && r->step == UP && remote_ask(r, "session.follow", NULL, -1)) {
        r->step = FOLLOW; /* its answer is awaited as in a greeting */
        r->step_end = when_monotonic() + GREETING_MS;
        listen_to(r, START_MS);
    }
    remote_reach(r);
    return r->was_up ? r->version : -1;
}

bool remote_is_up(const struct remote *r)
{
    return r->step == UP;
}

bool remote_needs_login(const struct remote *r)
{
    return r->step == UP && r->needs_login;
}

const char *remote_user(const struct remote *r)
{
    return r->user;
}

const char *remote_user_name(const struct remote *r)
{
    return r->name;
}

const char *remote_role(const struct remote *r)
{
    return r->role;
}

bool remote_pin_is_temporary(const struct remote *r)
{
    return r->pin_is_temporary;
}

const char *remote_outlet(const struct remote *r, const char *key)
{
    return json_string_value(json_object_get(r->outlet, key));
}

void remote_watch(struct remote *r, void (*on_progress)(const struct progress *, void *), void *arg,
                  const volatile sig_atomic_t *stop)
{
    r->on_progress = on_progress;
    r->progress_arg = arg;
    r->stop = stop;
}
