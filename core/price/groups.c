#include "core/price/groups.h"
#include "core/base/text.h"
#include "core/price/postings.h"
#include "core/price/term.h"
#include "db/search_store.h"

#include <stdio.h>
#include <string.h>

enum status price_groups_each(struct session *s, int64_t source, bool (*each)(const char *group, void *),
                              void *arg, struct error *e)
{
    char prefix[TERM_SIZE], term[TERM_SIZE], last[TERM_SIZE];
    bool more = true;
    term_of_group(source, "", prefix);
    size_t n = strlen(prefix);
    /* from the greatest text below the prefix: its ':' one lower */
    snprintf(last, sizeof last, "%.*s%c\x7f", (int)n - 1, prefix, ':' - 1);
    enum status st = ST_OK;
    while (st == ST_OK && more) {
        st = search_next_term(s->app->db, 'g', last, term, sizeof term, e);
        more = st == ST_OK && strncmp(term, prefix, n) == 0 && each(term + n, arg);
        text_copy(last, sizeof last, term);
    }
    return st;
}

struct page {
    struct price_view *view;
    const char *group;
    int64_t from;
    size_t left;
    bool (*each)(const struct price_pin *, const struct price_detail *, void *);
    void *arg;
    int64_t *next;
    struct error *e;
};

/* False: the page is full, or *st an error. */
static bool show_part(struct page *p, int64_t part, enum status *st)
{
    struct price_pin pin;
    struct price_detail detail;
    bool found = false;
    if (part < p->from) {
        return true;
    }
    *st = price_view_part(p->view, part, &pin, &detail, &found, p->e);
    if (*st != ST_OK || !found || strcmp(detail.price_group, p->group) != 0) {
        return *st == ST_OK;
    }
    if (p->left == 0) {
        *p->next = part;
        return false;
    }
    p->left--;
    return p->each(&pin, &detail, p->arg);
}

enum status price_group_page(struct session *s, struct price_view *view, int64_t source, const char *group,
                             int64_t from, size_t limit,
                             bool (*each)(const struct price_pin *, const struct price_detail *, void *),
                             void *arg, int64_t *next, struct error *e)
{
    struct page p = {view, group, from, limit, each, arg, next, e};
    struct stmt *pieces;
    char term[TERM_SIZE];
    int64_t first = 0;
    const unsigned char *ids;
    size_t n;
    bool more = true;
    *next = 0;
    term_of_group(source, group, term);
    enum status st = search_open(s->app->db, term, from, &pieces, e);
    if (st != ST_OK) {
        return st;
    }
    while (more && search_next(pieces, &first, &ids, &n, &st, e)) {
        const unsigned char *end = ids + n;
        do {
            more = show_part(&p, first, &st);
        } while (more && postings_next(&ids, end, &first));
    }
    db_end(&pieces);
    return st;
}
