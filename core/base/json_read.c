#include "core/base/i18n.h"
#include "core/base/json_text.h"
#include "core/base/text.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 400, SHORT = 256 };

struct reading {
    const char *p, *end;
    int depth;
    const char *what; /* is wrong at p; NULL: nothing */
    struct buf text;  /* of a text with escapes */
};

static json_t *wrong(struct reading *r, const char *what)
{
    r->what = r->what == NULL ? what : r->what;
    return NULL;
}

static void skip_blanks(struct reading *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r')) {
        r->p++;
    }
}

static int hex_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The four digits behind \u; -1 when they are not there. */
static int32_t unit_of(struct reading *r)
{
    int32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = r->p < r->end ? hex_of(*r->p) : -1;
        if (digit < 0) {
            return -1;
        }
        unit = unit * 16 + digit;
        r->p++;
    }
    return unit;
}

static bool add_character(struct buf *out, int32_t cp)
{
    unsigned char bytes[4];
    size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n; i-- > 1; cp >>= 6) {
        bytes[i] = (unsigned char)(0x80 | (cp & 0x3f));
    }
    bytes[0] = (unsigned char)(lead[n] | cp);
    return buf_add(out, (const char *)bytes, n);
}

/* Behind "\u": a character, which may need a second half. */
static bool take_unicode(struct reading *r)
{
    int32_t cp = unit_of(r);
    if (cp >= 0xd800 && cp < 0xdc00 && r->end - r->p >= 2 && r->p[0] == '\\' && r->p[1] == 'u') {
        r->p += 2;
        int32_t low = unit_of(r);
        cp = low >= 0xdc00 && low < 0xe000 ? 0x10000 + (cp - 0xd800) * 0x400 + (low - 0xdc00) : -1;
    }
    if (cp <= 0 || (cp >= 0xd800 && cp < 0xe000)) {
        wrong(r, N_("no character"));
        return false;
    }
    return add_character(&r->text, cp);
}

static bool take_escape(struct reading *r)
{
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char c = r->p < r->end ? *r->p++ : '\0';
    const char *found = c != '\0' ? strchr(names, c) : NULL;
    if (c == 'u') {
        return take_unicode(r);
    }
    if (found == NULL) {
        wrong(r, N_("no character"));
        return false;
    }
    return buf_addc(&r->text, meanings[found - names]);
}

/* Behind the quotation mark: the text up to the next one, where it lies; it is valid UTF-8 without control
 * characters. False: it is wrong, or memory is out. */
static bool take_text(struct reading *r, const char **text, size_t *n)
{
    const char *from = r->p;
    bool plain = true;
    buf_clear(&r->text);
    while (r->p < r->end && *r->p != '"') {
        unsigned char c = (unsigned char)*r->p;
        int32_t cp;
        size_t length = c < 0x80 ? 1 : text_decode(r->p, (size_t)(r->end - r->p), &cp);
        if (c < ' ' || length == 0) {
            wrong(r, N_("a control character, or no UTF-8"));
            return false;
        }
        if (c == '\\') {
            if (!buf_add(&r->text, from, (size_t)(r->p - from))) {
                return false;
            }
            r->p++;
            if (!take_escape(r)) {
                return false;
            }
            plain = false;
            from = r->p;
        } else {
            r->p += length;
        }
    }
    if (r->p == r->end) {
        wrong(r, N_("a text does not end"));
        return false;
    }
    *text = from;
    *n = (size_t)(r->p - from);
    if (!plain) {
        if (!buf_add(&r->text, from, *n)) {
            return false;
        }
        *text = r->text.data;
        *n = r->text.len;
    }
    r->p++;
    return true;
}

static json_t *read_number(struct reading *r)
{
    char text[NUMBER_MAX];
    const char *from = r->p, *digits, *behind;
    bool real = false;
    r->p += r->p < r->end && *r->p == '-';
    digits = r->p;
    while (r->p < r->end && *r->p >= '0' && *r->p <= '9') {
        r->p++;
    }
    bool good = r->p > digits && (*digits != '0' || r->p == digits + 1);
    if (good && r->p < r->end && *r->p == '.') {
        behind = ++r->p;
        while (r->p < r->end && *r->p >= '0' && *r->p <= '9') {
            r->p++;
        }
        good = r->p > behind;
        real = true;
    }
    if (good && r->p < r->end && (*r->p == 'e' || *r->p == 'E')) {
        r->p++;
        r->p += r->p < r->end && (*r->p == '+' || *r->p == '-');
        behind = r->p;
        while (r->p < r->end && *r->p >= '0' && *r->p <= '9') {
            r->p++;
        }
        good = r->p > behind;
        real = true;
    }
    size_t n = (size_t)(r->p - from);
    if (!good || n >= sizeof text) {
        return wrong(r, N_("no number"));
    }
    memcpy(text, from, n);
    text[n] = '\0';
    errno = 0;
    json_t *value = real ? json_real(strtod(text, NULL)) : json_integer(strtoll(text, NULL, 10));
    if (errno == ERANGE && (!real || json_real_value(value) > 1 || json_real_value(value) < -1)) {
        json_decref(value);
        return wrong(r, N_("the number is too large"));
    }
    return value;
}

static json_t *read_word(struct reading *r)
{
    static const struct {
        const char *word;
        size_t n;
        json_t *(*make)(void);
    } words[] = {{"true", 4, json_true}, {"false", 5, json_false}, {"null", 4, json_null}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if ((size_t)(r->end - r->p) >= words[i].n && memcmp(r->p, words[i].word, words[i].n) == 0) {
            r->p += words[i].n;
            return words[i].make();
        }
    }
    return wrong(r, N_("no value"));
}

static json_t *read_value(struct reading *r);

/* The sign that stands next, without blanks; '\0': none does. */
static char next_of(struct reading *r)
{
    skip_blanks(r);
    return r->p < r->end ? *r->p : '\0';
}

/* Behind the quotation mark of its key: a pair of an object. */
static bool read_pair(struct reading *r, json_t *object)
{
    char key[SHORT], *kept = key;
    const char *text;
    size_t n;
    if (!take_text(r, &text, &n)) {
        return false;
    }
    if (n >= sizeof key && (kept = malloc(n + 1)) == NULL) {
        return false;
    }
    memcpy(kept, text, n); /* the value may have a text of its own */
    kept[n] = '\0';
    size_t before = json_object_size(object);
    bool ok = next_of(r) == ':';
    r->p += ok;
    json_t *value = ok ? read_value(r) : wrong(r, N_("a colon is missing"));
    ok = value != NULL && json_object_set_new_nocheck(object, kept, value) == 0;
    if (ok && json_object_size(object) == before) {
        wrong(r, N_("a key twice"));
        ok = false;
    }
    if (kept != key) {
        free(kept);
    }
    return ok;
}

static json_t *read_object(struct reading *r)
{
    json_t *object = json_object();
    r->p++;
    char c = next_of(r);
    bool ok = object != NULL;
    if (c == '}') {
        r->p++;
        return object;
    }
    for (bool more = true; ok && more;) {
        ok = next_of(r) == '"';
        r->p += ok;
        ok = ok && read_pair(r, object);
        c = ok ? next_of(r) : '\0';
        more = c == ',';
        ok = ok && (more || c == '}');
        r->p += ok;
    }
    if (!ok) {
        json_decref(object);
        return wrong(r, N_("an object does not go on"));
    }
    return object;
}

static json_t *read_list(struct reading *r)
{
    json_t *list = json_array();
    r->p++;
    char c = next_of(r);
    bool ok = list != NULL;
    if (c == ']') {
        r->p++;
        return list;
    }
    for (bool more = true; ok && more;) {
        json_t *value = read_value(r);
        ok = value != NULL && json_array_append_new(list, value) == 0;
        c = ok ? next_of(r) : '\0';
        more = c == ',';
        ok = ok && (more || c == ']');
        r->p += ok;
    }
    if (!ok) {
        json_decref(list);
        return wrong(r, N_("a list does not go on"));
    }
    return list;
}

static json_t *read_text(struct reading *r)
{
    const char *text;
    size_t n;
    r->p++;
    return take_text(r, &text, &n) ? json_stringn_nocheck(text, n) : NULL;
}

static json_t *read_value(struct reading *r)
{
    json_t *value;
    char c = next_of(r);
    if (r->depth == JSON_TEXT_DEPTH) {
        return wrong(r, N_("nested too deep"));
    }
    r->depth++;
    if (c == '{') {
        value = read_object(r);
    } else if (c == '[') {
        value = read_list(r);
    } else if (c == '"') {
        value = read_text(r);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        value = read_number(r);
    } else {
        value = read_word(r);
    }
    r->depth--;
    return value;
}

json_t *json_text_read(const char *text, size_t n, size_t *at, const char **what)
{
    struct reading r = {.p = text, .end = text + n};
    buf_init(&r.text, n);
    char first = next_of(&r);
    json_t *value = first == '{' || first == '[' ? read_value(&r) : wrong(&r, N_("no object and no list"));
    skip_blanks(&r);
    if (value != NULL && r.p != r.end) {
        json_decref(value);
        value = wrong(&r, N_("something stands behind its end"));
    }
    *at = (size_t)(r.p - text);
    *what = r.what;
    buf_free(&r.text);
    return value;
}
