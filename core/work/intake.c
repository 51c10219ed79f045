#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/trust/identity.h"
#include "core/vehicle/file.h"
#include "core/work/concern.h"
#include "core/work/guarantee.h"
#include "core/work/order.h"
#include "core/work/stage.h"
#include "db/person_store.h"

#include <stdlib.h>
#include <string.h>

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
    return concern_check(in->concerns, in->concern_count, e);
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
    char(*fields)[CONCERN_FIELD] = NULL;
    struct audit_change *changes = NULL;
    char km[ODOMETER_SIZE];
    enum status st = concern_make_room(in->concern_count, &fields, &changes, e);
    if (st == ST_OK) {
        size_t n = 0;
        changes[n++] = (struct audit_change){.field = IDENTITY_NUMBER, .new_value = order->number};
        changes[n++] = (struct audit_change){.field = "plate", .new_value = file->plate};
        changes[n++] =
            (struct audit_change){.field = "vin", .new_value = file->vin[0] == '\0' ? NULL : file->vin};
        changes[n++] =
            (struct audit_change){.field = "odometer", .new_value = odometer_text(in->odometer, km)};
        if (in->comeback != NULL) {
            changes[n++] = (struct audit_change){.field = "comeback_of", .new_value = in->comeback};
        }
        changes[n++] =
            (struct audit_change){.field = "customer", .new_value = in->customer, .personal = true};
        changes[n++] = (struct audit_change){.field = "phone", .new_value = in->phone, .personal = true};
        st = concern_add(s, order->id, in->concerns, in->concern_count, fields, changes + n, e);
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
