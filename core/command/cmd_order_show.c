#include "core/base/when.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/command/order_json.h"
#include "core/command/order_trust_json.h"
#include "core/price/price.h"
#include "core/trust/signoff_list.h"
#include "core/vehicle/phone.h"
#include "core/work/guarantee.h"
#include "core/work/line.h"
#include "db/guarantee_store.h"

#include <stdlib.h>

#include <string.h>

static json_t *concerns_json(const struct order_rows *rows)
{
    json_t *list = json_array();
    for (size_t i = 0; i < rows->job_count; i++) {
        json_array_append_new(list, json_string(rows->jobs[i].concern));
    }
    return list;
}

static json_t *promises_json(const struct order_rows *rows)
{
    json_t *list = json_array();
    for (size_t i = 0; i < rows->promise_count; i++) {
        const struct promise_row *p = &rows->promises[i];
        json_t *one = json_object();
        json_put_time(one, "time", p->promised_for);
        json_put_text(one, "reason", p->reason);
        json_put_text(one, "made_by", p->made_by);
        json_put_time(one, "made_at", p->made_at);
        json_array_append_new(list, one);
    }
    return list;
}

static void put_list_price(json_t *one, const struct order_row *o, const struct line_row *l)
{
    if (l->list_price < 0) {
        json_put(one, "list_price", NULL);
        json_put(one, "list_revision", NULL);
    } else {
        json_put_money(one, "list_price", l->list_price, o->currency);
        json_put_int(one, "list_revision", l->list_revision);
    }
    json_put_text(one, "effective", l->effective);
    json_put_text(one, "source", l->source);
    json_put_text(one, "brand", l->brand);
    json_put_int(one, "price_basis", l->price_basis);
}

static void put_work(json_t *one, const struct line_row *l)
{
    json_put_text(one, "needs", l->needs);
    json_put_text(one, "technician", l->technician);
    json_put_text(one, "technician_name", l->technician_name);
    json_put_time(one, "started_at", l->started_at);
    json_put_time(one, "done_at", l->done_at);
    if (l->done_at != 0) {
        json_put_int(one, "worked_s", (l->done_at - l->started_at) / 1000);
    } else {
        json_put(one, "worked_s", NULL);
    }
}

/* From the delivery on; `g` NULL before it. */
static json_t *guarantee_json(const struct guarantee *g)
{
    char date[WHEN_SIZE];
    if (g == NULL) {
        return NULL;
    }
    json_t *one = json_object();
    json_put_text(one, "kind", g->kind);
    json_put_int(one, "km", g->km);
    json_put_int(one, "days", g->days);
    json_put_text(one, "until", when_date(when_day(g->until_at), date));
    json_put(one, "until_km", g->until_km >= 0 ? json_integer(g->until_km) : NULL);
    json_put_filled(one, "restarted_by", g->restarted_by);
    return one;
}

static json_t *line_json(struct session *s, const struct order_row *o, const struct line_row *l,
                         const struct guarantee *g)
{
    json_t *one = json_object();
    json_put_int(one, "line", l->no);
    json_put_int(one, "job", l->job_no);
    json_put_text(one, "kind", l->kind);
    json_put_text(one, "code", l->code);
    json_put_text(one, "text", line_text(l));
    json_put_quantity(one, "qty", l->qty_milli);
    json_put_text(one, "unit", l->unit);
    json_put_money(one, "unit_price", l->unit_price, o->currency);
    put_list_price(one, o, l);
    line_put_price_now(s, o, l, one);
    json_put_int(one, "discount_percent", l->discount_percent);
    json_put_money(one, "gross", l->gross, o->currency);
    json_put_money(one, "total", l->total, o->currency);
    json_put_text(one, "state", l->state);
    json_put_text(one, "decided_by", l->decided_by);
    json_put_text(one, "decided_how", l->decided_how);
    json_put_time(one, "decided_at", l->decided_at);
    json_put_text(one, "added_by", l->added_by);
    json_put_time(one, "added_at", l->added_at);
    put_work(one, l);
    json_put(one, "guarantee", guarantee_json(g));
    return one;
}

static enum status put_lines(struct session *s, const struct order_rows *rows, json_t *out, struct error *e)
{
    struct guarantee *windows = NULL;
    json_t *list = json_array();
    enum status st = rows->order.delivered_at != 0 ? guarantee_of_lines(s, rows, &windows, e) : ST_OK;
    for (size_t i = 0; st == ST_OK && i < rows->line_count; i++) {
        const struct guarantee *g = windows != NULL ? &windows[i] : NULL;
        json_array_append_new(list, line_json(s, &rows->order, &rows->lines[i], g));
    }
    free(windows);
    json_put(out, "lines", list);
    return st;
}

static bool add_comeback(const struct comeback_row *r, void *arg)
{
    json_t *one = json_object();
    json_put_text(one, "order", r->number);
    json_put_time(one, "delivered_at", r->delivered_at);
    return json_array_append_new(arg, one) == 0;
}

/* What has come back, and of what this one is: with who signed that then. */
static enum status put_comebacks(struct session *s, const struct order_row *o, json_t *out, struct error *e)
{
    json_t *list = json_array(), *signers = json_array();
    struct order_rows first = {0};
    struct signature_view *views = NULL;
    size_t n = 0;
    enum status st = comeback_store_each(s->app->db, o->id, add_comeback, list, e);
    if (st == ST_OK && o->comeback_of != 0) {
        st = order_store_load(s->app->db, o->comeback_of, &first, e);
        st = st == ST_OK ? signoff_list(s, o->comeback_of, &views, &n, e) : st;
    }
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        json_t *one = json_object();
        json_put_text(one, "level", views[i].row.level);
        json_put_text(one, "by", views[i].row.by);
        json_put_text(one, "name", views[i].row.name);
        json_array_append_new(signers, one);
    }
    json_put(out, "comebacks", list);
    json_put_text(out, "comeback_of", first.order.number);
    json_put(out, "comeback_signers", signers);
    signoff_list_free(&views, n);
    order_rows_free(&first);
    return st;
}

/* Technicians and QC inspectors do their work without the customer's number. */
static void put_phone(const struct session *s, const struct order_row *o, json_t *out)
{
    char masked[PHONE_SIZE];
    bool hide = s->role == ROLE_TECHNICIAN || s->role == ROLE_QC;
    const char *phone = o->phone != NULL && o->phone[0] != '\0' ? o->phone : NULL;
    json_put_text(out, "phone", phone != NULL && hide ? phone_mask(phone, masked) : phone);
}

static void put_number(json_t *out, const char *key, int64_t value)
{
    json_put(out, key, value < 0 ? NULL : json_integer(value));
}

static void put_head(const struct session *s, const struct order_row *o, json_t *out)
{
    json_put_text(out, "order", o->number);
    json_put_text(out, "stage", o->stage);
    json_put_text(out, "plate", o->plate);
    json_put_text(out, "plate_kind", o->plate_kind);
    json_put_text(out, "vin", o->vin);
    json_put_filled(out, "customer", o->customer);
    put_phone(s, o, out);
    put_number(out, "odometer", o->odometer);
    put_number(out, "odometer_out", o->odometer_out);
    put_number(out, "odometer_most", o->odometer < 0 ? -1 : o->odometer + ORDER_DRIVEN_MOST);
    json_put_text(out, "advisor", o->advisor);
    json_put_text(out, "advisor_name", o->advisor_name);
    json_put_text(out, "technician", o->technician);
    json_put_text(out, "technician_name", o->technician_name);
    json_put_text(out, "bay", o->bay);
    json_put_time(out, "reported_at", o->reported_at);
    json_put_time(out, "opened_at", o->opened_at);
    json_put_time(out, "diagnosed_at", o->diagnosed_at);
    json_put_time(out, "repaired_at", o->repaired_at);
    json_put_time(out, "delivered_at", o->delivered_at);
    json_put_time(out, "called_back_at", o->called_back_at);
    json_put_text(out, "call_back_result", o->call_back_result);
    json_put_text(out, "call_back_outcome", o->call_back_outcome);
    json_put_time(out, "cancelled_at", o->cancelled_at);
    json_put_text(out, "cause", o->cause);
    if (o->estimate_milli < 0) {
        json_put(out, "estimate_hours", NULL);
    } else {
        json_put_quantity(out, "estimate_hours", o->estimate_milli);
    }
}

static void put_money(const struct order_rows *rows, json_t *out)
{
    const struct order_sums sums = order_sum(rows);
    const char *currency = rows->order.currency;
    json_put_money(out, "total", sums.total, currency);
    json_put_money(out, "total_authorised", sums.authorised, currency);
    json_put_money(out, "labour_saved", sums.saved, currency);
    json_put_text(out, "currency", currency);
}

static enum status put_order(struct session *s, const struct order_rows *rows, json_t *out, struct error *e)
{
    struct clocks clocks =
        clocks_compute(s->app->config, &rows->order, rows->promises, rows->promise_count, when_now());
    put_head(s, &rows->order, out);
    json_put(out, "concerns", concerns_json(rows));
    json_put(out, "jobs", jobs_json(rows));
    json_put(out, "clocks", clocks_json(&clocks));
    json_put_bool(out, "needs_promise", clocks.needs_promise);
    json_put(out, "promises", promises_json(rows));
    enum status st = put_lines(s, rows, out, e);
    put_money(rows, out);
    json_put_int(out, "revision", rows->order.revision);
    st = st == ST_OK ? put_comebacks(s, &rows->order, out, e) : st;
    return st == ST_OK ? put_order_trust(s, &rows->order, out, e) : st;
}

enum status order_json(struct session *s, int64_t order, json_t *out, struct error *e)
{
    struct order_rows rows = {0};
    enum status st = order_store_load(s->app->db, order, &rows, e);
    st = st == ST_OK ? put_order(s, &rows, out, e) : st;
    order_rows_free(&rows);
    return st;
}

enum status cmd_order_show(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    int64_t id = 0;
    enum status st = order_find(s, json_arg_text(in, "order"), &id, e);
    return st == ST_OK ? order_json(s, id, out, e) : st;
}
