/* The fields of a command's form, made from its row in the table: what can be chosen in each and what stands
 * there before one types. */
#include "tui/console/command_fields.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/cli/show.h"
#include "tui/cli/show_words.h"
#include "tui/console/command_subject.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPED_COLUMNS = 60 };

static void add_choices(struct form_field *f, const struct arg *a)
{
    for (const char *p = a->choices; *p != '\0';) {
        char value[FORM_OPTION_SIZE];
        size_t n = strcspn(p, "|");
        snprintf(value, sizeof value, "%.*s", (int)n, p);
        form_add_option(f, value, show_word("guarantees", a->name, value)); /* no other kind is chosen */
        p += n + (p[n] == '|' ? 1 : 0);
    }
}

/* Options out of an answer: a list, the member that is sent and the one that is read. */
static void add_answers(struct ui *ui, struct form_field *f, const char *id, const char *list,
                        const char *value, const char *label, const char *role)
{
    json_t *answer = NULL;
    if (ui_call(ui, id, NULL, &answer) != ST_OK) {
        return;
    }
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(answer, list), i, one)
    {
        bool other = role != NULL && strcmp(answer_text(one, "role"), role) != 0;
        if (!other && !answer_true(one, "disabled")) {
            char text[FORM_OPTION_SIZE];
            snprintf(text, sizeof text, "%.40s  %.50s", answer_text(one, value), answer_text(one, label));
            form_add_option(f, answer_text(one, value), text);
        }
    }
    json_decref(answer);
}

/* The lines of the open order; only labour is begun and ended. */
static void add_lines(struct ui *ui, struct form_field *f, bool labour)
{
    size_t i;
    const json_t *line;
    json_array_foreach(json_object_get(ui_order(ui), "lines"), i, line)
    {
        char number[24], text[4 * FORM_OPTION_SIZE]; /* an option cuts it at a character */
        if (labour && strcmp(answer_text(line, "kind"), "labour") != 0) {
            continue;
        }
        snprintf(number, sizeof number, "%lld", (long long)answer_int(line, "line", 0));
        snprintf(text, sizeof text, _("line %s: %s  %s"), number, answer_text(line, "code"),
                 answer_text(line, "text"));
        form_add_option(f, number, text);
    }
}

/* The bays, each with the car that stands there now. */
static void add_bays(struct ui *ui, struct form_field *f)
{
    json_t *answer = NULL;
    const char *own = answer_text(ui_order(ui), "order");
    if (ui_call(ui, "floor", NULL, &answer) != ST_OK) {
        return;
    }
    size_t i, k;
    const json_t *bay, *block;
    json_array_foreach(json_object_get(answer, "bays"), i, bay)
    {
        struct buf label;
        buf_init(&label, 4096);
        buf_adds(&label, json_string_value(bay));
        json_array_foreach(json_object_get(answer, "blocks"), k, block)
        {
            bool there = strcmp(answer_text(block, "bay"), json_string_value(bay)) == 0;
            if (there && !answer_true(block, "ended") && strcmp(answer_text(block, "order"), own) != 0) {
                buf_addf(&label, "  %s %s", answer_text(block, "plate"), answer_text(block, "order"));
            }
        }
        form_add_option(f, json_string_value(bay), label.data);
        buf_free(&label);
    }
    json_decref(answer);
}

/* The jobs of the open order. */
static void add_jobs(struct ui *ui, struct form_field *f)
{
    size_t i;
    const json_t *job;
    json_array_foreach(json_object_get(ui_order(ui), "jobs"), i, job)
    {
        char number[24], text[4 * FORM_OPTION_SIZE]; /* an option cuts it at a character */
        snprintf(number, sizeof number, "%lld", (long long)answer_int(job, "job", 0));
        snprintf(text, sizeof text, _("job %s: %.300s"), number, answer_text(job, "concern"));
        form_add_option(f, number, text);
    }
}

static bool is_labour_work(const struct command *c)
{
    return strcmp(c->id, "order.start") == 0 || strcmp(c->id, "order.done") == 0;
}

static void add_options(struct ui *ui, struct form_field *f, const struct command *c, const struct arg *a)
{
    bool word = (a->flags & ARG_POSITIONAL) != 0;
    if (a->type == ARG_CHOICE) {
        add_choices(f, a);
    } else if (a->type == ARG_FLAG) {
        form_add_option(f, "yes", _("yes"));
    } else if (strcmp(a->name, "technician") == 0) {
        add_answers(ui, f, "user.list", "users", "user", "name", "technician");
    } else if (strcmp(a->name, "bay") == 0 && !word) {
        add_bays(ui, f);
    } else if (strcmp(a->name, "panel") == 0) {
        add_answers(ui, f, "damage.panels", "panels", "panel", "text", NULL);
    } else if (strcmp(a->name, "kind") == 0) {
        add_answers(ui, f, "damage.panels", "kinds", "kind", "text", NULL);
    } else if (strcmp(a->name, "line") == 0 && word) {
        add_lines(ui, f, is_labour_work(c));
    } else if (strcmp(a->name, "job") == 0) {
        add_jobs(ui, f);
    }
}

/* The job that the cursor is on, or the only one; 0: it is to be chosen. */
static int64_t known_job(struct ui *ui)
{
    const json_t *jobs = json_object_get(ui_order(ui), "jobs");
    int64_t only = json_array_size(jobs) == 1 ? answer_int(json_array_get(jobs, 0), "job", 0) : 0;
    return ui_place(ui).job > 0 ? ui_place(ui).job : only;
}

/* What it records stands in the place of what is recorded: of several jobs one says which. */
static bool asks_which_job(struct ui *ui, const struct command *c)
{
    bool records = strcmp(c->id, "order.diagnose") == 0 || strcmp(c->id, "order.correct") == 0;
    return records && json_array_size(json_object_get(ui_order(ui), "jobs")) > 1;
}

bool command_recorded(struct ui *ui, const struct command *c, const char *name, int64_t job_no, char *out,
                      size_t size)
{
    char hours[MONEY_SIZE];
    bool diagnoses = strcmp(c->id, "order.diagnose") == 0, corrects = strcmp(c->id, "order.correct") == 0;
    bool edits = strcmp(c->id, "order.edit") == 0;
    const json_t *jobs = json_object_get(ui_order(ui), "jobs");
    const json_t *job = json_array_size(jobs) == 1 ? json_array_get(jobs, 0) : NULL;
    for (size_t i = 0; job_no != 0 && i < json_array_size(jobs); i++) {
        const json_t *one = json_array_get(jobs, i);
        job = answer_int(one, "job", 0) == job_no ? one : job;
    }
    if (diagnoses && strcmp(name, "cause") == 0) {
        text_copy(out, size, answer_text(job, "cause"));
    } else if (diagnoses && strcmp(name, "hours") == 0) {
        text_copy(out, size, answer_quantity(ui_order(ui), "estimate_hours", hours));
    } else if (corrects && strcmp(name, "text") == 0) {
        text_copy(out, size, answer_text(job, "correction"));
    } else if (edits && strcmp(name, "concern_text") == 0) {
        text_copy(out, size, answer_text(job, "concern"));
    } else if (edits &&
               (strcmp(name, "plate") == 0 || strcmp(name, "phone") == 0 || strcmp(name, "customer") == 0)) {
        text_copy(out, size, answer_text(ui_order(ui), name));
    } else {
        return false;
    }
    return true;
}

/* The line that the cursor is on, or else the only one that can be begun or ended, wherever that stands; 0:
 * it is to be chosen. */
static int64_t known_line(struct ui *ui, const struct command *c)
{
    size_t i;
    const json_t *line;
    int64_t here = ui_place(ui).line, only = is_labour_work(c) ? command_only_line(ui, c) : 0;
    json_array_foreach(json_object_get(ui_order(ui), "lines"), i, line)
    {
        bool part = strcmp(answer_text(line, "kind"), "labour") != 0;
        if (answer_int(line, "line", 0) == here && is_labour_work(c) && part) {
            return only; /* a part is not begun */
        }
    }
    return here > 0 ? here : only;
}

/* What is known before one types: from the caller, the cursor's row, or the open order. */
static void start_value(struct ui *ui, const struct command *c, const struct arg *a, const json_t *start,
                        char *out, size_t size)
{
    const json_t *o = ui_order(ui);
    out[0] = '\0';
    if (answer_has(start, a->name)) {
        text_copy(out, size, answer_text(start, a->name));
    } else if (strcmp(a->name, "line") == 0 && known_line(ui, c) > 0) {
        snprintf(out, size, "%lld", (long long)known_line(ui, c));
    } else if (strcmp(a->name, "job") == 0 && known_job(ui) > 0) {
        snprintf(out, size, "%lld", (long long)known_job(ui));
    } else if (command_recorded(ui, c, a->name, known_job(ui), out, size)) {
        return;
    } else if (o != NULL && strcmp(a->name, "odometer") == 0 && answer_has(o, "odometer")) {
        snprintf(out, size, "%lld", (long long)answer_int(o, "odometer", 0));
    } else if (strcmp(c->id, "order.assign") == 0 && a->type == ARG_TEXT && answer_has(o, a->name)) {
        text_copy(out, size, answer_text(o, a->name)); /* one changes the bay or the technician */
    } else if (o != NULL && strcmp(a->name, "vin") == 0) {
        text_copy(out, size, answer_text(o, "vin"));
    } else if (o != NULL && strcmp(a->name, "by") == 0 && (a->flags & ARG_NEEDED) != 0) {
        text_copy(out, size, answer_text(o, "customer"));
    }
}

static bool is_whole(const struct arg *a)
{
    return a->type == ARG_INT && (a->flags & ARG_REPEATED) == 0;
}

/* What is no text of people's. */
static bool is_short(const struct arg *a)
{
    return is_whole(a) || a->type == ARG_DECIMAL || a->type == ARG_TIME || a->type == ARG_DATE ||
           strcmp(a->name, "plate") == 0 || strcmp(a->name, "vin") == 0 || strcmp(a->name, "phone") == 0;
}

/* What an argument is called in the form of this command, or in every one. */
static const char *argument_label(const struct command *c, const struct arg *a)
{
    char key[64];
    snprintf(key, sizeof key, "%s.%s", c->id, a->name);
    const char *here = show_label_known(key);
    return here != NULL ? here : show_label(a->name);
}

/* A row that is not asked for any more: the cursor is on it, or it is the only one and a question names it.
 */
static bool is_sure(struct ui *ui, const struct command *c, const struct arg *a, const char *value)
{
    bool job = strcmp(a->name, "job") == 0, line = strcmp(a->name, "line") == 0;
    bool here = ui_place(ui).line == strtoll(value, NULL, 10), asks = (c->flags & CMD_ASK) != 0;
    return job || (line && (here || asks));
}

/* An argument is shown unless it is known for sure. */
static void add_argument(struct ui *ui, struct form *form, const struct command *c, json_t *fixed,
                         const struct arg *a, const json_t *start, bool of_order)
{
    char value[FIELD_MAX];
    if (json_object_get(fixed, a->name) != NULL || (of_order && strcmp(a->name, "revision") == 0)) {
        return;
    }
    start_value(ui, c, a, start, value, sizeof value);
    bool needed = (a->flags & (ARG_NEEDED | ARG_ASKED)) != 0;
    if (of_order && needed && value[0] != '\0' && is_sure(ui, c, a, value)) {
        json_object_set_new(fixed, a->name, json_string(value));
        return;
    }
    struct form_field *f = form_add(form, a->name, argument_label(c, a), needed);
    if (f == NULL) {
        return;
    }
    bool stays =
        strcmp(c->id, "order.assign") == 0 && value[0] != '\0'; /* a bay is changed, not taken away */
    f->needed = needed || stays || (strcmp(a->name, "job") == 0 && asks_which_job(ui, c));
    f->help = _(a->help);
    f->field.secret = a->type == ARG_PIN;
    f->whole = is_whole(a);
    f->moment = a->type == ARG_TIME;
    f->field.max = is_short(a) ? FIELD_SHORT : f->field.max;
    add_options(ui, f, c, a);
    form_start(f, value);
}

void command_fields(struct ui *ui, struct form *form, const struct command *c, json_t *fixed,
                    const json_t *start)
{
    bool of_order = false;
    const struct arg *args = c->args;
    for (const struct arg *a = args; a != NULL && a->name != NULL; a++) {
        if (strcmp(a->name, "order") == 0 && (a->flags & ARG_POSITIONAL) != 0 && ui_order(ui) != NULL) {
            json_object_set_new(fixed, "order", json_string(answer_text(ui_order(ui), "order")));
            of_order = true;
        }
    }
    bool job_first = asks_which_job(ui, c) && known_job(ui) == 0; /* else when all else is said */
    for (int pass = 0; pass < 2; pass++) {
        for (const struct arg *a = args; a != NULL && a->name != NULL; a++) {
            if ((strcmp(a->name, "job") == 0) == (pass == (job_first ? 0 : 1))) {
                add_argument(ui, form, c, fixed, a, start, of_order);
            }
        }
    }
    for (size_t i = form->count; i > 0; i--) { /* begin where something is missing */
        struct form_field *f = &form->fields[i - 1];
        if (f->needed && form_value(f)[0] == '\0') {
            form->at = i - 1;
        }
    }
}

/* As the program reads it: digits of any width; -1: it is no number. */
static int64_t whole_number(const char *typed)
{
    struct buf plain;
    buf_init(&plain, FIELD_MAX * 4);
    text_fold(typed, &plain);
    bool digits = plain.len > 0 && strspn(plain.data, "0123456789") == plain.len;
    int64_t n = digits ? strtoll(plain.data, NULL, 10) : -1;
    buf_free(&plain);
    return n;
}

/* A slip here stays: the guarantees run from it. */
static void add_driven(struct ui *ui, const char *typed, struct buf *out)
{
    const json_t *o = ui_order(ui);
    int64_t now = whole_number(typed), most = answer_int(o, "odometer_most", -1);
    if (most >= 0) {
        int64_t came = answer_int(o, "odometer", 0);
        buf_addf(out, _(" (%lld at arrival)"), (long long)came);
        if (now > most) {
            buf_addf(out, _(": %lld km are further than any test drive, read it again"),
                     (long long)(now - came));
        }
    }
}

void command_typed(struct ui *ui, const struct form *form, const struct command *c, struct buf *out)
{
    for (size_t i = 0; i < form->count; i++) {
        const struct form_field *f = &form->fields[i];
        const char *value = form_value(f);
        if (value[0] == '\0' || f->field.secret) {
            continue;
        }
        bool chosen = f->option_count > 0 && f->chosen < f->option_count;
        buf_addf(out, "%s%s ", out->len > 0 ? ", " : "", f->label);
        text_cut(out, chosen ? f->options[f->chosen].label : value, TYPED_COLUMNS);
        if (strcmp(c->id, "order.deliver") == 0 && strcmp(f->name, "odometer") == 0) {
            add_driven(ui, value, out);
        }
    }
}
