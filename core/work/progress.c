#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/base/word.h"
#include "core/trust/signoff.h"
#include "core/work/order.h"
#include "core/work/stage.h"

#include <string.h>

static enum status refuse_move(const struct order_rows *rows, enum stage from, enum stage to, struct error *e)
{
    const char *number = rows->order.number;
    switch (to) {
    case STAGE_QC:
        return error_set(e, ST_REFUSED, "stage_by_event",
                         _("order %s: the technician's signature moves it to the final inspection: clearbay "
                           "sign %s technician"),
                         number, number);
    case STAGE_READY:
        return error_set(e, ST_REFUSED, "stage_by_event",
                         _("order %s: the QC inspector's signature makes it ready: clearbay sign %s qc"),
                         number, number);
    case STAGE_DELIVERED:
        return error_set(e, ST_REFUSED, "stage_by_event",
                         _("order %s: hand the car over with: clearbay order deliver %s --odometer KM"),
                         number, number);
    default:
        break;
    }
    if (from == to) {
        return error_set(e, ST_REFUSED, "same_stage", _("order %s is in this stage already: %s"), number,
                         stage_label(from));
    }
    return error_set(e, ST_REFUSED, "stage_order", _("order %s: the stage \"%s\" cannot follow \"%s\""),
                     number, stage_label(to), stage_label(from));
}

static enum status check_cancel(struct session *s, const struct order_rows *rows, struct error *e)
{
    if ((s->role & (ROLE_ADVISOR | ROLE_MANAGER)) == 0) {
        return error_set(e, ST_REFUSED, "wrong_role",
                         _("order %s: an advisor or a manager cancels orders, no %s"), rows->order.number,
                         word_text(WORD_ROLE, role_name(s->role)));
    }
    for (size_t i = 0; i < rows->line_count; i++) {
        const struct line_row *l = &rows->lines[i];
        if (strcmp(l->state, "started") == 0 || strcmp(l->state, "done") == 0) {
            return error_set(
                e, ST_REFUSED, "work_begun",
                _("order %s: work on line %lld was begun, so it cannot be cancelled; end, sign and "
                  "deliver it"),
                rows->order.number, (long long)l->no);
        }
    }
    return ST_OK;
}

static enum status set_stage(struct session *s, struct order_rows *rows, const char *name,
                             struct order_state *state, struct error *e)
{
    enum stage from = stage_parse(rows->order.stage);
    enum stage to = stage_parse(name);
    enum status st = stage_may_set(from, to) ? ST_OK : refuse_move(rows, from, to, e);
    st = st == ST_OK && to == STAGE_CANCELLED ? check_cancel(s, rows, e) : st;
    st = st == ST_OK ? order_store_set_stage(s->app->db, rows->order.id, name, e) : st;
    if (st == ST_OK && to == STAGE_CANCELLED) {
        st = order_store_set_cancelled(s->app->db, rows->order.id, when_now(), e);
    }
    if (st != ST_OK) {
        return st;
    }
    const struct audit_change change = {.field = "stage", .old_value = rows->order.stage, .new_value = name};
    return order_end_with(s, rows, "order.stage", &change, 1, state, e);
}

enum status order_set_stage(struct session *s, const char *ref, int64_t revision, const char *stage,
                            struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? set_stage(s, &rows, stage, state, e) : st;
    order_rows_free(&rows);
    return st;
}

static enum status promise(struct session *s, struct order_rows *rows, int64_t time, const char *reason,
                           struct order_state *state, struct error *e)
{
    int64_t now = when_now();
    char was[WHEN_SIZE] = "";
    char is[WHEN_SIZE];
    if (time <= now) {
        return error_set(e, ST_USAGE, "past_time", _("time: %s has passed already: promise a later one"),
                         when_short(time, is));
    }
    if (rows->order.repaired_at != 0) {
        return error_set(e, ST_REFUSED, "already_repaired",
                         _("order %s is repaired: nothing is left to promise"), rows->order.number);
    }
    if (rows->promise_count > 0) {
        when_iso(rows->promises[rows->promise_count - 1].promised_for, was);
    }
    enum status st = order_store_add_promise(s->app->db, rows->order.id, time, reason, s->person, now, e);
    if (st != ST_OK) {
        return st;
    }
    const struct audit_change changes[] = {
        {.field = "time", .old_value = was[0] == '\0' ? NULL : was, .new_value = when_iso(time, is)},
        {.field = "reason", .new_value = reason},
    };
    return order_end_with(s, rows, "order.promise", changes, 2, state, e);
}

enum status order_promise(struct session *s, const char *ref, int64_t revision, int64_t time,
                          const char *reason, struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? promise(s, &rows, time, reason, state, e) : st;
    order_rows_free(&rows);
    return st;
}
