#include "core/inspect/inspection.h"
#include "core/base/i18n.h"
#include "core/base/money.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/base/word.h"
#include "core/vehicle/plate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    VALUE_DECIMALS = 3,
    MOST_TIMES = 10,        /* a pad of 30 mm does not exist where 3 mm is amber: a point was left out */
    PER_CENT_MOST = 100000, /* thousandths */
};

/* Results from good to bad; a reading sets the best that may be marked. */
enum grade { GRADE_GREEN, GRADE_AMBER, GRADE_RED, GRADE_NA };

static enum grade grade_of(const char *result)
{
    static const char *const names[] = {"green", "amber", "red"};
    for (int i = GRADE_GREEN; i < GRADE_NA; i++) {
        if (strcmp(names[i], result) == 0) {
            return (enum grade)i;
        }
    }
    return GRADE_NA;
}

enum status inspection_check_role(const struct session *s, enum level level, struct error *e)
{
    static const enum role roles[] = {ROLE_NONE, ROLE_ADVISOR, ROLE_TECHNICIAN, ROLE_QC};
    if (s->role == roles[level]) {
        return ST_OK;
    }
    return error_set(e, ST_REFUSED, "wrong_role", _("%s: only for the %s; %s is %s"), level_title(level),
                     word_text(WORD_ROLE, role_name(roles[level])), s->login,
                     word_text(WORD_ROLE, role_name(s->role)));
}

struct loading {
    struct inspection *out;
    bool electric; /* the car has high voltage */
    bool any_car;  /* the bare checklist */
    bool failed;
};

/* What a reading of the item can be at most; 0: nothing is known. */
static int64_t most_of(const struct inspection_item *i)
{
    return strcmp(i->unit, "%") == 0 ? PER_CENT_MOST : i->has_amber ? i->amber * MOST_TIMES : 0;
}

static bool add_item(const struct checklist_row *row, void *arg)
{
    struct loading *l = arg;
    bool chinese = i18n_is_chinese();
    struct inspection_item *more = realloc(l->out->items, (l->out->count + 1) * sizeof *more);
    if (more == NULL) {
        l->failed = true;
        return false;
    }
    l->out->items = more;
    struct inspection_item *i = &more[l->out->count++];
    *i = (struct inspection_item){.critical = row->critical,
                                  .ev = strcmp(row->applies, "ev") == 0,
                                  .has_amber = row->has_amber,
                                  .has_red = row->has_red,
                                  .amber = row->amber_milli,
                                  .red = row->red_milli};
    i->applies = l->any_car || l->electric || !i->ev;
    text_copy(i->item, sizeof i->item, row->item);
    text_copy(i->text, sizeof i->text, chinese ? row->text_zh : row->text_en);
    text_copy(i->group, sizeof i->group, chinese ? row->group_zh : row->group_en);
    text_copy(i->unit, sizeof i->unit, row->unit);
    i->most = most_of(i);
    return true;
}

static struct inspection_item *find_item(const struct inspection *in, const char *item)
{
    for (size_t i = 0; i < in->count; i++) {
        if (strcmp(in->items[i].item, item) == 0) {
            return &in->items[i];
        }
    }
    return NULL;
}

static bool add_result(const struct inspection_row *row, void *arg)
{
    struct loading *l = arg;
    struct inspection_item *i = find_item(l->out, row->item);
    if (i != NULL) {
        text_copy(i->result, sizeof i->result, row->result);
        text_copy(i->note, sizeof i->note, row->note);
        text_copy(i->by, sizeof i->by, row->by);
        i->has_value = row->has_value;
        i->value = row->value_milli;
        i->at = row->at;
    }
    return true;
}

static bool add_last(const struct inspection_row *row, void *arg)
{
    struct loading *l = arg;
    struct inspection_item *i = find_item(l->out, row->item);
    if (i != NULL) {
        text_copy(i->last_result, sizeof i->last_result, row->result);
        i->last_has_value = row->has_value;
        i->last_value = row->value_milli;
        i->last_at = row->at;
    }
    return true;
}

static enum status load_results(struct session *s, int64_t order, enum level level, struct loading *l,
                                struct error *e)
{
    int64_t last = 0;
    enum status st = inspection_store_each(s->app->db, order, level_name(level), add_result, l, e);
    if (st == ST_OK) {
        struct error none = ERROR_NONE; /* the car's first visit is none */
        st = inspection_store_last_order(s->app->db, order, &last, &none);
        if (st == ST_NOT_FOUND) {
            return ST_OK;
        }
        if (st != ST_OK && e != NULL) {
            *e = none;
        }
    }
    return st == ST_OK ? inspection_store_each(s->app->db, last, level_name(level), add_last, l, e) : st;
}

static enum status is_electric(struct session *s, int64_t order, bool *electric, struct error *e)
{
    struct order_rows rows = {0};
    enum status st = order_store_load(s->app->db, order, &rows, e);
    *electric = st == ST_OK && plate_is_electric(rows.order.plate_kind);
    order_rows_free(&rows);
    return st;
}

enum status inspection_load(struct session *s, int64_t order, enum level level, struct inspection *out,
                            struct error *e)
{
    struct loading l = {.out = out, .any_car = order == 0};
    *out = (struct inspection){0};
    enum status st = order != 0 ? is_electric(s, order, &l.electric, e) : ST_OK;
    st = st == ST_OK ? checklist_store_each(s->app->db, level_name(level), NULL, add_item, &l, e) : st;
    st = st == ST_OK && l.failed ? error_memory(e) : st;
    st = st == ST_OK && order != 0 ? load_results(s, order, level, &l, e) : st;
    for (size_t i = 0; i < out->count; i++) {
        out->open += out->items[i].applies && out->items[i].result[0] == '\0';
    }
    if (st != ST_OK) {
        inspection_free(out);
    }
    return st;
}

void inspection_free(struct inspection *inspection)
{
    free(inspection->items);
    *inspection = (struct inspection){0};
}

/* A reading beyond a threshold cannot be marked better than it is. */
static enum status check_grade(const struct inspection_item *i, enum grade grade, int64_t value,
                               struct error *e)
{
    char text[MONEY_SIZE], limit[MONEY_SIZE];
    decimal_format(value, VALUE_DECIMALS, true, text);
    if (i->has_red && value < i->red && grade < GRADE_RED) {
        return error_set(e, ST_REFUSED, "worse_than_marked", _("%s: %s %s is below %s: it can only be red"),
                         i->text, text, i->unit, decimal_format(i->red, VALUE_DECIMALS, true, limit));
    }
    if (i->has_amber && value <= i->amber && grade < GRADE_AMBER) {
        return error_set(e, ST_REFUSED, "worse_than_marked",
                         _("%s: %s %s is not above %s: it is amber or red"), i->text, text, i->unit,
                         decimal_format(i->amber, VALUE_DECIMALS, true, limit));
    }
    return ST_OK;
}

static enum status read_value(const struct inspection_item *i, const char *value, int64_t *milli,
                              struct error *e)
{
    if (i->unit[0] == '\0') {
        return error_set(e, ST_USAGE, "no_value_here", _("%s: nothing is measured here; write it as a note"),
                         i->text);
    }
    if (decimal_parse(value, '.', VALUE_DECIMALS, milli) != DECIMAL_OK) {
        return error_set(e, ST_USAGE, "bad_value", _("%s: \"%s\" is no reading in %s such as 3.2"), i->text,
                         value, i->unit);
    }
    return ST_OK;
}

static enum status check_result(const struct inspection_item *i, const struct inspection_result *r,
                                struct inspection_row *row, struct error *e)
{
    enum grade grade = grade_of(r->result);
    if (grade == GRADE_NA && i->critical) {
        return error_set(
            e, ST_REFUSED, "critical_item",
            _("%s is critical (brakes, steering, high voltage): inspect it, it cannot be left out"), i->text);
    }
    if (r->value == NULL && i->unit[0] != '\0' && grade != GRADE_NA) {
        return error_set(e, ST_USAGE, "value_needed", _("%s: the reading in %s is missing"), i->text,
                         i->unit);
    }
    enum status st = ST_OK;
    if (r->value != NULL) {
        st = read_value(i, r->value, &row->value_milli, e);
        row->has_value = st == ST_OK;
        row->unit = i->unit;
        st = st == ST_OK ? check_grade(i, grade, row->value_milli, e) : st;
    }
    if (st == ST_OK && r->note != NULL && strlen(r->note) >= NOTE_SIZE) {
        st = error_set(e, ST_USAGE, "too_long", _("%s: %zu bytes are too long, at most %d fit"), "note",
                       strlen(r->note), NOTE_SIZE - 1);
    }
    return st;
}

const char *inspection_text(const char *result, bool has_value, int64_t value, char out[RESULT_TEXT_SIZE])
{
    char reading[MONEY_SIZE];
    snprintf(out, RESULT_TEXT_SIZE, "%s%s%s", result, has_value ? " " : "",
             has_value ? decimal_format(value, VALUE_DECIMALS, true, reading) : "");
    return out;
}

static enum status write_result(struct session *s, struct order_rows *rows, const struct inspection_item *i,
                                const struct inspection_row *row, struct order_state *state, struct error *e)
{
    char field[ITEM_SIZE + 16], was[RESULT_TEXT_SIZE], now[RESULT_TEXT_SIZE];
    bool noted = row->note != NULL || i->note[0] != '\0';
    enum status st = inspection_store_add(s->app->db, rows->order.id, row, e);
    snprintf(field, sizeof field, "%s %s", row->level, row->item);
    inspection_text(i->result, i->has_value, i->value, was);
    inspection_text(row->result, row->has_value, row->value_milli, now);
    const struct audit_change changes[] = {
        {.field = field, .old_value = was[0] != '\0' ? was : NULL, .new_value = now},
        {.field = "note", .old_value = i->note[0] != '\0' ? i->note : NULL, .new_value = row->note}};
    return st == ST_OK ? order_end_with(s, rows, "inspect", changes, noted ? 2 : 1, state, e) : st;
}

/* A decimal point that was left out makes ten times as much. */
static void note_too_much(struct session *s, const struct inspection_item *i,
                          const struct inspection_row *row)
{
    char value[MONEY_SIZE], most[MONEY_SIZE];
    if (row->has_value && i->most > 0 && row->value_milli > i->most) {
        session_note(s, _("%s: %s %s is more than the %s %s that it can be: look at it again"), i->text,
                     decimal_format(row->value_milli, VALUE_DECIMALS, true, value), i->unit,
                     decimal_format(i->most, VALUE_DECIMALS, true, most), i->unit);
    }
}

static enum status record(struct session *s, struct order_rows *rows, const struct inspection *list,
                          const struct inspection_result *r, struct order_state *state, struct error *e)
{
    const struct inspection_item *i = find_item(list, r->item);
    if (i == NULL) {
        return error_set(e, ST_USAGE, "no_item", _("%s has no item %s; see: clearbay checklist %s"),
                         level_title(r->level), r->item, level_name(r->level));
    }
    struct inspection_row row = {.level = level_name(r->level),
                                 .item = i->item,
                                 .result = r->result,
                                 .note = r->note,
                                 .person_id = s->person,
                                 .at = when_now()};
    enum status st = check_result(i, r, &row, e);
    if (st == ST_OK) {
        note_too_much(s, i, &row);
    }
    return st == ST_OK ? write_result(s, rows, i, &row, state, e) : st;
}

enum status inspection_record(struct session *s, const struct inspection_result *r, struct order_state *state,
                              struct error *e)
{
    struct order_rows rows = {0};
    struct inspection list = {0};
    enum status st = inspection_check_role(s, r->level, e);
    if (st != ST_OK) {
        return st;
    }
    st = order_begin(s, r->ref, r->revision, &rows, e);
    st = st == ST_OK ? inspection_load(s, rows.order.id, r->level, &list, e) : st;
    st = st == ST_OK ? record(s, &rows, &list, r, state, e) : st;
    inspection_free(&list);
    order_rows_free(&rows);
    return st;
}
