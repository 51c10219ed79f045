/* Lists that the gate held: what they would change, and a manager's word on them. */
#include "core/base/i18n.h"
#include "core/command/adapters.h"
#include "core/command/price_json.h"
#include "core/price/held.h"

#include <string.h>

enum { CHANGES_SHOWN = 50 };

static const char *const kinds[] = {
    [CHANGE_PRICE] = "price", [CHANGE_OTHER] = "other", [CHANGE_NEW] = "new", [CHANGE_REMOVED] = "removed"};

static void put_side(json_t *one, const char *key, const struct gate_price *price)
{
    price_put_money(one, key, price->currency[0] != '\0' ? price->list_price : -1, price->currency);
}

static json_t *change_json(const struct price_change *c)
{
    json_t *one = json_object();
    const struct gate_price *newest = c->after.currency[0] != '\0' ? &c->after : &c->before;
    json_put_text(one, "part_no", c->part_no);
    json_put_filled(one, "brand", c->brand);
    json_put_filled(one, "name", c->name);
    json_put_filled(one, "name_local", c->name_local);
    json_put_text(one, "change", kinds[c->kind]);
    put_side(one, "price_before", &c->before);
    put_side(one, "price_after", &c->after);
    if (c->percent_milli == INT64_MAX || c->kind != CHANGE_PRICE) {
        json_put(one, "percent", NULL);
    } else {
        json_put_quantity(one, "percent", c->percent_milli);
    }
    json_put_text(one, "currency", newest->currency);
    json_put_int(one, "price_basis", newest->price_basis);
    if (c->before.currency[0] != '\0' && c->after.currency[0] != '\0' &&
        strcmp(c->before.currency, c->after.currency) != 0) {
        json_put_text(one, "currency_before", c->before.currency);
    }
    if (c->kind == CHANGE_PRICE && c->before.price_basis != c->after.price_basis) {
        json_put_int(one, "price_basis_before", c->before.price_basis);
    }
    return one;
}

static json_t *list_json(const struct price_held_list *list)
{
    json_t *one = json_object(), *changes = json_array();
    const struct price_result *r = &list->result;
    json_put_text(one, "source", r->source);
    json_put_int(one, "revision", r->revision);
    json_put_int(one, "in_force", list->in_force);
    json_put_text(one, "origin", list->origin);
    json_put_text(one, "digest", list->digest);
    json_put_time(one, "fetched_at", list->fetched_at);
    json_put_time(one, "held_at", list->held_at);
    json_put_int(one, "rows_read", r->read);
    json_put_int(one, "rows_added", r->added);
    json_put_int(one, "rows_changed", r->changed);
    json_put_int(one, "rows_unchanged", r->unchanged);
    json_put_int(one, "rows_removed", r->removed);
    json_put_int(one, "rows_rejected", r->rejected);
    json_put(one, "gate", price_gate_json(r));
    for (size_t i = 0; i < list->change_count; i++) {
        json_array_append_new(changes, change_json(&list->changes[i]));
    }
    json_put(one, "changes", changes);
    return one;
}

/* As the configuration writes it; a list outlives its section. */
static const char *source_of(const struct session *s, const json_t *in)
{
    const char *name = json_arg_text(in, "source");
    const struct oem_source *source = name != NULL ? config_source(s->app->config, name) : NULL;
    return source != NULL ? source->name : name;
}

enum status cmd_price_held(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct price_held_list *lists;
    size_t count;
    json_t *held = json_array();
    enum status st = price_held_lists(s, source_of(s, in), (size_t)json_arg_int(in, "limit", CHANGES_SHOWN),
                                      &lists, &count, e);
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(held, list_json(&lists[i]));
    }
    price_held_free(&lists, count);
    json_put(out, "held", held);
    return st;
}

static void put_decision(json_t *out, const json_t *in, const char *status, int64_t revision)
{
    json_put_text(out, "source", json_arg_text(in, "source"));
    json_put_text(out, "status", status);
    json_put_int(out, "revision", revision);
}

enum status cmd_price_accept(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    int64_t revision = 0;
    enum status st = price_accept(s, source_of(s, in), json_arg_int(in, "revision", 0), &revision, e);
    put_decision(out, in, "applied", revision);
    return st;
}

enum status cmd_price_reject(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    int64_t revision = 0;
    enum status st = price_reject(s, source_of(s, in), json_arg_int(in, "revision", 0), &revision, e);
    put_decision(out, in, "rejected", revision);
    return st;
}

enum status cmd_price_rollback(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct price_rollback_result result;
    enum status st = price_rollback(s, source_of(s, in), &result, e);
    put_decision(out, in, "rolled_back", result.revision);
    json_put_int(out, "restores", result.restores);
    json_put_int(out, "rows_changed", result.changed);
    if (st == ST_OK && result.dropped > 0) {
        session_note(s,
                     _("the held list of revision %lld is thrown away: it was compared with the other list"),
                     (long long)result.dropped);
    }
    return st;
}
