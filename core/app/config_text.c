#include "core/app/config_text.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    LINE_MAX_BYTES = 1000, /* iniparser gives up at 1,022 */
    NAMES_MAX = 2000,      /* keys and sections of one file */
    NAME_MAX_BYTES = 100
};

/* What has been seen so far: "section" and "section:key", to find what comes twice. */
struct reader {
    const char *name;
    struct error *e;
    long line;
    char section[NAME_MAX_BYTES];
    struct buf seen; /* each name ends with a line feed */
};

static enum status bad_line(const struct reader *r, const char *reason)
{
    return error_set(r->e, ST_USAGE, "bad_configuration", _("%s line %ld: %s"), r->name, r->line, reason);
}

static enum status bad_key(const struct reader *r, const char *key, const char *reason)
{
    return error_set(r->e, ST_USAGE, "bad_configuration", _("%s line %ld: [%s] %s: %s"), r->name, r->line,
                     r->section, key, reason);
}

static void trim(const char **s, size_t *n)
{
    while (*n > 0 && isblank((unsigned char)**s)) {
        ++*s;
        --*n;
    }
    while (*n > 0 && isblank((unsigned char)(*s)[*n - 1])) {
        --*n;
    }
}

/* Remembers a name in lower case, as iniparser stores it; false when it was there. */
static bool remember(struct reader *r, const char *section, const char *key)
{
    char entry[2 * NAME_MAX_BYTES + 4];
    int n = snprintf(entry, sizeof entry, "\n%s:%s\n", section, key);
    for (int i = 0; i < n && i < (int)sizeof entry; i++) {
        entry[i] = (char)tolower((unsigned char)entry[i]);
    }
    if (r->seen.len > 0 && strstr(r->seen.data, entry) != NULL) {
        return false;
    }
    buf_adds(&r->seen, r->seen.len > 0 ? entry + 1 : entry);
    return true;
}

static enum status check_section(struct reader *r, const char *s, size_t n)
{
    const char *end = memchr(s, ']', n);
    if (end == NULL) {
        return bad_line(r, _("the section's ] is missing"));
    }
    const char *rest = end + 1;
    size_t rest_n = n - (size_t)(rest - s);
    trim(&rest, &rest_n);
    if (rest_n > 0 && *rest != '#' && *rest != ';') {
        return bad_line(r, _("nothing may follow a section's ]"));
    }
    const char *name = s + 1;
    size_t name_n = (size_t)(end - name);
    trim(&name, &name_n);
    if (name_n == 0 || name_n >= NAME_MAX_BYTES || memchr(name, ':', name_n) != NULL) {
        return bad_line(r, _("this is no name for a section"));
    }
    snprintf(r->section, sizeof r->section, "%.*s", (int)name_n, name);
    return remember(r, r->section, "") ? ST_OK : bad_line(r, _("this section stands here twice: join them"));
}

/* A value in double quotes may hold anything; behind it only a comment may stand. Any other ends where
 * iniparser sees a comment, so a comment sign within it is refused rather than cut silently. */
static enum status check_value(const struct reader *r, const char *key, const char *s, size_t n)
{
    if (n > 0 && (*s == '"' || *s == '\'')) {
        const char *end = memchr(s + 1, *s, n - 1);
        if (end == NULL) {
            return bad_key(r, key, _("the closing quote is missing"));
        }
        const char *rest = end + 1;
        size_t rest_n = n - (size_t)(rest - s);
        trim(&rest, &rest_n);
        return rest_n == 0 || *rest == '#' || *rest == ';'
                   ? ST_OK
                   : bad_key(r, key, _("nothing may follow the closing quote"));
    }
    for (size_t i = 0; i < n; i++) {
        bool sign = s[i] == '#' || s[i] == ';';
        if (sign && i > 0 && !isblank((unsigned char)s[i - 1])) {
            return bad_key(r, key, _("the value would be cut at # or ;: put it in double quotes"));
        }
        if (sign) {
            return ST_OK; /* a comment after the value */
        }
    }
    return n > 0 && s[n - 1] == '\\' ? bad_key(r, key, _("a line may not end with a backslash")) : ST_OK;
}

static enum status check_key(struct reader *r, const char *s, size_t n)
{
    const char *equals = memchr(s, '=', n);
    if (equals == NULL) {
        return bad_line(r, _("this is neither [section] nor key = value"));
    }
    size_t key_n = (size_t)(equals - s);
    trim(&s, &key_n);
    if (key_n == 0 || key_n >= NAME_MAX_BYTES || memchr(s, ':', key_n) != NULL) {
        return bad_line(r, _("this is no name for a key"));
    }
    if (r->section[0] == '\0') {
        return bad_line(r, _("a key stands before the first [section]"));
    }
    char key[NAME_MAX_BYTES];
    snprintf(key, sizeof key, "%.*s", (int)key_n, s);
    if (!remember(r, r->section, key)) {
        return error_set(r->e, ST_USAGE, "duplicate_key",
                         _("%s line %ld: [%s] %s stands here twice: remove one"), r->name, r->line,
                         r->section, key);
    }
    const char *value = equals + 1;
    size_t value_n = n - (size_t)(value - s);
    trim(&value, &value_n);
    return check_value(r, key, value, value_n);
}

static enum status check_line(struct reader *r, const char *s, size_t n)
{
    if (n > LINE_MAX_BYTES) {
        return error_set(r->e, ST_USAGE, "bad_configuration",
                         _("%s line %ld: %zu bytes are too long for a line, at most %d fit"), r->name,
                         r->line, n, LINE_MAX_BYTES);
    }
    if (!text_valid(s, n)) {
        return bad_line(r, _("this is not UTF-8: save the file as UTF-8"));
    }
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)s[i] < 0x20 && s[i] != '\t') {
            return bad_line(r, _("a control character stands here: remove it"));
        }
    }
    trim(&s, &n);
    if (n == 0 || *s == '#' || *s == ';') {
        return ST_OK;
    }
    return *s == '[' ? check_section(r, s, n) : check_key(r, s, n);
}

enum status config_text_check(const char *text, size_t n, const char *name, struct error *e)
{
    struct reader r = {.name = name, .e = e};
    buf_init(&r.seen, (size_t)NAMES_MAX * NAME_MAX_BYTES);
    enum status st = ST_OK;
    if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        r.line = 1;
        st = bad_line(&r, _("the file begins with a byte order mark: save it as UTF-8 without BOM"));
    }
    for (size_t at = 0; st == ST_OK && at < n;) {
        const char *end = memchr(text + at, '\n', n - at);
        size_t len = end == NULL ? n - at : (size_t)(end - (text + at));
        r.line++;
        bool cr = len > 0 && text[at + len - 1] == '\r';
        st = check_line(&r, text + at, len - cr);
        at += len + 1;
    }
    if (st == ST_OK && r.seen.failed) {
        st = error_set(e, ST_USAGE, "bad_configuration", _("%s: too many keys"), name);
    }
    buf_free(&r.seen);
    return st;
}
