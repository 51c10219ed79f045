#include "core/price/groups.h"
#include "core/base/text.h"
#include "core/price/postings.h"
#include "core/price/term.h"
#include "db/search_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMBERS = 256 };

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

/* The parts of a group, each once: lists that move a part away and back leave it in several pieces. */
struct members {
    int64_t *parts;
    size_t count, room;
};

static bool add_member(struct members *m, int64_t part)
{
    if (m->count == m->room) {
        size_t room = m->room * 2 + MEMBERS;
        int64_t *more = realloc(m->parts, room * sizeof *more);
        if (more == NULL) {
            return false;
        }
        m->parts = more;
        m->room = room;
    }
    m->parts[m->count++] = part;
    return true;
}

static int by_part(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* From the part `from` on. */
static enum status collect(struct db *db, int64_t source, const char *group, int64_t from, struct members *m,
                           struct error *e)
{
    struct stmt *pieces;
    char term[TERM_SIZE];
    int64_t part = 0;
    const unsigned char *ids;
    size_t n;
    term_of_group(source, group, term);
    enum status st = search_open(db, term, 0, &pieces, e);
    if (st != ST_OK) {
        return st;
    }
    while (st == ST_OK && search_next(pieces, &part, &ids, &n, &st, e)) {
        const unsigned char *end = ids + n;
        do {
            st = part < from || add_member(m, part) ? ST_OK : error_memory(e);
        } while (st == ST_OK && postings_next(&ids, end, &part));
    }
    db_end(&pieces);
    if (m->count > 0) {
        qsort(m->parts, m->count, sizeof *m->parts, by_part);
    }
    return st;
}

enum status price_group_page(struct session *s, struct price_view *view, int64_t source, const char *group,
                             int64_t from, size_t limit,
                             bool (*each)(const struct price_pin *, const struct price_detail *, void *),
                             void *arg, int64_t *next, struct error *e)
{
    struct members m = {.parts = NULL};
    *next = 0;
    enum status st = collect(s->app->db, source, group, from, &m, e);
    bool more = true;
    for (size_t i = 0; st == ST_OK && more && i < m.count; i++) {
        struct price_pin pin;
        struct price_detail detail;
        bool found = false;
        if (i > 0 && m.parts[i] == m.parts[i - 1]) {
            continue;
        }
        st = price_view_part(view, m.parts[i], &pin, &detail, &found, e);
        if (st != ST_OK || !found || strcmp(detail.price_group, group) != 0) {
            continue;
        }
        if (limit-- == 0) {
            *next = m.parts[i];
            break;
        }
        more = each(&pin, &detail, arg);
    }
    free(m.parts);
    return st;
}
