/* Drafts (core/draft/draft.h). Saving the form for good drops its draft in the same transaction (dispatch.c).
 */
#include "core/base/i18n.h"
#include "core/command/adapters.h"
#include "core/command/command.h"
#include "core/command/json.h"
#include "core/draft/draft.h"

static const char *subject_of(const json_t *in)
{
    const char *subject = json_arg_text(in, "subject");
    return subject != NULL ? subject : "";
}

enum status cmd_draft_save(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const char *form = json_arg_text(in, "form"), *content = json_arg_text(in, "content");
    const struct command *c = command_find(form);
    if (c == NULL || (c->flags & CMD_CHANGES) == 0) {
        return error_set(e, ST_USAGE, "no_form", _("form: there is no command %s that changes something"),
                         form);
    }
    json_t *fields = json_loads(content, 0, NULL);
    if (!json_is_object(fields)) {
        json_decref(fields);
        return error_set(e, ST_USAGE, "bad_draft", _("content: a JSON object is wanted"));
    }
    json_decref(fields);
    json_put_text(out, "form", form);
    json_put_text(out, "subject", subject_of(in));
    enum draft_place place;
    enum status st = draft_save(s, form, subject_of(in), content, &place, e);
    json_put_text(out, "kept", place == DRAFT_IN_FILE ? "file" : "database");
    return st;
}

static bool add_draft(const struct draft_row *row, void *arg)
{
    json_t *one = json_object();
    json_put_text(one, "form", row->form);
    json_put_filled(one, "subject", row->subject);
    json_put_time(one, "saved_at", row->saved_at);
    json_put_filled(one, "terminal", row->terminal);
    json_put(one, "content", json_loads(row->content, 0, NULL));
    return json_array_append_new(arg, one) == 0;
}

enum status cmd_draft_list(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)in;
    json_t *list = json_array();
    enum status st = draft_each(s, add_draft, list, e);
    json_put(out, "drafts", list);
    return st;
}

enum status cmd_draft_drop(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    json_put_text(out, "form", json_arg_text(in, "form"));
    json_put_text(out, "subject", subject_of(in));
    return draft_drop(s, json_arg_text(in, "form"), subject_of(in), e);
}
