#include "core/base/text.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/vehicle/phone.h"
#include "db/vehicle_store.h"

enum { FOUND_LIMIT = 20, FOUND_MAX = 200 };

struct found {
    json_t *list;
    bool hide_phone; /* personal data stays with those who talk to the customer (trust.md) */
};

static bool add_vehicle(const struct vehicle_row *row, void *arg)
{
    struct found *found = arg;
    char masked[PHONE_SIZE];
    json_t *one = json_object();
    json_put_text(one, "plate", row->plate);
    json_put_filled(one, "vin", row->vin);
    json_put_filled(one, "customer", row->customer);
    json_put_text(one, "phone", found->hide_phone ? phone_mask(row->phone, masked) : row->phone);
    json_put(one, "odometer", row->odometer < 0 ? NULL : json_integer(row->odometer));
    json_put_filled(one, "last_order", row->last_order);
    json_put_time(one, "last_visit", row->last_visit);
    json_put_filled(one, "open_order", row->open_order);
    return json_array_append_new(found->list, one) == 0;
}

enum status cmd_vehicle_find(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct found found = {.list = json_array(),
                          .hide_phone = s->role == ROLE_TECHNICIAN || s->role == ROLE_QC};
    struct buf key, words;
    buf_init(&key, 4096);
    buf_init(&words, 4096);
    text_key(json_arg_text(in, "query"), &key);
    text_fold(json_arg_text(in, "query"), &words);
    int64_t limit = json_arg_int(in, "limit", FOUND_LIMIT);
    enum status st = vehicle_store_search(s->app->db, key.data, words.data,
                                          limit < FOUND_MAX ? limit : FOUND_MAX, add_vehicle, &found, e);
    buf_free(&key);
    buf_free(&words);
    json_put(out, "vehicles", found.list);
    return st;
}
