#include "core/work/guarantee.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/trust/audit.h"
#include "db/guarantee_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From the longest to the shortest by law; the last one is what labour is when nothing is said. */
static const char *const kinds[] = {"assembly", "level2", "level1", "special", "minor"};
enum {
    KINDS = sizeof kinds / sizeof *kinds,
    MINOR = KINDS - 1,
    KM_MAX = 1000000,
    DAYS_MAX = 36500,
    KEY_MAX = 4096
};

static int kind_of(const char *name)
{
    for (int i = 0; name != NULL && i < KINDS; i++) {
        if (strcmp(kinds[i], name) == 0) {
            return i;
        }
    }
    return MINOR;
}

struct window {
    int64_t km, days;
};

/* What holds on a day. */
struct rules {
    int64_t day;
    struct window law[KINDS], own[KINDS];
    bool law_seen[KINDS], own_seen[KINDS];
    const char *group; /* of the part that is asked for; NULL: labour */
    struct window part, all_parts;
    bool part_seen, all_parts_seen;
};

/* Rows come the newest of a kind first: the first one that has begun counts. */
static void take_first(struct window *w, bool *seen, const struct guarantee_row *r)
{
    if (!*seen) {
        *w = (struct window){r->km, r->days};
        *seen = true;
    }
}

static bool take_row(const struct guarantee_row *r, void *arg)
{
    struct rules *rules = arg;
    if (r->valid_from > rules->day) {
        return true;
    }
    if (strcmp(r->kind, "part") == 0) {
        if (r->price_group[0] == '\0') {
            take_first(&rules->all_parts, &rules->all_parts_seen, r);
        } else if (rules->group != NULL && strcmp(rules->group, r->price_group) == 0) {
            take_first(&rules->part, &rules->part_seen, r);
        }
        return true;
    }
    int kind = kind_of(r->kind);
    if (r->own) {
        take_first(&rules->own[kind], &rules->own_seen[kind], r);
    } else {
        take_first(&rules->law[kind], &rules->law_seen[kind], r);
    }
    return true;
}

static void longer(struct window *w, const struct window *other)
{
    w->km = other->km > w->km ? other->km : w->km;
    w->days = other->days > w->days ? other->days : w->days;
}

/* The kind of a line: a part shares that of the labour that answers the same concern. */
static int kind_of_line(const struct order_rows *rows, const struct line_row *l)
{
    int kind = MINOR;
    if (strcmp(l->kind, "labour") == 0) {
        return kind_of(l->guarantee);
    }
    for (size_t i = 0; i < rows->line_count; i++) {
        const struct line_row *other = &rows->lines[i];
        if (other->job_id == l->job_id && strcmp(other->kind, "labour") == 0) {
            int one = kind_of(other->guarantee);
            kind = one < kind ? one : kind;
        }
    }
    return kind;
}

/* From when on the window of a job runs. */
struct start {
    int64_t at, km;
    char by[64];
};

/* The rules of every line, read in one go. */
struct all_rules {
    struct rules *rules;
    size_t n;
};

static bool take_for_all(const struct guarantee_row *r, void *arg)
{
    struct all_rules *all = arg;
    for (size_t i = 0; i < all->n; i++) {
        take_row(r, &all->rules[i]);
    }
    return true;
}

static struct guarantee window_of(const struct order_rows *rows, const struct line_row *l,
                                  const struct rules *rules, const struct start *start)
{
    int kind = kind_of_line(rows, l);
    struct window w = rules->law[kind];
    longer(&w, &rules->own[kind]);
    if (strcmp(l->kind, "part") == 0) {
        longer(&w, rules->part_seen ? &rules->part : &rules->all_parts);
    }
    struct guarantee g = {.kind = kinds[kind], .km = w.km, .days = w.days, .until_km = -1};
    if (start->at != 0) {
        g.until_at = when_day_start((int32_t)(rules->day + w.days + 1)) - 1;
        g.until_km = start->km >= 0 ? start->km + w.km : -1;
        text_copy(g.restarted_by, sizeof g.restarted_by, start->by);
    }
    return g;
}

/* True when both are the same words, whatever their case, blanks and punctuation. */
static bool same_concern(const char *one, const char *other)
{
    struct buf a, b;
    buf_init(&a, KEY_MAX);
    buf_init(&b, KEY_MAX);
    text_key(one, &a);
    text_key(other, &b);
    bool same = a.len > 0 && strcmp(a.data, b.data) == 0;
    buf_free(&a);
    buf_free(&b);
    return same;
}

/* Starts that comebacks give anew: each job's whose concern they answer; when they name none of the order's
 * concerns, all of them (the customer need not find the same words again). */
struct restarting {
    struct session *s;
    const struct order_rows *rows;
    struct start *starts; /* one for each job */
    struct error *e;
    enum status status;
};

static bool answers(const struct order_rows *back, const char *concern)
{
    for (size_t i = 0; i < back->job_count; i++) {
        if (same_concern(back->jobs[i].concern, concern)) {
            return true;
        }
    }
    return false;
}

static bool restart(const struct comeback_row *r, void *arg)
{
    struct restarting *re = arg;
    struct order_rows back = {0};
    bool named = false;
    if (r->delivered_at == 0) {
        return true;
    }
    re->status = order_store_load(re->s->app->db, r->id, &back, re->e);
    for (size_t i = 0; re->status == ST_OK && i < re->rows->job_count; i++) {
        named = named || answers(&back, re->rows->jobs[i].concern);
    }
    for (size_t i = 0; re->status == ST_OK && i < re->rows->job_count; i++) {
        struct start *start = &re->starts[i];
        if ((!named || answers(&back, re->rows->jobs[i].concern)) && r->delivered_at > start->at) {
            start->at = r->delivered_at;
            start->km = r->odometer_out;
            text_copy(start->by, sizeof start->by, r->number);
        }
    }
    order_rows_free(&back);
    return re->status == ST_OK;
}

/* When the window of each line begins. */
static enum status find_starts(struct session *s, const struct order_rows *rows, struct start *starts,
                               struct error *e)
{
    struct restarting re = {.s = s, .rows = rows, .starts = starts, .e = e};
    for (size_t i = 0; i < rows->job_count; i++) {
        starts[i] = (struct start){.at = rows->order.delivered_at, .km = rows->order.odometer_out};
    }
    enum status st = rows->order.delivered_at == 0
                         ? ST_OK
                         : comeback_store_each(s->app->db, rows->order.id, restart, &re, e);
    return st == ST_OK ? re.status : st;
}

static const struct start *start_of(const struct order_rows *rows, const struct start *starts,
                                    const struct line_row *l)
{
    size_t job = 0;
    while (rows->jobs[job].id != l->job_id) { /* a line always has one */
        job++;
    }
    return &starts[job];
}

enum status guarantee_of_lines(struct session *s, const struct order_rows *rows, struct guarantee **out,
                               struct error *e)
{
    size_t n = rows->line_count;
    struct start *starts = calloc(rows->job_count + 1, sizeof *starts);
    struct all_rules all = {.rules = calloc(n + 1, sizeof *all.rules), .n = n};
    *out = calloc(n + 1, sizeof **out);
    enum status st = starts == NULL || all.rules == NULL || *out == NULL ? error_memory(e) : ST_OK;
    st = st == ST_OK ? find_starts(s, rows, starts, e) : st;
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        int64_t at = start_of(rows, starts, &rows->lines[i])->at;
        all.rules[i].day = when_day(at != 0 ? at : when_now());
        all.rules[i].group = rows->lines[i].price_group;
    }
    st = st == ST_OK && n > 0 ? guarantee_store_each(s->app->db, take_for_all, &all, e) : st;
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        const struct line_row *l = &rows->lines[i];
        (*out)[i] = window_of(rows, l, &all.rules[i], start_of(rows, starts, l));
    }
    free(starts);
    free(all.rules);
    if (st != ST_OK) {
        free(*out);
        *out = NULL;
    }
    return st;
}

static enum status check_promise(struct session *s, const struct guarantee_promise *p, struct error *e)
{
    bool part = strcmp(p->kind, "part") == 0;
    struct rules rules = {.day = p->day};
    if (p->km < 1 || p->km > KM_MAX || p->days < 1 || p->days > DAYS_MAX) {
        return error_set(e, ST_USAGE, "bad_guarantee", _("km: 1 to %d, days: 1 to %d are wanted"), KM_MAX,
                         DAYS_MAX);
    }
    if (!part && p->price_group != NULL) {
        return error_set(e, ST_USAGE, "bad_guarantee", _("group: only parts have a price group"));
    }
    enum status st = guarantee_store_each(s->app->db, take_row, &rules, e);
    const struct window *law = &rules.law[kind_of(part ? "minor" : p->kind)];
    if (st == ST_OK && (p->km < law->km || p->days < law->days)) {
        st = error_set(e, ST_REFUSED, "shorter_than_law",
                       _("the law asks for %lld km or %lld days: a promise may be longer, not shorter"),
                       (long long)law->km, (long long)law->days);
    }
    return st;
}

enum status guarantee_promise(struct session *s, const struct guarantee_promise *p, struct error *e)
{
    char source[80], window[80], from[WHEN_SIZE];
    const char *group = p->price_group != NULL ? p->price_group : "";
    enum status st = check_promise(s, p, e);
    snprintf(source, sizeof source, "%s", s->login);
    const struct guarantee_row row = {.kind = p->kind,
                                      .price_group = group,
                                      .source = source,
                                      .own = true,
                                      .valid_from = p->day,
                                      .km = p->km,
                                      .days = p->days};
    st = st == ST_OK ? guarantee_store_put(s->app->db, &row, e) : st;
    snprintf(window, sizeof window, "%lld km, %lld days", (long long)p->km, (long long)p->days);
    const struct audit_change changes[] = {{"window", NULL, window, false},
                                           {"group", NULL, group, false},
                                           {"from", NULL, when_date(p->day, from), false}};
    const struct audit_event event = {
        .event = "guarantee.set", .subject = p->kind, .changes = changes, .change_count = 3};
    return st == ST_OK ? audit_append(s, &event, NULL, e) : st;
}

/* Whether the guarantee of each line still holds, for the advisor who takes the car in. */
static enum status note_windows(struct session *s, const struct order_rows *rows, int64_t km, struct error *e)
{
    struct guarantee *windows = NULL;
    enum status st = guarantee_of_lines(s, rows, &windows, e);
    int64_t now = when_now();
    for (size_t i = 0; st == ST_OK && i < rows->line_count; i++) {
        const struct guarantee *g = &windows[i];
        char date[WHEN_SIZE];
        bool over = now > g->until_at || (km >= 0 && g->until_km >= 0 && km > g->until_km);
        when_date(when_day(g->until_at), date);
        session_note(s,
                     over ? _("%s line %lld: its guarantee is over (until %s or %lld km)")
                          : _("%s line %lld: under guarantee until %s or %lld km"),
                     rows->order.number, (long long)rows->lines[i].no, date, (long long)g->until_km);
    }
    free(windows);
    return st;
}

enum status comeback_find(struct session *s, const char *ref, const struct vehicle_file *file, int64_t *id,
                          struct error *e)
{
    struct order_rows rows = {0};
    enum status st = order_find(s, ref, id, e);
    st = st == ST_OK ? order_store_load(s->app->db, *id, &rows, e) : st;
    if (st == ST_OK && rows.order.delivered_at == 0) {
        st = error_set(e, ST_REFUSED, "not_delivered",
                       _("order %s is not delivered yet: add the concern to it instead"), rows.order.number);
    } else if (st == ST_OK && rows.order.vehicle_id != file->vehicle) {
        st = error_set(e, ST_REFUSED, "other_vehicle", _("order %s is of another car (%s)"),
                       rows.order.number, rows.order.plate);
    }
    st = st == ST_OK ? note_windows(s, &rows, file->odometer, e) : st;
    order_rows_free(&rows);
    return st;
}
