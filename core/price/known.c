#include "core/price/known.h"
#include "core/price/postings.h"
#include "db/search_store.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 4096, /* lines of a block as stored */
    ROWS_A_BLOCK = 64,
    WINDOW = 64,     /* old lines looked at ahead: lists change in places */
    LOST = 256,      /* misses in a row before the old lines are indexed: the list is in another order */
    HOPELESS = 65536 /* misses in a row after that: another list altogether */
};

struct known {
    unsigned char key[PRICE_KEY_SIZE];
    /* the last list */
    uint64_t *old;
    uint32_t *old_part;               /* 0: always taken apart */
    unsigned char *met;               /* a bit for each */
    size_t old_count, old_room, next; /* next: the line that would come now if nothing changed */
    uint32_t *index;                  /* open addressing: place in old + 1 */
    size_t index_room, misses;
    bool gave_up;
    /* this list */
    uint64_t *hashes; /* 0: always taken apart */
    size_t count, room;
    unsigned char *rows; /* of each row: difference of part (zigzag), difference of line */
    size_t rows_used, rows_room;
    int64_t part;
    long line;
    uint64_t pending; /* hash of the row that is being taken apart; 0: it is no line of its own */
    bool failed;
};

static void forget_old(struct known *known)
{
    free(known->old);
    free(known->old_part);
    free(known->met);
    free(known->index);
    known->old = NULL;
    known->old_part = known->index = NULL;
    known->met = NULL;
    known->old_count = known->old_room = 0;
    known->gave_up = true;
}

void known_free(struct known **kp)
{
    struct known *known = *kp;
    *kp = NULL;
    if (known != NULL) {
        forget_old(known);
        free(known->hashes);
        free(known->rows);
        free(known);
    }
}

static uint64_t zigzag(int64_t n)
{
    return ((uint64_t)n << 1) ^ (uint64_t)(n < 0 ? -1 : 0);
}

static int64_t unzigzag(uint64_t n)
{
    return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

struct loading {
    struct known *known;
    int64_t in_force;
    bool ok; /* the blocks are all of lists that were in force */
};

static bool room_for(struct known *known, size_t more)
{
    if (known->old_count + more <= known->old_room) {
        return true;
    }
    size_t room = known->old_room + known->old_room / 4 + more + BLOCK;
    uint32_t *part = NULL;
    uint64_t *old = realloc(known->old, room * sizeof *old);
    if (old != NULL) {
        known->old = old;
        part = realloc(known->old_part, room * sizeof *part);
    }
    if (part == NULL) {
        known->failed = true;
        return false;
    }
    known->old_part = part;
    known->old_room = room;
    return true;
}

static bool load_block(int64_t revision, const void *hashes, size_t n, const void *parts, size_t parts_n,
                       void *arg)
{
    struct loading *l = arg;
    struct known *known = l->known;
    const unsigned char *at = parts, *end = at + parts_n;
    size_t lines = n / sizeof(uint64_t);
    int64_t part = 0;
    l->ok = revision <= l->in_force && room_for(known, lines);
    if (!l->ok) {
        return false;
    }
    memcpy(known->old + known->old_count, hashes, lines * sizeof(uint64_t));
    for (size_t i = 0; i < lines; i++) {
        int64_t difference = 0;
        postings_next(&at, end, &difference);
        part += unzigzag((uint64_t)difference);
        known->old_part[known->old_count + i] = (uint32_t)part;
    }
    known->old_count += lines;
    return true;
}

enum status known_new(struct db *db, int64_t source, int64_t in_force,
                      const unsigned char key[PRICE_KEY_SIZE], struct known **out, struct error *e)
{
    struct known *known = *out = calloc(1, sizeof *known);
    if (known == NULL) {
        return error_memory(e);
    }
    memcpy(known->key, key, PRICE_KEY_SIZE);
    struct loading l = {known, in_force, true};
    enum status st = in_force > 0 ? search_lines(db, source, load_block, &l, e) : ST_OK;
    if (st == ST_OK && (known->failed || (known->met = calloc(known->old_count / 8 + 1, 1)) == NULL)) {
        st = error_memory(e);
    }
    if (st != ST_OK) {
        known_free(out);
    } else if (!l.ok || known->old_count == 0) {
        forget_old(known);
    }
    return st;
}

void known_shape(struct known *known, const char *shape)
{
    unsigned char mixed[crypto_generichash_BYTES];
    crypto_generichash(mixed, sizeof mixed, (const unsigned char *)shape, strlen(shape), known->key,
                       sizeof known->key);
    memcpy(known->key, mixed, sizeof known->key);
}

bool known_any(const struct known *known)
{
    return !known->gave_up;
}

static bool is_met(const struct known *known, size_t at)
{
    return ((unsigned)known->met[at / 8] >> at % 8 & 1U) != 0;
}

static void meet(struct known *known, size_t at)
{
    known->met[at / 8] = (unsigned char)(known->met[at / 8] | 1U << at % 8);
    known->next = at + 1;
    known->misses = 0;
}

/* All old lines by their hash, for lists in another order. */
static bool make_index(struct known *known)
{
    size_t room = 1024;
    while (room < known->old_count * 2) {
        room *= 2;
    }
    known->index = calloc(room, sizeof *known->index);
    known->index_room = room;
    for (size_t i = 0; known->index != NULL && i < known->old_count; i++) {
        size_t slot = (size_t)known->old[i] & (room - 1);
        while (known->index[slot] != 0) {
            slot = (slot + 1) & (room - 1);
        }
        known->index[slot] = (uint32_t)i + 1;
    }
    return known->index != NULL;
}

static bool find_anywhere(struct known *known, uint64_t hash, size_t *at)
{
    for (size_t slot = (size_t)hash & (known->index_room - 1); known->index[slot] != 0;
         slot = (slot + 1) & (known->index_room - 1)) {
        *at = known->index[slot] - 1;
        if (known->old[*at] == hash && !is_met(known, *at)) {
            return true;
        }
    }
    return false;
}

/* Looks for the line among the old ones: where it is expected, a little ahead, then anywhere. */
static bool find(struct known *known, uint64_t hash, size_t *at)
{
    size_t end = known->next + WINDOW < known->old_count ? known->next + WINDOW : known->old_count;
    for (*at = known->next; *at < end; (*at)++) {
        if (known->old[*at] == hash && !is_met(known, *at)) {
            return true;
        }
    }
    if (++known->misses == LOST && known->index == NULL && !make_index(known)) {
        known->failed = true;
        return false;
    }
    if (known->misses > HOPELESS) {
        forget_old(known);
        return false;
    }
    return known->index != NULL && find_anywhere(known, hash, at);
}

static bool append(struct known *known, uint64_t hash, int64_t part, long line)
{
    if (known->count == known->room) {
        size_t room = known->room + known->room / 4 + BLOCK;
        uint64_t *more = realloc(known->hashes, room * sizeof *more);
        if (more == NULL) {
            return false;
        }
        known->hashes = more;
        known->room = room;
    }
    if (known->rows_used + 20 > known->rows_room) {
        size_t room = known->rows_room + known->rows_room / 4 + BLOCK;
        unsigned char *more = realloc(known->rows, room);
        if (more == NULL) {
            return false;
        }
        known->rows = more;
        known->rows_room = room;
    }
    known->hashes[known->count++] = hash;
    known->rows_used += postings_difference(zigzag(part - known->part), known->rows + known->rows_used);
    known->rows_used += postings_difference((uint64_t)(line - known->line), known->rows + known->rows_used);
    known->part = part;
    known->line = line;
    return true;
}

int64_t known_line(struct known *known, const char *bytes, size_t n, long line)
{
    uint64_t hash;
    size_t at;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)bytes, n, known->key);
    if (hash != 0 && !known->gave_up && find(known, hash, &at)) {
        int64_t part = known->old_part[at];
        meet(known, at);
        if (part != 0) {
            return append(known, hash, part, line) ? part : -1;
        }
    }
    known->pending = hash; /* known_row says what it stands for */
    return known->failed ? -1 : 0;
}

bool known_row(struct known *known, int64_t part, long line)
{
    uint64_t hash = part != 0 ? known->pending : 0;
    known->pending = 0;
    return append(known, hash, part, line);
}

bool known_gone_each(const struct known *known, bool (*each)(int64_t part, void *), void *arg)
{
    bool more = true;
    for (size_t i = 0; more && i < known->old_count; i++) {
        more = is_met(known, i) || known->old_part[i] == 0 || each(known->old_part[i], arg);
    }
    return more;
}

static const unsigned char *next_row(const unsigned char *at, const unsigned char *end, int64_t *part,
                                     int64_t *line)
{
    int64_t difference = 0;
    postings_next(&at, end, &difference);
    *part += unzigzag((uint64_t)difference);
    postings_next(&at, end, line);
    return at;
}

void known_rows_each(struct known *known, bool (*each)(int64_t part, long line, void *), void *arg)
{
    const unsigned char *at = known->rows, *end = known->rows + known->rows_used;
    int64_t part = 0, line = 0;
    for (size_t i = 0; i < known->count; i++) {
        at = next_row(at, end, &part, &line);
        if (!each(part, (long)line, arg)) {
            known->hashes[i] = 0;
        }
    }
}

/* The parts of a block. */
static size_t pack_parts(const struct known *known, size_t from, size_t n, const unsigned char **at,
                         int64_t *part, unsigned char out[BLOCK * 10])
{
    int64_t line = 0, last = 0;
    size_t used = 0;
    for (size_t i = from; i < from + n; i++) {
        *at = next_row(*at, known->rows + known->rows_used, part, &line);
        used += postings_difference(zigzag(*part - last), out + used);
        last = *part;
    }
    return used;
}

enum status known_save(struct known *known, struct writer *w, int64_t source, int64_t revision,
                       struct error *e)
{
    unsigned char *parts = malloc((size_t)BLOCK * 10);
    const unsigned char *at = known->rows;
    int64_t part = 0, block = 0;
    enum status st = parts == NULL ? error_memory(e) : ST_OK;
    for (size_t from = 0; st == ST_OK && from < known->count; from += BLOCK, block++) {
        size_t n = known->count - from < BLOCK ? known->count - from : BLOCK;
        size_t used = pack_parts(known, from, n, &at, &part, parts);
        st = search_lines_set(w->s->app->db, source, block, revision, known->hashes + from,
                              n * sizeof(uint64_t), parts, used, e);
        for (int i = 0; st == ST_OK && i < ROWS_A_BLOCK; i++) { /* a block is as much work as so many rows */
            st = writer_step(w, e);
        }
    }
    free(parts);
    return st == ST_OK ? search_lines_cut(w->s->app->db, source, block, e) : st;
}
