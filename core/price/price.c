#include "core/price/price.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/lookup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHOICES_MAX = 12 };

/* Choosing the row of a part that was in force on a day. */
struct choosing {
    char day[WHEN_SIZE];
    int64_t until; /* first millisecond after the day */
    struct price_pin *out;
    struct price_detail *detail;
    char best[WHEN_SIZE];
    int64_t best_from;
    bool found;
};

static void take_row(struct choosing *c, const struct price_row *r, const char *effective)
{
    struct price_pin *p = c->out;
    *p = (struct price_pin){.part = r->part_id,
                            .list_price = r->list_price,
                            .price_basis = r->price_basis,
                            .revision = r->revision};
    bool local = i18n_is_chinese() && r->name_local[0] != '\0';
    text_copy(p->part_no, sizeof p->part_no, r->part_no);
    text_copy(p->brand, sizeof p->brand, r->brand);
    text_copy(p->name, sizeof p->name, local || r->name[0] == '\0' ? r->name_local : r->name);
    text_copy(p->unit, sizeof p->unit, r->unit);
    text_copy(p->source, sizeof p->source, r->source);
    text_copy(p->currency, sizeof p->currency, r->currency);
    text_copy(p->effective, sizeof p->effective, effective);
    text_copy(p->superseded_by, sizeof p->superseded_by, r->superseded_by);
    text_copy(c->detail->name, sizeof c->detail->name, r->name);
    text_copy(c->detail->name_local, sizeof c->detail->name_local, r->name_local);
    c->detail->fetched_at = r->fetched_at;
}

static bool choose_row(const struct price_row *r, void *arg)
{
    struct choosing *c = arg;
    char from[WHEN_SIZE];
    when_date(when_day(r->in_force_at), from);
    const char *effective = r->effective != NULL ? r->effective : from;
    bool in_force = r->in_force_at < c->until && (r->ended_at == 0 || r->ended_at >= c->until);
    if (!in_force || (r->effective != NULL && strcmp(r->effective, c->day) > 0)) {
        return true;
    }
    const char *rank = r->effective != NULL ? r->effective : "";
    if (!c->found || strcmp(rank, c->best) > 0 ||
        (strcmp(rank, c->best) == 0 && r->from_revision >= c->best_from)) {
        c->found = true;
        c->best_from = r->from_revision;
        text_copy(c->best, sizeof c->best, rank);
        take_row(c, r, effective);
    }
    return true;
}

enum status price_of_part(struct session *s, int64_t part, int32_t day, struct price_pin *out,
                          struct price_detail *detail, bool *found, struct error *e)
{
    struct price_detail unused = {0};
    struct choosing c = {
        .out = out, .detail = detail != NULL ? detail : &unused, .until = when_day_start(day + 1)};
    if (day >= when_day(when_now())) {
        c.until = when_now() + 1;
    }
    when_date(day, c.day);
    enum status st = price_rows_of_part(s->app->db, part, choose_row, &c, e);
    *found = c.found;
    return st;
}

struct matching {
    int64_t parts[CHOICES_MAX * 4];
    size_t count;
};

static bool add_part(int64_t part, void *arg)
{
    struct matching *m = arg;
    if (m->count < sizeof m->parts / sizeof *m->parts) {
        m->parts[m->count++] = part;
    }
    return true;
}

static enum status ambiguous(const struct price_pin *choices, size_t n, const char *part, struct error *e)
{
    struct buf names;
    char fact[200];
    buf_init(&names, 700);
    for (size_t i = 0; i < n; i++) {
        buf_addf(&names, "%s%s%s%s (%s)", i > 0 ? ", " : "", choices[i].brand,
                 choices[i].brand[0] != '\0' ? " " : "", choices[i].part_no, choices[i].source);
    }
    error_set(e, ST_USAGE, "ambiguous", _("%s fits several parts: %s; say which with --brand or --source"),
              part, names.data);
    for (size_t i = 0; i < n; i++) {
        snprintf(fact, sizeof fact, "%.70s | %.60s | %.60s", choices[i].part_no, choices[i].brand,
                 choices[i].source);
        error_fact(e, "part", fact, NULL);
    }
    buf_free(&names);
    return ST_USAGE;
}

/* A number written exactly as the list has it wins over others with the same letters and digits. */
static size_t prefer_exact(struct price_pin *choices, size_t n, const char *part)
{
    size_t exact = 0, at = 0;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(choices[i].part_no, part) == 0) {
            exact++;
            at = i;
        }
    }
    if (exact == 1) {
        choices[0] = choices[at];
        return 1;
    }
    return n;
}

/* Why a part that lists know has no price on that day: the last thing that is known of it. */
struct absence {
    char part_no[PART_NO_SIZE], source[64], comes[16];
    int64_t left_at;
};

static bool look_at_absence(const struct price_row *r, void *arg)
{
    struct absence *a = arg;
    text_copy(a->part_no, sizeof a->part_no, r->part_no);
    text_copy(a->source, sizeof a->source, r->source);
    text_copy(a->comes, sizeof a->comes, r->ended_at == 0 ? r->effective : NULL);
    a->left_at = r->ended_at;
    return true;
}

static enum status no_part(struct session *s, const struct matching *m, const char *part, struct error *e)
{
    struct absence a = {.left_at = 0};
    char when[WHEN_SIZE];
    for (size_t i = 0; i < m->count; i++) {
        enum status st = price_rows_of_part(s->app->db, m->parts[i], look_at_absence, &a, e);
        if (st != ST_OK) {
            return st;
        }
    }
    if (a.left_at != 0) {
        return error_set(e, ST_NOT_FOUND, "no_part",
                         _("%s left the list %s on %s; see: clearbay price history %s"), a.part_no, a.source,
                         when_date(when_day(a.left_at), when), a.part_no);
    }
    if (a.comes[0] != '\0') {
        return error_set(e, ST_NOT_FOUND, "no_part",
                         _("%s has no price on that day: the list %s brings it into force on %s"), a.part_no,
                         a.source, a.comes);
    }
    return error_set(e, ST_NOT_FOUND, "no_part",
                     _("no price list has the part %s; try: clearbay price find %s"), part, part);
}

enum status price_pick_on(struct session *s, const char *part, const char *source, const char *brand,
                          int32_t day, struct price_pin *out, struct price_detail *detail, struct error *e)
{
    struct matching m = {0};
    struct price_pin choices[CHOICES_MAX];
    size_t n = 0;
    struct buf key;
    buf_init(&key, 4096);
    text_key(part, &key);
    enum status st = key.len == 0
                         ? ST_OK
                         : price_parts_by_key(s->app->db, PART_EQUAL, key.data, source, brand,
                                              (int64_t)(sizeof m.parts / sizeof *m.parts), add_part, &m, e);
    buf_free(&key);
    for (size_t i = 0; st == ST_OK && i < m.count && n < CHOICES_MAX; i++) {
        bool found = false;
        st = price_of_part(s, m.parts[i], day, &choices[n], NULL, &found, e);
        n += found;
    }
    n = prefer_exact(choices, n, part);
    if (st == ST_OK && n == 0) {
        st = no_part(s, &m, part, e);
    } else if (st == ST_OK && n > 1) {
        st = ambiguous(choices, n, part, e);
    }
    if (st == ST_OK) {
        bool found = false;
        st = price_of_part(s, choices[0].part, day, out, detail, &found, e);
    }
    return st;
}

enum status price_pick(struct session *s, const char *part, const char *source, const char *brand,
                       struct price_pin *out, struct error *e)
{
    return price_pick_on(s, part, source, brand, when_day(when_now()), out, NULL, e);
}
