/* What was typed and thrown away: undo brings the last of it back, until something else is done. */
#include "core/base/i18n.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"
#include "tui/console/ui_inside.h"

#include <string.h>

void ui_forget_thrown(struct ui *ui)
{
    json_decref(ui->thrown);
    ui->thrown = NULL;
}

bool ui_note_thrown(struct ui *ui, const struct entry *one)
{
    struct draft d = {.form = NULL};
    if (one->ops->draft == NULL || !ui_unsaved(one)) {
        return false;
    }
    ui_forget_thrown(ui);
    one->ops->draft(one->self, &d);
    if (d.form != NULL) {
        ui_put_revision(ui, one, &d);
        ui->thrown = json_pack("{s:s,s:s,s:s,s:O}", "form", d.form, "subject", d.subject, "user",
                               client_user(ui->client), "content", d.content);
    }
    json_decref(d.content);
    return ui->thrown != NULL;
}

void ui_say_thrown(struct ui *ui)
{
    ui_say(ui, STYLE_TEXT, "%s", _("Thrown away; u or Ctrl-Z brings it back"));
}

bool ui_bring_back(struct ui *ui)
{
    json_t *thrown = ui->thrown;
    bool own = thrown != NULL && strcmp(answer_text(thrown, "user"), client_user(ui->client)) == 0;
    ui->thrown = NULL;
    if (own) {
        bool on_board = (ui_entry(ui)->ops->context & (CTX_BOARD | CTX_FLOOR)) != 0;
        bool here = !on_board && strcmp(answer_text(thrown, "subject"), answer_text(ui->order, "order")) == 0;
        int depth = ui->depth;
        screen_drafts_reopen(ui, thrown, here);
        if (ui->depth > depth) {
            ui_say(ui, STYLE_GOOD, "%s", _("What you threw away is back"));
            ui_keep_draft(ui, ui_entry(ui));
        }
    }
    json_decref(thrown);
    return own;
}
