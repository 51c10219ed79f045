/* One command at the service: its file, its answer, its end. */
#include "core/base/i18n.h"
#include "core/base/spool.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/client/answer.h"
#include "core/client/remote_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    QUICK_MS = 10000,    /* somebody sits there and waits */
    SLOW_MS = 120000,    /* ... for what is known to take long */
    PATIENT_MS = 900000, /* a script: a check of a large log, a backup is silent until it is done */
    STOPPING_MS = 15000, /* a long command that was asked to end */
    DRAFT_MS = 2000      /* somebody is typing */
};

/* Longest silence of a service that works on a command. */
static int longest_silence(const struct remote *r, const struct command *c)
{
    if ((c->flags & CMD_OFFLINE) != 0 && r->quick) {
        return DRAFT_MS;
    }
    bool slow = (c->flags & (CMD_LONG | CMD_SLOW)) != 0;
    return !r->quick ? PATIENT_MS : slow ? SLOW_MS : QUICK_MS;
}

static bool changes(const struct command *c)
{
    return (c->flags & (CMD_CHANGES | CMD_OWN_TX | CMD_NO_DB | CMD_LONG)) != 0;
}

static enum status lost(const struct remote *r, const struct command *c, struct error *e)
{
    if (changes(c)) {
        return error_set(
            e, ST_FAILED, "answer_lost",
            _("%s: the service went away before it answered: look whether it was done before you "
              "do it again"),
            r->socket);
    }
    return error_set(e, ST_FAILED, "service_away",
                     _("%s: the service went away before it answered: try again when it is back"), r->socket);
}

static enum status silent(struct remote *r, const struct command *c, struct error *e)
{
    remote_hang_up(r); /* an answer that comes after all would be taken for another one's */
    if (changes(c)) {
        return error_set(e, ST_FAILED, "service_silent",
                         _("%s: the service has not answered in time: look whether it was done before you do "
                           "it again"),
                         r->socket);
    }
    return error_set(e, ST_FAILED, "service_silent",
                     _("%s: the service has not answered in time: try again, or tell the administrator"),
                     r->socket);
}

enum outcome { ANSWERED, LOST, SILENT };

/* Waits for the answer; whoever asks for the end of a long command gets one all the same. */
static enum outcome await(struct remote *r, int silence_ms, json_t **answer)
{
    bool stopping = false;
    int64_t end = when_monotonic() + silence_ms;
    unsigned long long heard = wire_received(r->wire);
    for (;;) {
        int64_t left = end - when_monotonic();
        enum wire_got got =
            wire_receive(r->wire, left > 0 ? (int)left : 0, stopping ? NULL : r->stop, answer);
        if (got == WIRE_MESSAGE && remote_hear(r, *answer)) {
            return ANSWERED;
        }
        json_decref(*answer);
        *answer = NULL;
        if (got == WIRE_GONE) {
            return LOST;
        }
        if (!stopping && r->stop != NULL && *r->stop != 0) {
            stopping = true;
            silence_ms = STOPPING_MS;
            json_t *stop = json_pack("{s:s,s:s}", "jsonrpc", "2.0", "method", "session.stop");
            bool sent = stop != NULL && wire_send(r->wire, stop, -1, STOPPING_MS);
            json_decref(stop);
            if (!sent) {
                return LOST;
            }
            end = when_monotonic() + silence_ms;
        } else if (wire_received(r->wire) != heard) {
            heard = wire_received(r->wire);
            end = when_monotonic() + silence_ms;
        } else if (when_monotonic() >= end) {
            return SILENT;
        }
    }
}

static void open_file(const struct remote *r, const struct arg *a, const char *path, int *file, int *why)
{
    if ((a->flags & ARG_MADE) != 0) {
        *file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        *why = *file < 0 ? errno : 0;
    } else {
        *file = spool_open(path, r->stop, why);
    }
}

/* The file that a command reads, or makes for the person, is opened here, with his own rights; one that the
 * service writes is named from the root on. *file is -1 when there is none; *why says what kept it from being
 * opened. */
static json_t *send_files(const struct remote *r, const struct command *c, const json_t *params, int *file,
                          int *why)
{
    json_t *sent = params != NULL ? json_copy((json_t *)(uintptr_t)params) : json_object();
    *file = -1;
    *why = 0;
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        const char *path = json_string_value(json_object_get(sent, a->name));
        if (a->type != ARG_FILE || path == NULL) {
            continue;
        }
        if ((a->flags & (ARG_READ | ARG_MADE)) != 0) {
            open_file(r, a, path, file, why);
        } else if (path[0] != '/' && path[0] != '\0') {
            char *here = getcwd(NULL, 0);
            json_t *whole = here != NULL ? json_sprintf("%s/%s", here, path) : NULL;
            free(here);
            json_object_set_new(sent, a->name, whole);
        }
    }
    return sent;
}

/* The service was sent no file because it could not be opened: that is what to say. */
static void say_unopened(const struct command *c, const json_t *params, int why, struct error *e)
{
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        const char *path = json_string_value(json_object_get(params, a->name));
        if (a->type != ARG_FILE || path == NULL) {
            continue;
        }
        if ((a->flags & ARG_MADE) == 0) {
            error_set(e, ST_FAILED, "file", _("%s cannot be read: %s"), path, i18n_errno(why));
        } else if (why == EEXIST) {
            error_set(e, ST_REFUSED, "file_exists", _("%s is already there: choose another name"), path);
        } else {
            error_set(e, ST_FAILED, "file", _("%s cannot be made: %s"), path, i18n_errno(why));
        }
    }
}

/* What was made for a command that then failed is of no use. */
static void remove_made(const struct command *c, const json_t *params)
{
    for (const struct arg *a = c->args; a != NULL && a->name != NULL; a++) {
        const char *path = json_string_value(json_object_get(params, a->name));
        if (a->type == ARG_FILE && (a->flags & ARG_MADE) != 0 && path != NULL) {
            unlink(path);
        }
    }
}

static enum status exchange(struct remote *r, const struct command *c, const json_t *params,
                            enum outcome *outcome, json_t **result, struct error *e)
{
    int file, why;
    json_t *answer = NULL, *sent = send_files(r, c, params, &file, &why);
    struct error said = ERROR_NONE;
    *outcome = LOST;
    if (sent != NULL && remote_ask(r, c->id, sent, file)) {
        *outcome = await(r, longest_silence(r, c), &answer);
    }
    if (file >= 0) {
        close(file);
    }
    enum status st = *outcome == ANSWERED ? answer_take(answer, result, &said) : ST_FAILED;
    json_decref(answer);
    if (st != ST_OK && file >= 0) {
        remove_made(c, params);
    }
    if (*outcome != ANSWERED) {
        return *outcome == SILENT ? silent(r, c, e) : lost(r, c, e);
    }
    if (st != ST_OK && why != 0 && strcmp(said.code, "file_not_sent") == 0) {
        say_unopened(c, params, why, &said);
        st = said.status;
    }
    if (st != ST_OK && e != NULL) {
        *e = said;
    }
    return st;
}

/* Somebody changed his own PIN: his ticket was bound to the one before. */
static void renew_ticket(struct remote *r, const struct command *c, const json_t *params)
{
    const char *user = json_string_value(json_object_get(params, "user"));
    const struct command *renew = command_find("session.ticket");
    enum outcome outcome;
    json_t *person = NULL;
    if (strcmp(c->id, "user.pin") == 0 && user != NULL && strcmp(user, r->user) == 0 &&
        exchange(r, renew, NULL, &outcome, &person, NULL) == ST_OK) {
        remote_take_person(r, person);
    }
    json_decref(person);
}

static enum status check_person(const struct remote *r, const struct command *c, struct error *e)
{
    if (!r->needs_login || (c->flags & CMD_ANYONE) != 0) {
        return ST_OK;
    }
    return error_set(e, ST_REFUSED, "login_needed",
                     _("the service does not know %s any more: lock the terminal (Ctrl-L) and log in again"),
                     r->user);
}

enum status remote_call(struct remote *r, const struct command *c, const json_t *params, json_t **result,
                        struct error *e)
{
    enum outcome outcome = LOST;
    enum status st = ST_FAILED;
    *result = NULL;
    for (int attempt = 0; outcome == LOST && attempt < 2; attempt++) {
        remote_reach(r);
        if (r->step != UP) {
            return attempt == 0 ? error_set(e, ST_FAILED, r->why.code, "%s", r->why.message) : st;
        }
        st = check_person(r, c, e);
        if (st != ST_OK) {
            return st;
        }
        st = exchange(r, c, params, &outcome, result, e);
        if (outcome == LOST) {
            remote_hang_up(r);
            attempt += changes(c); /* what only reads may be asked again */
        }
    }
    if (st == ST_OK && strcmp(c->id, "session.login") == 0) {
        remote_take_person(r, *result);
    } else if (st == ST_OK) {
        renew_ticket(r, c, params);
    }
    return st;
}
