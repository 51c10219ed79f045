/* The prices that a part ever had: a small chart over time, and every figure beside it. The filter chooses
 * rows; the chart is always that of all prices. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/console/chart.h"
#include "tui/console/filter.h"
#include "tui/console/list.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROW_MAX = 8192,
    CHART_ROWS = 6,
    CHART_COLUMNS_MAX = 100,
    LABEL_COLUMNS = 12,
    WIDE = 100,                  /* columns from which each row names its part */
    TABLE_FROM = CHART_ROWS + 3, /* heading, chart, dates, a blank row */
    BARS = 3
};

/* A price as the chart needs it. */
struct span {
    int64_t from, to; /* UTC ms; to 0: in force */
    int64_t amount;   /* minor units; -1: none was published */
    size_t line;      /* index of the first price that it is comparable to */
};

struct history {
    json_t *answer, *params;
    struct span *spans; /* of the answer's prices */
    size_t count;       /* of those */
    size_t *shown;      /* the rows that pass the filter, list.count of them; row 0 is the newest price */
    struct list list;
    struct filter filter;
};

static const json_t *prices(const struct history *v)
{
    return json_object_get(v->answer, "prices");
}

/* Where the price of a row stands among the answer's. */
static size_t place_of(const struct history *v, size_t row)
{
    return v->count - 1 - row;
}

/* The row that the cursor is on; there is one. */
static size_t row_here(const struct history *v)
{
    return v->shown[v->list.at];
}

static const json_t *price_at(const struct history *v, size_t row)
{
    return json_array_get(prices(v), place_of(v, row));
}

/* Minor units; -1: none was published. */
static int64_t amount(const json_t *price)
{
    int64_t minor = -1;
    int scale = currency_scale(answer_text(price, "currency"));
    bool good = answer_has(price, "list_price") &&
                decimal_parse(answer_text(price, "list_price"), '.', scale, &minor) == DECIMAL_OK;
    return good ? minor : -1;
}

/* One line of prices is drawn: same list, brand, part, currency and basis. */
static bool comparable(const json_t *a, const json_t *b)
{
    static const char *const keys[] = {"source", "brand", "part_no", "currency"};
    bool same = answer_int(a, "price_basis", 1) == answer_int(b, "price_basis", 1);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        same = same && strcmp(answer_text(a, keys[i]), answer_text(b, keys[i])) == 0;
    }
    return same;
}

/* Without memory there are none. */
static void make_spans(struct history *v)
{
    const json_t *price;
    size_t i, n = json_array_size(prices(v));
    free(v->spans);
    free(v->shown);
    v->spans = calloc(n + 1, sizeof *v->spans);
    v->shown = calloc(n + 1, sizeof *v->shown);
    v->count = v->spans != NULL && v->shown != NULL ? n : 0;
    json_array_foreach(v->count > 0 ? prices(v) : NULL, i, price)
    {
        struct span *one = &v->spans[i];
        *one = (struct span){answer_time(price, "from"), answer_time(price, "to"), amount(price), 0};
        while (one->line < i && !comparable(json_array_get(prices(v), one->line), price)) {
            one->line++;
        }
    }
}

static void history_title(struct ui *ui, void *self, struct buf *out)
{
    (void)ui;
    const struct history *v = self;
    buf_addf(out, _("Prices of %s"), answer_text(v->params, "part"));
}

/* The line of prices that the cursor is in. */
static size_t line_here(const struct history *v)
{
    return v->spans[place_of(v, row_here(v))].line;
}

/* The price of the cursor's line that was in force at a time; -1: none. */
static int64_t amount_then(const struct history *v, int64_t time)
{
    size_t line = line_here(v);
    int64_t found = -1;
    for (size_t i = 0; i < v->count; i++) {
        const struct span *one = &v->spans[i];
        if (one->line == line && one->from <= time && (one->to == 0 || time < one->to)) {
            found = one->amount;
        }
    }
    return found;
}

/* What the chart reaches: its first day and its highest price. */
static void extent(const struct history *v, int64_t *from, int64_t *highest)
{
    size_t line = line_here(v);
    *from = v->spans[line].from;
    *highest = 0;
    for (size_t i = line; i < v->count; i++) {
        if (v->spans[i].line == line) {
            *from = v->spans[i].from < *from ? v->spans[i].from : *from;
            *highest = v->spans[i].amount > *highest ? v->spans[i].amount : *highest;
        }
    }
}

/* "61.50 CNY", "5.00 CNY/100", "no price". */
static void amount_text(const json_t *price, struct buf *out)
{
    int64_t basis = answer_int(price, "price_basis", 1);
    if (!answer_has(price, "list_price")) {
        buf_adds(out, _("no price"));
        return;
    }
    buf_addf(out, "%s %s", answer_text(price, "list_price"), answer_text(price, "currency"));
    if (basis != 1) {
        buf_addf(out, "/%lld", (long long)basis);
    }
}

/* Whether the list that the cursor is on said one price only, and still does. */
static bool is_one_price(const struct history *v)
{
    size_t count = 0, line = line_here(v);
    for (size_t i = line; i < v->count; i++) {
        count += v->spans[i].line == line;
    }
    return count == 1 && v->spans[line].to == 0 && v->spans[line].amount > 0;
}

static void draw_columns(struct term *t, const struct history *v, int y, int x, int columns)
{
    int64_t from, highest, now = when_now();
    int levels[CHART_COLUMNS_MAX];
    bool ascii = term_is_ascii(t);
    extent(v, &from, &highest);
    if (is_one_price(v)) { /* nothing ever changed: a line at its height says so, a block would hide it */
        char line[CHART_COLUMNS_MAX * 4 + 1];
        size_t n = 0;
        for (int c = 0; c < columns; c++) {
            text_copy(line + n, sizeof line - n, ascii ? "-" : "─");
            n += strlen(line + n);
        }
        term_put(t, y, x, columns, STYLE_HEAD, line);
        return;
    }
    for (int c = 0; c < columns; c++) {
        int64_t then = amount_then(v, c == columns - 1 ? now : chart_time(from, now, columns, c));
        levels[c] = chart_level(then, highest, CHART_ROWS * chart_steps(ascii));
    }
    for (int row = 0; row < CHART_ROWS; row++) {
        struct buf text;
        buf_init(&text, ROW_MAX);
        for (int c = 0; c < columns; c++) {
            buf_adds(&text, chart_cell(levels[c], row, ascii));
        }
        term_put(t, y + CHART_ROWS - 1 - row, x, columns, STYLE_HEAD, text.data);
        buf_free(&text);
    }
}

/* The highest price stands at the top, 0 at the foot, the dates below. */
static void draw_chart(struct term *t, const struct history *v, struct area a)
{
    const json_t *here = price_at(v, row_here(v));
    int columns = a.columns - LABEL_COLUMNS - 1;
    columns = columns < CHART_COLUMNS_MAX ? columns : CHART_COLUMNS_MAX;
    int64_t from, highest;
    char number[MONEY_SIZE], day[WHEN_SIZE];
    struct buf text;
    buf_init(&text, ROW_MAX);
    extent(v, &from, &highest);
    buf_addf(&text, "%s  %s  %s", answer_text(here, "part_no"), answer_text(here, "source"),
             answer_text(here, "brand"));
    term_put(t, a.y, a.x, a.columns, STYLE_HEAD, text.data);
    buf_clear(&text);
    text_pad(&text, money_format(highest, answer_text(here, "currency"), number), LABEL_COLUMNS - 1, true);
    term_put(t, a.y + 1, a.x, LABEL_COLUMNS, STYLE_TEXT, text.data);
    buf_clear(&text);
    text_pad(&text, "0", LABEL_COLUMNS - 1, true);
    term_put(t, a.y + CHART_ROWS, a.x, LABEL_COLUMNS, STYLE_DIM, text.data);
    draw_columns(t, v, a.y + 1, a.x + LABEL_COLUMNS, columns);
    term_put(t, a.y + 1 + CHART_ROWS, a.x + LABEL_COLUMNS, columns, STYLE_DIM,
             when_date(when_day(from), day));
    buf_clear(&text);
    text_pad(&text, when_date(when_day(when_now()), day), 10, true);
    term_put(t, a.y + 1 + CHART_ROWS, a.x + LABEL_COLUMNS + columns - 10, 10, STYLE_DIM, text.data);
    buf_free(&text);
}

/* "+3.4 %": beside the price of the same line before it. */
static void change_text(const struct history *v, size_t row, struct buf *out)
{
    size_t at = place_of(v, row), before = at;
    char number[MONEY_SIZE];
    int64_t tenths = 0;
    while (before > 0 && (before == at || v->spans[before].line != v->spans[at].line)) {
        before--;
    }
    bool known = before != at && v->spans[before].line == v->spans[at].line && v->spans[at].amount >= 0;
    if (known && chart_change(v->spans[before].amount, v->spans[at].amount, &tenths)) {
        buf_addf(out, "%s%s %%", tenths > 0 ? "+" : "", decimal_format(tenths, 1, false, number));
    }
}

/* What stands on a row of a screen that has so many columns. */
static void price_text(const struct history *v, size_t row, int columns, struct buf *text)
{
    const json_t *price = price_at(v, row);
    char from[WHEN_SIZE], to[WHEN_SIZE], list[64];
    struct buf cell;
    buf_init(&cell, ROW_MAX);
    text_pad(text, answer_when(price, "from", from), 17, false);
    text_pad(text, answer_has(price, "to") ? answer_when(price, "to", to) : _("in force"), 17, false);
    amount_text(price, &cell);
    text_pad(text, cell.data, 20, true);
    buf_clear(&cell);
    change_text(v, row, &cell);
    text_pad(text, cell.len > 0 ? cell.data : "", 12, true);
    snprintf(list, sizeof list, "%.40s %lld", answer_text(price, "source"),
             (long long)answer_int(price, "revision", 0));
    buf_addf(text, "  %s", list);
    if (columns >= WIDE) {
        buf_addf(text, "  %s  %s", answer_text(price, "part_no"), answer_text(price, "brand"));
    }
    buf_free(&cell);
}

static void row_words(const void *arg, size_t row, struct buf *out)
{
    price_text(arg, row, WIDE, out);
}

/* Those that pass the filter; the cursor is on this one when it does. */
static void show_rows(struct history *v, size_t row)
{
    filter_rows(&v->filter, v->count, row_words, v, row, v->shown, &v->list);
}

/* The row that was this price in the answer before; the newest when there is none. */
static size_t row_of(const struct history *v, const json_t *was)
{
    size_t row = 0;
    for (size_t i = 0; i < v->count; i++) {
        const json_t *one = price_at(v, i);
        bool same = comparable(one, was) &&
                    answer_int(one, "revision", 0) == answer_int(was, "revision", 0) &&
                    answer_time(one, "from") == answer_time(was, "from");
        row = same ? i : row;
    }
    return row;
}

/* The cursor stays on its price. */
static void history_refresh(struct ui *ui, void *self)
{
    struct history *v = self;
    json_t *answer = NULL;
    if (ui_call(ui, "price.history", json_incref(v->params), &answer) == ST_OK) {
        json_t *before = v->answer;
        const json_t *was = v->list.count > 0 ? price_at(v, row_here(v)) : NULL;
        v->answer = answer;
        make_spans(v);
        show_rows(v, row_of(v, was));
        json_decref(before);
    }
}

static void filter_again(struct history *v)
{
    show_rows(v, v->list.count > 0 ? row_here(v) : 0);
}

static void draw_heads(struct term *t, int y, struct area a)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    text_pad(&text, _("from"), 17, false);
    text_pad(&text, _("until"), 17, false);
    text_pad(&text, _("list price"), 20, true);
    text_pad(&text, _("change"), 12, true);
    buf_addf(&text, "  %s", _("list"));
    term_put(t, y, a.x, a.columns, STYLE_HEAD, text.data);
    buf_free(&text);
}

static void draw_prices(struct term *t, struct history *v, int y, struct area a, int rows)
{
    size_t top = list_top(&v->list, rows);
    for (int i = 0; i < rows && top + (size_t)i < v->list.count; i++) {
        size_t at = top + (size_t)i;
        struct buf text;
        buf_init(&text, ROW_MAX);
        price_text(v, v->shown[at], a.columns, &text);
        term_put(t, y + i, a.x, a.columns, STYLE_TEXT | (at == v->list.at ? STYLE_SELECTED : 0U), text.data);
        buf_free(&text);
    }
    term_cursor(t, y + (int)(v->list.at - top), a.x);
}

static void history_draw(struct ui *ui, void *self, struct area a)
{
    struct history *v = self;
    struct term *t = ui_term(ui);
    int y = a.y + TABLE_FROM + 1, foot = a.y + a.rows - 1;
    a.rows -= filter_is_on(&v->filter) ? 1 : 0;
    if (v->count == 0) {
        term_put(t, a.y + 1, a.x + 2, a.columns - 4, STYLE_DIM, _("No list ever had a price of it"));
    } else if (v->list.count == 0) {
        draw_heads(t, y - 1, a);
        filter_draw_none(t, y + 1, a.x + 2, a.columns - 4);
    } else {
        draw_chart(t, v, a);
        draw_heads(t, y - 1, a);
        draw_prices(t, v, y, a, a.rows - TABLE_FROM - 1);
    }
    if (filter_is_on(&v->filter)) {
        filter_draw(&v->filter, t, foot, a.x, a.columns);
    }
}

static bool history_press(struct ui *ui, void *self, const struct press *p)
{
    struct history *v = self;
    bool changed = false;
    if (filter_key(&v->filter, p, &changed)) {
        if (changed) {
            filter_again(v);
        }
        return true;
    }
    return list_press(&v->list, p, term_rows(ui_term(ui)) - BARS - TABLE_FROM - 1, v->filter.open);
}

static bool history_action(struct ui *ui, void *self, const char *id)
{
    (void)ui;
    struct history *v = self;
    bool filters = strcmp(id, "console.filter") == 0;
    if (filters) {
        filter_anew(&v->filter);
        filter_again(v);
    }
    return filters;
}

static struct field *history_field(void *self)
{
    struct history *v = self;
    return v->filter.open ? &v->filter.field : NULL;
}

static void history_close(void *self)
{
    struct history *v = self;
    json_decref(v->answer);
    json_decref(v->params);
    free(v->spans);
    free(v->shown);
    free(v);
}

static const struct screen_ops history_ops = {.context = CTX_LIST,
                                              .title = history_title,
                                              .draw = history_draw,
                                              .press = history_press,
                                              .action = history_action,
                                              .refresh = history_refresh,
                                              .field = history_field,
                                              .close = history_close};

void screen_history_open(struct ui *ui, json_t *params)
{
    struct history *v = calloc(1, sizeof *v);
    if (v == NULL) {
        json_decref(params);
    } else {
        v->params = params;
        history_refresh(ui, v);
    }
    ui_push(ui, &history_ops, v);
}
