/* Correcting what was written when the car was taken in. */
#include "core/base/i18n.h"
#include "core/customer/correct.h"
#include "core/vehicle/file.h"
#include "core/vehicle/replate.h"
#include "core/vehicle/vin.h"
#include "core/work/concern.h"
#include "core/work/line.h"
#include "core/work/order.h"
#include "db/vehicle_store.h"

#include <stdlib.h>

/* An edit while it is written: what the log tells of it, and the texts that this points to. */
struct writing {
    struct session *s;
    const struct order_rows *rows;
    const struct order_edit *edit;
    struct audit_change *changes;
    size_t n;
    char (*fields)[CONCERN_FIELD]; /* of concerns that are added */
    char corrected[CONCERN_FIELD]; /* of the one that is corrected */
    char was[ODOMETER_SIZE], is[ODOMETER_SIZE], vin[VIN_SIZE];
    char car_was[VEHICLE_REF], car[VEHICLE_REF];
    struct plate_corrected plate;
    struct customer_corrected customer;
};

static void changed(struct writing *w, const char *field, const char *was, const char *is)
{
    w->changes[w->n++] = (struct audit_change){.field = field, .old_value = was, .new_value = is};
}

/* Names and phones can be erased. */
static void changed_personal(struct writing *w, const char *field, const char *was, const char *is)
{
    changed(w, field, was[0] != '\0' ? was : NULL, is[0] != '\0' ? is : NULL);
    w->changes[w->n - 1].personal = true;
}

static enum status check_edit(const struct order_edit *edit, struct error *e)
{
    bool head = edit->vin != NULL || edit->odometer >= 0 || edit->plate != NULL;
    if (edit->text == NULL && edit->job != 0) {
        return error_set(e, ST_USAGE, "bad_concern_text",
                         _("concern_text: say how the concern should read: --concern-text"));
    }
    if (!head && edit->phone == NULL && edit->customer == NULL && edit->text == NULL &&
        edit->concern_count == 0) {
        return error_set(e, ST_USAGE, "nothing_to_do",
                         _("nothing to change: give --odometer, --vin, --plate, --phone, --customer, "
                           "--concern-text or --concern"));
    }
    enum status st = edit->text != NULL ? concern_check(&edit->text, 1, e) : ST_OK;
    return st == ST_OK ? concern_check(edit->concerns, edit->concern_count, e) : st;
}

/* Odometer and VIN, of the order and in the vehicle's file. */
static enum status write_arrival(struct writing *w, struct error *e)
{
    const struct order_row *o = &w->rows->order;
    const struct order_edit *edit = w->edit;
    bool fits = true;
    enum status st = edit->vin != NULL ? vin_read(edit->vin, w->vin, &fits, e) : ST_OK;
    const char *vin = edit->vin != NULL ? w->vin : NULL;
    if (st != ST_OK || (vin == NULL && edit->odometer < 0)) {
        return st;
    }
    vin_note_check(w->s, vin, fits);
    if (edit->odometer >= 0) {
        changed(w, "odometer", odometer_text(o->odometer, w->was), odometer_text(edit->odometer, w->is));
    }
    if (vin != NULL) {
        changed(w, "vin", o->vin, vin);
    }
    st = vehicle_file_correct(w->s, o->vehicle_id, vin, edit->odometer, e);
    st = st == ST_OK ? order_store_set_arrival(w->s->app->db, o->id,
                                               edit->odometer < 0 ? o->odometer : edit->odometer,
                                               vin == NULL ? o->vin : vin, e)
                     : st;
    return st == ST_OK ? vehicle_store_as_last(w->s->app->db, o->vehicle_id, 0, e) : st;
}

/* Behind odometer and VIN, which go with the order to another car. */
static enum status write_plate(struct writing *w, struct error *e)
{
    struct order_row o = w->rows->order;
    struct plate_corrected *c = &w->plate;
    const char *was = o.plate;
    if (w->edit->plate == NULL) {
        return ST_OK;
    }
    o.vin = w->edit->vin != NULL ? w->vin : o.vin;
    o.odometer = w->edit->odometer >= 0 ? w->edit->odometer : o.odometer;
    enum status st = plate_correct(w->s, &o, w->edit->plate, c, e);
    if (st != ST_OK) {
        return st;
    }
    changed(w, "plate", was, c->plate);
    if (c->moved) {
        changed(w, VEHICLE_NUMBER, vehicle_ref(o.vehicle_id, w->car_was), vehicle_ref(c->vehicle, w->car));
    }
    if (c->vin[0] != '\0') {
        changed(w, "vin", NULL, c->vin);
    }
    return ST_OK;
}

/* What the order's customer is called from now on, or which other one it belongs to. */
static enum status write_customer(struct writing *w, struct error *e)
{
    struct customer_corrected *c = &w->customer;
    const struct order_edit *edit = w->edit;
    if (edit->customer == NULL && edit->phone == NULL) {
        return ST_OK;
    }
    struct order_row o = w->rows->order;
    o.vehicle_id = w->plate.moved ? w->plate.vehicle : o.vehicle_id;
    enum status st = customer_correct(w->s, &o, edit->customer, edit->phone, c, e);
    if (st != ST_OK) {
        return st;
    }
    if (c->moved) {
        changed(w, CUSTOMER_NUMBER, c->ref_was, c->ref);
    }
    if (c->with_car) {
        changed(w, CAR_OWNER, c->ref_was, c->ref);
    }
    if (c->named) {
        changed(w, CUSTOMER_NAMED, NULL, c->ref);
    }
    if (edit->customer != NULL || c->moved) {
        changed_personal(w, "customer", c->name_was, c->name);
    }
    if (edit->phone != NULL) {
        changed_personal(w, "phone", c->phone_was, c->phone);
    }
    return ST_OK;
}

/* Of several concerns none is meant unless it is said. */
static enum status check_job(const struct order_rows *rows, int64_t job, struct error *e)
{
    if (job != 0 || rows->job_count < 2) {
        return ST_OK;
    }
    return error_set(e, ST_USAGE, "which_job",
                     _("job: the order has %zu concerns: say which of them should read so"), rows->job_count);
}

static enum status write_concerns(struct writing *w, struct error *e)
{
    const struct order_edit *edit = w->edit;
    struct db *db = w->s->app->db;
    int64_t order = w->rows->order.id;
    const struct job_row *job = NULL;
    enum status st = ST_OK;
    if (edit->text != NULL) {
        st = check_job(w->rows, edit->job, e);
        st = st == ST_OK ? job_find(w->rows, edit->job, &job, e) : st;
        st = st == ST_OK ? order_store_set_concern(db, order, job->no, edit->text, e) : st;
        if (st == ST_OK) {
            changed(w, concern_field(job->no, w->corrected), job->concern, edit->text);
        }
    }
    st = st == ST_OK
             ? concern_add(w->s, order, edit->concerns, edit->concern_count, w->fields, w->changes + w->n, e)
             : st;
    w->n += edit->concern_count;
    return st;
}

static enum status edit_order(struct session *s, struct order_rows *rows, const struct order_edit *edit,
                              struct order_state *state, struct error *e)
{
    struct writing w = {.s = s, .rows = rows, .edit = edit};
    enum status st = concern_make_room(edit->concern_count, &w.fields, &w.changes, e);
    st = st == ST_OK ? write_arrival(&w, e) : st;
    st = st == ST_OK ? write_plate(&w, e) : st;
    st = st == ST_OK ? write_customer(&w, e) : st;
    st = st == ST_OK ? write_concerns(&w, e) : st;
    st = st == ST_OK ? order_end_with(s, rows, "order.edit", w.changes, w.n, state, e) : st;
    free(w.fields);
    free(w.changes);
    return st;
}

enum status order_edit(struct session *s, const char *ref, int64_t revision, const struct order_edit *edit,
                       struct order_state *state, struct error *e)
{
    struct order_rows rows = {0};
    enum status st = check_edit(edit, e);
    st = st == ST_OK ? order_begin(s, ref, revision, &rows, e) : st;
    st = st == ST_OK ? edit_order(s, &rows, edit, state, e) : st;
    order_rows_free(&rows);
    return st;
}
