/* The car from above: the damage of the walk-around, marked with the arrow keys, and what the inspections
 * found where. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/car_findings.h"
#include "tui/console/car_outline.h"
#include "tui/console/keymap.h"
#include "tui/console/screen_order_rows.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_MAX = 16384, CAR_FROM = 1 };

static const enum style result_styles[FINDING_RESULTS + 1] = {STYLE_BAD, STYLE_WARN, STYLE_GOOD, STYLE_TEXT};

struct damage {
    char order[40];
    json_t *panels; /* damage.panels */
    int at;         /* the panel that the cursor is on */
};

static const json_t *marks(struct ui *ui)
{
    return json_object_get(ui_order(ui), "damage");
}

static const char *panel_text(const struct damage *d, const char *name)
{
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(d->panels, "panels"), i, one)
    {
        if (strcmp(answer_text(one, "panel"), name) == 0) {
            return answer_text(one, "text");
        }
    }
    return name;
}

static void damage_title(struct ui *ui, void *self, struct buf *out)
{
    (void)self;
    buf_addf(out, _("Damage and inspections of %s  %s"), answer_text(ui_order(ui), "order"),
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

static const json_t *inspections(struct ui *ui)
{
    return json_object_get(ui_order(ui), "inspections");
}

/* "R1 A2 G3" in their colours, the worst first, as many as there is room for; returns the columns used. */
static int draw_findings(struct term *t, int y, int x, int columns, unsigned mark, struct findings found)
{
    int used = 0;
    for (int r = 0; r < FINDING_RESULTS; r++) {
        char text[32];
        snprintf(text, sizeof text, "%s%d", finding_letter((enum finding_result)r), found.count[r]);
        int wide = text_width(text);
        if (found.count[r] > 0 && used + wide <= columns) {
            used += term_add(t, y, x + used, wide, (unsigned)result_styles[r] | mark, text) + 1;
        }
    }
    return used;
}

/* Below the name stand the results, and in the lower right corner the damage. */
static void draw_panels(struct ui *ui, const struct damage *d, int y, int x)
{
    struct term *t = ui_term(ui);
    for (int i = 0; i < OUTLINE_PANELS; i++) {
        const struct outline_panel *p = &outline_panels[i];
        int left = x + p->x + 1, top = y + p->y + 1, wide = p->columns - 2, rows = p->rows - 2;
        unsigned mark = i == d->at ? STYLE_SELECTED : 0U;
        struct buf text;
        buf_init(&text, ROW_MAX);
        panel_marks(ui, d, p->name, &text);
        for (int row = 0; row < rows; row++) {
            term_put(t, top + row, left, wide, STYLE_TEXT | mark, "");
        }
        term_wrap(t, top, left, 2, wide, STYLE_TEXT | mark, panel_text(d, p->name));
        struct findings found = findings_of(inspections(ui), i);
        int numbers = text.len > 0 ? text_width(text.data) : 0;
        bool same_row = rows < 4;
        draw_findings(t, top + 2, left, same_row && numbers > 0 ? wide - numbers - 1 : wide, mark, found);
        if (numbers > 0) {
            numbers = numbers < wide ? numbers : wide;
            term_put(t, top + rows - 1, left + wide - numbers, numbers, STYLE_BAD | mark, text.data);
        }
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
    term_put(t, y, x, columns, STYLE_TEXT, text.data);
    buf_free(&text);
}

/* "R red  A amber  G green: how many were found here   beside the car: A1 G4" */
static void draw_legend(struct ui *ui, int y, int x, int columns)
{
    struct term *t = ui_term(ui);
    int used = 0;
    for (int r = 0; r < FINDING_RESULTS; r++) {
        static const char *const names[FINDING_RESULTS] = {"red", "amber", "green"};
        char text[64];
        snprintf(text, sizeof text, "%s %.40s", finding_letter((enum finding_result)r),
                 word_text(WORD_RESULT, names[r]));
        used += term_add(t, y, x + used, columns - used, result_styles[r], text) + 2;
    }
    used += term_add(t, y, x + used, columns - used, STYLE_DIM,
                     _("the number counts the items; beside the car: "));
    draw_findings(t, y, x + used, columns - used, 0, findings_of(inspections(ui), FINDINGS_ELSEWHERE));
}

static void damage_line(struct ui *ui, const struct damage *d, const char *panel, struct buf *out)
{
    buf_addf(out, _("%s: "), panel_text(d, panel));
    size_t i, before = out->len;
    const json_t *one;
    json_array_foreach(marks(ui), i, one)
    {
        if (strcmp(answer_text(one, "panel"), panel) == 0) {
            buf_addf(out, "%s%s", out->len > before ? " " : "", answer_text(one, "kind_text"));
            if (answer_has(one, "note")) {
                buf_addf(out, " (%s)", answer_text(one, "note"));
            }
        }
    }
}

/* "R Tread depth, front left 1.2 mm (worn at the edge)" */
static void finding_line(const json_t *item, struct buf *out)
{
    char value[MONEY_SIZE];
    buf_addf(out, "%s %s", finding_letter(finding_result(item)), answer_text(item, "text"));
    if (answer_has(item, "value")) {
        buf_addf(out, " %s %s", answer_quantity(item, "value", value), answer_text(item, "unit"));
    }
    if (answer_has(item, "note")) {
        buf_addf(out, " (%s)", answer_text(item, "note"));
    }
}

/* The findings of a result on a panel or beside the car, as many as there are rows; returns the next row. */
static int draw_found(struct ui *ui, int y, int end, struct area a, int panel, enum finding_result result)
{
    size_t i;
    const json_t *item;
    json_array_foreach(inspections(ui), i, item)
    {
        bool here = finding_result(item) == result && finding_is_on(answer_text(item, "item"), panel);
        if (here && y < end) {
            struct buf text;
            buf_init(&text, ROW_MAX);
            finding_line(item, &text);
            term_put(ui_term(ui), y++, a.x, a.columns, result_styles[result], text.data);
            buf_free(&text);
        }
    }
    return y;
}

/* The panel that the cursor is on: its damage and all that was found there, the worst first; then what is red
 * or amber beside the car. */
static void draw_list(struct ui *ui, const struct damage *d, int y, struct area a)
{
    struct term *t = ui_term(ui);
    int end = a.y + a.rows;
    struct buf text;
    buf_init(&text, ROW_MAX);
    damage_line(ui, d, outline_panels[d->at].name, &text);
    y += term_wrap(t, y, a.x, end - y < 2 ? end - y : 2, a.columns, STYLE_HEAD, text.data);
    buf_free(&text);
    for (int r = 0; r < FINDING_RESULTS; r++) {
        y = draw_found(ui, y, end, a, d->at, (enum finding_result)r);
    }
    for (int r = 0; r < FINDING_GREEN; r++) {
        y = draw_found(ui, y, end, a, FINDINGS_ELSEWHERE, (enum finding_result)r);
    }
}

static void damage_draw(struct ui *ui, void *self, struct area a)
{
    const struct damage *d = self;
    struct term *t = ui_term(ui);
    int x = a.x + (a.columns - OUTLINE_COLUMNS) / 2, y = a.y + CAR_FROM;
    term_put(t, a.y, a.x, a.columns, STYLE_DIM,
             _("From above, front at left. Arrows: panel, number: damage, Delete or x: take back"));
    draw_frame(t, y, x);
    draw_panels(ui, d, y, x);
    draw_kinds(t, d, y + OUTLINE_ROWS, a.x, a.columns);
    draw_legend(ui, y + OUTLINE_ROWS + 1, a.x, a.columns);
    draw_list(ui, d, y + OUTLINE_ROWS + 2, a);
    const struct outline_panel *p = &outline_panels[d->at];
    term_cursor(t, y + p->y + 1, x + p->x + 1);
}

static void add_mark(struct ui *ui, const struct damage *d, size_t kind)
{
    const json_t *kinds = json_object_get(d->panels, "kinds"), *one = json_array_get(kinds, kind);
    if (one == NULL) {
        ui_say(ui, STYLE_WARN, _("%zu is no kind of damage: 1 to %zu are"), kind + 1, json_array_size(kinds));
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

static const struct own_key damage_keys[] = {
    {"Left Right Up Down h j k l", N_("go to another panel")},
    {"1 2 3 4 5 6 7", N_("mark damage of that kind on the panel")},
    {"Delete Backspace x", N_("take the newest mark of the panel back")},
    {NULL, NULL}};

static const struct screen_ops damage_ops = {.own_keys = damage_keys,
                                             .title = damage_title,
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
        damage_refresh(ui, d);
    }
    ui_push(ui, &damage_ops, d);
}
