#include "core/price/postings.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { START = 4096, PIECE = 900 /* bytes: such a row stays on its page */, ROOM = 8 };

struct list {
    char *term; /* NULL: free slot */
    uint32_t hash;
    uint32_t used, room;  /* bytes */
    unsigned char *bytes; /* differences, the first from 0 */
    int64_t last;
};

struct postings {
    struct list *slots;
    size_t room, count, bytes;
    unsigned char key[crypto_shorthash_KEYBYTES];
};

enum status postings_new(struct postings **out, struct error *e)
{
    struct postings *p = *out = calloc(1, sizeof *p);
    if (p == NULL || (p->slots = calloc(START, sizeof *p->slots)) == NULL) {
        free(p);
        *out = NULL;
        return error_memory(e);
    }
    p->room = START;
    crypto_shorthash_keygen(p->key);
    return ST_OK;
}

void postings_free(struct postings **pp)
{
    struct postings *p = *pp;
    *pp = NULL;
    if (p != NULL) {
        for (size_t i = 0; i < p->room; i++) {
            free(p->slots[i].term);
            free(p->slots[i].bytes);
        }
        free(p->slots);
        free(p);
    }
}

size_t postings_size(const struct postings *p)
{
    return p->bytes + p->room * sizeof *p->slots;
}

static struct list *slot_of(struct list *slots, size_t room, uint32_t hash, const char *term, size_t n)
{
    size_t i = hash & (room - 1);
    while (slots[i].term != NULL &&
           (slots[i].hash != hash || strncmp(slots[i].term, term, n) != 0 || slots[i].term[n] != '\0')) {
        i = (i + 1) & (room - 1);
    }
    return &slots[i];
}

static bool grow(struct postings *p)
{
    size_t room = p->room * 2;
    struct list *slots = calloc(room, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < p->room; i++) {
        const struct list *one = &p->slots[i];
        if (one->term != NULL) {
            *slot_of(slots, room, one->hash, one->term, strlen(one->term)) = *one;
        }
    }
    free(p->slots);
    p->slots = slots;
    p->room = room;
    return true;
}

static bool append(struct postings *p, struct list *list, int64_t number)
{
    unsigned char bytes[10];
    size_t n = postings_difference((uint64_t)(number - list->last), bytes);
    if (list->used + n > list->room) {
        uint32_t room = list->room + list->room / 2 + ROOM;
        unsigned char *more = realloc(list->bytes, room);
        if (more == NULL) {
            return false;
        }
        p->bytes += room - list->room;
        list->bytes = more;
        list->room = room;
    }
    memcpy(list->bytes + list->used, bytes, n);
    list->used += (uint32_t)n;
    list->last = number;
    return true;
}

bool postings_add(struct postings *p, const char *term, size_t n, int64_t number)
{
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)term, n, p->key);
    struct list *list = slot_of(p->slots, p->room, (uint32_t)hash, term, n);
    if (list->term == NULL) {
        if (p->count * 2 >= p->room) {
            if (!grow(p)) {
                return false;
            }
            list = slot_of(p->slots, p->room, (uint32_t)hash, term, n);
        }
        *list = (struct list){.term = strndup(term, n), .hash = (uint32_t)hash};
        p->count++;
        p->bytes += n + 1;
        return list->term != NULL && append(p, list, number);
    }
    return list->last == number || append(p, list, number);
}

static int by_term(const void *a, const void *b)
{
    return strcmp((*(struct list *const *)a)->term, (*(struct list *const *)b)->term);
}

/* One list in pieces. */
static bool each_piece(const struct list *list,
                       bool (*each)(const char *, int64_t, const unsigned char *, size_t, void *), void *arg)
{
    const unsigned char *at = list->bytes, *end = list->bytes + list->used;
    int64_t number = 0;
    bool more = true;
    while (more && postings_next(&at, end, &number)) {
        const unsigned char *from = at;
        int64_t first = number;
        while (at < end && at - from < PIECE) {
            postings_next(&at, end, &number);
        }
        more = each(list->term, first, from, (size_t)(at - from), arg);
    }
    return more;
}

bool postings_each(struct postings *p,
                   bool (*each)(const char *term, int64_t first, const unsigned char *ids, size_t n, void *),
                   void *arg)
{
    struct list **sorted = calloc(p->count + 1, sizeof(struct list *));
    size_t n = 0;
    bool more = sorted != NULL;
    for (size_t i = 0; more && i < p->room; i++) {
        if (p->slots[i].term != NULL) {
            sorted[n++] = &p->slots[i];
        }
    }
    if (more) {
        qsort(sorted, n, sizeof(struct list *), by_term);
    }
    for (size_t i = 0; more && i < n; i++) {
        more = each_piece(sorted[i], each, arg);
    }
    free(sorted);
    return more;
}
