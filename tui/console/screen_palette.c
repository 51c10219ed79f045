/* One box that finds everything: commands out of the table, orders, cars, customers and parts by the command
 * `find`. Enter runs or opens what the cursor is on. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/cli/words.h"
#include "tui/console/filter.h"
#include "tui/console/jump.h"
#include "tui/console/keymap.h"
#include "tui/console/list.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum {
    KIND_COLUMNS = 10,
    SPELL_COLUMNS = 24,
    FOUND_MAX = 8,
    KEY_MIN = 2,
    ROW_MAX = 8192,
    SPELL_SIZE = 64,
    MARGIN = 3
};

/* A command or a hit. */
struct palette_row {
    const struct command *command;
    const json_t *hit;
};

struct palette {
    struct filter query;
    json_t *found;
    struct palette_row *rows;
    size_t row_count;
    struct list list;
};

static void palette_title(struct ui *ui, void *self, struct buf *out)
{
    (void)ui;
    (void)self;
    buf_adds(out, _("Find and run"));
}

static void spell(const struct command *c, char out[SPELL_SIZE])
{
    out[0] = '\0';
    if (c->run != NULL) {
        words_spell(c->id, out, SPELL_SIZE);
    }
}

/* The console itself does what has this name: it is listed once. */
static bool has_twin(const struct command *c)
{
    for (size_t i = 0; c->run != NULL && i < command_count; i++) {
        const struct command *other = &command_table[i];
        if (other->run == NULL && strcmp(other->summary, c->summary) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_offered(const struct ui *ui, const struct command *c)
{
    bool of_console = c->run == NULL && (c->contexts & CTX_GLOBAL) != 0;
    return keymap_offered(c) && !has_twin(c) &&
           keymap_may(c, client_role(ui_client((struct ui *)(uintptr_t)ui))) &&
           (c->run != NULL || of_console);
}

/* How near a hit is to what was typed. */
enum nearness { NEAR_EXACT, NEAR_END, NEAR_OTHER };

static enum nearness nearness(const json_t *hit)
{
    return answer_true(hit, "exact") ? NEAR_EXACT : answer_true(hit, "ends") ? NEAR_END : NEAR_OTHER;
}

static void add_hits(struct palette *v, enum nearness near)
{
    size_t i;
    const json_t *hit;
    json_array_foreach(json_object_get(v->found, "hits"), i, hit)
    {
        if (nearness(hit) == near) {
            v->rows[v->row_count++] = (struct palette_row){.hit = hit};
        }
    }
}

/* How near a command is to what was typed. */
enum nearness_of_command { NAMED_BY_PHRASE, NAMED_BY_WORDS, HOLDS_LETTERS, FAR };

static enum nearness_of_command command_nearness(const struct ui *ui, const struct palette *v,
                                                 const struct command *c)
{
    return !is_offered(ui, c) || !filter_match_command(&v->query, c) ? FAR
           : !filter_names_command(&v->query, c)                     ? HOLDS_LETTERS
           : filter_phrases_command(&v->query, c)                    ? NAMED_BY_PHRASE
                                                                     : NAMED_BY_WORDS;
}

/* Those of `nearness`, which has one for each row of the table. */
static void add_commands(struct palette *v, const enum nearness_of_command *nearness,
                         enum nearness_of_command near)
{
    for (size_t i = 0; i < command_count; i++) {
        if (nearness[i] == near) {
            v->rows[v->row_count++] = (struct palette_row){.command = &command_table[i]};
        }
    }
}

/* What is exactly what was typed, or a number or plate that ends so; commands of that name; whatever else
 * holds the words; and commands that hold the letters by chance, for Enter must not begin a change that
 * nobody asked for. */
static void make_rows(struct ui *ui, struct palette *v)
{
    size_t room = command_count + json_array_size(json_object_get(v->found, "hits")) + 1;
    free(v->rows);
    v->rows = calloc(room, sizeof *v->rows);
    v->row_count = 0;
    enum nearness_of_command *commands = calloc(command_count, sizeof *commands);
    if (v->rows != NULL && commands != NULL) {
        for (size_t i = 0; i < command_count; i++) {
            commands[i] = command_nearness(ui, v, &command_table[i]);
        }
        add_hits(v, NEAR_EXACT);
        add_hits(v, NEAR_END);
        add_commands(v, commands, NAMED_BY_PHRASE);
        add_commands(v, commands, NAMED_BY_WORDS);
        add_hits(v, NEAR_OTHER);
        add_commands(v, commands, HOLDS_LETTERS);
    }
    free(commands);
    v->list.at = 0;
    list_count(&v->list, v->row_count);
}

/* A single letter fits too much to be worth looking; a digit or a Chinese character does not. */
static bool is_enough(const char *typed)
{
    struct buf key;
    buf_init(&key, FIELD_MAX * 4);
    text_key(typed, &key);
    bool enough = key.len >= KEY_MIN || (key.len == 1 && key.data[0] >= '0' && key.data[0] <= '9');
    buf_free(&key);
    return enough;
}

static void look_up(struct ui *ui, struct palette *v)
{
    json_decref(v->found);
    v->found = NULL;
    if (is_enough(v->query.field.text)) {
        struct error ignored = ERROR_NONE; /* a half-typed text need not be a good query */
        json_t *params = json_pack("{s:s,s:i}", "query", v->query.field.text, "limit", FOUND_MAX);
        ui_try(ui, "find", params, &v->found, &ignored);
    }
    make_rows(ui, v);
}

static void draw_command(struct term *t, int y, struct area a, const struct command *c, unsigned mark)
{
    char spelled[SPELL_SIZE], key[KEY_NAME_SIZE];
    int left = KIND_COLUMNS + SPELL_COLUMNS;
    spell(c, spelled);
    term_put(t, y, a.x, KIND_COLUMNS, STYLE_HEAD | mark, keymap_key(c, key));
    term_put(t, y, a.x + KIND_COLUMNS, SPELL_COLUMNS, STYLE_DIM | mark, spelled);
    term_put(t, y, a.x + left, a.columns - left, STYLE_TEXT | mark, _(c->summary));
}

static void draw_hit(struct term *t, int y, struct area a, const json_t *hit, unsigned mark)
{
    struct buf row;
    buf_init(&row, ROW_MAX);
    jump_row(hit, a.columns - KIND_COLUMNS, &row);
    term_put(t, y, a.x, KIND_COLUMNS, STYLE_GOOD | mark, jump_kind(hit));
    term_put(t, y, a.x + KIND_COLUMNS, a.columns - KIND_COLUMNS, STYLE_TEXT | mark, row.data);
    buf_free(&row);
}

static void palette_draw(struct ui *ui, void *self, struct area a)
{
    struct palette *v = self;
    struct term *t = ui_term(ui);
    int rows = a.rows - MARGIN;
    size_t top = list_top(&v->list, rows);
    for (int i = 0; i < rows && top + (size_t)i < v->list.count; i++) {
        const struct palette_row *row = &v->rows[top + (size_t)i];
        unsigned mark = top + (size_t)i == v->list.at ? STYLE_SELECTED : 0U;
        if (row->command != NULL) {
            draw_command(t, a.y + 1 + i, a, row->command, mark);
        } else {
            draw_hit(t, a.y + 1 + i, a, row->hit, mark);
        }
    }
    if (v->list.count == 0) {
        term_put(t, a.y + 2, a.x + 2, a.columns - 4, STYLE_DIM,
                 _("Nothing has these words: try fewer letters; Esc goes back"));
    }
    term_wrap(
        t, a.y + a.rows - 2, a.x, 2, a.columns, STYLE_DIM,
        _("Type words, pinyin or a number: commands, orders, cars, customers, parts. Enter opens or runs."));
    filter_draw(&v->query, t, a.y, a.x, a.columns);
}

static void open_row(struct ui *ui, struct palette *v)
{
    const struct palette_row *row = v->list.at < v->list.count ? &v->rows[v->list.at] : NULL;
    const struct command *c = row != NULL ? row->command : NULL;
    json_t *hit = row != NULL ? json_incref((json_t *)(uintptr_t)row->hit) : NULL;
    if (row != NULL) {
        ui_pop_of(ui, v);
    }
    if (c != NULL) {
        ui_run(ui, c);
    } else if (hit != NULL) {
        jump_to_hit(ui, hit);
    }
    json_decref(hit);
}

static bool palette_press(struct ui *ui, void *self, const struct press *p)
{
    struct palette *v = self;
    if (strcmp(p->name, "Esc") == 0) {
        ui_pop(ui);
        return true;
    }
    if (strcmp(p->name, "Enter") == 0) {
        open_row(ui, v);
        return true;
    }
    if (list_press(&v->list, p, term_rows(ui_term(ui)) - MARGIN * 2, true)) {
        return true;
    }
    if (filter_press(&v->query, p)) {
        look_up(ui, v);
        return true;
    }
    return false;
}

static void palette_close(void *self)
{
    struct palette *v = self;
    json_decref(v->found);
    free(v->rows);
    free(v);
}

static struct field *palette_field(void *self)
{
    struct palette *v = self;
    return &v->query.field;
}

/* It finds whatever has that code. */
static enum scan_fit palette_scan_fit(const void *self, const char *code, const char *kind)
{
    (void)self;
    (void)code;
    (void)kind;
    return SCAN_TYPED;
}

static const struct screen_ops palette_ops = {.typing = true,
                                              .title = palette_title,
                                              .draw = palette_draw,
                                              .press = palette_press,
                                              .field = palette_field,
                                              .scan_fit = palette_scan_fit,
                                              .close = palette_close};

void screen_palette_open(struct ui *ui)
{
    if (ui_raise(ui, &palette_ops)) {
        return;
    }
    struct palette *v = calloc(1, sizeof *v);
    if (v != NULL) {
        filter_anew(&v->query);
        make_rows(ui, v);
    }
    ui_push(ui, &palette_ops, v);
}
