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

/* The keys are sorted in runs of neighbours, so that only a part of them has an entry at any time: this many,
 * unless more begin alike. */
enum { RUN = 1 << 18, HEADS = 1 << 16, HEAD_SHIFT = 48 };

struct filling {
    const struct keyset *set;
    uint32_t *heads;       /* how many keys begin so */
    uint64_t first, last;  /* of the run, by how keys begin */
    struct entry *entries; /* of the run */
    size_t count;
};

static bool count_head(const char *key, size_t part, void *arg)
{
    struct filling *f = arg;
    (void)part;
    f->heads[code_of(key) >> HEAD_SHIFT]++;
    return true;
}

static bool fill(const char *key, size_t part, void *arg)
{
    struct filling *f = arg;
    uint64_t code = code_of(key);
    if (code >> HEAD_SHIFT >= f->first && code >> HEAD_SHIFT <= f->last) {
        f->entries[f->count++] = (struct entry){code, (uint32_t)(key - f->set->bytes), (uint32_t)part};
    }
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

/* The next run after f->last; its number of keys, 0 behind the last one. */
static size_t next_run(struct filling *f, bool begins)
{
    size_t n = 0;
    f->first = begins ? 0 : f->last + 1;
    for (f->last = f->first; f->last < HEADS; f->last++) {
        n += f->heads[f->last];
        if (f->last + 1 == HEADS || n + f->heads[f->last + 1] > RUN) {
            break;
        }
    }
    return n;
}

static bool each_of_run(struct filling *f, size_t n, bool (*each)(const char *, size_t, void *), void *arg)
{
    bool more = true;
    f->count = 0;
    f->entries = malloc((n + 1) * sizeof *f->entries);
    if (f->entries == NULL) {
        return false;
    }
    keyset_each(f->set, fill, f);
    sort_codes(f->entries, n, 64 - DIGIT);
    sort_equal_codes(f->set, f->entries, n);
    for (size_t i = 0; more && i < n; i++) {
        more = each(f->set->bytes + f->entries[i].at, f->entries[i].part, arg);
    }
    free(f->entries);
    return more;
}

bool keyset_each_sorted(struct keyset *set, bool (*each)(const char *key, size_t part, void *), void *arg)
{
    struct filling f = {.set = set, .heads = calloc(HEADS, sizeof *f.heads)};
    bool more = f.heads != NULL;
    if (more) {
        keyset_each(set, count_head, &f);
    }
    for (bool begins = true; more && (begins || f.last + 1 < HEADS); begins = false) {
        size_t n = next_run(&f, begins);
        more = n == 0 || each_of_run(&f, n, each, arg);
    }
    free(f.heads);
    return more;
}
