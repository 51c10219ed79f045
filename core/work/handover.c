#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/trust/signoff.h"
#include "core/vehicle/file.h"
#include "core/work/order.h"
#include "core/work/stage.h"

static enum status check_deliver(struct session *s, const struct order_rows *rows, int64_t odometer,
                                 struct error *e)
{
    const struct order_row *o = &rows->order;
    if (odometer < o->odometer) {
        return error_set(e, ST_USAGE, "bad_odometer",
                         _("odometer: %lld km is less than the %lld km at arrival: read it again"),
                         (long long)odometer, (long long)o->odometer);
    }
    bool all = false;
    enum status st = signoff_complete(s, o->id, &all, e);
    if (st != ST_OK) {
        return st;
    }
    if (!all) {
        return error_set(e, ST_REFUSED, "not_signed",
                         _("order %s: advisor, technician and QC must all have signed it as it is now; see: "
                           "clearbay order show %s"),
                         o->number, o->number);
    }
    if (stage_after(stage_parse(o->stage), STEP_DELIVERED) == STAGE_NONE) {
        return error_set(e, ST_REFUSED, "not_ready", _("order %s is not ready: it is in the stage \"%s\""),
                         o->number, stage_label(stage_parse(o->stage)));
    }
    return ST_OK;
}

/* A delivery cannot be undone, and guarantees run from its reading. */
static void note_too_far(struct session *s, const struct order_row *o, int64_t odometer)
{
    if (o->odometer >= 0 && odometer - o->odometer > ORDER_DRIVEN_MOST) {
        session_note(
            s,
            _("order %s: the odometer read %lld km at arrival, now %lld km: that is further than any "
              "test drive (%d km); look at it again"),
            o->number, (long long)o->odometer, (long long)odometer, ORDER_DRIVEN_MOST);
    }
}

static enum status deliver(struct session *s, struct order_rows *rows, int64_t odometer,
                           struct order_state *state, struct error *e)
{
    const struct order_row *o = &rows->order;
    const char *stage = stage_name(STAGE_DELIVERED);
    enum status st = check_deliver(s, rows, odometer, e);
    st = st == ST_OK ? order_store_set_delivered(s->app->db, o->id, odometer, when_now(), e) : st;
    st = st == ST_OK ? order_store_set_stage(s->app->db, o->id, stage, e) : st;
    st = st == ST_OK ? vehicle_file_correct(s, o->vehicle_id, NULL, odometer, e) : st;
    if (st != ST_OK) {
        return st;
    }
    char km[ODOMETER_SIZE];
    const struct audit_change changes[] = {
        {.field = "stage", .old_value = o->stage, .new_value = stage},
        {.field = "odometer", .new_value = odometer_text(odometer, km)},
    };
    note_too_far(s, o, odometer);
    return order_end_with(s, rows, "order.deliver", changes, 2, state, e);
}

enum status order_deliver(struct session *s, const char *ref, int64_t revision, int64_t odometer,
                          struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? deliver(s, &rows, odometer, state, e) : st;
    order_rows_free(&rows);
    return st;
}

static enum status call_back(struct session *s, struct order_rows *rows, const char *result,
                             const char *outcome, struct order_state *state, struct error *e)
{
    const struct order_row *o = &rows->order;
    char when[WHEN_SIZE];
    if (o->delivered_at == 0) {
        return error_set(e, ST_REFUSED, "not_delivered",
                         _("order %s is not delivered yet: the call-back comes after that"), o->number);
    }
    if (o->called_back_at != 0) {
        return error_set(e, ST_REFUSED, "already_called", _("order %s: the customer was called back at %s"),
                         o->number, when_short(o->called_back_at, when));
    }
    if (result == NULL && outcome == NULL) {
        return error_set(
            e, ST_USAGE, "no_result",
            _("result: say what became of the call, or what the customer said: --result, --outcome"));
    }
    enum status st = order_store_set_called_back(s->app->db, o->id, result, outcome, when_now(), e);
    if (st != ST_OK) {
        return st;
    }
    struct audit_change changes[2];
    size_t n = 0;
    if (result != NULL) {
        changes[n++] = (struct audit_change){.field = "result", .new_value = result};
    }
    if (outcome != NULL) {
        changes[n++] = (struct audit_change){.field = "outcome", .new_value = outcome, .personal = true};
    }
    return order_end_with(s, rows, "order.call_back", changes, n, state, e);
}

enum status order_call_back(struct session *s, const char *ref, int64_t revision, const char *result,
                            const char *outcome, struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin_any(s, ref, revision, &rows, e);
    st = st == ST_OK ? call_back(s, &rows, result, outcome, state, e) : st;
    order_rows_free(&rows);
    return st;
}
