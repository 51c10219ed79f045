/* Finding parts while somebody types. Every hit of the index is looked at again in the lists in force: the
 * index may know parts and names of lists that are past, or not yet in force. */
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/lookup.h"
#include "core/price/names_found.h"
#include "core/price/pinyin.h"
#include "core/price/postings.h"
#include "db/search_store.h"

#include <stdlib.h>
#include <string.h>

enum { FOUND_MAX = 1000, TOKENS_MAX = 16, CHAIN_MAX = 20 };

struct finding {
    struct session *s;
    struct db *db;
    struct price_view *view;
    bool (*each)(const struct price_pin *, const struct price_detail *, void *);
    void *arg;
    size_t limit, shown;
    int64_t parts[FOUND_MAX]; /* shown */
    bool ended;               /* `each` wants no more */
    struct price_pin pin;
    struct price_detail detail;
    struct buf key;   /* the query as a number */
    struct buf fold;  /* and as words */
    struct buf other; /* a part's number, to compare */
    struct token tokens[TOKENS_MAX];
    size_t token_count;
    int64_t names; /* above every name's id */
    enum status st;
    struct error *e;
};

static bool enough(const struct finding *f)
{
    return f->st != ST_OK || f->ended || f->shown >= f->limit;
}

static bool is_shown(const struct finding *f, int64_t part)
{
    for (size_t i = 0; i < f->shown; i++) {
        if (f->parts[i] == part) {
            return true;
        }
    }
    return false;
}

/* Fetches the price of a part into f->pin; false: it has none, or was shown. */
static bool fetch(struct finding *f, int64_t part)
{
    bool found = false;
    if (!enough(f) && !is_shown(f, part)) {
        f->st = price_view_part(f->view, part, &f->pin, &f->detail, &found, f->e);
    }
    return f->st == ST_OK && found;
}

static void show(struct finding *f)
{
    f->parts[f->shown++] = f->pin.part;
    f->ended = !f->each(&f->pin, &f->detail, f->arg);
}

struct candidates {
    int64_t parts[FOUND_MAX];
    size_t count;
};

static bool add_candidate(const char *key, int64_t part, void *arg)
{
    struct candidates *c = arg;
    (void)key;
    c->parts[c->count++] = part;
    return c->count < FOUND_MAX;
}

/* A superseded part leads to the one that replaces it: the chain is shown behind it. */
static void show_chain(struct finding *f)
{
    char source[sizeof f->pin.source];
    text_copy(source, sizeof source, f->pin.source);
    for (int i = 0; i < CHAIN_MAX && !enough(f) && f->pin.superseded_by[0] != '\0'; i++) {
        struct candidates *next = calloc(1, sizeof *next);
        bool found = false;
        if (next == NULL) {
            f->st = error_memory(f->e);
            return;
        }
        buf_clear(&f->other);
        text_key(f->pin.superseded_by, &f->other);
        f->pin.superseded_by[0] = '\0';
        f->st = search_numbers(f->db, f->other.data, false, add_candidate, next, f->e);
        for (size_t j = 0; j < next->count && !found; j++) {
            found = fetch(f, next->parts[j]) && strcmp(f->pin.source, source) == 0;
        }
        if (found) {
            show(f);
        }
        free(next);
    }
}

static bool show_number(const char *key, int64_t part, void *arg)
{
    struct finding *f = arg;
    if (fetch(f, part)) {
        show(f);
        if (strcmp(key, f->key.data) == 0) {
            show_chain(f);
        }
    }
    return !enough(f);
}

/* Exact numbers first, then those that begin so. */
static void by_number(struct finding *f)
{
    struct candidates *exact = calloc(1, sizeof *exact);
    if (exact == NULL) {
        f->st = error_memory(f->e);
        return;
    }
    f->st = search_numbers(f->db, f->key.data, false, add_candidate, exact, f->e);
    for (size_t i = 0; i < exact->count && !enough(f); i++) {
        show_number(f->key.data, exact->parts[i], f);
    }
    free(exact);
    if (!enough(f)) {
        enum status st = search_numbers(f->db, f->key.data, true, show_number, f, f->e);
        f->st = f->st == ST_OK ? st : f->st;
    }
}

struct listing {
    struct finding *f;
    int64_t name;
};

static void show_named(struct listing *l, int64_t part)
{
    if (fetch(l->f, part) && l->f->detail.name_id == l->name) {
        show(l->f);
    }
}

static bool show_piece(const char *term, int64_t first, const unsigned char *ids, size_t n, void *arg)
{
    struct listing *l = arg;
    const unsigned char *end = ids + n;
    (void)term;
    do {
        show_named(l, first);
    } while (!enough(l->f) && postings_next(&ids, end, &first));
    return !enough(l->f);
}

/* The parts of each name, names in the order in which they came to the workshop. */
static void show_names(struct finding *f, const struct id_set *names)
{
    char term[TERM_SIZE];
    for (int64_t id = id_set_next(names, 0); id >= 0 && !enough(f); id = id_set_next(names, id + 1)) {
        struct listing l = {f, id};
        term_of_name(id, term);
        enum status st = search_terms(f->db, term, false, show_piece, &l, f->e);
        f->st = f->st == ST_OK ? st : f->st;
    }
}

/* What one token of the query finds in the names: as it is written, and with pinyin. */
struct found_names {
    struct id_set plain, any;
};

static void find_names(struct finding *f, const struct token *token, struct found_names *found)
{
    char letters[TERM_SIZE];
    size_t n = token->n < sizeof letters - 1 ? token->n : sizeof letters - 1;
    if (!id_set_init(&found->plain, f->names) || !id_set_init(&found->any, f->names)) {
        f->st = error_memory(f->e);
        return;
    }
    f->st = names_holding(f->db, token, &found->plain, f->e);
    if (f->st != ST_OK) {
        return;
    }
    id_set_or(&found->any, &found->plain);
    memcpy(letters, token->text, n);
    letters[n] = '\0';
    if (!token->run && n == token->n && pinyin_is_word(letters)) {
        f->st = names_reading(f->db, letters, &found->any, f->e);
    }
}

/* Pieces of numbers: (part, place) of all places where a text of at least three characters stands. */
struct places {
    uint64_t *at; /* part << 8 | place, ascending */
    size_t count, room;
    bool failed, sorted;
};

static bool add_places(const char *term, int64_t first, const unsigned char *ids, size_t n, void *arg)
{
    struct places *p = arg;
    const unsigned char *end = ids + n;
    (void)term;
    if (p->count + n + 1 > p->room) {
        size_t room = (p->count + n + 1) * 2;
        uint64_t *more = realloc(p->at, room * sizeof *more);
        if (more == NULL) {
            p->failed = true;
            return false;
        }
        p->at = more;
        p->room = room;
    }
    p->sorted = p->sorted && (p->count == 0 || (uint64_t)first > p->at[p->count - 1]);
    do {
        p->at[p->count++] = (uint64_t)first;
    } while (postings_next(&ids, end, &first));
    return true;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Keeps of `p` what has a neighbour in `other`, `distance` places on. Both ascend. */
static void keep_neighbours(struct places *p, const struct places *other, uint64_t distance)
{
    size_t kept = 0;
    for (size_t i = 0, j = 0; i < p->count && j < other->count; i++) {
        while (j < other->count && other->at[j] < p->at[i] + distance) {
            j++;
        }
        if (j < other->count && other->at[j] == p->at[i] + distance) {
            p->at[kept++] = p->at[i];
        }
    }
    p->count = kept;
}

static void load_places(struct finding *f, const char *piece, size_t n, struct places *p)
{
    char term[TERM_SIZE] = "n";
    *p = (struct places){.sorted = true};
    memcpy(term + 1, piece, n);
    term[n + 1] = '\0';
    f->st = search_terms(f->db, term, false, add_places, p, f->e);
    if (p->failed) {
        f->st = error_memory(f->e);
    }
    if (!p->sorted) {
        qsort(p->at, p->count, sizeof *p->at, by_value);
    }
}

/* One piece of the text that is looked for: pieces that overlap as little as may be cover it. */
struct cover {
    struct finding *f;
    struct places *out;
    int places; /* characters of the text minus those of a piece: place of the last piece */
    bool begun;
};

static void narrow(const char *term, size_t n, int place, void *arg)
{
    struct cover *c = arg;
    if (c->f->st != ST_OK || (place % TERM_PIECE != 0 && place != c->places)) {
        return;
    }
    if (!c->begun) {
        load_places(c->f, term + 1, n - 1, c->out);
        c->begun = true;
    } else if (c->out->count > 0) {
        struct places next;
        load_places(c->f, term + 1, n - 1, &next);
        keep_neighbours(c->out, &next, (uint64_t)place);
        free(next.at);
    }
}

static void count_places(const char *term, size_t n, int place, void *arg)
{
    (void)term;
    (void)n;
    ((struct cover *)arg)->places = place;
}

/* Where the key stands within numbers. The caller frees out->at. */
static void find_places(struct finding *f, const char *key, struct places *out)
{
    struct cover c = {.f = f, .out = out};
    *out = (struct places){.at = NULL};
    terms_of_number(key, count_places, &c);
    terms_of_number(key, narrow, &c);
}

static int64_t part_at(uint64_t place)
{
    return (int64_t)(place / TERM_PLACES);
}

/* Numbers that hold the query anywhere. */
static void by_piece(struct finding *f)
{
    struct places p;
    find_places(f, f->key.data, &p);
    for (size_t i = 0; i < p.count && !enough(f); i++) {
        if ((i == 0 || part_at(p.at[i]) != part_at(p.at[i - 1])) && fetch(f, part_at(p.at[i]))) {
            show(f);
        }
    }
    free(p.at);
}

/* Parts whose number holds one word of the query and whose name holds all the others. */
static void by_piece_and_names(struct finding *f, size_t piece, const struct found_names *names)
{
    struct id_set others = {.bits = NULL};
    struct places p;
    char text[TERM_SIZE];
    size_t n = f->tokens[piece].n < sizeof text - 1 ? f->tokens[piece].n : sizeof text - 1;
    for (size_t i = 0; i < f->token_count; i++) {
        if (i != piece && others.bits == NULL) {
            if (!id_set_init(&others, f->names)) {
                f->st = error_memory(f->e);
                return;
            }
            id_set_or(&others, &names[i].any);
        } else if (i != piece) {
            id_set_and(&others, &names[i].any);
        }
    }
    memcpy(text, f->tokens[piece].text, n);
    text[n] = '\0';
    buf_clear(&f->other);
    text_key(text, &f->other);
    if (id_set_next(&others, 0) >= 0) {
        find_places(f, f->other.data, &p);
        for (size_t i = 0; i < p.count && !enough(f); i++) {
            if ((i == 0 || part_at(p.at[i]) != part_at(p.at[i - 1])) && fetch(f, part_at(p.at[i])) &&
                id_set_has(&others, f->detail.name_id)) {
                show(f);
            }
        }
        free(p.at);
    }
    id_set_free(&others);
}

static void split(struct finding *f)
{
    const char *at = f->fold.data;
    while (f->token_count < TOKENS_MAX && token_next(&at, &f->tokens[f->token_count])) {
        f->token_count++;
    }
}

/* Names that hold all tokens, first those that hold them as written. */
static void by_names(struct finding *f)
{
    struct found_names found[TOKENS_MAX] = {{{NULL, 0}, {NULL, 0}}};
    for (size_t i = 0; i < f->token_count && f->st == ST_OK; i++) {
        find_names(f, &f->tokens[i], &found[i]);
    }
    if (f->st == ST_OK) {
        struct id_set plain = {.bits = NULL}, any = {.bits = NULL};
        if (!id_set_init(&plain, f->names) || !id_set_init(&any, f->names)) {
            f->st = error_memory(f->e);
        } else {
            id_set_or(&plain, &found[0].plain);
            id_set_or(&any, &found[0].any);
            for (size_t i = 1; i < f->token_count; i++) {
                id_set_and(&plain, &found[i].plain);
                id_set_and(&any, &found[i].any);
            }
            show_names(f, &plain);
            id_set_without(&any, &plain);
            show_names(f, &any);
        }
        id_set_free(&plain);
        id_set_free(&any);
    }
    for (size_t i = 0; f->token_count > 1 && i < f->token_count && !enough(f); i++) {
        if (!f->tokens[i].run && f->tokens[i].n >= TERM_PIECE) {
            by_piece_and_names(f, i, found);
        }
    }
    for (size_t i = 0; i < f->token_count; i++) {
        id_set_free(&found[i].plain);
        id_set_free(&found[i].any);
    }
}

static enum status find(struct finding *f, const char *query)
{
    text_key(query, &f->key);
    text_fold(query, &f->fold);
    if (f->key.failed || f->fold.failed) {
        return ST_OK; /* longer than anything that could be found */
    }
    split(f);
    f->st = price_state(f->db, "next_name", &f->names, f->e);
    if (f->st == ST_OK && f->key.len > 0) {
        by_number(f);
    }
    if (!enough(f) && f->token_count > 0) {
        by_names(f);
    }
    if (!enough(f) && f->key.len >= TERM_PIECE) {
        by_piece(f);
    }
    return f->st;
}

enum status price_find(struct session *s, const char *query, int64_t limit,
                       bool (*each)(const struct price_pin *, const struct price_detail *, void *), void *arg,
                       struct error *e)
{
    struct finding *f = calloc(1, sizeof *f);
    if (f == NULL) {
        return error_memory(e);
    }
    f->s = s;
    f->db = s->app->db;
    f->each = each;
    f->arg = arg;
    f->e = e;
    f->limit = limit < 1 ? 1 : limit > FOUND_MAX ? FOUND_MAX : (size_t)limit;
    buf_init(&f->key, 16384);
    buf_init(&f->fold, 16384);
    buf_init(&f->other, 16384);
    enum status st = price_view_new(f->db, when_day(when_now()), &f->view, e);
    st = st == ST_OK ? find(f, query) : st;
    price_view_free(&f->view);
    buf_free(&f->key);
    buf_free(&f->fold);
    buf_free(&f->other);
    free(f);
    return st;
}
