#include "core/price/held.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/clear.h"
#include "core/price/parts.h"
#include "core/price/writer.h"
#include "db/search_store.h"

#include <stdlib.h>
#include <string.h>

enum { THOUSANDTHS_OF_PERCENT = 100000 };

struct collecting {
    struct price_held_list *lists;
    size_t count;
    bool failed;
};

static bool add_finding(const char *rule, int64_t found, int64_t allowed, void *arg)
{
    struct price_result *result = arg;
    struct gate_finding *f = &result->findings[result->finding_count++];
    text_copy(f->rule, sizeof f->rule, rule);
    f->found = found;
    f->allowed = allowed;
    return result->finding_count < GATE_RULES;
}

enum status price_held_findings(struct db *db, int64_t source, struct price_result *result, struct error *e)
{
    return price_finding_each(db, source, result->revision, add_finding, result, e);
}

void price_held_result(const struct price_held_row *row, struct price_result *result)
{
    text_copy(result->source, sizeof result->source, row->name);
    text_copy(result->status, sizeof result->status, "held");
    result->revision = row->list.revision;
    result->bytes = row->list.bytes;
    result->read = row->list.read;
    result->added = row->list.added;
    result->changed = row->list.changed;
    result->unchanged = row->list.unchanged;
    result->removed = row->list.removed;
    result->rejected = row->list.rejected;
}

/* Looking for one list. */
struct standing {
    const char *mapping;
    struct price_held_standing *out;
};

static bool stands(const struct price_held_row *row, void *arg)
{
    const struct standing *look = arg;
    struct price_held_standing *out = look->out;
    if (strcmp(row->list.mapping, look->mapping) == 0) {
        out->found = true;
        text_copy(out->etag, sizeof out->etag, row->list.etag);
        text_copy(out->last_modified, sizeof out->last_modified, row->list.last_modified);
        price_held_result(row, &out->result);
    }
    return true;
}

enum status price_held_standing(struct db *db, int64_t source, const char *mapping,
                                struct price_held_standing *out, struct error *e)
{
    struct standing look = {mapping, out};
    out->found = false;
    out->result = (struct price_result){.error = ERROR_NONE};
    enum status st = price_held_each(db, source, stands, &look, e);
    return st == ST_OK && out->found ? price_held_findings(db, source, &out->result, e) : st;
}

static bool add_list(const struct price_held_row *row, void *arg)
{
    struct collecting *c = arg;
    struct price_held_list *more = realloc(c->lists, (c->count + 1) * sizeof *more);
    if (more == NULL) {
        c->failed = true;
        return false;
    }
    c->lists = more;
    struct price_held_list *list = &c->lists[c->count++];
    *list = (struct price_held_list){.in_force = row->in_force,
                                     .fetched_at = row->list.fetched_at,
                                     .held_at = row->held_at,
                                     .result = {.error = ERROR_NONE}};
    price_held_result(row, &list->result);
    text_copy(list->origin, sizeof list->origin, row->list.origin);
    text_copy(list->digest, sizeof list->digest, row->list.digest);
    return true;
}

/* What is looked at to tell a list's changes. */
struct comparing {
    struct db *db;
    int64_t in_force;
    struct price_held_list *list;
    size_t limit;
    struct price_change change;
};

static bool look_at_price(const struct price_row *row, void *arg)
{
    struct comparing *c = arg;
    struct price_change *change = &c->change;
    if (row->from_revision <= c->in_force && (row->to_revision == 0 || row->to_revision > c->in_force)) {
        change->before = gate_price_of(row);
    }
    if (row->to_revision == 0) {
        change->after = gate_price_of(row);
    }
    text_copy(change->name, sizeof change->name, row->name);
    text_copy(change->name_local, sizeof change->name_local, row->name_local);
    return true;
}

/* How much the price of one piece moves; INT64_MAX where there is no saying. */
static int64_t percent(const struct gate_price *before, const struct gate_price *after)
{
    if (before->list_price <= 0 || after->list_price < 0) {
        return INT64_MAX;
    }
    __int128 was = (__int128)before->list_price * after->price_basis;
    __int128 is = (__int128)after->list_price * before->price_basis;
    __int128 moved = (is - was) * THOUSANDTHS_OF_PERCENT / was;
    return moved > INT64_MAX / 2 ? INT64_MAX / 2 : (int64_t)moved;
}

static void name_kind(struct price_change *change)
{
    bool had = change->before.currency[0] != '\0', has = change->after.currency[0] != '\0';
    bool same = change->before.list_price == change->after.list_price &&
                change->before.price_basis == change->after.price_basis &&
                strcmp(change->before.currency, change->after.currency) == 0;
    change->kind = !had ? CHANGE_NEW : !has ? CHANGE_REMOVED : same ? CHANGE_OTHER : CHANGE_PRICE;
    change->percent_milli = had && has ? percent(&change->before, &change->after) : 0;
}

/* A price that is lost or goes to nought moves more than any that moves; then parts that go, parts that come
 * and parts where something else changes. */
static int64_t weight(const struct price_change *change)
{
    int64_t moved = change->percent_milli == INT64_MAX ? 0
                    : change->percent_milli < 0        ? -change->percent_milli
                                                       : change->percent_milli;
    switch (change->kind) {
    case CHANGE_PRICE:
        return change->after.list_price <= 0 ? INT64_MAX : moved + 3;
    case CHANGE_REMOVED:
        return 2;
    case CHANGE_NEW:
        return 1;
    case CHANGE_OTHER:
        break;
    }
    return 0;
}

/* Keeps the `limit` weightiest in order. Those of the same weight stay as they came. */
static void keep(struct comparing *c)
{
    struct price_held_list *list = c->list;
    size_t at = list->change_count;
    if (at == c->limit) {
        if (c->limit == 0 || weight(&list->changes[at - 1]) >= weight(&c->change)) {
            return;
        }
        at--;
    } else {
        list->change_count++;
    }
    while (at > 0 && weight(&list->changes[at - 1]) < weight(&c->change)) {
        list->changes[at] = list->changes[at - 1];
        at--;
    }
    list->changes[at] = c->change;
}

static enum status compare_part(const struct part_ref *part, void *arg, struct error *e)
{
    struct comparing *c = arg;
    c->change = (struct price_change){.before = {.list_price = -1}, .after = {.list_price = -1}};
    text_copy(c->change.part_no, sizeof c->change.part_no, part->part_no);
    text_copy(c->change.brand, sizeof c->change.brand, part->brand);
    enum status st = price_rows_of_part(c->db, part->id, look_at_price, c, e);
    if (st == ST_OK && (c->change.before.currency[0] != '\0' || c->change.after.currency[0] != '\0')) {
        name_kind(&c->change);
        keep(c);
    }
    return st;
}

static enum status fill(struct session *s, struct price_held_list *list, size_t limit, struct error *e)
{
    struct price_source_row row;
    enum status st = price_source_find(s->app->db, list->result.source, &row, e);
    st = st == ST_OK ? price_held_findings(s->app->db, row.id, &list->result, e) : st;
    if (st != ST_OK || limit == 0) {
        return st;
    }
    struct comparing c = {.db = s->app->db, .in_force = list->in_force, .list = list, .limit = limit};
    list->changes = calloc(limit, sizeof *list->changes);
    return list->changes == NULL ? error_memory(e)
                                 : price_parts_each(c.db, row.id, c.in_force, compare_part, &c, e);
}

enum status price_held_lists(struct session *s, const char *source, size_t limit,
                             struct price_held_list **out, size_t *count, struct error *e)
{
    struct collecting c = {0};
    struct price_source_row row = {0};
    *out = NULL;
    *count = 0;
    enum status st = source != NULL ? price_source_find(s->app->db, source, &row, e) : ST_OK;
    if (st != ST_OK || (source != NULL && row.id == 0)) {
        return st;
    }
    st = price_held_each(s->app->db, row.id, add_list, &c, e);
    st = c.failed ? error_memory(e) : st;
    for (size_t i = 0; st == ST_OK && i < c.count; i++) {
        st = fill(s, &c.lists[i], limit, e);
    }
    if (st != ST_OK) {
        price_held_free(&c.lists, c.count);
        return st;
    }
    *out = c.lists;
    *count = c.count;
    return ST_OK;
}

void price_held_free(struct price_held_list **lists, size_t count)
{
    for (size_t i = 0; i < count && *lists != NULL; i++) {
        free((*lists)[i].changes);
    }
    free(*lists);
    *lists = NULL;
}

/* The one held list of a source, with its validators. */
struct one_held {
    bool found;
    struct price_revision_row row;
    char digest[HASH_HEX], etag[300], last_modified[100];
    int64_t in_force;
};

static bool take_held(const struct price_held_row *row, void *arg)
{
    struct one_held *one = arg;
    one->found = true;
    one->in_force = row->in_force;
    text_copy(one->digest, sizeof one->digest, row->list.digest);
    text_copy(one->etag, sizeof one->etag, row->list.etag);
    text_copy(one->last_modified, sizeof one->last_modified, row->list.last_modified);
    one->row = (struct price_revision_row){.source = row->source,
                                           .revision = row->list.revision,
                                           .etag = one->etag[0] != '\0' ? one->etag : NULL,
                                           .last_modified =
                                               one->last_modified[0] != '\0' ? one->last_modified : NULL};
    return false;
}

static enum status find_held(struct session *s, const char *source, int64_t expected, struct one_held *one,
                             struct error *e)
{
    struct price_source_row row;
    *one = (struct one_held){.found = false};
    enum status st = price_source_find(s->app->db, source, &row, e);
    st = st == ST_OK && row.id != 0 ? price_held_each(s->app->db, row.id, take_held, one, e) : st;
    if (st == ST_OK && !one->found) {
        return error_set(e, ST_NOT_FOUND, "nothing_held",
                         _("no list of %s is held; price held shows those that are"), source);
    }
    if (st == ST_OK && expected != 0 && expected != one->row.revision) {
        return error_set(e, ST_CONFLICT, "other_list",
                         _("the held list of %s is revision %lld by now, not %lld: look at it first"), source,
                         (long long)one->row.revision, (long long)expected);
    }
    return st;
}

static enum status log_decision(struct session *s, const char *event, const char *source,
                                const struct one_held *one, struct error *e)
{
    char revision[32], in_force[32];
    snprintf(revision, sizeof revision, "%lld", (long long)one->row.revision);
    snprintf(in_force, sizeof in_force, "%lld", (long long)one->in_force);
    const struct audit_change changes[] = {
        {.field = "revision", .old_value = in_force, .new_value = revision},
        {.field = "digest", .new_value = one->digest}};
    const struct audit_event what = {
        .event = event, .subject = source, .changes = changes, .change_count = 2};
    return audit_append(s, &what, NULL, e);
}

enum status price_accept(struct session *s, const char *source, int64_t expected, int64_t *revision,
                         struct error *e)
{
    struct one_held one;
    enum status st = find_held(s, source, expected, &one, e);
    if (st != ST_OK) {
        return st;
    }
    *revision = one.row.revision;
    st = price_revision_switch(s->app->db, &one.row, when_now(), e);
    /* what is remembered is the list before: its lines do not stand for what is in force now */
    st = st == ST_OK ? search_lines_cut(s->app->db, one.row.source, 0, e) : st;
    return st == ST_OK ? log_decision(s, "price.accepted", source, &one, e) : st;
}

static enum status release(struct session *s, const char *source, int64_t expected, struct one_held *one,
                           struct error *e)
{
    enum status st = db_begin(s->app->db, e);
    st = st == ST_OK ? find_held(s, source, expected, one, e) : st;
    st = st == ST_OK ? price_held_release(s->app->db, one->row.source, one->in_force, e) : st;
    st = st == ST_OK ? log_decision(s, "price.rejected", source, one, e) : st;
    if (st == ST_OK) {
        return db_commit(s->app->db, e);
    }
    db_rollback(s->app->db);
    return st;
}

enum status price_reject(struct session *s, const char *source, int64_t expected, int64_t *revision,
                         struct error *e)
{
    struct writer w;
    struct one_held one;
    enum status st = writer_open(&w, s, e);
    if (st != ST_OK) {
        return st;
    }
    st = release(s, source, expected, &one, e);
    if (st == ST_OK) {
        *revision = one.row.revision;
        st = price_clear_unfinished(s, one.row.source, one.in_force, e);
    }
    writer_close(&w);
    return st;
}
