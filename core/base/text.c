#include "core/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

size_t text_decode(const char *s, size_t n, int32_t *cp)
{
    if (n == 0) {
        return 0;
    }
    utf8proc_int32_t c;
    utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, &c);
    if (len <= 0) {
        return 0;
    }
    *cp = c;
    return (size_t)len;
}

/* Bytes at the start of s that are ASCII other than NUL; with `printable`, from blank to tilde. Eight at a
 * time: most of what is read is ASCII. (A borrow can only make a byte look bad behind one that is bad.) */
static size_t ascii_run(const char *s, size_t n, bool printable)
{
    const uint64_t ones = 0x0101010101010101, high = 0x8080808080808080;
    unsigned char first = printable ? 0x20 : 1, last = printable ? 0x7e : 0x7f;
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        uint64_t word;
        memcpy(&word, s + i, 8);
        uint64_t bad = word | (word - ones * first) | (word + ones * (0x7fU - last));
        if ((bad & high) != 0) {
            break;
        }
    }
    while (i < n && (unsigned char)s[i] >= first && (unsigned char)s[i] <= last) {
        i++;
    }
    return i;
}

bool text_is_ascii(const char *s, size_t n)
{
    return ascii_run(s, n, false) == n;
}

bool text_valid(const char *s, size_t n)
{
    int32_t cp;
    for (size_t i = ascii_run(s, n, false); i < n; i += ascii_run(s + i, n - i, false)) {
        unsigned char c = (unsigned char)s[i];
        if (c >= 0xe1 && c <= 0xec && n - i >= 3 && (s[i + 1] & 0xc0) == 0x80 && (s[i + 2] & 0xc0) == 0x80) {
            i += 3; /* U+1000 to U+CFFF, where every three bytes of this form are a character */
            continue;
        }
        size_t len = text_decode(s + i, n - i, &cp);
        if (len == 0 || cp == 0) {
            return false;
        }
        i += len;
    }
    return true;
}

/* Length of the character at s when it is one of a range in which nothing is a control, a blank, invisible or
 * unreadable: letters from U+00C0, the scripts up to U+05FF, Chinese, Korean, full-width forms; else 0. */
static size_t plain_length(const char *s, size_t n)
{
    unsigned char a = (unsigned char)s[0], b = n > 1 ? (unsigned char)s[1] : 0,
                  c = n > 2 ? (unsigned char)s[2] : 0;
    bool second = (b & 0xc0) == 0x80, third = (c & 0xc0) == 0x80;
    if (a >= 0xc3 && a <= 0xd7) {
        return second ? 2 : 0;
    }
    bool range =
        (a >= 0xe4 && a <= 0xec) || (a == 0xe3 && b != 0x80 && b != 0x85) || (a == 0xef && b == 0xbc);
    return range && second && third ? 3 : 0;
}

/* Bytes at the start of s that show as they are. */
static size_t plain_run(const char *s, size_t n)
{
    size_t i = ascii_run(s, n, true), len;
    while (i < n && (len = plain_length(s + i, n - i)) > 0) {
        i += len;
        i += ascii_run(s + i, n - i, true);
    }
    return i;
}

bool text_is_plain(const char *s, size_t n)
{
    return n == 0 || (s[0] != ' ' && s[n - 1] != ' ' && plain_run(s, n) == n);
}

static bool is_control(int32_t cp)
{
    return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

/* Bidi and zero-width controls: they make a text read otherwise than it is stored. Line and paragraph
 * separators move the cursor on some terminals. */
static bool is_invisible(int32_t cp)
{
    static const struct {
        int32_t first, last;
    } ranges[] = {{0xad, 0xad},       {0x61c, 0x61c},     {0x115f, 0x1160},  {0x17b4, 0x17b5},
                  {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},  {0x2060, 0x206f},
                  {0x3164, 0x3164},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},  {0xfff0, 0xfffb},
                  {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (cp >= ranges[i].first && cp <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

static bool is_blank(int32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == '\n' || utf8proc_category(cp) == UTF8PROC_CATEGORY_ZS;
}

/* Cuts blanks at the end of what was appended since `start`. */
static void cut_end(struct buf *out, size_t start)
{
    size_t end = start;
    int32_t cp = 0;
    for (size_t i = start; i < out->len;) {
        size_t len = text_decode(out->data + i, out->len - i, &cp);
        len = len == 0 ? 1 : len;
        i += len;
        end = is_blank(cp) ? end : i;
    }
    if (!out->failed && end < out->len) {
        out->len = end;
        out->data[end] = '\0';
    }
}

int text_clean(const char *s, size_t n, struct buf *out, size_t *bad_at)
{
    int removed = 0;
    size_t start = out->len;
    if (text_is_plain(s, n)) {
        buf_add(out, s, n);
        return 0;
    }
    for (size_t i = 0; i < n;) {
        int32_t cp = 0;
        size_t len = text_decode(s + i, n - i, &cp);
        bool cr = len == 1 && cp == '\r' && i + 1 < n && s[i + 1] == '\n';
        if (len == 0 || (is_control(cp) && cp != '\t' && cp != '\n' && !cr)) {
            if (bad_at != NULL) {
                *bad_at = i;
            }
            return -1;
        }
        if (is_invisible(cp)) {
            removed++;
        } else if (!cr && (out->len > start || !is_blank(cp))) {
            buf_add(out, s + i, len);
        }
        i += len;
    }
    cut_end(out, start);
    return removed;
}

void text_show(const char *s, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n;) {
        int32_t cp;
        size_t plain = plain_run(s + i, n - i);
        if (plain > 0) {
            buf_add(out, s + i, plain);
            i += plain;
            continue;
        }
        size_t len = text_decode(s + i, n - i, &cp);
        if (len == 0) {
            buf_addf(out, "<%02X>", (unsigned)(unsigned char)s[i]);
            len = 1;
        } else if (cp == '\n' || cp == '\t') {
            buf_addc(out, ' ');
        } else if (is_control(cp)) {
            buf_addf(out, "<%02X>", (unsigned)cp);
        } else if (is_invisible(cp)) {
            buf_addf(out, "<U+%04X>", (unsigned)cp);
        } else {
            buf_add(out, s + i, len);
        }
        i += len;
    }
}

/* What folding and keys make of a character that NFKC leaves as it is beside any other of this kind, which
 * most part numbers and names consist of: ASCII, letters of Latin-1, Russian, Chinese. False for all others.
 */
static bool simple_case(int32_t cp, int32_t *lower, int32_t *upper)
{
    *lower = *upper = cp;
    bool chinese = cp >= 0x4e00 && cp <= 0x9fef;
    if (chinese || (cp < 0x80 && !((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z'))) {
        return true;
    }
    int32_t gap = cp >= 0x400 && cp != 0x401 && cp != 0x451 ? 0x20 : cp >= 0x400 ? 0x50 : 0x20;
    bool latin = cp < 0x80 || (cp >= 0xc0 && cp <= 0xfe && cp != 0xd7 && cp != 0xdf && cp != 0xf7);
    bool russian = (cp >= 0x410 && cp <= 0x44f) || cp == 0x401 || cp == 0x451;
    bool small = latin ? (cp & 0x20) != 0 : cp >= 0x430;
    *lower = small ? cp : cp + gap;
    *upper = small ? cp - gap : cp;
    return latin || russian;
}

static void add_char(struct buf *out, int32_t cp)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(cp, bytes);
    buf_add(out, (const char *)bytes, (size_t)n);
}

/* Maps valid UTF-8 through utf8proc; the caller frees. Bad bytes are left out beforehand. */
static char *map(const char *s, utf8proc_option_t options)
{
    struct buf valid;
    buf_init(&valid, strlen(s));
    int32_t cp;
    size_t n = strlen(s);
    for (size_t i = 0; i < n;) {
        size_t len = text_decode(s + i, n - i, &cp);
        if (len > 0) {
            buf_add(&valid, s + i, len);
        }
        i += len > 0 ? len : 1;
    }
    utf8proc_uint8_t *mapped = NULL;
    if (!valid.failed) {
        utf8proc_map((const utf8proc_uint8_t *)valid.data, 0, &mapped,
                     (utf8proc_option_t)(UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE |
                                         UTF8PROC_COMPAT | options));
    }
    buf_free(&valid);
    return (char *)mapped;
}

/* The text is for utf8proc: what was appended so far goes. True when there was no memory anyway. */
static bool take_back(struct buf *out, size_t start)
{
    if (!out->failed && out->len > start) {
        out->len = start;
        out->data[start] = '\0';
    }
    return out->failed;
}

/* text_fold of a text of simple characters; false, with nothing appended, when there is another. */
static bool fold_simple(const char *s, size_t n, struct buf *out)
{
    size_t start = out->len;
    bool gap = false;
    int32_t cp, lower, upper;
    for (size_t i = 0, len; i < n; i += len) {
        len = text_decode(s + i, n - i, &cp);
        if (len == 0 || !simple_case(cp, &lower, &upper)) {
            return take_back(out, start);
        }
        if (cp <= ' ' || cp == 0x7f) {
            gap = out->len > start;
            continue;
        }
        if (gap) {
            buf_addc(out, ' ');
            gap = false;
        }
        add_char(out, lower);
    }
    return true;
}

void text_fold(const char *s, struct buf *out)
{
    if (fold_simple(s, strlen(s), out)) {
        return;
    }
    char *mapped = map(s, UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    if (mapped == NULL) {
        out->failed = true;
        return;
    }
    bool gap = false, started = false;
    size_t n = strlen(mapped);
    int32_t cp;
    for (size_t i = 0, len; i < n; i += len) {
        len = text_decode(mapped + i, n - i, &cp);
        if (len == 0) {
            break;
        }
        if (is_blank(cp) || is_control(cp)) {
            gap = started;
            continue;
        }
        if (gap) {
            buf_addc(out, ' ');
            gap = false;
        }
        buf_add(out, mapped + i, len);
        started = true;
    }
    free(mapped);
}

/* Fillers of Hangul are letters to Unicode, and nothing to the eye. */
static bool is_alphanumeric(int32_t cp)
{
    if (is_invisible(cp)) {
        return false;
    }
    utf8proc_category_t c = utf8proc_category(cp);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
           (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO);
}

/* text_key of a text of simple characters; false, with nothing appended, when there is another. */
static bool key_simple(const char *s, size_t n, struct buf *out)
{
    size_t start = out->len;
    int32_t cp, lower, upper;
    for (size_t i = 0, len; i < n; i += len) {
        len = text_decode(s + i, n - i, &cp);
        if (len == 0 || !simple_case(cp, &lower, &upper)) {
            return take_back(out, start);
        }
        if (cp >= 0x80 || (upper >= 'A' && upper <= 'Z') || (cp >= '0' && cp <= '9')) {
            add_char(out, upper);
        }
    }
    return true;
}

void text_key(const char *s, struct buf *out)
{
    if (key_simple(s, strlen(s), out)) {
        return;
    }
    char *mapped = map(s, 0);
    if (mapped == NULL) {
        out->failed = true;
        return;
    }
    size_t n = strlen(mapped);
    int32_t cp;
    for (size_t i = 0, len; i < n; i += len) {
        len = text_decode(mapped + i, n - i, &cp);
        if (len == 0) {
            break;
        }
        if (cp < 0x80) {
            if (cp >= 'a' && cp <= 'z') {
                buf_addc(out, (char)(cp - ('a' - 'A')));
            } else if ((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z')) {
                buf_addc(out, (char)cp);
            }
        } else if (is_alphanumeric(cp)) {
            add_char(out, utf8proc_toupper(cp));
        }
    }
    free(mapped);
}

bool text_copy(char *dst, size_t size, const char *src)
{
    size_t n = src == NULL ? 0 : strlen(src), keep = n < size ? n : 0;
    int32_t cp;
    while (keep < n) {
        size_t len = text_decode(src + keep, n - keep, &cp);
        len = len == 0 ? 1 : len;
        if (keep + len >= size) {
            break;
        }
        keep += len;
    }
    if (keep > 0) {
        memcpy(dst, src, keep);
    }
    dst[keep] = '\0';
    return keep == n;
}

bool text_copy_shown(char *dst, size_t size, const char *src)
{
    struct buf shown;
    buf_init(&shown, size * 12); /* "<U+202E>" is the longest that a character becomes */
    size_t n = src != NULL ? strnlen(src, size) : 0;
    text_show(src != NULL ? src : "", n, &shown);
    bool whole = text_copy(dst, size, shown.data) && !shown.failed && (src == NULL || src[n] == '\0');
    if (shown.failed) { /* no memory even for that: the plain characters must do */
        size_t kept = 0;
        for (size_t i = 0; i < n && kept + 1 < size; i++) {
            if (src[i] >= ' ' && src[i] <= '~') {
                dst[kept++] = src[i];
            }
        }
        dst[kept] = '\0';
    }
    buf_free(&shown);
    return whole;
}
