/* Keys: the screen on top has the first word, then the table of commands. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/console/available.h"
#include "tui/console/field.h"
#include "tui/console/follow.h"
#include "tui/console/ui_inside.h"

#include <stdio.h>
#include <string.h>

/* A key of the table before anybody's eyes; false: it does nothing. */
static bool run_in_public(struct ui *ui, const struct command *c)
{
    struct entry *one = ui_entry(ui);
    if (one->ops->action != NULL && one->ops->action(ui, one->self, c->id)) {
        return true;
    }
    bool way_out = strcmp(c->id, "console.back") == 0 || strcmp(c->id, "console.leave") == 0;
    return way_out && ui_run_own(ui, c->id);
}

bool ui_is_unseen(const struct ui *ui)
{
    return ui->notice && ui_is_too_small(ui);
}

/* A key that does nothing says so, and where to look. `said` is what the message before began with. */
static void unknown_key(struct ui *ui, const struct press *p, char said)
{
    if (strcmp(p->name, "F8") == 0 && said != '\0' && ui->message_style == STYLE_GOOD) {
        ui->message[0] = said; /* a form that one letter has done already: what it said stays */
    } else if (p->paste != NULL) {
        ui_say(ui, STYLE_WARN, "%s", _("nothing is pasted here: go to a field first"));
    } else if (p->name[0] != '\0' && ui_is_public(ui)) {
        ui_say(ui, STYLE_DIM, _("%s does nothing here; F1 lists what works"), p->name);
    } else if (p->name[0] != '\0') {
        struct buf text;
        buf_init(&text, MESSAGE_MAX - 1);
        available_key(ui, p->name, ui_entry(ui)->ops->context, &text);
        ui_say(ui, STYLE_DIM, "%s", text.data);
        buf_free(&text);
    }
}

bool ui_has_prefix(const struct ui *ui, const char *key)
{
    const struct screen_ops *ops = ui->stack[ui->depth - 1].ops;
    return !ops->modal && !ops->typing && !ui_is_public(ui) && keymap_begins(ops->context, key);
}

static bool prefix_begins(struct ui *ui, const struct press *p)
{
    if (!ui_has_prefix(ui, p->name)) {
        return false;
    }
    text_copy(ui->prefix, sizeof ui->prefix, p->name);
    ui->prefix_at = when_monotonic();
    ui->prefix_shown = false;
    return true;
}

/* The second press of a key of two. */
static void press_second(struct ui *ui, const struct press *p)
{
    char key[2 * KEY_NAME_SIZE], first[KEY_NAME_SIZE];
    unsigned context = ui_entry(ui)->ops->context;
    text_copy(first, sizeof first, ui->prefix);
    snprintf(key, sizeof key, "%s,%s", first, p->name);
    ui->prefix[0] = '\0';
    const struct command *c = keymap_find(context, key);
    if (c != NULL) {
        ui_run(ui, c);
    } else if (strcmp(p->name, "Esc") != 0) {
        struct buf text;
        buf_init(&text, MESSAGE_MAX - 1);
        follow_text(ui, first, context, &text);
        ui_say(ui, STYLE_DIM, _("%s %s does nothing; after %s: %s"), first, p->name, first, text.data);
        buf_free(&text);
    }
}

/* Leaving a field keeps the draft at once, typing after two quiet seconds (ui_tick). */
static void note_typing(struct ui *ui, const void *self, const struct press *p)
{
    struct entry *one = ui_entry(ui);
    if (one->self != self || one->ops->draft == NULL) {
        return;
    }
    ui_note_unkept(one, true);
    if (p->text[0] == '\0' && p->paste == NULL && strcmp(p->name, "Backspace") != 0) {
        ui_keep_draft(ui, one);
    }
}

/* What the field that one is in had no room for is not lost silently. */
static void say_full(struct ui *ui)
{
    const struct entry *one = ui_entry(ui);
    size_t offered, taken;
    struct field *f = one->ops->field != NULL ? one->ops->field(one->self) : NULL;
    if (f != NULL && field_was_full(f, &offered, &taken)) {
        ui_say(ui, STYLE_WARN, _("the field is full: %zu of %zu characters were taken"), taken, offered);
    }
}

/* Leaves when a draft of all that was typed lies safe: a question would not be seen. */
static void leave_unseen(struct ui *ui)
{
    ui_keep_drafts(ui);
    if (ui_all_kept(ui)) {
        ui->done = true;
    } else {
        ui_say(ui, STYLE_WARN, "%s", _("F10 did not leave: what you typed here cannot be kept as a draft"));
    }
}

static void press_seen(struct ui *ui, const struct press *p)
{
    char said = ui->message[0];
    ui->message[0] = '\0';
    if (ui->prefix[0] != '\0') {
        press_second(ui, p);
        return;
    }
    struct entry *one = ui_entry(ui);
    const void *self = one->self;
    if (one->ops->press != NULL && one->ops->press(ui, one->self, p)) {
        say_full(ui);
        note_typing(ui, self, p);
        return;
    }
    one = ui_entry(ui);
    bool letter = p->text[0] != '\0' && one->ops->typing;
    const struct command *c = one->ops->modal || letter ? NULL : keymap_find(one->ops->context, p->name);
    if (c != NULL && ui_is_public(ui)) {
        if (!run_in_public(ui, c)) {
            unknown_key(ui, p, said);
        }
    } else if (c != NULL) {
        ui_run(ui, c);
    } else if (one->ops->modal && strcmp(p->name, "F10") == 0) {
        ui_run_own(ui, "console.leave");
    } else if (!prefix_begins(ui, p)) {
        unknown_key(ui, p, said);
    }
}

/* Types into a form whose draft keeps it, and does nothing else. */
static bool only_types(const struct ui *ui, const struct press *p)
{
    const struct screen_ops *ops = ui->stack[ui->depth - 1].ops;
    bool moves = strcmp(p->name, "Tab") == 0 || strcmp(p->name, "Shift-Tab") == 0;
    return (moves || field_takes(p)) && ops->form != NULL && ops->draft != NULL;
}

/* Nothing is seen: a key that would do something waits until it is, and so does what comes behind it. Who
 * types on in a form while a window changes its size loses nothing. */
static void press_unseen(struct ui *ui, const struct press *p)
{
    bool may_lock = client_user(ui->client)[0] != '\0' && !ui_is_public(ui);
    if (strcmp(p->name, "F10") == 0) {
        leave_unseen(ui);
    } else if (strcmp(p->name, "Ctrl-L") == 0 && may_lock) {
        ui_run_own(ui, "console.lock");
    } else if (!ui->unseen_keys && only_types(ui, p)) {
        press_seen(ui, p);
    } else {
        ui->unseen_keys = true;
    }
}

void ui_note_hands(struct ui *ui)
{
    ui->idle_since = when_monotonic();
    ui->pressed = true;
}

void ui_press(struct ui *ui, const struct press *p)
{
    if (strcmp(p->name, "Resize") == 0) {
        term_resize(ui->term, 0, 0);
        return;
    }
    ui_note_hands(ui);
    if (ui_is_unseen(ui)) {
        press_unseen(ui, p);
        return;
    }
    struct recalled before;
    struct press words;
    ui_recall_begin(ui, &before);
    press_seen(ui, ui_recalls(ui, p, &words) ? &words : p);
    ui_recall_end(ui, p, &before);
}
