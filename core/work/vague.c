#include "core/work/vague.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/trust/audit.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 4096, PATTERN_MAX = 200 };

/* Words that add nothing to a pattern, as keys. */
static const char *const fillers[] = {
    "a",    "an",     "the", "of",   "for",     "on",    "and",  "do",      "did",       "done", "made",
    "make", "please", "car", "this", "vehicle", "carry", "out",  "perform", "performed", "full", "general",
    "进行", "做",     "对",  "车辆", "车",      "本车",  "全车", "的",      "了",        "一次", "请",
    "服务", "项目",   "和",  "与",   "及",      "等",    "整车", "作业",    "完成",      "已",   "费",
};

void vague_key(const char *text, struct buf *out)
{
    size_t from = out->len;
    text_key(text, out);
    for (size_t i = from; i < out->len; i++) {
        char c = out->data[i];
        out->data[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
}

/* How the first `at` bytes of the key can be put together: not at all, of fillers, or with a pattern. */
enum { REACHED_NOT = -2, REACHED_FILLERS = -1 };

static bool stands_at(const char *key, size_t at, size_t n, const char *word, size_t length)
{
    return length > 0 && at + length <= n && memcmp(key + at, word, length) == 0;
}

static void reach(int *how, size_t at, size_t length, int by)
{
    int before = how[at];
    int now = before >= 0 ? before : by;
    if (how[at + length] < now) {
        how[at + length] = now;
    }
}

static int match_key(const struct vague_row *rows, size_t n, const char *key, size_t length)
{
    int *how = malloc((length + 1) * sizeof *how);
    if (how == NULL) {
        return -1;
    }
    for (size_t i = 0; i <= length; i++) {
        how[i] = REACHED_NOT;
    }
    how[0] = REACHED_FILLERS;
    for (size_t at = 0; at < length; at++) {
        if (how[at] == REACHED_NOT) {
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            size_t l = strlen(rows[i].pattern);
            if (stands_at(key, at, length, rows[i].pattern, l)) {
                reach(how, at, l, (int)i);
            }
        }
        for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
            size_t l = strlen(fillers[i]);
            if (stands_at(key, at, length, fillers[i], l)) {
                reach(how, at, l, REACHED_FILLERS);
            }
        }
    }
    int found = how[length];
    free(how);
    return found >= 0 ? found : -1;
}

int vague_match(const struct vague_row *rows, size_t n, const char *text)
{
    struct buf key;
    buf_init(&key, KEY_MAX);
    vague_key(text, &key);
    int found = key.len == 0 ? -1 : match_key(rows, n, key.data, key.len);
    buf_free(&key);
    return found;
}

/* True when the text has no word at all: blanks, dots and the like. */
static bool is_wordless(const char *text)
{
    struct buf key;
    buf_init(&key, KEY_MAX);
    vague_key(text, &key);
    bool empty = key.len == 0 && !key.failed;
    buf_free(&key);
    return empty;
}

enum status vague_check(struct session *s, const char *what, const char *text, struct error *e)
{
    if (is_wordless(text)) {
        return error_set(e, ST_REFUSED, "vague_text", _("%s: \"%s\" says nothing: what exactly is done?"),
                         what, text);
    }
    struct vague_row *rows = NULL;
    size_t n = 0;
    enum status st = vague_store_list(s->app->db, &rows, &n, e);
    if (st != ST_OK) {
        return st;
    }
    int found = vague_match(rows, n, text);
    if (found >= 0) {
        const char *question = i18n_is_chinese() ? rows[found].question_zh : rows[found].question_en;
        st =
            error_set(e, ST_REFUSED, "vague_text", _("%s: \"%s\" says too little. %s"), what, text, question);
    }
    vague_rows_free(rows, n);
    return st;
}

static enum status log_pattern(struct session *s, const char *event, const char *pattern,
                               const char *question, struct error *e)
{
    const struct audit_change change = {.field = "question", .new_value = question};
    const struct audit_event entry = {
        .event = event, .subject = pattern, .changes = &change, .change_count = question != NULL};
    return audit_append(s, &entry, NULL, e);
}

static enum status key_of(const char *text, struct buf *key, struct error *e)
{
    buf_init(key, PATTERN_MAX);
    vague_key(text, key);
    if (key->failed) {
        return error_set(e, ST_USAGE, "too_long", _("a vague text has at most %d bytes"), PATTERN_MAX);
    }
    return key->len > 0 ? ST_OK : error_set(e, ST_USAGE, "bad_text", _("\"%s\" has no letters in it"), text);
}

enum status vague_add(struct session *s, const char *text, const char *question, struct error *e)
{
    struct buf key;
    enum status st = key_of(text, &key, e);
    st = st == ST_OK ? vague_store_put(s->app->db, key.data, question, question, e) : st;
    st = st == ST_OK ? log_pattern(s, "vague.add", key.data, question, e) : st;
    buf_free(&key);
    return st;
}

enum status vague_remove(struct session *s, const char *text, struct error *e)
{
    struct buf key;
    bool removed = false;
    enum status st = key_of(text, &key, e);
    st = st == ST_OK ? vague_store_remove(s->app->db, key.data, &removed, e) : st;
    if (st == ST_OK && !removed) {
        st = error_set(e, ST_NOT_FOUND, "no_vague_text",
                       _("\"%s\" is not among the vague texts; see: clearbay vague list"), text);
    }
    st = st == ST_OK ? log_pattern(s, "vague.remove", key.data, NULL, e) : st;
    buf_free(&key);
    return st;
}
