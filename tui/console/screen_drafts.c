/* What was typed before a line dropped or a program was killed is offered again at log-in, and in a list. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/list.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUESTION_MAX = 2048, NAME_MAX_BYTES = 512, NAMED = 2, WHAT_COLUMNS = 42, WHEN_COLUMNS = 14 };

struct drafts {
    json_t *answer; /* of draft.list */
    struct list list;
};

static const json_t *drafts_of(const json_t *answer)
{
    return json_object_get(answer, "drafts");
}

/* "take a car in 京A12345", "record cause and duration SH01-000001". */
static void add_name(const json_t *draft, struct buf *out)
{
    const struct command *c = command_find(answer_text(draft, "form"));
    const char *subject = answer_text(draft, "subject");
    const char *plate = answer_text(json_object_get(draft, "content"), "plate");
    const char *about = subject[0] != '\0' ? subject : plate;
    buf_addf(out, "%s%s%s", c != NULL ? _(c->summary) : answer_text(draft, "form"),
             about[0] != '\0' ? " " : "", about);
}

/* Where it was typed, without what only the log wants to know of the connection. Borrowed. */
static const char *terminal_of(const json_t *draft)
{
    const char *text = answer_text(draft, "terminal");
    int skip = 0;
    sscanf(text, "uid %*u pid %*d %n", &skip);
    text += skip;
    return strcmp(text, "-") != 0 ? text : "";
}

static void reopen_one(struct ui *ui, const json_t *draft)
{
    const struct command *c = command_find(answer_text(draft, "form"));
    const json_t *content = json_object_get(draft, "content");
    const char *subject = answer_text(draft, "subject");
    if (c == NULL || !json_is_object(content) || ui_raise_draft(ui, c->id, subject)) {
        return; /* an older program's form, or one that is open already */
    }
    if (strcmp(c->id, "order.open") == 0) {
        screen_intake_restore(ui, content);
        return;
    }
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
        json_array_foreach(drafts_of(answer), i, draft)
        {
            reopen_one(ui, draft);
        }
    }
    json_decref(answer);
    ui_keep_drafts(ui);
}

static void say_kept(struct ui *ui, void *arg)
{
    (void)arg;
    ui_say(ui, STYLE_TEXT, "%s", _("Kept: Ctrl-P, \"draft list\" offers it again"));
}

/* The first ones by name, and how many more. */
static void add_names(const json_t *drafts, struct buf *out)
{
    size_t n = json_array_size(drafts), named = n < NAMED ? n : NAMED;
    for (size_t i = 0; i < named; i++) {
        buf_adds(out, i > 0 ? _("; ") : "");
        add_name(json_array_get(drafts, i), out);
    }
    if (n > named) {
        buf_adds(out, _("; "));
        buf_addf(out, _("and %zu more"), n - named);
    }
}

void screen_drafts_offer(struct ui *ui)
{
    json_t *answer = NULL;
    if (ui_call(ui, "draft.list", NULL, &answer) != ST_OK) {
        return;
    }
    const json_t *drafts = drafts_of(answer), *first = json_array_get(drafts, 0);
    size_t n = json_array_size(drafts);
    if (n > 0) {
        struct buf question, names;
        buf_init(&question, QUESTION_MAX);
        buf_init(&names, QUESTION_MAX);
        add_names(drafts, &names);
        buf_addf(&question, _("%zu unfinished: %s."), n, names.data);
        buf_addc(&question, ' ');
        if (n == 1 && terminal_of(first)[0] != '\0') { /* the same person may have two consoles */
            char when[WHEN_SIZE];
            buf_addf(&question, _("It was typed at %s on the terminal %s and may still be open there."),
                     answer_when(first, "saved_at", when), terminal_of(first));
            buf_addc(&question, ' ');
        }
        buf_adds(&question, n == 1 ? _("Go on with it?") : _("Go on with all of them?"));
        ui_ask_both(ui, question.data, reopen, say_kept, NULL);
        buf_free(&names);
        buf_free(&question);
    }
    json_decref(answer);
}

static void drafts_title(struct ui *ui, void *self, struct buf *out)
{
    (void)ui;
    (void)self;
    buf_adds(out, _("Typed and not yet saved"));
}

static void draw_draft(struct term *t, int y, struct area a, const json_t *draft, bool selected)
{
    char when[WHEN_SIZE];
    struct buf row, name;
    buf_init(&row, NAME_MAX_BYTES * 4);
    buf_init(&name, NAME_MAX_BYTES);
    add_name(draft, &name);
    text_pad(&row, name.data, a.columns > 2 * WHAT_COLUMNS ? a.columns - WHAT_COLUMNS : WHAT_COLUMNS, false);
    buf_addc(&row, ' ');
    text_pad(&row, answer_when(draft, "saved_at", when), WHEN_COLUMNS, false);
    buf_adds(&row, terminal_of(draft));
    term_put(t, y, a.x, a.columns, STYLE_TEXT | (selected ? STYLE_SELECTED : 0U), row.data);
    buf_free(&name);
    buf_free(&row);
}

static void drafts_draw(struct ui *ui, void *self, struct area a)
{
    struct drafts *v = self;
    struct term *t = ui_term(ui);
    size_t top = list_top(&v->list, a.rows - 1);
    for (int i = 0; i < a.rows - 1 && top + (size_t)i < v->list.count; i++) {
        size_t row = top + (size_t)i;
        draw_draft(t, a.y + i, a, json_array_get(drafts_of(v->answer), row), row == v->list.at);
    }
    term_put(t, a.y + a.rows - 1, a.x, a.columns, STYLE_DIM,
             v->list.count > 0 ? _("Enter goes on with it") : _("Nothing is unfinished"));
    term_cursor(t, a.y + (int)(v->list.at - top), a.x);
}

static void open_chosen(struct ui *ui, struct drafts *v)
{
    json_t *draft = json_incref(json_array_get(drafts_of(v->answer), v->list.at));
    if (draft != NULL) {
        ui_pop_of(ui, v);
        reopen_one(ui, draft);
        ui_keep_drafts(ui);
    }
    json_decref(draft);
}

static bool drafts_press(struct ui *ui, void *self, const struct press *p)
{
    struct drafts *v = self;
    if (strcmp(p->name, "Enter") == 0) {
        open_chosen(ui, v);
        return true;
    }
    return list_press(&v->list, p, term_rows(ui_term(ui)) - 3, false);
}

static void drafts_close(void *self)
{
    struct drafts *v = self;
    json_decref(v->answer);
    free(v);
}

static const struct screen_ops drafts_ops = {
    .title = drafts_title, .draw = drafts_draw, .press = drafts_press, .close = drafts_close};

void screen_drafts_open(struct ui *ui)
{
    json_t *answer = NULL;
    ui_keep_drafts(ui);
    if (ui_call(ui, "draft.list", NULL, &answer) != ST_OK) {
        return;
    }
    struct drafts *v = calloc(1, sizeof *v);
    if (v != NULL) {
        v->answer = answer;
        list_count(&v->list, json_array_size(drafts_of(answer)));
    } else {
        json_decref(answer);
    }
    ui_push(ui, &drafts_ops, v);
}
