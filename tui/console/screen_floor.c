/* The floor: bays across, today's hours down, orders as blocks in their state; a list where there is no room
 * for that. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/console/chart.h"
#include "tui/console/floor_plan.h"
#include "tui/console/list.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum {
    WIDE = 160, /* columns from which there is a picture */
    ROW_MAX = 8192,
    ORDER_SIZE = 40,
    AXIS_COLUMNS = 7,
    LANE_MIN = 12,
    LANE_MAX = 30,
    ASIDE_COLUMNS = 40, /* the list of cars without a bay */
    HOUR_MS = 3600000,
    MINUTE_MS = 60000,
    BARS = 3 /* title, message, keys: the console's */
};

struct floor_view {
    json_t *answer;
    struct list list; /* over the answer's blocks */
    struct floor_plan plan;
    int rows;          /* that the plan is made for; 0: it has to be made anew */
    int left;          /* first lane that is shown */
    int64_t now, next; /* when it was looked at, and when something will be another; UTC ms */
    size_t late, homeless;
};

static const json_t *blocks(const struct floor_view *v)
{
    return json_object_get(v->answer, "blocks");
}

static const json_t *here(const struct floor_view *v)
{
    return json_array_get(blocks(v), v->list.at);
}

/* What depends on the time is worked out when a minute is over or a car becomes late, not at every picture.
 */
static void look(struct floor_view *v)
{
    int64_t now = when_now();
    size_t i;
    const json_t *block;
    if (now >= v->now && now < v->next) {
        return;
    }
    v->now = now;
    v->next = now - now % MINUTE_MS + MINUTE_MS;
    v->rows = 0;
    v->late = v->homeless = 0;
    json_array_foreach(blocks(v), i, block)
    {
        int64_t to = answer_time(block, "to");
        bool late = floor_block_late(block, now);
        v->late += late ? 1 : 0;
        v->homeless += answer_has(block, "bay") ? 0 : 1;
        v->next = !late && to >= now && to < v->next ? to + 1 : v->next;
    }
}

/* The cursor stays on its order. */
static void floor_refresh(struct ui *ui, void *self)
{
    struct floor_view *v = self;
    json_t *answer = NULL;
    char number[ORDER_SIZE];
    size_t i;
    const json_t *block;
    if (ui_call(ui, "floor", NULL, &answer) != ST_OK) {
        return;
    }
    text_copy(number, sizeof number, answer_text(here(v), "order"));
    json_decref(v->answer);
    v->answer = answer;
    v->next = 0;
    json_array_foreach(blocks(v), i, block)
    {
        if (strcmp(answer_text(block, "order"), number) == 0) {
            v->list.at = i;
        }
    }
    list_count(&v->list, json_array_size(blocks(v)));
}

/* At midnight it is another day. */
static void floor_tick(struct ui *ui, void *self)
{
    const struct floor_view *v = self;
    char today[WHEN_SIZE];
    if (strcmp(answer_text(v->answer, "day"), when_date(when_day(when_now()), today)) != 0 &&
        v->answer != NULL) {
        floor_refresh(ui, self);
    }
}

static void floor_title(struct ui *ui, void *self, struct buf *out)
{
    (void)ui;
    struct floor_view *v = self;
    look(v);
    buf_addf(out, _("Floor %s: %zu cars, %zu overdue, %zu without a bay"), answer_text(v->answer, "day"),
             json_array_size(blocks(v)), v->late, v->homeless);
}

/* "16:35" today, "11-25 16:35" on another day. */
static const char *time_text(const struct floor_view *v, int64_t ms, char out[WHEN_SIZE])
{
    char day[WHEN_SIZE];
    bool today = strcmp(when_date(when_day(ms), day), answer_text(v->answer, "day")) == 0;
    when_short(ms, out);
    size_t n = strlen(out);
    return today && n > 5 ? out + n - 5 : out;
}

static enum style block_style(const json_t *block, int64_t now)
{
    bool waits = strncmp(answer_text(block, "stage"), "waiting-", 8) == 0;
    return floor_block_late(block, now)  ? STYLE_BAD
           : answer_true(block, "ended") ? STYLE_GOOD
           : waits                       ? STYLE_WARN
                                         : STYLE_TEXT;
}

/* When it goes: "until 16:35", "late 14:05", "ended 15:20"; on another day without the hour where it is
 * `narrow`. */
static void end_text(const struct floor_view *v, const json_t *block, int64_t now, bool narrow,
                     struct buf *out)
{
    char time[WHEN_SIZE];
    const char *at = time_text(v, answer_time(block, "to"), time);
    if (narrow && at == time) {
        time[strcspn(time, " ")] = '\0';
    }
    buf_addf(out,
             floor_block_late(block, now)  ? _("late %s")
             : answer_true(block, "ended") ? _("ended %s")
                                           : _("until %s"),
             at);
}

/* What is said of an order on a row of its block, the most important first; nothing when all is said. */
static void block_text(const struct floor_view *v, const json_t *block, int64_t now, int row, struct buf *out)
{
    static const char *const keys[] = {"order", "technician", "concern"};
    if (row == 0) {
        buf_adds(out, answer_text(block, "plate"));
    } else if (row == 1) {
        end_text(v, block, now, true, out);
    } else if (row < 2 + (int)(sizeof keys / sizeof *keys)) {
        buf_adds(out, answer_text(block, keys[row - 2]));
    }
}

static void draw_edge(struct term *t, int y, int x, int columns, unsigned style, bool top, const char *title)
{
    bool a = term_is_ascii(t);
    struct buf row;
    buf_init(&row, ROW_MAX);
    buf_adds(&row, a ? "+" : top ? "┌" : "└");
    for (int i = 2; i < columns; i++) {
        buf_adds(&row, a ? "-" : "─");
    }
    buf_adds(&row, a ? "+" : top ? "┐" : "┘");
    term_put(t, y, x, columns, style, row.data);
    if (title != NULL) {
        term_add(t, y, x + 1, columns - 2, style, title);
    }
    buf_free(&row);
}

/* The stage stands in the upper edge: a word beside the colour even in the smallest block, which says in its
 * lower edge when the car goes. */
static void draw_block(struct term *t, const struct floor_view *v, const json_t *block, int y, int x,
                       int rows, int columns, bool selected)
{
    int64_t now = v->now;
    unsigned style = (unsigned)block_style(block, now) | (selected ? STYLE_SELECTED : 0U);
    const char *side = term_is_ascii(t) ? "|" : "│";
    struct buf text;
    buf_init(&text, ROW_MAX);
    draw_edge(t, y, x, columns, style, true, word_text(WORD_STAGE, answer_text(block, "stage")));
    for (int i = 1; i < rows - 1; i++) {
        buf_clear(&text);
        block_text(v, block, now, i - 1, &text);
        term_put(t, y + i, x, 1, style, side);
        term_put(t, y + i, x + 1, columns - 2, style, text.len > 0 ? text.data : "");
        term_put(t, y + i, x + columns - 1, 1, style, side);
    }
    buf_clear(&text);
    if (rows <= FLOOR_BLOCK_ROWS) {
        end_text(v, block, now, true, &text);
    }
    draw_edge(t, y + rows - 1, x, columns, style, false, text.len > 0 ? text.data : NULL);
    buf_free(&text);
    if (selected) {
        term_cursor(t, y + 1, x + 1);
    }
}

/* The hours, and a mark beside the row that is now. */
static void draw_axis(struct term *t, const struct floor_view *v, int y, int x, int rows)
{
    int64_t opens = answer_time(v->answer, "opens_at"), closes = answer_time(v->answer, "closes_at");
    int64_t now = v->now;
    for (int64_t hour = opens; hour < closes; hour += HOUR_MS) {
        char time[WHEN_SIZE];
        term_put(t, y + chart_place(opens, closes, rows, hour), x, AXIS_COLUMNS - 2, STYLE_DIM,
                 time_text(v, hour, time));
    }
    if (now >= opens && now < closes) {
        term_put(t, y + chart_place(opens, closes, rows, now), x + AXIS_COLUMNS - 2, 1, STYLE_HEAD, ">");
    }
}

/* Cars that stand in no bay, one a row. */
static void draw_aside(struct term *t, const struct floor_view *v, int y, int x, int rows, int columns)
{
    int64_t now = v->now;
    size_t at = v->list.at < v->plan.count && v->plan.slots[v->list.at].bay < 0 ? v->list.at : v->plan.count;
    int row_at = at < v->plan.count ? v->plan.slots[at].y : 0;
    int top = row_at >= rows - 1 ? row_at - (rows - 2) : 0;
    term_put(t, y, x, columns, STYLE_HEAD, _("without a bay"));
    for (size_t i = 0; i < v->plan.count; i++) {
        const struct floor_slot *slot = &v->plan.slots[i];
        const json_t *block = json_array_get(blocks(v), i);
        int row = slot->y - top;
        if (slot->bay >= 0 || row < 0 || row >= rows - 1) {
            continue;
        }
        struct buf text, end;
        buf_init(&text, ROW_MAX);
        buf_init(&end, ROW_MAX);
        end_text(v, block, now, false, &end);
        text_pad(&text, answer_text(block, "plate"), 10, false);
        buf_addc(&text, ' ');
        text_pad(&text, word_text(WORD_STAGE, answer_text(block, "stage")), columns - 11 - 18, false);
        text_pad(&text, end.data, 18, true);
        term_put(t, y + 1 + row, x, columns,
                 (unsigned)block_style(block, now) | (i == at ? STYLE_SELECTED : 0U), text.data);
        if (i == at) {
            term_cursor(t, y + 1 + row, x);
        }
        buf_free(&text);
        buf_free(&end);
    }
}

/* The bays' names above their lanes, and "<" ">" where there are more of them. */
static void draw_bays(struct term *t, const struct floor_view *v, int y, int x, int lane, int shown)
{
    int lanes = v->plan.first[v->plan.bays];
    for (int b = 0; b < v->plan.bays; b++) {
        int from = v->plan.first[b] > v->left ? v->plan.first[b] : v->left;
        int to = v->plan.first[b + 1] < v->left + shown ? v->plan.first[b + 1] : v->left + shown;
        if (from < to) {
            term_put(t, y, x + (from - v->left) * lane, (to - from) * lane - 1, STYLE_HEAD,
                     json_string_value(json_array_get(json_object_get(v->answer, "bays"), (size_t)b)));
        }
    }
    if (v->left > 0) {
        term_put(t, y, x - 1, 1, STYLE_KEY, "<");
    }
    if (v->left + shown < lanes) {
        term_put(t, y, x + shown * lane, 1, STYLE_KEY, ">");
    }
}

/* How wide a lane is and how many are shown; scrolls so that the cursor's is among them. */
static int choose_lanes(struct floor_view *v, int columns, int *shown)
{
    int lanes = v->plan.first[v->plan.bays];
    int lane = lanes > 0 ? columns / lanes : LANE_MAX;
    lane = lane < LANE_MIN ? LANE_MIN : lane > LANE_MAX ? LANE_MAX : lane;
    *shown = columns / lane < lanes ? columns / lane : lanes;
    if (v->list.at < v->plan.count && v->plan.slots[v->list.at].bay >= 0) {
        int at = v->plan.slots[v->list.at].lane;
        v->left = at < v->left ? at : at >= v->left + *shown ? at - *shown + 1 : v->left;
    }
    v->left = v->left + *shown > lanes ? lanes - *shown : v->left;
    return lane;
}

static void draw_wide(struct term *t, struct floor_view *v, struct area a)
{
    int rows = a.rows - 1, shown = 0;
    if (v->rows != rows) {
        floor_plan_free(&v->plan);
        v->rows = floor_plan_make(v->answer, v->now, rows, &v->plan) ? rows : 0;
    }
    if (v->rows == 0) {
        return;
    }
    int aside = v->plan.homeless > 0 ? ASIDE_COLUMNS : 0, x = a.x + AXIS_COLUMNS;
    int lane = choose_lanes(v, a.columns - AXIS_COLUMNS - aside - 1, &shown);
    draw_axis(t, v, a.y + 1, a.x, rows);
    draw_bays(t, v, a.y, x, lane, shown);
    for (size_t i = 0; i < v->plan.count; i++) {
        const struct floor_slot *s = &v->plan.slots[i];
        if (s->bay >= 0 && s->lane >= v->left && s->lane < v->left + shown) {
            draw_block(t, v, json_array_get(blocks(v), i), a.y + 1 + s->y, x + (s->lane - v->left) * lane,
                       s->rows, lane - 1, i == v->list.at);
        }
    }
    if (aside > 0) {
        draw_aside(t, v, a.y, a.x + a.columns - aside, a.rows, aside);
    }
}

/* Columns of the list: what stands where. The concern takes what is left. */
static const struct {
    const char *label, *key;
    int columns;
} columns_of[] = {{N_("bay"), "bay", 5},
                  {N_("from"), NULL, 11},
                  {N_("to"), NULL, 17},
                  {N_("plate"), "plate", 10},
                  {N_("stage"), NULL, 20},
                  {N_("order"), "order", 11},
                  {N_("at work"), "technician", 10},
                  {N_("concern"), "concern", 0}};
enum { COLUMNS = sizeof columns_of / sizeof *columns_of, C_FROM = 1, C_TO = 2, C_STAGE = 4 };

static void cell(const struct floor_view *v, const json_t *block, int column, struct buf *out)
{
    char time[WHEN_SIZE];
    if (column == C_FROM) {
        buf_adds(out, time_text(v, answer_time(block, "from"), time));
    } else if (column == C_TO) {
        end_text(v, block, v->now, false, out);
    } else if (column == C_STAGE) {
        buf_adds(out, word_text(WORD_STAGE, answer_text(block, "stage")));
    } else {
        const char *text = answer_text(block, columns_of[column].key);
        buf_adds(out, text[0] != '\0' ? text : "-");
    }
}

/* `block` NULL: the headings. */
static void draw_row(struct term *t, const struct floor_view *v, int y, struct area a, const json_t *block,
                     bool selected)
{
    unsigned style = block == NULL ? STYLE_HEAD : (unsigned)block_style(block, v->now);
    style |= selected ? STYLE_SELECTED : 0U;
    int x = a.x, end = a.x + a.columns;
    term_put(t, y, x, a.columns, style, "");
    for (int c = 0; c < COLUMNS && x < end; c++) {
        struct buf text;
        buf_init(&text, ROW_MAX);
        if (block == NULL) {
            buf_adds(&text, _(columns_of[c].label));
        } else {
            cell(v, block, c, &text);
        }
        int wide = columns_of[c].columns > 0 ? columns_of[c].columns : end - x;
        if (x + wide <= end) {
            term_put(t, y, x, wide, style, text.data);
        }
        x += wide + 1;
        buf_free(&text);
    }
}

static void draw_list(struct term *t, struct floor_view *v, struct area a)
{
    size_t top = list_top(&v->list, a.rows - 1);
    draw_row(t, v, a.y, a, NULL, false);
    for (int i = 0; i < a.rows - 1 && top + (size_t)i < v->list.count; i++) {
        size_t row = top + (size_t)i;
        draw_row(t, v, a.y + 1 + i, a, json_array_get(blocks(v), row), row == v->list.at);
    }
    term_cursor(t, a.y + 1 + (int)(v->list.at - top), a.x);
}

static void floor_draw(struct ui *ui, void *self, struct area a)
{
    struct floor_view *v = self;
    struct term *t = ui_term(ui);
    bool no_bay = json_array_size(json_object_get(v->answer, "bays")) == 0;
    if (no_bay || v->list.count == 0) {
        term_cursor(t, a.y, a.x);
        term_wrap(t, a.y + (v->list.count == 0 ? 2 : a.rows - 1),
                  a.x + (v->list.count == 0 ? AXIS_COLUMNS + 1 : 0), 2, a.columns - 2 * AXIS_COLUMNS,
                  STYLE_DIM,
                  no_bay ? _("There is no bay yet: a manager adds one with Ctrl-P, add a bay")
                         : _("No car is on the floor today. F2 takes one in; t on the board gives it a bay"));
        a.rows -= no_bay && v->list.count > 0 ? 1 : 0;
    }
    if (a.columns >= WIDE && !no_bay) {
        draw_wide(t, v, a);
    } else if (v->list.count > 0) {
        draw_list(t, v, a);
    }
}

/* The picture as it was drawn last tells what lies where. */
static bool move_wide(struct floor_view *v, const struct press *p)
{
    static const struct {
        const char *key, *letter;
        enum floor_way way;
        bool far;
    } ways[] = {{"Left", "h", FLOOR_LEFT, false}, {"Right", "l", FLOOR_RIGHT, false},
                {"Up", "k", FLOOR_UP, false},     {"Down", "j", FLOOR_DOWN, false},
                {"PgUp", "", FLOOR_UP, true},     {"PgDn", "", FLOOR_DOWN, true}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (strcmp(p->name, ways[i].key) == 0 || strcmp(p->name, ways[i].letter) == 0) {
            size_t before;
            do {
                before = v->list.at;
                v->list.at = floor_plan_step(&v->plan, before, ways[i].way);
            } while (ways[i].far && v->list.at != before);
            return true;
        }
    }
    return false;
}

static bool floor_press(struct ui *ui, void *self, const struct press *p)
{
    struct floor_view *v = self;
    bool wide = term_columns(ui_term(ui)) >= WIDE && v->plan.bays > 0;
    if (strcmp(p->name, "Enter") == 0 && here(v) != NULL) {
        char number[ORDER_SIZE];
        text_copy(number, sizeof number, answer_text(here(v), "order"));
        screen_order_open(ui, number);
        return true;
    }
    return (wide && move_wide(v, p)) || list_press(&v->list, p, term_rows(ui_term(ui)) - BARS - 1, false);
}

/* The key that came here leads back; what a key of an order does, it does to the one that the cursor is on.
 */
static bool floor_action(struct ui *ui, void *self, const char *id)
{
    static const char *const of_order[] = {"order.stage", "order.assign", "order.promise"};
    const struct floor_view *v = self;
    for (size_t i = 0; i < sizeof of_order / sizeof *of_order; i++) {
        if (strcmp(of_order[i], id) == 0 && here(v) == NULL) {
            ui_say(ui, STYLE_WARN, _("%s: no order is here; F2 takes a car in"),
                   _(command_find(id)->summary));
            return true;
        }
        if (strcmp(of_order[i], id) == 0) {
            return ui_open_order(ui, answer_text(here(v), "order")) !=
                   ST_OK; /* then the command's form comes */
        }
    }
    return false;
}

static void floor_close(void *self)
{
    struct floor_view *v = self;
    floor_plan_free(&v->plan);
    json_decref(v->answer);
    free(v);
}

static const struct screen_ops floor_ops = {.context = CTX_FLOOR,
                                            .title = floor_title,
                                            .draw = floor_draw,
                                            .press = floor_press,
                                            .action = floor_action,
                                            .refresh = floor_refresh,
                                            .tick = floor_tick,
                                            .close = floor_close};

void screen_floor_open(struct ui *ui)
{
    if (ui_raise(ui, &floor_ops)) {
        return;
    }
    struct floor_view *v = calloc(1, sizeof *v);
    if (v != NULL) {
        floor_refresh(ui, v);
    }
    ui_push(ui, &floor_ops, v);
}
