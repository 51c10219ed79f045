/* Commands: those of the console itself, and those that a form asks for. */
#include "core/base/i18n.h"
#include "tui/console/available.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"
#include "tui/console/ui_inside.h"
#include "tui/console/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void drop(struct ui *ui, void *arg)
{
    (void)arg;
    bool noted = ui_note_thrown(ui, ui_entry(ui));
    ui_forget_draft(ui, ui_entry(ui));
    ui_pop(ui);
    if (noted) {
        ui_say_thrown(ui);
    }
}

void ui_back(struct ui *ui)
{
    if (ui->depth <= 1) {
        return; /* the board is the bottom; F10 leaves */
    }
    if (ui_unsaved(ui_entry(ui))) {
        ui_ask_throw(ui, _("Throw away what you typed here?"), drop);
    } else {
        drop(ui, NULL); /* of what was typed and taken back there may be a draft yet */
    }
}

static void leave(struct ui *ui, void *arg)
{
    (void)arg;
    for (int i = 0; i < ui->depth; i++) {
        ui_forget_draft(ui, &ui->stack[i]);
    }
    ui->done = true;
}

static void to_board(struct ui *ui, void *arg)
{
    (void)arg;
    int last = ui->depth - 1;
    while (last > 0 && !ui_unsaved(&ui->stack[last])) {
        last--;
    }
    bool noted = ui_note_thrown(ui, &ui->stack[last]);
    while (ui->depth > 1) {
        ui_forget_draft(ui, ui_entry(ui));
        ui_pop(ui);
    }
    if (noted) {
        ui_say_thrown(ui);
    }
}

static void go_to_board(struct ui *ui)
{
    if (ui_any_unsaved(ui)) {
        ui_ask_throw(ui, _("Go to the board and throw away what you typed?"), to_board);
    } else {
        to_board(ui, NULL);
    }
}

static void start_sync(struct ui *ui, void *arg)
{
    (void)arg;
    struct error e = ERROR_NONE;
    const char *file = client_setting(ui->client, "file");
    if (background_sync(file[0] != '\0' ? file : NULL, &ui->sync, &e) == ST_OK) {
        ui_say(ui, STYLE_TEXT, "%s", _("Price lists are being fetched; go on with your work"));
    } else {
        ui_say(ui, STYLE_BAD, "%s", e.message);
    }
}

static void ask_sync(struct ui *ui)
{
    if (ui->sync != NULL) {
        ui_say(ui, STYLE_DIM, "%s", _("Price lists are being fetched already"));
    } else {
        screen_ask_once(ui, command_find("price.sync"), start_sync, NULL);
    }
}

bool ui_look_at_sync(struct ui *ui)
{
    json_t *answer = NULL;
    struct buf text;
    if (ui->sync == NULL || ui_is_public(ui) || !background_done(ui->sync, &answer)) {
        return false;
    }
    background_free(&ui->sync);
    buf_init(&text, MESSAGE_MAX - 1);
    enum style style = background_text(answer, &text);
    ui_say(ui, style, "%s", text.data);
    buf_free(&text);
    json_decref(answer);
    return true;
}

/* What the console does by itself on every screen. */
bool ui_run_own(struct ui *ui, const char *id)
{
    if (strcmp(id, "console.help") == 0) {
        screen_help_open(ui);
    } else if (strcmp(id, "console.intake") == 0) {
        screen_intake_open(ui);
    } else if (strcmp(id, "console.prices") == 0) {
        screen_prices_open(ui);
    } else if (strcmp(id, "floor") == 0) {
        screen_floor_open(ui);
    } else if (strcmp(id, "price.held") == 0) {
        screen_held_open(ui);
    } else if (strcmp(id, "draft.list") == 0) {
        screen_drafts_open(ui);
    } else if (strcmp(id, "price.sync") == 0) {
        ask_sync(ui);
    } else if (strcmp(id, "console.board") == 0) {
        go_to_board(ui);
    } else if (strcmp(id, "console.refresh") == 0) {
        ui->changes++;
        term_redraw(ui->term);
    } else if (strcmp(id, "console.palette") == 0) {
        screen_palette_open(ui);
    } else if (strcmp(id, "undo") == 0 && ui_bring_back(ui)) {
        /* it was about what was typed and not saved */
    } else if (strcmp(id, "undo") == 0 || strcmp(id, "redo") == 0) {
        bool on_order = (ui_entry(ui)->ops->context & (CTX_BOARD | CTX_FLOOR)) == 0 && ui->order != NULL;
        undo_run(ui, id, on_order ? answer_text(ui->order, "order") : NULL);
    } else if (strcmp(id, "console.lock") == 0) {
        ui_keep_drafts(ui);
        screen_lock_open(ui);
    } else if (strcmp(id, "console.other") == 0) {
        ui_keep_drafts(ui);
        screen_other_open(ui);
    } else if (strcmp(id, "console.back") == 0) {
        ui_back(ui);
    } else if (strcmp(id, "console.leave") == 0) {
        if (ui_any_unsaved(ui)) {
            ui_ask_throw(ui, _("Leave and throw away what you typed?"), leave);
        } else {
            ui->done = true;
        }
    } else {
        return false;
    }
    return true;
}

void ui_run(struct ui *ui, const struct command *c)
{
    struct entry *one = ui_entry(ui);
    struct buf why;
    buf_init(&why, MESSAGE_MAX - 1);
    if (available_not(ui, c, one->ops->context, &why)) {
        ui_say(ui, STYLE_WARN, "%s", why.data);
    } else if (one->ops->action != NULL && one->ops->action(ui, one->self, c->id)) {
        /* the screen has done it */
    } else if (!ui_run_own(ui, c->id) && c->run != NULL) {
        screen_command_open(ui, c);
    }
    buf_free(&why);
}
