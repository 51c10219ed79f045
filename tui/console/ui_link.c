/* How the console stands with what it writes to: a service that is away, is back, or does not know one any
 * more; a disk that is full or broken. */
#include "core/base/i18n.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"
#include "tui/console/ui_inside.h"

#include <string.h>

/* What failed only because the service was away can be done now. */
static void say_back(struct ui *ui)
{
    const struct form *form = NULL;
    for (int i = 0; i < ui->depth; i++) {
        const struct entry *one = &ui->stack[i];
        struct form *its = one->ops->form != NULL ? one->ops->form(one->self) : NULL;
        if (its != NULL) {
            form_forget_away(its);
        }
        form = its;
    }
    bool waits = form != NULL && form->error[0] == '\0' && ui_unsaved(ui_entry(ui));
    ui_say(ui, STYLE_GOOD, "%s", waits ? _("The service is back: F8 saves") : _("The service is back"));
}

bool ui_look_at_link(struct ui *ui)
{
    enum client_link link = client_link(ui->client), before = ui->link;
    if (link == before) {
        return false;
    }
    ui->link = link;
    if (before == CLIENT_AWAY && !ui_is_public(ui)) {
        say_back(ui);
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
    return ui->writing == WRITES || ui_is_public(ui) ? ""
           : ui->writing == DISK_FULL                ? _(" the disk is full: one can only read ")
                                                     : _(" nothing can be saved now: one can only read ");
}

/* What the database says when it cannot be written; that another program holds it is none of these. */
static bool cannot_write(const struct error *e)
{
    static const char *const codes[] = {"database", "database_readonly", "group_lost"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (strcmp(codes[i], e->code) == 0) {
            return true;
        }
    }
    return false;
}

void ui_note_write(struct ui *ui, const struct command *c, enum status st, const struct error *e,
                   const json_t *answer)
{
    bool writes = c != NULL && (c->flags & (CMD_CHANGES | CMD_OWN_TX)) != 0;
    if (st == ST_OK && writes && (c->flags & CMD_OFFLINE) == 0) { /* but for drafts */
        ui_forget_thrown(ui);
    }
    if (st == ST_FAILED && strcmp(e->code, "disk_full") == 0) {
        ui->writing = DISK_FULL;
    } else if (st == ST_FAILED && writes && cannot_write(e)) {
        ui->writing = READS_ONLY;
    } else if (st == ST_OK && writes && strcmp(answer_text(answer, "kept"), "file") != 0) {
        ui->writing = WRITES;
    }
}
