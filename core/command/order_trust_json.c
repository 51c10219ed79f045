#include "core/command/order_trust_json.h"
#include "core/base/i18n.h"
#include "core/command/json.h"
#include "core/inspect/damage.h"
#include "core/trust/signoff_list.h"
#include "core/vehicle/plate.h"
#include "db/inspection_store.h"

static bool add_inspection(const struct inspection_row *row, void *arg)
{
    json_t *one = json_object();
    json_put_text(one, "level", row->level);
    json_put_text(one, "item", row->item);
    const char *text = i18n_is_chinese() ? row->text_zh : row->text_en;
    json_put_text(one, "text", text != NULL ? text : row->item);
    json_put_text(one, "result", row->result);
    if (row->has_value) {
        json_put_quantity(one, "value", row->value_milli);
    } else {
        json_put(one, "value", NULL);
    }
    json_put_text(one, "unit", row->unit);
    json_put_text(one, "note", row->note);
    json_put_text(one, "by", row->by);
    json_put_time(one, "at", row->at);
    json_array_append_new(arg, one);
    return true;
}

static void add_level(const struct level_row *row, void *arg)
{
    json_t *one = json_object();
    json_put_text(one, "level", row->level);
    json_put_int(one, "set", row->set);
    json_put_int(one, "of", row->of);
    json_array_append_new(arg, one);
}

static bool add_damage(const struct damage_row *row, void *arg)
{
    json_t *one = json_object();
    json_put_int(one, "damage", row->id);
    json_put_text(one, "panel", row->panel);
    json_put_text(one, "kind", row->kind);
    json_put_text(one, "panel_text", damage_word(damage_panels, row->panel));
    json_put_text(one, "kind_text", damage_word(damage_kinds, row->kind));
    json_put_text(one, "note", row->note);
    json_put_text(one, "by", row->by);
    json_put_time(one, "at", row->at);
    json_array_append_new(arg, one);
    return true;
}

json_t *signer_json(const struct signature_row *row)
{
    json_t *one = json_object();
    json_put_text(one, "level", row->level);
    json_put_text(one, "by", row->by);
    json_put_text(one, "name", row->name);
    json_put_time(one, "at", row->at);
    json_put_text(one, "meaning", row->meaning);
    json_put_text(one, "verdict", row->verdict);
    return one;
}

static json_t *signature_json(const struct signature_view *view)
{
    const struct signature_row *row = &view->row;
    json_t *one = signer_json(row);
    json_put_text(one, "reason", row->reason);
    json_put_text(one, "content_hash", row->content_hash);
    json_put_int(one, "revision", row->order_revision);
    json_put_text(one, "terminal", row->terminal);
    json_put_bool(one, "valid", view->valid);
    json_put_text(one, "void_reason", view->void_reason);
    json_put_time(one, "voided_at", row->voided_at);
    return one;
}

static enum status put_signatures(struct session *s, int64_t order, json_t *out, struct error *e)
{
    struct signature_view *views = NULL;
    size_t n = 0;
    enum status st = signoff_list(s, order, &views, &n, e);
    if (st != ST_OK) {
        return st;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        json_array_append_new(list, signature_json(&views[i]));
    }
    json_put(out, "signatures", list);
    signoff_list_free(&views, n);
    return ST_OK;
}

enum status put_order_trust(struct session *s, const struct order_row *order, json_t *out, struct error *e)
{
    struct db *db = s->app->db;
    json_t *inspections = json_array();
    json_t *levels = json_array();
    json_t *damage = json_array();
    json_put(out, "inspections", inspections);
    json_put(out, "levels", levels);
    json_put(out, "damage", damage);
    enum status st = inspection_store_each(db, order->id, NULL, add_inspection, inspections, e);
    st = st == ST_OK ? inspection_store_levels(db, order->id, plate_is_electric(order->plate_kind), add_level,
                                               levels, e)
                     : st;
    st = st == ST_OK ? damage_store_each(db, order->id, add_damage, damage, e) : st;
    return st == ST_OK ? put_signatures(s, order->id, out, e) : st;
}
