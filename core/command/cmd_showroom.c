/* The public price list as one leafs through it. */
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/command/adapters.h"
#include "core/command/price_json.h"
#include "core/price/groups.h"

#include <string.h>

enum { PAGE = 20, PAGE_MAX = 1000 /* anybody may ask: as for price.find */ };

struct listing {
    struct session *s;
    struct price_view *view;
    json_t *lists, *groups;
    const char *source; /* NULL: the first one, or all */
    int64_t chosen;     /* id of the source; 0: there is none */
    enum status status;
    struct error *e;
};

static bool add_group(const char *group, void *arg)
{
    struct listing *l = arg;
    json_t *one = json_object();
    const json_t *list = json_array_get(l->lists, json_array_size(l->lists) - 1);
    json_put_text(one, "source", json_string_value(json_object_get(list, "source")));
    json_put_text(one, "group", group);
    return json_array_append_new(l->groups, one) == 0;
}

static bool add_list(int64_t source, const char *name, int64_t revision, void *arg)
{
    struct listing *l = arg;
    int64_t fetched_at = 0, in_force_at = 0;
    struct db *db = l->s->app->db;
    struct price_source_row row;
    json_t *one = json_object();
    l->status = price_revision_times(db, source, revision, &fetched_at, &in_force_at, l->e);
    l->status = l->status == ST_OK ? price_source_find(db, name, &row, l->e) : l->status;
    json_put_text(one, "source", name);
    json_put_int(one, "revision", revision);
    json_put_int(one, "parts", l->status == ST_OK ? row.in_force : 0);
    json_put_time(one, "in_force_at", in_force_at);
    json_put_time(one, "fetched_at", fetched_at);
    json_array_append_new(l->lists, one);
    l->status = l->status == ST_OK ? price_groups_each(l->s, source, add_group, l, l->e) : l->status;
    return l->status == ST_OK;
}

enum status cmd_price_groups(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    struct listing l = {.s = s, .lists = json_array(), .groups = json_array(), .e = e};
    (void)in;
    enum status st = price_view_new(s->app->db, when_day(when_now()), &l.view, e);
    if (st == ST_OK) {
        price_view_lists(l.view, add_list, &l);
        st = l.status;
    }
    price_view_free(&l.view);
    json_put(out, "lists", l.lists);
    json_put(out, "groups", l.groups);
    return st;
}

static bool choose(int64_t source, const char *name, int64_t revision, void *arg)
{
    struct listing *l = arg;
    (void)revision;
    if (l->source == NULL || strcmp(name, l->source) == 0) {
        l->chosen = source;
    }
    return l->chosen == 0;
}

static bool add_part(const struct price_pin *pin, const struct price_detail *detail, void *arg)
{
    json_t *one = json_object();
    price_put_part(one, pin, detail);
    return json_array_append_new(arg, one) == 0;
}

static size_t page_size(const json_t *in)
{
    int64_t wanted = json_arg_int(in, "limit", PAGE);
    return wanted < 1 ? 1 : wanted > PAGE_MAX ? PAGE_MAX : (size_t)wanted;
}

enum status cmd_price_list(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const char *group = json_arg_text(in, "group");
    const struct oem_source *source = NULL;
    struct listing l = {.s = s, .e = e};
    json_t *parts = json_array();
    int64_t next = 0;
    if (json_arg_text(in, "source") != NULL) {
        source = config_source(s->app->config, json_arg_text(in, "source"));
        l.source = source != NULL ? source->name : json_arg_text(in, "source");
    }
    enum status st = price_view_new(s->app->db, when_day(when_now()), &l.view, e);
    if (st == ST_OK) {
        price_view_lists(l.view, choose, &l);
        st = l.chosen != 0 ? ST_OK
                           : error_set(e, ST_NOT_FOUND, "no_list",
                                       _("no price list is in force; get one with: clearbay price sync"));
    }
    st = st == ST_OK ? price_group_page(s, l.view, l.chosen, group != NULL ? group : "",
                                        json_arg_int(in, "from", 0), page_size(in), add_part, parts, &next, e)
                     : st;
    json_put_text(out, "source", st == ST_OK ? price_view_source(l.view, l.chosen) : "");
    json_put_text(out, "group", group != NULL ? group : "");
    json_put(out, "parts", parts);
    json_put(out, "next", next > 0 ? json_integer(next) : NULL);
    price_view_free(&l.view);
    return st;
}

enum status cmd_showroom(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)s;
    (void)in;
    (void)out;
    return error_set(e, ST_USAGE, "no_terminal",
                     _("the showroom is a program of its own: run clearbay showroom on its display"));
}
