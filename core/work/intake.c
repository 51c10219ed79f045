#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/vehicle/file.h"
#include "core/vehicle/vin.h"
#include "core/work/clock.h"
#include "core/work/order.h"
#include "core/work/stage.h"
#include "db/person_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_SIZE = 32, NUMBER_SIZE = 24, CHANGES_ROOM = 8 };

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
        return error_set(e, ST_USAGE, "future", _("reported: %s has not come yet: nobody can have reported then"),
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
