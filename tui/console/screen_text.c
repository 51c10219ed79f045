/* Rows that explain: an answer of a command, a price and where it comes from. / filters them, Enter opens
 * what a row begins with. */
#include "core/base/text.h"
#include "tui/console/filter.h"
#include "tui/console/jump.h"
#include "tui/console/list.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_SIZE = 64 };

struct text_view {
    char *title, *text;
    const char **rows, **shown; /* into text; those that pass the filter */
    size_t row_count;
    struct list list;
    struct filter filter;
};

static void text_title(struct ui *ui, void *self, struct buf *out)
{
    (void)ui;
    const struct text_view *v = self;
    buf_adds(out, v->title);
}

static void text_draw(struct ui *ui, void *self, struct area a)
{
    struct text_view *v = self;
    if (filter_is_on(&v->filter)) {
        a.rows--;
    }
    size_t top = list_top(&v->list, a.rows);
    for (int i = 0; i < a.rows && top + (size_t)i < v->list.count; i++) {
        size_t row = top + (size_t)i;
        term_put(ui_term(ui), a.y + i, a.x, a.columns, STYLE_TEXT | (row == v->list.at ? STYLE_SELECTED : 0U),
                 v->shown[row]);
    }
    term_cursor(ui_term(ui), a.y + (int)(v->list.at - top), a.x);
    if (filter_is_on(&v->filter)) {
        filter_draw(&v->filter, ui_term(ui), a.y + a.rows, a.x, a.columns);
    }
}

static void apply_filter(struct text_view *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->row_count; i++) {
        if (filter_match(&v->filter, v->rows[i])) {
            v->shown[n++] = v->rows[i];
        }
    }
    v->list.at = 0;
    list_count(&v->list, n);
}

/* An order, car or part whose number a row begins with is opened; false: it begins with none. */
static bool open_named(struct ui *ui, const char *row)
{
    char number[NUMBER_SIZE];
    size_t n = strcspn(row, " ");
    text_copy(number, n + 1 < sizeof number ? n + 1 : sizeof number, row);
    return strpbrk(number, "0123456789") != NULL && jump_to(ui, number);
}

static bool text_press(struct ui *ui, void *self, const struct press *p)
{
    struct text_view *v = self;
    bool changed = false;
    if (filter_key(&v->filter, p, &changed)) {
        if (changed) {
            apply_filter(v);
        }
        return true;
    }
    if (strcmp(p->name, "Enter") == 0 && v->list.at < v->list.count) {
        return open_named(ui, v->shown[v->list.at]);
    }
    return list_press(&v->list, p, term_rows(ui_term(ui)) - 3, v->filter.open);
}

static bool text_action(struct ui *ui, void *self, const char *id)
{
    (void)ui;
    struct text_view *v = self;
    bool filters = strcmp(id, "console.filter") == 0;
    if (filters) {
        filter_anew(&v->filter);
        apply_filter(v);
    }
    return filters;
}

static struct field *text_field(void *self)
{
    struct text_view *v = self;
    return v->filter.open ? &v->filter.field : NULL;
}

static void text_close(void *self)
{
    struct text_view *v = self;
    free(v->title);
    free(v->text);
    free(v->rows);
    free(v->shown);
    free(v);
}

static const struct screen_ops text_ops = {.context = CTX_LIST,
                                           .title = text_title,
                                           .draw = text_draw,
                                           .press = text_press,
                                           .action = text_action,
                                           .field = text_field,
                                           .close = text_close};

/* Ends each row with NUL and remembers where it begins. */
static bool split_rows(struct text_view *v)
{
    size_t n = 1;
    for (const char *p = v->text; *p != '\0'; p++) {
        n += *p == '\n' ? 1 : 0;
    }
    v->rows = calloc(n, sizeof *v->rows);
    v->shown = calloc(n, sizeof *v->shown);
    if (v->rows == NULL || v->shown == NULL) {
        return false;
    }
    size_t count = 0;
    for (char *row = v->text; row != NULL && (*row != '\0' || count == 0);) {
        v->rows[count++] = row;
        row = strchr(row, '\n');
        if (row != NULL) {
            *row++ = '\0';
        }
    }
    v->row_count = count;
    apply_filter(v);
    return true;
}

void screen_text_open(struct ui *ui, const char *title, const char *text)
{
    struct text_view *v = calloc(1, sizeof *v);
    if (v != NULL) {
        v->title = strdup(title);
        v->text = strdup(text);
        if (v->title == NULL || v->text == NULL || !split_rows(v)) {
            text_close(v);
            v = NULL;
        }
    }
    ui_push(ui, &text_ops, v);
}
