/* Undo and redo of what was found at the car: results of an inspection, damage. */
#include "core/base/i18n.h"
#include "core/base/money.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/inspect/inspection.h"
#include "core/work/undo_fields.h"
#include "db/inspection_store.h"
#include "db/undo_store.h"

#include <stdlib.h>
#include <string.h>

enum { VALUE_DECIMALS = 3 };

struct standing {
    const char *item;
    char text[RESULT_TEXT_SIZE];
};

static bool read_result(const struct inspection_row *r, void *arg)
{
    struct standing *s = arg;
    if (strcmp(r->item, s->item) != 0) {
        return true;
    }
    inspection_text(r->result, r->has_value, r->value_milli, s->text);
    return false;
}

/* "amber 3.2" -> amber, 3200; `result` has room for the text. */
static bool parse(const char *text, char result[RESULT_TEXT_SIZE], struct undo_result *out)
{
    text_copy(result, RESULT_TEXT_SIZE, text);
    char *blank = strchr(result, ' ');
    out->has_value = blank != NULL;
    if (blank != NULL) {
        *blank = '\0';
        if (decimal_parse(blank + 1, '.', VALUE_DECIMALS, &out->value_milli) != DECIMAL_OK) {
            return false;
        }
    }
    out->result = result;
    return true;
}

static enum status check_standing(struct taking *t, const char *field, const char *level, const char *item,
                                  const struct way *way, struct error *e)
{
    struct standing now = {.item = item};
    enum status st = inspection_check_role(t->s, level_parse(level), e);
    st = st == ST_OK ? inspection_store_each(t->s->app->db, t->rows->order.id, level, read_result, &now, e)
                     : st;
    return st == ST_OK ? undo_expect(t, field, now.text[0] != '\0' ? now.text : NULL, way, e) : st;
}

/* The result is put aside, and the one that was there before stands again, with its maker and its time. */
enum status undo_inspected(struct taking *t, const char *field, int64_t no, const struct way *way,
                           struct error *e)
{
    (void)no;
    char level[32], result[RESULT_TEXT_SIZE];
    struct undo_result r = {.level = level};
    struct db *db = t->s->app->db;
    int64_t order = t->rows->order.id, n = 1;
    text_copy(level, sizeof level, field);
    char *blank = strchr(level, ' ');
    r.item = strchr(field, ' ');
    if (blank == NULL || r.item == NULL) {
        return ST_OK; /* no result */
    }
    *blank = '\0';
    r.item++;
    enum status st = check_standing(t, field, level, r.item, way, e);
    st = st == ST_OK ? undo_store_put_aside(db, order, level, r.item, !t->redo, e) : st;
    if (st == ST_OK && way->to != NULL) {
        n = 0;
        st = parse(way->to, result, &r) ? undo_store_revive(db, order, &r, t->redo, &n, e) : ST_OK;
    }
    return st == ST_OK && n == 0 ? undo_changed_since(t, field, e) : st;
}

enum status undo_damage(struct taking *t, const char *field, int64_t no, const struct way *way,
                        struct error *e)
{
    (void)no;
    const char *text = way->from != NULL ? way->from : way->to;
    int64_t id = text != NULL ? strtoll(text, NULL, 10) : 0, n = 0;
    enum status st = way->from != NULL
                         ? damage_store_remove(t->s->app->db, t->rows->order.id, id, when_now(), &n, e)
                         : undo_store_damage(t->s->app->db, t->rows->order.id, id, &n, e);
    return st == ST_OK && n == 0 ? undo_changed_since(t, field, e) : st;
}
