/* Rows that explain: an answer of a command, a price and where it comes from. A row that is longer than the
 * screen is wide goes on below, so that all of it can be read. / filters them, Enter opens what a row begins
 * with. */
#include "core/base/text.h"
#include "tui/console/filter.h"
#include "tui/console/jump.h"
#include "tui/console/list.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_SIZE = 64, PIECE_MAX = 65536, INDENT = 2 };

/* What stands on one row of the screen. */
struct piece {
    const char *row, *from; /* borrowed: the whole row, and where this part of it begins */
    size_t bytes;
    int indent;
};

struct text_view {
    char *title, *text;
    const char **rows; /* into text */
    size_t row_count;
    struct piece *shown; /* of the rows that pass the filter */
    size_t shown_count, shown_room;
    int columns; /* that they are made for */
    struct list list;
    struct filter filter;
};

static void text_title(struct ui *ui, void *self, struct buf *out)
{
    (void)ui;
    const struct text_view *v = self;
    buf_adds(out, v->title);
}

static bool add_piece(struct text_view *v, struct piece piece)
{
    if (v->shown_count == v->shown_room) {
        size_t room = v->shown_room == 0 ? 64 : v->shown_room * 2;
        struct piece *more = realloc(v->shown, room * sizeof *more);
        if (more == NULL) {
            return false;
        }
        v->shown = more;
        v->shown_room = room;
    }
    v->shown[v->shown_count++] = piece;
    return true;
}

/* What a row says stands behind its label: that is where it goes on, unless that is far to the right. */
static int indent_of(const char *row, int columns)
{
    const char *gap = strstr(row, "  ");
    size_t n = gap != NULL && gap > row ? (size_t)(gap - row) + strspn(gap, " ") : 0;
    int wide = text_width_n(row, n);
    return wide > 0 && wide <= columns / 2 ? wide : INDENT;
}

/* A row in as many pieces as it needs; without memory what there is room for. */
static void add_row(struct text_view *v, const char *row)
{
    const char *rest = row;
    int indent = 0;
    do {
        size_t bytes = text_fit_words(rest, v->columns - indent);
        if (!add_piece(v, (struct piece){.row = row, .from = rest, .bytes = bytes, .indent = indent})) {
            return;
        }
        indent = indent_of(row, v->columns);
        rest += bytes;
        rest += strspn(rest, " ");
    } while (*rest != '\0');
}

static void make_pieces(struct text_view *v)
{
    v->shown_count = 0;
    for (size_t i = 0; i < v->row_count; i++) {
        if (filter_match(&v->filter, v->rows[i])) {
            add_row(v, v->rows[i]);
        }
    }
    list_count(&v->list, v->shown_count);
}

/* The cursor stays on its row; when that one goes it is on the next one that stays, else on the last. */
static void apply_filter(struct text_view *v)
{
    const char *row = v->list.at < v->list.count ? v->shown[v->list.at].row : v->text;
    make_pieces(v);
    v->list.at = 0;
    while (v->list.at + 1 < v->list.count && v->shown[v->list.at].row < row) {
        v->list.at++;
    }
}

static void text_draw(struct ui *ui, void *self, struct area a)
{
    struct text_view *v = self;
    if (filter_is_on(&v->filter)) {
        a.rows--;
    }
    if (v->columns != a.columns) {
        v->columns = a.columns;
        make_pieces(v);
    }
    size_t top = list_top(&v->list, a.rows);
    struct buf text;
    buf_init(&text, PIECE_MAX);
    for (int i = 0; i < a.rows && top + (size_t)i < v->list.count; i++) {
        size_t row = top + (size_t)i;
        const struct piece *piece = &v->shown[row];
        buf_clear(&text);
        buf_addf(&text, "%*s", piece->indent, "");
        buf_add(&text, piece->from, piece->bytes);
        term_put(ui_term(ui), a.y + i, a.x, a.columns, STYLE_TEXT | (row == v->list.at ? STYLE_SELECTED : 0U),
                 text.data);
    }
    buf_free(&text);
    if (v->list.count == 0) {
        filter_draw_none(ui_term(ui), a.y + 1, a.x + 2, a.columns - 4);
    }
    term_cursor(ui_term(ui), a.y + (int)(v->list.at - top), a.x);
    if (filter_is_on(&v->filter)) {
        filter_draw(&v->filter, ui_term(ui), a.y + a.rows, a.x, a.columns);
    }
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
        return open_named(ui, v->shown[v->list.at].row);
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
    if (v->rows == NULL) {
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
