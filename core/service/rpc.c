#include "core/service/rpc.h"
#include "core/base/i18n.h"
#include "core/base/json_text.h"
#include "core/command/command.h"
#include "core/command/json.h"

#include <string.h>

static int invalid(struct error *why, const char *what)
{
    error_set(why, ST_USAGE, "bad_request", _("this is no JSON-RPC 2.0 request: %s"), what);
    return RPC_INVALID;
}

static bool is_id(const json_t *id)
{
    return json_is_string(id) || json_is_integer(id) || json_is_null(id);
}

static int take_apart(struct rpc *out, struct error *why)
{
    json_t *m = out->message;
    json_t *id = json_object_get(m, "id");
    if (json_is_array(m)) {
        return invalid(why, _("send one message a line instead of a list"));
    }
    if (!json_is_object(m)) {
        return invalid(why, _("an object is wanted"));
    }
    if (id != NULL && !is_id(id)) {
        return invalid(why, _("id is a text or a whole number"));
    }
    out->id = id;
    const char *version = json_string_value(json_object_get(m, "jsonrpc"));
    if (version == NULL || strcmp(version, "2.0") != 0) {
        return invalid(why, _("jsonrpc must be \"2.0\""));
    }
    out->method = json_string_value(json_object_get(m, "method"));
    if (out->method == NULL) {
        return invalid(why, _("method is the name of a command"));
    }
    out->params = json_object_get(m, "params");
    if (out->params != NULL && !json_is_object(out->params)) {
        error_set(why, ST_USAGE, "bad_request", _("params are given by name, as an object"));
        return RPC_BAD_PARAMS;
    }
    return 0;
}

int rpc_read(const char *line, size_t n, struct rpc *out, struct error *why)
{
    size_t at;
    const char *what;
    *out = (struct rpc){0};
    out->message = json_text_read(line, n, &at, &what);
    if (out->message == NULL) {
        error_set(why, ST_USAGE, "bad_request", _("this line is no JSON: %s at byte %zu"),
                  what != NULL ? i18n_text(what) : _("out of memory"), at + 1);
        return RPC_PARSE;
    }
    return take_apart(out, why);
}

void rpc_free(struct rpc *r)
{
    json_decref(r->message);
    *r = (struct rpc){0};
}

/* Ends the line, which is the caller's then; NULL when memory is out. */
static char *end_line(struct buf *line, bool ok, size_t *n)
{
    ok = ok && buf_adds(line, "}\n");
    *n = ok ? line->len : 0;
    if (!ok) {
        buf_free(line);
        return NULL;
    }
    return buf_take(line);
}

static bool begin_line(struct buf *line, const json_t *id)
{
    buf_init(line, RPC_ANSWER_MAX);
    return buf_adds(line, "{\"jsonrpc\":\"2.0\",\"id\":") &&
           (id == NULL ? buf_adds(line, "null") : json_text_add(line, id));
}

char *rpc_result(const json_t *id, const json_t *result, size_t *n)
{
    struct buf line;
    bool ok = begin_line(&line, id) && buf_adds(&line, ",\"result\":") && json_text_add(&line, result);
    return end_line(&line, ok, n);
}

char *rpc_error(const json_t *id, int code, const struct error *e, size_t *n)
{
    struct buf line;
    json_watch();
    json_t *inside = error_to_json(e);
    json_t *error = json_pack("{s:i,s:s,s:{s:i,s:O?}}", "code", code, "message", e->message, "data", "status",
                              (int)e->status, "error", json_object_get(inside, "error"));
    bool whole = !json_lost_something(); /* half an error is none */
    bool ok = begin_line(&line, id) && buf_adds(&line, ",\"error\":") && whole && json_text_add(&line, error);
    json_decref(inside);
    json_decref(error);
    return end_line(&line, ok, n);
}

char *rpc_notification(const char *method, const json_t *params, size_t *n)
{
    struct buf line;
    buf_init(&line, RPC_ANSWER_MAX);
    bool ok = buf_addf(&line, "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":", method) &&
              json_text_add(&line, params);
    return end_line(&line, ok, n);
}
