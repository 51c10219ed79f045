#include "core/work/concern.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "db/order_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(const char *text)
{
    struct buf b;
    buf_init(&b, strlen(text) * 4 + 1);
    text_fold(text, &b);
    bool blank = b.len == 0;
    buf_free(&b);
    return blank;
}

enum status concern_check(const char *const *concerns, size_t n, struct error *e)
{
    for (size_t i = 0; i < n; i++) {
        if (is_blank(concerns[i])) {
            return error_set(e, ST_USAGE, "bad_concern",
                             _("concern: it is empty: write down what the customer says"));
        }
    }
    return ST_OK;
}

const char *concern_field(int64_t no, char out[CONCERN_FIELD])
{
    snprintf(out, CONCERN_FIELD, "concern %lld", (long long)no);
    return out;
}

enum status concern_add(struct session *s, int64_t order, const char *const *concerns, size_t n,
                        char (*fields)[CONCERN_FIELD], struct audit_change *changes, struct error *e)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        int64_t no = 0;
        st = order_store_add_job(s->app->db, order, concerns[i], &no, e);
        concern_field(no, fields[i]);
        changes[i] = (struct audit_change){.field = fields[i], .new_value = concerns[i]};
    }
    return st;
}

enum status concern_make_room(size_t concerns, char (**fields)[CONCERN_FIELD], struct audit_change **changes,
                              struct error *e)
{
    *fields = calloc(concerns + 1, sizeof **fields);
    *changes = calloc(concerns + HEAD_CHANGES, sizeof **changes);
    return *fields == NULL || *changes == NULL ? error_memory(e) : ST_OK;
}
