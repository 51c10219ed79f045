/* One order whole: concerns, lines, clocks, inspections, signatures. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/cli/show.h"
#include "tui/console/filter.h"
#include "tui/console/keymap.h"
#include "tui/console/list.h"
#include "tui/console/screen_order_rows.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEAD_ROWS = 3,
    HEAD_MAX = 4096,
    ORDER_SIZE = 40,
    COLUMNS_MAX = 110,
    FIELD_SIZE = 32,
    LOG_ENTRIES = 20
};

struct order_screen {
    char number[ORDER_SIZE];
    struct view_rows rows;
    struct list list;
    struct filter filter;
    bool fresh;       /* the rows were made for the picture that comes next */
    int64_t revision; /* of the order in the rows */
    bool rests;       /* the cursor's row is gone: it stands between the others, on none of them */
    int64_t gone;     /* the line that it was on then; 0: no line */
    bool own;         /* it was the person here who took that line away */
};

static bool row_stops(const void *arg, size_t row)
{
    const struct order_screen *o = arg;
    return row < o->rows.count && (o->rows.rows[row].stop || (o->rests && row == o->list.at));
}

static void tell_place(struct ui *ui, const struct order_screen *o)
{
    struct order_place place = {0, 0};
    if (o->list.at < o->rows.count && !o->rests) {
        place.line = o->rows.rows[o->list.at].line;
        place.job = o->rows.rows[o->list.at].job;
    }
    ui_set_place(ui, place);
}

/* How well a row is the one that the cursor was on; 0: it is another. */
static int likeness(const struct view_row *row, const struct view_row *was)
{
    bool same_text = strcmp(row->left, was->left) == 0;
    bool same = was->line != 0 ? row->line == was->line : row->line == 0 && row->job == was->job;
    if (!row->stop || !same || (was->line == 0 && was->job == 0 && !same_text)) {
        return 0;
    }
    return same_text ? 2 : 1;
}

/* Where the line stood that is gone: on the row before the next line, or before the totals. */
static size_t rest_row(const struct order_screen *o)
{
    size_t i = 0;
    while (i < o->rows.count && o->rows.rows[i].style != ROW_SUM &&
           (o->rows.rows[i].line == 0 || o->rows.rows[i].line < o->gone)) {
        i++;
    }
    return i > 0 ? i - 1 : 0;
}

/* The row that is most like the one that the cursor was on, and of several the one at its height; `best`: how
 * like. */
static size_t most_like(const struct order_screen *o, const struct view_row *was, int *best)
{
    size_t at = o->list.at;
    *best = 0;
    for (size_t i = 0; i < o->rows.count; i++) {
        int now = likeness(&o->rows.rows[i], was);
        if (now > *best || (now == *best && now > 0 && i == o->list.at)) {
            *best = now;
            at = i;
        }
    }
    return at;
}

/* The cursor stays on its line, job or text, wherever that stands now. Where its line or job has gone it
 * rests, so that no key acts on the one that has moved up; where another text has gone it stays at its
 * height, and rests rather than stand on a line. */
static void keep_place(struct order_screen *o, const struct view_row *was)
{
    int best = 0;
    const struct view_row gone = {.line = o->gone, .left = was->left};
    o->list.at = most_like(o, o->rests && o->gone != 0 ? &gone : was, &best);
    bool rested = o->rests, of_line = was->line != 0 || was->job != 0;
    o->rests = best == 0 && (rested || of_line);
    list_count(&o->list, o->rows.count);
    bool strays = best == 0 && !of_line && o->list.at < o->rows.count && o->rows.rows[o->list.at].line != 0;
    if (!rested && (o->rests || strays)) {
        o->gone = was->line;
        o->rests = true;
        o->own = false;
    }
    if (o->rests) {
        o->list.at = rest_row(o);
    }
}

/* Rows without the words of the filter go; a row that stays can be stopped on. */
static void apply_filter(struct order_screen *o)
{
    size_t n = 0;
    struct buf text;
    buf_init(&text, HEAD_MAX * 16);
    for (size_t i = 0; filter_is_on(&o->filter) && i < o->rows.count; i++) {
        struct view_row *row = &o->rows.rows[i];
        buf_clear(&text);
        buf_addf(&text, "%s %s", row->left, row->right);
        if (row->style != ROW_HEAD && text.len > 1 && filter_match(&o->filter, text.data)) {
            row->stop = true;
            o->rows.rows[n++] = *row;
        } else {
            free(row->left);
            free(row->right);
        }
    }
    o->rows.count = filter_is_on(&o->filter) ? n : o->rows.count;
    buf_free(&text);
}

/* An amount stays near what it is for. */
static int row_columns(int columns)
{
    return columns < COLUMNS_MAX ? columns : COLUMNS_MAX;
}

/* `stays`: the cursor stays on its row, or rests; else one looks for another one. */
static void make_rows(struct ui *ui, struct order_screen *o, bool stays)
{
    int columns = row_columns(term_columns(ui_term(ui)));
    struct view_row was = {0};
    if (o->list.at < o->rows.count) {
        was = o->rows.rows[o->list.at];
        was.left = strdup(was.left);
    }
    view_rows_free(&o->rows);
    order_view_make(ui_order(ui), when_now(), term_is_ascii(ui_term(ui)), columns, &o->rows);
    o->revision = answer_int(ui_order(ui), "revision", 0);
    apply_filter(o);
    if (was.left != NULL) {
        keep_place(o, &was);
    }
    o->rests = o->rests && stays;
    free(was.left);
    list_count(&o->list, o->rows.count);
    tell_place(ui, o);
    o->fresh = true;
}

static bool has_line(const json_t *order, int64_t no)
{
    size_t i;
    const json_t *line;
    json_array_foreach(json_object_get(order, "lines"), i, line)
    {
        if (answer_int(line, "line", 0) == no) {
            return true;
        }
    }
    return false;
}

/* Who changed a line last, as the log has it; "": it does not say. Appends. */
static void who_changed(struct ui *ui, const char *order, int64_t no, struct buf *out)
{
    char field[FIELD_SIZE], state[FIELD_SIZE];
    json_t *answer = NULL;
    struct error ignored = ERROR_NONE; /* the line is gone, whoever it was */
    snprintf(field, sizeof field, "line %lld", (long long)no);
    snprintf(state, sizeof state, "line %lld state", (long long)no);
    ui_try(ui, "audit.log", json_pack("{s:s,s:i}", "order", order, "limit", LOG_ENTRIES), &answer, &ignored);
    const json_t *entries = json_object_get(answer, "entries");
    for (size_t i = json_array_size(entries); i > 0 && out->len == 0; i--) {
        const json_t *one = json_array_get(entries, i - 1), *changes = json_object_get(one, "changes");
        if (answer_has(changes, field) || answer_has(changes, state)) {
            buf_adds(out, answer_text(one, "by"));
        }
    }
    json_decref(answer);
}

/* The line under the cursor is gone: said unless one has removed it oneself, which is said already. */
static void say_gone(struct ui *ui, struct order_screen *o, int64_t no)
{
    struct buf who;
    buf_init(&who, HEAD_MAX);
    who_changed(ui, o->number, no, &who);
    o->own = strcmp(who.data, client_user(ui_client(ui))) == 0;
    if (!o->own) {
        ui_say(ui, STYLE_WARN, _("line %lld was removed by %s: the arrows choose another one"), (long long)no,
               who.len > 0 ? who.data : "?");
    }
    buf_free(&who);
}

static void order_refresh(struct ui *ui, void *self)
{
    struct order_screen *o = self;
    int64_t was = !o->rests && o->list.at < o->rows.count ? o->rows.rows[o->list.at].line : 0;
    if (ui_open_order(ui, o->number) == ST_OK) {
        make_rows(ui, o, true);
        if (was != 0 && !has_line(ui_order(ui), was)) {
            say_gone(ui, o, was);
        }
    }
}

static void order_title(struct ui *ui, void *self, struct buf *out)
{
    (void)self;
    const json_t *order = ui_order(ui);
    buf_addf(out, _("Order %s  %s  %s"), answer_text(order, "order"), answer_text(order, "plate"),
             word_text(WORD_STAGE, answer_text(order, "stage")));
}

static void draw_head(struct ui *ui, struct area a)
{
    const json_t *o = ui_order(ui);
    struct buf row, car;
    buf_init(&row, HEAD_MAX);
    buf_init(&car, HEAD_MAX);
    order_head_car(o, &car);
    text_cut(&row, answer_text(o, "customer"), row_columns(a.columns) - text_width(car.data));
    buf_adds(&row, car.data);
    buf_free(&car);
    term_put(ui_term(ui), a.y, a.x, a.columns, STYLE_TEXT, row.data);
    buf_clear(&row);
    buf_addf(&row, _("advisor %s   technician %s   bay %s"), answer_text(o, "advisor"),
             answer_has(o, "technician") ? answer_text(o, "technician") : "-",
             answer_has(o, "bay") ? answer_text(o, "bay") : "-");
    term_wrap(ui_term(ui), a.y + 1, a.x, HEAD_ROWS - 1, a.columns, STYLE_TEXT, row.data);
    buf_free(&row);
}

static enum style style_of(enum order_row_style style)
{
    static const enum style styles[] = {
        [ROW_HEAD] = STYLE_HEAD, [ROW_TEXT] = STYLE_TEXT, [ROW_DIM] = STYLE_DIM, [ROW_GOOD] = STYLE_GOOD,
        [ROW_WARN] = STYLE_WARN, [ROW_BAD] = STYLE_BAD,   [ROW_SUM] = STYLE_SUM};
    return styles[style];
}

static void order_draw(struct ui *ui, void *self, struct area a)
{
    struct order_screen *o = self;
    struct term *t = ui_term(ui);
    int columns = row_columns(a.columns);
    if (!o->fresh || o->rows.columns != columns) {
        make_rows(ui, o, true); /* clocks move, too */
    }
    o->fresh = false;
    draw_head(ui, a);
    int rows = a.rows - HEAD_ROWS - (filter_is_on(&o->filter) ? 1 : 0);
    size_t top = list_top(&o->list, rows);
    struct buf text;
    buf_init(&text, HEAD_MAX * 16);
    for (int i = 0; i < rows && top + (size_t)i < o->rows.count; i++) {
        const struct view_row *row = &o->rows.rows[top + (size_t)i];
        bool here = top + (size_t)i == o->list.at;
        buf_clear(&text);
        view_row_set(row, columns, &text);
        term_put(t, a.y + HEAD_ROWS + i, a.x, a.columns,
                 (unsigned)style_of(row->style) | (here ? STYLE_SELECTED : 0U), text.data);
    }
    buf_free(&text);
    if (o->rows.count == 0) {
        filter_draw_none(t, a.y + HEAD_ROWS + 1, a.x + 2, a.columns - 4);
    }
    term_cursor(t, a.y + HEAD_ROWS + (int)(o->list.at - top), a.x);
    if (filter_is_on(&o->filter)) {
        filter_draw(&o->filter, t, a.y + a.rows - 1, a.x, a.columns);
    }
}

/* Enter on a part: where its price comes from. */
static bool open_row(struct ui *ui, const struct order_screen *o)
{
    size_t i;
    const json_t *line;
    int64_t wanted = o->list.at < o->rows.count && !o->rests ? o->rows.rows[o->list.at].line : 0;
    json_array_foreach(json_object_get(ui_order(ui), "lines"), i, line)
    {
        if (answer_int(line, "line", 0) == wanted && wanted != 0) {
            struct buf text;
            buf_init(&text, HEAD_MAX * 16);
            show_result(line, &text);
            screen_text_open(ui, answer_text(line, "code"), text.data);
            buf_free(&text);
            return true;
        }
    }
    const char *opens = o->list.at < o->rows.count && !o->rests ? o->rows.rows[o->list.at].opens : NULL;
    if (opens != NULL) {
        ui_run(ui, command_find(opens));
        return true;
    }
    ui_say(ui, STYLE_DIM, "%s", _("Enter shows a line whole: move to one first"));
    return true;
}

static bool order_press(struct ui *ui, void *self, const struct press *p)
{
    struct order_screen *o = self;
    bool changed = false;
    if (filter_key(&o->filter, p, &changed)) {
        if (changed) {
            make_rows(ui, o, false);
        }
        return true;
    }
    size_t before = o->list.at;
    if (list_press(&o->list, p, term_rows(ui_term(ui)) - 3 - HEAD_ROWS, o->filter.open)) {
        o->rests = o->rests && o->list.at == before;
        tell_place(ui, o);
        return true;
    }
    if (strcmp(p->name, "Left") == 0 || strcmp(p->name, "h") == 0) {
        ui_back(ui);
        return true;
    }
    return strcmp(p->name, "Enter") == 0 && open_row(ui, o);
}

/* Only its own level is open to a person: inspecting and signing lead there. */
static const char *own_level(struct ui *ui)
{
    const char *level = word_level_of_role(client_role(ui_client(ui)));
    if (level == NULL) {
        ui_say(ui, STYLE_BAD, "%s",
               _("a manager inspects and signs nothing: the advisor, the technician and QC do"));
    }
    return level;
}

/* The page that goes with the car; before the delivery a message says when it comes. */
static void open_certificate(struct ui *ui, const struct order_screen *o)
{
    json_t *answer = NULL;
    if (ui_call(ui, "order.certificate", json_pack("{s:s}", "order", o->number), &answer) == ST_OK) {
        screen_text_open(ui, _("Completion certificate"), answer_text(answer, "page"));
    }
    json_decref(answer);
}

static bool is_for_line(const char *id)
{
    return command_arg(command_find(id), "line") != NULL;
}

/* Where the cursor rests nothing is done to a line, nor to all of them: a key that is held down must not take
 * the next one, nor somebody else's removal another one. True: that was said. */
static bool rests_there(struct ui *ui, struct order_screen *o, const char *id)
{
    if (o->revision != answer_int(ui_order(ui), "revision", 0)) {
        order_refresh(ui, o); /* after a change of one's own the picture comes later */
    }
    if (!o->rests) {
        return false;
    }
    const char *what = _(command_find(id)->summary);
    if (o->gone != 0 && o->own) {
        ui_say(ui, STYLE_WARN,
               _("line %lld is removed, u takes it back; for the next one (%s) move to it first"),
               (long long)o->gone, what);
    } else {
        ui_say(ui, STYLE_WARN, _("%s: what you were on is gone, move to a line first"), what);
    }
    return true;
}

static bool order_action(struct ui *ui, void *self, const char *id)
{
    struct order_screen *o = self;
    if (is_for_line(id) && rests_there(ui, o, id)) {
        return true;
    }
    if (strcmp(id, "console.filter") == 0) {
        filter_anew(&o->filter);
        make_rows(ui, o, true);
        return true;
    }
    bool inspects = strcmp(id, "order.inspection") == 0, signs = strcmp(id, "console.sign") == 0;
    if (strcmp(id, "console.damage") == 0) {
        screen_damage_open(ui);
        return true;
    }
    if (strcmp(id, "order.add_part") == 0) {
        screen_prices_open(ui); /* Enter there adds it */
        return true;
    }
    if (strcmp(id, "order.estimate") == 0) {
        screen_estimate_open(ui);
        return true;
    }
    if (strcmp(id, "order.certificate") == 0) {
        open_certificate(ui, o);
        return true;
    }
    if (!inspects && !signs) {
        return false;
    }
    const char *level = own_level(ui);
    if (level != NULL && inspects) {
        screen_inspect_open(ui, level);
    } else if (level != NULL) {
        screen_sign_open(ui, level);
    }
    return true;
}

static void order_close(void *self)
{
    struct order_screen *o = self;
    view_rows_free(&o->rows);
    free(o);
}

static struct field *order_field(void *self)
{
    struct order_screen *o = self;
    return o->filter.open ? &o->filter.field : NULL;
}

static const struct own_key order_keys[] = {{"Enter", N_("show a line whole")}, {NULL, NULL}};

static const struct screen_ops order_ops = {.own_keys = order_keys,
                                            .context = CTX_ORDER,
                                            .title = order_title,
                                            .draw = order_draw,
                                            .press = order_press,
                                            .action = order_action,
                                            .refresh = order_refresh,
                                            .field = order_field,
                                            .close = order_close};

void screen_order_open(struct ui *ui, const char *number)
{
    if (ui_open_order(ui, number) != ST_OK) {
        return;
    }
    struct order_screen *o = calloc(1, sizeof *o);
    if (o != NULL) {
        text_copy(o->number, sizeof o->number, answer_text(ui_order(ui), "order"));
        o->list.stops = row_stops;
        o->list.arg = o;
        make_rows(ui, o, true);
    }
    ui_push(ui, &order_ops, o);
}
