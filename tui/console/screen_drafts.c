/* What was typed before a line dropped or a program was killed is offered again at log-in. */
#include "core/base/i18n.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <string.h>

enum { QUESTION_MAX = 1024 };

static void reopen_one(struct ui *ui, const json_t *draft)
{
    const struct command *c = command_find(answer_text(draft, "form"));
    const json_t *content = json_object_get(draft, "content");
    if (c == NULL || !json_is_object(content)) {
        return; /* an older program's form */
    }
    if (strcmp(c->id, "order.open") == 0) {
        screen_intake_restore(ui, content);
        return;
    }
    const char *subject = answer_text(draft, "subject");
    if (subject[0] != '\0') {
        screen_order_open(ui, subject);
        if (strcmp(subject, answer_text(ui_order(ui), "order")) != 0) {
            return; /* it cannot be read now: the draft waits */
        }
    }
    int64_t revision = answer_int(content, "revision", answer_int(draft, "revision", 0));
    screen_command_restore(ui, c, content, revision);
}

static void reopen(struct ui *ui, void *arg)
{
    (void)arg;
    size_t i;
    const json_t *draft;
    json_t *answer = NULL;
    if (ui_call(ui, "draft.list", NULL, &answer) == ST_OK) {
        json_array_foreach(json_object_get(answer, "drafts"), i, draft)
        {
            reopen_one(ui, draft);
        }
    }
    json_decref(answer);
    ui_keep_drafts(ui);
}

void screen_drafts_offer(struct ui *ui)
{
    json_t *answer = NULL;
    if (ui_call(ui, "draft.list", NULL, &answer) != ST_OK) {
        return;
    }
    const json_t *drafts = json_object_get(answer, "drafts");
    const json_t *first = json_array_get(drafts, 0);
    const struct command *c = command_find(answer_text(first, "form"));
    if (c != NULL) {
        struct buf question;
        buf_init(&question, QUESTION_MAX);
        const char *subject = answer_text(first, "subject");
        buf_addf(&question, _("%zu unfinished: %s%s%s."), json_array_size(drafts), _(c->summary),
                 subject[0] != '\0' ? " " : "", subject);
        buf_addc(&question, ' ');
        if (answer_has(first, "terminal")) { /* the same person may have two consoles */
            char when[WHEN_SIZE];
            buf_addf(&question, _("It was typed at %s on %s and may still be open there."),
                     answer_when(first, "saved_at", when), answer_text(first, "terminal"));
            buf_addc(&question, ' ');
        }
        buf_adds(&question, _("Go on with it?"));
        ui_ask(ui, question.data, reopen, NULL);
        buf_free(&question);
    }
    json_decref(answer);
}
