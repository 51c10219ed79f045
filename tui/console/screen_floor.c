/* The floor: bays across, today's hours down, orders as blocks in their state; a list where there is no room
 * for that. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/console/chart.h"
#include "tui/console/filter.h"
#include "tui/console/floor_block.h"
#include "tui/console/floor_plan.h"
#include "tui/console/floor_row.h"
#include "tui/console/keymap.h"
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
    LANE_GAP = 16, /* from so many columns on a blank one parts it from the next */
    LANE_MAX = 30,
    ROOMY = 240, /* columns from which nothing is shortened in the list of cars without a bay */
    HOUR_MS = 3600000,
    MINUTE_MS = 60000,
    BARS = 3 /* title, message, keys: the console's */
};

struct floor_view {
    json_t *answer;
    json_t *shown;    /* the same with the blocks that pass the filter alone */
    struct list list; /* over those */
    struct filter filter;
    struct floor_plan plan;
    int rows;          /* that the plan is made for; 0: there is none */
    int left;          /* first lane that is shown */
    int64_t now, next; /* when it was looked at, and when something will be another; UTC ms */
    size_t late, homeless;
};

static const json_t *all_blocks(const struct floor_view *v)
{
    return json_object_get(v->answer, "blocks");
}

static const json_t *blocks(const struct floor_view *v)
{
    return json_object_get(v->shown, "blocks");
}

static const char *day_of(const struct floor_view *v)
{
    return answer_text(v->answer, "day");
}

static const json_t *here(const struct floor_view *v)
{
    return json_array_get(blocks(v), v->list.at);
}

static void row_words(const void *arg, size_t row, struct buf *out)
{
    const struct floor_view *v = arg;
    floor_row_words(day_of(v), json_array_get(all_blocks(v), row), v->now, out);
}

static void make_plan(struct floor_view *v, int rows)
{
    floor_plan_free(&v->plan);
    v->rows = floor_plan_make(v->shown, v->now, rows, &v->plan) ? rows : 0;
}

/* Lets the cars stand that pass the filter; the cursor stays on its order. */
static void apply_filter(struct floor_view *v)
{
    size_t i, count = json_array_size(all_blocks(v)), at = v->list.at;
    size_t *passing = calloc(count + 1, sizeof *passing);
    const json_t *block;
    json_t *kept = json_array();
    json_array_foreach(all_blocks(v), i, block)
    {
        at = strcmp(answer_text(block, "order"), answer_text(here(v), "order")) == 0 ? i : at;
    }
    if (passing != NULL) {
        filter_rows(&v->filter, count, row_words, v, at, passing, &v->list);
    } else {
        list_count(&v->list, 0);
    }
    for (i = 0; i < v->list.count; i++) {
        json_array_append(kept, json_array_get(all_blocks(v), passing[i]));
    }
    free(passing);
    json_decref(v->shown);
    v->shown = json_copy(v->answer);
    json_object_set_new(v->shown, "blocks", kept);
    make_plan(v, v->rows);
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
    v->late = v->homeless = 0;
    apply_filter(v);
    json_array_foreach(all_blocks(v), i, block)
    {
        int64_t by = answer_time(block, "done_by");
        bool late = floor_block_late(block, now);
        v->late += late ? 1 : 0;
        v->homeless += answer_has(block, "bay") ? 0 : 1;
        v->next = !late && by >= now && by < v->next ? by + 1 : v->next;
    }
}

static void look_again(struct floor_view *v)
{
    v->next = 0;
    look(v);
}

static void floor_refresh(struct ui *ui, void *self)
{
    struct floor_view *v = self;
    json_t *answer = NULL;
    if (ui_call(ui, "floor", NULL, &answer) == ST_OK) {
        json_decref(v->answer);
        v->answer = answer;
        look_again(v);
    }
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
    buf_addf(out, _("Floor %s: %zu cars, %zu overdue, %zu without a bay"), day_of(v),
             json_array_size(all_blocks(v)), v->late, v->homeless);
}

/* The hours, and a mark beside the row that is now. */
static void draw_axis(struct term *t, const struct floor_view *v, int y, int x, int rows)
{
    int64_t opens = answer_time(v->answer, "opens_at"), closes = answer_time(v->answer, "closes_at");
    int64_t now = v->now;
    for (int64_t hour = opens; hour < closes; hour += HOUR_MS) {
        char time[WHEN_SIZE];
        term_put(t, y + chart_place(opens, closes, rows, hour), x, AXIS_COLUMNS - 2, STYLE_DIM,
                 floor_time(day_of(v), hour, time));
    }
    if (now >= opens && now < closes) {
        term_put(t, y + chart_place(opens, closes, rows, now), x + AXIS_COLUMNS - 2, 1, STYLE_HEAD, ">");
    }
}

/* Cars that stand in no bay, one a row. */
static void draw_aside(struct term *t, const struct floor_view *v, int y, int x, int rows, int columns)
{
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
        floor_row_aside(t, y + 1 + row, x, columns, day_of(v), block, v->now, i == at);
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
        make_plan(v, rows);
    }
    if (v->rows == 0) {
        return;
    }
    int aside = v->plan.homeless == 0 ? 0
                : a.columns < ROOMY   ? FLOOR_ASIDE
                                      : FLOOR_ASIDE_ROOMY,
        x = a.x + AXIS_COLUMNS;
    int lane = choose_lanes(v, a.columns - AXIS_COLUMNS - aside - 1, &shown);
    draw_axis(t, v, a.y + 1, a.x, rows);
    draw_bays(t, v, a.y, x, lane, shown);
    for (size_t i = 0; i < v->plan.count; i++) {
        const struct floor_slot *s = &v->plan.slots[i];
        if (s->bay >= 0 && s->lane >= v->left && s->lane < v->left + shown) {
            floor_block_draw(t,
                             (struct area){a.y + 1 + s->y, x + (s->lane - v->left) * lane, s->rows,
                                           lane < LANE_GAP ? lane : lane - 1},
                             day_of(v), json_array_get(blocks(v), i), v->now, i == v->list.at);
        }
    }
    if (aside > 0) {
        draw_aside(t, v, a.y, a.x + a.columns - aside, a.rows, aside);
    }
}

static void draw_list(struct term *t, struct floor_view *v, struct area a)
{
    size_t top = list_top(&v->list, a.rows - 1);
    floor_row_draw(t, a.y, a, day_of(v), NULL, v->now, false);
    for (int i = 0; i < a.rows - 1 && top + (size_t)i < v->list.count; i++) {
        size_t row = top + (size_t)i;
        floor_row_draw(t, a.y + 1 + i, a, day_of(v), json_array_get(blocks(v), row), v->now,
                       row == v->list.at);
    }
    term_cursor(t, a.y + 1 + (int)(v->list.at - top), a.x);
}

/* Why there is no car, or no picture. */
static const char *nothing_text(const struct floor_view *v, bool no_bay)
{
    return filter_is_on(&v->filter) && json_array_size(all_blocks(v)) > 0
               ? _("No order holds these words; Esc shows all again")
           : no_bay ? _("There is no bay yet: a manager adds one with Ctrl-P, add a bay")
                    : _("No car is on the floor today. F2 takes one in; t on the board gives it a bay");
}

static void floor_draw(struct ui *ui, void *self, struct area a)
{
    struct floor_view *v = self;
    struct term *t = ui_term(ui);
    bool no_bay = json_array_size(json_object_get(v->answer, "bays")) == 0, none = v->list.count == 0;
    int foot = a.y + a.rows - 1;
    a.rows -= filter_is_on(&v->filter) ? 1 : 0;
    if (no_bay || none) {
        term_cursor(t, a.y, a.x);
        term_wrap(t, a.y + (none ? 2 : a.rows - 1), a.x + (none ? AXIS_COLUMNS + 1 : 0), 2,
                  a.columns - 2 * AXIS_COLUMNS, STYLE_DIM, nothing_text(v, no_bay));
        a.rows -= no_bay && !none ? 1 : 0;
    }
    if (a.columns >= WIDE && !no_bay) {
        draw_wide(t, v, a);
    } else if (!none || filter_is_on(&v->filter)) {
        draw_list(t, v, a);
    }
    if (filter_is_on(&v->filter)) {
        filter_draw(&v->filter, t, foot, a.x, a.columns);
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
    bool wide = term_columns(ui_term(ui)) >= WIDE && v->plan.bays > 0, changed = false;
    if (filter_key(&v->filter, p, &changed)) {
        if (changed) {
            look_again(v);
        }
        return true;
    }
    if (strcmp(p->name, "Enter") == 0 && here(v) != NULL) {
        char number[ORDER_SIZE];
        text_copy(number, sizeof number, answer_text(here(v), "order"));
        screen_order_open(ui, number);
        return true;
    }
    return (wide && move_wide(v, p)) ||
           list_press(&v->list, p, term_rows(ui_term(ui)) - BARS - 1, v->filter.open);
}

/* The key that came here leads back; what a key of an order does, it does to the one that the cursor is on.
 */
static bool floor_action(struct ui *ui, void *self, const char *id)
{
    static const char *const of_order[] = {"order.stage", "order.assign", "order.promise"};
    struct floor_view *v = self;
    if (strcmp(id, "console.filter") == 0) {
        filter_anew(&v->filter);
        look_again(v);
        return true;
    }
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

static struct field *floor_field(void *self)
{
    struct floor_view *v = self;
    return v->filter.open ? &v->filter.field : NULL;
}

static void floor_close(void *self)
{
    struct floor_view *v = self;
    floor_plan_free(&v->plan);
    json_decref(v->shown);
    json_decref(v->answer);
    free(v);
}

static const struct own_key floor_keys[] = {{"Enter", N_("open the order")}, {NULL, NULL}};

static const struct screen_ops floor_ops = {.own_keys = floor_keys,
                                            .context = CTX_FLOOR,
                                            .title = floor_title,
                                            .draw = floor_draw,
                                            .press = floor_press,
                                            .action = floor_action,
                                            .refresh = floor_refresh,
                                            .tick = floor_tick,
                                            .field = floor_field,
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
