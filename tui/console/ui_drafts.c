/* Nothing typed is lost: what a screen would lose is kept as a draft. */
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "tui/console/screen_words.h"
#include "tui/console/ui_inside.h"

#include <stdlib.h>
#include <string.h>

enum { DRAFT_MS = 2000, DRAFT_LONG_MS = 10000 /* who types without a pause */ };

/* Runs a draft's command; what goes wrong is said, and the typing goes on. *in_file: it lies beside the
 * database, which is locked. */
static bool call_draft(struct ui *ui, const char *id, json_t *params, bool *in_file)
{
    struct error e = ERROR_NONE;
    json_t *answer = NULL;
    bool good = client_call(ui->client, id, params, &answer, &e) == ST_OK;
    ui_note_write(ui, command_find(id), good ? ST_OK : e.status, &e, answer);
    *in_file = good && strcmp(answer_text(answer, "kept"), "file") == 0;
    json_decref(params);
    json_decref(answer);
    if (!good) {
        ui_say(ui, STYLE_WARN, _("What you typed is not kept safe yet: %s"), e.message);
    }
    return good;
}

static json_t *draft_params(const struct draft *d)
{
    json_t *params = json_pack("{s:s}", "form", d->form);
    params_text(params, "subject", d->subject);
    return params;
}

/* What somebody threw away needs no draft. */
void ui_forget_draft(struct ui *ui, struct entry *one)
{
    bool in_file = false;
    struct draft d = {.form = ""};
    if (one->draft != NULL && one->ops->draft != NULL) {
        one->ops->draft(one->self, &d);
        json_decref(d.content);
        call_draft(ui, "draft.drop", draft_params(&d), &in_file);
        free(one->draft);
        one->draft = NULL;
    }
}

void ui_note_unkept(struct entry *one, bool unkept)
{
    int64_t now = when_monotonic();
    one->typed_from = one->typed ? one->typed_from : now;
    one->typed_at = now;
    one->typed = unkept;
}

/* Quiet for two seconds, or typing for long. */
bool ui_draft_is_due(const struct entry *one)
{
    int64_t now = when_monotonic();
    return one->typed && (now - one->typed_at >= DRAFT_MS || now - one->typed_from >= DRAFT_LONG_MS);
}

/* What others change after it is not overwritten by a draft that comes back. */
void ui_put_revision(const struct ui *ui, const struct entry *one, const struct draft *d)
{
    const json_t *order = one == &ui->stack[ui->depth - 1] ? ui->order : one->order;
    bool about = d->subject[0] != '\0' && strcmp(answer_text(order, "order"), d->subject) == 0;
    if (about && !answer_has(d->content, "revision")) {
        json_object_set_new(d->content, "revision", json_integer(answer_int(order, "revision", 0)));
    }
}

/* Keeps what a screen would lose, when it differs from what was kept. */
void ui_keep_draft(struct ui *ui, struct entry *one)
{
    struct draft d = {.form = ""};
    one->typed = false;
    if (one->ops->draft == NULL || client_user(ui->client)[0] == '\0') {
        return;
    }
    if (!ui_unsaved(one)) {
        ui_forget_draft(ui, one);
        return;
    }
    one->ops->draft(one->self, &d);
    ui_put_revision(ui, one, &d);
    char *text = d.form != NULL ? json_dumps(d.content, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(d.content);
    if (text != NULL && (one->in_file || one->draft == NULL || strcmp(one->draft, text) != 0)) {
        bool was_in_file = one->in_file;
        json_t *params = draft_params(&d);
        params_text(params, "content", text);
        if (call_draft(ui, "draft.save", params, &one->in_file)) {
            free(one->draft);
            one->draft = text;
            text = NULL;
        }
        if (one->in_file && !was_in_file && ui->link != CLIENT_AWAY) { /* of that there is a banner */
            ui_say(ui, STYLE_WARN, "%s",
                   _("The database is locked: what you type is kept in a file until it can be written"));
        }
        ui_note_unkept(one, text != NULL || one->in_file); /* tried again later */
    }
    free(text);
}

void ui_keep_drafts(struct ui *ui)
{
    for (int i = 0; i < ui->depth; i++) {
        ui_keep_draft(ui, &ui->stack[i]);
    }
}

bool ui_all_kept(const struct ui *ui)
{
    for (int i = 0; i < ui->depth; i++) {
        const struct entry *one = &ui->stack[i];
        bool kept = one->draft != NULL && (!one->typed || one->in_file);
        if (ui_unsaved(one) && !kept) {
            return false;
        }
    }
    return true;
}

void ui_hang_up(struct ui *ui)
{
    ui_keep_drafts(ui);
}
