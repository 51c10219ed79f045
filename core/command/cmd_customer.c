/* What is held about a customer: found, told, erased. */
#include "core/base/csv_out.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/command/order_json.h"
#include "core/customer/customer.h"
#include "db/audit_store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FOUND_LIMIT = 20, FOUND_MAX = 200, KEY_MAX = 4096 };

static bool add_found(const struct customer_row *c, void *arg)
{
    char ref[CUSTOMER_REF];
    json_t *one = json_object();
    json_put_text(one, "customer", customer_ref(c->id, ref));
    json_put_filled(one, "name", c->name);
    json_put_filled(one, "phone", c->phone);
    json_put_filled(one, "plate", c->plate);
    json_put_int(one, "orders", c->orders);
    json_put_int(one, "open_orders", c->open_orders);
    json_put_time(one, "last_visit", c->last_visit);
    return json_array_append_new(arg, one) == 0;
}

enum status cmd_customer_find(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct buf key, words;
    json_t *list = json_array();
    int64_t limit = json_arg_int(in, "limit", FOUND_LIMIT);
    buf_init(&key, KEY_MAX);
    buf_init(&words, KEY_MAX);
    text_key(json_arg_text(in, "query"), &key);
    text_fold(json_arg_text(in, "query"), &words);
    enum status st = customer_store_search(s->app->db, key.data, words.data,
                                           limit < FOUND_MAX ? limit : FOUND_MAX, add_found, list, e);
    buf_free(&key);
    buf_free(&words);
    json_put(out, "customers", list);
    return st;
}

/* Everything that is held, as it is collected. */
struct held {
    struct session *s;
    const struct customer_row *customer;
    json_t *cars, *orders, *log, *drafts;
    enum status st;
    struct error *e;
};

static bool add_car(const struct customer_car *car, void *arg)
{
    struct held *h = arg;
    json_t *one = json_object();
    json_put_text(one, "plate", car->plate);
    json_put_text(one, "vin", car->vin);
    json_put(one, "odometer", car->odometer < 0 ? NULL : json_integer(car->odometer));
    return json_array_append_new(h->cars, one) == 0;
}

/* Ends what somebody did or typed: by whom, when, and what he wrote, JSON. */
static bool add_written(json_t *list, json_t *one, const char *login, int64_t at, const char *key,
                        const char *written)
{
    json_put_text(one, "by", login);
    json_put_time(one, "at", at);
    json_put(one, key, json_loads(written, 0, NULL));
    return json_array_append_new(list, one) == 0;
}

static bool add_logged(const struct audit_row *r, void *arg)
{
    struct held *h = arg;
    if (r->personal == NULL) {
        return true;
    }
    json_t *one = json_object();
    json_put_int(one, "seq", r->seq);
    json_put_text(one, "event", r->event);
    return add_written(h->log, one, r->login, r->at, "changes", r->personal);
}

static bool add_order(int64_t order, int64_t revision, void *arg)
{
    struct held *h = arg;
    (void)revision;
    json_t *one = json_object();
    h->st = order_json(h->s, order, one, h->e);
    json_array_append_new(h->orders, one);
    if (h->st == ST_OK) {
        h->st = audit_store_each(h->s->app->db, order, add_logged, h, h->e);
    }
    return h->st == ST_OK;
}

/* Of somebody else's order by now: what the log has of the customer. */
static bool add_once_logged(const struct audit_row *r, void *arg)
{
    const struct held *h = arg;
    return r->personal == NULL || !customer_in_draft(h->customer, r->personal) || add_logged(r, arg);
}

static bool add_given(int64_t order, int64_t revision, void *arg)
{
    struct held *h = arg;
    (void)revision;
    h->st = audit_store_each(h->s->app->db, order, add_once_logged, h, h->e);
    return h->st == ST_OK;
}

static bool add_draft(const struct customer_draft *d, void *arg)
{
    struct held *h = arg;
    if (!customer_in_draft(h->customer, d->content)) {
        return true;
    }
    json_t *one = json_object();
    json_put_text(one, "form", d->form);
    json_put_filled(one, "order", d->subject);
    return add_written(h->drafts, one, d->login, d->saved_at, "content", d->content);
}

static enum status put_held(struct session *s, const struct customer_row *c, json_t *out, struct error *e)
{
    struct db *db = s->app->db;
    char ref[CUSTOMER_REF], given[CUSTOMER_GIVEN];
    struct held h = {.s = s,
                     .customer = c,
                     .cars = json_array(),
                     .orders = json_array(),
                     .log = json_array(),
                     .drafts = json_array(),
                     .st = ST_OK,
                     .e = e};
    json_put_text(out, "customer", customer_ref(c->id, ref));
    json_put_filled(out, "name", c->name);
    json_put_filled(out, "phone", c->phone);
    json_put_time(out, "since", c->created_at);
    enum status st = customer_store_cars(db, c->id, add_car, &h, e);
    st = st == ST_OK ? customer_store_orders(db, c->id, add_order, &h, e) : st;
    st = st == ST_OK ? h.st : st;
    st = st == ST_OK ? customer_store_given(db, c->id, customer_given(c->id, given), add_given, &h, e) : st;
    st = st == ST_OK ? h.st : st;
    st = st == ST_OK ? customer_store_drafts(db, add_draft, &h, e) : st;
    json_put(out, "vehicles", h.cars);
    json_put(out, "orders", h.orders);
    json_put(out, "log", h.log);
    json_put(out, "drafts", h.drafts);
    return st;
}

/* A row for each value: where it stands ("orders 1 lines 2"), what it is called, and what it says. */
static bool write_value(FILE *f, const char *where, const char *field, const json_t *value)
{
    char *text = json_is_string(value) || json_is_null(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY);
    bool good = csv_out_cell(f, true, where) && csv_out_cell(f, false, field) &&
                csv_out_cell(f, false, text != NULL ? text : json_string_value(value)) && csv_out_end(f);
    free(text);
    return good;
}

static bool write_all(FILE *f, const char *where, const char *field, const json_t *value)
{
    char inner[256];
    const char *key;
    json_t *one;
    size_t i;
    bool good = true;
    snprintf(inner, sizeof inner, "%s%s%s", where, where[0] != '\0' && field[0] != '\0' ? " " : "", field);
    if (!json_is_object(value) && !json_is_array(value)) {
        return write_value(f, where, field, value);
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, one)
    {
        good = good && write_all(f, inner, key, one);
    }
    json_array_foreach((json_t *)(uintptr_t)value, i, one)
    {
        char number[24];
        snprintf(number, sizeof number, "%zu", i + 1);
        good = good && write_all(f, inner, number, one);
    }
    return good;
}

static enum status write_table(struct session *s, const char *path, const json_t *held, struct error *e)
{
    FILE *f = NULL;
    enum status st = session_make_file(s, path, &f, e);
    if (st != ST_OK) {
        return st;
    }
    bool good = csv_out_cell(f, true, "where") && csv_out_cell(f, false, "field") &&
                csv_out_cell(f, false, "value") && csv_out_end(f) && write_all(f, "", "", held);
    int why = good && fflush(f) == 0 ? 0 : errno;
    if (fclose(f) != 0 && why == 0) {
        why = errno;
    }
    if (why == 0) {
        return ST_OK;
    }
    if (s->peer.pid == 0) { /* else whoever sent the file removes it */
        unlink(path);
    }
    return error_set(e, ST_FAILED, "file", _("%s cannot be written: %s"), path, i18n_errno(why));
}

static enum status collect(struct session *s, const char *ref, struct customer_row *customer, json_t *out,
                           struct error *e)
{
    enum status st = db_begin_read(s->app->db, e);
    if (st == ST_OK) {
        st = customer_find(s, ref, customer, e);
        st = st == ST_OK ? put_held(s, customer, out, e) : st;
        db_rollback(s->app->db);
    }
    return st;
}

/* Nobody else waits while it is collected and written; nothing is told that the log does not know of. */
enum status cmd_customer_export(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct customer_row customer;
    const char *table = json_arg_text(in, "table");
    enum status st = collect(s, json_arg_text(in, "customer"), &customer, out, e);
    st = st == ST_OK ? db_begin(s->app->db, e) : st;
    if (st == ST_OK) {
        st = customer_log_export(s, &customer, e);
        st = st == ST_OK ? db_commit(s->app->db, e) : st;
        db_rollback(s->app->db);
    }
    return st == ST_OK && table != NULL ? write_table(s, table, out, e) : st;
}

static json_t *mentions_json(const struct customer_erasure *done)
{
    json_t *list = json_array();
    for (size_t i = 0; i < done->mention_count && i < MENTIONS_MAX; i++) {
        json_t *one = json_object();
        json_put_filled(one, "order", done->mentions[i].order);
        json_put_text(one, "where", done->mentions[i].where);
        json_array_append_new(list, one);
    }
    return list;
}

enum status cmd_customer_erase(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct customer_erasure done;
    enum status st = customer_erase(s, json_arg_text(in, "customer"), json_arg_text(in, "reason"), &done, e);
    if (st != ST_OK) {
        return st;
    }
    json_put_text(out, "customer", done.customer);
    json_put_int(out, "orders", done.orders);
    json_put_int(out, "log_entries", done.entries);
    json_put_int(out, "drafts", done.drafts);
    json_put(out, "left", mentions_json(&done));
    if (done.mention_count > 0) {
        session_note(s,
                     _("%zu texts that people wrote in words of their own still hold the name or the phone, "
                       "also in orders "
                       "of others; signatures and the log cover them, so they stay"),
                     done.mention_count);
    }
    return ST_OK;
}
