#include "core/price/index.h"
#include "core/base/text.h"
#include "core/price/keyset.h"
#include "core/price/postings.h"
#include "core/price/term.h"
#include "db/price_store.h"
#include "db/search_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 1 << 20, POSTINGS_MAX = 7 << 20 /* bytes in memory */, PIECE = 900, NAMES_A_TIME = 500 };

/* Parts by a number: of a name, or of a group. */
struct pairs {
    uint64_t *at; /* number << 32 | part */
    size_t count, room;
};

struct price_index {
    struct writer *w;
    int64_t source, first_part;
    struct keyset *keys;         /* of new parts */
    uint32_t *names, *groups_of; /* of new parts, in their order */
    size_t room;
    struct pairs by_name, by_group; /* of parts that were there before */
    char **groups;                  /* names of groups; their place is the number in by_group */
    size_t group_count;
};

enum status price_index_new(struct writer *w, int64_t source, int64_t next_part, struct price_index **out,
                            struct error *e)
{
    struct price_index *ix = *out = calloc(1, sizeof *ix);
    if (ix == NULL || (ix->keys = keyset_new()) == NULL) {
        free(ix);
        *out = NULL;
        return error_memory(e);
    }
    ix->w = w;
    ix->source = source;
    ix->first_part = next_part;
    return ST_OK;
}

void price_index_free(struct price_index **ixp)
{
    struct price_index *ix = *ixp;
    *ixp = NULL;
    if (ix != NULL) {
        keyset_free(&ix->keys);
        free(ix->names);
        free(ix->groups_of);
        free(ix->by_name.at);
        free(ix->by_group.at);
        for (size_t i = 0; i < ix->group_count; i++) {
            free(ix->groups[i]);
        }
        free(ix->groups);
        free(ix);
    }
}

static bool make_room(struct pairs *pairs, size_t room)
{
    uint64_t *more = realloc(pairs->at, room * sizeof *more);
    if (more == NULL) {
        return false;
    }
    pairs->at = more;
    pairs->room = room;
    return true;
}

static bool add_pair(struct pairs *pairs, int64_t number, int64_t part)
{
    if (pairs->count == pairs->room && !make_room(pairs, pairs->room + pairs->room / 4 + NAMES_A_TIME)) {
        return false;
    }
    pairs->at[pairs->count++] = (uint64_t)number << 32 | (uint64_t)part;
    return true;
}

/* Lists have few groups, and neighbours share them. */
static bool number_of_group(struct price_index *ix, const char *group, uint32_t *number)
{
    size_t i = 0;
    while (i < ix->group_count && strcmp(ix->groups[i], group) != 0) {
        i++;
    }
    if (i == ix->group_count) {
        char **more = realloc(ix->groups, (i + 1) * sizeof *more);
        if (more == NULL) {
            return false;
        }
        ix->groups = more;
        if ((ix->groups[i] = strdup(group)) == NULL) {
            return false;
        }
        ix->group_count++;
    }
    *number = (uint32_t)i;
    return true;
}

enum status price_index_moved(struct price_index *ix, int64_t part, int64_t name, const char *group,
                              struct error *e)
{
    uint32_t number = 0;
    return number_of_group(ix, group != NULL ? group : "", &number) && add_pair(&ix->by_name, name, part) &&
                   add_pair(&ix->by_group, number, part)
               ? ST_OK
               : error_memory(e);
}

static bool make_room_for_part(struct price_index *ix)
{
    size_t room = ix->room + ix->room / 4 + NAMES_A_TIME;
    uint32_t *names = realloc(ix->names, room * sizeof *names);
    if (names == NULL) {
        return false;
    }
    ix->names = names;
    uint32_t *groups = realloc(ix->groups_of, room * sizeof *groups);
    if (groups == NULL) {
        return false;
    }
    ix->groups_of = groups;
    ix->room = room;
    return true;
}

enum status price_index_add(struct price_index *ix, const char *key, int64_t name, const char *group,
                            struct error *e)
{
    size_t at = keyset_count(ix->keys);
    if ((at == ix->room && !make_room_for_part(ix)) ||
        !number_of_group(ix, group != NULL ? group : "", &ix->groups_of[at]) || !keyset_add(ix->keys, key)) {
        return error_memory(e);
    }
    ix->names[at] = (uint32_t)name;
    return ST_OK;
}

bool price_index_is_full(const struct price_index *ix)
{
    return keyset_count(ix->keys) >= PARTS_MAX || ix->by_name.count >= PARTS_MAX;
}

/* Writing: every function below stops at the first error, which stays in `st`. */
struct writing {
    struct price_index *ix;
    enum status (*same)(const int64_t *, size_t, bool *, void *, struct error *);
    void *arg;
    struct postings *postings;
    enum status st;
    struct error *e;
    char key[TERM_SIZE];
    int64_t *parts; /* with that key */
    bool *dropped;
    size_t count, room;
    unsigned char *gone; /* a bit for each new part; NULL: none went */
};

static bool step(struct writing *wr)
{
    wr->st = wr->st == ST_OK ? writer_step(wr->ix->w, wr->e) : wr->st;
    return wr->st == ST_OK;
}

static bool write_piece(const char *term, int64_t first, const unsigned char *ids, size_t n, void *arg)
{
    struct writing *wr = arg;
    wr->st = search_term_add(wr->ix->w->s->app->db, term, first, ids, n, wr->e);
    return step(wr);
}

static void note_gone(struct writing *wr, int64_t part)
{
    size_t at = (size_t)(part - wr->ix->first_part);
    if (wr->gone == NULL && (wr->gone = calloc(keyset_count(wr->ix->keys) / 8 + 1, 1)) == NULL) {
        wr->st = error_memory(wr->e);
        return;
    }
    wr->gone[at / 8] = (unsigned char)(wr->gone[at / 8] | 1U << at % 8);
}

static bool is_gone(const struct writing *wr, size_t at)
{
    return wr->gone != NULL && ((unsigned)wr->gone[at / 8] >> at % 8 & 1U) != 0;
}

/* The parts of one key: all but those that go get their number. */
static void write_numbers(struct writing *wr)
{
    memset(wr->dropped, 0, wr->count);
    if (wr->count > 1) {
        wr->st = wr->same(wr->parts, wr->count, wr->dropped, wr->arg, wr->e);
    }
    for (size_t i = 0; wr->st == ST_OK && i < wr->count; i++) {
        if (wr->dropped[i]) {
            note_gone(wr, wr->parts[i]);
        } else {
            wr->st = search_number_add(wr->ix->w->s->app->db, wr->key, wr->parts[i], wr->e);
        }
        step(wr);
    }
    wr->count = 0;
}

static bool make_room_for_same(struct writing *wr)
{
    size_t room = wr->room * 2 + 16;
    int64_t *parts = realloc(wr->parts, room * sizeof *parts);
    if (parts == NULL) {
        return false;
    }
    wr->parts = parts;
    bool *dropped = realloc(wr->dropped, room);
    if (dropped == NULL) {
        return false;
    }
    wr->dropped = dropped;
    wr->room = room;
    return true;
}

static bool take_number(const char *key, size_t part, void *arg)
{
    struct writing *wr = arg;
    if (wr->count > 0 && strcmp(key, wr->key) != 0) {
        write_numbers(wr);
    }
    if (wr->count == wr->room && !make_room_for_same(wr)) {
        wr->st = error_memory(wr->e);
        return false;
    }
    text_copy(wr->key, sizeof wr->key, key);
    wr->parts[wr->count++] = wr->ix->first_part + (int64_t)part;
    return wr->st == ST_OK;
}

static void write_all_numbers(struct writing *wr)
{
    if (!keyset_each_sorted(wr->ix->keys, take_number, wr) && wr->st == ST_OK) {
        wr->st = error_memory(wr->e);
    }
    if (wr->st == ST_OK && wr->count > 0) {
        write_numbers(wr);
    }
    free(wr->parts);
    free(wr->dropped);
}

/* Writes the collected posting lists and begins new ones. */
static void flush(struct writing *wr)
{
    if (wr->postings != NULL && !postings_each(wr->postings, write_piece, wr) && wr->st == ST_OK) {
        wr->st = error_memory(wr->e);
    }
    postings_free(&wr->postings);
    wr->st = wr->st == ST_OK ? postings_new(&wr->postings, wr->e) : wr->st;
}

struct pieces {
    struct writing *wr;
    int64_t part;
};

static void take_piece(const char *term, size_t n, int place, void *arg)
{
    struct pieces *p = arg;
    if (!postings_add(p->wr->postings, term, n, p->part * TERM_PLACES + place)) {
        p->wr->st = error_memory(p->wr->e);
    }
}

static bool take_pieces(const char *key, size_t part, void *arg)
{
    struct pieces p = {.wr = arg};
    p.part = p.wr->ix->first_part + (int64_t)part;
    if (!is_gone(p.wr, part)) {
        terms_of_number(key, take_piece, &p);
    }
    if (p.wr->st == ST_OK && postings_size(p.wr->postings) > POSTINGS_MAX) {
        flush(p.wr);
    }
    return p.wr->st == ST_OK;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void pair_term(const struct price_index *ix, bool groups, uint64_t number, char term[TERM_SIZE])
{
    if (groups) {
        term_of_group(ix->source, ix->groups[number], term);
    } else {
        term_of_name((int64_t)number, term);
    }
}

/* A part that has had the name before begins a piece that others may stand in, which must not be replaced. */
static bool begins_piece(struct writing *wr, const char *term, uint64_t part)
{
    bool yes = false;
    if ((int64_t)part < wr->ix->first_part) {
        wr->st = search_term_is(wr->ix->w->s->app->db, term, (int64_t)part, &yes, wr->e);
    }
    return yes;
}

/* Writes sorted pairs as posting lists. */
static void write_pairs(struct writing *wr, struct pairs *pairs, bool groups)
{
    char term[TERM_SIZE];
    unsigned char ids[PIECE + 10];
    if (pairs->count > 0) {
        qsort(pairs->at, pairs->count, sizeof *pairs->at, by_number);
    }
    for (size_t i = 0; wr->st == ST_OK && i < pairs->count;) {
        uint64_t number = pairs->at[i] >> 32, part = pairs->at[i] & UINT32_MAX, first = part;
        size_t n = 0;
        i++;
        pair_term(wr->ix, groups, number, term);
        if (begins_piece(wr, term, part)) {
            continue;
        }
        for (; n < PIECE && i < pairs->count && pairs->at[i] >> 32 == number; i++) {
            n += postings_difference((pairs->at[i] & UINT32_MAX) - part, ids + n);
            part = pairs->at[i] & UINT32_MAX;
        }
        write_piece(term, (int64_t)first, ids, n, wr);
    }
    free(pairs->at);
    *pairs = (struct pairs){.at = NULL};
}

/* Adds the new parts to the pairs, and forgets where they stood. */
static bool add_new(const struct price_index *ix, size_t count, uint32_t **numbers, struct pairs *pairs)
{
    bool ok = make_room(pairs, pairs->count + count + 1);
    for (size_t i = 0; ok && i < count; i++) {
        pairs->at[pairs->count++] = (uint64_t)(*numbers)[i] << 32 | (uint64_t)(ix->first_part + (int64_t)i);
    }
    free(*numbers);
    *numbers = NULL;
    return ok;
}

static void write_by_numbers(struct writing *wr, size_t count, uint32_t **numbers, struct pairs *pairs,
                             bool groups)
{
    if (wr->st == ST_OK && !add_new(wr->ix, count, numbers, pairs)) {
        wr->st = error_memory(wr->e);
    }
    write_pairs(wr, pairs, groups);
}

enum status price_index_write(struct price_index *ix,
                              enum status (*same)(const int64_t *parts, size_t count, bool *dropped,
                                                  void *arg, struct error *e),
                              void *arg, struct error *e)
{
    struct writing wr = {.ix = ix, .e = e, .same = same, .arg = arg};
    size_t count = keyset_count(ix->keys);
    write_all_numbers(&wr);
    flush(&wr);
    if (wr.st == ST_OK) {
        keyset_each(ix->keys, take_pieces, &wr);
    }
    if (wr.st == ST_OK) {
        flush(&wr);
    }
    postings_free(&wr.postings);
    free(wr.gone);
    keyset_free(&ix->keys); /* one after the other: memory */
    write_by_numbers(&wr, count, &ix->groups_of, &ix->by_group, true);
    write_by_numbers(&wr, count, &ix->names, &ix->by_name, false);
    ix->room = 0;
    ix->first_part += (int64_t)count;
    ix->keys = wr.st == ST_OK ? keyset_new() : NULL;
    return wr.st != ST_OK || ix->keys != NULL ? wr.st : error_memory(e);
}
