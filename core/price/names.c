#include "core/price/names.h"
#include "core/base/buf.h"
#include "core/base/text.h"
#include "db/price_store.h"
#include "db/search_store.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { START = 1024, NEW_MAX = 200000, FOLD_MAX = 8192 };

struct slot {
    uint64_t hash; /* 0: free */
    int64_t id;
};

struct names {
    struct db *db;
    unsigned char key[PRICE_KEY_SIZE];
    int64_t next, stored_next;
    struct slot *slots; /* names met so far */
    size_t room, count;
    struct slot *fresh; /* names made here whose hashes are not written yet */
    size_t fresh_count, fresh_room, written;
    struct buf fold;
};

enum status price_key(struct db *db, unsigned char key[PRICE_KEY_SIZE], struct error *e)
{
    int64_t halves[2];
    enum status st = price_state(db, "key_high", &halves[0], e);
    st = st == ST_OK ? price_state(db, "key_low", &halves[1], e) : st;
    if (st == ST_OK && halves[0] == 0 && halves[1] == 0) {
        randombytes_buf(halves, sizeof halves);
        st = price_state_set(db, "key_high", halves[0], e);
        st = st == ST_OK ? price_state_set(db, "key_low", halves[1], e) : st;
    }
    memcpy(key, halves, PRICE_KEY_SIZE);
    return st;
}

enum status names_new(struct db *db, struct names **out, struct error *e)
{
    struct names *names = *out = calloc(1, sizeof *names);
    if (names == NULL || (names->slots = calloc(START, sizeof *names->slots)) == NULL) {
        free(names);
        *out = NULL;
        return error_memory(e);
    }
    names->db = db;
    names->room = START;
    buf_init(&names->fold, FOLD_MAX);
    enum status st = price_key(db, names->key, e);
    st = st == ST_OK ? price_state(db, "next_name", &names->next, e) : st;
    names->stored_next = names->next;
    if (st != ST_OK) {
        names_free(out);
    }
    return st;
}

void names_free(struct names **np)
{
    struct names *names = *np;
    *np = NULL;
    if (names != NULL) {
        buf_free(&names->fold);
        free(names->slots);
        free(names->fresh);
        free(names);
    }
}

static struct slot *slot_of(struct slot *slots, size_t room, uint64_t hash)
{
    size_t i = (size_t)hash & (room - 1);
    while (slots[i].hash != 0 && slots[i].hash != hash) {
        i = (i + 1) & (room - 1);
    }
    return &slots[i];
}

static bool grow(struct names *names)
{
    if (names->count * 2 < names->room) {
        return true;
    }
    size_t room = names->room * 2;
    struct slot *slots = calloc(room, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < names->room; i++) {
        if (names->slots[i].hash != 0) {
            *slot_of(slots, room, names->slots[i].hash) = names->slots[i];
        }
    }
    free(names->slots);
    names->slots = slots;
    names->room = room;
    return true;
}

uint64_t names_hash(const unsigned char key[PRICE_KEY_SIZE], const char *name, const char *name_local)
{
    uint64_t parts[2], hash;
    crypto_shorthash((unsigned char *)&parts[0], (const unsigned char *)name, strlen(name), key);
    crypto_shorthash((unsigned char *)&parts[1], (const unsigned char *)name_local, strlen(name_local), key);
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)parts, sizeof parts, key);
    return hash == 0 ? 1 : hash;
}

static enum status make_name(struct names *names, uint64_t hash, const char *name, const char *name_local,
                             int64_t *id, struct error *e)
{
    if (names->fresh_count == names->fresh_room) {
        size_t room = names->fresh_room * 2 + START;
        struct slot *more = realloc(names->fresh, room * sizeof *more);
        if (more == NULL) {
            return error_memory(e);
        }
        names->fresh = more;
        names->fresh_room = room;
    }
    buf_clear(&names->fold);
    text_fold(name, &names->fold);
    buf_addc(&names->fold, '\n');
    text_fold(name_local, &names->fold);
    if (names->fold.failed) {
        return error_memory(e);
    }
    *id = names->next++;
    names->fresh[names->fresh_count++] = (struct slot){hash, *id};
    return search_name_add(names->db, *id, name, name_local, names->fold.data, e);
}

enum status names_take(struct names *names, const char *name, const char *name_local, int64_t *id,
                       struct error *e)
{
    uint64_t hash = names_hash(names->key, name, name_local);
    if (!grow(names)) {
        return error_memory(e);
    }
    struct slot *slot = slot_of(names->slots, names->room, hash);
    enum status st = ST_OK;
    if (slot->hash == 0) {
        st = search_name_find(names->db, (int64_t)hash, name, name_local, id, e);
        st = st == ST_OK && *id == 0 ? make_name(names, hash, name, name_local, id, e) : st;
        if (st == ST_OK) {
            *slot = (struct slot){hash, *id};
            names->count++;
        }
    }
    *id = slot->id;
    return st;
}

enum status names_keep(struct names *names, struct error *e)
{
    if (names->next == names->stored_next) {
        return ST_OK;
    }
    names->stored_next = names->next;
    return price_state_set(names->db, "next_name", names->next, e);
}

bool names_are_many(const struct names *names)
{
    return names->fresh_count >= NEW_MAX;
}

static int by_hash(const void *a, const void *b)
{
    int64_t x = (int64_t)((const struct slot *)a)->hash, y = (int64_t)((const struct slot *)b)->hash;
    return (x > y) - (x < y);
}

/* What was remembered can be looked up from now on. */
static void forget(struct names *names)
{
    names->fresh_count = names->written = 0;
    names->count = 0;
    memset(names->slots, 0, names->room * sizeof *names->slots);
}

enum status names_write_hashes(struct names *names, size_t at_most, bool *left, struct error *e)
{
    enum status st = ST_OK;
    if (names->written == 0 && names->fresh_count > 0) {
        qsort(names->fresh, names->fresh_count, sizeof *names->fresh, by_hash);
    }
    for (size_t i = 0; st == ST_OK && i < at_most && names->written < names->fresh_count; i++) {
        const struct slot *one = &names->fresh[names->written++];
        st = search_name_hash_add(names->db, (int64_t)one->hash, one->id, e);
    }
    *left = names->written < names->fresh_count;
    if (!*left) {
        forget(names);
    }
    return st;
}
