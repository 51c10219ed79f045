#include "core/base/i18n.h"
#include "core/base/word.h"
#include "core/people/people.h"
#include "core/work/order.h"
#include "core/work/skill.h"
#include "core/work/stage.h"

static enum status find_technician(struct session *s, const char *login, struct person_row *out,
                                   struct error *e)
{
    enum status st = person_find_active(s, login, out, e);
    if (st == ST_OK && role_parse(out->role) != ROLE_TECHNICIAN) {
        return error_set(e, ST_REFUSED, "wrong_role",
                         _("%s is no technician (but %s); see: clearbay user list"), login,
                         word_text(WORD_ROLE, out->role));
    }
    return st;
}

/* Two cars may share a bay for a while (one waits for parts), but not unseen. */
static enum status note_taken(struct session *s, const struct order_rows *rows, const char *bay,
                              int64_t bay_id, struct error *e)
{
    struct bay_taken by;
    if (bay == NULL || bay_id == rows->order.bay_id) {
        return ST_OK;
    }
    enum status st = order_store_in_bay(s->app->db, bay_id, rows->order.id, &by, e);
    if (st == ST_OK) {
        session_note(s, _("in bay %s stands %s already (order %s): see that both fit, or take another bay"),
                     bay, by.plate, by.number);
    }
    return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status write_assignment(struct session *s, const struct order_rows *rows, int64_t technician,
                                    int64_t bay, struct error *e)
{
    struct db *db = s->app->db;
    enum stage to = stage_after(stage_parse(rows->order.stage), STEP_ASSIGNED);
    enum status st = order_store_set_technician(db, rows->order.id, technician, bay, e);
    if (st == ST_OK && to != STAGE_NONE) {
        st = order_store_set_stage(db, rows->order.id, stage_name(to), e);
    }
    return st;
}

static enum status assign(struct session *s, struct order_rows *rows, const char *technician, const char *bay,
                          struct order_state *state, struct error *e)
{
    struct person_row person = {0};
    int64_t bay_id = rows->order.bay_id;
    enum status st = find_technician(s, technician, &person, e);
    st = st == ST_OK && bay != NULL ? bay_find(s, bay, &bay_id, e) : st;
    st = st == ST_OK ? skill_check_order(s, rows, person.id, technician, e) : st;
    st = st == ST_OK ? note_taken(s, rows, bay, bay_id, e) : st;
    st = st == ST_OK ? write_assignment(s, rows, person.id, bay_id, e) : st;
    if (st != ST_OK) {
        return st;
    }
    struct audit_change changes[3] = {
        {.field = "technician", .old_value = rows->order.technician, .new_value = person.login}};
    size_t n = 1;
    enum stage to = stage_after(stage_parse(rows->order.stage), STEP_ASSIGNED);
    if (bay != NULL) {
        changes[n++] = (struct audit_change){.field = "bay", .old_value = rows->order.bay, .new_value = bay};
    }
    if (to != STAGE_NONE) {
        changes[n++] = (struct audit_change){
            .field = "stage", .old_value = rows->order.stage, .new_value = stage_name(to)};
    }
    return order_end_with(s, rows, "order.assign", changes, n, state, e);
}

enum status order_assign(struct session *s, const char *ref, int64_t revision, const char *technician,
                         const char *bay, struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? assign(s, &rows, technician, bay, state, e) : st;
    order_rows_free(&rows);
    return st;
}
