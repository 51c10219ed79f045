/* Checks and cleans the arguments of a command against the table. Pure: no session, no database. */
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/command/command.h"

#include <stdlib.h>
#include <string.h>

enum {
    TEXT_MAX = 4000,          /* bytes of one text argument */
    LONG_MAX_BYTES = 1 << 18, /* of one with ARG_LONG */
    LIST_MAX = 200            /* values of a repeated argument */
};

static enum status bad(struct error *e, const struct arg *a, const char *wanted)
{
    return error_set(e, ST_USAGE, "bad_argument", _("%s: %s"), a->name, wanted);
}

static bool is_choice(const char *choices, const char *value)
{
    size_t n = strlen(value);
    for (const char *p = choices; n > 0 && p != NULL; p = strchr(p, '|')) {
        p += *p == '|';
        if (strncmp(p, value, n) == 0 && (p[n] == '\0' || p[n] == '|')) {
            return true;
        }
    }
    return false;
}

static enum status clean_text(struct session *s, const struct arg *a, const json_t *v, json_t **out,
                              struct error *e)
{
    if (!json_is_string(v)) {
        return bad(e, a, _("a text is wanted (in JSON: a string)"));
    }
    struct buf b;
    buf_init(&b, json_string_length(v) + 1);
    size_t at = 0, most = (a->flags & ARG_LONG) != 0 ? LONG_MAX_BYTES : TEXT_MAX;
    int removed = text_clean(json_string_value(v), json_string_length(v), &b, &at);
    enum status st = ST_OK;
    if (removed < 0) {
        st = error_set(e, ST_USAGE, "bad_text",
                       _("%s: byte %zu is a control character or not UTF-8: remove it and try again"),
                       a->name, at + 1);
    } else if (b.failed) { /* else it would count as left out */
        st = error_memory(e);
    } else if (b.len > most) {
        st = error_set(e, ST_USAGE, "too_long", _("%s: %zu bytes are too long, at most %d fit"), a->name,
                       b.len, (int)most);
    } else {
        *out = json_stringn(b.data, b.len);
        st = *out == NULL ? error_memory(e) : ST_OK;
        if (removed > 0) {
            session_note(s, _("%s: %d invisible characters were left out"), a->name, removed);
        }
    }
    buf_free(&b);
    return st;
}

/* Full-width digits are digits, as Chinese input methods write them; -1: it is no number. */
static json_int_t whole_number(const char *text)
{
    struct buf plain;
    json_int_t n = -1;
    buf_init(&plain, 256);
    text_fold(text, &plain);
    size_t digits = strspn(plain.data, "0123456789");
    if (!plain.failed && digits > 0 && digits <= 15 && plain.data[digits] == '\0') {
        n = strtoll(plain.data, NULL, 10);
    }
    buf_free(&plain);
    return n;
}

static enum status clean_int(const struct arg *a, const json_t *v, json_t **out, struct error *e)
{
    json_int_t n = -1;
    if (json_is_integer(v)) {
        n = json_integer_value(v);
    } else if (json_is_string(v)) {
        n = whole_number(json_string_value(v));
    }
    if (n < 0 || n > 1000000000000000) {
        return bad(e, a, _("a whole number from 0 is wanted"));
    }
    *out = json_integer(n);
    return *out == NULL ? error_memory(e) : ST_OK;
}

/* Numbers reach the command as the text they were written in: no float in between. */
/* The full stop that an input method types between digits is a number's point. */
static enum status make_point(json_t **text, struct error *e)
{
    static const char stop[] = "。";
    const char *typed = json_string_value(*text), *at = strstr(typed, stop);
    json_t *point = at != NULL ? json_sprintf("%.*s.%s", (int)(at - typed), typed, at + strlen(stop))
                               : json_incref(*text);
    json_decref(*text);
    *text = point;
    return point != NULL ? ST_OK : error_memory(e);
}

static enum status clean_decimal(struct session *s, const struct arg *a, const json_t *v, json_t **out,
                                 struct error *e)
{
    if (json_is_string(v)) {
        enum status st = clean_text(s, a, v, out, e);
        return st == ST_OK ? make_point(out, e) : st;
    }
    char *text = json_is_number(v) ? json_dumps(v, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15)) : NULL;
    if (text == NULL) {
        return bad(e, a, _("a number is wanted"));
    }
    *out = json_string(text);
    free(text);
    return *out == NULL ? error_memory(e) : ST_OK;
}

static enum status clean_time(const struct arg *a, const json_t *v, json_t **out, struct error *e)
{
    int64_t ms = 0;
    char iso[WHEN_SIZE];
    if (!json_is_string(v) || !when_parse_near(json_string_value(v), when_now(), &ms)) {
        return bad(e, a,
                   _("a time is wanted, such as 16:05 (today), 11-23 16:05, 2026-11-23 16:05 or "
                     "2026-11-23T08:05:00Z"));
    }
    *out = json_string(when_iso(ms, iso));
    return *out == NULL ? error_memory(e) : ST_OK;
}

static enum status clean_date(const struct arg *a, const json_t *v, json_t **out, struct error *e)
{
    int32_t days = 0;
    char date[WHEN_SIZE];
    if (!json_is_string(v) || !when_parse_date(json_string_value(v), &days)) {
        return bad(e, a, _("a date is wanted, such as 2026-11-23"));
    }
    *out = json_string(when_date(days, date));
    return *out == NULL ? error_memory(e) : ST_OK;
}

static enum status clean_choice(const struct arg *a, const json_t *v, json_t **out, struct error *e)
{
    if (!json_is_string(v) || !is_choice(a->choices, json_string_value(v))) {
        return error_set(e, ST_USAGE, "bad_argument", _("%s: one of these is wanted: %s"), a->name,
                         a->choices);
    }
    *out = json_string(json_string_value(v));
    return *out == NULL ? error_memory(e) : ST_OK;
}

static enum status clean_value(struct session *s, const struct arg *a, const json_t *v, json_t **out,
                               struct error *e)
{
    switch (a->type) {
    case ARG_TEXT:
        return clean_text(s, a, v, out, e);
    case ARG_INT:
        return clean_int(a, v, out, e);
    case ARG_DECIMAL:
        return clean_decimal(s, a, v, out, e);
    case ARG_TIME:
        return clean_time(a, v, out, e);
    case ARG_DATE:
        return clean_date(a, v, out, e);
    case ARG_CHOICE:
        return clean_choice(a, v, out, e);
    case ARG_FLAG:
        if (!json_is_boolean(v)) {
            return bad(e, a, _("true or false is wanted"));
        }
        break;
    case ARG_FILE:
    case ARG_PIN:
        /* jansson ends its strings with NUL and refuses them inside, so they can be taken as they are */
        if (!json_is_string(v) || json_string_length(v) != strlen(json_string_value(v))) {
            return bad(e, a, _("a text is wanted (in JSON: a string)"));
        }
        break;
    }
    *out = json_deep_copy(v);
    return *out == NULL ? error_memory(e) : ST_OK;
}

static bool is_empty(const json_t *v)
{
    return v == NULL || json_is_null(v) || (json_is_string(v) && json_string_length(v) == 0) ||
           (json_is_array(v) && json_array_size(v) == 0);
}

static enum status clean_list(struct session *s, const struct arg *a, const json_t *v, json_t **out,
                              struct error *e)
{
    json_t *list = json_array();
    if (list == NULL) {
        return error_memory(e);
    }
    size_t n = json_is_array(v) ? json_array_size(v) : 1;
    enum status st = n <= LIST_MAX ? ST_OK : bad(e, a, _("too many values"));
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        json_t *one = NULL;
        st = clean_value(s, a, json_is_array(v) ? json_array_get(v, i) : v, &one, e);
        if (st == ST_OK && is_empty(one)) {
            st = bad(e, a, _("it is empty: write it out or leave it out"));
            json_decref(one);
        } else if (st == ST_OK && json_array_append_new(list, one) != 0) {
            st = error_memory(e);
        }
    }
    if (st == ST_OK) {
        *out = list;
    } else {
        json_decref(list);
    }
    return st;
}

/* One argument; an empty text counts as left out, as an empty field of a form does. */
static enum status check_one(struct session *s, const struct arg *a, const json_t *params, json_t *clean,
                             struct error *e)
{
    const json_t *v = json_object_get(params, a->name);
    json_t *value = NULL;
    enum status st = ST_OK;
    if (!is_empty(v)) {
        st =
            (a->flags & ARG_REPEATED) != 0 ? clean_list(s, a, v, &value, e) : clean_value(s, a, v, &value, e);
    }
    if (st != ST_OK) {
        return st;
    }
    if (is_empty(value)) {
        json_decref(value);
        return (a->flags & ARG_NEEDED) != 0
                   ? error_set(e, ST_USAGE, "missing_argument", _("%s is missing: %s"), a->name, _(a->help))
                   : ST_OK;
    }
    return json_object_set_new(clean, a->name, value) == 0 ? ST_OK : error_memory(e);
}

enum status command_check_args(struct session *s, const struct command *c, const json_t *params,
                               json_t **clean, struct error *e)
{
    *clean = NULL;
    if (params != NULL && !json_is_object(params)) {
        return error_set(e, ST_USAGE, "bad_argument", _("the arguments must be a JSON object"));
    }
    const char *name;
    json_t *v;
    json_object_foreach((json_t *)params, name, v)
    {
        bool draft = strcmp(name, COMMAND_DRAFT) == 0 && (c->flags & CMD_CHANGES) != 0 && json_is_boolean(v);
        if (!draft && command_arg(c, name) == NULL) {
            return error_set(e, ST_USAGE, "unknown_argument", _("%s has no argument %s"), c->id, name);
        }
    }
    json_t *object = json_object();
    enum status st = object == NULL ? error_memory(e) : ST_OK;
    for (const struct arg *a = c->args; st == ST_OK && a != NULL && a->name != NULL; a++) {
        st = check_one(s, a, params, object, e);
    }
    if (st == ST_OK && json_is_true(json_object_get(params, COMMAND_DRAFT))) {
        st = json_object_set_new(object, COMMAND_DRAFT, json_true()) == 0 ? ST_OK : error_memory(e);
    }
    if (st == ST_OK) {
        *clean = object;
    } else {
        json_decref(object);
    }
    return st;
}
