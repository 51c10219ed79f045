/* What a query finds, worked out part by part without any index: the tests of finding compare with it. */
#ifndef CLEARBAY_TESTS_NAIVE_FIND_H
#define CLEARBAY_TESTS_NAIVE_FIND_H

#include "core/base/pinyin.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

/* How well a part fits, best first; the order of price_find. */
enum naive_rank {
    NAIVE_EXACT,
    NAIVE_BEGINS,
    NAIVE_NAME,
    NAIVE_PINYIN,
    NAIVE_PIECE_AND_NAME,
    NAIVE_PIECE,
    NAIVE_NOT
};

struct naive_query {
    char key[400], words[16][400];
    bool run[16]; /* characters that do not part their words */
    int count;
};

static inline void naive_key(const char *text, char out[400])
{
    struct buf b;
    buf_init(&b, 4096);
    text_key(text, &b);
    text_copy(out, 400, b.data);
    buf_free(&b);
}

/* 0 between words, 1 in a word, 2 in a run. */
static inline int naive_kind(int32_t cp)
{
    if (cp < 0x80) {
        return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z');
    }
    if (cp < 0x2E80) {
        return (cp >= 0xC0 && cp < 0x250 && cp != 0xD7 && cp != 0xF7) || (cp >= 0x400 && cp < 0x482);
    }
    return cp >= 0x4E00 && cp <= 0x9FFF ? 2 : 0;
}

static inline int naive_split(const char *fold, char words[][400], bool *run, int room)
{
    int count = 0, last = 0;
    for (const char *p = fold; *p != '\0' && count <= room;) {
        int32_t cp = 0;
        size_t n = text_decode(p, strlen(p), &cp);
        n = n == 0 ? 1 : n;
        int kind = naive_kind(cp);
        if (kind != 0 && kind != last && count < room) {
            run[count] = kind == 2;
            words[count++][0] = '\0';
        }
        if (kind != 0 && strlen(words[count - 1]) + n < 400) {
            strncat(words[count - 1], p, n);
        }
        last = kind;
        p += n;
    }
    return count;
}

static inline void naive_ask(const char *query, struct naive_query *q)
{
    struct buf fold;
    *q = (struct naive_query){.count = 0};
    naive_key(query, q->key);
    buf_init(&fold, 4096);
    text_fold(query, &fold);
    q->count = naive_split(fold.data, q->words, q->run, 16);
    buf_free(&fold);
}

static inline size_t naive_length(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++) {
        n += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return n;
}

/* The letters are spelled by the characters from `at` on; `begun`: not the first one. */
static inline bool naive_spells(const char *at, const char *letters, bool begun)
{
    int32_t cp = 0;
    if (*letters == '\0') {
        return begun;
    }
    size_t n = *at == '\0' ? 0 : text_decode(at, strlen(at), &cp);
    if (n == 1) {
        return begun && *at == *letters && naive_spells(at + 1, letters + 1, true);
    }
    for (const char *r = n == 0 ? "" : pinyin_readings(cp); *r != '\0'; r += *r == ',') {
        size_t whole = strcspn(r, ","), left = strlen(letters);
        if (*r == *letters &&
            (naive_spells(at + n, letters + 1, true) || (left <= whole && strncmp(r, letters, left) == 0) ||
             (left > whole && strncmp(r, letters, whole) == 0 &&
              naive_spells(at + n, letters + whole, true)))) {
            return true;
        }
        r += whole;
    }
    return false;
}

static inline bool naive_reads(const char *fold, const char *letters)
{
    if (strspn(letters, "abcdefghijklmnopqrstuvwxyz") != strlen(letters) || strlen(letters) < 2) {
        return false;
    }
    for (; *fold != '\0'; fold++) {
        if (((unsigned char)*fold & 0xC0) != 0x80 && naive_spells(fold, letters, false)) {
            return true;
        }
    }
    return false;
}

static inline bool naive_holds(const char *fold, const char *word, bool run)
{
    char words[64][400];
    bool runs[64];
    int count = naive_split(fold, words, runs, 64);
    for (int i = 0; i < count; i++) {
        if (runs[i] == run &&
            (run ? strstr(words[i], word) != NULL : strncmp(words[i], word, strlen(word)) == 0)) {
            return true;
        }
    }
    return false;
}

/* The words that the name has, a bit each; `pinyin`: by their letters, too. */
static inline unsigned naive_words(const struct naive_query *q, const char *fold, bool pinyin)
{
    unsigned has = 0;
    for (int i = 0; i < q->count; i++) {
        bool yes = naive_holds(fold, q->words[i], q->run[i]) ||
                   (pinyin && !q->run[i] && naive_reads(fold, q->words[i]));
        has |= yes ? 1U << i : 0;
    }
    return has;
}

/* fold: name and name_local as the index folds them. */
static inline enum naive_rank naive_fits(const struct naive_query *q, const char *part_no, const char *fold)
{
    char key[400], piece[400];
    unsigned all = (1U << q->count) - 1, any = naive_words(q, fold, true);
    naive_key(part_no, key);
    if (q->key[0] != '\0' && strncmp(key, q->key, strlen(q->key)) == 0) {
        return strcmp(key, q->key) == 0 ? NAIVE_EXACT : NAIVE_BEGINS;
    }
    if (q->count > 0 && any == all) {
        return naive_words(q, fold, false) == all ? NAIVE_NAME : NAIVE_PINYIN;
    }
    for (int i = 0; q->count > 1 && i < q->count; i++) {
        naive_key(q->words[i], piece);
        if (!q->run[i] && naive_length(q->words[i]) >= 3 && (any | 1U << i) == all &&
            strstr(key, piece) != NULL) {
            return NAIVE_PIECE_AND_NAME;
        }
    }
    return naive_length(q->key) >= 3 && strstr(key, q->key) != NULL ? NAIVE_PIECE : NAIVE_NOT;
}

/* Folds both names as they are searched. */
static inline void naive_fold(const char *name, const char *name_local, char out[1200])
{
    struct buf b;
    buf_init(&b, 4096);
    text_fold(name, &b);
    buf_addc(&b, '\n');
    text_fold(name_local, &b);
    text_copy(out, 1200, b.data);
    buf_free(&b);
}

#endif
