#include "core/price/term.h"
#include "core/base/pinyin.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum {
    RUNS_FROM = 0x2E80 /* CJK radicals, the first script that does not part its words */,
    CHAR_MAX_BYTES = 4
};

enum kind { KIND_NONE, KIND_WORD, KIND_RUN };

static bool is_ascii_word(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

static enum kind kind_of(int32_t cp)
{
    if (cp < 0x80) {
        return is_ascii_word((unsigned char)cp) ? KIND_WORD : KIND_NONE;
    }
    switch (utf8proc_category(cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return cp >= RUNS_FROM ? KIND_RUN : KIND_WORD;
    default:
        return KIND_NONE;
    }
}

/* The character at `s`: its length, 1 for a bad byte. */
static size_t decode(const char *s, int32_t *cp)
{
    if ((unsigned char)*s < 0x80) {
        *cp = (unsigned char)*s;
        return 1;
    }
    size_t n = text_decode(s, strnlen(s, CHAR_MAX_BYTES), cp);
    if (n == 0) {
        *cp = ' ';
        n = 1;
    }
    return n;
}

bool token_next(const char **at, struct token *out)
{
    const char *p = *at;
    enum kind kind = KIND_NONE;
    int32_t cp = 0;
    size_t n = 0;
    for (; *p != '\0' && kind == KIND_NONE; p += kind == KIND_NONE ? n : 0) {
        n = decode(p, &cp);
        kind = kind_of(cp);
    }
    *out = (struct token){.text = p, .run = kind == KIND_RUN};
    for (enum kind same = kind; *p != '\0' && same == kind; p += same == kind ? n : 0) {
        n = decode(p, &cp);
        same = kind_of(cp);
    }
    out->n = (size_t)(p - out->text);
    *at = p;
    return out->n > 0;
}

struct sink {
    void (*each)(const char *term, size_t n, void *);
    void *arg;
};

static void give(const struct sink *sink, char letter, const char *text, size_t n)
{
    char term[TERM_SIZE];
    n = n < sizeof term - 1 ? n : sizeof term - 1;
    term[0] = letter;
    memcpy(term + 1, text, n);
    sink->each(term, n + 1, sink->arg);
}

/* First letters of all readings, a bit each. */
static uint32_t initials_of(int32_t cp)
{
    uint32_t set = 0;
    for (const char *r = pinyin_readings(cp); *r != '\0'; r += strcspn(r, ","), r += *r == ',') {
        set |= 1U << (unsigned)(*r - 'a');
    }
    return set;
}

static void give_syllables(const struct sink *sink, int32_t cp)
{
    for (const char *r = pinyin_readings(cp); *r != '\0'; r += *r == ',') {
        size_t n = strcspn(r, ",");
        give(sink, 's', r, n);
        r += n;
    }
}

static void give_pair(const struct sink *sink, uint32_t first, char second)
{
    for (int a = 0; a < 26; a++) {
        if ((first >> a & 1) != 0) {
            const char pair[2] = {(char)('a' + a), second};
            give(sink, 'y', pair, 2);
        }
    }
}

/* Neighbours by first letters; a letter or digit behind a character stands for itself. */
static void give_pairs(const struct sink *sink, int32_t cp, int32_t next)
{
    uint32_t first = initials_of(cp), second = next < 0x80 ? 0 : initials_of(next);
    if (next < 0x80 && is_ascii_word((unsigned char)next)) {
        give_pair(sink, first, (char)next);
        give(sink, 'z', (const char[]){(char)next}, 1);
    }
    for (int b = 0; b < 26; b++) {
        if ((second >> b & 1) != 0) {
            give_pair(sink, first, (char)('a' + b));
        }
    }
}

static void give_run(const struct sink *sink, const struct token *token)
{
    const char *end = token->text + token->n;
    int32_t cp, next;
    for (const char *p = token->text; p < end;) {
        size_t n = decode(p, &cp), pair = n;
        if (p + n < end) {
            pair += decode(p + n, &next);
        } else {
            decode(p + n, &next); /* what stands behind the run, or its end */
        }
        give(sink, 'c', p, pair);
        give_syllables(sink, cp);
        give_pairs(sink, cp, next);
        p += n;
    }
}

void terms_of_name(const char *fold, void (*each)(const char *term, size_t n, void *), void *arg)
{
    const struct sink sink = {each, arg};
    struct token token;
    while (token_next(&fold, &token)) {
        if (token.run) {
            give_run(&sink, &token);
        } else {
            give(&sink, 'w', token.text, token.n);
        }
    }
}

void terms_of_number(const char *key, void (*each)(const char *term, size_t n, int place, void *), void *arg)
{
    const char *starts[TERM_PIECE];
    int place = 0;
    char term[1 + TERM_PIECE * CHAR_MAX_BYTES];
    int32_t cp;
    term[0] = 'n';
    for (const char *p = key; *p != '\0' && place < TERM_PLACES + TERM_PIECE - 1; place++) {
        starts[place % TERM_PIECE] = p;
        p += decode(p, &cp);
        if (place >= TERM_PIECE - 1) {
            const char *from = starts[(place + 1) % TERM_PIECE];
            size_t n = (size_t)(p - from);
            memcpy(term + 1, from, n);
            each(term, n + 1, place - (TERM_PIECE - 1), arg);
        }
    }
}

void term_of_name(int64_t name, char term[TERM_SIZE])
{
    snprintf(term, TERM_SIZE, "p%010llx", (unsigned long long)name); /* texts in the order of the numbers */
}

void term_of_group(int64_t source, const char *group, char term[TERM_SIZE])
{
    snprintf(term, TERM_SIZE, "g%lld:%s", (long long)source, group);
}
