#include "tui/console/term.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/cells.h"
#include "tui/console/picture.h"
#include "tui/console/term_keys.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

enum {
    TEXT_MAX = 65536,
    CELLS_MAX = 4096,
    LINE = 0x2500 /* of frames; where it is wide they cannot close */
};

struct term {
    SCREEN *screen;
    FILE *out;
    struct term_keys *keys;
    bool ascii; /* frames */
    bool utf8;  /* the terminal reads UTF-8 */
    int cursor_y, cursor_x;
    attr_t attributes[STYLE_COUNT];
    short pairs[STYLE_COUNT];
    cchar_t models[2][STYLE_COUNT]; /* a cell of each style; [1]: selected */
    struct picture *picture;
    struct cells *cells;
    struct buf shown, text; /* of draw_put, kept so that drawing does not allocate */
};

/* Curses asks the C library for widths. This one takes the place of the C library's for curses too (a
 * program's own function goes before that of a library): both then always mean the same, also of characters
 * on which terminals differ (text_ambiguous_wide) and of those that one of them does not know yet. */
int wcwidth(wchar_t c)
{
    return text_char_width((int32_t)c);
}

/* The environment's character set, whatever the program itself chose to work in. */
static bool environment_is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0') {
            return strcasestr(value, "utf-8") != NULL || strcasestr(value, "utf8") != NULL;
        }
    }
    return false;
}

/* Red and green are never the only difference: good is cyan or blue, and a word stands beside it. */
struct theme {
    short colour[STYLE_COUNT];
};
static const struct theme dark = {{[STYLE_TEXT] = -1,
                                   [STYLE_DIM] = -1,
                                   [STYLE_HEAD] = COLOR_CYAN,
                                   [STYLE_GOOD] = COLOR_CYAN,
                                   [STYLE_WARN] = COLOR_YELLOW,
                                   [STYLE_BAD] = COLOR_RED,
                                   [STYLE_SUM] = -1,
                                   [STYLE_BAR] = -1,
                                   [STYLE_KEY] = -1,
                                   [STYLE_FIELD] = -1}};
static const struct theme light = {{[STYLE_TEXT] = -1,
                                    [STYLE_DIM] = -1,
                                    [STYLE_HEAD] = COLOR_BLUE,
                                    [STYLE_GOOD] = COLOR_BLUE,
                                    [STYLE_WARN] = COLOR_MAGENTA,
                                    [STYLE_BAD] = COLOR_RED,
                                    [STYLE_SUM] = -1,
                                    [STYLE_BAR] = -1,
                                    [STYLE_KEY] = -1,
                                    [STYLE_FIELD] = -1}};

static void make_models(struct term *t)
{
    for (int i = 0; i < STYLE_COUNT; i++) {
        setcchar(&t->models[0][i], L" ", t->attributes[i], t->pairs[i], NULL);
        setcchar(&t->models[1][i], L" ", t->attributes[i] ^ A_REVERSE, t->pairs[i], NULL);
    }
}

static void choose_styles(struct term *t, const char *theme)
{
    const attr_t attributes[STYLE_COUNT] = {
        [STYLE_DIM] = A_DIM,  [STYLE_HEAD] = A_BOLD,   [STYLE_WARN] = A_BOLD, [STYLE_BAD] = A_BOLD,
        [STYLE_SUM] = A_BOLD, [STYLE_BAR] = A_REVERSE, [STYLE_KEY] = A_BOLD,  [STYLE_FIELD] = A_UNDERLINE};
    memcpy(t->attributes, attributes, sizeof attributes);
    const char *no_colour = getenv("NO_COLOR");
    bool mono = strcmp(theme, "mono") == 0 || (no_colour != NULL && no_colour[0] != '\0');
    if (mono || start_color() == ERR || COLORS < 8 || use_default_colors() == ERR) {
        return;
    }
    const struct theme *chosen = strcmp(theme, "light") == 0 ? &light : &dark;
    short pair = 1;
    for (int i = 0; i < STYLE_COUNT; i++) {
        if (chosen->colour[i] >= 0 && pair < COLOR_PAIRS) {
            init_pair(pair, chosen->colour[i], -1);
            t->pairs[i] = pair++;
        }
    }
}

/* A terminal that cannot move its cursor shows no picture. */
static enum status refuse(const struct term_options *options, bool known, struct error *e)
{
    const char *type = options->type != NULL ? options->type : getenv("TERM");
    return error_set(
        e, ST_USAGE, "terminal",
        known ? _("the terminal type \"%s\" cannot move its cursor: set TERM, such as TERM=xterm-256color")
              : _("the terminal type \"%s\" is unknown: set TERM, such as TERM=xterm-256color"),
        type != NULL ? type : "");
}

enum status term_open(const struct term_options *options, struct term **out, struct error *e)
{
    *out = NULL;
    struct term *t = calloc(1, sizeof *t);
    if (t == NULL) {
        return error_memory(e);
    }
    if (getenv("ESCDELAY") == NULL) {
        set_escdelay(25);
    }
    t->screen = newterm(options->type, options->out, options->in);
    bool known = t->screen != NULL;
    if (!known || tigetstr("cup") == NULL) {
        if (known) {
            endwin();
            delscreen(t->screen);
        }
        free(t);
        return refuse(options, known, e);
    }
    t->out = options->out;
    t->utf8 = environment_is_utf8();
    t->ascii = strcmp(options->frames, "ascii") == 0 || text_char_width(LINE) != 1 ||
               (strcmp(options->frames, "utf8") != 0 && !t->utf8);
    buf_init(&t->shown, TEXT_MAX);
    buf_init(&t->text, TEXT_MAX);
    t->picture = picture_new();
    t->cells = cells_new();
    if (t->picture == NULL || t->cells == NULL) {
        term_close(&t);
        return error_memory(e);
    }
    raw();
    noecho();
    nonl();
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    typeahead(-1); /* a picture is sent whole: no look at the keyboard for every few rows */
    choose_styles(t, options->theme);
    make_models(t);
    if (term_keys_new(fileno(options->in), &t->keys, e) != ST_OK) {
        term_close(&t);
        return ST_FAILED;
    }
    endwin(); /* until it was suspended once, what newterm() has opened writes after each movement of the
               * cursor; from now on a picture is one write, and a terminal never shows half of it */
    doupdate();
    fputs("\033[?2004h", t->out); /* a paste comes between marks */
    fflush(t->out);
    *out = t;
    return ST_OK;
}

void term_close(struct term **tp)
{
    struct term *t = *tp;
    *tp = NULL;
    if (t == NULL) {
        return;
    }
    endwin();
    fputs("\033[?2004l", t->out);
    fflush(t->out);
    term_keys_free(&t->keys);
    delscreen(t->screen);
    picture_free(&t->picture);
    cells_free(&t->cells);
    buf_free(&t->shown);
    buf_free(&t->text);
    free(t);
}

int term_rows(const struct term *t)
{
    (void)t;
    return getmaxy(stdscr);
}

int term_columns(const struct term *t)
{
    (void)t;
    return getmaxx(stdscr);
}

void term_resize(struct term *t, int rows, int columns)
{
    struct winsize size;
    if (rows == 0 && ioctl(fileno(t->out), TIOCGWINSZ, &size) == 0) {
        rows = size.ws_row;
        columns = size.ws_col;
    }
    if (rows > 0 && columns > 0 && (rows != term_rows(t) || columns != term_columns(t))) {
        resizeterm(rows, columns);
        picture_forget(t->picture);
    }
}

bool term_is_ascii(const struct term *t)
{
    return t->ascii;
}

static void set_style(const struct term *t, unsigned style)
{
    unsigned base = style & (STYLE_SELECTED - 1);
    attr_t attributes = t->attributes[base] ^ ((style & STYLE_SELECTED) != 0 ? A_REVERSE : A_NORMAL);
    attr_set(attributes, t->pairs[base], NULL);
}

/* The cells of a text one by one: where curses and we disagree about a width, the next character still
 * stands where it belongs. Returns the columns used. */
static int put_characters(struct term *t, int y, int x, int columns)
{
    int used = 0;
    for (const char *p = t->text.data; *p != '\0';) {
        int32_t cp = 0;
        size_t n = text_decode(p, strlen(p), &cp);
        n = n == 0 ? 1 : n;
        while (p[n] != '\0') { /* combining marks stay with their base */
            int32_t mark = 0;
            size_t more = text_decode(p + n, strlen(p + n), &mark);
            if (more == 0 || text_char_width(mark) != 0) {
                break;
            }
            n += more;
        }
        int wide = text_width_n(p, n);
        if (used + wide > columns) {
            break;
        }
        if (t->utf8 || (unsigned char)*p < 0x80) {
            mvaddnstr(y, x + used, p, (int)n);
        } else {
            mvaddnstr(y, x + used, "??", wide);
        }
        used += wide;
        p += n;
    }
    return used;
}

/* Nothing but printable ASCII: as wide as it is long. */
static bool is_plain(const char *text)
{
    while (*text >= ' ' && *text < 0x7f) {
        text++;
    }
    return *text == '\0';
}

/* A row is drawn after it was emptied: blanks of no style behind what stands there already are there. */
static bool needs_pad(const struct term *t, const struct put *put, int drawn_to)
{
    unsigned base = put->style & (STYLE_SELECTED - 1);
    bool shows = put->style != base || t->attributes[base] != A_NORMAL || t->pairs[base] != 0;
    return put->pad && (shows || put->x < drawn_to);
}

/* `drawn_to`: the column behind the last one drawn on this row; returns it for the next text. */
static int draw_put(struct term *t, int y, const struct put *put, int drawn_to)
{
    const char *text = put->text;
    bool plain = is_plain(text);
    if (!plain) {
        buf_clear(&t->shown);
        text_show(text, strlen(text), &t->shown);
        text = t->shown.data;
    }
    buf_clear(&t->text);
    if (needs_pad(t, put, drawn_to) || text_width(text) > put->columns) {
        text_pad(&t->text, text, put->columns, false);
    } else {
        buf_adds(&t->text, text);
    }
    set_style(t, put->style);
    int used = (int)t->text.len < put->columns ? (int)t->text.len : put->columns;
    if (plain) {
        mvaddnstr(y, put->x, t->text.data, used);
    } else {
        used = put_characters(t, y, put->x, put->columns);
    }
    attr_set(A_NORMAL, 0, NULL);
    return put->x + used > drawn_to ? put->x + used : drawn_to;
}

static void put(struct term *t, int y, int x, int columns, unsigned style, const char *text, bool pad)
{
    int room = term_columns(t) - x;
    columns = columns < room ? columns : room;
    if (x >= 0 && columns > 0) {
        picture_put(t->picture, y,
                    &(struct put){.x = x, .columns = columns, .style = style, .pad = pad, .text = text});
    }
}

void term_put(struct term *t, int y, int x, int columns, unsigned style, const char *text)
{
    put(t, y, x, columns, style, text, true);
}

int term_add(struct term *t, int y, int x, int columns, unsigned style, const char *text)
{
    int wide;
    if (is_plain(text)) {
        wide = (int)strlen(text);
    } else {
        buf_clear(&t->shown);
        text_show(text, strlen(text), &t->shown);
        wide = text_width(t->shown.data);
    }
    int room = term_columns(t) - x;
    columns = columns < room ? columns : room;
    put(t, y, x, columns, style, text, false);
    return columns <= 0 || x < 0 || y < 0 || y >= term_rows(t) ? 0 : wide < columns ? wide : columns;
}

int term_wrap(struct term *t, int y, int x, int rows, int columns, unsigned style, const char *text)
{
    int used = 0;
    struct buf shown, row;
    buf_init(&shown, TEXT_MAX);
    buf_init(&row, TEXT_MAX);
    text_show(text, strlen(text), &shown);
    for (const char *rest = shown.data; used < rows && *rest != '\0'; used++) {
        size_t n = used + 1 < rows ? text_fit_words(rest, columns) : strlen(rest);
        buf_clear(&row);
        buf_add(&row, rest, n);
        if (style != STYLE_COUNT) {
            term_put(t, y + used, x, columns, style, row.data);
        }
        rest += n;
        rest += strspn(rest, " ");
    }
    buf_free(&shown);
    buf_free(&row);
    return used;
}

/* A row of a frame: its left end, `columns` - 2 times its middle, its right end. */
static void frame_row(struct term *t, int y, int x, int columns, const char *left, const char *middle,
                      const char *right)
{
    struct buf row;
    buf_init(&row, CELLS_MAX * 4);
    buf_adds(&row, left);
    for (int i = 2; i < columns; i++) {
        buf_adds(&row, middle);
    }
    buf_adds(&row, right);
    term_put(t, y, x, columns, STYLE_TEXT, row.data);
    buf_free(&row);
}

void term_box(struct term *t, int y, int x, int rows, int columns, const char *title)
{
    bool a = t->ascii;
    frame_row(t, y, x, columns, a ? "+" : "┌", a ? "-" : "─", a ? "+" : "┐");
    for (int i = 1; i < rows - 1; i++) {
        frame_row(t, y + i, x, columns, a ? "|" : "│", " ", a ? "|" : "│");
    }
    frame_row(t, y + rows - 1, x, columns, a ? "+" : "└", a ? "-" : "─", a ? "+" : "┘");
    if (title != NULL) {
        struct buf text;
        buf_init(&text, TEXT_MAX);
        buf_addf(&text, " %s ", title);
        term_add(t, y, x + 2, columns - 4, STYLE_HEAD, text.data);
        buf_free(&text);
    }
}

void term_clear(struct term *t)
{
    picture_begin(t->picture, term_rows(t)); /* without memory the picture stays that of before */
    term_cursor(t, 0, 0);
}

void term_cursor(struct term *t, int y, int x)
{
    t->cursor_y = y;
    t->cursor_x = x;
}

void term_cursor_at(const struct term *t, int *y, int *x)
{
    *y = t->cursor_y;
    *x = t->cursor_x;
}

/* False: the row has to be drawn text by text. */
static bool draw_cells(struct term *t, int y)
{
    struct put put;
    size_t at = 0;
    bool ok = cells_size(t->cells, term_rows(t), term_columns(t));
    if (ok) {
        cells_begin(t->cells);
    }
    while (ok && picture_next(t->picture, y, &at, &put)) {
        const char *text = put.text;
        bool plain = is_plain(text);
        if (!plain) {
            buf_clear(&t->shown);
            text_show(text, strlen(text), &t->shown);
            text = t->shown.data;
        }
        unsigned base = put.style & (STYLE_SELECTED - 1);
        const cchar_t *model = &t->models[put.style != base ? 1 : 0][base];
        ok = (plain || t->utf8) && cells_put(t->cells, put.x, put.columns, model, text, put.pad);
    }
    if (ok) {
        cells_draw(t->cells, y);
    }
    return ok;
}

static void draw_row(struct term *t, int y)
{
    if (draw_cells(t, y)) {
        return;
    }
    struct put put;
    size_t at = 0;
    int drawn_to = 0;
    cells_forget(t->cells, y);
    move(y, 0);
    clrtoeol();
    while (picture_next(t->picture, y, &at, &put)) {
        drawn_to = draw_put(t, y, &put, drawn_to);
    }
}

void term_flush(struct term *t)
{
    for (int y = 0; y < term_rows(t); y++) {
        if (picture_changed(t->picture, y)) {
            draw_row(t, y);
        }
    }
    picture_shown(t->picture);
    move(t->cursor_y < term_rows(t) ? t->cursor_y : 0, t->cursor_x < term_columns(t) ? t->cursor_x : 0);
    refresh();
}

void term_redraw(struct term *t)
{
    (void)t;
    clearok(curscr, TRUE);
}

void term_bell(struct term *t)
{
    (void)t;
    beep();
}

bool term_press(struct term *t, struct press *out)
{
    return term_keys_next(t->keys, out);
}
