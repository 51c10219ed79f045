#include "core/work/undo.h"
#include "core/base/i18n.h"
#include "core/base/money.h"
#include "core/base/when.h"
#include "core/customer/correct.h"
#include "core/people/people.h"
#include "core/vehicle/replate.h"
#include "core/work/line.h"
#include "core/work/skill.h"
#include "core/work/stage.h"
#include "core/work/undo_fields.h"
#include "db/undo_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct way undo_way(const struct taking *t, const json_t *pair)
{
    const char *before = json_string_value(json_array_get(pair, 0));
    const char *after = json_string_value(json_array_get(pair, 1));
    return t->redo ? (struct way){before, after} : (struct way){after, before};
}

enum status undo_changed_since(const struct taking *t, const char *field, struct error *e)
{
    const char *number = t->rows->order.number;
    if (t->change->other[0] != '\0') {
        return error_set(e, ST_REFUSED, "changed_since",
                         _("order %s: %s is no longer as you left it, %s changed the order since: look at it "
                           "and correct it by hand"),
                         number, field, t->change->other);
    }
    return error_set(e, ST_REFUSED, "changed_since",
                     _("order %s: %s is no longer as you left it: look at it and correct it by hand"), number,
                     field);
}

static bool same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

enum status undo_expect(const struct taking *t, const char *field, const char *now, const struct way *way,
                        struct error *e)
{
    return same(now, way->from) ? ST_OK : undo_changed_since(t, field, e);
}

static enum status take_stage(struct taking *t, const char *field, int64_t no, const struct way *way,
                              struct error *e)
{
    (void)no;
    int64_t cancelled_at = t->redo ? t->change->at : when_now();
    bool cancels = same(way->to, stage_name(STAGE_CANCELLED));
    enum status st = undo_expect(t, field, t->rows->order.stage, way, e);
    if (st == ST_OK && stage_parse(way->to) == STAGE_NONE) {
        st = undo_changed_since(t, field, e);
    }
    return st == ST_OK
               ? undo_store_stage(t->s->app->db, t->rows->order.id, way->to, cancels ? cancelled_at : 0, e)
               : st;
}

/* An order that was opened by mistake stays, cancelled. */
static enum status take_opening(struct taking *t, struct error *e)
{
    const char *received = stage_name(STAGE_RECEIVED), *cancelled = stage_name(STAGE_CANCELLED);
    const struct way way = t->redo ? (struct way){cancelled, received} : (struct way){received, cancelled};
    if (t->change->other[0] != '\0') {
        return error_set(
            e, ST_REFUSED, "changed_since",
            _("order %s: %s has worked with it since you opened it; cancel it with: clearbay order "
              "stage %s cancelled"),
            t->rows->order.number, t->change->other, t->rows->order.number);
    }
    return take_stage(t, "stage", 0, &way, e);
}

static enum status take_odometer(struct taking *t, const char *field, int64_t no, const struct way *way,
                                 struct error *e)
{
    (void)no;
    char now[ODOMETER_SIZE];
    const struct order_row *o = &t->rows->order;
    if (undo_is_moved_car(t)) {
        return ST_OK;
    }
    enum status st = undo_expect(t, field, odometer_text(o->odometer, now), way, e);
    int64_t km = way->to == NULL ? -1 : strtoll(way->to, NULL, 10);
    return st == ST_OK ? undo_store_odometer(t->s->app->db, o->id, o->vehicle_id, km, e) : st;
}

static enum status take_vin(struct taking *t, const char *field, int64_t no, const struct way *way,
                            struct error *e)
{
    (void)no;
    const struct order_row *o = &t->rows->order;
    if (undo_is_moved_car(t)) {
        return ST_OK;
    }
    enum status st = undo_expect(t, field, o->vin, way, e);
    return st == ST_OK ? undo_store_vin(t->s->app->db, o->id, o->vehicle_id, way->to, e) : st;
}

static enum status take_technician(struct taking *t, const char *field, int64_t no, const struct way *way,
                                   struct error *e)
{
    (void)no;
    struct person_row person = {0};
    enum status st = undo_expect(t, field, t->rows->order.technician, way, e);
    if (st == ST_OK && way->to != NULL) { /* he may have left, or lost a certificate, since */
        st = person_find_active(t->s, way->to, &person, e);
        st = st == ST_OK ? skill_check_order(t->s, t->rows, person.id, person.login, e) : st;
    }
    return st == ST_OK ? undo_store_technician(t->s->app->db, t->rows->order.id, person.id, e) : st;
}

static enum status take_bay(struct taking *t, const char *field, int64_t no, const struct way *way,
                            struct error *e)
{
    (void)no;
    int64_t bay = 0;
    enum status st = undo_expect(t, field, t->rows->order.bay, way, e);
    st = st == ST_OK && way->to != NULL ? bay_find(t->s, way->to, &bay, e) : st;
    return st == ST_OK ? undo_store_bay(t->s->app->db, t->rows->order.id, bay, e) : st;
}

static enum status take_cause(struct taking *t, const char *field, int64_t no, const struct way *way,
                              struct error *e)
{
    (void)no;
    enum status st = undo_expect(t, field, t->rows->order.cause, way, e);
    return st == ST_OK ? undo_store_cause(t->s->app->db, t->rows->order.id, way->to, e) : st;
}

static enum status take_hours(struct taking *t, const char *field, int64_t no, const struct way *way,
                              struct error *e)
{
    (void)no;
    char now[MONEY_SIZE];
    int64_t milli = t->rows->order.estimate_milli, to = -1;
    enum status st = undo_expect(t, field, milli < 0 ? NULL : decimal_format(milli, 3, true, now), way, e);
    st = st == ST_OK && way->to != NULL ? quantity_parse(field, way->to, &to, e) : st;
    return st == ST_OK ? undo_store_hours(t->s->app->db, t->rows->order.id, to, t->change->at, e) : st;
}

static enum status take_job_cause(struct taking *t, const char *field, int64_t no, const struct way *way,
                                  struct error *e)
{
    const struct job_row *job = NULL;
    enum status st = job_find(t->rows, no, &job, e);
    st = st == ST_OK ? undo_expect(t, field, job->cause, way, e) : st;
    return st == ST_OK ? undo_store_job_cause(t->s->app->db, t->rows->order.id, no, way->to, e) : st;
}

static enum status take_correction(struct taking *t, const char *field, int64_t no, const struct way *way,
                                   struct error *e)
{
    const struct job_row *job = NULL;
    enum status st = job_find(t->rows, no, &job, e);
    st = st == ST_OK ? undo_expect(t, field, job->correction, way, e) : st;
    return st == ST_OK ? undo_store_job_correction(t->s->app->db, t->rows->order.id, no, way->to, e) : st;
}

/* How a concern reads. */
static enum status take_words(struct taking *t, const char *field, int64_t no, const struct way *way,
                              struct error *e)
{
    const struct job_row *job = NULL;
    enum status st = job_find(t->rows, no, &job, e);
    st = st == ST_OK ? undo_expect(t, field, job->concern, way, e) : st;
    return st == ST_OK ? order_store_set_concern(t->s->app->db, t->rows->order.id, no, way->to, e) : st;
}

/* A concern that somebody has worked on since stays. */
static enum status take_concern(struct taking *t, const char *field, int64_t no, const struct way *way,
                                struct error *e)
{
    const struct job_row *job = NULL;
    int64_t n = 1, now_no = no;
    if (way->from != NULL && way->to != NULL) {
        return take_words(t, field, no, way, e);
    }
    if (way->to != NULL) {
        enum status st = order_store_add_job(t->s->app->db, t->rows->order.id, way->to, &now_no, e);
        return st == ST_OK && now_no != no ? undo_changed_since(t, field, e) : st;
    }
    enum status st = job_find(t->rows, no, &job, e);
    st = st == ST_OK ? undo_expect(t, field, job->concern, way, e) : st;
    if (st == ST_OK && (job->cause != NULL || job->correction != NULL)) {
        st = undo_changed_since(t, field, e);
    }
    st = st == ST_OK ? undo_store_remove_job(t->s->app->db, t->rows->order.id, no, &n, e) : st;
    return st == ST_OK && n == 0 ? undo_changed_since(t, field, e) : st;
}

typedef enum status take(struct taking *t, const char *field, int64_t no, const struct way *way,
                         struct error *e);

/* How a field of an event is set back. %lld stands for a number; a field that is not here needs nothing of
 * its own. event NULL: any. */
static const struct {
    const char *event, *field;
    take *take;
} fields[] = {
    {NULL, "stage", take_stage},
    {"order.edit", "odometer", take_odometer},
    {"order.edit", "vin", take_vin},
    {"order.edit", "plate", undo_plate},
    {"order.edit", VEHICLE_NUMBER, undo_car},
    {"order.edit", "customer", undo_name},
    {"order.edit", "phone", undo_phone},
    {"order.edit", CUSTOMER_NUMBER, undo_owner},
    {"order.edit", "concern %lld", take_concern},
    {"order.assign", "technician", take_technician},
    {"order.assign", "bay", take_bay},
    {"order.diagnose", "cause", take_cause},
    {"order.diagnose", "hours", take_hours},
    {"order.diagnose", "job %lld cause", take_job_cause},
    {"order.correct", "job %lld correction", take_correction},
    {"order.add_part", "line %lld", undo_added_line},
    {"order.add_labour", "line %lld", undo_added_line},
    {"order.remove_line", "line %lld", undo_removed_line},
    {"order.authorise", "line %lld", undo_decided_line},
    {"order.decline", "line %lld", undo_decided_line},
    {"order.done", "line %lld", undo_done_line},
    {"damage.add", "damage", undo_damage},
    {"damage.remove", "damage", undo_damage},
};

/* True when the field's name is the pattern's, with its number. */
static bool fits(const char *pattern, const char *field, int64_t *no)
{
    const char *at = strstr(pattern, "%lld");
    *no = 0;
    if (at == NULL) {
        return strcmp(pattern, field) == 0;
    }
    size_t before = (size_t)(at - pattern);
    char *end = NULL;
    if (strncmp(pattern, field, before) != 0) {
        return false;
    }
    *no = strtoll(field + before, &end, 10);
    return end != field + before && strcmp(end, at + strlen("%lld")) == 0;
}

static enum status take_field(struct taking *t, const char *field, const struct way *way, struct error *e)
{
    int64_t no = 0;
    if (strcmp(t->change->event, "inspect") == 0) {
        return strcmp(field, "note") == 0 ? ST_OK : undo_inspected(t, field, 0, way, e);
    }
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        bool mine = fields[i].event == NULL || strcmp(fields[i].event, t->change->event) == 0;
        if (mine && fits(fields[i].field, field, &no)) {
            return fields[i].take(t, field, no, way, e);
        }
    }
    return ST_OK;
}

static enum status take_all(struct taking *t, struct error *e)
{
    enum status st = strcmp(t->change->event, "order.open") == 0 ? take_opening(t, e) : ST_OK;
    bool opening = strcmp(t->change->event, "order.open") == 0;
    if (st == ST_OK && json_object_size(t->detail) == 0 && t->personal == NULL) {
        st = undo_changed_since(t, "customer", e); /* what it set was erased */
    }
    const json_t *const both[] = {t->detail, t->personal};
    const char *field;
    const json_t *pair;
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        json_object_foreach((json_t *)(uintptr_t)both[i], field, pair)
        {
            const struct way way = undo_way(t, pair);
            st = st == ST_OK && !opening ? take_field(t, field, &way, e) : st;
        }
    }
    return st;
}

/* The changes as the log tells of them: the fields of the change, the other way round, and which change it
 * was. */
struct telling {
    struct audit_change *changes;
    size_t n;
};

static void tell(const struct taking *t, struct telling *out, const json_t *fields_of, bool personal)
{
    const char *field;
    const json_t *pair;
    json_object_foreach((json_t *)(uintptr_t)fields_of, field, pair)
    {
        const struct way way = undo_way(t, pair);
        out->changes[out->n++] = (struct audit_change){
            .field = field, .old_value = way.from, .new_value = way.to, .personal = personal};
    }
}

static enum status end(struct taking *t, struct order_state *state, struct error *e)
{
    char seq[24];
    bool opening = strcmp(t->change->event, "order.open") == 0;
    struct telling out = {.changes = calloc(json_object_size(t->detail) + json_object_size(t->personal) + 2,
                                            sizeof *out.changes)};
    if (out.changes == NULL) {
        return error_memory(e);
    }
    if (opening) {
        const char *received = stage_name(STAGE_RECEIVED), *cancelled = stage_name(STAGE_CANCELLED);
        out.changes[out.n++] = (struct audit_change){.field = "stage",
                                                     .old_value = t->redo ? cancelled : received,
                                                     .new_value = t->redo ? received : cancelled};
    } else {
        tell(t, &out, t->detail, false);
        tell(t, &out, t->personal, true);
    }
    snprintf(seq, sizeof seq, "%lld", (long long)t->change->seq);
    out.changes[out.n++] = (struct audit_change){.field = UNDO_OF, .new_value = seq};
    enum status st = order_end_with(t->s, t->rows, t->redo ? "redo" : "undo", out.changes, out.n, state, e);
    free(out.changes);
    return st;
}

/* A closed order changes no more; only its cancelling can be taken back. */
static enum status check_open(const struct taking *t, struct error *e)
{
    const struct order_row *o = &t->rows->order;
    enum stage stage = stage_parse(o->stage);
    bool opening = strcmp(t->change->event, "order.open") == 0 && t->redo;
    bool cancelling = strcmp(t->change->event, "order.stage") == 0 && !t->redo;
    if (stage_is_open(stage) || (stage == STAGE_CANCELLED && (opening || cancelling))) {
        return ST_OK;
    }
    return error_set(e, ST_REFUSED, "order_closed", _("order %s is closed (%s): nothing in it can change"),
                     o->number, stage_label(stage));
}

enum status undo_apply(struct session *s, const struct undo_change *change, bool redo, int64_t revision,
                       struct order_state *state, struct error *e)
{
    struct order_rows rows = {0};
    struct taking t = {.s = s, .rows = &rows, .change = change, .redo = redo};
    json_t *detail = json_loads(change->detail, 0, NULL);
    t.detail = detail;
    t.personal = change->personal != NULL ? json_loads(change->personal, 0, NULL) : NULL;
    enum status st =
        detail == NULL ? error_memory(e) : order_begin_any(s, change->number, revision, &rows, e);
    st = st == ST_OK ? check_open(&t, e) : st;
    st = st == ST_OK ? take_all(&t, e) : st;
    st = st == ST_OK ? end(&t, state, e) : st;
    json_decref(detail);
    json_decref(t.personal);
    order_rows_free(&rows);
    return st;
}
