/* Drafts (core/draft/draft.h). Saving the form for good drops its draft in the same transaction (dispatch.c).
 */
#include "core/base/i18n.h"
#include "core/command/adapters.h"
#include "core/command/command.h"
#include "core/command/json.h"
#include "core/draft/draft.h"
#include "core/work/conflict.h"

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

struct listing {
    struct session *s;
    json_t *list;
};

/* The revision of its order that a draft was typed against: programs up to now write it into the draft, older
 * ones did not, and then it is the one of when it was saved. */
static void put_revision(struct session *s, const struct draft_row *row, const json_t *content, json_t *one)
{
    struct error why = ERROR_NONE; /* about no order, or the database cannot be read now */
    int64_t revision = json_integer_value(json_object_get(content, "revision"));
    bool known = revision > 0 || row->subject[0] == '\0' ||
                 conflict_revision_at(s, row->subject, row->saved_at, &revision, &why) == ST_OK;
    if (known && revision > 0) {
        json_put_int(one, "revision", revision);
    }
}

static bool add_draft(const struct draft_row *row, void *arg)
{
    const struct listing *l = arg;
    json_t *one = json_object(), *content = json_loads(row->content, 0, NULL);
    json_put_text(one, "form", row->form);
    json_put_filled(one, "subject", row->subject);
    json_put_time(one, "saved_at", row->saved_at);
    json_put_filled(one, "terminal", row->terminal);
    put_revision(l->s, row, content, one);
    json_put(one, "content", content);
    return json_array_append_new(l->list, one) == 0;
}

enum status cmd_draft_list(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)in;
    struct listing l = {.s = s, .list = json_array()};
    enum status st = draft_each(s, add_draft, &l, e);
    json_put(out, "drafts", l.list);
    return st;
}

enum status cmd_draft_drop(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    json_put_text(out, "form", json_arg_text(in, "form"));
    json_put_text(out, "subject", subject_of(in));
    return draft_drop(s, json_arg_text(in, "form"), subject_of(in), e);
}
