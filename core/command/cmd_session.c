/* What a session says of itself, and the service (core/service/service.h). */
#include "core/base/text.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/service/service.h"

#include "version.h"
#include <stdio.h>
#include <string.h>

enum { PROTOCOL = 1 };

/* What the kernel says stands first and whole; what the client says of itself is cut to what is left. */
static void name_terminal(struct session *s, const char *said)
{
    int n = snprintf(s->terminal, sizeof s->terminal, "uid %u pid %d ", s->peer.uid, s->peer.pid);
    text_copy(s->terminal + n, sizeof s->terminal - (size_t)n, said != NULL ? said : "-");
}

enum status cmd_session_hello(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)e;
    const struct config *c = s->app->config;
    const char *language = json_arg_text(in, "language");
    if (language != NULL) {
        text_copy(s->language, sizeof s->language, language);
    }
    if (s->peer.pid != 0) {
        name_terminal(s, json_arg_text(in, "terminal"));
    }
    json_put_text(out, "outlet", c->outlet_code);
    json_put_text(out, "outlet_name", c->outlet_name);
    json_put_text(out, "timezone", c->outlet_timezone);
    json_put_text(out, "currency", c->outlet_currency);
    json_put_int(out, "opens_hour", c->outlet_opens_hour);
    json_put_int(out, "closes_hour", c->outlet_closes_hour);
    json_put_text(out, "version", CLEARBAY_VERSION);
    json_put_int(out, "protocol", PROTOCOL);
    return ST_OK;
}

/* Within one process there is client_version; the service itself answers this one. */
enum status cmd_session_follow(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)in;
    (void)e;
    json_put_int(out, "version", db_data_version(s->app->db));
    return ST_OK;
}

enum status cmd_serve(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    json_put_bool(out, "served", true);
    return service_run(s->app, json_arg_text(in, "socket"), e);
}
