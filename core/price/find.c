#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/lookup.h"
#include "core/price/pinyin.h"

#include <stdlib.h>
#include <string.h>

enum { FOUND_MAX = 1000, HOLDS_FROM = 3, WORDS_MAX = 16 };

struct finding {
    struct session *s;
    int64_t parts[FOUND_MAX], names[FOUND_MAX];
    int64_t spelled[FOUND_MAX]; /* names that only pinyin finds: they come after the others */
    size_t count, name_count, spelled_count, limit;
    const char *words[WORDS_MAX];
    size_t word_count;
};

static bool add_part(int64_t part, void *arg)
{
    struct finding *f = arg;
    for (size_t i = 0; i < f->count; i++) {
        if (f->parts[i] == part) {
            return true;
        }
    }
    if (f->count < FOUND_MAX) {
        f->parts[f->count++] = part;
    }
    return f->count < FOUND_MAX;
}

/* A word hits at the beginning of a word; a Chinese one anywhere, as Chinese does not part its words. */
static bool word_hits(const char *fold, const char *word)
{
    bool anywhere = (unsigned char)word[0] >= 0xe0;
    for (const char *at = strstr(fold, word); at != NULL; at = strstr(at + 1, word)) {
        unsigned char before = at == fold ? ' ' : (unsigned char)at[-1];
        bool inside = before >= 0x80 || (before >= '0' && before <= '9') || (before >= 'a' && before <= 'z');
        if (anywhere || !inside) {
            return true;
        }
    }
    return false;
}

/* A name must have every word; *pinyin tells whether one was found by its letters only. */
static bool name_hits(const struct finding *f, const char *fold, bool *pinyin)
{
    for (size_t i = 0; i < f->word_count; i++) {
        if (word_hits(fold, f->words[i])) {
            continue;
        }
        if (!pinyin_is_word(f->words[i]) || !pinyin_matches(fold, f->words[i])) {
            return false;
        }
        *pinyin = true;
    }
    return true;
}

static bool look_at_name(int64_t name, const char *fold, void *arg)
{
    struct finding *f = arg;
    bool pinyin = false;
    if (!name_hits(f, fold, &pinyin)) {
        return true;
    }
    if (!pinyin) {
        f->names[f->name_count++] = name;
    } else if (f->spelled_count < FOUND_MAX) {
        f->spelled[f->spelled_count++] = name;
    }
    return f->name_count < FOUND_MAX;
}

static enum status add_parts(struct finding *f, const int64_t *names, size_t n, struct error *e)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < n && f->count < FOUND_MAX; i++) {
        st = price_parts_by_name(f->s->app->db, names[i], (int64_t)f->limit, add_part, f, e);
    }
    return st;
}

static void split(struct finding *f, char *fold)
{
    for (char *p = fold; *p != '\0' && f->word_count < WORDS_MAX;) {
        f->words[f->word_count++] = p;
        p += strcspn(p, " ");
        if (*p != '\0') {
            *p++ = '\0';
        }
    }
}

static enum status by_names(struct finding *f, const char *query, struct error *e)
{
    struct buf fold;
    buf_init(&fold, 16384);
    text_fold(query, &fold);
    if (!fold.failed && fold.len > 0) {
        split(f, fold.data);
    }
    enum status st = f->word_count > 0 ? price_names_each(f->s->app->db, look_at_name, f, e) : ST_OK;
    st = st == ST_OK ? add_parts(f, f->names, f->name_count, e) : st;
    st = st == ST_OK ? add_parts(f, f->spelled, f->spelled_count, e) : st;
    buf_free(&fold);
    return st;
}

static enum status collect(struct finding *f, const char *query, struct error *e)
{
    struct db *db = f->s->app->db;
    struct buf key;
    int64_t limit = (int64_t)f->limit;
    buf_init(&key, 16384);
    text_key(query, &key);
    bool has_key = !key.failed && key.len > 0;
    enum status st =
        has_key ? price_parts_by_key(db, PART_EQUAL, key.data, NULL, NULL, limit, add_part, f, e) : ST_OK;
    st = st == ST_OK && has_key
             ? price_parts_by_key(db, PART_BEGINS, key.data, NULL, NULL, limit, add_part, f, e)
             : st;
    st = st == ST_OK ? by_names(f, query, e) : st;
    if (st == ST_OK && key.len >= HOLDS_FROM && f->count < f->limit) {
        st = price_parts_by_key(db, PART_HOLDS, key.data, NULL, NULL, limit, add_part, f, e);
    }
    buf_free(&key);
    return st;
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
    f->limit = limit < 1 ? 1 : limit > FOUND_MAX ? FOUND_MAX : (size_t)limit;
    int32_t today = when_day(when_now());
    size_t shown = 0;
    enum status st = collect(f, query, e);
    for (size_t i = 0; st == ST_OK && i < f->count && shown < f->limit; i++) {
        struct price_pin pin;
        struct price_detail detail;
        bool found = false;
        st = price_of_part(s, f->parts[i], today, &pin, &detail, &found, e);
        if (st == ST_OK && found) {
            shown++;
            if (!each(&pin, &detail, arg)) {
                break;
            }
        }
    }
    free(f);
    return st;
}
