#include "tui/console/screen_words.h"
#include "core/base/i18n.h"
#include "tui/console/ui.h"

#include <string.h>

const char *word_level_of_role(const char *role)
{
    static const char *const levels[] = {"advisor", "technician", "qc"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (strcmp(levels[i], role) == 0) {
            return levels[i];
        }
    }
    return NULL;
}

const char *answer_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

bool answer_has(const json_t *object, const char *key)
{
    const json_t *v = json_object_get(object, key);
    return v != NULL && !json_is_null(v);
}

int64_t answer_int(const json_t *object, const char *key, int64_t otherwise)
{
    const json_t *v = json_object_get(object, key);
    return json_is_integer(v) ? (int64_t)json_integer_value(v) : otherwise;
}

bool answer_true(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

int64_t answer_time(const json_t *object, const char *key)
{
    int64_t ms = 0;
    return when_parse(answer_text(object, key), &ms) ? ms : 0;
}

char *answer_quantity(const json_t *object, const char *key, char out[MONEY_SIZE])
{
    const json_t *v = json_object_get(object, key);
    int64_t milli = 0;
    out[0] = '\0';
    if (json_is_integer(v)) {
        milli = (int64_t)json_integer_value(v) * MILLI;
    } else if (json_is_real(v)) {
        double exact = json_real_value(v) * MILLI;
        milli = (int64_t)(exact < 0 ? exact - 0.5 : exact + 0.5);
    } else if (!json_is_string(v) || decimal_parse(json_string_value(v), '.', 3, &milli) != DECIMAL_OK) {
        return out;
    }
    return decimal_format(milli, 3, true, out);
}

char *answer_when(const json_t *object, const char *key, char out[WHEN_SIZE])
{
    int64_t ms = answer_time(object, key);
    out[0] = '\0';
    return ms != 0 ? when_short(ms, out) : out;
}

bool answer_qc_failed(const json_t *order, struct buf *out)
{
    char at[WHEN_SIZE];
    size_t i;
    const json_t *one, *last = NULL;
    json_array_foreach(json_object_get(order, "signatures"), i, one)
    {
        last = strcmp(answer_text(one, "level"), "qc") == 0 ? one : last;
    }
    if (last == NULL || strcmp(answer_text(last, "verdict"), "fail") != 0) {
        return false;
    }
    buf_addf(out, _("QC failed: %s (%s, %s)"), answer_text(last, "reason"), answer_text(last, "name"),
             answer_when(last, "at", at));
    return true;
}

void answer_amount(const json_t *line, struct buf *out)
{
    char qty[MONEY_SIZE];
    bool labour = strcmp(answer_text(line, "kind"), "labour") == 0;
    const char *unit = labour ? _("h") : answer_text(line, "unit");
    buf_addf(out, "%s%s%s", answer_quantity(line, "qty", qty), unit[0] != '\0' ? " " : "", unit);
}

const char *answer_part_name(const json_t *part)
{
    const char *wanted = i18n_is_chinese() ? "name_local" : "name";
    const char *other = i18n_is_chinese() ? "name" : "name_local";
    return answer_text(part, answer_text(part, wanted)[0] != '\0' ? wanted : other);
}

bool answer_warnings(const json_t *object, struct buf *out)
{
    size_t i;
    const json_t *one, *warnings = json_object_get(object, "warnings");
    json_array_foreach(warnings, i, one)
    {
        buf_addf(out, "%s%s", out->len > 0 ? _("; ") : "", json_string_value(one));
        ui_add_said_key(json_string_value(one), out);
    }
    return json_array_size(warnings) > 0;
}

void params_text(json_t *params, const char *key, const char *text)
{
    if (text[0] != '\0') {
        json_object_set_new(params, key, json_string(text));
    }
}

json_t *params_order(const json_t *shown)
{
    return json_pack("{s:s,s:I}", "order", answer_text(shown, "order"), "revision",
                     (json_int_t)answer_int(shown, "revision", 0));
}
