/* How the console stands with what it writes to: a service that is away, is back, or does not know one any
 * more; a disk that is full. */
#include "core/base/i18n.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"
#include "tui/console/ui_inside.h"

#include <string.h>

bool ui_look_at_link(struct ui *ui)
{
    enum client_link link = client_link(ui->client), before = ui->link;
    if (link == before) {
        return false;
    }
    ui->link = link;
    if (before == CLIENT_AWAY && !ui_is_public(ui)) {
        ui_say(ui, STYLE_GOOD, "%s", _("The service is back"));
    }
    if (link == CLIENT_STRANGER) {
        screen_lock_open(ui);
        ui_say(ui, STYLE_WARN, "%s", _("The service is back and asks for your PIN; what you typed is kept"));
    }
    return true;
}

const char *ui_banner(const struct ui *ui)
{
    if (ui->link == CLIENT_AWAY) {
        return client_user(ui->client)[0] != '\0' && !ui_is_public(ui)
                   ? _(" the service is away; what you type is kept ")
                   : _(" the service is away ");
    }
    return ui->disk_full && !ui_is_public(ui) ? _(" the disk is full: one can only read ") : "";
}

void ui_note_write(struct ui *ui, const struct command *c, enum status st, const struct error *e,
                   const json_t *answer)
{
    bool writes = c != NULL && (c->flags & (CMD_CHANGES | CMD_OWN_TX)) != 0;
    if (st != ST_OK && strcmp(e->code, "disk_full") == 0) {
        ui->disk_full = true;
    } else if (st == ST_OK && writes && strcmp(answer_text(answer, "kept"), "file") != 0) {
        ui->disk_full = false;
    }
}
