#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/service/loop.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LINES_AT_ONCE = 8, /* of one client, before the others' turn */
    HEAVY = 32768,     /* bytes of a line of which one is taken apart in a round: 1 MB takes 10 ms */
    STOP_MAX = 4096    /* bytes that are read while a long command runs: session.stop, no more */
};

static void say_error(struct connection *c, const json_t *id, int code, const struct error *e)
{
    size_t n = 0;
    char *message = rpc_error(id, code, e, &n);
    connection_say(c, message, n);
}

static void speak(const struct connection *c)
{
    i18n_speak(c->session->language[0] != '\0' ? c->session->language : i18n_default());
}

void exchange_refuse(struct connection *c, const char *word, const char *why, int64_t now)
{
    struct error e = ERROR_NONE;
    log_write(LOG_INFO, "%s: closed: %s", c->session->terminal, why);
    speak(c);
    error_set(&e, ST_FAILED, word, _("this connection is closed: %s"), i18n_text(why));
    say_error(c, NULL, RPC_BUSY, &e);
    connection_send(c, now);
    c->broken = true;
}

/* A workshop is made, or put back, by who keeps the machine. */
static bool may(const struct connection *c, const struct command *command)
{
    bool makes = strcmp(command->id, "init") == 0 || strcmp(command->id, "restore") == 0;
    return !makes || c->session->peer.uid == 0 || c->session->peer.uid == geteuid();
}

static void answer(struct connection *c, const json_t *result)
{
    size_t n = 0;
    if (c->request.rpc.id != NULL) {
        char *message = rpc_result(c->request.rpc.id, result, &n);
        connection_say(c, message, n);
    }
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
    free(r->line);
    pin_proofs_wipe(&r->proofs);
    *r = (struct request){.from = c};
}

static void follow(struct loop *l, struct connection *c)
{
    c->follows = true;
    c->told = atomic_load(&l->v->version);
    json_t *result = json_pack("{s:I}", "version", (json_int_t)c->told);
    answer(c, result);
    json_decref(result);
    wipe_request(c);
}

/* One line of n bytes: an answer at once, or a request that goes to the threads. */
static void take_line(struct loop *l, struct connection *c, const char *line, size_t n)
{
    struct request *r = &c->request;
    struct error e = ERROR_NONE;
    speak(c);
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
        c->session->passed_file = connection_file(c, n + 1);
        l->busy++;
        work_put(l->v, r);
    }
}

/* Whether a line may be taken now. */
static bool may_take(const struct loop *l, const struct connection *c)
{
    return !c->busy && !c->broken && !l->ending && c->out.len == 0;
}

static void take_lines(struct loop *l, struct connection *c, int64_t now)
{
    size_t n;
    const char *line;
    int left = LINES_AT_ONCE;
    while (may_take(l, c) && left-- > 0 && (line = connection_line(c, &n)) != NULL) {
        if (n > HEAVY && l->heavy) {
            break;
        }
        l->heavy = l->heavy || n > HEAVY;
        if (n > 0) {
            take_line(l, c, line, n);
        }
        if (!c->busy && connection_file(c, n + 1) >= 0) { /* it came with a request that is done */
            connection_drop_file(c);
        }
        connection_took(c, n + 1);
        c->line_since = 0;
        c->broken = !connection_send(c, now) || c->broken;
    }
    if (may_take(l, c) && !c->is_ready && connection_line(c, &n) != NULL) {
        loop_set_ready(l, c);
    }
    bool waits = connection_waiting(c) > 0 && !c->busy && !c->is_ready;
    c->line_since = !waits ? 0 : c->line_since != 0 ? c->line_since : now;
}

void exchange_go_on(struct loop *l, struct connection *c, int64_t now)
{
    take_lines(l, c, now);
    bool through = c->broken || (c->ended && c->out.len == 0 && !c->is_ready);
    if (through && !c->busy) {
        connection_send(c, now); /* why it is closed */
        loop_drop(l, c);
    } else {
        loop_watch(l, c);
    }
}

void exchange_finish(struct loop *l, struct request *r, int64_t now)
{
    struct connection *c = r->from;
    atomic_fetch_sub(&l->v->muted, c->muted ? 1 : 0);
    c->busy = c->muted = false;
    l->busy--;
    c->joined = c->joined || c->session->person != 0;
    __atomic_store_n(&c->stop, 0, __ATOMIC_RELAXED);
    if (c->session->passed_file >= 0) {
        connection_drop_file(c);
        c->session->passed_file = -1;
    }
    work_answer(r);
    if (r->rpc.id != NULL && (r->line == NULL || !buf_add(&c->out, r->line + r->sent, r->length - r->sent))) {
        c->broken = true; /* memory is out */
    }
    wipe_request(c);
    c->broken = c->broken || !connection_send(c, now);
    exchange_go_on(l, c, now);
}

bool exchange_may_stop(const struct connection *c)
{
    return c->busy && (c->request.command->flags & CMD_LONG) != 0 && c->stop == 0 &&
           connection_waiting(c) < STOP_MAX;
}

void exchange_look_for_stop(struct connection *c)
{
    size_t n;
    struct rpc rpc;
    struct error e = ERROR_NONE;
    const char *line = connection_line(c, &n);
    if (line == NULL) {
        return;
    }
    if (rpc_read(line, n, &rpc, &e) == 0 && rpc.id == NULL && strcmp(rpc.method, "session.stop") == 0) {
        __atomic_store_n(&c->stop, 1, __ATOMIC_RELAXED);
        connection_took(c, n + 1);
    }
    rpc_free(&rpc);
}
