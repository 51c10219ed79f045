#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/trust/identity.h"
#include "core/vehicle/file.h"
#include "core/vehicle/vin.h"
#include "core/work/guarantee.h"
#include "core/work/order.h"
#include "core/work/stage.h"
#include "db/person_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_SIZE = 32, NUMBER_SIZE = 24, HEAD_CHANGES = 7 };

static bool is_blank(const char *text)
{
    struct buf b;
    buf_init(&b, strlen(text) * 4 + 1);
    text_fold(text, &b);
    bool blank = b.len == 0;
    buf_free(&b);
    return blank;
}

static enum status check_concerns(const char *const *concerns, size_t n, struct error *e)
{
    for (size_t i = 0; i < n; i++) {
        if (is_blank(concerns[i])) {
            return error_set(e, ST_USAGE, "bad_concern",
                             _("concern: it is empty: write down what the customer says"));
        }
    }
    return ST_OK;
}

static enum status check_intake(const struct intake *in, int64_t now, struct error *e)
{
    char when[WHEN_SIZE];
    if (in->reported_at > now) {
        return error_set(e, ST_USAGE, "future",
                         _("reported: %s has not come yet: nobody can have reported then"),
                         when_short(in->reported_at, when));
    }
    if (in->concern_count == 0) {
        return error_set(e, ST_USAGE, "bad_concern",
                         _("concern: at least one is wanted: write down what the customer says"));
    }
    return check_concerns(in->concerns, in->concern_count, e);
}

static enum status note_other_order(struct session *s, int64_t vehicle, int64_t id, const char *plate,
                                    struct error *e)
{
    char number[64];
    enum status st = order_store_other_open(s->app->db, vehicle, id, number, sizeof number, e);
    if (st == ST_OK) {
        session_note(s, _("%s has an open order already: %s"), plate, number);
    }
    return st == ST_NOT_FOUND ? ST_OK : st;
}

/* Adds the concerns as jobs, and a change for each to the log; `fields` keeps the changes' names. */
static enum status add_jobs(struct session *s, int64_t order, const char *const *concerns, size_t n,
                            char (*fields)[FIELD_SIZE], struct audit_change *changes, struct error *e)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        int64_t no = 0;
        st = order_store_add_job(s->app->db, order, concerns[i], &no, e);
        snprintf(fields[i], FIELD_SIZE, "concern %lld", (long long)no);
        changes[i] = (struct audit_change){.field = fields[i], .new_value = concerns[i]};
    }
    return st;
}

/* Room for the changes of an order's head and of its concerns; free both with free(). */
static enum status make_room(size_t concerns, char (**fields)[FIELD_SIZE], struct audit_change **changes,
                             struct error *e)
{
    *fields = calloc(concerns + 1, sizeof **fields);
    *changes = calloc(concerns + HEAD_CHANGES, sizeof **changes);
    return *fields == NULL || *changes == NULL ? error_memory(e) : ST_OK;
}

static const char *km_text(int64_t km, char out[NUMBER_SIZE])
{
    snprintf(out, NUMBER_SIZE, "%lld", (long long)km);
    return km < 0 ? NULL : out;
}

static enum status insert_order(struct session *s, const struct intake *in, const struct vehicle_file *file,
                                int64_t comeback, int64_t now, struct order_ref *out, struct error *e)
{
    struct order_new o = {.vehicle_id = file->vehicle,
                          .customer_id = file->customer,
                          .advisor_id = s->person,
                          .stage = stage_name(STAGE_RECEIVED),
                          .plate = file->plate,
                          .vin = file->vin[0] == '\0' ? NULL : file->vin,
                          .currency = s->app->config->outlet_currency,
                          .odometer = in->odometer,
                          .reported_at = in->reported_at == 0 ? now : in->reported_at,
                          .opened_at = now,
                          .comeback_of = comeback};
    char code[32];
    enum status st = person_store_outlet(s->app->db, &o.outlet_id, code, e);
    return st == ST_OK ? order_store_insert(s->app->db, &o, out, e) : st;
}

static enum status log_open(struct session *s, const struct intake *in, const struct vehicle_file *file,
                            const struct order_ref *order, struct error *e)
{
    char(*fields)[FIELD_SIZE] = NULL;
    struct audit_change *changes = NULL;
    char km[NUMBER_SIZE];
    enum status st = make_room(in->concern_count, &fields, &changes, e);
    if (st == ST_OK) {
        size_t n = 0;
        changes[n++] = (struct audit_change){.field = IDENTITY_NUMBER, .new_value = order->number};
        changes[n++] = (struct audit_change){.field = "plate", .new_value = file->plate};
        changes[n++] =
            (struct audit_change){.field = "vin", .new_value = file->vin[0] == '\0' ? NULL : file->vin};
        changes[n++] = (struct audit_change){.field = "odometer", .new_value = km_text(in->odometer, km)};
        if (in->comeback != NULL) {
            changes[n++] = (struct audit_change){.field = "comeback_of", .new_value = in->comeback};
        }
        changes[n++] =
            (struct audit_change){.field = "customer", .new_value = in->customer, .personal = true};
        changes[n++] = (struct audit_change){.field = "phone", .new_value = in->phone, .personal = true};
        st = add_jobs(s, order->id, in->concerns, in->concern_count, fields, changes + n, e);
        const struct audit_event entry = {.event = "order.open",
                                          .order = order->id,
                                          .revision = 1,
                                          .changes = changes,
                                          .change_count = n + in->concern_count};
        st = st == ST_OK ? audit_append(s, &entry, NULL, e) : st;
    }
    free(fields);
    free(changes);
    return st;
}

static enum status tell_state(struct session *s, int64_t id, struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_store_load(s->app->db, id, &rows, e);
    if (st == ST_OK) {
        text_copy(state->number, sizeof state->number, rows.order.number);
        text_copy(state->stage, sizeof state->stage, rows.order.stage);
        state->revision = rows.order.revision;
        order_rows_free(&rows);
    }
    return st;
}

enum status order_open(struct session *s, const struct intake *in, struct order_state *state, struct error *e)
{
    const struct vehicle_intake taken = {.plate = in->plate,
                                         .vin = in->vin,
                                         .phone = in->phone,
                                         .customer = in->customer,
                                         .odometer = in->odometer};
    struct vehicle_file file;
    struct order_ref order = {0};
    int64_t now = when_now(), comeback = 0;
    enum status st = check_intake(in, now, e);
    st = st == ST_OK ? vehicle_file_take(s, &taken, &file, e) : st;
    st = st == ST_OK && in->comeback != NULL ? comeback_find(s, in->comeback, &file, &comeback, e) : st;
    st = st == ST_OK ? insert_order(s, in, &file, comeback, now, &order, e) : st;
    st = st == ST_OK ? log_open(s, in, &file, &order, e) : st;
    st = st == ST_OK ? note_other_order(s, file.vehicle, order.id, file.plate, e) : st;
    return st == ST_OK ? tell_state(s, order.id, state, e) : st;
}

static enum status check_edit(const struct order_edit *edit, struct error *e)
{
    if (edit->vin == NULL && edit->odometer < 0 && edit->concern_count == 0) {
        return error_set(e, ST_USAGE, "nothing_to_do",
                         _("nothing to change: give --odometer, --vin or --concern"));
    }
    return check_concerns(edit->concerns, edit->concern_count, e);
}

/* Corrects the order's head and the vehicle's file; `vin` is the new one or NULL. */
static enum status write_head(struct session *s, const struct order_row *o, const char *vin, int64_t odometer,
                              struct error *e)
{
    enum status st = vehicle_file_correct(s, o->vehicle_id, vin, odometer, e);
    if (st != ST_OK) {
        return st;
    }
    return order_store_set_arrival(s->app->db, o->id, odometer < 0 ? o->odometer : odometer,
                                   vin == NULL ? o->vin : vin, e);
}

static enum status write_edit(struct session *s, struct order_rows *rows, const struct order_edit *edit,
                              const char *vin, char (*fields)[FIELD_SIZE], struct audit_change *changes,
                              struct order_state *state, struct error *e)
{
    const struct order_row *o = &rows->order;
    char was[NUMBER_SIZE];
    char is[NUMBER_SIZE];
    size_t n = 0;
    if (edit->odometer >= 0) {
        changes[n++] = (struct audit_change){.field = "odometer",
                                             .old_value = km_text(o->odometer, was),
                                             .new_value = km_text(edit->odometer, is)};
    }
    if (vin != NULL) {
        changes[n++] = (struct audit_change){.field = "vin", .old_value = o->vin, .new_value = vin};
    }
    enum status st = n > 0 ? write_head(s, o, vin, edit->odometer, e) : ST_OK;
    if (st == ST_OK) {
        st = add_jobs(s, o->id, edit->concerns, edit->concern_count, fields, changes + n, e);
    }
    n += edit->concern_count;
    return st == ST_OK ? order_end_with(s, rows, "order.edit", changes, n, state, e) : st;
}

static enum status edit_order(struct session *s, struct order_rows *rows, const struct order_edit *edit,
                              struct order_state *state, struct error *e)
{
    char vin[VIN_SIZE];
    bool fits = true;
    char(*fields)[FIELD_SIZE] = NULL;
    struct audit_change *changes = NULL;
    enum status st = edit->vin == NULL ? ST_OK : vin_read(edit->vin, vin, &fits, e);
    st = st == ST_OK ? make_room(edit->concern_count, &fields, &changes, e) : st;
    if (st == ST_OK) {
        st = write_edit(s, rows, edit, edit->vin == NULL ? NULL : vin, fields, changes, state, e);
    }
    if (st == ST_OK && !fits) {
        session_note(
            s, _("VIN %s: its check digit is wrong (European makers do not use it): look at it again"), vin);
    }
    free(fields);
    free(changes);
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
