/* What one looked for last: Up in a box that is empty brings it back, each kind of screen its own. Once one
 * has moved in the rows below the box, Up moves on there. */
#include "core/base/text.h"
#include "tui/console/field.h"
#include "tui/console/ui_inside.h"

#include <string.h>

/* The box for words that one is in; NULL: in none. */
static struct field *box(struct ui *ui)
{
    const struct entry *one = ui_entry(ui);
    struct field *f = one->ops->field != NULL ? one->ops->field(one->self) : NULL;
    return f != NULL && f->recalls ? f : NULL;
}

/* What somebody else looked for is nobody's affair. */
static void forget_of_others(struct ui *ui)
{
    struct recall *r = &ui->recall;
    const char *user = client_user(ui->client);
    if (strcmp(r->user, user) != 0) {
        explicit_bzero(r, sizeof *r);
        text_copy(r->user, sizeof r->user, user);
    }
}

/* The place of a kind of screen; a new one when it has none, NULL: there is no room. */
static struct recalled *place(struct recall *r, const struct screen_ops *ops)
{
    for (size_t i = 0; i < RECALLS_MAX; i++) {
        if (r->all[i].ops == ops || r->all[i].ops == NULL) {
            r->all[i].ops = ops;
            return &r->all[i];
        }
    }
    return NULL;
}

static bool is_move(const struct press *p)
{
    return strcmp(p->name, "Down") == 0 || strcmp(p->name, "PgDn") == 0 || strcmp(p->name, "End") == 0;
}

bool ui_recalls(struct ui *ui, const struct press *p, struct press *words)
{
    struct recall *r = &ui->recall;
    const struct field *f = box(ui);
    bool empty = f != NULL && f->len == 0;
    forget_of_others(ui);
    r->moved = empty && f == r->box && (r->moved || is_move(p));
    r->box = f;
    if (!empty || r->moved || strcmp(p->name, "Up") != 0) {
        return false;
    }
    const struct recalled *last = place(r, ui_entry(ui)->ops);
    *words = (struct press){.name = "Paste", .paste = last != NULL ? last->text : ""};
    return words->paste[0] != '\0';
}

void ui_recall_begin(struct ui *ui, struct recalled *before)
{
    const struct field *f = box(ui);
    before->ops = f != NULL ? ui_entry(ui)->ops : NULL;
    before->proposed = f != NULL && f->proposed;
    text_copy(before->text, sizeof before->text, f != NULL ? f->text : "");
}

void ui_recall_end(struct ui *ui, const struct press *p, const struct recalled *before)
{
    const struct field *f = box(ui);
    bool left = f == NULL || ui_entry(ui)->ops != before->ops;
    bool other = !left && (f->len == 0 || (before->proposed && strcmp(f->text, before->text) != 0));
    bool cut = strcmp(p->name, "Backspace") == 0 || strcmp(p->name, "Delete") == 0; /* letter by letter */
    if (before->text[0] == '\0' || (!left && (!other || cut) && strcmp(p->name, "Enter") != 0)) {
        return;
    }
    struct recalled *last = place(&ui->recall, before->ops);
    if (last != NULL) {
        text_copy(last->text, sizeof last->text, before->text);
    }
}
