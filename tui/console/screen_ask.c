/* A question that is answered with yes or no, once. */
#include "core/base/i18n.h"
#include "tui/console/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_ROWS = 3, TEXT_ROWS_MOST = 8, FRAME_ROWS = 3, BOX_COLUMNS = 64, QUESTION_MAX = 2048 };

/* What undo does not take back, and which command does. */
static const struct {
    const char *id, *back;
} opposites[] = {
    {"user.certify", "user.revoke"},    {"user.revoke", "user.certify"},  {"vague.add", "vague.remove"},
    {"vague.remove", "vague.add"},      {"price.sync", "price.rollback"}, {"price.import", "price.rollback"},
    {"price.accept", "price.rollback"},
};

struct ask {
    char *question;
    void (*yes)(struct ui *ui, void *arg);
    void (*no)(struct ui *ui, void *arg); /* NULL: nothing */
    void *arg;
    bool throws; /* yes throws away what was typed: F8, which saves everywhere else, saves it */
};

static void ask_draw(struct ui *ui, void *self, struct area a)
{
    const struct ask *q = self;
    struct term *t = ui_term(ui);
    int used = term_wrap(t, 0, 0, TEXT_ROWS_MOST, BOX_COLUMNS - 4, STYLE_COUNT, q->question);
    int rows = FRAME_ROWS + (used > TEXT_ROWS ? used : TEXT_ROWS);
    int y = a.y + (a.rows - rows) / 2, x = a.x + (a.columns - BOX_COLUMNS) / 2;
    term_box(t, y, x, rows, BOX_COLUMNS, NULL);
    term_wrap(t, y + 1, x + 2, TEXT_ROWS_MOST, BOX_COLUMNS - 4, STYLE_WARN, q->question);
    term_put(t, y + rows - 2, x + 2, BOX_COLUMNS - 4, STYLE_TEXT,
             q->throws ? _("y: throw away    F8: save    Esc or n: go on typing")
                       : _("F8 or y: yes    Esc or n: no"));
    term_cursor(t, y + rows - 2, x + 2);
}

static bool ask_press(struct ui *ui, void *self, const struct press *p)
{
    struct ask *q = self;
    bool saves = strcmp(p->name, "F8") == 0;
    if (q->throws && saves) {
        ui_pop(ui);
        ui_press(ui, p);
        return true;
    }
    bool yes = strcmp(p->name, "y") == 0 || saves;
    bool no = strcmp(p->name, "n") == 0 || strcmp(p->name, "Esc") == 0;
    if (yes || no) {
        void (*then)(struct ui *, void *) = yes ? q->yes : q->no;
        void *arg = q->arg;
        ui_pop(ui);
        if (then != NULL) {
            then(ui, arg);
        }
    }
    return true;
}

static void ask_close(void *self)
{
    struct ask *q = self;
    free(q->question);
    free(q);
}

static const struct screen_ops ask_ops = {
    .overlay = true, .modal = true, .draw = ask_draw, .press = ask_press, .close = ask_close};

/* Takes over nothing but a copy of the question. */
static void open_ask(struct ui *ui, const char *question, const struct ask *answers)
{
    struct ask *q = calloc(1, sizeof *q);
    if (q != NULL) {
        *q = *answers;
        q->question = strdup(question);
        if (q->question == NULL) {
            free(q);
            q = NULL;
        }
    }
    ui_push(ui, &ask_ops, q);
}

void ui_ask(struct ui *ui, const char *question, void (*yes)(struct ui *ui, void *arg), void *arg)
{
    open_ask(ui, question, &(struct ask){.yes = yes, .arg = arg});
}

void ui_ask_both(struct ui *ui, const char *question, void (*yes)(struct ui *ui, void *arg),
                 void (*no)(struct ui *ui, void *arg), void *arg)
{
    open_ask(ui, question, &(struct ask){.yes = yes, .no = no, .arg = arg});
}

void ui_ask_throw(struct ui *ui, const char *question, void (*yes)(struct ui *ui, void *arg))
{
    open_ask(ui, question, &(struct ask){.yes = yes, .throws = true});
}

void screen_ask_once(struct ui *ui, const struct command *c, void (*yes)(struct ui *ui, void *arg), void *arg)
{
    screen_ask_typed(ui, c, "", yes, arg);
}

void screen_ask_typed(struct ui *ui, const struct command *c, const char *typed,
                      void (*yes)(struct ui *ui, void *arg), void *arg)
{
    struct buf question;
    const struct command *back = NULL;
    for (size_t i = 0; back == NULL && i < sizeof opposites / sizeof *opposites; i++) {
        back = strcmp(opposites[i].id, c->id) == 0 ? command_find(opposites[i].back) : NULL;
    }
    buf_init(&question, QUESTION_MAX);
    if (typed[0] != '\0') {
        buf_addf(&question, _("%s. "), typed);
    }
    if (back != NULL) {
        buf_addf(&question, _("%s: undo does not take this back, but \"%s\" does. Do it?"), _(c->summary),
                 _(back->summary));
    } else {
        buf_addf(&question, _("%s: this cannot be undone. Do it?"), _(c->summary));
    }
    ui_ask(ui, question.data, yes, arg);
    buf_free(&question);
}
