#include "core/command/adapters.h"
#include "core/command/price_json.h"
#include "core/find/find.h"
#include "core/vehicle/phone.h"

enum { FIND_LIMIT = 8 };

struct found {
    json_t *list;
    bool hide_phone; /* personal data stays with those who talk to the customer (trust.md) */
};

static void put_customer(json_t *one, const struct found *found, const char *name, const char *phone)
{
    char masked[PHONE_SIZE];
    json_put_filled(one, "customer", name);
    json_put_filled(one, "phone", found->hide_phone ? phone_mask(phone, masked) : phone);
}

static void put_order(json_t *one, const struct found *found, const struct find_order *o)
{
    json_put_text(one, "order", o->number);
    json_put_text(one, "stage", o->stage);
    json_put_text(one, "plate", o->plate);
    json_put_filled(one, "vin", o->vin);
    put_customer(one, found, o->customer, o->phone);
    json_put_filled(one, "concern", o->concern);
    json_put_time(one, "delivered_at", o->delivered_at);
}

static void put_car(json_t *one, const struct found *found, const struct find_car *c)
{
    json_put_text(one, "plate", c->plate);
    json_put_filled(one, "vin", c->vin);
    put_customer(one, found, c->customer, c->phone);
    json_put(one, "odometer", c->odometer < 0 ? NULL : json_integer(c->odometer));
    json_put_filled(one, "open_order", c->open_order);
    json_put_filled(one, "last_order", c->last_order);
    json_put_time(one, "last_visit", c->last_visit);
}

static bool add_hit(const struct find_hit *hit, void *arg)
{
    static const char *const kinds[] = {
        [FIND_ORDER] = "order", [FIND_CAR] = "car", [FIND_CUSTOMER] = "customer", [FIND_PART] = "part"};
    struct found *found = arg;
    json_t *one = json_object();
    json_put_text(one, "kind", kinds[hit->kind]);
    json_put_bool(one, "exact", hit->exact);
    json_put_bool(one, "ends", hit->ends);
    if (hit->order != NULL) {
        put_order(one, found, hit->order);
    } else if (hit->car != NULL) {
        put_car(one, found, hit->car);
    } else {
        price_put_part(one, hit->part, hit->detail);
    }
    return json_array_append_new(found->list, one) == 0;
}

enum status cmd_find(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct found found = {.list = json_array(),
                          .hide_phone = s->role == ROLE_TECHNICIAN || s->role == ROLE_QC};
    enum status st =
        find_all(s, json_arg_text(in, "query"), json_arg_int(in, "limit", FIND_LIMIT), add_hit, &found, e);
    json_put_text(out, "query", json_arg_text(in, "query"));
    json_put(out, "hits", found.list);
    return st;
}
