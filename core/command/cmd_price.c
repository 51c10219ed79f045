#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/command/price_json.h"
#include "core/price/lookup.h"
#include "core/price/sync.h"
#include "db/search_store.h"

#include <stdlib.h>
#include <string.h>

enum { FIND_LIMIT = 20, CHAIN_MAX = 50 };

/* The sources that are named, each once, or all that have a url. */
static enum status choose_sources(struct session *s, const json_t *names, const struct oem_source **chosen,
                                  size_t *n, struct error *e)
{
    const struct config *config = s->app->config;
    enum status st = ST_OK;
    size_t i;
    const json_t *name;
    *n = 0;
    for (i = 0; names == NULL && i < config->source_count; i++) {
        chosen[*n] = &config->sources[i];
        *n += config->sources[i].url[0] != '\0';
    }
    json_array_foreach((json_t *)(uintptr_t)names, i, name)
    {
        const struct oem_source *source = NULL;
        size_t k = 0;
        st = st == ST_OK ? price_source_named(s, json_string_value(name), &source, e) : st;
        while (k < *n && chosen[k] != source) {
            k++;
        }
        if (st == ST_OK && k == *n) {
            chosen[(*n)++] = source;
        }
    }
    return st;
}

enum status cmd_price_sync(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    size_t n = 0, room = s->app->config->source_count + 1;
    json_t *list = json_array();
    const json_t *names = json_arg_list(in, "source");
    const struct oem_source **sources = calloc(room, sizeof(struct oem_source *));
    enum status st = sources == NULL ? error_memory(e) : choose_sources(s, names, sources, &n, e);
    struct price_result *results = st == ST_OK ? calloc(n + 1, sizeof *results) : NULL;
    if (st == ST_OK) {
        st = results == NULL ? error_memory(e) : price_sync(s, sources, n, results, e);
    }
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        json_array_append_new(list, price_result_json(&results[i]));
        price_note_result(s, &results[i]);
    }
    if (st == ST_OK && n == 0) {
        session_note(s,
                     _("the configuration has no [oem.NAME] section with a url: there is nothing to fetch"));
    }
    free(results);
    free(sources);
    json_put(out, "results", list);
    return st;
}

enum status cmd_price_import(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const struct oem_source *source = NULL;
    struct price_result *result = calloc(1, sizeof *result);
    enum status st =
        result == NULL ? error_memory(e) : price_source_named(s, json_arg_text(in, "source"), &source, e);
    st = st == ST_OK ? price_import_file(s, source, json_arg_text(in, "file"), result, e) : st;
    if (st == ST_OK) {
        json_t *list = json_array();
        json_array_append_new(list, price_result_json(result));
        json_put(out, "results", list);
        price_note_result(s, result);
    }
    free(result);
    return st;
}

static bool add_reject(int64_t line, const char *field, const char *reason, const char *text, void *arg)
{
    json_t *one = json_object();
    json_put_int(one, "line", line);
    json_put_text(one, "column", field[0] != '\0' ? field : NULL);
    json_put_text(one, "reason", reason);
    json_put_text(one, "text", text);
    return json_array_append_new(arg, one) == 0;
}

enum status cmd_price_rejects(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const struct oem_source *source = NULL;
    json_t *list = json_array();
    enum status st = price_source_named(s, json_arg_text(in, "source"), &source, e);
    st = st == ST_OK ? price_reject_each(s->app->db, source->name, add_reject, list, e) : st;
    json_put_text(out, "source", json_arg_text(in, "source"));
    json_put(out, "rejects", list);
    return st;
}

static bool add_found(const struct price_pin *pin, const struct price_detail *detail, void *arg)
{
    json_t *one = json_object();
    price_put_part(one, pin, detail);
    return json_array_append_new(arg, one) == 0;
}

enum status cmd_price_find(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    json_t *list = json_array();
    enum status st =
        price_find(s, json_arg_text(in, "query"), json_arg_int(in, "limit", FIND_LIMIT), add_found, list, e);
    json_put_text(out, "query", json_arg_text(in, "query"));
    json_put_int(out, "total_shown", (int64_t)json_array_size(list));
    json_put(out, "parts", list);
    return st;
}

static bool is_in(const json_t *chain, const char *part_no)
{
    for (size_t i = 0; i < json_array_size(chain); i++) {
        if (strcmp(json_string_value(json_array_get(chain, i)), part_no) == 0) {
            return true;
        }
    }
    return false;
}

/* The parts that replaced it, to the end of the chain; a loop ends where it would begin again. */
static json_t *chain_json(struct session *s, const struct price_pin *first, int32_t day)
{
    json_t *chain = json_array();
    struct price_pin pin = *first;
    json_array_append_new(chain, json_string(pin.part_no));
    while (pin.superseded_by[0] != '\0' && json_array_size(chain) < CHAIN_MAX) {
        struct price_pin next;
        struct error unknown = ERROR_NONE;
        if (is_in(chain, pin.superseded_by)) {
            session_note(s, _("the list replaces %s by parts that lead back to it: ask the manufacturer"),
                         first->part_no);
            break;
        }
        json_array_append_new(chain, json_string(pin.superseded_by));
        if (price_pick_on(s, pin.superseded_by, pin.source, NULL, day, &next, NULL, &unknown) != ST_OK) {
            break;
        }
        pin = next;
    }
    return chain;
}

/* What only a look at one part shows: the rest of its row, and where its list came from. */
static enum status put_origin(struct session *s, const struct price_pin *pin, const struct price_detail *d,
                              json_t *out, struct error *e)
{
    char origin[1024], digest[HASH_HEX];
    json_put_filled(out, "price_group", d->price_group);
    price_put_money(out, "core_charge", d->core_charge, pin->currency);
    if (d->min_order_milli < 0) {
        json_put(out, "min_order", NULL);
    } else {
        json_put_quantity(out, "min_order", d->min_order_milli);
    }
    enum status st = price_revision_origin(s->app->db, d->source_id, pin->revision, origin, sizeof origin,
                                           digest, sizeof digest, e);
    json_put_filled(out, "origin", origin);
    json_put_filled(out, "digest", digest);
    return st;
}

enum status cmd_price_show(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct price_pin pin;
    struct price_detail detail;
    int32_t day = when_day(when_now());
    if (json_arg_text(in, "on") != NULL) {
        when_parse_date(json_arg_text(in, "on"), &day); /* the dispatcher has checked it */
    }
    enum status st = price_pick_on(s, json_arg_text(in, "part"), json_arg_text(in, "source"),
                                   json_arg_text(in, "brand"), day, &pin, &detail, e);
    if (st == ST_OK) {
        price_put_part(out, &pin, &detail);
        st = put_origin(s, &pin, &detail, out, e);
        json_put(out, "chain", chain_json(s, &pin, day));
    }
    return st;
}

/* Collecting the history of parts. */
struct history {
    struct price_view *view;
    json_t *list;
    const char *source, *brand; /* NULL: any */
    enum status status;
    struct error *e;
};

static bool add_price(const struct price_row *r, void *arg)
{
    struct history *h = arg;
    char day[WHEN_SIZE];
    int64_t from, to;
    const char *source = price_view_source(h->view, r->source_id);
    h->status = price_view_span(h->view, r, &from, &to, h->e);
    if (h->status != ST_OK || from == 0 || (h->source != NULL && strcmp(source, h->source) != 0) ||
        (h->brand != NULL && strcmp(r->brand, h->brand) != 0)) {
        return h->status == ST_OK;
    }
    json_t *one = json_object();
    price_put_money(one, "list_price", r->list_price, r->currency);
    json_put_text(one, "currency", r->currency);
    json_put_int(one, "price_basis", r->price_basis);
    json_put_text(one, "effective", r->effective != NULL ? r->effective : when_date(when_day(from), day));
    json_put_int(one, "revision", r->from_revision);
    json_put_time(one, "from", from);
    json_put_time(one, "to", to);
    json_put_text(one, "part_no", r->part_no);
    json_put_filled(one, "brand", r->brand);
    json_put_text(one, "source", source);
    return json_array_append_new(h->list, one) == 0;
}

/* Every part with those letters and digits: a part that left its list still has a history. */
enum { HISTORY_PARTS = 256 };
struct found_parts {
    int64_t ids[HISTORY_PARTS];
    size_t count;
};

static bool take_part(const char *key, int64_t part, void *arg)
{
    struct found_parts *found = arg;
    (void)key;
    found->ids[found->count++] = part;
    return found->count < HISTORY_PARTS;
}

static enum status find_parts(struct session *s, const json_t *in, struct found_parts *found, struct error *e)
{
    struct buf key;
    buf_init(&key, 4096);
    text_key(json_arg_text(in, "part"), &key);
    enum status st = key.len == 0 ? ST_OK : search_numbers(s->app->db, key.data, false, take_part, found, e);
    buf_free(&key);
    return st;
}

enum status cmd_price_history(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct found_parts found = {.count = 0};
    struct history h = {.list = json_array(),
                        .source = json_arg_text(in, "source"),
                        .brand = json_arg_text(in, "brand"),
                        .e = e};
    enum status st = price_view_new(s->app->db, when_day(when_now()), &h.view, e);
    st = st == ST_OK ? find_parts(s, in, &found, e) : st;
    for (size_t i = 0; st == ST_OK && i < found.count; i++) {
        st = price_rows_of_part(s->app->db, found.ids[i], add_price, &h, e);
        st = st == ST_OK ? h.status : st;
    }
    price_view_free(&h.view);
    const json_t *first = json_array_get(h.list, 0);
    json_put_text(out, "part_no", json_string_value(json_object_get(first, "part_no")));
    json_put(out, "prices", h.list);
    if (st == ST_OK && first == NULL) {
        st = error_set(e, ST_NOT_FOUND, "no_part",
                       _("no price list ever had the part %s; try: clearbay price find %s"),
                       json_arg_text(in, "part"), json_arg_text(in, "part"));
    }
    return st;
}
