#include "tui/console/part_order.h"
#include "core/base/buf.h"
#include "core/base/text.h"
#include "tui/console/screen_words.h"

#include <string.h>

enum { PARTS_MAX = 100, KEY_MAX = 1024 };

struct ordering {
    const json_t *parts;
    json_t *places; /* "source number" of each part, and its place in `parts` */
    json_t *ordered;
    struct buf typed, key;
    bool seen[PARTS_MAX]; /* in `ordered`, or what replaces it is being looked for */
};

/* Under what a number of this list is kept, whatever way it is spelt; in o->key. */
static const char *key_of(struct ordering *o, const json_t *part, const char *number)
{
    buf_clear(&o->key);
    buf_addf(&o->key, "%s ", answer_text(part, "source"));
    text_key(number, &o->key);
    return o->key.data;
}

static void keep_places(struct ordering *o)
{
    size_t i;
    const json_t *part;
    json_array_foreach(o->parts, i, part)
    {
        const char *key = key_of(o, part, answer_text(part, "part_no"));
        if (json_object_get(o->places, key) == NULL) {
            json_object_set_new(o->places, key, json_integer((json_int_t)i));
        }
    }
}

/* The number was typed whole: it is wanted itself. */
static bool is_typed(struct ordering *o, const json_t *part)
{
    buf_clear(&o->key);
    text_key(answer_text(part, "part_no"), &o->key);
    return o->key.len > 0 && strcmp(o->key.data, o->typed.data) == 0;
}

/* The part of the same list that replaces it, when it has no place yet; else how many parts there are. */
static size_t replacement(struct ordering *o, const json_t *part)
{
    size_t none = json_array_size(o->parts);
    const char *next = answer_text(part, "superseded_by");
    if (next[0] == '\0' || is_typed(o, part)) {
        return none;
    }
    if (json_object_size(o->places) == 0) { /* few searches find a part that is replaced */
        keep_places(o);
    }
    const json_t *at = json_object_get(o->places, key_of(o, part, next));
    return at == NULL || o->seen[json_integer_value(at)] ? none : (size_t)json_integer_value(at);
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
    struct ordering o = {.parts = parts, .places = json_object(), .ordered = json_array()};
    size_t n = json_array_size(parts);
    buf_init(&o.typed, KEY_MAX);
    buf_init(&o.key, KEY_MAX);
    text_key(typed, &o.typed);
    keep_places(&o);
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
    json_decref(o.places);
    buf_free(&o.typed);
    buf_free(&o.key);
}
