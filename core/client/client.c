#include "core/client/client.h"
#include "core/app/app.h"
#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/command/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct client {
    struct app *app;
    struct session *session;
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
    if (config->service_socket[0] != '\0') {
        st =
            error_set(e, ST_USAGE, "no_service",
                      _("%s: [service] socket: this version works in its own process; leave the value empty"),
                      config->file);
        config_free(&config);
        return st;
    }
    struct client *c = calloc(1, sizeof *c);
    if (c == NULL) {
        config_free(&config);
        return error_memory(e);
    }
    snprintf(c->idle_lock, sizeof c->idle_lock, "%lld", (long long)config->ui_idle_lock_s);
    st = app_new(config, &c->app, e);
    st = st == ST_OK ? session_new(c->app, &c->session, e) : st;
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
        session_free(&c->session);
        app_free(&c->app);
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
    if (c->session->person != 0 && client_call(c, "session.logout", NULL, &result, NULL) == ST_OK) {
        json_decref(result);
    }
}

const char *client_user(const struct client *c)
{
    return c->session->login;
}

const char *client_user_name(const struct client *c)
{
    return c->session->name;
}

const char *client_role(const struct client *c)
{
    return role_name(c->session->role);
}

bool client_pin_is_temporary(const struct client *c)
{
    return c->session->pin_is_temporary;
}

enum status client_call(struct client *c, const char *id, const json_t *params, json_t **result,
                        struct error *e)
{
    enum status st = command_dispatch(c->session, id, params, result, e);
    log_write(st == ST_OK ? LOG_DEBUG : LOG_INFO, "%s by %s: %d %s", id, c->session->login, (int)st,
              st == ST_OK || e == NULL ? "" : e->code);
    return st;
}

void client_watch(struct client *c, void (*on_progress)(const struct progress *, void *), void *arg,
                  const volatile sig_atomic_t *stop)
{
    c->session->on_progress = on_progress;
    c->session->progress_arg = arg;
    c->session->stop = stop;
}

void client_read_only(struct client *c)
{
    json_t *answer = NULL;
    struct error e = ERROR_NONE; /* no database yet, or none that may be written: the next call says so */
    if (client_call(c, "price.groups", NULL, &answer, &e) == ST_OK) {
        json_decref(answer);
    }
    db_close(&c->app->db);
    c->app->read_only = true;
}

void client_prepare(struct client *c)
{
    struct error e = ERROR_NONE; /* the next call says what is wrong */
    app_open_db(c->app, 0, &e);
}

long long client_version(struct client *c)
{
    return c->app->db != NULL ? (long long)db_data_version(c->app->db) : -1;
}

const char *client_setting(const struct client *c, const char *key)
{
    const struct config *f = c->app->config;
    const struct {
        const char *key, *value;
    } settings[] = {
        {"file", f->file},
        {"ui.language", f->ui_language},
        {"ui.theme", f->ui_theme},
        {"ui.frames", f->ui_frames},
        {"ui.idle_lock_s", c->idle_lock},
        {"outlet.name", f->outlet_name},
        {"outlet.code", f->outlet_code},
        {"outlet.currency", f->outlet_currency},
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        if (strcmp(settings[i].key, key) == 0) {
            return settings[i].value;
        }
    }
    return "";
}
