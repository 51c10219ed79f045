#include "core/service/rpc.h"
#include "core/base/i18n.h"
#include "core/command/command.h"
#include "core/command/json.h"

#include <stdlib.h>
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
    json_error_t where;
    *out = (struct rpc){0};
    out->message = json_loadb(line, n, JSON_REJECT_DUPLICATES, &where);
    if (out->message == NULL) {
        error_set(why, ST_USAGE, "bad_request", _("this line is no JSON: %s at byte %d"), where.text,
                  where.position);
        return RPC_PARSE;
    }
    return take_apart(out, why);
}

void rpc_free(struct rpc *r)
{
    json_decref(r->message);
    *r = (struct rpc){0};
}

/* One line of text; takes the document over. */
static char *line_of(json_t *document, size_t *n)
{
    char *text = document == NULL ? NULL : json_dumps(document, JSON_COMPACT);
    json_decref(document);
    if (json_lost_something()) { /* half a message is none */
        free(text);
        return NULL;
    }
    size_t length = text == NULL ? 0 : strlen(text);
    char *line = text == NULL ? NULL : realloc(text, length + 2);
    if (line == NULL) {
        free(text);
        return NULL;
    }
    line[length] = '\n';
    line[length + 1] = '\0';
    *n = length + 1;
    return line;
}

static json_t *id_of(const json_t *id)
{
    return id == NULL ? json_null() : json_incref((json_t *)(uintptr_t)id);
}

char *rpc_result(const json_t *id, const json_t *result, size_t *n)
{
    json_watch();
    return line_of(json_pack("{s:s,s:o,s:O}", "jsonrpc", "2.0", "id", id_of(id), "result", result), n);
}

char *rpc_error(const json_t *id, int code, const struct error *e, size_t *n)
{
    json_watch();
    json_t *inside = error_to_json(e);
    json_t *data =
        json_pack("{s:i,s:O?}", "status", (int)e->status, "error", json_object_get(inside, "error"));
    json_decref(inside);
    return line_of(json_pack("{s:s,s:o,s:{s:i,s:s,s:o}}", "jsonrpc", "2.0", "id", id_of(id), "error", "code",
                             code, "message", e->message, "data", data),
                   n);
}

char *rpc_notification(const char *method, const json_t *params, size_t *n)
{
    json_watch();
    return line_of(json_pack("{s:s,s:s,s:O}", "jsonrpc", "2.0", "method", method, "params", params), n);
}
