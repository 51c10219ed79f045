/* Undo and redo of what an order's car and customer are called, and of whose order it is. */
#include "core/base/text.h"
#include "core/customer/correct.h"
#include "core/vehicle/replate.h"
#include "core/work/undo_fields.h"
#include "db/vehicle_store.h"

#include <stdlib.h>
#include <string.h>

bool undo_is_moved_car(const struct taking *t)
{
    return json_object_get(t->detail, VEHICLE_NUMBER) != NULL;
}

enum status undo_plate(struct taking *t, const char *field, int64_t no, const struct way *way,
                       struct error *e)
{
    (void)no;
    const struct order_row *o = &t->rows->order;
    struct plate_corrected done;
    if (undo_is_moved_car(t)) {
        return ST_OK;
    }
    enum status st = undo_expect(t, field, o->plate, way, e);
    st = st == ST_OK ? plate_correct(t->s, o, way->to, &done, e) : st;
    return st == ST_OK && done.moved ? undo_changed_since(t, field, e) : st; /* it is another car's by now */
}

/* When the order changed hands as well, undo_owner sets all of it. */
static bool is_moved(const struct taking *t)
{
    return json_object_get(t->detail, CUSTOMER_NUMBER) != NULL;
}

/* The way of a field of the change; nothing when it has none of that name. */
static struct way way_of(const struct taking *t, const char *field, bool *has)
{
    const json_t *pair = json_object_get(t->detail, field);
    *has = pair != NULL;
    return *has ? undo_way(t, pair) : (struct way){NULL, NULL};
}

/* Odometer and VIN of the order as they were, or are to be; *now is the order with them, and `vin` has room.
 */
static enum status arrival_of(struct taking *t, struct order_row *now, char vin[VIN_SIZE], struct error *e)
{
    bool has_km = false, has_vin = false;
    char km[ODOMETER_SIZE];
    const struct way odometer = way_of(t, "odometer", &has_km), number = way_of(t, "vin", &has_vin);
    *now = t->rows->order;
    enum status st =
        has_km ? undo_expect(t, "odometer", odometer_text(now->odometer, km), &odometer, e) : ST_OK;
    st = st == ST_OK && has_vin ? undo_expect(t, "vin", now->vin, &number, e) : st;
    if (has_km) {
        now->odometer = odometer.to == NULL ? -1 : strtoll(odometer.to, NULL, 10);
    }
    if (has_vin) {
        text_copy(vin, VIN_SIZE, number.to);
        now->vin = number.to == NULL ? NULL : vin;
    }
    return st == ST_OK ? order_store_set_arrival(t->s->app->db, now->id, now->odometer, now->vin, e) : st;
}

/* The known car, or the one of the mistake, with all that the change set beside; it is the customer's. */
static enum status take_car(struct taking *t, const struct way *way, int64_t customer, struct error *e)
{
    bool has = false;
    char vin[VIN_SIZE], car[VEHICLE_REF];
    struct order_row now;
    struct plate_corrected done = {.vehicle = 0};
    const struct way plate = way_of(t, "plate", &has);
    enum status st = undo_expect(t, VEHICLE_NUMBER, vehicle_ref(t->rows->order.vehicle_id, car), way, e);
    st = st == ST_OK ? undo_expect(t, "plate", t->rows->order.plate, &plate, e) : st;
    st = st == ST_OK ? arrival_of(t, &now, vin, e) : st;
    if (st != ST_OK) {
        return st;
    }
    if (!t->redo) {
        return plate_take_back(t->s, &now, strtoll(way->to, NULL, 10), plate.to, customer, e);
    }
    st = plate_correct(t->s, &now, plate.to, &done, e);
    return st == ST_OK && strcmp(vehicle_ref(done.vehicle, car), way->to) != 0
               ? undo_changed_since(t, VEHICLE_NUMBER, e)
               : st;
}

enum status undo_car(struct taking *t, const char *field, int64_t no, const struct way *way, struct error *e)
{
    (void)field, (void)no;
    return is_moved(t) ? ST_OK : take_car(t, way, t->rows->order.customer_id, e);
}

static const char *filled(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* Name and phone are set back in the record in which they were set. */
static enum status check_customer(const struct taking *t, const char *field, struct error *e)
{
    char now[CUSTOMER_REF];
    const char *then = t->change->customer;
    return then[0] == '\0' || strcmp(then, customer_ref(t->rows->order.customer_id, now)) == 0
               ? ST_OK
               : undo_changed_since(t, field, e);
}

enum status undo_name(struct taking *t, const char *field, int64_t no, const struct way *way, struct error *e)
{
    (void)no;
    const struct order_row *o = &t->rows->order;
    if (is_moved(t)) {
        return ST_OK;
    }
    enum status st = check_customer(t, field, e);
    st = st == ST_OK ? undo_expect(t, field, filled(o->customer), way, e) : st;
    return st == ST_OK ? customer_store_update(t->s->app->db, o->customer_id, or_empty(way->to), NULL, e)
                       : st;
}

enum status undo_phone(struct taking *t, const char *field, int64_t no, const struct way *way,
                       struct error *e)
{
    (void)no;
    const struct order_row *o = &t->rows->order;
    if (is_moved(t)) {
        return ST_OK;
    }
    enum status st = check_customer(t, field, e);
    st = st == ST_OK ? undo_expect(t, field, filled(o->phone), way, e) : st;
    st = st == ST_OK ? customer_phone_free(t->s, way->to, o->customer_id, e) : st;
    return st == ST_OK ? customer_store_update(t->s->app->db, o->customer_id, NULL, or_empty(way->to), e)
                       : st;
}

static const char *written(const struct taking *t, const char *field, size_t old_or_new)
{
    return or_empty(json_string_value(json_array_get(json_object_get(t->personal, field), old_or_new)));
}

/* The record that the move had emptied. */
struct emptied {
    int64_t id;
    const char *name, *phone; /* what it held; both "": the move had emptied none */
};

/* What it held stands in it again. */
static enum status fill_again(struct taking *t, const struct emptied *was, struct error *e)
{
    struct customer_row row = {.id = 0};
    enum status st = customer_store_load(t->s->app->db, was->id, &row, e);
    bool empty = st == ST_OK && row.name[0] == '\0' && row.phone[0] == '\0';
    if (!empty) {
        return st;
    }
    st = customer_phone_free(t->s, was->phone, was->id, e);
    return st == ST_OK ? customer_store_update(t->s->app->db, was->id, was->name, was->phone, e) : st;
}

/* It is emptied again only of what can be filled in again. */
static enum status check_held(struct taking *t, const struct emptied *was, struct error *e)
{
    struct customer_row row = {.id = 0};
    enum status st = customer_store_load(t->s->app->db, was->id, &row, e);
    bool same = strcmp(row.name, was->name) == 0 && strcmp(row.phone, was->phone) == 0;
    return st == ST_OK && !same ? undo_changed_since(t, "customer", e) : st;
}

/* Who had no name until the order came to him has the order's, or none again. */
static enum status take_naming(struct taking *t, int64_t named, struct error *e)
{
    struct customer_row row = {.id = 0};
    const char *name = written(t, "customer", 1);
    enum status st = customer_store_load(t->s->app->db, named, &row, e);
    bool as_left = st == ST_OK && strcmp(row.name, t->redo ? "" : name) == 0;
    return as_left ? customer_store_update(t->s->app->db, named, t->redo ? name : "", NULL, e) : st;
}

static enum status take_owner(struct taking *t, const struct customer_way *way, struct error *e)
{
    struct order_row o = t->rows->order;
    const struct emptied was = {t->redo ? way->from : way->to, written(t, "customer", 0),
                                written(t, "phone", 0)};
    bool with_car = false, named = false, emptied = false;
    bool empties = t->redo && (was.name[0] != '\0' || was.phone[0] != '\0');
    const struct way car = way_of(t, VEHICLE_NUMBER, &with_car), name = way_of(t, CUSTOMER_NAMED, &named);
    enum status st = empties ? check_held(t, &was, e) : ST_OK;
    if (with_car) {
        st = st == ST_OK ? take_car(t, &car, t->redo ? way->from : way->to, e) : st;
        o.vehicle_id = strtoll(car.to, NULL, 10);
    }
    st = st == ST_OK ? customer_move(t->s, &o, way, empties ? &emptied : NULL, e) : st;
    st = st == ST_OK && !t->redo ? fill_again(t, &was, e) : st;
    return st == ST_OK && named ? take_naming(t, customer_number(t->redo ? name.to : name.from), e) : st;
}

enum status undo_owner(struct taking *t, const char *field, int64_t no, const struct way *way,
                       struct error *e)
{
    (void)no;
    char now[CUSTOMER_REF];
    const struct order_row *o = &t->rows->order;
    enum status st = undo_expect(t, field, customer_ref(o->customer_id, now), way, e);
    if (st == ST_OK && (t->personal == NULL || way->to == NULL)) { /* erased since */
        st = undo_changed_since(t, field, e);
    }
    if (st != ST_OK) {
        return st;
    }
    const struct customer_way owner = {o->customer_id, customer_number(way->to),
                                       json_object_get(t->detail, CAR_OWNER) != NULL};
    return take_owner(t, &owner, e);
}
