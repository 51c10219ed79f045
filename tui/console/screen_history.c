/* The prices that a part ever had: a small chart over time, and every figure beside it. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/console/chart.h"
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
    struct list list;   /* over the prices, the newest first */
};

static const json_t *prices(const struct history *v)
{
    return json_object_get(v->answer, "prices");
}

/* Row 0 is the newest. */
static const json_t *price_at(const struct history *v, size_t row)
{
    return json_array_get(prices(v), v->list.count - 1 - row);
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

static void make_spans(struct history *v)
{
    const json_t *price;
    size_t i;
    free(v->spans);
    v->spans = calloc(json_array_size(prices(v)) + 1, sizeof *v->spans);
    list_count(&v->list, v->spans != NULL ? json_array_size(prices(v)) : 0);
    json_array_foreach(prices(v), i, price)
    {
        if (v->spans != NULL) {
            struct span *one = &v->spans[i];
            *one = (struct span){answer_time(price, "from"), answer_time(price, "to"), amount(price), 0};
            while (one->line < i && !comparable(json_array_get(prices(v), one->line), price)) {
                one->line++;
            }
        }
    }
}

static void history_refresh(struct ui *ui, void *self)
{
    struct history *v = self;
    json_t *answer = NULL;
    if (ui_call(ui, "price.history", json_incref(v->params), &answer) == ST_OK) {
        json_decref(v->answer);
        v->answer = answer;
        make_spans(v);
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
    return v->spans[v->list.count - 1 - v->list.at].line;
}

/* The price of the cursor's line that was in force at a time; -1: none. */
static int64_t amount_then(const struct history *v, int64_t time)
{
    size_t line = line_here(v);
    int64_t found = -1;
    for (size_t i = 0; i < v->list.count; i++) {
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
    for (size_t i = line; i < v->list.count; i++) {
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
    for (size_t i = line; i < v->list.count; i++) {
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
    const json_t *here = price_at(v, v->list.at);
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
    size_t at = v->list.count - 1 - row, before = at;
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

static void draw_price(struct term *t, const struct history *v, int y, struct area a, size_t row)
{
    const json_t *price = price_at(v, row);
    char from[WHEN_SIZE], to[WHEN_SIZE], list[64];
    struct buf text, cell;
    buf_init(&text, ROW_MAX);
    buf_init(&cell, ROW_MAX);
    text_pad(&text, answer_when(price, "from", from), 17, false);
    text_pad(&text, answer_has(price, "to") ? answer_when(price, "to", to) : _("in force"), 17, false);
    amount_text(price, &cell);
    text_pad(&text, cell.data, 20, true);
    buf_clear(&cell);
    change_text(v, row, &cell);
    text_pad(&text, cell.len > 0 ? cell.data : "", 12, true);
    snprintf(list, sizeof list, "%.40s %lld", answer_text(price, "source"),
             (long long)answer_int(price, "revision", 0));
    buf_addf(&text, "  %s", list);
    if (a.columns >= WIDE) {
        buf_addf(&text, "  %s  %s", answer_text(price, "part_no"), answer_text(price, "brand"));
    }
    term_put(t, y, a.x, a.columns, STYLE_TEXT | (row == v->list.at ? STYLE_SELECTED : 0U), text.data);
    buf_free(&text);
    buf_free(&cell);
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

static void history_draw(struct ui *ui, void *self, struct area a)
{
    struct history *v = self;
    struct term *t = ui_term(ui);
    if (v->list.count == 0) {
        term_put(t, a.y + 1, a.x + 2, a.columns - 4, STYLE_DIM, _("No list ever had a price of it"));
        return;
    }
    int rows = a.rows - TABLE_FROM - 1;
    size_t top = list_top(&v->list, rows);
    draw_chart(t, v, a);
    draw_heads(t, a.y + TABLE_FROM, a);
    for (int i = 0; i < rows && top + (size_t)i < v->list.count; i++) {
        draw_price(t, v, a.y + TABLE_FROM + 1 + i, a, top + (size_t)i);
    }
    term_cursor(t, a.y + TABLE_FROM + 1 + (int)(v->list.at - top), a.x);
}

static bool history_press(struct ui *ui, void *self, const struct press *p)
{
    struct history *v = self;
    return list_press(&v->list, p, term_rows(ui_term(ui)) - BARS - TABLE_FROM - 1, false);
}

static void history_close(void *self)
{
    struct history *v = self;
    json_decref(v->answer);
    json_decref(v->params);
    free(v->spans);
    free(v);
}

static const struct screen_ops history_ops = {.title = history_title,
                                              .draw = history_draw,
                                              .press = history_press,
                                              .refresh = history_refresh,
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
