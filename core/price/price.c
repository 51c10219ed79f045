#include "core/price/price.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/lookup.h"
#include "db/search_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHOICES_MAX = 12, SAME_NUMBER_MAX = 256 };

struct matching {
    int64_t parts[SAME_NUMBER_MAX];
    size_t count;
};

static bool add_part(const char *key, int64_t part, void *arg)
{
    struct matching *m = arg;
    (void)key;
    m->parts[m->count++] = part;
    return m->count < sizeof m->parts / sizeof *m->parts;
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
    struct price_view *view; /* of today */
    char part_no[PART_NO_SIZE], source[64], comes[16];
    int64_t left_at;
    struct error *e;
    enum status status;
};

static bool look_at_absence(const struct price_row *r, void *arg)
{
    struct absence *a = arg;
    int64_t from, to;
    a->status = price_view_span(a->view, r, &from, &to, a->e);
    if (a->status == ST_OK && from != 0) {
        text_copy(a->part_no, sizeof a->part_no, r->part_no);
        text_copy(a->source, sizeof a->source, price_view_source(a->view, r->source_id));
        text_copy(a->comes, sizeof a->comes, to == 0 ? r->effective : NULL);
        a->left_at = to;
    }
    return a->status == ST_OK;
}

static enum status no_part(struct session *s, const struct matching *m, const char *part, struct error *e)
{
    struct absence a = {.left_at = 0, .e = e};
    char when[WHEN_SIZE];
    enum status st = price_view_new(s->app->db, when_day(when_now()), &a.view, e);
    for (size_t i = 0; st == ST_OK && i < m->count; i++) {
        st = price_rows_of_part(s->app->db, m->parts[i], look_at_absence, &a, e);
        st = st == ST_OK ? a.status : st;
    }
    price_view_free(&a.view);
    if (st != ST_OK) {
        return st;
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

static bool is_meant(const struct price_pin *p, const char *source, const char *brand)
{
    return (source == NULL || strcmp(p->source, source) == 0) &&
           (brand == NULL || strcmp(p->brand, brand) == 0);
}

/* The parts with that number that have a price in the view. */
static enum status choices_of(struct price_view *view, const struct matching *m, const char *source,
                              const char *brand, struct price_pin choices[CHOICES_MAX], size_t *n,
                              struct error *e)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < m->count && *n < CHOICES_MAX; i++) {
        bool found = false;
        choices[*n] = (struct price_pin){0};
        st = price_view_part(view, m->parts[i], &choices[*n], NULL, &found, e);
        *n += found && is_meant(&choices[*n], source, brand);
    }
    return st;
}

static enum status pick_in(struct session *s, struct price_view *view, const char *part, const char *source,
                           const char *brand, struct price_pin *out, struct price_detail *detail,
                           struct error *e)
{
    struct matching m = {0};
    struct price_pin choices[CHOICES_MAX];
    size_t n = 0;
    struct buf key;
    buf_init(&key, 4096);
    text_key(part, &key);
    enum status st = key.len == 0 ? ST_OK : search_numbers(s->app->db, key.data, false, add_part, &m, e);
    buf_free(&key);
    st = st == ST_OK ? choices_of(view, &m, source, brand, choices, &n, e) : st;
    n = prefer_exact(choices, n, part);
    if (st == ST_OK && n == 0) {
        st = no_part(s, &m, part, e);
    } else if (st == ST_OK && n > 1) {
        st = ambiguous(choices, n, part, e);
    }
    bool found = false;
    return st == ST_OK ? price_view_part(view, choices[0].part, out, detail, &found, e) : st;
}

enum status price_pick_on(struct session *s, const char *part, const char *source, const char *brand,
                          int32_t day, struct price_pin *out, struct price_detail *detail, struct error *e)
{
    struct price_view *view = NULL;
    *out = (struct price_pin){0};
    enum status st = price_view_new(s->app->db, day, &view, e);
    st = st == ST_OK ? pick_in(s, view, part, source, brand, out, detail, e) : st;
    price_view_free(&view);
    return st;
}

enum status price_pick(struct session *s, const char *part, const char *source, const char *brand,
                       struct price_pin *out, struct error *e)
{
    return price_pick_on(s, part, source, brand, when_day(when_now()), out, NULL, e);
}
