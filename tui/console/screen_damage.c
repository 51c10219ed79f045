/* The walk-around: damage is marked on the outline of the car with the arrow keys. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/car_outline.h"
#include "tui/console/screen_order_rows.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum { ROW_MAX = 4096, LIST_ROWS = 5 };

struct damage {
    char order[40];
    json_t *panels; /* damage.panels */
    int at;         /* the panel that the cursor is on */
};

static const json_t *marks(struct ui *ui)
{
    return json_object_get(ui_order(ui), "damage");
}

static void damage_title(struct ui *ui, void *self, struct buf *out)
{
    (void)self;
    buf_addf(out, _("Damage at the walk-around of %s  %s"), answer_text(ui_order(ui), "order"),
             answer_text(ui_order(ui), "plate"));
}

static void damage_refresh(struct ui *ui, void *self)
{
    struct damage *d = self;
    ui_open_order(ui, d->order);
}

/* The frame of the car, row by row. */
static void draw_frame(struct term *t, int y, int x)
{
    struct buf row;
    buf_init(&row, ROW_MAX);
    for (int i = 0; i < OUTLINE_ROWS; i++) {
        buf_clear(&row);
        for (int j = 0; j < OUTLINE_COLUMNS; j++) {
            const char *c = outline_frame(j, i, term_is_ascii(t));
            buf_adds(&row, c[0] != '\0' ? c : " ");
        }
        term_put(t, y + i, x, OUTLINE_COLUMNS, STYLE_TEXT, row.data);
    }
    buf_free(&row);
}

/* The damage on a panel as its kinds' numbers: "1 1 4". */
static void panel_marks(struct ui *ui, const struct damage *d, const char *panel, struct buf *out)
{
    size_t i, k;
    const json_t *one, *kind;
    json_array_foreach(marks(ui), i, one)
    {
        if (strcmp(answer_text(one, "panel"), panel) != 0) {
            continue;
        }
        json_array_foreach(json_object_get(d->panels, "kinds"), k, kind)
        {
            if (strcmp(answer_text(kind, "kind"), answer_text(one, "kind")) == 0) {
                buf_addf(out, "%s%zu", out->len > 0 ? " " : "", k + 1);
            }
        }
    }
}

static void draw_panels(struct ui *ui, const struct damage *d, int y, int x)
{
    struct term *t = ui_term(ui);
    for (int i = 0; i < OUTLINE_PANELS; i++) {
        const struct outline_panel *p = &outline_panels[i];
        unsigned mark = i == d->at ? STYLE_SELECTED : 0U;
        struct buf text;
        buf_init(&text, ROW_MAX);
        panel_marks(ui, d, p->name, &text);
        unsigned style = text.len > 0 ? STYLE_BAD : STYLE_TEXT;
        for (int row = 1; row < p->rows - 1; row++) {
            term_put(t, y + p->y + row, x + p->x + 1, p->columns - 2, style | mark, "");
        }
        term_wrap(t, y + p->y + 1, x + p->x + 1, 2, p->columns - 2, style | mark,
                  damage_text(d->panels, "panels", "panel", p->name));
        int wide = text_width(text.data);
        term_add(t, y + p->y + p->rows - 2, x + p->x + p->columns - 1 - wide, wide, style | mark, text.data);
        buf_free(&text);
    }
}

/* "1 scratch  2 dent ..." */
static void draw_kinds(struct term *t, const struct damage *d, int y, int x, int columns)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    size_t i;
    const json_t *kind;
    json_array_foreach(json_object_get(d->panels, "kinds"), i, kind)
    {
        buf_addf(&text, "%zu %s   ", i + 1, answer_text(kind, "text"));
    }
    buf_adds(&text, _("Delete: take back"));
    term_put(t, y, x, columns, STYLE_TEXT, text.data);
    buf_free(&text);
}

static void draw_list(struct ui *ui, const struct damage *d, int y, struct area a)
{
    struct term *t = ui_term(ui);
    const char *panel = outline_panels[d->at].name;
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_addf(&text, "%s:", damage_text(d->panels, "panels", "panel", panel));
    size_t i;
    const json_t *one;
    json_array_foreach(marks(ui), i, one)
    {
        if (strcmp(answer_text(one, "panel"), panel) == 0) {
            buf_addf(&text, " %s", damage_text(d->panels, "kinds", "kind", answer_text(one, "kind")));
            if (answer_has(one, "note")) {
                buf_addf(&text, " (%s)", answer_text(one, "note"));
            }
        }
    }
    term_wrap(t, y, a.x, 2, a.columns, STYLE_HEAD, text.data);
    buf_free(&text);
}

static void damage_draw(struct ui *ui, void *self, struct area a)
{
    const struct damage *d = self;
    struct term *t = ui_term(ui);
    int x = a.x + (a.columns - OUTLINE_COLUMNS) / 2;
    term_put(t, a.y, a.x, a.columns, STYLE_DIM,
             _("Seen from above, front to the left. Arrows: panel, number: damage, Esc: back"));
    draw_frame(t, a.y + 2, x);
    draw_panels(ui, d, a.y + 2, x);
    draw_kinds(t, d, a.y + 2 + OUTLINE_ROWS + 1, a.x, a.columns);
    draw_list(ui, d, a.y + 2 + OUTLINE_ROWS + 3, a);
    const struct outline_panel *p = &outline_panels[d->at];
    term_cursor(t, a.y + 2 + p->y + 1, x + p->x + 1);
}

static void add_mark(struct ui *ui, const struct damage *d, size_t kind)
{
    const json_t *one = json_array_get(json_object_get(d->panels, "kinds"), kind);
    if (one == NULL) {
        return;
    }
    json_t *params = params_order(ui_order(ui));
    params_text(params, "panel", outline_panels[d->at].name);
    params_text(params, "kind", answer_text(one, "kind"));
    ui_call(ui, "damage.add", params, NULL);
}

/* Takes the newest mark of the panel back. */
static void remove_mark(struct ui *ui, const struct damage *d)
{
    size_t i;
    const json_t *one;
    int64_t newest = 0;
    json_array_foreach(marks(ui), i, one)
    {
        if (strcmp(answer_text(one, "panel"), outline_panels[d->at].name) == 0) {
            newest = answer_int(one, "damage", newest);
        }
    }
    if (newest == 0) {
        ui_say(ui, STYLE_DIM, "%s", _("no damage is marked on this panel"));
        return;
    }
    json_t *params = params_order(ui_order(ui));
    json_object_set_new(params, "damage", json_integer(newest));
    ui_call(ui, "damage.remove", params, NULL);
}

static bool damage_press(struct ui *ui, void *self, const struct press *p)
{
    static const struct {
        const char *key, *letter;
        enum outline_way way;
    } ways[] = {
        {"Left", "h", WAY_LEFT}, {"Right", "l", WAY_RIGHT}, {"Up", "k", WAY_UP}, {"Down", "j", WAY_DOWN}};
    struct damage *d = self;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (strcmp(p->name, ways[i].key) == 0 || strcmp(p->name, ways[i].letter) == 0) {
            d->at = outline_step(d->at, ways[i].way);
            return true;
        }
    }
    if (p->text[0] >= '1' && p->text[0] <= '9') {
        add_mark(ui, d, (size_t)(p->text[0] - '1'));
        return true;
    }
    if (strcmp(p->name, "Delete") == 0 || strcmp(p->name, "Backspace") == 0 || strcmp(p->name, "x") == 0) {
        remove_mark(ui, d);
        return true;
    }
    return false;
}

static void damage_close(void *self)
{
    struct damage *d = self;
    json_decref(d->panels);
    free(d);
}

static const struct screen_ops damage_ops = {.title = damage_title,
                                             .draw = damage_draw,
                                             .press = damage_press,
                                             .refresh = damage_refresh,
                                             .close = damage_close};

void screen_damage_open(struct ui *ui)
{
    struct damage *d = calloc(1, sizeof *d);
    if (d != NULL) {
        text_copy(d->order, sizeof d->order, answer_text(ui_order(ui), "order"));
        d->at = outline_find("bonnet");
        ui_call(ui, "damage.panels", NULL, &d->panels);
    }
    ui_push(ui, &damage_ops, d);
}
