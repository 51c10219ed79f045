#include "core/customer/customer.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/trust/audit.h"
#include "core/vehicle/phone.h"
#include "core/work/order.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 256 };

char *customer_ref(int64_t id, char out[CUSTOMER_REF])
{
    snprintf(out, CUSTOMER_REF, "C%lld", (long long)id);
    return out;
}

int64_t customer_number(const char *ref)
{
    char *end = NULL;
    if ((ref[0] != 'C' && ref[0] != 'c') || ref[1] < '1' || ref[1] > '9') {
        return 0;
    }
    long long id = strtoll(ref + 1, &end, 10);
    return *end == '\0' ? id : 0;
}

char *customer_given(int64_t id, char out[CUSTOMER_GIVEN])
{
    char ref[CUSTOMER_REF];
    snprintf(out, CUSTOMER_GIVEN, "\"" CUSTOMER_NUMBER "\":[\"%s\",", customer_ref(id, ref));
    return out;
}

struct choices {
    struct customer_row first;
    size_t n;
    struct error *e;
};

static bool choose(const struct customer_row *row, void *arg)
{
    struct choices *c = arg;
    char first[CUSTOMER_REF], ref[CUSTOMER_REF];
    if (c->n++ == 0) {
        c->first = *row;
        return true;
    }
    if (c->n == 2) {
        error_set(c->e, ST_USAGE, "ambiguous", _("several customers fit: say which one"));
        error_fact(c->e, customer_ref(c->first.id, first), c->first.name, NULL);
    }
    error_fact(c->e, customer_ref(row->id, ref), row->name, NULL);
    return true;
}

static enum status exactly(struct session *s, const char *key, struct choices *c, struct error *e)
{
    return c->n == 0 ? customer_store_exact(s->app->db, key, choose, c, e) : ST_OK;
}

/* By phone, then by what a plate and a VIN are compared as. */
static enum status by_numbers(struct session *s, const char *ref, struct choices *c, struct error *e)
{
    char phone[PHONE_SIZE];
    struct buf key;
    struct error none = ERROR_NONE;
    enum status st = phone_read(ref, phone, &none) == ST_OK ? exactly(s, phone, c, e) : ST_OK;
    buf_init(&key, KEY_MAX);
    text_key(ref, &key);
    st = st == ST_OK ? exactly(s, key.data, c, e) : st;
    buf_free(&key);
    return st;
}

static enum status nobody(const char *ref, struct error *e)
{
    return error_set(e, ST_NOT_FOUND, "no_customer",
                     _("%s: no customer has this phone, plate, VIN, order or number; see: clearbay customer "
                       "find WORDS"),
                     ref);
}

static enum status by_order(struct session *s, const char *ref, struct customer_row *out, struct error *e)
{
    int64_t order = 0, id = 0;
    struct error why = ERROR_NONE;
    enum status st = order_find(s, ref, &order, &why);
    if (st != ST_OK) {
        return st == ST_NOT_FOUND ? nobody(ref, e) : error_set(e, st, why.code, "%s", why.message);
    }
    st = customer_store_of_order(s->app->db, order, &id, e);
    return st == ST_OK ? customer_store_load(s->app->db, id, out, e) : st;
}

static enum status find_any(struct session *s, const char *ref, struct customer_row *out, struct error *e)
{
    int64_t id = customer_number(ref);
    struct choices c = {.n = 0, .e = e};
    if (id != 0) {
        enum status st = customer_store_load(s->app->db, id, out, e);
        return st == ST_NOT_FOUND ? nobody(ref, e) : st;
    }
    enum status st = by_numbers(s, ref, &c, e);
    if (st != ST_OK || c.n > 1) {
        return st != ST_OK ? st : ST_USAGE;
    }
    if (c.n == 1) {
        *out = c.first;
        return ST_OK;
    }
    return by_order(s, ref, out, e);
}

enum status customer_find(struct session *s, const char *ref, struct customer_row *out, struct error *e)
{
    char when[WHEN_SIZE], name[CUSTOMER_REF];
    enum status st = find_any(s, ref, out, e);
    if (st == ST_OK && out->erased_at != 0) {
        return error_set(e, ST_REFUSED, "customer_erased", _("customer %s was erased at %s: nothing is held"),
                         customer_ref(out->id, name), when_short(out->erased_at, when));
    }
    return st;
}

/* A value of a form: the name or phone itself, or a longer text with it. */
static bool holds(const struct customer_row *c, const char *text)
{
    char phone[PHONE_SIZE];
    struct error none = ERROR_NONE;
    size_t n = strlen(c->name);
    bool named = n > 0 && (n >= CUSTOMER_WORD ? strstr(text, c->name) != NULL : strcmp(text, c->name) == 0);
    if (named || c->phone[0] == '\0') {
        return named;
    }
    return strstr(text, c->phone) != NULL ||
           (phone_read(text, phone, &none) == ST_OK && strcmp(phone, c->phone) == 0);
}

static bool in_json(const struct customer_row *c, const json_t *value)
{
    bool found = json_is_string(value) && holds(c, json_string_value(value));
    const char *key;
    json_t *one;
    size_t i;
    json_object_foreach((json_t *)(uintptr_t)value, key, one)
    {
        found = found || in_json(c, one);
    }
    json_array_foreach((json_t *)(uintptr_t)value, i, one)
    {
        found = found || in_json(c, one);
    }
    return found;
}

bool customer_in_draft(const struct customer_row *customer, const char *content)
{
    json_t *all = json_loads(content, 0, NULL);
    bool found = all != NULL ? in_json(customer, all) : holds(customer, content);
    json_decref(all);
    return found;
}

enum status customer_log_export(struct session *s, const struct customer_row *customer, struct error *e)
{
    char ref[CUSTOMER_REF];
    const struct audit_event event = {.event = "customer.exported",
                                      .subject = customer_ref(customer->id, ref)};
    return audit_append(s, &event, NULL, e);
}
