#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/command/order_json.h"
#include "core/trust/signoff.h"

enum status cmd_order_ready(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const char *level = json_arg_text(in, "level");
    struct order_state state = {0};
    struct error missing = ERROR_NONE;
    enum status st = signoff_ready(s, json_arg_text(in, "order"), level_parse(level), &state, &missing, e);
    json_put_text(out, "level", level);
    json_put_bool(out, "ready", missing.status == ST_OK);
    json_put_text(out, "missing", missing.status == ST_OK ? NULL : missing.message);
    json_put_text(out, "missing_code", missing.status == ST_OK ? NULL : missing.code);
    return order_answer(st, in, &state, out, e);
}

enum status cmd_sign(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const struct sign_request request = {
        .ref = json_arg_text(in, "order"),
        .revision = json_arg_int(in, "revision", 0),
        .level = level_parse(json_arg_text(in, "level")),
        .fail = json_arg_flag(in, "fail"),
        .reason = json_arg_text(in, "reason"),
    };
    struct order_state state = {0};
    enum status st = signoff_sign(s, &request, &state, e);
    json_put_text(out, "level", json_arg_text(in, "level"));
    json_put_text(out, "verdict", request.fail ? "fail" : "pass");
    json_put_text(out, "by", s->login);
    return order_answer(st, in, &state, out, e);
}
