#include "tui/console/screen_words.h"
#include "core/base/i18n.h"

#include <string.h>

static const struct {
    enum word_kind kind;
    const char *word, *text;
} words[] = {
    {WORD_STAGE, "received", N_("received")},
    {WORD_STAGE, "diagnosing", N_("diagnosing")},
    {WORD_STAGE, "waiting-approval", N_("waiting for approval")},
    {WORD_STAGE, "waiting-parts", N_("waiting for parts")},
    {WORD_STAGE, "teardown", N_("teardown")},
    {WORD_STAGE, "repairing", N_("repairing")},
    {WORD_STAGE, "assembly", N_("assembly")},
    {WORD_STAGE, "qc", N_("final inspection")},
    {WORD_STAGE, "ready", N_("ready")},
    {WORD_STAGE, "delivered", N_("delivered")},
    {WORD_STAGE, "cancelled", N_("cancelled")},
    {WORD_LINE_STATE, "open", N_("open")},
    {WORD_LINE_STATE, "authorised", N_("authorised")},
    {WORD_LINE_STATE, "declined", N_("declined")},
    {WORD_LINE_STATE, "started", N_("begun")},
    {WORD_LINE_STATE, "done", N_("done")},
    {WORD_LEVEL, "advisor", N_("initial inspection")},
    {WORD_LEVEL, "technician", N_("technician's inspection")},
    {WORD_LEVEL, "qc", N_("final inspection")},
    {WORD_RESULT, "green", N_("green")},
    {WORD_RESULT, "amber", N_("amber")},
    {WORD_RESULT, "red", N_("red")},
    {WORD_RESULT, "na", N_("not applicable")},
    {WORD_VERDICT, "pass", N_("passed")},
    {WORD_VERDICT, "fail", N_("failed")},
    {WORD_CLOCK, "create", N_("order")},
    {WORD_CLOCK, "diagnose", N_("diagnosis")},
    {WORD_CLOCK, "repair", N_("repair")},
    {WORD_CLOCK, "callback", N_("call-back")},
    {WORD_HOW, "counter", N_("at the counter")},
    {WORD_HOW, "phone", N_("by phone")},
    {WORD_HOW, "message", N_("by message")},
    {WORD_CERTIFICATE, "basic", N_("basic repair")},
    {WORD_CERTIFICATE, "special", N_("special technique")},
    {WORD_CERTIFICATE, "difficult", N_("difficult faults")},
    {WORD_CERTIFICATE, "hv", N_("high voltage")},
    {WORD_ROLE, "advisor", N_("service advisor")},
    {WORD_ROLE, "technician", N_("technician")},
    {WORD_ROLE, "qc", N_("QC inspector")},
    {WORD_ROLE, "manager", N_("manager")},
};

const char *word_text(enum word_kind kind, const char *word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].kind == kind && strcmp(words[i].word, word) == 0) {
            return _(words[i].text);
        }
    }
    return word;
}

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
