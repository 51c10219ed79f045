#include "core/base/i18n.h"
#include "core/base/money.h"
#include "core/base/when.h"
#include "core/work/line.h"
#include "core/work/vague.h"

#include <stdio.h>

/* The cause of the first job (or the first one found) is that of the order as well. */
static bool is_of_order(const struct order_rows *rows, const struct job_row *job)
{
    return job->no == rows->jobs[0].no || rows->order.cause == NULL;
}

/* The hours are the whole order's, as it is judged last. */
static enum status write_diagnosis(struct session *s, const struct order_rows *rows, const char *cause,
                                   int64_t hours_milli, const struct job_row *job, struct error *e)
{
    enum status st = vague_check(s, _("cause"), cause, e);
    if (st == ST_OK) {
        st = order_store_set_diagnosis(s->app->db, rows->order.id,
                                       is_of_order(rows, job) ? cause : rows->order.cause, hours_milli,
                                       when_now(), e);
    }
    return st == ST_OK ? order_store_set_job(s->app->db, rows->order.id, job->no, cause, NULL, e) : st;
}

static enum status diagnose(struct session *s, struct order_rows *rows, const char *cause,
                            int64_t hours_milli, int64_t job_no, struct order_state *state, struct error *e)
{
    const struct job_row *job = NULL;
    enum status st = job_find(rows, job_no, &job, e);
    st = st == ST_OK ? write_diagnosis(s, rows, cause, hours_milli, job, e) : st;
    if (st != ST_OK) {
        return st;
    }
    char was[MONEY_SIZE] = "", is[MONEY_SIZE], field[40];
    snprintf(field, sizeof field, "job %lld cause", (long long)job->no);
    if (rows->order.estimate_milli >= 0) {
        decimal_format(rows->order.estimate_milli, 3, true, was);
    }
    const struct audit_change changes[] = {
        {.field = "hours",
         .old_value = was[0] == '\0' ? NULL : was,
         .new_value = decimal_format(hours_milli, 3, true, is)},
        {.field = field, .old_value = job->cause, .new_value = cause},
        {.field = "cause", .old_value = rows->order.cause, .new_value = cause},
    };
    return order_end_with(s, rows, "order.diagnose", changes, is_of_order(rows, job) ? 3 : 2, state, e);
}

enum status order_diagnose(struct session *s, const char *ref, int64_t revision, const char *cause,
                           int64_t hours_milli, int64_t job, struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? diagnose(s, &rows, cause, hours_milli, job, state, e) : st;
    order_rows_free(&rows);
    return st;
}

static enum status correct(struct session *s, struct order_rows *rows, int64_t job_no, const char *text,
                           struct order_state *state, struct error *e)
{
    const struct job_row *job = NULL;
    enum status st = job_find(rows, job_no == 0 ? -1 : job_no, &job, e);
    st = st == ST_OK ? vague_check(s, _("correction"), text, e) : st;
    st = st == ST_OK ? order_store_set_job(s->app->db, rows->order.id, job->no, NULL, text, e) : st;
    if (st != ST_OK) {
        return st;
    }
    char field[40];
    snprintf(field, sizeof field, "job %lld correction", (long long)job->no);
    const struct audit_change change = {.field = field, .old_value = job->correction, .new_value = text};
    return order_end_with(s, rows, "order.correct", &change, 1, state, e);
}

enum status order_correct(struct session *s, const char *ref, int64_t revision, int64_t job, const char *text,
                          struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? correct(s, &rows, job, text, state, e) : st;
    order_rows_free(&rows);
    return st;
}
