/* What was typed before a line dropped or a program was killed is offered again at log-in, and in a list. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/filter.h"
#include "tui/console/keymap.h"
#include "tui/console/list.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUESTION_MAX = 2048, NAME_MAX_BYTES = 512, NAMED = 2, WHAT_COLUMNS = 42, WHEN_COLUMNS = 14 };

struct drafts {
    json_t *answer; /* of draft.list */
    size_t *shown;  /* those that pass the filter, list.count of them */
    struct list list;
    struct filter filter;
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

void screen_drafts_reopen(struct ui *ui, const json_t *draft, bool here)
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
    if (subject[0] != '\0' && !here) {
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
            screen_drafts_reopen(ui, draft, false);
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
        buf_addf(&question, _("%zu unfinished: %s. "), n, names.data);
        if (n == 1 && terminal_of(first)[0] != '\0') { /* the same person may have two consoles */
            char when[WHEN_SIZE];
            buf_addf(&question, _("It was typed at %s on the terminal %s and may still be open there. "),
                     answer_when(first, "saved_at", when), terminal_of(first));
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

/* What, when and where, on a screen that has so many columns. */
static void draft_text(const json_t *draft, int columns, struct buf *row)
{
    char when[WHEN_SIZE];
    struct buf name;
    buf_init(&name, NAME_MAX_BYTES);
    add_name(draft, &name);
    text_pad(row, name.data, columns > 2 * WHAT_COLUMNS ? columns - WHAT_COLUMNS : WHAT_COLUMNS, false);
    buf_addc(row, ' ');
    text_pad(row, answer_when(draft, "saved_at", when), WHEN_COLUMNS, false);
    buf_adds(row, terminal_of(draft));
    buf_free(&name);
}

/* Also what its row has no room for. */
static void row_words(const void *arg, size_t row, struct buf *out)
{
    const struct drafts *v = arg;
    const json_t *draft = json_array_get(drafts_of(v->answer), row);
    add_name(draft, out);
    buf_addc(out, ' ');
    draft_text(draft, 0, out);
}

static const json_t *draft_here(const struct drafts *v)
{
    return v->list.at < v->list.count ? json_array_get(drafts_of(v->answer), v->shown[v->list.at]) : NULL;
}

/* Makes the rows of an answer, which is taken over; the cursor stays on its draft. */
static void take(struct drafts *v, json_t *answer)
{
    json_t *before = v->answer;
    const json_t *was = draft_here(v), *one;
    size_t i, here = 0, n = json_array_size(drafts_of(answer));
    json_array_foreach(drafts_of(answer), i, one)
    {
        bool same = strcmp(answer_text(one, "form"), answer_text(was, "form")) == 0 &&
                    strcmp(answer_text(one, "subject"), answer_text(was, "subject")) == 0;
        here = same ? i : here;
    }
    v->answer = answer;
    free(v->shown);
    v->shown = calloc(n + 1, sizeof *v->shown);
    filter_rows(&v->filter, v->shown != NULL ? n : 0, row_words, v, here, v->shown, &v->list);
    json_decref(before);
}

static void filter_again(struct drafts *v)
{
    take(v, json_incref(v->answer));
}

static void drafts_refresh(struct ui *ui, void *self)
{
    json_t *answer = NULL;
    if (ui_call(ui, "draft.list", NULL, &answer) == ST_OK) {
        take(self, answer);
    }
}

static void drafts_draw(struct ui *ui, void *self, struct area a)
{
    struct drafts *v = self;
    struct term *t = ui_term(ui);
    int foot = a.y + a.rows - 1;
    a.rows -= filter_is_on(&v->filter) ? 1 : 0;
    size_t top = list_top(&v->list, a.rows - 1), all = json_array_size(drafts_of(v->answer));
    for (int i = 0; i < a.rows - 1 && top + (size_t)i < v->list.count; i++) {
        size_t at = top + (size_t)i;
        struct buf row;
        buf_init(&row, NAME_MAX_BYTES * 4);
        draft_text(json_array_get(drafts_of(v->answer), v->shown[at]), a.columns, &row);
        term_put(t, a.y + i, a.x, a.columns, STYLE_TEXT | (at == v->list.at ? STYLE_SELECTED : 0U), row.data);
        buf_free(&row);
    }
    if (v->list.count == 0 && all > 0) {
        filter_draw_none(t, a.y + 1, a.x + 2, a.columns - 4);
    }
    if (v->list.count > 0 || all == 0) {
        term_put(t, a.y + a.rows - 1, a.x, a.columns, STYLE_DIM,
                 all > 0 ? _("Enter goes on with it") : _("Nothing is unfinished"));
    }
    term_cursor(t, a.y + (int)(v->list.at - top), a.x);
    if (filter_is_on(&v->filter)) {
        filter_draw(&v->filter, t, foot, a.x, a.columns);
    }
}

static void open_chosen(struct ui *ui, struct drafts *v)
{
    json_t *draft = json_incref((json_t *)(uintptr_t)draft_here(v));
    if (draft != NULL) {
        ui_pop_of(ui, v);
        screen_drafts_reopen(ui, draft, false);
        ui_keep_drafts(ui);
    }
    json_decref(draft);
}

static bool drafts_press(struct ui *ui, void *self, const struct press *p)
{
    struct drafts *v = self;
    bool changed = false;
    if (filter_key(&v->filter, p, &changed)) {
        if (changed) {
            filter_again(v);
        }
        return true;
    }
    if (strcmp(p->name, "Enter") == 0) {
        open_chosen(ui, v);
        return true;
    }
    return list_press(&v->list, p, term_rows(ui_term(ui)) - 3, v->filter.open);
}

static bool drafts_action(struct ui *ui, void *self, const char *id)
{
    (void)ui;
    struct drafts *v = self;
    bool filters = strcmp(id, "console.filter") == 0;
    if (filters) {
        filter_anew(&v->filter);
        filter_again(v);
    }
    return filters;
}

static struct field *drafts_field(void *self)
{
    struct drafts *v = self;
    return v->filter.open ? &v->filter.field : NULL;
}

static void drafts_close(void *self)
{
    struct drafts *v = self;
    json_decref(v->answer);
    free(v->shown);
    free(v);
}

static const struct own_key drafts_keys[] = {{"Enter", N_("open the form and go on with it")}, {NULL, NULL}};

static const struct screen_ops drafts_ops = {.own_keys = drafts_keys,
                                             .context = CTX_LIST,
                                             .title = drafts_title,
                                             .draw = drafts_draw,
                                             .press = drafts_press,
                                             .action = drafts_action,
                                             .refresh = drafts_refresh,
                                             .field = drafts_field,
                                             .close = drafts_close};

void screen_drafts_open(struct ui *ui)
{
    ui_keep_drafts(ui);
    struct drafts *v = calloc(1, sizeof *v);
    if (v != NULL) {
        drafts_refresh(ui, v);
    }
    if (v != NULL && v->answer == NULL) {
        drafts_close(v); /* it cannot be read, and that was said */
    } else {
        ui_push(ui, &drafts_ops, v);
    }
}
