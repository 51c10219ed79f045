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

bool text_valid(const char *s, size_t n)
{
    int32_t cp;
    for (size_t i = 0; i < n;) {
        size_t len = text_decode(s + i, n - i, &cp);
        if (len == 0 || cp == 0) {
            return false;
        }
        i += len;
    }
    return true;
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

/* Maps valid UTF-8 through utf8proc; the caller frees. Bad bytes are left out beforehand. */
/* The same for a text of ASCII alone, which most part numbers and many names are; NULL for any other. */
static char *map_ascii(const char *s, bool fold)
{
    for (const char *p = s; *p != '\0'; p++) {
        if ((unsigned char)*p >= 0x80) {
            return NULL;
        }
    }
    char *plain = strdup(s);
    for (char *p = plain; fold && p != NULL && *p != '\0'; p++) {
        *p = (char)(*p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p);
    }
    return plain;
}

static char *map(const char *s, utf8proc_option_t options)
{
    char *plain = map_ascii(s, (options & UTF8PROC_CASEFOLD) != 0);
    if (plain != NULL) {
        return plain;
    }
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

void text_fold(const char *s, struct buf *out)
{
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

static bool is_alphanumeric(int32_t cp)
{
    utf8proc_category_t c = utf8proc_category(cp);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
           (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO);
}

void text_key(const char *s, struct buf *out)
{
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
            utf8proc_uint8_t upper[4];
            utf8proc_ssize_t k = utf8proc_encode_char(utf8proc_toupper(cp), upper);
            buf_add(out, (const char *)upper, (size_t)k);
        }
    }
    free(mapped);
}

/* Per character as terminals advance the cursor: utf8proc's width, which follows East Asian Width. The
 * soft hyphen takes a column in glibc, ncurses and most terminals. */
int text_char_width(int32_t cp)
{
    if (is_control(cp)) {
        return cp == 0 ? 0 : -1;
    }
    return cp == 0xad ? 1 : utf8proc_charwidth(cp);
}

/* One step through a text: the bytes of a character and the columns it takes. */
static size_t step(const char *s, size_t n, int *columns)
{
    int32_t cp;
    size_t len = text_decode(s, n, &cp);
    int w = len == 0 ? 1 : text_char_width(cp);
    *columns = w < 0 ? 1 : w;
    return len == 0 ? 1 : len;
}

int text_width_n(const char *s, size_t n)
{
    int total = 0, w;
    for (size_t i = 0; i < n; total += w) {
        i += step(s + i, n - i, &w);
    }
    return total;
}

int text_width(const char *s)
{
    return text_width_n(s, strlen(s));
}

size_t text_fit(const char *s, int columns, int *used)
{
    size_t n = strlen(s), fits = 0;
    int total = 0, w;
    for (size_t i = 0; i < n;) {
        size_t len = step(s + i, n - i, &w);
        if (total + w > columns) {
            break;
        }
        total += w;
        i += len;
        fits = i;
    }
    if (used != NULL) {
        *used = total;
    }
    return fits;
}

size_t text_fit_words(const char *s, int columns)
{
    size_t fit = text_fit(s, columns, NULL);
    if (s[fit] == '\0' || fit == 0) {
        return fit == 0 ? strlen(s) : fit;
    }
    for (size_t cut = fit; cut * 3 > fit; cut--) {
        if (s[cut] == ' ') {
            return cut;
        }
    }
    return fit;
}

void text_pad(struct buf *out, const char *s, int columns, bool right)
{
    if (columns <= 0) {
        return;
    }
    int used;
    size_t fits = text_fit(s, columns, &used);
    bool cut = s[fits] != '\0';
    if (cut) {
        fits = text_fit(s, columns - 1, &used);
        used++;
    }
    for (int i = used; right && i < columns; i++) {
        buf_addc(out, ' ');
    }
    buf_add(out, s, fits);
    if (cut) {
        buf_addc(out, '~');
    }
    for (int i = used; !right && i < columns; i++) {
        buf_addc(out, ' ');
    }
}

bool text_copy(char *dst, size_t size, const char *src)
{
    size_t n = src == NULL ? 0 : strlen(src), keep = 0;
    int w;
    while (keep < n) {
        size_t len = step(src + keep, n - keep, &w);
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
    buf_free(&shown);
    return whole;
}
