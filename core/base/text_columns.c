/* What text takes on a terminal: columns, and where it can be cut (core/base/text.h). */
#include "core/base/text.h"
#include "core/base/text_ambiguous.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static bool ambiguous_wide; /* a trait of the terminal, as the locale is: curses asks without an argument */

void text_ambiguous_wide(bool wide)
{
    ambiguous_wide = wide;
}

static int compare_range(const void *key, const void *element)
{
    int32_t cp = *(const int32_t *)key;
    const struct text_range *r = element;
    return cp < r->first ? -1 : cp > r->last;
}

static bool is_ambiguous(int32_t cp)
{
    return bsearch(&cp, text_ambiguous, text_ambiguous_count, sizeof *text_ambiguous, compare_range) != NULL;
}

/* Per character as terminals advance the cursor: utf8proc's width, which follows East Asian Width. The
 * soft hyphen takes a column in glibc, ncurses and most terminals, also where ambiguous ones take two. */
int text_char_width(int32_t cp)
{
    if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
        return cp == 0 ? 0 : -1;
    }
    int wide = cp == 0xad ? 1 : utf8proc_charwidth(cp);
    return wide == 1 && cp != 0xad && ambiguous_wide && is_ambiguous(cp) ? 2 : wide;
}

/* One step through a text: the bytes of a character and the columns it takes. */
static size_t step(const char *s, size_t n, int *columns)
{
    int32_t cp = (unsigned char)*s;
    if (cp >= 0x20 && cp <= 0x7e) {
        *columns = 1;
        return 1;
    }
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

enum { BYTES_MAX = 4 }; /* of a character in UTF-8 */

static bool is_among(const char *characters, int32_t cp)
{
    int32_t one = 0;
    for (const char *p = characters; *p != '\0' && one != cp;) {
        p += text_decode(p, strlen(p), &one);
    }
    return one == cp;
}

/* A row may end at a blank, and beside a Chinese character; but no row begins with what closes, and none ends
 * with what opens (GB/T 15834). */
static bool may_break(int32_t before, int32_t next)
{
    if (next == ' ' || before == ' ') {
        return next == ' ';
    }
    bool wide = text_char_width(before) == 2 || text_char_width(next) == 2;
    return wide && text_char_width(next) > 0 && !is_among("，。、；：？！）》」』】”’…", next) &&
           !is_among("（《「『【“‘", before);
}

size_t text_fit_words(const char *s, int columns)
{
    size_t fit = text_fit(s, columns, NULL);
    if (s[fit] == '\0' || fit == 0) {
        return fit == 0 ? strlen(s) : fit;
    }
    size_t best = fit, all = fit + strnlen(s + fit, BYTES_MAX);
    int32_t before = ' ', next;
    for (size_t i = 0; i <= fit; before = next) {
        size_t n = text_decode(s + i, all - i, &next);
        next = n == 0 ? ' ' : next;
        if (i * 3 > fit && may_break(before, next)) {
            best = i;
        }
        i += n == 0 ? 1 : n;
    }
    return best;
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

void text_cut(struct buf *out, const char *s, int columns)
{
    int wide = text_width(s);
    text_pad(out, s, wide < columns ? wide : columns, false);
}
