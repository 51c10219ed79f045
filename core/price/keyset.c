#include "core/price/keyset.h"

#include <stdlib.h>
#include <string.h>

/* Twelve characters of a key as one number, in the order of the keys: blank < digits < A-Z < all others. */
enum { CODED = 12, SYMBOLS = 38, OTHER = 37, DIGIT = 8, RADIX = 1 << DIGIT, SMALL = 32, START = 65536 };

struct keyset {
    char *bytes; /* the keys, each ends with NUL */
    size_t used, room, count;
};

/* Packed: 4 MB of 16 would be holes. */
struct __attribute__((packed)) entry {
    uint64_t code;
    uint32_t at; /* of the key in bytes */
    uint32_t part;
};

struct keyset *keyset_new(void)
{
    return calloc(1, sizeof(struct keyset));
}

void keyset_free(struct keyset **set)
{
    if (*set != NULL) {
        free((*set)->bytes);
        free(*set);
        *set = NULL;
    }
}

size_t keyset_count(const struct keyset *set)
{
    return set->count;
}

bool keyset_add(struct keyset *set, const char *key)
{
    size_t n = strlen(key) + 1;
    if (set->used + n > set->room) {
        size_t room = set->room + set->room / 4 + n + START;
        char *more = room > UINT32_MAX ? NULL : realloc(set->bytes, room);
        if (more == NULL) {
            return false;
        }
        set->bytes = more;
        set->room = room;
    }
    memcpy(set->bytes + set->used, key, n);
    set->used += n;
    set->count++;
    return true;
}

bool keyset_each(const struct keyset *set, bool (*each)(const char *key, size_t part, void *), void *arg)
{
    const char *key = set->bytes;
    bool more = true;
    for (size_t i = 0; more && i < set->count; i++, key += strlen(key) + 1) {
        more = each(key, i, arg);
    }
    return more;
}

static uint64_t code_of(const char *key)
{
    uint64_t code = 0;
    bool ended = false;
    for (int i = 0; i < CODED; i++) {
        unsigned char c = ended ? 0 : (unsigned char)key[i];
        unsigned symbol = c >= 'A' && c <= 'Z'   ? c - 'A' + 11U
                          : c >= '0' && c <= '9' ? c - '0' + 1U
                          : c == 0               ? 0U
                                                 : OTHER;
        ended = ended || c == 0 || symbol == OTHER; /* what comes behind is compared as text */
        code = code * SYMBOLS + symbol;
    }
    return code;
}

struct filling {
    struct entry *entries;
    const struct keyset *set;
};

static bool fill(const char *key, size_t part, void *arg)
{
    struct filling *f = arg;
    f->entries[part] = (struct entry){code_of(key), (uint32_t)(key - f->set->bytes), (uint32_t)part};
    return true;
}

static bool is_before(const struct entry *a, const struct entry *b)
{
    return a->code != b->code ? a->code < b->code : a->part < b->part;
}

static void sort_small(struct entry *e, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct entry one = e[i];
        size_t j = i;
        for (; j > 0 && is_before(&one, &e[j - 1]); j--) {
            e[j] = e[j - 1];
        }
        e[j] = one;
    }
}

/* Sorts in place by code, eight bits at a time (American flag sort): the C library's sort would take as much
 * memory again. */
static void sort_codes(struct entry *e, size_t n, int shift)
{
    if (n <= SMALL || shift < 0) {
        if (n <= SMALL) {
            sort_small(e, n);
        }
        return;
    }
    size_t next[RADIX] = {0}, end[RADIX];
    for (size_t i = 0; i < n; i++) {
        next[e[i].code >> shift & (RADIX - 1)]++;
    }
    for (size_t d = 0, at = 0; d < RADIX; d++) {
        size_t count = next[d];
        next[d] = at;
        at += count;
        end[d] = at;
    }
    for (size_t d = 0; d < RADIX; d++) {
        while (next[d] < end[d]) {
            struct entry one = e[next[d]];
            size_t to = one.code >> shift & (RADIX - 1);
            if (to == d) {
                next[d]++;
            } else {
                e[next[d]] = e[next[to]];
                e[next[to]++] = one;
            }
        }
    }
    for (size_t d = 0, from = 0; d < RADIX; from = end[d++]) {
        sort_codes(e + from, end[d] - from, shift - DIGIT);
    }
}

static int by_key(const void *a, const void *b, void *bytes)
{
    const struct entry *x = a, *y = b;
    int order = strcmp((const char *)bytes + x->at, (const char *)bytes + y->at);
    return order != 0 ? order : (x->part > y->part) - (x->part < y->part);
}

/* Entries of one code: equal or longer than what the code holds. */
static void sort_equal_codes(const struct keyset *set, struct entry *e, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t j = i + 1;
        while (j < n && e[j].code == e[i].code) {
            j++;
        }
        if (j - i > 1) {
            qsort_r(e + i, j - i, sizeof *e, by_key, set->bytes);
        }
        i = j;
    }
}

bool keyset_each_sorted(struct keyset *set, bool (*each)(const char *key, size_t part, void *), void *arg)
{
    struct filling f = {calloc(set->count + 1, sizeof *f.entries), set};
    if (f.entries == NULL) {
        return false;
    }
    keyset_each(set, fill, &f);
    sort_codes(f.entries, set->count, 64 - DIGIT);
    sort_equal_codes(set, f.entries, set->count);
    bool more = true;
    for (size_t i = 0; more && i < set->count; i++) {
        more = each(set->bytes + f.entries[i].at, f.entries[i].part, arg);
    }
    free(f.entries);
    return more;
}
