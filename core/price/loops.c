#include "core/price/loops.h"
#include "core/base/buf.h"
#include "core/base/text.h"
#include "core/price/price.h"
#include "db/search_store.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { CHAIN_MAX = 50, ROOM = 1024 };

struct link {
    int64_t part;
    uint64_t from, to; /* hashes of the numbers */
};

struct loops {
    bool first;
    struct link *links;
    size_t count, room;
};

enum status loops_new(bool first, struct loops **out, struct error *e)
{
    *out = calloc(1, sizeof **out);
    if (*out == NULL) {
        return error_memory(e);
    }
    (*out)->first = first;
    return ST_OK;
}

void loops_free(struct loops **loops)
{
    if (*loops != NULL) {
        free((*loops)->links);
        free(*loops);
        *loops = NULL;
    }
}

static uint64_t hash_of(const char *key)
{
    static const unsigned char secret[crypto_shorthash_KEYBYTES] = "chain of numbers";
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)key, strlen(key), secret);
    return hash;
}

bool loops_add(struct loops *l, int64_t part, const char *key, const char *superseded_by)
{
    struct buf to;
    if (l->count == l->room) {
        size_t room = l->room + l->room / 4 + ROOM;
        struct link *more = realloc(l->links, room * sizeof *more);
        if (more == NULL) {
            return false;
        }
        l->links = more;
        l->room = room;
    }
    buf_init(&to, PART_NO_SIZE * 8);
    text_key(superseded_by, &to);
    bool ok = !to.failed;
    if (ok) {
        l->links[l->count++] = (struct link){part, hash_of(key), hash_of(to.data)};
    }
    buf_free(&to);
    return ok;
}

/* A part on the way, by the numbers as they are searched. */
struct step {
    struct db *db;
    int64_t part, source, same_number; /* same_number: another part of the source that has the number */
    char key[PART_NO_SIZE * 4], next[PART_NO_SIZE], part_no[PART_NO_SIZE];
    char brand[PART_TEXT_SIZE];
    struct error *e;
    enum status status;
};

static bool take_next(const struct price_row *row, void *arg)
{
    struct step *s = arg;
    if (row->to_revision == 0) { /* the newest comes last */
        text_copy(s->next, sizeof s->next, row->superseded_by);
    }
    text_copy(s->part_no, sizeof s->part_no, row->part_no);
    return true;
}

/* What the part in s->part is replaced by goes to s->next, "" when by nothing. */
static void look(struct step *s)
{
    s->next[0] = s->part_no[0] = '\0';
    s->status = price_rows_of_part(s->db, s->part, take_next, s, s->e);
}

static bool take_part(const char *key, int64_t part, void *arg)
{
    struct step *s = arg;
    char part_no[PART_NO_SIZE], brand[PART_TEXT_SIZE];
    int64_t source = 0;
    (void)key;
    s->status = price_part_identity(s->db, part, &source, part_no, sizeof part_no, brand, sizeof brand, s->e);
    if (s->status == ST_OK && source == s->source) {
        s->same_number = part;
        s->part = strcmp(brand, s->brand) == 0 ? part : s->part;
    }
    return s->status == ST_OK && s->part == 0;
}

static bool to_key(const char *number, char *out, size_t size)
{
    struct buf key;
    buf_init(&key, PART_NO_SIZE * 8);
    text_key(number, &key);
    bool ok = !key.failed && text_copy(out, size, key.data);
    buf_free(&key);
    return ok;
}

/* Goes to the part that replaces this one: of the same brand if there is one. False at the end of the way. */
static bool go_on(struct step *s)
{
    if (s->status != ST_OK || s->next[0] == '\0' || !to_key(s->next, s->key, sizeof s->key)) {
        return false;
    }
    s->part = s->same_number = 0;
    enum status st = search_numbers(s->db, s->key, false, take_part, s, s->e);
    s->status = s->status == ST_OK ? st : s->status;
    s->part = s->part != 0 ? s->part : s->same_number;
    if (s->part == 0 || s->status != ST_OK) {
        return false;
    }
    look(s);
    return s->status == ST_OK;
}

static bool leads_back(struct db *db, const struct link *link, enum status *st, struct error *e)
{
    struct step s = {.db = db, .part = link->part, .e = e};
    char part_no[PART_NO_SIZE], start[PART_NO_SIZE * 4];
    bool back = false;
    *st = price_part_identity(db, link->part, &s.source, part_no, sizeof part_no, s.brand, sizeof s.brand, e);
    if (*st == ST_NOT_FOUND) { /* it was taken back: its number stands here twice */
        *st = ST_OK;
        return false;
    }
    if (*st != ST_OK || !to_key(part_no, start, sizeof start)) {
        return false;
    }
    look(&s);
    for (int i = 0; i < CHAIN_MAX && !back && go_on(&s); i++) {
        back = strcmp(s.key, start) == 0;
    }
    *st = s.status;
    return back;
}

static int by_from(const void *a, const void *b)
{
    const struct link *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* With nothing but new supersessions a loop needs that what replaces the part is replaced too. */
static bool may_lead_back(const struct loops *l, const struct link *link)
{
    const struct link key = {.from = link->to};
    return !l->first || bsearch(&key, l->links, l->count, sizeof *l->links, by_from) != NULL;
}

enum status loops_count(struct loops *l, struct db *db, int64_t *count, struct error *e)
{
    enum status st = ST_OK;
    *count = 0;
    if (l->count > 0) {
        qsort(l->links, l->count, sizeof *l->links, by_from);
    }
    for (size_t i = 0; st == ST_OK && i < l->count; i++) {
        *count += may_lead_back(l, &l->links[i]) && leads_back(db, &l->links[i], &st, e);
    }
    return st;
}
