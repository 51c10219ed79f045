#include "core/command/price_json.h"
#include "core/base/i18n.h"
#include "core/price/gate_words.h"

#include <string.h>

enum status price_source_named(struct session *s, const char *name, const struct oem_source **out,
                               struct error *e)
{
    *out = config_source(s->app->config, name);
    if (*out != NULL) {
        return ST_OK;
    }
    return error_set(e, ST_NOT_FOUND, "no_source",
                     _("the configuration has no section [oem.%s]; one for a CSV list: [oem.%s] columns = "
                       "part_no=PartNumber, "
                       "list_price=Price, name=Description"),
                     name, name);
}

void price_put_money(json_t *out, const char *key, int64_t minor, const char *currency)
{
    if (minor < 0) {
        json_put(out, key, NULL);
    } else {
        json_put_money(out, key, minor, currency);
    }
}

void price_put_part(json_t *one, const struct price_pin *p, const struct price_detail *d)
{
    json_put_text(one, "part_no", p->part_no);
    json_put_filled(one, "brand", p->brand);
    json_put_filled(one, "name", d->name);
    json_put_filled(one, "name_local", d->name_local);
    json_put_filled(one, "unit", p->unit);
    price_put_money(one, "list_price", p->list_price, p->currency);
    json_put_text(one, "currency", p->currency);
    json_put_int(one, "price_basis", p->price_basis);
    json_put_text(one, "effective", p->effective);
    json_put_text(one, "source", p->source);
    json_put_int(one, "revision", p->revision);
    json_put_time(one, "fetched_at", d->fetched_at);
    json_put_filled(one, "superseded_by", p->superseded_by);
}

json_t *price_gate_json(const struct price_result *r)
{
    json_t *list = json_array();
    for (size_t i = 0; i < r->finding_count; i++) {
        json_t *one = json_object();
        json_put_text(one, "rule", r->findings[i].rule);
        json_put_quantity(one, "found", r->findings[i].found);
        json_put_quantity(one, "limit", r->findings[i].allowed);
        struct buf words;
        buf_init(&words, 2000);
        gate_words(&r->findings[i], &words);
        json_put_text(one, "text", words.data);
        buf_free(&words);
        json_array_append_new(list, one);
    }
    return list;
}

json_t *price_result_json(const struct price_result *r)
{
    json_t *one = json_object(), *rejects = json_array();
    json_put_text(one, "source", r->source);
    json_put_text(one, "status", r->status);
    json_put(one, "revision", r->revision > 0 ? json_integer(r->revision) : NULL);
    json_put_int(one, "rows_read", r->read);
    json_put_int(one, "rows_added", r->added);
    json_put_int(one, "rows_changed", r->changed);
    json_put_int(one, "rows_unchanged", r->unchanged);
    json_put_int(one, "rows_removed", r->removed);
    json_put_int(one, "rows_rejected", r->rejected);
    for (size_t i = 0; i < r->reject_count; i++) {
        json_t *reject = json_object();
        json_put_int(reject, "line", r->rejects[i].line);
        json_put_text(reject, "column", r->rejects[i].column[0] != '\0' ? r->rejects[i].column : NULL);
        json_put_text(reject, "reason", r->rejects[i].reason);
        json_put_text(reject, "text", r->rejects[i].text);
        json_array_append_new(rejects, reject);
    }
    json_put(one, "rejects", rejects);
    json_put(one, "gate", price_gate_json(r));
    json_put_int(one, "bytes", r->bytes);
    json_put(one, "seconds", json_real((double)r->took_ms / 1000.0));
    if (r->error.status != ST_OK) {
        json_put(one, "error", json_pack("{s:s,s:s}", "code", r->error.code, "message", r->error.message));
    }
    return one;
}

void price_note_result(struct session *s, const struct price_result *r)
{
    struct buf words;
    if (r->error.status != ST_OK) {
        session_note(s, "%s: %s", r->source, r->error.message);
    }
    for (size_t i = 0; i < r->finding_count; i++) {
        buf_init(&words, 2000);
        gate_words(&r->findings[i], &words);
        session_note(s, "%s: %s", r->source, words.data);
        buf_free(&words);
    }
    if (strcmp(r->status, "held") == 0) {
        session_note(s,
                     _("%s: the list is held and the old one stays in force; see what it would change with: "
                       "clearbay price held"),
                     r->source);
    } else if (r->finding_count > 0) {
        session_note(s, _("%s: it is in force all the same, for there was no list before"), r->source);
    }
}
