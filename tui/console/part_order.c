#include "tui/console/part_order.h"
#include "core/base/buf.h"
#include "core/base/text.h"
#include "tui/console/screen_words.h"

#include <string.h>

enum { PARTS_MAX = 100, KEY_MAX = 1024 };

struct ordering {
    const json_t *parts;
    const char *typed;
    json_t *ordered;
    bool seen[PARTS_MAX]; /* in `ordered`, or what replaces it is being looked for */
};

/* Two spellings of one number. */
static bool is_same_number(const char *a, const char *b)
{
    struct buf key, other;
    buf_init(&key, KEY_MAX);
    buf_init(&other, KEY_MAX);
    text_key(a, &key);
    text_key(b, &other);
    bool same = key.len > 0 && key.len == other.len && memcmp(key.data, other.data, key.len) == 0;
    buf_free(&key);
    buf_free(&other);
    return same;
}

/* The part of the same list that replaces it, when it has no place yet; else how many parts there are. */
static size_t replacement(const struct ordering *o, const json_t *part)
{
    size_t i;
    const json_t *one;
    const char *next = answer_text(part, "superseded_by"), *source = answer_text(part, "source");
    bool asked = next[0] == '\0' || is_same_number(answer_text(part, "part_no"), o->typed);
    json_array_foreach(o->parts, i, one)
    {
        if (!asked && !o->seen[i] && strcmp(answer_text(one, "source"), source) == 0 &&
            is_same_number(answer_text(one, "part_no"), next)) {
            return i;
        }
    }
    return json_array_size(o->parts);
}

/* As deep as a chain of replacements is long. */
static void place(struct ordering *o, size_t at)
{
    json_t *part = json_array_get(o->parts, at);
    o->seen[at] = true;
    size_t first = replacement(o, part);
    if (first < json_array_size(o->parts)) {
        place(o, first);
    }
    json_array_append(o->ordered, part);
}

void part_order_replaced_behind(json_t *parts, const char *typed)
{
    struct ordering o = {.parts = parts, .typed = typed, .ordered = json_array()};
    size_t n = json_array_size(parts);
    for (size_t i = 0; n <= PARTS_MAX && i < n; i++) {
        if (!o.seen[i]) {
            place(&o, i);
        }
    }
    if (n > 0 && json_array_size(o.ordered) == n) {
        json_array_clear(parts);
        json_array_extend(parts, o.ordered);
    }
    json_decref(o.ordered);
}
