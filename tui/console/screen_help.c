/* What works here and now, read from the table, searchable by key and by word; Enter runs what the cursor is
 * on. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/cli/words.h"
#include "tui/console/available.h"
#include "tui/console/filter.h"
#include "tui/console/keymap.h"
#include "tui/console/list.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_COLUMNS = 12, SPELL_COLUMNS = 24, ROW_MAX = 4096, SPELL_SIZE = 64 };

/* A command, or a key of the screen's own. */
struct help_row {
    const struct command *command;
    const struct own_key *own;
};

struct help {
    unsigned context;
    bool typing; /* letters are text there */
    struct help_row *all, *shown;
    size_t count;
    struct list list;
    struct filter filter;
};

static void help_title(struct ui *ui, void *self, struct buf *out)
{
    (void)ui;
    (void)self;
    buf_adds(out, _("Help: what works here"));
}

static void spell(const struct command *c, char out[SPELL_SIZE])
{
    out[0] = '\0';
    if (c->run != NULL) {
        words_spell(c->id, out, SPELL_SIZE);
    }
}

/* The keys of a command that work there. */
static const char *keys_of(const struct help *h, const struct command *c, char out[KEY_LIST_SIZE])
{
    if (h->typing) {
        return keymap_keys_while_typing(c, out);
    }
    return c->keys != NULL ? c->keys : "";
}

static bool passes(const struct help *h, const struct help_row *row)
{
    if (row->command != NULL) {
        return filter_match_command(&h->filter, row->command);
    }
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_addf(&text, "%s %s", row->own->keys, _(row->own->what));
    bool fits = filter_match(&h->filter, text.data);
    buf_free(&text);
    return fits;
}

static void apply_filter(struct help *h)
{
    size_t n = 0;
    for (size_t i = 0; i < h->count; i++) {
        if (passes(h, &h->all[i])) {
            h->shown[n++] = h->all[i];
        }
    }
    h->list.at = 0;
    list_count(&h->list, n);
}

static const struct help_row *row_here(const struct help *h)
{
    static const struct help_row none = {NULL, NULL};
    return h->list.at < h->list.count ? &h->shown[h->list.at] : &none;
}

/* Why the command under the cursor cannot be run now; else what is not in the table. */
static void draw_foot(struct ui *ui, const struct help *h, struct area a)
{
    struct buf why;
    buf_init(&why, ROW_MAX);
    const struct command *c = row_here(h)->command;
    bool not_now = c != NULL && available_not(ui, c, h->context, &why);
    if (!not_now) {
        buf_adds(&why, _("On every list: arrows or h j k l, PgUp, PgDn, Home, End, Enter. In forms: Tab, F8 "
                         "saves. In an empty box: Up brings the last words back."));
    }
    term_wrap(ui_term(ui), a.y + a.rows - 2, a.x, 2, a.columns, not_now ? STYLE_WARN : STYLE_DIM, why.data);
    buf_free(&why);
}

/* "1-17 of 43" at the right, where not all of them are seen. */
static void draw_extent(struct term *t, const struct help *h, size_t top, int rows, struct area a)
{
    char text[64];
    size_t end = top + (size_t)rows;
    if (rows > 0 && h->list.count > (size_t)rows) {
        snprintf(text, sizeof text, _("%zu-%zu of %zu"), top + 1, end < h->list.count ? end : h->list.count,
                 h->list.count);
        int wide = text_width(text);
        term_add(t, a.y, a.x + a.columns - wide, wide, STYLE_DIM, text);
    }
}

static void draw_row(struct ui *ui, const struct help *h, int y, struct area a, const struct help_row *row,
                     unsigned mark)
{
    struct term *t = ui_term(ui);
    const struct command *c = row->command;
    char keys[KEY_LIST_SIZE], spelled[SPELL_SIZE];
    int left = KEY_COLUMNS + SPELL_COLUMNS;
    if (c == NULL) {
        term_put(t, y, a.x, left, STYLE_HEAD | mark, row->own->keys);
        term_put(t, y, a.x + left, a.columns - left, STYLE_TEXT | mark, _(row->own->what));
        return;
    }
    bool may = !available_not(ui, c, h->context, NULL);
    spell(c, spelled);
    term_put(t, y, a.x, KEY_COLUMNS, STYLE_HEAD | mark, keys_of(h, c, keys));
    term_put(t, y, a.x + KEY_COLUMNS, SPELL_COLUMNS, STYLE_DIM | mark, spelled);
    term_put(t, y, a.x + left, a.columns - left, (unsigned)(may ? STYLE_TEXT : STYLE_DIM) | mark,
             _(c->summary));
}

static void help_draw(struct ui *ui, void *self, struct area a)
{
    struct help *h = self;
    struct term *t = ui_term(ui);
    int rows = a.rows - 3;
    filter_draw(&h->filter, t, a.y, a.x, a.columns);
    int y, x;
    term_cursor_at(t, &y, &x);
    size_t top = list_top(&h->list, rows);
    draw_extent(t, h, top, rows, a);
    for (int i = 0; i < rows && top + (size_t)i < h->list.count; i++) {
        unsigned mark = top + (size_t)i == h->list.at ? STYLE_SELECTED : 0U;
        draw_row(ui, h, a.y + 1 + i, a, &h->shown[top + (size_t)i], mark);
    }
    if (h->list.count == 0) {
        term_put(t, a.y + 2, a.x + 2, a.columns - 4, STYLE_DIM,
                 _("No command has these words; Esc goes back"));
    }
    draw_foot(ui, h, a);
    term_cursor(t, y, x);
}

static bool help_press(struct ui *ui, void *self, const struct press *p)
{
    struct help *h = self;
    if (strcmp(p->name, "Esc") == 0) {
        ui_pop(ui);
        return true;
    }
    if (strcmp(p->name, "Enter") == 0) {
        struct help_row row = *row_here(h);
        if (row.command != NULL) {
            ui_pop_of(ui, h);
            ui_run(ui, row.command);
        } else if (row.own != NULL) {
            ui_pop_of(ui, h);
            ui_say(ui, STYLE_DIM, _("%s: %s"), row.own->keys, _(row.own->what));
        }
        return true;
    }
    if (list_press(&h->list, p, term_rows(ui_term(ui)) - 6, true)) {
        return true;
    }
    if (filter_press(&h->filter, p)) {
        apply_filter(h);
        return true;
    }
    return false;
}

static void help_close(void *self)
{
    struct help *h = self;
    free(h->all);
    free(h->shown);
    free(h);
}

static struct field *help_field(void *self)
{
    struct help *h = self;
    return &h->filter.field;
}

static const struct screen_ops help_ops = {.typing = true,
                                           .title = help_title,
                                           .draw = help_draw,
                                           .press = help_press,
                                           .field = help_field,
                                           .close = help_close};

/* The screen's own keys, then what is for its context, then what works everywhere. */
static void add_rows(struct help *h, const struct own_key *own)
{
    const unsigned first[] = {h->context & ~(unsigned)CTX_GLOBAL, CTX_GLOBAL};
    char keys[KEY_LIST_SIZE];
    for (; own != NULL && own->keys != NULL; own++) {
        h->all[h->count++] = (struct help_row){.own = own};
    }
    for (size_t w = 0; w < 2; w++) {
        for (size_t i = 0; i < command_count; i++) {
            const struct command *c = &command_table[i];
            bool here = (c->contexts & first[w]) != 0 && (w == 0 || (c->contexts & first[0]) == 0);
            bool works = !h->typing || keys_of(h, c, keys)[0] != '\0';
            if (here && works) {
                h->all[h->count++] = (struct help_row){.command = c};
            }
        }
    }
}

void screen_help_open(struct ui *ui)
{
    void *below;
    const struct screen_ops *ops = ui_top(ui, &below);
    struct help *h = ui_raise(ui, &help_ops) ? NULL : calloc(1, sizeof *h);
    if (h == NULL) {
        return;
    }
    size_t own = 0;
    while (ops->own_keys != NULL && ops->own_keys[own].keys != NULL) {
        own++;
    }
    h->context = ops->context;
    h->typing = ops->typing;
    filter_anew(&h->filter);
    h->all = calloc(command_count + own, sizeof *h->all);
    h->shown = calloc(command_count + own, sizeof *h->shown);
    if (h->all != NULL && h->shown != NULL) {
        add_rows(h, ops->own_keys);
    }
    apply_filter(h);
    ui_push(ui, &help_ops, h);
}
