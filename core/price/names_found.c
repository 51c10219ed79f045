#include "core/price/names_found.h"
#include "core/base/text.h"
#include "core/price/postings.h"
#include "db/search_store.h"

#include <stdlib.h>
#include <string.h>

enum { WORD = 64, SIEVED = 8 /* letters that the sieve looks at; the rest is left to pinyin_matches */ };

bool id_set_init(struct id_set *set, int64_t room)
{
    set->room = room;
    set->bits = calloc((size_t)room / WORD + 1, sizeof *set->bits);
    return set->bits != NULL;
}

void id_set_free(struct id_set *set)
{
    free(set->bits);
    *set = (struct id_set){.bits = NULL};
}

void id_set_add(struct id_set *set, int64_t id)
{
    if (id >= 0 && id < set->room) {
        set->bits[id / WORD] |= (uint64_t)1 << (id % WORD);
    }
}

bool id_set_has(const struct id_set *set, int64_t id)
{
    return id >= 0 && id < set->room && (set->bits[id / WORD] >> (id % WORD) & 1) != 0;
}

void id_set_and(struct id_set *set, const struct id_set *other)
{
    for (int64_t i = 0; i <= set->room / WORD; i++) {
        set->bits[i] &= other->bits[i];
    }
}

void id_set_or(struct id_set *set, const struct id_set *other)
{
    for (int64_t i = 0; i <= set->room / WORD; i++) {
        set->bits[i] |= other->bits[i];
    }
}

void id_set_without(struct id_set *set, const struct id_set *other)
{
    for (int64_t i = 0; i <= set->room / WORD; i++) {
        set->bits[i] &= ~other->bits[i];
    }
}

int64_t id_set_next(const struct id_set *set, int64_t from)
{
    for (int64_t i = from / WORD; from < set->room && i <= set->room / WORD; i++) {
        uint64_t word = set->bits[i] & (i == from / WORD ? ~(uint64_t)0 << (from % WORD) : ~(uint64_t)0);
        if (word != 0) {
            return i * WORD + __builtin_ctzll(word);
        }
    }
    return -1;
}

static bool add_piece(const char *term, int64_t first, const unsigned char *ids, size_t n, void *arg)
{
    struct id_set *set = arg;
    const unsigned char *end = ids + n;
    (void)term;
    id_set_add(set, first);
    while (postings_next(&ids, end, &first)) {
        id_set_add(set, first);
    }
    return true;
}

enum status names_under(struct db *db, const char *term, size_t n, bool prefix, struct id_set *set,
                        struct error *e)
{
    char text[TERM_SIZE];
    n = n < sizeof text - 1 ? n : sizeof text - 1;
    memcpy(text, term, n);
    text[n] = '\0';
    return search_terms(db, text, prefix, add_piece, set, e);
}

/* Characters side by side: every pair must be there. */
static enum status names_with_run(struct db *db, const struct token *token, struct id_set *set,
                                  struct error *e)
{
    char term[TERM_SIZE] = "c", text[TERM_SIZE];
    struct id_set one = {.bits = NULL}, all = {.bits = NULL};
    size_t n = token->n < sizeof text - 1 ? token->n : sizeof text - 1, pairs = 0;
    int32_t cp;
    memcpy(text, token->text, n);
    text[n] = '\0';
    enum status st = ST_OK;
    bool more = id_set_init(&all, set->room);
    for (const char *p = text; more && *p != '\0' && st == ST_OK;) {
        size_t first = text_decode(p, strlen(p), &cp),
               second = text_decode(p + first, strlen(p + first), &cp);
        if (second == 0 && pairs > 0) {
            break; /* the last character stands in the pair before */
        }
        memcpy(term + 1, p, first + second);
        more = id_set_init(&one, set->room);
        st = more ? names_under(db, term, 1 + first + second, true, &one, e) : ST_OK;
        if (more && pairs++ == 0) {
            id_set_or(&all, &one);
        } else if (more) {
            id_set_and(&all, &one);
        }
        id_set_free(&one);
        p += first;
    }
    st = more ? st : error_memory(e);
    if (st == ST_OK) {
        id_set_or(set, &all);
    }
    id_set_free(&all);
    return st;
}

enum status names_holding(struct db *db, const struct token *token, struct id_set *set, struct error *e)
{
    char term[TERM_SIZE] = "w";
    if (token->run) {
        return names_with_run(db, token, set, e);
    }
    size_t n = token->n < sizeof term - 1 ? token->n : sizeof term - 1;
    memcpy(term + 1, token->text, n);
    return names_under(db, term, n + 1, true, set, e);
}

/* The sieve for pinyin: names that may read as letters[from...], for each `from`. What passes may still be no
 * hit (its characters need not stand side by side); what is a hit passes. */
struct sieve {
    struct db *db;
    const char *letters;
    size_t n;
    struct id_set from[SIEVED + 1];
    bool made[SIEVED + 1];
    int64_t room;
    struct error *e;
};

static enum status pass(struct sieve *s, size_t from, struct id_set **out);

/* Names under the term that also pass from `rest` on; rest == n: nothing more is asked. */
static enum status add_passing(struct sieve *s, const char *term, size_t n, bool prefix, size_t rest,
                               struct id_set *out)
{
    struct id_set *then = NULL, here;
    enum status st = rest < s->n && rest < SIEVED ? pass(s, rest, &then) : ST_OK;
    if (st != ST_OK) {
        return st;
    }
    if (!id_set_init(&here, s->room)) {
        return error_memory(s->e);
    }
    st = names_under(s->db, term, n, prefix, &here, s->e);
    if (then != NULL) {
        id_set_and(&here, then);
    }
    id_set_or(out, &here);
    id_set_free(&here);
    return st;
}

/* The syllables that begin with letters[from...] are whole readings, or cut short by the end. */
static enum status pass_readings(struct sieve *s, size_t from, struct id_set *out)
{
    enum { LONGEST = 6 }; /* zhuang */
    char term[1 + SIEVED + LONGEST + 1];
    size_t left = s->n - from;
    enum status st = ST_OK;
    term[0] = 's';
    /* a reading of one letter is like the first letter alone, except at the end */
    for (size_t n = left == 1 ? 1 : 2; st == ST_OK && n <= LONGEST && n <= left; n++) {
        memcpy(term + 1, s->letters + from, n);
        st = add_passing(s, term, n + 1, n == left, from + n, out); /* n == left: the reading may go on */
    }
    return st;
}

static enum status pass(struct sieve *s, size_t from, struct id_set **out)
{
    struct id_set *set = *out = &s->from[from];
    if (s->made[from]) {
        return ST_OK;
    }
    s->made[from] = true;
    if (!id_set_init(set, s->room)) {
        return error_memory(s->e);
    }
    enum status st = pass_readings(s, from, set);
    if (st == ST_OK && s->n - from >= 2) { /* the first letter alone, then the next character */
        const char pair[3] = {'y', s->letters[from], s->letters[from + 1]};
        st = add_passing(s, pair, sizeof pair, false, from + 1, set);
    }
    if (st == ST_OK && from > 0) { /* or a letter or digit within a run, whatever follows */
        const char alone[2] = {'z', s->letters[from]};
        st = add_passing(s, alone, sizeof alone, false, s->n, set);
    }
    return st;
}

enum status names_reading(struct db *db, const char *letters, struct id_set *set, struct error *e)
{
    struct sieve s = {.db = db, .letters = letters, .n = strlen(letters), .room = set->room, .e = e};
    struct id_set *found = NULL;
    enum status st = pass(&s, 0, &found);
    if (st == ST_OK) {
        id_set_or(set, found);
    }
    for (size_t i = 0; i <= SIEVED; i++) {
        id_set_free(&s.from[i]);
    }
    return st;
}

bool name_holds(const char *fold, const struct token *token)
{
    return !token->run || memmem(fold, strlen(fold), token->text, token->n) != NULL;
}
