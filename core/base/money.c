#include "core/base/money.h"
#include "core/base/buf.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { NUMBER_MAX = 64 };

/* Copies a number without the blanks at both ends. */
static bool cut(const char *s, char out[NUMBER_MAX])
{
    while (isspace((unsigned char)*s)) {
        s++;
    }
    size_t n = strlen(s);
    while (n > 0 && isspace((unsigned char)s[n - 1])) {
        n--;
    }
    bool fits = n < NUMBER_MAX;
    if (fits) {
        memcpy(out, s, n);
        out[n] = '\0';
    }
    return fits;
}

/* NFKC and without the blanks at both ends: "５８．００" is 58.00. Inner blanks of every kind become ' '. */
static bool plain(const char *text, char out[NUMBER_MAX])
{
    const char *p = text;
    while (*p != '\0' && (unsigned char)*p < 0x80) {
        p++;
    }
    if (*p == '\0') { /* NFKC leaves ASCII as it is */
        return cut(text, out);
    }
    utf8proc_uint8_t *nfkc = utf8proc_NFKC((const utf8proc_uint8_t *)text);
    bool ok = nfkc != NULL && cut((const char *)nfkc, out);
    free(nfkc);
    return ok;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The whole part: digits, or groups of three parted by one and the same separator. Appends its digits to
 * `digits` and returns where it ends, NULL when it is none. */
static const char *read_whole(const char *s, char point, char *digits, size_t *count)
{
    const char *groups = point == '.' ? ", '" : ". '";
    size_t first = 0;
    while (is_digit(s[first])) {
        digits[(*count)++] = s[first++];
    }
    char by = s[first];
    if (first == 0 || by == '\0' || strchr(groups, by) == NULL) {
        return first == 0 ? NULL : s + first;
    }
    if (first > 3) {
        return NULL;
    }
    const char *p = s + first;
    while (*p == by) {
        if (!is_digit(p[1]) || !is_digit(p[2]) || !is_digit(p[3]) || is_digit(p[4])) {
            return NULL;
        }
        for (int i = 1; i <= 3; i++) {
            digits[(*count)++] = p[i];
        }
        p += 4;
    }
    return p;
}

static enum decimal_result to_value(const char *digits, size_t count, size_t decimals, int scale,
                                    bool negative, int64_t *value)
{
    while (decimals > (size_t)scale && digits[count - 1] == '0') {
        count--;
        decimals--;
    }
    if (decimals > (size_t)scale) {
        return DECIMAL_TOO_FINE;
    }
    int64_t v = 0;
    size_t significant = 0;
    for (size_t i = 0; i < count + (size_t)scale - decimals; i++) {
        int d = i < count ? digits[i] - '0' : 0;
        significant += significant > 0 || d > 0;
        if (significant > DECIMAL_DIGITS) {
            return DECIMAL_TOO_LARGE;
        }
        v = v * 10 + d;
    }
    *value = negative ? -v : v;
    return DECIMAL_OK;
}

enum decimal_result decimal_parse(const char *text, char point, int scale, int64_t *value)
{
    char s[NUMBER_MAX], digits[NUMBER_MAX];
    if (!plain(text, s)) {
        return DECIMAL_BAD;
    }
    if (s[0] == '\0') {
        return DECIMAL_EMPTY;
    }
    bool negative = s[0] == '-';
    const char *p = s + negative;
    size_t count = 0, decimals = 0;
    if (*p != point) { /* ".5" has no whole part */
        const char *end = read_whole(p, point, digits, &count);
        if (end == NULL) {
            return strchr(p, point == '.' ? ',' : '.') != NULL && strspn(p, "0123456789.,") == strlen(p)
                       ? DECIMAL_AMBIGUOUS
                       : DECIMAL_BAD;
        }
        p = end;
    }
    if (*p == point) {
        for (p++; is_digit(*p); p++, decimals++) {
            digits[count++] = *p;
        }
    }
    if (*p == (point == '.' ? ',' : '.')) {
        return DECIMAL_AMBIGUOUS;
    }
    if (*p != '\0' || count == 0) {
        return DECIMAL_BAD;
    }
    return to_value(digits, count, decimals, scale, negative, value);
}

char *decimal_format(int64_t value, int scale, bool trim, char out[MONEY_SIZE])
{
    uint64_t left = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    char back[MONEY_SIZE];
    size_t n = 0;
    for (int i = 0; (left > 0 || i <= scale) && n < sizeof back - 2; i++) {
        char digit = (char)('0' + left % 10);
        left /= 10;
        if (i < scale && trim && digit == '0' && n == 0) {
            continue;
        }
        if (i == scale && n > 0 && scale > 0) {
            back[n++] = '.';
        }
        back[n++] = digit;
    }
    char *o = out;
    if (value < 0) {
        *o++ = '-';
    }
    while (n > 0) {
        *o++ = back[--n];
    }
    *o = '\0';
    return out;
}

/* ISO 4217 codes whose minor unit is not the hundredth. */
int currency_scale(const char *currency)
{
    static const char others[][CURRENCY_SIZE + 1] = {
        "BHD3", "BIF0", "CLP0", "DJF0", "GNF0", "IQD3", "ISK0", "JOD3", "JPY0", "KMF0", "KRW0", "KWD3",
        "LYD3", "OMR3", "PYG0", "RWF0", "TND3", "UGX0", "VND0", "VUV0", "XAF0", "XOF0", "XPF0"};
    for (int i = 0; i < 3; i++) {
        if (currency[i] < 'A' || currency[i] > 'Z') {
            return -1;
        }
    }
    if (currency[3] != '\0') {
        return -1;
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (others[i][0] == currency[0] && memcmp(others[i], currency, 3) == 0) {
            return others[i][3] - '0';
        }
    }
    return 2;
}

char *money_format(int64_t minor, const char *currency, char out[MONEY_SIZE])
{
    int scale = currency_scale(currency);
    return decimal_format(minor, scale < 0 ? 2 : scale, false, out);
}

bool money_scale(int64_t value, int64_t num, int64_t den, int64_t *out)
{
    __extension__ typedef __int128 wide;
    if (den == 0) {
        return false;
    }
    wide product = (wide)value * num;
    wide quotient = product / den, rest = product % den;
    wide twice = rest < 0 ? -rest * 2 : rest * 2;
    wide size = den < 0 ? -(wide)den : den;
    if (twice >= size) {
        quotient += (product < 0) == (den < 0) ? 1 : -1;
    }
    if (quotient > INT64_MAX || quotient < INT64_MIN) {
        return false;
    }
    *out = (int64_t)quotient;
    return true;
}
