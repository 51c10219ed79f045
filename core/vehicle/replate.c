#include "core/vehicle/replate.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "db/vehicle_store.h"

#include <stdio.h>
#include <string.h>

const char *vehicle_ref(int64_t id, char out[VEHICLE_REF])
{
    snprintf(out, VEHICLE_REF, "%lld", (long long)id);
    return out;
}

static enum status taken(const char *plate, const struct vehicle_row *other, struct error *e)
{
    return error_set(
        e, ST_REFUSED, "plate_taken",
        _("plate: %s is another car's in the file (last here: %s, VIN %s): read it again; if it is "
          "that car, cancel this order and take it in"),
        plate, other->last_order[0] != '\0' ? other->last_order : "-",
        other->vin[0] != '\0' ? other->vin : "-");
}

/* The order's car is in the file only because of it, and nothing says that it is another one. */
static bool may_be(const struct order_row *o, const struct vehicle_row *other, int64_t visits)
{
    bool same_vin = o->vin == NULL || other->vin[0] == '\0' || strcmp(o->vin, other->vin) == 0;
    return visits == 1 && same_vin && other->open_order[0] == '\0';
}

static void note_known(struct session *s, const struct order_row *o, const struct vehicle_row *other)
{
    session_note(s, _("%s was here before (%s): the order is for that car now"), other->plate,
                 other->last_order[0] != '\0' ? other->last_order : "-");
    if (other->customer_id != 0 && other->customer_id != o->customer_id) {
        session_note(s, _("in the file %s is the car of another customer (%s)"), other->plate,
                     other->customer[0] != '\0' ? other->customer : "-");
    }
}

/* The known car's file gets what was read this time unless a later order of it was, the order the VIN that
 * the file knows. */
static enum status move_to(struct session *s, const struct order_row *o, struct vehicle_row *other,
                           struct plate_corrected *out, struct error *e)
{
    struct db *db = s->app->db;
    enum status st = vehicle_file_correct(s, other->id, o->vin, o->odometer, e);
    if (st == ST_OK && other->customer_id == 0) {
        st = vehicle_store_own(db, other->id, o->customer_id, e);
    }
    st = st == ST_OK ? order_store_set_vehicle(db, o->id, other->id, e) : st;
    if (st == ST_OK && o->vin == NULL && other->vin[0] != '\0') {
        text_copy(out->vin, sizeof out->vin, other->vin);
        st = order_store_set_arrival(db, o->id, o->odometer, out->vin, e);
    }
    st = st == ST_OK ? vehicle_store_as_last(db, other->id, 0, e) : st;
    st = st == ST_OK ? vehicle_store_remove(db, o->vehicle_id, e) : st;
    if (st == ST_OK) {
        note_known(s, o, other);
        out->moved = true;
        out->vehicle = other->id;
    }
    return st;
}

static enum status put_right(struct session *s, const struct order_row *o, enum plate_kind kind,
                             int64_t visits, const struct plate_corrected *out, struct error *e)
{
    char last[64] = "";
    struct vehicle_row car = {.id = 0};
    struct db *db = s->app->db;
    enum status st = vehicle_store_load(db, o->vehicle_id, &car, e);
    st = st == ST_OK ? vehicle_store_last_order(db, o->vehicle_id, last, sizeof last, e) : st;
    if (st != ST_OK) {
        return st;
    }
    if (strcmp(last, o->number) != 0) {
        if (strcmp(car.plate, out->plate) != 0) {
            session_note(
                s, _("the car has a later order (%s), and its file keeps the plate %s: look at it again"),
                last, car.plate);
        }
        return ST_OK;
    }
    st = vehicle_store_set_plate(db, o->vehicle_id, out->plate, plate_kind_name(kind), e);
    if (st == ST_OK && visits > 1 && strcmp(o->plate, out->plate) != 0) {
        session_note(s,
                     _("the car %s was here before, and its file has the plate %s now: is it the same car?"),
                     o->plate, out->plate);
    }
    return st;
}

enum status plate_correct(struct session *s, const struct order_row *o, const char *plate,
                          struct plate_corrected *out, struct error *e)
{
    struct vehicle_row other = {.id = 0};
    struct error none = ERROR_NONE;
    enum plate_kind kind = PLATE_FOREIGN;
    int64_t visits = 0;
    *out = (struct plate_corrected){.vehicle = o->vehicle_id};
    enum status st = plate_read(plate, out->plate, &kind, e);
    st = st == ST_OK ? vehicle_store_visits(s->app->db, o->vehicle_id, &visits, e) : st;
    if (st != ST_OK) {
        return st;
    }
    enum status found = vehicle_store_find(s->app->db, out->plate, NULL, &other, &none);
    if (found != ST_OK && found != ST_NOT_FOUND) {
        return error_set(e, found, none.code, "%s", none.message);
    }
    bool known = found == ST_OK && other.id != o->vehicle_id;
    if (known && !may_be(o, &other, visits)) {
        return taken(out->plate, &other, e);
    }
    st = known ? move_to(s, o, &other, out, e) : put_right(s, o, kind, visits, out, e);
    if (st == ST_OK) {
        plate_note_foreign(s, out->plate, kind);
        st = order_store_set_plate(s->app->db, o->id, out->plate, e);
    }
    return st;
}

enum status plate_take_back(struct session *s, const struct order_row *o, int64_t vehicle, const char *plate,
                            int64_t customer, struct error *e)
{
    struct db *db = s->app->db;
    struct vehicle_row row = {.id = vehicle, .customer_id = customer, .odometer = o->odometer}, other;
    struct error none = ERROR_NONE;
    enum plate_kind kind = PLATE_FOREIGN;
    enum status st = plate_read(plate, row.plate, &kind, e);
    if (st == ST_OK && vehicle_store_find(db, row.plate, NULL, &other, &none) == ST_OK) {
        return taken(row.plate, &other, e);
    }
    text_copy(row.plate_kind, sizeof row.plate_kind, plate_kind_name(kind));
    text_copy(row.vin, sizeof row.vin, o->vin);
    st = st == ST_OK ? vehicle_store_remake(db, &row, o->opened_at, e) : st;
    st = st == ST_OK ? order_store_set_vehicle(db, o->id, vehicle, e) : st;
    st = st == ST_OK ? order_store_set_plate(db, o->id, row.plate, e) : st;
    return st == ST_OK ? vehicle_store_as_last(db, o->vehicle_id, o->customer_id, e) : st;
}
