#include "core/command/json.h"
#include "core/base/money.h"
#include "core/base/text.h"
#include "core/base/when.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local bool lost;

static void *watched_malloc(size_t n)
{
    void *p = malloc(n);
    lost = lost || p == NULL;
    return p;
}

static void install(void)
{
    json_set_alloc_funcs(watched_malloc, free);
}

void json_watch(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
    lost = false;
}

bool json_lost_something(void)
{
    return lost;
}

const char *json_arg_text(const json_t *in, const char *name)
{
    return json_string_value(json_object_get(in, name));
}

int64_t json_arg_int(const json_t *in, const char *name, int64_t otherwise)
{
    const json_t *v = json_object_get(in, name);
    return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

bool json_arg_flag(const json_t *in, const char *name)
{
    return json_is_true(json_object_get(in, name));
}

int64_t json_arg_time(const json_t *in, const char *name, int64_t otherwise)
{
    const char *text = json_arg_text(in, name);
    int64_t ms = otherwise;
    if (text != NULL) {
        when_parse(text, &ms); /* the dispatcher has checked it */
    }
    return ms;
}

const json_t *json_arg_list(const json_t *in, const char *name)
{
    const json_t *v = json_object_get(in, name);
    return json_is_array(v) ? v : NULL;
}

void json_put(json_t *out, const char *key, json_t *value)
{
    json_object_set_new_nocheck(out, key, value != NULL ? value : json_null()); /* keys are ours: ASCII */
}

/* A list of parts has hundreds of texts, nearly all ASCII: that is seen quicker than jansson checks UTF-8. */
json_t *json_text(const char *text)
{
    size_t n = strlen(text);
    return text_is_ascii(text, n) ? json_stringn_nocheck(text, n) : json_stringn(text, n);
}

void json_put_text(json_t *out, const char *key, const char *text)
{
    json_put(out, key, text != NULL ? json_text(text) : NULL);
}

void json_put_filled(json_t *out, const char *key, const char *text)
{
    json_put_text(out, key, text != NULL && text[0] != '\0' ? text : NULL);
}

void json_put_int(json_t *out, const char *key, int64_t value)
{
    json_put(out, key, json_integer(value));
}

void json_put_bool(json_t *out, const char *key, bool value)
{
    json_put(out, key, json_boolean(value));
}

void json_put_time(json_t *out, const char *key, int64_t ms)
{
    char text[WHEN_SIZE];
    json_put_text(out, key, ms != 0 ? when_iso(ms, text) : NULL);
}

void json_put_money(json_t *out, const char *key, int64_t minor, const char *currency)
{
    char text[MONEY_SIZE];
    json_put_text(out, key, money_format(minor, currency, text));
}

void json_put_decimal(json_t *out, const char *key, int64_t value, int scale)
{
    char text[MONEY_SIZE];
    json_put_text(out, key, decimal_format(value, scale, true, text));
}

void json_put_quantity(json_t *out, const char *key, int64_t milli)
{
    bool whole = milli % MILLI == 0;
    json_put(out, key, whole ? json_integer(milli / MILLI) : json_real((double)milli / MILLI));
}

void json_put_problems(json_t *out, size_t count, const char (*texts)[PROBLEM_SIZE])
{
    json_t *problems = json_array();
    for (size_t i = 0; i < count && i < PROBLEMS_MAX; i++) {
        json_array_append_new(problems, json_string(texts[i]));
    }
    json_put_int(out, "problem_count", (int64_t)count);
    json_put(out, "problems", problems);
}
