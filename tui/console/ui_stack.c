/* Screens on top of one another. */
#include "core/base/i18n.h"
#include "tui/console/screen_words.h"
#include "tui/console/ui_inside.h"

#include <stdlib.h>
#include <string.h>

/* A screen is about to stand on top of this one: what it is about is remembered. */
static void cover(struct ui *ui)
{
    if (ui->depth > 0) {
        json_decref(ui_entry(ui)->order);
        ui_entry(ui)->order = json_incref(ui->order);
    }
}

/* A screen is on top again. Its order is the open one again, as this screen knew it: what it saves must not
 * pass for having seen what others changed meanwhile. On the board the last one stays open. */
static void uncover(struct ui *ui)
{
    struct entry *one = ui->depth > 1 ? ui_entry(ui) : NULL;
    if (one == NULL || one->order == NULL ||
        strcmp(answer_text(one->order, "order"), answer_text(ui->order, "order")) == 0) {
        return;
    }
    json_decref(ui->order);
    ui->order = json_incref(one->order);
    one->seen = ui->changes - 1;
}

void ui_push(struct ui *ui, const struct screen_ops *ops, void *self)
{
    ui->prefix[0] = '\0';
    if (self == NULL) {
        ui_say(ui, STYLE_BAD, "%s", _("out of memory: close other programs and try again"));
    } else if (ui->depth == DEPTH_MAX) {
        ops->close(self);
        ui_say(ui, STYLE_BAD, "%s", _("too many screens are open: go back with Esc first"));
    } else {
        cover(ui);
        ui->stack[ui->depth++] = (struct entry){.ops = ops, .self = self, .seen = ui->changes};
    }
}

static void close_entry(struct entry *gone)
{
    free(gone->draft);
    json_decref(gone->order);
    if (gone->ops->close != NULL) {
        gone->ops->close(gone->self);
    }
}

void ui_pop(struct ui *ui)
{
    if (ui->depth > 0) {
        struct entry gone = *ui_entry(ui);
        ui->depth--;
        close_entry(&gone);
        uncover(ui);
    }
}

void ui_pop_of(struct ui *ui, const void *self)
{
    for (int i = 0; i < ui->depth; i++) {
        if (ui->stack[i].self == self) {
            struct entry gone = ui->stack[i];
            memmove(&ui->stack[i], &ui->stack[i + 1], (size_t)(ui->depth - i - 1) * sizeof gone);
            ui->depth--;
            close_entry(&gone);
            if (i == ui->depth) {
                uncover(ui);
            }
            return;
        }
    }
}

void ui_pop_to(struct ui *ui, const void *self)
{
    while (ui->depth > 1 && !ui_is_top(ui, self)) {
        ui_pop(ui);
    }
}

void *ui_self_of(struct ui *ui, const struct screen_ops *ops)
{
    for (int i = ui->depth - 1; i >= 0; i--) {
        if (ui->stack[i].ops == ops) {
            return ui->stack[i].self;
        }
    }
    return NULL;
}

const struct screen_ops *ui_top(const struct ui *ui, void **self)
{
    const struct entry *one = &ui->stack[ui->depth - 1];
    *self = one->self;
    return one->ops;
}

bool ui_is_top(const struct ui *ui, const void *self)
{
    return ui->stack[ui->depth - 1].self == self;
}

static void raise_at(struct ui *ui, int i)
{
    cover(ui);
    struct entry found = ui->stack[i];
    memmove(&ui->stack[i], &ui->stack[i + 1], (size_t)(ui->depth - i - 1) * sizeof found);
    ui->stack[ui->depth - 1] = found;
}

bool ui_raise(struct ui *ui, const struct screen_ops *ops)
{
    for (int i = 0; i < ui->depth; i++) {
        if (ui->stack[i].ops == ops) {
            raise_at(ui, i);
            return true;
        }
    }
    return false;
}

bool ui_raise_draft(struct ui *ui, const char *form, const char *subject)
{
    for (int i = 0; i < ui->depth; i++) {
        const struct entry *one = &ui->stack[i];
        struct draft d = {.form = NULL};
        if (one->ops->draft != NULL && ui_unsaved(one)) {
            one->ops->draft(one->self, &d);
            json_decref(d.content);
        }
        if (d.form != NULL && strcmp(d.form, form) == 0 && strcmp(d.subject, subject) == 0) {
            raise_at(ui, i);
            uncover(ui);
            return true;
        }
    }
    return false;
}

void ui_start_with(struct ui *ui, const struct screen_ops *ops, void *self)
{
    while (ui->depth > 0) {
        ui_pop(ui);
    }
    json_decref(ui->order); /* it was somebody else's */
    ui->order = NULL;
    ui->place = (struct order_place){0, 0};
    ui_push(ui, ops, self);
}

bool ui_unsaved(const struct entry *one)
{
    return one->ops->unsaved != NULL && one->ops->unsaved(one->self);
}

void ui_pop_saved(struct ui *ui)
{
    while (ui->depth > 1 && !ui_unsaved(ui_entry(ui))) {
        ui_forget_draft(ui, ui_entry(ui));
        ui_pop(ui);
    }
}

bool ui_any_unsaved(const struct ui *ui)
{
    for (int i = 0; i < ui->depth; i++) {
        if (ui_unsaved(&ui->stack[i])) {
            return true;
        }
    }
    return false;
}
