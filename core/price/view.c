#include "core/price/view.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"

#include <stdlib.h>
#include <string.h>

enum { TIMES_KEPT = 8 };

struct list {
    int64_t id, revision; /* in force in this view; 0: none */
    char name[64];
};

struct times {
    int64_t source, revision, fetched_at, in_force_at;
    char in_force_on[WHEN_SIZE]; /* the day of it */
};

struct price_view {
    struct db *db;
    char day[WHEN_SIZE];
    struct list *lists;
    size_t count;
    struct times times[TIMES_KEPT]; /* the newest ones asked for */
    size_t times_next;
    bool failed;
};

static bool add_list(int64_t id, const char *name, int64_t revision, void *arg)
{
    struct price_view *view = arg;
    struct list *more = realloc(view->lists, (view->count + 1) * sizeof *more);
    if (more == NULL) {
        view->failed = true;
        return false;
    }
    view->lists = more;
    view->lists[view->count] = (struct list){.id = id, .revision = revision};
    text_copy(view->lists[view->count].name, sizeof view->lists->name, name);
    view->count++;
    return true;
}

enum status price_view_new(struct db *db, int32_t day, struct price_view **out, struct error *e)
{
    int64_t now = when_now();
    struct price_view *view = *out = calloc(1, sizeof *view);
    if (view == NULL) {
        return error_memory(e);
    }
    view->db = db;
    when_date(day, view->day);
    enum status st =
        price_source_each(db, day >= when_day(now) ? now : when_day_start(day + 1) - 1, add_list, view, e);
    if (st != ST_OK || view->failed) {
        price_view_free(out);
        return st != ST_OK ? st : error_memory(e);
    }
    return ST_OK;
}

void price_view_free(struct price_view **view)
{
    if (*view != NULL) {
        free((*view)->lists);
        free(*view);
        *view = NULL;
    }
}

static const struct list *list_of(const struct price_view *view, int64_t source)
{
    for (size_t i = 0; i < view->count; i++) {
        if (view->lists[i].id == source) {
            return &view->lists[i];
        }
    }
    return NULL;
}

const char *price_view_source(const struct price_view *view, int64_t source)
{
    const struct list *list = list_of(view, source);
    return list != NULL ? list->name : "";
}

void price_view_lists(const struct price_view *view,
                      bool (*each)(int64_t source, const char *name, int64_t revision, void *), void *arg)
{
    bool more = true;
    for (size_t i = 0; more && i < view->count; i++) {
        const struct list *list = &view->lists[i];
        more = list->revision == 0 || each(list->id, list->name, list->revision, arg);
    }
}

/* Borrowed until the next one is asked for. */
static enum status times_of(struct price_view *view, int64_t source, int64_t revision,
                            const struct times **out, struct error *e)
{
    for (size_t i = 0; i < TIMES_KEPT; i++) {
        *out = &view->times[i];
        if ((*out)->source == source && (*out)->revision == revision) {
            return ST_OK;
        }
    }
    struct times *t = &view->times[view->times_next++ % TIMES_KEPT];
    *out = t;
    *t = (struct times){.source = source, .revision = revision};
    enum status st = price_revision_times(view->db, source, revision, &t->fetched_at, &t->in_force_at, e);
    when_date(when_day(t->in_force_at), t->in_force_on);
    return st;
}

static void take_row(const struct price_view *view, const struct price_row *r, struct price_pin *p)
{
    bool local = i18n_is_chinese() && r->name_local[0] != '\0';
    p->part = r->part_id;
    p->list_price = r->list_price;
    p->price_basis = r->price_basis;
    p->revision = r->from_revision;
    text_copy(p->part_no, sizeof p->part_no, r->part_no);
    text_copy(p->brand, sizeof p->brand, r->brand);
    text_copy(p->name, sizeof p->name, local || r->name[0] == '\0' ? r->name_local : r->name);
    text_copy(p->unit, sizeof p->unit, r->unit);
    text_copy(p->source, sizeof p->source, price_view_source(view, r->source_id));
    text_copy(p->currency, sizeof p->currency, r->currency);
    text_copy(p->effective, sizeof p->effective, r->effective);
    text_copy(p->superseded_by, sizeof p->superseded_by, r->superseded_by);
    text_copy(p->price_group, sizeof p->price_group, r->price_group);
}

static void take_detail(const struct price_row *r, struct price_detail *d)
{
    text_copy(d->name, sizeof d->name, r->name);
    text_copy(d->name_local, sizeof d->name_local, r->name_local);
    text_copy(d->price_group, sizeof d->price_group, r->price_group);
    d->name_id = r->name_id;
    d->source_id = r->source_id;
    d->core_charge = r->core_charge;
    d->min_order_milli = r->min_order_milli;
}

/* Choosing among the prices of a part. */
struct choosing {
    const struct price_view *view;
    struct price_pin *out;
    struct price_detail *detail;
    int64_t source;
    bool found;
};

/* Of the rows in force the one with the latest effective date that has come; rows come in the order of their
 * revisions, so the later one of two equal dates wins. */
static bool choose_row(const struct price_row *r, void *arg)
{
    struct choosing *c = arg;
    const struct list *list = list_of(c->view, r->source_id);
    const char *effective = r->effective != NULL ? r->effective : "";
    if (list == NULL || r->from_revision > list->revision ||
        (r->to_revision != 0 && r->to_revision <= list->revision) || strcmp(effective, c->view->day) > 0 ||
        (c->found && strcmp(effective, c->out->effective) < 0)) {
        return true;
    }
    c->found = true;
    c->source = r->source_id;
    take_row(c->view, r, c->out);
    if (c->detail != NULL) {
        take_detail(r, c->detail);
    }
    return true;
}

enum status price_view_part(struct price_view *view, int64_t part, struct price_pin *out,
                            struct price_detail *detail, bool *found, struct error *e)
{
    struct choosing c = {.view = view, .out = out, .detail = detail};
    const struct times *times = NULL;
    enum status st = price_rows_of_part(view->db, part, choose_row, &c, e);
    *found = st == ST_OK && c.found;
    st = *found ? times_of(view, c.source, out->revision, &times, e) : st;
    if (*found && out->effective[0] == '\0') { /* the list does not say: since it came into force */
        text_copy(out->effective, sizeof out->effective, times->in_force_on);
    }
    if (*found && detail != NULL) {
        detail->fetched_at = times->fetched_at;
    }
    return st;
}

enum status price_view_span(struct price_view *view, const struct price_row *row, int64_t *from, int64_t *to,
                            struct error *e)
{
    const struct list *list = list_of(view, row->source_id);
    const struct times *times = NULL;
    *from = *to = 0;
    if (list == NULL || row->from_revision > list->revision) {
        return ST_OK;
    }
    enum status st = times_of(view, row->source_id, row->from_revision, &times, e);
    *from = st == ST_OK ? times->in_force_at : 0;
    if (st == ST_OK && row->to_revision != 0 && row->to_revision <= list->revision) {
        st = times_of(view, row->source_id, row->to_revision, &times, e);
        *to = st == ST_OK ? times->in_force_at : 0;
    }
    return st;
}
