/* A form made from a command's row in the table: any command can be run from here. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/cli/show.h"
#include "tui/console/command_fields.h"
#include "tui/console/command_subject.h"
#include "tui/console/conflict_words.h"
#include "tui/console/draft.h"
#include "tui/console/scan.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOX_COLUMNS = 76, ABOUT_SIZE = 256, TEXT_MAX = 65536, LINES_MAX = 200 };

struct command_form {
    const struct command *command;
    struct form form;
    char about[ABOUT_SIZE]; /* what it is for, in its title; "": what the command does is enough */
    json_t *fixed;          /* arguments that are known and not shown */
    int64_t against;        /* the order's revision that is saved on top of; 0: the open order's */
    int64_t typed_for;      /* the one that it was typed for, when that is another one by now; else 0 */
    bool asked;             /* whether it shall be done: it was said yes to */
};

/* "1 3 4" of a repeated number; a repeated text is one value. */
static json_t *list_value(const struct arg *a, const char *text)
{
    json_t *list = json_array();
    if (a->type != ARG_INT) {
        json_array_append_new(list, json_string(text));
        return list;
    }
    for (size_t n = 0; *text != '\0' && json_array_size(list) < LINES_MAX; text += n) {
        text += strspn(text, " ,");
        n = strcspn(text, " ,");
        if (n > 0) {
            json_array_append_new(list, json_stringn(text, n));
        }
    }
    return list;
}

static int64_t revision_of(struct ui *ui, const struct command_form *v)
{
    return v->against != 0 ? v->against : answer_int(ui_order(ui), "revision", 0);
}

static json_t *make_params(struct ui *ui, const struct command_form *v)
{
    json_t *params = json_deep_copy(v->fixed);
    for (size_t i = 0; i < v->form.count; i++) {
        const struct form_field *f = &v->form.fields[i];
        const struct arg *a = command_arg(v->command, f->name);
        const char *value = form_value(f);
        bool as_it_was = strcmp(value, f->initial) == 0;
        bool edits = strcmp(v->command->id, "order.edit") == 0 && strcmp(f->name, "job") != 0;
        bool of_order = edits || strcmp(f->name, "odometer") == 0 || strcmp(f->name, "vin") == 0;
        if (value[0] == '\0' || (as_it_was && of_order && (a->flags & ARG_NEEDED) == 0)) {
            continue; /* what is not changed is not sent, so that it is no change */
        }
        if (a->type == ARG_FLAG) {
            json_object_set_new(params, f->name, json_true());
        } else if ((a->flags & ARG_REPEATED) != 0) {
            json_object_set_new(params, f->name, list_value(a, value));
        } else {
            json_object_set_new(params, f->name, json_string(value));
        }
    }
    if (strcmp(v->command->id, "order.edit") == 0 && json_object_get(params, "concern_text") == NULL) {
        json_object_del(params, "job"); /* it is only that of the text */
    }
    if ((v->command->flags & CMD_CHANGES) != 0) {
        json_object_set_new(params, COMMAND_DRAFT, json_true());
    }
    bool own = ui_order(ui) != NULL && json_object_get(v->fixed, "order") != NULL;
    if (own && command_arg(v->command, "revision") != NULL) {
        json_object_set_new(params, "revision", json_integer(revision_of(ui, v)));
    }
    return params;
}

/* What was done, to what and to which order. */
static void say_done(struct ui *ui, const struct command *c, const json_t *answer, const char *subject)
{
    const char *order = answer_text(answer, "order");
    if (strcmp(c->id, "order.stage") == 0) {
        ui_say(ui, STYLE_GOOD, _("Done: %s is now in the stage: %s"), order,
               word_text(WORD_STAGE, answer_text(answer, "stage")));
    } else if (strcmp(c->id, "order.remove_line") == 0) {
        ui_say(ui, STYLE_GOOD, _("Done: %s: %s; u takes it back"), _(c->summary), subject);
    } else if (subject[0] != '\0') {
        ui_say(ui, STYLE_GOOD, _("Done: %s: %s"), _(c->summary), subject);
    } else if (order[0] != '\0') {
        ui_say(ui, STYLE_GOOD, _("Done: %s (%s)"), _(c->summary), order);
    } else {
        ui_say(ui, STYLE_GOOD, _("Done: %s"), _(c->summary));
    }
}

static void show_answer(struct ui *ui, const struct command *c, const json_t *answer, const char *subject)
{
    if ((c->flags & CMD_CHANGES) != 0) {
        if (!answer_has(answer, "warnings")) { /* a warning already stands there */
            say_done(ui, c, answer, subject);
        }
        return;
    }
    if (answer_has(answer, "page")) { /* it is a printed page already */
        screen_text_open(ui, _(c->summary), answer_text(answer, "page"));
        return;
    }
    struct buf text;
    buf_init(&text, TEXT_MAX * 16);
    show_result(answer, &text);
    screen_text_open(ui, _(c->summary), text.data);
    buf_free(&text);
}

/* Runs it; true when it is done. An error goes to the form, where what was typed stays. */
static bool submit(struct ui *ui, struct command_form *v, struct error *e)
{
    json_t *answer = NULL;
    json_t *params = make_params(ui, v);
    struct buf subject; /* as the order was: a line that is removed has no name afterwards */
    buf_init(&subject, TEXT_MAX);
    command_subject(ui, v->command, params, &subject);
    enum status st = ui_try(ui, v->command->id, params, &answer, e);
    if (st == ST_OK) {
        const struct command *c = v->command;
        ui_pop_of(ui, v);
        show_answer(ui, c, answer, subject.data);
    }
    buf_free(&subject);
    json_decref(answer);
    return st == ST_OK;
}

/* What the form is about and none of its fields says: the row that the cursor was on, or how many lines a
 * decision takes. Appends. */
static void add_subject(struct ui *ui, const struct command_form *v, struct buf *out)
{
    if (command_takes_lines(v->command)) {
        json_t *params = make_params(ui, v);
        command_subject(ui, v->command, params, out);
        json_decref(params);
    } else {
        command_subject(ui, v->command, v->fixed, out);
    }
}

static void command_close(void *self)
{
    struct command_form *v = self;
    form_free(&v->form);
    json_decref(v->fixed);
    free(v);
}

static void command_draw(struct ui *ui, void *self, struct area a)
{
    struct command_form *v = self;
    struct term *t = ui_term(ui);
    struct buf subject;
    buf_init(&subject, TEXT_MAX);
    add_subject(ui, v, &subject);
    int above = subject.len > 0 ? 1 : 0, rows = form_rows(&v->form) + 4 + above;
    rows = rows < a.rows ? rows : a.rows;
    int y = a.y + (a.rows - rows) / 2, x = a.x + (a.columns - BOX_COLUMNS) / 2;
    term_box(t, y, x, rows, BOX_COLUMNS, v->about[0] != '\0' ? v->about : _(v->command->summary));
    term_put(t, y + 1, x + 2, BOX_COLUMNS - 4, STYLE_HEAD, subject.data);
    form_draw(&v->form, t, y + 1 + above, x + 2, rows - 3 - above, BOX_COLUMNS - 4, true);
    term_put(t, y + rows - 2, x + 2, BOX_COLUMNS - 4, STYLE_DIM,
             _("F8: do it   Esc: back   Tab: next field   * needed"));
    buf_free(&subject);
}

/* The cursor goes where the mistake is: a message begins with an argument's name, or the code holds it. */
static void go_to_wrong(struct form *form, const struct error *e)
{
    for (size_t i = 0; i < form->count; i++) {
        const char *name = form->fields[i].name;
        if (strncmp(e->message, name, strlen(name)) == 0) {
            form->at = i;
            return;
        }
    }
    form_go_to(form, e->code);
}

static int64_t first_job(const struct ui *ui)
{
    return answer_int(json_array_get(json_object_get(ui_order(ui), "jobs"), 0), "job", 0);
}

/* The job that the form is about; 0: none is chosen. */
static int64_t job_of(const struct command_form *v)
{
    const struct form_field *field = form_find((struct form *)(uintptr_t)&v->form, "job");
    const char *job = field != NULL ? form_value(field) : answer_text(v->fixed, "job");
    return strtoll(job, NULL, 10);
}

static void save_or_ask(struct ui *ui, void *self);

/* Saves; what is wrong is said in the form, and who was faster on a screen of its own. */
static void save(struct ui *ui, void *self)
{
    struct command_form *v = self;
    struct error e = ERROR_NONE;
    if (!form_is_filled(&v->form) || submit(ui, v, &e)) {
        return;
    }
    if (e.status == ST_CONFLICT && ui_order(ui) != NULL) {
        v->typed_for = v->typed_for != 0 ? v->typed_for : revision_of(ui, v);
        v->against = 0; /* what is saved next is saved on top of theirs */
        ui_open_order(ui, answer_text(ui_order(ui), "order"));
        int64_t job = job_of(v) != 0 ? job_of(v) : first_job(ui);
        conflict_facts_of_form(v->command, v->fixed, job, first_job(ui), &e);
        screen_conflict_open(ui, &e, &v->form, save_or_ask, v);
        return;
    }
    ui_form_fail(&v->form, &e);
    go_to_wrong(&v->form, &e);
}

/* A car that is not ready is not handed over: nothing is asked, it is said why. The order's revision goes
 * with it, so that one which has become ready meanwhile is not handed over unasked either. */
static bool is_refused(const struct ui *ui, const struct command *c)
{
    return strcmp(c->id, "order.deliver") == 0 && strcmp(answer_text(ui_order(ui), "stage"), "ready") != 0;
}

static void save_asked(struct ui *ui, void *self)
{
    struct command_form *v = self;
    v->asked = true;
    save(ui, v);
}

static void save_or_ask(struct ui *ui, void *self)
{
    struct command_form *v = self;
    const struct form_field *stage = form_find(&v->form, "stage");
    if (v->asked) { /* a conflict came between */
        save(ui, v);
    } else if (stage != NULL && strcmp(v->command->id, "order.stage") == 0 &&
               strcmp(form_value(stage), "cancelled") ==
                   0) { /* it can be undone, but a car leaves the floor */
        char question[TEXT_MAX];
        snprintf(question, sizeof question, _("Cancel order %s? It leaves the board and the floor."),
                 answer_text(v->fixed, "order"));
        ui_ask(ui, question, save_asked, v);
    } else if ((v->command->flags & CMD_ASK) == 0 || is_refused(ui, v->command)) {
        save(ui, v);
    } else if (form_is_filled(&v->form) && form_is_right(&v->form)) { /* else there is nothing to ask about */
        struct buf typed;
        buf_init(&typed, TEXT_MAX);
        command_typed(ui, &v->form, v->command, &typed);
        screen_ask_typed(ui, v->command, typed.data, save_asked, v);
        buf_free(&typed);
    }
}

/* Another job was chosen: what stands there as it was recorded is now that of this one. */
static void follow_job(struct ui *ui, struct command_form *v)
{
    char value[FIELD_MAX];
    for (size_t i = 0; i < v->form.count; i++) {
        struct form_field *f = &v->form.fields[i];
        bool untouched = strcmp(form_value(f), f->initial) == 0;
        if (untouched && command_recorded(ui, v->command, f->name, job_of(v), value, sizeof value)) {
            form_start(f, value);
        }
    }
}

static bool command_press(struct ui *ui, void *self, const struct press *p)
{
    struct command_form *v = self;
    enum form_event event = form_press(&v->form, p);
    if (event == FORM_CHANGED && strcmp(v->form.fields[v->form.at].name, "job") == 0) {
        follow_job(ui, v);
    }
    if (event == FORM_BACK) {
        ui_back(ui);
    } else if (event == FORM_DONE) {
        v->asked = false; /* what is typed may be another thing by now */
        save_or_ask(ui, v);
    }
    return event != FORM_IGNORED;
}

static bool command_unsaved(const void *self)
{
    const struct command_form *v = self;
    return form_typed(&v->form);
}

static void command_draft(const void *self, struct draft *out)
{
    const struct command_form *v = self;
    out->form = (v->command->flags & CMD_CHANGES) != 0 ? v->command->id : NULL;
    text_copy(out->subject, sizeof out->subject, answer_text(v->fixed, "order"));
    out->content = json_pack("{s:o,s:o,s:O}", "fields", draft_of_form(&v->form), "shown",
                             draft_shown_of_form(&v->form), "fixed", v->fixed);
    params_text(out->content, "about", v->about);
    if (v->typed_for != 0) {
        json_object_set_new(out->content, "revision", json_integer(v->typed_for));
    }
}

static struct field *command_field(void *self)
{
    struct command_form *v = self;
    return form_field_here(&v->form);
}

static struct form *form_of(void *self)
{
    struct command_form *v = self;
    return &v->form;
}

/* Numbers belong into the fields for numbers, but no order's into one for a part's. */
static enum scan_fit command_scan_fit(const void *self, const char *code, const char *kind)
{
    const struct command_form *v = self;
    const char *name = v->form.fields[v->form.at].name;
    bool any = strcmp(name, "query") == 0, order = strcmp(kind, "order") == 0;
    bool part = !order && (strcmp(name, "part") == 0 || strcmp(name, "op") == 0);
    bool fits = any || (scan_is_vin(code) ? strcmp(name, "vin") == 0 : part);
    return fits ? SCAN_TYPED : SCAN_ELSEWHERE;
}

static const struct screen_ops command_ops = {.own_keys = form_keys,
                                              .context = CTX_FORM,
                                              .overlay = true,
                                              .typing = true,
                                              .draw = command_draw,
                                              .press = command_press,
                                              .unsaved = command_unsaved,
                                              .draft = command_draft,
                                              .field = command_field,
                                              .form = form_of,
                                              .scan_fit = command_scan_fit,
                                              .close = command_close};

/* Takes `fixed` and `start` over; NULL when memory is out. */
static struct command_form *new_form(struct ui *ui, const struct command *c, json_t *fixed, json_t *start)
{
    struct command_form *v = calloc(1, sizeof *v);
    if (v == NULL || !form_new(&v->form)) {
        free(v);
        json_decref(fixed);
        json_decref(start);
        return NULL;
    }
    v->command = c;
    v->fixed = fixed != NULL ? fixed : json_object();
    command_fields(ui, &v->form, c, v->fixed, start);
    json_decref(start);
    return v;
}

/* Nothing is left to be typed: it is done at once. */
static void run_at_once(struct ui *ui, void *self)
{
    struct command_form *v = self;
    struct error e = ERROR_NONE;
    if (!submit(ui, v, &e)) {
        struct buf text;
        buf_init(&text, TEXT_MAX);
        ui_error_text(&e, &text);
        ui_pop(ui);
        ui_say(ui, STYLE_BAD, "%s", text.data);
        buf_free(&text);
    }
}

void screen_command_open_with(struct ui *ui, const struct command *c, json_t *fixed, json_t *start)
{
    struct command_form *v = new_form(ui, c, fixed, start);
    ui_push(ui, &command_ops, v);
    if (v != NULL && v->form.count == 0) {
        run_at_once(ui, v);
    }
}

void screen_command_open_about(struct ui *ui, const struct command *c, json_t *fixed, json_t *start,
                               const char *about, const char *first)
{
    struct command_form *v = new_form(ui, c, fixed, start);
    if (v != NULL) {
        text_copy(v->about, sizeof v->about, about);
        form_go_to(&v->form, first);
    }
    ui_push(ui, &command_ops, v);
}

void screen_command_restore(struct ui *ui, const struct command *c, const json_t *content, int64_t revision)
{
    struct command_form *v = new_form(ui, c, json_copy(json_object_get(content, "fixed")), NULL);
    if (v != NULL && v->form.count > 0) {
        bool as_then = revision == answer_int(ui_order(ui), "revision", 0);
        v->against = v->typed_for = as_then ? 0 : revision;
        text_copy(v->about, sizeof v->about, answer_text(content, "about"));
        draft_shown_into_form(&v->form, json_object_get(content, "shown"));
        draft_into_form(&v->form, json_object_get(content, "fields"));
        form_resume(&v->form);
        ui_push(ui, &command_ops, v);
    } else if (v != NULL) {
        command_close(v);
    }
}

static void open_asked(struct ui *ui, void *arg)
{
    screen_command_open_with(ui, arg, NULL, NULL);
}

void screen_command_open(struct ui *ui, const struct command *c)
{
    struct buf text;
    buf_init(&text, TEXT_MAX);
    if (command_has_no_line(ui, c, &text)) {
        ui_say(ui, STYLE_WARN, "%s", text.data);
        buf_free(&text);
        return;
    }
    struct command_form *v = (c->flags & CMD_ASK) != 0 ? new_form(ui, c, NULL, NULL) : NULL;
    bool asks_now = v != NULL && v->form.count == 0;
    if (v != NULL) {
        add_subject(ui, v, &text);
        command_close(v);
    }
    if (asks_now) {
        screen_ask_typed(ui, c, text.data, open_asked, (void *)(uintptr_t)c);
    } else {
        screen_command_open_with(ui, c, NULL, NULL);
    }
    buf_free(&text);
}
