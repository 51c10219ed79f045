#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/command/order_json.h"
#include "core/work/line.h"

#include <stdlib.h>

static const char *ref_of(const json_t *in)
{
    return json_arg_text(in, "order");
}

static int64_t revision_of(const json_t *in)
{
    return json_arg_int(in, "revision", 0);
}

enum status cmd_order_open(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct intake intake = {.plate = json_arg_text(in, "plate"),
                            .vin = json_arg_text(in, "vin"),
                            .phone = json_arg_text(in, "phone"),
                            .customer = json_arg_text(in, "customer"),
                            .odometer = json_arg_int(in, "odometer", -1),
                            .reported_at = json_arg_time(in, "reported", 0),
                            .comeback = json_arg_text(in, "comeback")};
    struct order_state state = {0};
    enum status st = text_list(in, "concern", &intake.concerns, &intake.concern_count, e);
    st = st == ST_OK ? order_open(s, &intake, &state, e) : st;
    free((void *)intake.concerns);
    return order_answer(st, in, &state, out, e);
}

enum status cmd_order_edit(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct order_edit edit = {.plate = json_arg_text(in, "plate"),
                              .vin = json_arg_text(in, "vin"),
                              .phone = json_arg_text(in, "phone"),
                              .customer = json_arg_text(in, "customer"),
                              .text = json_arg_text(in, "concern_text"),
                              .job = json_arg_int(in, "job", 0),
                              .odometer = json_arg_int(in, "odometer", -1)};
    struct order_state state = {0};
    enum status st = text_list(in, "concern", &edit.concerns, &edit.concern_count, e);
    st = st == ST_OK ? order_edit(s, ref_of(in), revision_of(in), &edit, &state, e) : st;
    free((void *)edit.concerns);
    return order_answer(st, in, &state, out, e);
}

enum status cmd_order_assign(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct order_state state = {0};
    enum status st = order_assign(s, ref_of(in), revision_of(in), json_arg_text(in, "technician"),
                                  json_arg_text(in, "bay"), &state, e);
    return order_answer(st, in, &state, out, e);
}

enum status cmd_order_diagnose(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct order_state state = {0};
    int64_t hours = 0;
    enum status st = quantity_parse("hours", json_arg_text(in, "hours"), &hours, e);
    if (st == ST_OK) {
        st = order_diagnose(s, ref_of(in), revision_of(in), json_arg_text(in, "cause"), hours,
                            json_arg_int(in, "job", 0), &state, e);
    }
    return order_answer(st, in, &state, out, e);
}

enum status cmd_order_correct(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct order_state state = {0};
    enum status st = order_correct(s, ref_of(in), revision_of(in), json_arg_int(in, "job", 0),
                                   json_arg_text(in, "text"), &state, e);
    return order_answer(st, in, &state, out, e);
}

enum status cmd_order_stage(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct order_state state = {0};
    enum status st = order_set_stage(s, ref_of(in), revision_of(in), json_arg_text(in, "stage"), &state, e);
    return order_answer(st, in, &state, out, e);
}

enum status cmd_order_promise(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct order_state state = {0};
    enum status st = order_promise(s, ref_of(in), revision_of(in), json_arg_time(in, "time", 0),
                                   json_arg_text(in, "reason"), &state, e);
    return order_answer(st, in, &state, out, e);
}

enum status cmd_order_deliver(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct order_state state = {0};
    enum status st =
        order_deliver(s, ref_of(in), revision_of(in), json_arg_int(in, "odometer", 0), &state, e);
    return order_answer(st, in, &state, out, e);
}

enum status cmd_order_call_back(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct order_state state = {0};
    enum status st = order_call_back(s, ref_of(in), revision_of(in), json_arg_text(in, "result"),
                                     json_arg_text(in, "outcome"), &state, e);
    return order_answer(st, in, &state, out, e);
}
