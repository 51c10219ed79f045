#include "tui/console/cells.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { APART = 8 /* columns that are as they were, between two changes: the second is put by itself */ };

struct cells {
    cchar_t *row;   /* one a column */
    cchar_t *blank; /* a row of blanks */
    cchar_t *sent;  /* a part of the row without the second halves of wide characters, for curses */
    cchar_t *shown; /* what every row of the window holds, row behind row */
    bool *known;    /* shown is true of the row */
    int columns, rows;
};

struct cells *cells_new(void)
{
    return calloc(1, sizeof(struct cells));
}

static void free_rows(struct cells *c)
{
    free(c->row);
    free(c->blank);
    free(c->sent);
    free(c->shown);
    free(c->known);
    *c = (struct cells){.columns = 0};
}

void cells_free(struct cells **cp)
{
    struct cells *c = *cp;
    *cp = NULL;
    if (c != NULL) {
        free_rows(c);
        free(c);
    }
}

bool cells_size(struct cells *c, int rows, int columns)
{
    if (rows == c->rows && columns == c->columns) {
        return true;
    }
    free_rows(c);
    size_t n = (size_t)columns, all = n * (size_t)rows;
    *c = (struct cells){.row = calloc(n, sizeof *c->row),
                        .blank = calloc(n, sizeof *c->blank),
                        .sent = calloc(n, sizeof *c->sent),
                        .shown = calloc(all, sizeof *c->shown),
                        .known = calloc((size_t)rows, sizeof *c->known)};
    if (c->row == NULL || c->blank == NULL || c->sent == NULL || c->shown == NULL || c->known == NULL) {
        free_rows(c);
        return false;
    }
    c->rows = rows;
    c->columns = columns;
    for (int x = 0; x < columns; x++) {
        c->blank[x].chars[0] = L' ';
    }
    return true;
}

void cells_begin(struct cells *c)
{
    memcpy(c->row, c->blank, (size_t)c->columns * sizeof *c->row);
}

/* The second half of a wide character: no cell of its own. */
static bool is_half(const cchar_t *cell)
{
    return cell->chars[0] == L'\0';
}

static void make_blank(cchar_t *cell)
{
    memset(cell->chars, 0, sizeof cell->chars);
    cell->chars[0] = L' ';
}

/* Half a wide character never stays: what is left of one that is written over becomes a blank. */
static void set(struct cells *c, int x, const cchar_t *model, wchar_t character)
{
    cchar_t *cell = &c->row[x];
    if (is_half(cell)) {
        make_blank(cell - 1);
    }
    if (x + 1 < c->columns && is_half(cell + 1)) {
        make_blank(cell + 1);
    }
    *cell = *model;
    cell->chars[0] = character;
}

static bool add_mark(cchar_t *cell, wchar_t mark)
{
    for (int i = 1; i < CCHARW_MAX - 1; i++) { /* the last one stays the end */
        if (cell->chars[i] == L'\0') {
            cell->chars[i] = mark;
            return true;
        }
    }
    return false;
}

/* Characters from *x up to the column `end`. */
static bool put_characters(struct cells *c, int *x, int end, const cchar_t *model, const char *text)
{
    int base = -1;
    size_t n = strlen(text), len;
    for (size_t i = 0; i < n; i += len) {
        int32_t cp = (unsigned char)text[i];
        int wide = 1;
        len = 1;
        if (cp < 0x20 || cp > 0x7e) {
            len = text_decode(text + i, n - i, &cp);
            wide = len == 0 ? -1 : text_char_width(cp);
            if (wide < 0 || wide > 2 || (wide == 0 && base < 0)) {
                return false;
            }
        }
        if (*x + wide > end) {
            return true;
        }
        if (wide == 0) {
            if (!add_mark(&c->row[base], (wchar_t)cp)) {
                return false;
            }
            continue;
        }
        base = *x;
        set(c, *x, model, (wchar_t)cp);
        if (wide == 2) {
            set(c, *x + 1, model, L' ');
            c->row[*x + 1].chars[0] = L'\0';
        }
        *x += wide;
    }
    return true;
}

bool cells_put(struct cells *c, int x, int columns, const cchar_t *model, const char *text, bool pad)
{
    bool cut = text_width(text) > columns;
    int end = x + columns;
    if (!put_characters(c, &x, cut ? end - 1 : end, model, text)) {
        return false;
    }
    if (cut) {
        set(c, x++, model, L'~');
    }
    while ((cut || pad) && x < end) {
        set(c, x++, model, L' ');
    }
    return true;
}

/* Columns from..to; whole characters. */
static void put_part(struct cells *c, int y, int from, int to)
{
    int n = 0;
    for (int x = from; x < to; x++) {
        if (!is_half(&c->row[x])) {
            c->sent[n++] = c->row[x];
        }
    }
    mvadd_wchnstr(y, from, c->sent, n);
}

static bool same(const cchar_t *one, const cchar_t *other)
{
    return memcmp(one, other, sizeof *one) == 0;
}

/* The parts of the row that are not what is shown. */
static void put_changes(struct cells *c, int y, const cchar_t *shown)
{
    int from = -1, to = 0; /* what changed and is not yet put */
    for (int x = 0; x < c->columns; x++) {
        if (same(&c->row[x], &shown[x])) {
            continue;
        }
        if (from >= 0 && x - to > APART) {
            put_part(c, y, from, to);
            from = -1;
        }
        from = from < 0 ? x : from;
        to = x + 1;
        /* a wide character, there or gone, is put as a whole */
        while (from > 0 && (is_half(&c->row[from]) || is_half(&shown[from]))) {
            from--;
        }
        while (to < c->columns && (is_half(&c->row[to]) || is_half(&shown[to]))) {
            to++;
        }
    }
    if (from >= 0) {
        put_part(c, y, from, to);
    }
}

/* What a blank shows of a style: nothing of its weight and colour. */
static bool blank_hides(const cchar_t *cell)
{
    return (cell->attr & ~(A_BOLD | A_DIM | A_COLOR)) == 0;
}

/* A blank of no style between two texts takes the style of the one before it: it looks the same, and a
 * terminal is spared two changes of style, the dearest thing that curses writes. */
static void join_styles(struct cells *c)
{
    for (int x = 1; x < c->columns; x++) {
        const cchar_t *before = &c->row[x - 1];
        if (memcmp(&c->row[x], &c->blank[x], sizeof *c->row) == 0 && blank_hides(before)) {
            c->row[x] = *before;
            make_blank(&c->row[x]);
        }
    }
}

void cells_draw(struct cells *c, int y)
{
    join_styles(c);
    cchar_t *shown = c->shown + (size_t)y * (size_t)c->columns;
    if (c->known[y]) {
        put_changes(c, y, shown);
    } else {
        put_part(c, y, 0, c->columns);
    }
    memcpy(shown, c->row, (size_t)c->columns * sizeof *shown);
    c->known[y] = true;
}

void cells_forget(struct cells *c, int y)
{
    if (y < c->rows) {
        c->known[y] = false;
    }
}
