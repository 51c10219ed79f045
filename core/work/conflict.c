#include "core/work/conflict.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/customer/correct.h"
#include "core/trust/audit.h"
#include "core/trust/signoff_log.h"
#include "core/vehicle/phone.h"
#include "core/vehicle/replate.h"
#include "core/work/order.h"
#include "core/work/undo_fields.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct later {
    int64_t expected;
    char who[128]; /* the last one who changed it */
    json_t *marks; /* of damage, by their numbers: {"3":["roof","dent"]}; the log takes them back by number */
    bool minor;    /* which facts are looked for now */
    bool masks;    /* whoever is told of it sees no phone whole */
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

static void set_fact_of(struct error *e, const char *owner, const char *what, const char *value)
{
    char field[sizeof e->facts->field];
    snprintf(field, sizeof field, "%s %s", owner, what);
    set_fact(e, field, value);
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

static const char *value_of(const json_t *detail, const char *field, size_t old_or_new)
{
    return json_string_value(json_array_get(json_object_get(detail, field), old_or_new));
}

/* What is for the log's readers only. */
static bool is_of_log(const char *field)
{
    static const char *const fields[] = {SIGNATURE_FIELD, UNDO_OF,        CUSTOMER_NUMBER,
                                         CAR_OWNER,       CUSTOMER_NAMED, VEHICLE_NUMBER};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(field, fields[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The panel or the item of an inspection that a note or a mark of damage stands beside; NULL: none. */
static const char *owner_of(const json_t *detail)
{
    const char *field;
    json_t *pair;
    json_object_foreach((json_t *)(uintptr_t)detail, field, pair)
    {
        if (strcmp(field, "note") != 0 && strcmp(field, "damage") != 0 && !is_of_log(field)) {
            return field;
        }
    }
    return NULL;
}

/* Keeps which panel a mark's number means, to be told of it by its panel. */
static void keep_mark(struct later *later, const json_t *detail)
{
    const char *panel = owner_of(detail), *no = value_of(detail, "damage", 1);
    if (panel != NULL && no != NULL) {
        json_object_set_new(later->marks, no, json_pack("[s,s?]", panel, value_of(detail, panel, 1)));
    }
}

static void take_mark(struct later *later, const json_t *detail)
{
    const char *now = value_of(detail, "damage", 1), *no = now != NULL ? now : value_of(detail, "damage", 0);
    const json_t *mark = no != NULL ? json_object_get(later->marks, no) : NULL;
    if (mark != NULL) {
        set_fact(later->facts, json_string_value(json_array_get(mark, 0)),
                 now != NULL ? json_string_value(json_array_get(mark, 1)) : NULL);
    }
}

/* "technician signature" is pass, fail or void; "technician reason" why it failed. */
static void take_signature(struct later *later, const json_t *detail, bool is_void)
{
    const char *level = value_of(detail, "level", is_void ? 0 : 1), *reason = value_of(detail, "reason", 1);
    if (level == NULL) {
        return;
    }
    set_fact_of(later->facts, level, "signature", is_void ? "void" : value_of(detail, "verdict", 1));
    if (!is_void && reason != NULL) {
        set_fact_of(later->facts, level, "reason", reason);
    }
}

/* A line says what it is or its state; one without either was removed. */
static void take_line(struct later *later, const char *field, const char *value)
{
    if (!ends_with(field, " state")) {
        set_fact(later->facts, field, value != NULL ? value : "removed");
    }
}

static void take_field(struct later *later, const struct audit_entry *entry, const json_t *detail,
                       const char *field)
{
    const char *value = value_of(detail, field, 1), *owner = owner_of(detail);
    if (strcmp(field, "damage") == 0) {
        if (owner == NULL) { /* else the panel says it */
            take_mark(later, detail);
        }
    } else if (strcmp(field, "note") == 0) {
        if (owner != NULL && value != NULL) {
            set_fact_of(later->facts, owner, field, value);
        }
    } else if (strncmp(field, "line ", strlen("line ")) == 0) {
        take_line(later, field, value);
    } else if (strcmp(field, "how") == 0) {
        set_fact(later->facts, "decided_how", value);
    } else if (strcmp(field, "odometer") == 0 && strcmp(entry->event, "order.deliver") == 0) {
        set_fact(later->facts, "odometer_out", value);
    } else if (strcmp(field, "phone") == 0 && later->masks && value != NULL) {
        char masked[PHONE_SIZE];
        set_fact(later->facts, field, phone_mask(value, masked));
    } else {
        set_fact(later->facts, field, value);
    }
}

/* Lines, items of inspections, notes and damage: there are many, and hardly a form holds them. */
static bool is_minor(const json_t *detail, const char *field)
{
    bool of_job = strncmp(field, "job ", strlen("job ")) == 0;
    return (strchr(field, ' ') != NULL && !of_job) || strcmp(field, "note") == 0 ||
           json_object_get(detail, "damage") != NULL;
}

static void take_entry(struct later *later, const struct audit_entry *entry, const json_t *detail)
{
    bool is_void = strcmp(entry->event, "signature.void") == 0;
    const char *field;
    json_t *pair;
    if (is_void || strcmp(entry->event, "sign") == 0) {
        if (!later->minor) {
            take_signature(later, detail, is_void);
        }
        return;
    }
    json_object_foreach((json_t *)(uintptr_t)detail, field, pair)
    {
        bool twice = ends_with(field, " cause") && json_object_get(detail, "cause") != NULL;
        if (!is_of_log(field) && !twice && is_minor(detail, field) == later->minor) {
            take_field(later, entry, detail, field);
        }
    }
}

static bool collect(const struct audit_entry *entry, void *arg)
{
    struct later *later = arg;
    bool beside = strcmp(entry->event, "order.certificate") == 0 || strcmp(entry->event, AUDIT_ERASED) == 0;
    json_t *detail = json_loads(entry->detail, 0, NULL);
    keep_mark(later, detail);
    if (entry->revision > later->expected && !beside) { /* what is beside the order changed nothing in it */
        text_copy(later->who, sizeof later->who, entry->login);
        take_entry(later, entry, detail);
    }
    json_decref(detail);
    return true;
}

enum status conflict_error(struct session *s, const struct order_row *o, int64_t expected, struct error *e)
{
    struct error facts = ERROR_NONE;
    struct later later = {.expected = expected, .who = "?", .marks = json_object(), .facts = &facts};
    later.masks = s->role == ROLE_TECHNICIAN || s->role == ROLE_QC;
    enum status st = audit_each(s, o->id, collect, &later, e);
    later.minor = true; /* behind what one may have to choose for, as there is not room for everything */
    st = st == ST_OK ? audit_each(s, o->id, collect, &later, e) : st;
    json_decref(later.marks);
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
    if (e != NULL) {
        e->facts_left_out = facts.facts_left_out;
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
