#include "core/client/client.h"
#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/client/kept.h"
#include "core/client/local.h"
#include "core/client/remote.h"
#include "core/command/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 3000 /* of somebody at a console, with another program that holds the database */ };

struct client {
    struct local local;
    struct remote *remote; /* NULL: everything runs in this process */
    bool read_only;        /* at the service; the local database is opened so */
    bool confined;         /* see client_open_confined */
    char idle_lock[24];
};

enum status client_open(const char *config_file, struct client **out, struct error *e)
{
    *out = NULL;
    struct config *config = NULL;
    enum status st = config_load(config_file, &config, e);
    if (st != ST_OK) {
        return st;
    }
    struct client *c = calloc(1, sizeof *c);
    if (c == NULL) {
        config_free(&config);
        return error_memory(e);
    }
    snprintf(c->idle_lock, sizeof c->idle_lock, "%lld", (long long)config->ui_idle_lock_s);
    st = local_open(config, &c->local, e);
    if (st == ST_OK && config->service_socket[0] != '\0') {
        st = remote_new(config->service_socket, &c->remote, e);
    }
    if (st != ST_OK) {
        client_close(&c);
        return st;
    }
    *out = c;
    return ST_OK;
}

void client_close(struct client **cp)
{
    struct client *c = *cp;
    *cp = NULL;
    if (c != NULL) {
        remote_free(&c->remote);
        local_close(&c->local);
        free(c);
    }
}

enum status client_login(struct client *c, const char *user, const char *pin, struct error *e)
{
    json_t *params = json_pack("{s:s,s:s}", "user", user, "pin", pin);
    if (params == NULL) {
        return error_set(e, ST_USAGE, "bad_text", _("user and PIN must be UTF-8 text"));
    }
    json_t *result = NULL;
    enum status st = client_call(c, "session.login", params, &result, e);
    json_t *secret = json_object_get(params, "pin");
    explicit_bzero((char *)(uintptr_t)json_string_value(secret), json_string_length(secret));
    json_decref(params);
    json_decref(result);
    return st;
}

void client_logout(struct client *c)
{
    json_t *result = NULL;
    if (client_user(c)[0] != '\0' && client_call(c, "session.logout", NULL, &result, NULL) == ST_OK) {
        json_decref(result);
    }
    if (c->remote != NULL) {
        remote_forget(c->remote); /* also when the service does not hear it: its session ends with the line */
    }
}

const char *client_user(const struct client *c)
{
    return c->remote != NULL ? remote_user(c->remote) : c->local.session->login;
}

const char *client_user_name(const struct client *c)
{
    return c->remote != NULL ? remote_user_name(c->remote) : c->local.session->name;
}

const char *client_role(const struct client *c)
{
    return c->remote != NULL ? remote_role(c->remote) : role_name(c->local.session->role);
}

bool client_pin_is_temporary(const struct client *c)
{
    return c->remote != NULL ? remote_pin_is_temporary(c->remote) : c->local.session->pin_is_temporary;
}

enum status client_open_confined(struct client **out, struct error *e)
{
    enum status st = client_open(config_system_file(), out, e);
    if (st == ST_OK) {
        (*out)->confined = true;
    }
    return st;
}

/* What a restricted client refuses before anything else. */
static enum status check_allowed(const struct client *c, const struct command *command, const json_t *params,
                                 struct error *e)
{
    if (c->read_only && (command->flags & (CMD_CHANGES | CMD_OWN_TX | CMD_NO_DB)) != 0) {
        return error_set(e, ST_REFUSED, "read_only", _("%s changes something, and here one can only read"),
                         command->id);
    }
    bool reaches_out = c->confined && (command->flags & CMD_LOCAL) != 0;
    for (const struct arg *a = command->args; c->confined && a != NULL && a->name != NULL; a++) {
        reaches_out = reaches_out || (a->type == ARG_FILE && json_object_get(params, a->name) != NULL);
    }
    if (reaches_out) {
        return error_set(e, ST_REFUSED, "no_files",
                         _("%s: this terminal reads and writes no files: do it where you have a shell"),
                         command->id);
    }
    return ST_OK;
}

static enum status call_there(struct client *c, const struct command *command, const json_t *params,
                              json_t **result, struct error *e)
{
    const char *socket = c->local.app->config->service_socket;
    return kept_concerns(command, params) ? kept_call(c->remote, socket, command, params, result, e)
                                          : remote_call(c->remote, command, params, result, e);
}

enum status client_call(struct client *c, const char *id, const json_t *params, json_t **result,
                        struct error *e)
{
    const struct command *command = command_find(id);
    bool here =
        c->remote == NULL || command == NULL || command->run == NULL || (command->flags & CMD_LOCAL) != 0;
    *result = NULL;
    enum status st = command != NULL ? check_allowed(c, command, params, e) : ST_OK;
    if (st == ST_OK) {
        st = here ? local_call(&c->local, id, params, result, e) : call_there(c, command, params, result, e);
    }
    log_write(st == ST_OK ? LOG_DEBUG : LOG_INFO, "%s by %s: %d %s", id, client_user(c), (int)st,
              st == ST_OK || e == NULL ? "" : e->code);
    return st;
}

void client_watch(struct client *c, void (*on_progress)(const struct progress *, void *), void *arg,
                  const volatile sig_atomic_t *stop)
{
    if (c->remote != NULL) {
        remote_watch(c->remote, on_progress, arg, stop);
    }
    c->local.session->on_progress = on_progress;
    c->local.session->progress_arg = arg;
    c->local.session->stop = stop;
}

void client_read_only(struct client *c)
{
    if (c->remote != NULL) {
        c->read_only = true;
    } else {
        local_read_only(&c->local);
    }
}

void client_prepare(struct client *c)
{
    if (c->remote == NULL) {
        local_prepare(&c->local);
    }
}

void client_be_quick(struct client *c)
{
    app_patience(c->local.app, PATIENCE_MS);
    if (c->remote != NULL) {
        remote_be_quick(c->remote);
    }
}

long long client_version(struct client *c)
{
    return c->remote != NULL ? remote_version(c->remote) : local_version(&c->local);
}

enum client_link client_link(const struct client *c)
{
    return c->remote == NULL               ? CLIENT_HERE
           : !remote_is_up(c->remote)      ? CLIENT_AWAY
           : remote_needs_login(c->remote) ? CLIENT_STRANGER
                                           : CLIENT_THERE;
}

/* What the service says of the outlet counts; before it has said anything, the terminal's own file. */
static const char *outlet(const struct client *c, const char *key, const char *own)
{
    const char *value = c->remote != NULL ? remote_outlet(c->remote, key) : NULL;
    return value != NULL ? value : own;
}

const char *client_setting(const struct client *c, const char *key)
{
    const struct config *f = c->local.app->config;
    const struct {
        const char *key, *value;
    } settings[] = {
        {"file", f->file},
        {"ui.language", f->ui_language},
        {"ui.theme", f->ui_theme},
        {"ui.frames", f->ui_frames},
        {"ui.ambiguous_width", f->ui_ambiguous_width},
        {"ui.idle_lock_s", c->idle_lock},
        {"outlet.name", outlet(c, "outlet_name", f->outlet_name)},
        {"outlet.code", outlet(c, "outlet", f->outlet_code)},
        {"outlet.currency", outlet(c, "currency", f->outlet_currency)},
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        if (strcmp(settings[i].key, key) == 0) {
            return settings[i].value;
        }
    }
    return "";
}
