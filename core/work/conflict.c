#include "core/work/conflict.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/trust/audit.h"
#include "core/trust/signoff_log.h"
#include "core/work/order.h"
#include "core/work/undo_fields.h"

#include <jansson.h>
#include <string.h>

struct later {
    int64_t expected;
    char who[128]; /* the last one who changed it */
    struct error *facts;
};

static void set_fact(struct error *e, const char *field, const char *value)
{
    for (size_t i = 0; i < e->fact_count; i++) {
        if (strcmp(e->facts[i].field, field) == 0) {
            text_copy(e->facts[i].theirs, sizeof e->facts[i].theirs, value);
            return; /* a field that changed twice: the value now counts */
        }
    }
    error_fact(e, field, value, NULL);
}

static bool is_job_cause(const char *field)
{
    size_t n = strlen(field), m = strlen(" cause");
    return n > m && strcmp(field + n - m, " cause") == 0;
}

static bool collect(const struct audit_entry *entry, void *arg)
{
    struct later *later = arg;
    if (entry->revision <= later->expected) {
        return true;
    }
    text_copy(later->who, sizeof later->who, entry->login);
    json_t *detail = json_loads(entry->detail, 0, NULL);
    const char *field;
    json_t *pair;
    json_object_foreach(detail, field, pair)
    {
        if (strcmp(field, SIGNATURE_FIELD) == 0 || strcmp(field, UNDO_OF) == 0) {
            continue; /* for the log's readers only */
        }
        if (is_job_cause(field) && json_object_get(detail, "cause") != NULL) {
            continue; /* the order's own says the same */
        }
        set_fact(later->facts, field, json_string_value(json_array_get(pair, 1)));
    }
    json_decref(detail);
    return true;
}

enum status conflict_error(struct session *s, const struct order_row *o, int64_t expected, struct error *e)
{
    struct error facts = ERROR_NONE;
    struct later later = {.expected = expected, .who = "?", .facts = &facts};
    enum status st = audit_each(s, o->id, collect, &later, e);
    if (st != ST_OK) {
        return st;
    }
    error_set(
        e, ST_CONFLICT, "stale_revision",
        _("order %s is at revision %lld, not %lld: %s changed it meanwhile; look at it again and repeat "
          "your change"),
        o->number, (long long)o->revision, (long long)expected, later.who);
    for (size_t i = 0; i < facts.fact_count; i++) {
        error_fact(e, facts.facts[i].field, facts.facts[i].theirs, NULL);
    }
    return ST_CONFLICT;
}

struct earlier {
    int64_t at, revision;
};

static bool take_revision(const struct audit_entry *entry, void *arg)
{
    struct earlier *earlier = arg;
    bool then = entry->at < earlier->at && entry->revision > earlier->revision;
    earlier->revision = then ? entry->revision : earlier->revision;
    return true;
}

enum status conflict_revision_at(struct session *s, const char *ref, int64_t at, int64_t *revision,
                                 struct error *e)
{
    struct earlier earlier = {.at = at};
    int64_t id = 0;
    enum status st = order_find(s, ref, &id, e);
    st = st == ST_OK ? audit_each(s, id, take_revision, &earlier, e) : st;
    *revision = earlier.revision;
    return st;
}
