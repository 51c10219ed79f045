#include "tui/console/draft.h"
#include "tui/console/screen_words.h"

#include <string.h>

json_t *draft_of_form(const struct form *f)
{
    json_t *fields = json_object();
    for (size_t i = 0; i < f->count; i++) {
        const struct form_field *field = &f->fields[i];
        if (!field->field.secret && strcmp(form_value(field), field->initial) != 0) {
            json_object_set_new(fields, field->name, json_string(form_value(field)));
        }
    }
    return fields;
}

void draft_into_form(struct form *f, const json_t *fields)
{
    for (size_t i = 0; i < f->count; i++) {
        struct form_field *field = &f->fields[i];
        if (!field->field.secret && answer_has(fields, field->name)) {
            form_set(field, answer_text(fields, field->name));
        }
    }
}

json_t *draft_shown_of_form(const struct form *f)
{
    json_t *shown = json_object();
    for (size_t i = 0; i < f->count; i++) {
        const struct form_field *field = &f->fields[i];
        if (!field->field.secret) {
            params_text(shown, field->name, field->initial);
        }
    }
    return shown;
}

void draft_shown_into_form(struct form *f, const json_t *shown)
{
    for (size_t i = 0; i < f->count; i++) {
        struct form_field *field = &f->fields[i];
        if (!field->field.secret && answer_has(shown, field->name)) {
            form_start(field, answer_text(shown, field->name));
        }
    }
}
