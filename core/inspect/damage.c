#include "core/inspect/damage.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "db/inspection_store.h"

#include <stdio.h>
#include <string.h>

const struct damage_word damage_panels[] = {
    {"front_bumper", N_("front bumper")},
    {"bonnet", N_("bonnet")},
    {"windscreen", N_("windscreen")},
    {"roof", N_("roof")},
    {"rear_window", N_("rear window")},
    {"boot", N_("boot lid")},
    {"rear_bumper", N_("rear bumper")},
    {"left_front_wing", N_("left front wing")},
    {"left_front_door", N_("left front door")},
    {"left_rear_door", N_("left rear door")},
    {"left_rear_wing", N_("left rear wing")},
    {"right_front_wing", N_("right front wing")},
    {"right_front_door", N_("right front door")},
    {"right_rear_door", N_("right rear door")},
    {"right_rear_wing", N_("right rear wing")},
    {NULL, NULL},
};

const struct damage_word damage_kinds[] = {
    {"scratch", N_("scratch")}, {"dent", N_("dent")},   {"crack", N_("crack")},     {"chip", N_("chip")},
    {"rust", N_("rust")},       {"paint", N_("paint")}, {"missing", N_("missing")}, {NULL, NULL},
};

static const struct damage_word *find_word(const struct damage_word *words, const char *name)
{
    while (words->name != NULL && strcmp(words->name, name) != 0) {
        words++;
    }
    return words->name != NULL ? words : NULL;
}

const char *damage_word(const struct damage_word *words, const char *name)
{
    const struct damage_word *word = find_word(words, name);
    return word != NULL ? _(word->label) : name;
}

enum status damage_add(struct session *s, const char *ref, int64_t revision, const char *panel,
                       const char *kind, const char *note, int64_t *id, struct order_state *state,
                       struct error *e)
{
    if (find_word(damage_panels, panel) == NULL) {
        return error_set(e, ST_USAGE, "no_panel", _("there is no panel %s; see: clearbay damage panels"),
                         panel);
    }
    if (find_word(damage_kinds, kind) == NULL) {
        return error_set(e, ST_USAGE, "no_kind",
                         _("there is no kind of damage %s; see: clearbay damage panels"), kind);
    }
    struct order_rows rows = {0};
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK
             ? damage_store_add(s->app->db, rows.order.id, panel, kind, note, s->person, when_now(), id, e)
             : st;
    char number[32];
    snprintf(number, sizeof number, "%lld", (long long)*id);
    const struct audit_change changes[] = {{.field = panel, .new_value = kind},
                                           {.field = "damage", .new_value = number},
                                           {.field = "note", .new_value = note}};
    st = st == ST_OK ? order_end_with(s, &rows, "damage.add", changes, note != NULL ? 3 : 2, state, e) : st;
    order_rows_free(&rows);
    return st;
}

enum status damage_remove(struct session *s, const char *ref, int64_t revision, int64_t id,
                          struct order_state *state, struct error *e)
{
    char number[32];
    int64_t n = 0;
    struct order_rows rows = {0};
    enum status st = order_begin(s, ref, revision, &rows, e);
    st = st == ST_OK ? damage_store_remove(s->app->db, rows.order.id, id, when_now(), &n, e) : st;
    if (st == ST_OK && n == 0) {
        st = error_set(e, ST_NOT_FOUND, "no_damage", _("order %s has no damage %lld"), rows.order.number,
                       (long long)id);
    }
    snprintf(number, sizeof number, "%lld", (long long)id);
    const struct audit_change changes[] = {{.field = "damage", .old_value = number}};
    st = st == ST_OK ? order_end_with(s, &rows, "damage.remove", changes, 1, state, e) : st;
    order_rows_free(&rows);
    return st;
}
