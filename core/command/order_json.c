#include "core/command/order_json.h"
#include "core/base/text.h"
#include "core/command/json.h"
#include "core/price/price.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The argument that says the same as a field of the log: "job 2 correction" is `text` of job 2. */
static const char *argument_of(const json_t *in, const char *field)
{
    static const struct {
        const char *what, *argument;
    } of_job[] = {{"cause", "cause"}, {"correction", "text"}};
    for (size_t i = 0; i < sizeof of_job / sizeof *of_job; i++) {
        char name[64];
        snprintf(name, sizeof name, "job %lld %s", (long long)json_arg_int(in, "job", 1), of_job[i].what);
        if (strcmp(name, field) == 0) {
            return of_job[i].argument;
        }
    }
    return field;
}

/* Puts what the caller had sent for a field beside what somebody else made of it meanwhile. */
static void add_mine(const json_t *in, struct error *e)
{
    for (size_t i = 0; e != NULL && i < e->fact_count; i++) {
        struct fact *f = &e->facts[i];
        const json_t *sent = json_object_get(in, argument_of(in, f->field));
        if (json_is_string(sent)) {
            text_copy(f->mine, sizeof f->mine, json_string_value(sent));
        } else if (json_is_integer(sent)) {
            snprintf(f->mine, sizeof f->mine, "%lld", (long long)json_integer_value(sent));
        }
    }
}

enum status order_answer(enum status st, const json_t *in, const struct order_state *state, json_t *out,
                         struct error *e)
{
    if (st == ST_CONFLICT) {
        add_mine(in, e);
    }
    if (st != ST_OK) {
        return st;
    }
    json_put_text(out, "order", state->number);
    json_put_text(out, "stage", state->stage);
    json_put_int(out, "revision", state->revision);
    if (state->line != 0) {
        json_put_int(out, "line", state->line);
    }
    if (state->voided > 0) {
        json_put_int(out, "signatures_voided", state->voided);
    }
    return ST_OK;
}

json_t *clocks_json(const struct clocks *clocks)
{
    json_t *list = json_array();
    for (int i = 0; i < clocks->count; i++) {
        const struct clock *c = &clocks->all[i];
        json_t *one = json_object();
        json_put_text(one, "name", clock_name(c->id));
        json_put_time(one, "started_at", c->started_at);
        json_put_time(one, "due_at", c->due_at);
        json_put_time(one, "done_at", c->done_at);
        json_put_bool(one, "breached", c->breached);
        json_array_append_new(list, one);
    }
    return list;
}

void line_put_price_now(struct session *s, const struct order_row *o, const struct line_row *l, json_t *one)
{
    struct price_pin pin = {0};
    struct error ignored = ERROR_NONE; /* a part that left the list has no price today */
    bool known = strcmp(l->kind, "part") == 0 &&
                 price_pick(s, l->code, l->source, l->brand, &pin, &ignored) == ST_OK && pin.list_price >= 0;
    bool same = pin.list_price == l->list_price && pin.price_basis == l->price_basis &&
                strcmp(pin.currency, o->currency) == 0;
    if (known && !same) {
        json_put_money(one, "price_now", pin.list_price, pin.currency);
    } else {
        json_put(one, "price_now", NULL);
    }
}

enum status text_list(const json_t *in, const char *name, const char *const **out, size_t *n, struct error *e)
{
    const json_t *list = json_arg_list(in, name);
    *n = json_array_size(list);
    const char **texts = calloc(*n + 1, sizeof *texts);
    *out = texts;
    if (texts == NULL) {
        return error_memory(e);
    }
    for (size_t i = 0; i < *n; i++) {
        texts[i] = json_string_value(json_array_get(list, i));
    }
    return ST_OK;
}

json_t *jobs_json(const struct order_rows *rows)
{
    json_t *list = json_array();
    for (size_t i = 0; i < rows->job_count; i++) {
        const struct job_row *j = &rows->jobs[i];
        json_t *one = json_object();
        json_put_int(one, "job", j->no);
        json_put_text(one, "concern", j->concern);
        json_put_text(one, "cause", j->cause);
        json_put_text(one, "correction", j->correction);
        json_array_append_new(list, one);
    }
    return list;
}
