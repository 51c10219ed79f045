#include "core/client/answer.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <string.h>

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* The facts as error_to_json wrote them. */
static void take_facts(const json_t *body, struct error *e)
{
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(body, "conflicts"), i, one)
    {
        error_fact(e, text_of(one, "field"), text_of(one, "theirs"), text_of(one, "mine"));
    }
    json_array_foreach(json_object_get(body, "choices"), i, one)
    {
        error_fact(e, text_of(one, "field"), text_of(one, "value"), "");
    }
    const json_t *more = json_object_get(body, "conflicts_left_out");
    more = more != NULL ? more : json_object_get(body, "choices_left_out");
    e->facts_left_out += json_integer_value(more) > 0 ? (size_t)json_integer_value(more) : 0;
}

static enum status take_error(const json_t *error, struct error *e)
{
    const json_t *data = json_object_get(error, "data"), *body = json_object_get(data, "error");
    json_int_t status = json_integer_value(json_object_get(data, "status"));
    if (!json_is_object(body) || status < ST_FAILED || status > ST_CONFLICT) {
        return error_set(e, ST_FAILED, "protocol",
                         _("the service does not understand this program (%s): are both of one version?"),
                         text_of(error, "message"));
    }
    error_set(e, (enum status)status, text_of(body, "code"), "%s", text_of(body, "message"));
    take_facts(body, e);
    return (enum status)status;
}

enum status answer_take(const json_t *answer, json_t **result, struct error *e)
{
    const json_t *error = json_object_get(answer, "error");
    json_t *value = json_object_get(answer, "result");
    *result = NULL;
    if (error == NULL && json_is_object(value)) {
        *result = json_incref(value);
        return ST_OK;
    }
    return take_error(error, e);
}

bool answer_progress(const json_t *message, struct progress *out)
{
    const json_t *params = json_object_get(message, "params");
    json_int_t phase = json_integer_value(json_object_get(params, "phase"));
    if (strcmp(text_of(message, "method"), "progress") != 0 || phase < PROGRESS_FETCHING ||
        phase > PROGRESS_INDEXING) {
        return false;
    }
    *out = (struct progress){.source = text_of(params, "source"),
                             .phase = (enum progress_phase)phase,
                             .done = json_integer_value(json_object_get(params, "done")),
                             .total = json_integer_value(json_object_get(params, "total"))};
    return true;
}
