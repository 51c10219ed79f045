#include "core/vehicle/file.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/vehicle/phone.h"
#include "db/vehicle_store.h"

#include <stdio.h>
#include <string.h>

enum {
    CUSTOMER_MAX = 500,
    ODOMETER_MAX = 3000000 /* km */,
    DAY_MOST = 1000 /* km: taxis drive half of it */
};
enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* What reception wrote, read and checked. */
struct read_intake {
    char plate[PLATE_SIZE], vin[VIN_SIZE], phone[PHONE_SIZE];
    enum plate_kind kind;
    const char *customer; /* "" when none was written */
};

const char *odometer_text(int64_t km, char out[ODOMETER_SIZE])
{
    snprintf(out, ODOMETER_SIZE, "%lld", (long long)km);
    return km < 0 ? NULL : out;
}

void vin_note_check(struct session *s, const char *vin, bool fits)
{
    if (!fits) {
        session_note(
            s, _("VIN %s: its check digit is wrong (European makers do not use it): look at it again"), vin);
    }
}

void plate_note_foreign(struct session *s, const char *plate, enum plate_kind kind)
{
    if (kind == PLATE_FOREIGN) {
        session_note(s, _("plate %s is not a Chinese one: look at it again"), plate);
    }
}

static enum status read_intake(struct session *s, const struct vehicle_intake *in, struct read_intake *out,
                               struct error *e)
{
    bool fits = true;
    *out = (struct read_intake){.customer = in->customer != NULL ? in->customer : ""};
    enum status st = plate_read(in->plate, out->plate, &out->kind, e);
    if (st == ST_OK && in->vin != NULL) {
        st = vin_read(in->vin, out->vin, &fits, e);
    }
    if (st == ST_OK && in->phone != NULL) {
        st = phone_read(in->phone, out->phone, e);
    }
    if (st == ST_OK && strlen(out->customer) > CUSTOMER_MAX) {
        st = error_set(e, ST_USAGE, "too_long", _("%s: %zu bytes are too long, at most %d fit"), "customer",
                       strlen(out->customer), CUSTOMER_MAX);
    }
    if (st == ST_OK) {
        plate_note_foreign(s, out->plate, out->kind);
        vin_note_check(s, out->vin, fits);
    }
    return st;
}

/* The customer: by phone, else the car's, else a new one. Who brings the known car under the known name (or
 * says none) has a new phone; another name with an unknown phone is another customer. */
static enum status take_customer(struct session *s, const struct read_intake *in,
                                 const struct vehicle_row *car, int64_t *id, struct error *e)
{
    struct db *db = s->app->db;
    char name[512] = "";
    enum status st = ST_NOT_FOUND;
    if (in->phone[0] != '\0') {
        st = customer_store_find_phone(db, in->phone, id, name, e);
    }
    bool same_name = in->customer[0] == '\0' || strcmp(in->customer, car->customer) == 0;
    if (st == ST_NOT_FOUND && car->customer_id != 0 && (same_name || in->phone[0] == '\0')) {
        *id = car->customer_id;
        text_copy(name, sizeof name, car->customer);
        st = in->phone[0] != '\0' ? customer_store_update(db, *id, NULL, in->phone, e) : ST_OK;
    }
    if (st == ST_NOT_FOUND) {
        return customer_store_add(db, in->customer, in->phone, when_now(), id, e);
    }
    if (st == ST_OK && in->customer[0] != '\0' && strcmp(name, in->customer) != 0) {
        if (name[0] != '\0') { /* a mistyped number is somebody else's */
            session_note(s, _("the customer was %s in the file, now it is %s: look at it again"), name,
                         in->customer);
        }
        return customer_store_update(db, *id, in->customer, NULL, e);
    }
    return st;
}

/* A digit too many makes ten times as much as the car had at its last visit; `km` and `before` are read. */
static void note_too_far(struct session *s, const char *plate, int64_t before, int64_t last_visit, int64_t km)
{
    int64_t days = (when_now() - last_visit) / DAY_MS + 1;
    if (last_visit > 0 && days > 0 && (km - before) / DAY_MOST >= days) {
        session_note(s,
                     _("the odometer of %s read %lld km at its last visit, now %lld km: that is more than %d "
                       "km a day; look at it again"),
                     plate, (long long)before, (long long)km, DAY_MOST);
    }
}

/* The rule for every odometer that is written down: more than cars run is refused, one that went back is
 * noted, and one that went on further than cars drive. `before`: what the file has, -1 for nothing;
 * last_visit 0: the file has that of this visit; km -1: not read. */
static enum status check_odometer(struct session *s, const char *plate, int64_t before, int64_t last_visit,
                                  int64_t km, struct error *e)
{
    if (km > ODOMETER_MAX) {
        return error_set(e, ST_USAGE, "bad_odometer",
                         _("odometer: %lld km is more than cars run (%lld km): read it again"), (long long)km,
                         (long long)ODOMETER_MAX);
    }
    if (km >= 0 && before >= 0 && km > before) {
        note_too_far(s, plate, before, last_visit, km);
    } else if (km >= 0 && before > km) {
        session_note(s, _("the odometer of %s read %lld km before, now %lld km: look at it again"), plate,
                     (long long)before, (long long)km);
    }
    return ST_OK;
}

static void note_differences(struct session *s, const struct read_intake *in, const struct vehicle_row *row)
{
    if (in->vin[0] != '\0' && row->vin[0] != '\0' && strcmp(in->vin, row->vin) != 0) {
        session_note(s, _("the VIN of %s was %s in the file, now it is %s"), in->plate, row->vin, in->vin);
    }
    if (strcmp(row->plate, in->plate) != 0) {
        session_note(s, _("the car with VIN %s had the plate %s, now it has %s"), row->vin, row->plate,
                     in->plate);
    }
}

enum status vehicle_file_take(struct session *s, const struct vehicle_intake *in, struct vehicle_file *out,
                              struct error *e)
{
    struct read_intake read;
    struct vehicle_row row = {.odometer = -1};
    struct db *db = s->app->db;
    enum status st = read_intake(s, in, &read, e);
    if (st != ST_OK) {
        return st;
    }
    st = vehicle_store_find(db, read.plate, NULL, &row, e);
    if (st == ST_NOT_FOUND && read.vin[0] != '\0') {
        st = vehicle_store_find(db, NULL, read.vin, &row, e);
    }
    bool known = st == ST_OK;
    if (st != ST_OK && st != ST_NOT_FOUND) {
        return st;
    }
    if (known) {
        note_differences(s, &read, &row);
    }
    int64_t customer = 0;
    st = check_odometer(s, read.plate, row.odometer, row.last_visit, in->odometer, e);
    if (st != ST_OK) {
        return st;
    }
    st = take_customer(s, &read, &row, &customer, e);
    row.customer_id = customer;
    row.odometer = in->odometer >= 0 ? in->odometer : row.odometer;
    text_copy(row.plate, sizeof row.plate, read.plate);
    text_copy(row.plate_kind, sizeof row.plate_kind, plate_kind_name(read.kind));
    if (read.vin[0] != '\0') {
        text_copy(row.vin, sizeof row.vin, read.vin);
    }
    if (st == ST_OK) {
        st = known ? vehicle_store_update(db, &row, e) : vehicle_store_add(db, &row, when_now(), &row.id, e);
    }
    *out = (struct vehicle_file){.vehicle = row.id, .customer = customer, .odometer = in->odometer};
    text_copy(out->plate, sizeof out->plate, row.plate);
    text_copy(out->vin, sizeof out->vin, row.vin);
    return st;
}

enum status vehicle_file_correct(struct session *s, int64_t vehicle, const char *vin, int64_t odometer,
                                 struct error *e)
{
    struct vehicle_row row = {.odometer = -1};
    enum status st = vehicle_store_load(s->app->db, vehicle, &row, e);
    st = st == ST_OK ? check_odometer(s, row.plate, row.odometer, 0, odometer, e) : st;
    return st == ST_OK ? vehicle_store_correct(s->app->db, vehicle, vin, odometer, e) : st;
}
