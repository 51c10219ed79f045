#include "core/base/i18n.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/command/order_json.h"
#include "core/inspect/damage.h"
#include "core/inspect/inspection.h"

enum status cmd_inspect(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const struct inspection_result result = {
        .ref = json_arg_text(in, "order"),
        .revision = json_arg_int(in, "revision", 0),
        .level = level_parse(json_arg_text(in, "level")),
        .item = json_arg_text(in, "item"),
        .result = json_arg_text(in, "result"),
        .value = json_arg_text(in, "value"),
        .note = json_arg_text(in, "note"),
    };
    struct order_state state = {0};
    return order_answer(inspection_record(s, &result, &state, e), in, &state, out, e);
}

static void put_limit(json_t *one, const char *key, bool has, int64_t milli)
{
    if (has) {
        json_put_quantity(one, key, milli);
    } else {
        json_put(one, key, NULL);
    }
}

static json_t *item_json(const struct inspection_item *i)
{
    json_t *one = json_object();
    json_put_text(one, "item", i->item);
    json_put_text(one, "text", i->text);
    json_put_text(one, "group", i->group);
    json_put_bool(one, "critical", i->critical);
    json_put_text(one, "unit", i->unit[0] != '\0' ? i->unit : NULL);
    put_limit(one, "amber", i->has_amber, i->amber);
    put_limit(one, "red", i->has_red, i->red);
    put_limit(one, "most", i->most > 0, i->most);
    json_put_text(one, "for", i->ev ? "ev" : "all");
    return one;
}

static json_t *inspected_json(const struct inspection_item *i)
{
    json_t *one = item_json(i);
    json_put_bool(one, "applies", i->applies);
    json_put_filled(one, "result", i->result);
    put_limit(one, "value", i->has_value, i->value);
    json_put_filled(one, "note", i->note);
    json_put_filled(one, "by", i->by);
    json_put_time(one, "at", i->at);
    json_put_filled(one, "last_result", i->last_result);
    put_limit(one, "last_value", i->last_has_value, i->last_value);
    json_put_time(one, "last_at", i->last_at);
    return one;
}

enum status cmd_checklist(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const char *level = json_arg_text(in, "level");
    struct inspection list = {0};
    enum status st = inspection_load(s, 0, level_parse(level), &list, e);
    json_t *items = json_array();
    for (size_t i = 0; i < list.count; i++) {
        json_array_append_new(items, item_json(&list.items[i]));
    }
    json_put_text(out, "level", level);
    json_put(out, "items", items);
    inspection_free(&list);
    return st;
}

static enum status put_inspection(struct session *s, const struct order_rows *rows, const char *level,
                                  json_t *out, struct error *e)
{
    struct inspection list = {0};
    enum status st = inspection_load(s, rows->order.id, level_parse(level), &list, e);
    json_t *items = json_array();
    for (size_t i = 0; i < list.count; i++) {
        json_array_append_new(items, inspected_json(&list.items[i]));
    }
    json_put_text(out, "order", rows->order.number);
    json_put_text(out, "plate", rows->order.plate);
    json_put_text(out, "level", level);
    json_put_int(out, "open", (int64_t)list.open);
    json_put_int(out, "revision", rows->order.revision);
    json_put(out, "items", items);
    inspection_free(&list);
    return st;
}

enum status cmd_order_inspection(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    int64_t id = 0;
    struct order_rows rows = {0};
    enum status st = order_find(s, json_arg_text(in, "order"), &id, e);
    st = st == ST_OK ? order_store_load(s->app->db, id, &rows, e) : st;
    st = st == ST_OK ? put_inspection(s, &rows, json_arg_text(in, "level"), out, e) : st;
    order_rows_free(&rows);
    return st;
}

static json_t *words_json(const struct damage_word *words, const char *key)
{
    json_t *list = json_array();
    for (; words->name != NULL; words++) {
        json_t *one = json_object();
        json_put_text(one, key, words->name);
        json_put_text(one, "text", _(words->label));
        json_array_append_new(list, one);
    }
    return list;
}

enum status cmd_damage_panels(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)s;
    (void)in;
    (void)e;
    json_put(out, "panels", words_json(damage_panels, "panel"));
    json_put(out, "kinds", words_json(damage_kinds, "kind"));
    return ST_OK;
}

enum status cmd_damage_add(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct order_state state = {0};
    int64_t id = 0;
    enum status st =
        damage_add(s, json_arg_text(in, "order"), json_arg_int(in, "revision", 0), json_arg_text(in, "panel"),
                   json_arg_text(in, "kind"), json_arg_text(in, "note"), &id, &state, e);
    json_put_int(out, "damage", id);
    return order_answer(st, in, &state, out, e);
}

enum status cmd_damage_remove(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct order_state state = {0};
    enum status st = damage_remove(s, json_arg_text(in, "order"), json_arg_int(in, "revision", 0),
                                   json_arg_int(in, "damage", 0), &state, e);
    return order_answer(st, in, &state, out, e);
}
