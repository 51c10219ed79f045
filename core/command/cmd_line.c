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

enum status cmd_order_add_part(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct part_request r = {.part = json_arg_text(in, "part"),
                             .source = json_arg_text(in, "source"),
                             .brand = json_arg_text(in, "brand"),
                             .job = json_arg_int(in, "job", 0)};
    struct order_state state = {0};
    enum status st = quantity_parse("qty", json_arg_text(in, "qty"), &r.qty_milli, e);
    st = st == ST_OK ? line_add_part(s, ref_of(in), revision_of(in), &r, &state, e) : st;
    return order_answer(st, in, &state, out, e);
}

enum status cmd_order_add_labour(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct labour_request r = {.op = json_arg_text(in, "op"),
                               .text = json_arg_text(in, "text"),
                               .needs = json_arg_text(in, "needs"),
                               .guarantee = json_arg_text(in, "guarantee"),
                               .job = json_arg_int(in, "job", 0)};
    struct order_state state = {0};
    enum status st = quantity_parse("hours", json_arg_text(in, "hours"), &r.hours_milli, e);
    st = st == ST_OK ? line_add_labour(s, ref_of(in), revision_of(in), &r, &state, e) : st;
    return order_answer(st, in, &state, out, e);
}

/* The commands whose only argument is a line. */
typedef enum status line_change(struct session *s, const char *ref, int64_t revision, int64_t no,
                                struct order_state *state, struct error *e);

static enum status change_line(struct session *s, const json_t *in, json_t *out, struct error *e,
                               line_change *change)
{
    struct order_state state = {0};
    enum status st = change(s, ref_of(in), revision_of(in), json_arg_int(in, "line", 0), &state, e);
    return order_answer(st, in, &state, out, e);
}

enum status cmd_order_remove_line(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    return change_line(s, in, out, e, line_remove);
}

enum status cmd_order_start(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    return change_line(s, in, out, e, line_begin);
}

enum status cmd_order_done(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    return change_line(s, in, out, e, line_finish);
}

typedef enum status lines_decide(struct session *s, const char *ref, int64_t revision,
                                 const struct decision *d, struct order_state *state, struct error *e);

static enum status decide_lines(struct session *s, const json_t *in, json_t *out, struct error *e,
                                lines_decide *decide)
{
    const json_t *list = json_arg_list(in, "line");
    size_t n = json_array_size(list);
    int64_t *lines = calloc(n + 1, sizeof *lines);
    if (lines == NULL) {
        return error_memory(e);
    }
    for (size_t i = 0; i < n; i++) {
        lines[i] = json_integer_value(json_array_get(list, i));
    }
    const struct decision d = {
        .lines = lines, .count = n, .by = json_arg_text(in, "by"), .how = json_arg_text(in, "how")};
    struct order_state state = {0};
    enum status st = decide(s, ref_of(in), revision_of(in), &d, &state, e);
    free(lines);
    return order_answer(st, in, &state, out, e);
}

enum status cmd_order_authorise(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    return decide_lines(s, in, out, e, lines_authorise);
}

enum status cmd_order_decline(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    return decide_lines(s, in, out, e, lines_decline);
}
