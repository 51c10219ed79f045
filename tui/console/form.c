#include "tui/console/form.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_COLUMNS = 22, OPTION_ROWS = 11 };

bool form_new(struct form *f)
{
    *f = (struct form){.fields = calloc(FORM_FIELDS_MAX, sizeof *f->fields)};
    return f->fields != NULL;
}

void form_free(struct form *f)
{
    for (size_t i = 0; i < f->count; i++) {
        field_wipe(&f->fields[i].field);
        free(f->fields[i].options);
    }
    free(f->fields);
    field_wipe(&f->filter.field);
    *f = (struct form){0};
}

struct form_field *form_add(struct form *f, const char *name, const char *label, bool needed)
{
    if (f->count == FORM_FIELDS_MAX) {
        return NULL;
    }
    struct form_field *field = &f->fields[f->count++];
    text_copy(field->name, sizeof field->name, name);
    field->label = label;
    field->needed = needed;
    field->field.max = FIELD_MAX - 1;
    return field;
}

bool form_add_option(struct form_field *field, const char *value, const char *label)
{
    if (field->options == NULL) {
        field->options = calloc(FORM_OPTIONS_MAX, sizeof *field->options);
    }
    if (field->options == NULL || field->option_count == FORM_OPTIONS_MAX) {
        return false;
    }
    bool nothing = field->chosen == field->option_count;
    struct form_option *o = &field->options[field->option_count++];
    text_copy(o->value, sizeof o->value, value);
    text_copy(o->label, sizeof o->label, label);
    field->chosen = nothing ? field->option_count : field->chosen;
    return true;
}

void form_set(struct form_field *field, const char *value)
{
    if (field->options == NULL) {
        field_set(&field->field, value);
        return;
    }
    for (field->chosen = 0; field->chosen < field->option_count; field->chosen++) {
        if (strcmp(field->options[field->chosen].value, value) == 0) {
            return;
        }
    }
    if (value[0] != '\0' && form_add_option(field, value, value)) {
        field->chosen = field->option_count - 1;
    }
}

void form_start(struct form_field *field, const char *value)
{
    form_set(field, value);
    text_copy(field->initial, sizeof field->initial, form_value(field));
}

struct form_field *form_find(struct form *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++) {
        if (strcmp(f->fields[i].name, name) == 0) {
            return &f->fields[i];
        }
    }
    return NULL;
}

const char *form_value(const struct form_field *field)
{
    if (field->options == NULL) {
        return field->field.text;
    }
    return field->chosen < field->option_count ? field->options[field->chosen].value : "";
}

bool form_typed(const struct form *f)
{
    for (size_t i = 0; i < f->count; i++) {
        if (!f->fields[i].field.secret && strcmp(form_value(&f->fields[i]), f->fields[i].initial) != 0) {
            return true;
        }
    }
    return false;
}

/* A field that needs something holds nothing but blanks. */
static bool is_missing(const struct form_field *field)
{
    const char *value = form_value(field);
    return field->needed && value[strspn(value, " ")] == '\0';
}

void form_resume(struct form *f)
{
    for (size_t i = 0; i < f->count; i++) {
        if (is_missing(&f->fields[i])) {
            f->at = i;
            return;
        }
        f->at = strcmp(form_value(&f->fields[i]), f->fields[i].initial) != 0 ? i : f->at;
    }
}

bool form_is_filled(struct form *f)
{
    for (size_t i = 0; i < f->count; i++) {
        const struct form_field *field = &f->fields[i];
        if (is_missing(field)) {
            f->at = i;
            f->passes = false;
            snprintf(f->error, sizeof f->error, _("%s is missing: %s"), field->label,
                     field->help != NULL ? field->help : "");
            return false;
        }
    }
    return true;
}

void form_fail(struct form *f, const struct error *e, const char *text)
{
    text_copy(f->error, sizeof f->error, text != NULL ? text : e->message);
    f->passes = strcmp(e->code, "service_away") == 0;
}

void form_forget_away(struct form *f)
{
    if (f->passes) {
        f->error[0] = '\0';
        f->passes = false;
    }
}

bool form_go_to(struct form *f, const char *text)
{
    const char *first = NULL;
    for (size_t i = 0; i < f->count; i++) {
        char name[sizeof f->fields[i].name];
        text_copy(name, sizeof name, f->fields[i].name);
        name[strcspn(name, " ")] = '\0';
        const char *at = strcasestr(text, name);
        if (at != NULL && (first == NULL || at < first)) {
            first = at;
            f->at = i;
        }
    }
    return first != NULL;
}

/* The key of an option: 1 to 9, then a to z. */
static char option_key(size_t i)
{
    return i < 9 ? (char)('1' + i) : i < 35 ? (char)('a' + (i - 9)) : ' ';
}

const struct own_key form_keys[] = {{"Tab Shift-Tab", N_("next field, field before")},
                                    {"Enter", N_("next field; in the last one done")},
                                    {"Up Down Left Right Space", N_("in a field of choices: another one")},
                                    {"/", N_("in a field of choices: look for one by its words")},
                                    {NULL, NULL}};

/* In a field of choices: its key, or blank and arrows through them; Tab and Enter lead on. */
static enum form_event press_option(struct form_field *field, const struct press *p)
{
    size_t n = field->option_count;
    for (size_t i = 0; p->text[0] != '\0' && p->text[0] != ' ' && i < n; i++) {
        if (p->text[0] == option_key(i) && p->text[1] == '\0') {
            field->chosen = i;
            return FORM_CHANGED;
        }
    }
    bool next =
        strcmp(p->name, "Right") == 0 || strcmp(p->name, "Space") == 0 || strcmp(p->name, "Down") == 0;
    if (n > 0 && next) {
        field->chosen = field->chosen + 1 < n ? field->chosen + 1 : 0;
        return FORM_CHANGED;
    }
    if (n > 0 && (strcmp(p->name, "Left") == 0 || strcmp(p->name, "Up") == 0)) {
        field->chosen = field->chosen > 0 ? field->chosen - 1 : n - 1;
        return FORM_CHANGED;
    }
    if (!field->needed && (strcmp(p->name, "Delete") == 0 || strcmp(p->name, "Backspace") == 0)) {
        field->chosen = n;
        return FORM_CHANGED;
    }
    return p->text[0] != '\0' || p->paste != NULL ? FORM_MOVED : FORM_IGNORED;
}

/* A choice passes by how it reads or what is sent for it. */
static bool fits(const struct form *f, const struct form_option *o)
{
    struct buf text;
    buf_init(&text, 2 * FORM_OPTION_SIZE);
    buf_addf(&text, "%s %s", o->label, o->value);
    bool passes = !f->filter.open || filter_match(&f->filter, text.data);
    buf_free(&text);
    return passes;
}

/* The next choice that passes, from `from` on in one direction and then from the other end; option_count:
 * none does. */
static size_t next_fitting(const struct form *f, const struct form_field *field, size_t from, bool down)
{
    size_t n = field->option_count;
    for (size_t i = 0; i < n; i++) {
        size_t at = (down ? from + i : from + n - i) % n;
        if (fits(f, &field->options[at])) {
            return at;
        }
    }
    return n;
}

static void step_fitting(const struct form *f, struct form_field *field, bool down)
{
    size_t n = field->option_count, from = field->chosen < n ? field->chosen + (down ? 1 : n - 1) : 0;
    size_t at = n > 0 ? next_fitting(f, field, from, down) : n;
    field->chosen = at < n ? at : field->chosen;
}

/* / narrows the choices while one types, and the first that passes is marked: Enter takes it, Esc leaves the
 * one before. True: the key was the filter's. */
static bool press_filter(struct form *f, struct form_field *field, const struct press *p)
{
    bool enter = strcmp(p->name, "Enter") == 0, esc = strcmp(p->name, "Esc") == 0;
    bool down = strcmp(p->name, "Down") == 0, up = strcmp(p->name, "Up") == 0;
    size_t n = field->option_count;
    if (!f->filter.open && n > 0 && (strcmp(p->name, "/") == 0 || strcmp(p->name, "Ctrl-F") == 0)) {
        filter_anew(&f->filter);
        f->chosen_before = field->chosen;
        return true;
    }
    if (!f->filter.open) {
        return false;
    }
    if (down || up) {
        step_fitting(f, field, down);
    } else if (!enter && !esc && field_press(&f->filter.field, p)) {
        size_t first = next_fitting(f, field, field->chosen < n ? field->chosen : 0, true);
        field->chosen = f->filter.field.len > 0 && first < n ? first : f->chosen_before;
    } else {
        bool unseen = n == next_fitting(f, field, 0, true); /* what is chosen is looked at first */
        field->chosen = esc ? f->chosen_before : field->chosen;
        field_wipe(&f->filter.field);
        f->filter.open = false;
        return enter || esc || unseen; /* other keys find what is marked taken */
    }
    return true;
}

static enum form_event move(struct form *f, const char *name)
{
    bool down = strcmp(name, "Tab") == 0 || strcmp(name, "Down") == 0 || strcmp(name, "Enter") == 0;
    bool up = strcmp(name, "Shift-Tab") == 0 || strcmp(name, "Up") == 0;
    if (!down && !up) {
        return FORM_IGNORED;
    }
    f->at = down ? (f->at + 1) % f->count : (f->at + f->count - 1) % f->count;
    return FORM_MOVED;
}

struct field *form_field_here(struct form *f)
{
    struct form_field *field = &f->fields[f->at];
    return field->options == NULL ? &field->field : f->filter.open ? &f->filter.field : NULL;
}

/* A letter in a whole number is said at once; it stays, for nothing typed is lost. Full-width digits are
 * digits. */
static bool check_digits(struct form *f, const struct form_field *field)
{
    struct buf digits;
    buf_init(&digits, FIELD_MAX * 4);
    text_fold(field->field.text, &digits);
    bool right = !field->whole || strspn(digits.data, "0123456789") == digits.len;
    if (!right) {
        snprintf(f->error, sizeof f->error, _("%s: only digits"), field->label);
    }
    buf_free(&digits);
    return right;
}

static bool check_moment(struct form *f, const struct form_field *field)
{
    int64_t ms;
    const char *typed = field->field.text;
    bool right = !field->moment || typed[0] == '\0' || when_parse_near(typed, when_now(), &ms);
    if (!right) {
        snprintf(f->error, sizeof f->error, _("%s: a time is wanted, such as 16:05 (today) or 11-23 16:05"),
                 field->label);
    }
    return right;
}

bool form_is_right(struct form *f)
{
    for (size_t i = 0; i < f->count; i++) {
        if (!check_digits(f, &f->fields[i]) || !check_moment(f, &f->fields[i])) {
            f->at = i;
            f->passes = false;
            return false;
        }
    }
    return true;
}

enum form_event form_press(struct form *f, const struct press *p)
{
    struct form_field *field = &f->fields[f->at];
    if (field->options != NULL && press_filter(f, field, p)) {
        return FORM_CHANGED;
    }
    if (strcmp(p->name, "F8") == 0) {
        return FORM_DONE;
    }
    if (strcmp(p->name, "Esc") == 0) {
        return FORM_BACK;
    }
    if (strcmp(p->name, "Enter") == 0 && f->at + 1 == f->count) {
        return FORM_DONE;
    }
    enum form_event event = FORM_IGNORED;
    if (field->options != NULL) {
        event = press_option(field, p);
        if (event == FORM_MOVED) { /* a text, which a choice does not take */
            snprintf(f->error, sizeof f->error, "%s",
                     _("One of these: arrows or its number choose, / looks for a word, Tab goes on"));
        }
        /* a single choice needs no further key */
        if (event == FORM_CHANGED && f->count == 1 && p->text[0] != '\0' && p->text[0] != ' ') {
            return FORM_DONE;
        }
    } else if (field_press(&field->field, p)) {
        event = FORM_CHANGED;
    }
    if (event == FORM_CHANGED) {
        f->error[0] = '\0';
        f->passes = false;
        check_digits(f, field);
    }
    return event != FORM_IGNORED ? event : move(f, p->name);
}

/* Choices of the field one is in stand below it, each with its key. */
static int option_rows(const struct form_field *field)
{
    size_t n = field->option_count;
    return field->options == NULL ? 0 : (int)(n < OPTION_ROWS ? n : OPTION_ROWS);
}

int form_rows(const struct form *f)
{
    int most = 0;
    for (size_t i = 0; i < f->count; i++) {
        int n = option_rows(&f->fields[i]);
        most = n > most ? n : most;
    }
    return (int)f->count + most + 3;
}

static const char *chosen_label(const struct form_field *field)
{
    return field->chosen < field->option_count ? field->options[field->chosen].label : "";
}

/* The options around the chosen one, or those of them that pass; returns the rows used. */
static int draw_options(const struct form *f, const struct form_field *field, struct term *t, int y, int x,
                        int columns)
{
    int rows = option_rows(field), row = 0;
    size_t shown = 0, first = 0;
    for (size_t n = 0; n <= field->chosen && n < field->option_count; n++) {
        shown += fits(f, &field->options[n]) ? 1 : 0;
    }
    if (field->chosen < field->option_count && shown > (size_t)rows) {
        first = shown - (size_t)rows;
    }
    shown = 0;
    for (size_t n = 0; n < field->option_count && row < rows; n++) {
        char text[FORM_OPTION_SIZE + 8];
        if (!fits(f, &field->options[n]) || shown++ < first) {
            continue;
        }
        snprintf(text, sizeof text, "%c %c  %s", n == field->chosen ? '>' : ' ',
                 f->filter.open ? ' ' : option_key(n), field->options[n].label);
        term_put(t, y + row, x, columns, STYLE_TEXT | (n == field->chosen ? STYLE_SELECTED : 0U), text);
        row++;
    }
    if (shown == 0 && f->filter.open) {
        filter_draw_none(t, y, x, columns);
    }
    return rows;
}

/* A field of choices says what is chosen, or takes what one looks for; how, where not all of them are seen.
 */
static void draw_choice(const struct form *f, const struct form_field *field, struct term *t, int y, int x,
                        int columns, bool focus)
{
    if (focus && f->filter.open) {
        filter_draw(&f->filter, t, y, x, columns);
        return;
    }
    term_put(t, y, x, columns, STYLE_FIELD, chosen_label(field));
    if (focus && field->option_count > OPTION_ROWS) {
        int wide = text_width(_("/ filter"));
        term_put(t, y, x + columns - wide, wide, STYLE_DIM, _("/ filter"));
    }
    if (focus) {
        term_cursor(t, y, x);
    }
}

static void draw_field(const struct form *f, const struct form_field *field, struct term *t, int y, int x,
                       int columns, bool focus)
{
    struct buf label;
    buf_init(&label, 512);
    buf_addf(&label, "%s%s", field->label, field->needed ? " *" : "");
    term_put(t, y, x, LABEL_COLUMNS, focus ? STYLE_HEAD : STYLE_TEXT, label.data);
    int from = x + LABEL_COLUMNS + 1, room = columns - LABEL_COLUMNS - 1;
    if (field->options == NULL) {
        field_draw(&field->field, t, y, from, room, focus);
    } else {
        draw_choice(f, field, t, y, from, room, focus);
    }
    buf_free(&label);
}

void form_draw(struct form *f, struct term *t, int y, int x, int rows, int columns, bool focus)
{
    int below = 3; /* help and error */
    int room = rows - below;
    int extra = option_rows(&f->fields[f->at]);
    size_t page = (size_t)(room > extra + 1 ? room - extra : 1);
    if (f->at < f->top) {
        f->top = f->at;
    }
    if (f->at >= f->top + page) {
        f->top = f->at - page + 1;
    }
    int row = 0;
    for (size_t i = f->top; i < f->count && row < room; i++) {
        bool here = focus && i == f->at;
        draw_field(f, &f->fields[i], t, y + row, x, columns, here);
        row++;
        if (i == f->at) {
            row += draw_options(f, &f->fields[i], t, y + row, x + LABEL_COLUMNS + 1,
                                columns - LABEL_COLUMNS - 1);
        }
    }
    const char *help = f->fields[f->at].help;
    if (f->error[0] != '\0') {
        term_wrap(t, y + rows - below, x, below, columns, STYLE_BAD, f->error);
    } else if (help != NULL) {
        term_wrap(t, y + rows - below + 1, x, below - 1, columns, STYLE_DIM, help);
    }
}
