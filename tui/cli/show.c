#include "tui/cli/show.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/cli/show_table.h"
#include "tui/cli/show_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_COLUMNS = 20 };

static bool is_time(const char *text)
{
    return strlen(text) == 20 && text[4] == '-' && text[10] == 'T' && text[19] == 'Z';
}

/* Seconds between two times, which people read with their units. */
static bool is_span(const char *key)
{
    return strcmp(key, "left_s") == 0 || strcmp(key, "worked_s") == 0;
}

/* A small object on one line: "create 3, diagnose 1". */
static void show_members(const char *name, const json_t *object, struct buf *out)
{
    const char *key, *comma = "";
    json_t *one;
    json_object_foreach((json_t *)(uintptr_t)object, key, one)
    {
        buf_addf(out, "%s%s ", comma, show_label(key));
        show_value(name, key, one, out);
        comma = ", ";
    }
}

void show_value(const char *list, const char *key, const json_t *value, struct buf *out)
{
    char when[WHEN_SIZE];
    int64_t ms;
    switch (json_typeof(value)) {
    case JSON_STRING:
        if (is_time(json_string_value(value)) && when_parse(json_string_value(value), &ms)) {
            buf_adds(out, when_short(ms, when));
        } else {
            const char *word = show_word(list, key, json_string_value(value));
            text_show(word, strlen(word), out);
        }
        break;
    case JSON_INTEGER:
        if (is_span(key)) {
            buf_adds(out, when_span(json_integer_value(value) * 1000, when));
        } else {
            buf_addf(out, "%lld", (long long)json_integer_value(value));
        }
        break;
    case JSON_REAL:
        buf_addf(out, "%.10g", json_real_value(value));
        break;
    case JSON_TRUE:
        buf_adds(out, _("yes"));
        break;
    case JSON_FALSE:
        buf_adds(out, _("no"));
        break;
    case JSON_NULL:
        buf_adds(out, "-");
        break;
    case JSON_OBJECT:
        show_members(key, value, out);
        break;
    case JSON_ARRAY: {
        char *text = json_dumps(value, JSON_COMPACT);
        text_show(text != NULL ? text : "", text != NULL ? strlen(text) : 0, out);
        free(text);
        break;
    }
    }
}

/* True for a row that has lists of its own and no view that leaves them out. */
static bool is_deep(const char *name, const json_t *row)
{
    const char *key;
    json_t *value;
    if (show_table_known(name)) {
        return false;
    }
    json_object_foreach((json_t *)(uintptr_t)row, key, value)
    {
        if (json_is_object(json_array_get(value, 0))) {
            return true;
        }
    }
    return false;
}

static void show_list(const char *name, const json_t *list, int columns, struct buf *out)
{
    size_t i;
    const json_t *value;
    if (out->len > 0) {
        buf_addc(out, '\n');
    }
    buf_addf(out, "%s%s\n", show_label(name), json_array_size(list) == 0 ? _(": none") : _(":"));
    if (is_deep(name, json_array_get(list, 0))) {
        json_array_foreach((json_t *)(uintptr_t)list, i, value)
        {
            show_fitting(value, columns, out);
        }
        return;
    }
    if (json_is_object(json_array_get(list, 0))) {
        show_table(name, list, columns, out);
        return;
    }
    json_array_foreach((json_t *)(uintptr_t)list, i, value)
    {
        buf_adds(out, "  ");
        show_value("", name, value, out);
        buf_addc(out, '\n');
    }
}

void show_fitting(const json_t *result, int columns, struct buf *out)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)result, key, value)
    {
        if (json_is_array(value) || json_is_null(value) || strcmp(key, "warnings") == 0) {
            continue;
        }
        text_pad(out, show_label(key), LABEL_COLUMNS, false);
        buf_addc(out, ' ');
        show_value("", key, value, out);
        buf_addc(out, '\n');
    }
    json_object_foreach((json_t *)(uintptr_t)result, key, value)
    {
        if (json_is_array(value) && strcmp(key, "warnings") != 0) {
            show_list(key, value, columns, out);
        }
    }
}

void show_result(const json_t *result, struct buf *out)
{
    show_fitting(result, 0, out);
}
