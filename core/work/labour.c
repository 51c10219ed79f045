#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/work/line.h"
#include "core/work/skill.h"
#include "core/work/stage.h"
#include "db/line_store.h"

#include <stdio.h>
#include <string.h>

static enum status check_labour(const struct order_rows *rows, const struct line_row *l, struct error *e)
{
    if (strcmp(l->kind, "labour") != 0) {
        return error_set(e, ST_REFUSED, "not_labour",
                         _("line %lld of order %s is a part: only labour is begun and ended"),
                         (long long)l->no, rows->order.number);
    }
    return ST_OK;
}

static enum status check_may_begin(struct session *s, const struct order_rows *rows, const struct line_row *l,
                                   struct error *e)
{
    const char *number = rows->order.number;
    long long no = l->no;
    if (strcmp(l->state, "open") == 0) {
        return error_set(
            e, ST_REFUSED, "not_authorised",
            _("line %lld of order %s: the customer has not authorised it yet; the advisor records "
              "that with: clearbay order authorise %s --line %lld --by WHO --how phone"),
            no, number, number, no);
    }
    if (strcmp(l->state, "declined") == 0) {
        return error_set(e, ST_REFUSED, "not_authorised",
                         _("line %lld of order %s: the customer declined it"), no, number);
    }
    if (strcmp(l->state, "started") == 0) {
        return error_set(e, ST_REFUSED, "already_begun", _("line %lld of order %s: %s works on it already"),
                         no, number, l->technician_name);
    }
    if (strcmp(l->state, "done") == 0) {
        return error_set(e, ST_REFUSED, "already_done", _("line %lld of order %s is done already, by %s"), no,
                         number, l->technician_name);
    }
    return skill_check(s, s->person, s->login, l->needs, e);
}

/* Two jobs for one technician at one time happen (he waits for parts), but not unseen. */
static enum status note_busy(struct session *s, struct error *e)
{
    char number[64];
    int64_t no = 0;
    enum status st = line_store_busy(s->app->db, s->person, number, sizeof number, &no, e);
    if (st == ST_OK) {
        session_note(s, _("you have begun line %lld of order %s too and not ended it"), (long long)no,
                     number);
    }
    return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status move_stage(struct session *s, const struct order_rows *rows, enum step step,
                              struct error *e)
{
    enum stage to = stage_after(stage_parse(rows->order.stage), step);
    return to == STAGE_NONE ? ST_OK : order_store_set_stage(s->app->db, rows->order.id, stage_name(to), e);
}

static enum status begin_rows(struct session *s, struct order_rows *rows, int64_t no,
                              struct order_state *state, struct error *e)
{
    const struct line_row *l = NULL;
    enum status st = line_find(rows, no, &l, e);
    st = st == ST_OK ? check_labour(rows, l, e) : st;
    st = st == ST_OK ? check_may_begin(s, rows, l, e) : st;
    st = st == ST_OK ? note_busy(s, e) : st;
    st = st == ST_OK ? line_store_begin(s->app->db, rows->order.id, no, s->person, when_now(), e) : st;
    st = st == ST_OK ? move_stage(s, rows, STEP_WORK_BEGUN, e) : st;
    if (st != ST_OK) {
        return st;
    }
    char field[32];
    snprintf(field, sizeof field, "line %lld", (long long)no);
    const struct audit_change change = {.field = field, .old_value = l->state, .new_value = "started"};
    return order_end_with(s, rows, "order.start", &change, 1, state, e);
}

enum status line_begin(struct session *s, const char *ref, int64_t revision, int64_t no,
                       struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? begin_rows(s, &rows, no, state, e) : st;
    order_rows_free(&rows);
    return st;
}

static enum status check_may_finish(struct session *s, const struct order_rows *rows,
                                    const struct line_row *l, struct error *e)
{
    const char *number = rows->order.number;
    long long no = l->no;
    if (strcmp(l->state, "done") == 0) {
        return error_set(e, ST_REFUSED, "already_done", _("line %lld of order %s is done already, by %s"), no,
                         number, l->technician_name);
    }
    if (strcmp(l->state, "started") != 0) {
        return error_set(
            e, ST_REFUSED, "not_begun",
            _("line %lld of order %s was not begun; begin it with: clearbay order start %s %lld"), no, number,
            number, no);
    }
    if (l->technician_id != s->person) {
        return error_set(e, ST_REFUSED, "not_yours",
                         _("line %lld of order %s: only %s, who began it, ends it"), no, number,
                         l->technician_name);
    }
    return ST_OK;
}

static enum status finish_rows(struct session *s, struct order_rows *rows, int64_t no,
                               struct order_state *state, struct error *e)
{
    const struct line_row *l = NULL;
    enum status st = line_find(rows, no, &l, e);
    st = st == ST_OK ? check_labour(rows, l, e) : st;
    st = st == ST_OK ? check_may_finish(s, rows, l, e) : st;
    st = st == ST_OK ? line_store_finish(s->app->db, rows->order.id, no, when_now(), e) : st;
    if (st != ST_OK) {
        return st;
    }
    char field[32];
    snprintf(field, sizeof field, "line %lld", (long long)no);
    const struct audit_change change = {.field = field, .old_value = "started", .new_value = "done"};
    return order_end_with(s, rows, "order.done", &change, 1, state, e);
}

enum status line_finish(struct session *s, const char *ref, int64_t revision, int64_t no,
                        struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? finish_rows(s, &rows, no, state, e) : st;
    order_rows_free(&rows);
    return st;
}
