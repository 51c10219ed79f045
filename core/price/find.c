/* Finding parts while somebody types. Every hit of the index is looked at again in the lists in force: the
 * index may know parts and names of lists that are past, or not yet in force. */
#include "core/base/pinyin.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/lookup.h"
#include "core/price/names_found.h"
#include "core/price/number_walk.h"
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

/* On the stack, as all of a search is: a large piece of the heap would have malloc tidy up each time. */
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
        struct candidates next;
        bool found = false;
        next.count = 0;
        buf_clear(&f->other);
        text_key(f->pin.superseded_by, &f->other);
        f->pin.superseded_by[0] = '\0';
        f->st = search_numbers(f->db, f->other.data, false, add_candidate, &next, f->e);
        for (size_t j = 0; j < next.count && !found; j++) {
            found = fetch(f, next.parts[j]) && strcmp(f->pin.source, source) == 0;
        }
        if (found) {
            show(f);
        }
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
    struct candidates exact;
    exact.count = 0;
    f->st = search_numbers(f->db, f->key.data, false, add_candidate, &exact, f->e);
    for (size_t i = 0; i < exact.count && !enough(f); i++) {
        show_number(f->key.data, exact.parts[i], f);
    }
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

/* What one token of the query may find in the names: as it is written, and with pinyin. */
struct found_names {
    struct id_set plain, any;
    char letters[TERM_SIZE]; /* "": no pinyin */
};

static void find_names(struct finding *f, const struct token *token, struct found_names *found)
{
    size_t n = token->n < sizeof found->letters - 1 ? token->n : 0;
    if (!id_set_init(&found->plain, f->names) || !id_set_init(&found->any, f->names)) {
        f->st = error_memory(f->e);
        return;
    }
    f->st = names_holding(f->db, token, &found->plain, f->e);
    memcpy(found->letters, token->text, n);
    found->letters[n] = '\0';
    if (token->run || !pinyin_is_word(found->letters)) {
        found->letters[0] = '\0';
    }
    if (f->st == ST_OK) {
        id_set_or(&found->any, &found->plain);
        f->st = found->letters[0] != '\0' ? names_reading(f->db, found->letters, &found->any, f->e) : ST_OK;
    }
}

/* Looking at a name itself: does it have every token but `except`? */
struct checking {
    const struct finding *f;
    const struct found_names *found;
    size_t except;
    bool ok;
};

static bool check_name(int64_t id, const char *fold, void *arg)
{
    struct checking *c = arg;
    c->ok = true;
    for (size_t i = 0; c->ok && i < c->f->token_count; i++) {
        const struct found_names *found = &c->found[i];
        c->ok = i == c->except || (id_set_has(&found->plain, id) && name_holds(fold, &c->f->tokens[i])) ||
                (found->letters[0] != '\0' && pinyin_matches(fold, found->letters));
    }
    return true;
}

static bool name_fits(struct finding *f, int64_t name, const struct found_names *found, size_t except)
{
    struct checking c = {.f = f, .found = found, .except = except};
    f->st = search_name_fold(f->db, name, check_name, &c, f->e);
    return f->st == ST_OK && c.ok;
}

/* The parts of each name, names in the order in which they came to the workshop. */
static void show_names(struct finding *f, const struct id_set *names, const struct found_names *found)
{
    char term[TERM_SIZE];
    for (int64_t id = id_set_next(names, 0); id >= 0 && !enough(f); id = id_set_next(names, id + 1)) {
        struct listing l = {f, id};
        if (!name_fits(f, id, found, TOKENS_MAX)) {
            continue;
        }
        term_of_name(id, term);
        enum status st = search_terms(f->db, term, false, show_piece, &l, f->e);
        f->st = f->st == ST_OK ? st : f->st;
    }
}

/* Parts whose number holds the key; with `names` only those whose name holds every token but `except`. */
static void by_piece(struct finding *f, const char *key, const struct id_set *names,
                     const struct found_names *found, size_t except)
{
    struct number_walk *walk = NULL;
    int64_t part, checked = 0;
    f->st = number_walk_new(f->db, key, &walk, f->e);
    while (f->st == ST_OK && !enough(f) && number_walk_next(walk, &part, &f->st, f->e)) {
        if (fetch(f, part) && (names == NULL || (id_set_has(names, f->detail.name_id) &&
                                                 (f->detail.name_id == checked ||
                                                  name_fits(f, f->detail.name_id, found, except))))) {
            checked = f->detail.name_id;
            show(f);
        }
    }
    number_walk_free(&walk);
}

/* The names that every token but `except` may find. False: no memory. */
static bool join_names(const struct finding *f, const struct found_names *found, bool any, size_t except,
                       struct id_set *out)
{
    if (!id_set_init(out, f->names)) {
        return false;
    }
    for (size_t i = 0, joined = 0; i < f->token_count; i++) {
        const struct id_set *one = any ? &found[i].any : &found[i].plain;
        if (i != except && joined++ == 0) {
            id_set_or(out, one);
        } else if (i != except) {
            id_set_and(out, one);
        }
    }
    return true;
}

/* One word is a piece of the number, all the others stand in the name. */
static void by_piece_and_names(struct finding *f, const struct found_names *found)
{
    char text[TERM_SIZE];
    for (size_t i = 0; f->token_count > 1 && i < f->token_count && !enough(f); i++) {
        struct id_set others;
        size_t n = f->tokens[i].n;
        if (f->tokens[i].run || n < TERM_PIECE || n >= sizeof text) {
            continue;
        }
        memcpy(text, f->tokens[i].text, n);
        text[n] = '\0';
        buf_clear(&f->other);
        text_key(text, &f->other);
        if (!join_names(f, found, true, i, &others)) {
            f->st = error_memory(f->e);
        } else if (id_set_next(&others, 0) >= 0) {
            by_piece(f, f->other.data, &others, found, i);
        }
        id_set_free(&others);
    }
}

static void split(struct finding *f)
{
    const char *at = f->fold.data;
    while (f->token_count < TOKENS_MAX && token_next(&at, &f->tokens[f->token_count])) {
        f->token_count++;
    }
}

/* Names that hold all tokens, first those that hold them as written. */
static void by_whole_names(struct finding *f, const struct found_names *found)
{
    struct id_set plain = {.bits = NULL}, any = {.bits = NULL};
    if (!join_names(f, found, false, TOKENS_MAX, &plain) || !join_names(f, found, true, TOKENS_MAX, &any)) {
        f->st = error_memory(f->e);
    } else {
        show_names(f, &plain, found);
        id_set_without(&any, &plain);
        show_names(f, &any, found);
    }
    id_set_free(&plain);
    id_set_free(&any);
}

static void by_names(struct finding *f)
{
    struct found_names *found = calloc(f->token_count, sizeof *found);
    if (found == NULL) {
        f->st = error_memory(f->e);
        return;
    }
    for (size_t i = 0; i < f->token_count && f->st == ST_OK; i++) {
        find_names(f, &f->tokens[i], &found[i]);
    }
    if (f->st == ST_OK) {
        by_whole_names(f, found);
        by_piece_and_names(f, found);
    }
    for (size_t i = 0; i < f->token_count; i++) {
        id_set_free(&found[i].plain);
        id_set_free(&found[i].any);
    }
    free(found);
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
        by_piece(f, f->key.data, NULL, NULL, TOKENS_MAX);
    }
    return f->st;
}

enum status price_find(struct session *s, const char *query, int64_t limit,
                       bool (*each)(const struct price_pin *, const struct price_detail *, void *), void *arg,
                       struct error *e)
{
    struct finding f = {.s = s, .db = s->app->db, .each = each, .arg = arg, .e = e};
    f.limit = limit < 1 ? 1 : limit > FOUND_MAX ? FOUND_MAX : (size_t)limit;
    buf_init(&f.key, 16384);
    buf_init(&f.fold, 16384);
    buf_init(&f.other, 16384);
    enum status st = price_view_new(f.db, when_day(when_now()), &f.view, e);
    st = st == ST_OK ? find(&f, query) : st;
    price_view_free(&f.view);
    buf_free(&f.key);
    buf_free(&f.fold);
    buf_free(&f.other);
    return st;
}
