/* Somebody else was faster: theirs and mine, field by field, and for each field one says which is to stand.
 */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/conflict_words.h"
#include "tui/console/filter.h"
#include "tui/console/keymap.h"
#include "tui/console/list.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum {
    BOX_COLUMNS = 78,
    HEAD_ROWS = 4,
    FOOT_ROWS = 6,
    FIELD_COLUMNS = 23,
    SIDE_COLUMNS = 24,
    TOLD_COLUMNS = 2 * SIDE_COLUMNS,
    ROW_MAX = 4 * FIELD_MAX,
    UTF8_MAX = 4 /* bytes of a character */
};

struct conflict_row {
    struct fact fact;
    struct form_field *field; /* of the form, borrowed; NULL: only to be known */
    bool theirs;              /* chosen */
};

struct conflict {
    char message[sizeof((struct error *)0)->message];
    struct conflict_row rows[ERROR_FACTS_MAX];
    size_t count;                  /* of the rows */
    size_t left_out;               /* changes that no row tells of */
    size_t shown[ERROR_FACTS_MAX]; /* those that pass the filter, list.count of them */
    struct list list;
    struct filter filter;
    struct conflict_words words;
    struct form *form; /* borrowed */
    void (*save)(struct ui *ui, void *arg);
    void *arg;
};

/* The field that the fact speaks of: by its name, else by what was sent for it (a correction is "text"). */
static struct form_field *field_of(struct form *form, const struct fact *fact)
{
    struct form_field *found = form_find(form, fact->field);
    for (size_t i = 0; found == NULL && fact->mine[0] != '\0' && i < form->count; i++) {
        if (strncmp(form_value(&form->fields[i]), fact->mine, strlen(fact->mine)) == 0) {
            found = &form->fields[i];
        }
    }
    return found;
}

static bool row_stops(const void *arg, size_t row)
{
    const struct conflict *c = arg;
    return c->rows[c->shown[row]].field != NULL;
}

/* The row that the cursor is on; NULL: the filter lets none stand. */
static struct conflict_row *row_here(struct conflict *c)
{
    return c->list.at < c->list.count ? &c->rows[c->shown[c->list.at]] : NULL;
}

/* Fields that one could choose for and does not see. */
static size_t hidden_choices(const struct conflict *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++) {
        n += c->rows[i].field != NULL ? 1 : 0;
    }
    for (size_t i = 0; i < c->list.count; i++) {
        n -= row_stops(c, i) ? 1 : 0;
    }
    return n;
}

/* What a field of the form holds, as it reads there. */
static const char *option_of(const struct form_field *field, const char *value)
{
    for (size_t i = 0; i < field->option_count; i++) {
        if (strcmp(field->options[i].value, value) == 0) {
            return field->options[i].label;
        }
    }
    return NULL;
}

static void row_label(const struct conflict *c, const struct conflict_row *row, struct buf *out)
{
    if (row->field != NULL) {
        buf_adds(out, row->field->label);
    } else {
        conflict_label(&c->words, row->fact.field, out);
    }
}

static void side_of(const struct conflict *c, const struct conflict_row *row, bool theirs, struct buf *out)
{
    const char *value = theirs ? row->fact.theirs : row->field != NULL ? form_value(row->field) : "";
    const char *option = row->field != NULL ? option_of(row->field, value) : NULL;
    if (option != NULL) {
        buf_adds(out, option);
    } else if (theirs || row->field != NULL) {
        conflict_value(&c->words, row->fact.field, value, TOLD_COLUMNS, out);
    }
}

static void row_words(const void *arg, size_t row, struct buf *out)
{
    const struct conflict *c = arg;
    row_label(c, &c->rows[row], out);
    buf_addc(out, ' ');
    side_of(c, &c->rows[row], true, out);
    buf_addc(out, ' ');
    side_of(c, &c->rows[row], false, out);
}

/* Lets the rows stand that pass the filter; the cursor is on this one when it does. */
static void show_rows(struct conflict *c, const struct conflict_row *here)
{
    filter_rows(&c->filter, c->count, row_words, c, here != NULL ? (size_t)(here - c->rows) : 0, c->shown,
                &c->list);
}

/* What is only told has nothing beside it: it takes the room of both sides. */
static void draw_row(struct term *t, const struct conflict *c, int y, int x, const struct conflict_row *row,
                     bool here)
{
    unsigned mark = here && row->field != NULL ? STYLE_SELECTED : 0U;
    struct buf text;
    buf_init(&text, ROW_MAX);
    row_label(c, row, &text);
    term_put(t, y, x, BOX_COLUMNS - 4, STYLE_TEXT | mark, "");
    term_put(t, y, x, FIELD_COLUMNS, STYLE_TEXT | mark, text.data);
    if (row->field == NULL) {
        buf_clear(&text);
        side_of(c, row, true, &text);
        term_put(t, y, x + FIELD_COLUMNS + 3, TOLD_COLUMNS, STYLE_TEXT, text.data);
    }
    for (int side = 0; row->field != NULL && side < 2; side++) {
        bool chosen = row->theirs == (side == 0);
        buf_clear(&text);
        buf_adds(&text, chosen ? "[x] " : "[ ] ");
        side_of(c, row, side == 0, &text);
        term_put(t, y, x + FIELD_COLUMNS + 1 + side * (SIDE_COLUMNS + 1), SIDE_COLUMNS,
                 (unsigned)(chosen ? STYLE_SUM : STYLE_TEXT) | mark, text.data);
    }
    buf_free(&text);
}

/* Long texts are cut in their rows: here the one that the cursor is on stands whole. */
static void draw_foot(struct term *t, const struct conflict *c, const struct conflict_row *row, int y, int x)
{
    if (row != NULL && row->field != NULL) {
        struct buf text, side;
        buf_init(&text, ROW_MAX);
        buf_init(&side, ROW_MAX);
        side_of(c, row, true, &side);
        buf_addf(&text, _("theirs: %s"), side.data);
        term_wrap(t, y, x, 2, BOX_COLUMNS - 4, STYLE_DIM, text.data);
        buf_clear(&text);
        buf_clear(&side);
        side_of(c, row, false, &side);
        buf_addf(&text, _("mine: %s"), side.data);
        term_wrap(t, y + 2, x, 2, BOX_COLUMNS - 4, STYLE_DIM, text.data);
        buf_free(&side);
        buf_free(&text);
    }
    term_put(t, y + 4, x, BOX_COLUMNS - 4, STYLE_TEXT,
             _("Left: theirs   Right: mine   F8: save so   Esc: back to the form"));
}

/* The filter, and how much it hides. */
static void draw_filter(struct term *t, const struct conflict *c, int y, int x)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_addf(&text, _("%zu of %zu rows are hidden"), c->count - c->list.count, c->count);
    int columns = BOX_COLUMNS - 4, wide = text_width(text.data);
    term_put(t, y, x + columns - wide, wide, STYLE_WARN, text.data);
    filter_draw(&c->filter, t, y, x, columns - wide - 1);
    buf_free(&text);
}

static void draw_left_out(struct term *t, const struct conflict *c, int y, int x)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_addf(&text, _("Changes that have no row here: %zu. The order's log has them all"), c->left_out);
    term_put(t, y, x, BOX_COLUMNS - 4, STYLE_WARN, text.data);
    buf_free(&text);
}

static void conflict_draw(struct ui *ui, void *self, struct area a)
{
    struct conflict *c = self;
    struct term *t = ui_term(ui);
    int rows = (int)c->count + HEAD_ROWS + FOOT_ROWS + 2;
    rows = rows < a.rows ? rows : a.rows;
    int y = a.y + (a.rows - rows) / 2, x = a.x + (a.columns - BOX_COLUMNS) / 2 + 2;
    int page = rows - HEAD_ROWS - FOOT_ROWS - 1;
    term_box(t, y, x - 2, rows, BOX_COLUMNS, _("Somebody else changed this order meanwhile"));
    term_wrap(t, y + 1, x, 2, BOX_COLUMNS - 4, STYLE_WARN, c->message);
    term_put(t, y + 3, x, FIELD_COLUMNS, STYLE_DIM, _("/ filter"));
    term_put(t, y + 3, x + FIELD_COLUMNS + 1, SIDE_COLUMNS, STYLE_HEAD, _("theirs, as it is now"));
    term_put(t, y + 3, x + FIELD_COLUMNS + SIDE_COLUMNS + 2, SIDE_COLUMNS, STYLE_HEAD, _("mine"));
    size_t top = list_top(&c->list, page);
    for (int i = 0; i < page && top + (size_t)i < c->list.count; i++) {
        size_t row = top + (size_t)i;
        draw_row(t, c, y + HEAD_ROWS + i, x, &c->rows[c->shown[row]], row == c->list.at);
    }
    if (c->list.count == 0) {
        filter_draw_none(t, y + HEAD_ROWS, x, BOX_COLUMNS - 4);
    }
    draw_foot(t, c, row_here(c), y + rows - FOOT_ROWS, x);
    term_cursor(t, y + HEAD_ROWS + (int)(c->list.at - top), x);
    if (filter_is_on(&c->filter)) {
        draw_filter(t, c, y + rows - FOOT_ROWS - 1, x);
    } else if (c->left_out > 0) {
        draw_left_out(t, c, y + rows - FOOT_ROWS - 1, x);
    }
}

/* A long text is told only by its beginning: the order has it whole. Borrowed. */
static const char *whole_theirs(const json_t *order, const char *begins)
{
    static const char *const keys[] = {"concern", "cause", "correction"};
    size_t i, n = strlen(begins);
    const json_t *job;
    json_array_foreach(json_object_get(order, "jobs"), i, job)
    {
        for (size_t k = 0; n + UTF8_MAX >= sizeof((struct fact *)0)->theirs && k < sizeof keys / sizeof *keys;
             k++) {
            if (strncmp(answer_text(job, keys[k]), begins, n) == 0) {
                return answer_text(job, keys[k]);
            }
        }
    }
    return begins;
}

/* Theirs is typed into the form as what it began with, so that it is no change of mine. */
static void submit(struct ui *ui, struct conflict *c)
{
    bool mine = false;
    for (size_t i = 0; i < c->count; i++) {
        struct conflict_row *row = &c->rows[i];
        mine = mine || (row->field != NULL && !row->theirs);
        if (row->field != NULL && row->theirs) {
            form_start(row->field, whole_theirs(ui_order(ui), row->fact.theirs));
        }
    }
    void (*save)(struct ui *, void *) = c->save;
    void *arg = c->arg;
    bool typed = form_typed(c->form);
    ui_pop(ui);
    if (mine || typed) {
        save(ui, arg);
    } else {
        ui_back(ui); /* and its draft goes, for nothing is typed in it any more */
        ui_say(ui, STYLE_GOOD, "%s", _("Theirs stands: nothing of yours was left to save"));
    }
}

/* No choice is saved that one does not see: first all rows come back. */
static void save_seen(struct ui *ui, struct conflict *c)
{
    size_t hidden = hidden_choices(c);
    if (hidden == 0) {
        submit(ui, c);
        return;
    }
    const struct conflict_row *row = row_here(c);
    field_wipe(&c->filter.field);
    c->filter.open = false;
    show_rows(c, row);
    ui_say(ui, STYLE_WARN, _("Not saved yet: fields to choose for were hidden (%zu); look at them, F8 saves"),
           hidden);
}

/* The table's keys do not work in a dialog: the filter's are looked up here. */
static bool filters(struct conflict *c, const struct press *p)
{
    const struct command *command = keymap_find(CTX_LIST, p->name);
    const struct conflict_row *row = row_here(c);
    bool changed = false;
    if (filter_key(&c->filter, p, &changed)) {
        if (changed) {
            show_rows(c, row);
        }
        return true;
    }
    bool opens = command != NULL && strcmp(command->id, "console.filter") == 0;
    if (opens) {
        filter_anew(&c->filter);
        show_rows(c, row);
    }
    return opens;
}

static bool conflict_press(struct ui *ui, void *self, const struct press *p)
{
    struct conflict *c = self;
    struct conflict_row *row = row_here(c);
    bool left = strcmp(p->name, "Left") == 0, right = strcmp(p->name, "Right") == 0;
    if (filters(c, p)) {
        return true;
    }
    if (strcmp(p->name, "Esc") == 0) {
        ui_pop(ui);
    } else if (strcmp(p->name, "F8") == 0 || strcmp(p->name, "Enter") == 0) {
        save_seen(ui, c);
    } else if (row != NULL && (left || right)) {
        row->theirs = left;
    } else if (row != NULL && strcmp(p->name, "Space") == 0) {
        row->theirs = !row->theirs;
    } else if (!list_press(&c->list, p, ERROR_FACTS_MAX, c->filter.open)) {
        return false;
    }
    return true;
}

static struct field *conflict_field(void *self)
{
    struct conflict *c = self;
    return c->filter.open ? &c->filter.field : NULL;
}

static void conflict_close(void *self)
{
    struct conflict *c = self;
    conflict_words_free(&c->words);
    free(c);
}

static const struct screen_ops conflict_ops = {.overlay = true,
                                               .modal = true,
                                               .draw = conflict_draw,
                                               .press = conflict_press,
                                               .field = conflict_field,
                                               .close = conflict_close};

void screen_conflict_open(struct ui *ui, const struct error *e, struct form *form,
                          void (*save)(struct ui *ui, void *arg), void *arg)
{
    struct conflict *c = calloc(1, sizeof *c);
    if (c != NULL) {
        text_copy(c->message, sizeof c->message, e->message);
        conflict_words_read(ui, e, &c->words);
        c->form = form;
        c->save = save;
        c->arg = arg;
        c->list.stops = row_stops;
        c->list.arg = c;
        size_t n = 0;
        for (int known = 0; known < 2; known++) { /* what there is to choose comes first */
            for (size_t i = 0; i < e->fact_count; i++) {
                struct form_field *field = field_of(form, &e->facts[i]);
                if ((field == NULL) == (known == 1)) {
                    bool untouched = field != NULL && strcmp(form_value(field), field->initial) == 0;
                    c->rows[n++] =
                        (struct conflict_row){.fact = e->facts[i], .field = field, .theirs = untouched};
                }
            }
        }
        c->count = n;
        c->left_out = e->facts_left_out;
        show_rows(c, NULL);
    }
    ui_push(ui, &conflict_ops, c);
}
