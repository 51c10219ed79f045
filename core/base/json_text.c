#include "core/base/json_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char digits[] = "0123456789ABCDEF";

static bool add_escaped(struct buf *out, unsigned char c)
{
    static const char letters[] = "btn?fr"; /* of 8 to 13 */
    char text[6] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
    if (c == '"' || c == '\\') {
        text[1] = (char)c;
        return buf_add(out, text, 2);
    }
    if (c >= '\b' && c <= '\r' && c != '\v') {
        text[1] = letters[c - '\b'];
        return buf_add(out, text, 2);
    }
    return buf_add(out, text, sizeof text);
}

static bool is_plain(char c)
{
    return (unsigned char)c >= ' ' && c != '"' && c != '\\';
}

static bool add_with_escapes(struct buf *out, const char *text, size_t n)
{
    bool ok = buf_addc(out, '"');
    for (size_t i = 0, from = 0; i <= n && ok; i++) {
        if (i == n || !is_plain(text[i])) {
            ok = buf_add(out, text + from, i - from) && (i == n || add_escaped(out, (unsigned char)text[i]));
            from = i + 1;
        }
    }
    return ok && buf_addc(out, '"');
}

/* A text, with a sign before and one behind it (NUL: none): one step for what there is most of. */
static bool add_text(struct buf *out, char before, const char *text, size_t n, char behind)
{
    size_t plain = 0;
    while (plain < n && is_plain(text[plain])) {
        plain++;
    }
    if (plain < n) {
        return (before == '\0' || buf_addc(out, before)) && add_with_escapes(out, text, n) &&
               (behind == '\0' || buf_addc(out, behind));
    }
    char *p = buf_room(out, n + 4), *from = p;
    if (p == NULL) {
        return false;
    }
    if (before != '\0') {
        *p++ = before;
    }
    *p++ = '"';
    memcpy(p, text, n);
    p += n;
    *p++ = '"';
    if (behind != '\0') {
        *p++ = behind;
    }
    buf_grew(out, (size_t)(p - from));
    return true;
}

static bool add(struct buf *out, const json_t *value, int depth);

static bool add_object(struct buf *out, const json_t *value, int depth)
{
    char before = '{';
    void *object = (void *)(uintptr_t)value;
    for (void *i = json_object_iter(object); i != NULL; i = json_object_iter_next(object, i)) {
        const char *key = json_object_iter_key(i);
        if (!add_text(out, before, key, strlen(key), ':') || !add(out, json_object_iter_value(i), depth)) {
            return false;
        }
        before = ',';
    }
    return buf_adds(out, before == '{' ? "{}" : "}");
}

static bool add_list(struct buf *out, const json_t *value, int depth)
{
    size_t n = json_array_size(value);
    bool ok = buf_addc(out, '[');
    for (size_t i = 0; ok && i < n; i++) {
        ok = (i == 0 || buf_addc(out, ',')) && add(out, json_array_get(value, i), depth);
    }
    return ok && buf_addc(out, ']');
}

/* Numbers with a point are rare: jansson writes them. */
static bool add_real(struct buf *out, const json_t *value)
{
    char text[64];
    size_t n = json_dumpb(value, text, sizeof text, JSON_ENCODE_ANY);
    return n > 0 && n <= sizeof text && buf_add(out, text, n);
}

static bool add_integer(struct buf *out, json_int_t value)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, value);
    return buf_add(out, text, (size_t)n);
}

static bool add(struct buf *out, const json_t *value, int depth)
{
    if (depth == JSON_TEXT_DEPTH) {
        return false;
    }
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return add_object(out, value, depth + 1);
    case JSON_ARRAY:
        return add_list(out, value, depth + 1);
    case JSON_STRING:
        return add_text(out, '\0', json_string_value(value), json_string_length(value), '\0');
    case JSON_INTEGER:
        return add_integer(out, json_integer_value(value));
    case JSON_REAL:
        return add_real(out, value);
    case JSON_TRUE:
        return buf_adds(out, "true");
    case JSON_FALSE:
        return buf_adds(out, "false");
    default:
        return buf_adds(out, "null");
    }
}

bool json_text_add(struct buf *out, const json_t *value)
{
    return value != NULL && add(out, value, 0);
}
