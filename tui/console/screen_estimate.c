/* The page that an advisor turns to the customer: the estimate beside the list prices, line by line. While it
 * is open no key leads anywhere but back, and nothing of the workshop's own stands on it. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/console/list.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum {
    ROW_MAX = 8192,
    ORDER_SIZE = 40,
    AMOUNT_COLUMNS = 13,
    AMOUNTS = 3,
    LINE_ROWS = 3, /* what it is, its amounts, and a remark or nothing; more where what it is is long */
    TEXT_ROWS = 4, /* that it takes at most */
    HEAD_ROWS = 3,
    FOOT_ROWS = 3,
    BARS = 3,
    COLUMNS_MAX = 110 /* an amount stays near what it is for */
};

struct estimate {
    char order[ORDER_SIZE];
    json_t *answer;
    struct list list; /* over the lines */
};

static const json_t *lines(const struct estimate *v)
{
    return json_object_get(v->answer, "estimate");
}

static void estimate_refresh(struct ui *ui, void *self)
{
    struct estimate *v = self;
    json_t *answer = NULL;
    if (ui_call(ui, "order.estimate", json_pack("{s:s}", "order", v->order), &answer) == ST_OK) {
        json_decref(v->answer);
        v->answer = answer;
        list_count(&v->list, json_array_size(lines(v)));
    }
}

static void estimate_title(struct ui *ui, void *self, struct buf *out)
{
    const struct estimate *v = self;
    char at[WHEN_SIZE];
    const char *name = client_setting(ui_client(ui), "outlet.name");
    buf_addf(out, _("Estimate %s of %s"), v->order, answer_when(v->answer, "at", at));
    buf_addf(out, "%s%s", name[0] != '\0' ? "  " : "", name); /* a long name is cut, never the number */
}

/* A row with amounts at its right edge; texts NULL: blank. */
static void draw_amounts(struct term *t, int y, struct area a, unsigned style, const char *left,
                         const char *const amounts[AMOUNTS])
{
    int wide = a.columns - AMOUNTS * AMOUNT_COLUMNS;
    struct buf row;
    buf_init(&row, ROW_MAX);
    text_pad(&row, left, wide - 1, false);
    buf_addc(&row, ' ');
    for (int i = 0; i < AMOUNTS; i++) {
        text_pad(&row, amounts[i], AMOUNT_COLUMNS, true);
    }
    term_put(t, y, a.x, a.columns, style, row.data);
    buf_free(&row);
}

static const char *decision_text(const json_t *line)
{
    const char *decision = answer_text(line, "decision");
    return strcmp(decision, "agreed") == 0     ? _("agreed")
           : strcmp(decision, "declined") == 0 ? _("declined")
                                               : _("to be decided");
}

/* "2 pc x 58.00, list 3 of 2026-11-24", "1.5 h x 320.00, 20 % off". */
static void price_text(const json_t *line, struct buf *out)
{
    int64_t basis = answer_int(line, "price_basis", 1), off = answer_int(line, "discount_percent", 0);
    bool part = strcmp(answer_text(line, "kind"), "part") == 0;
    buf_adds(out, "   ");
    answer_amount(line, out);
    buf_addf(out, " x %s", answer_text(line, "list_price"));
    if (basis > 1) {
        buf_adds(out, " ");
        buf_addf(out, _("per %lld"), (long long)basis);
    }
    if (part && answer_has(line, "effective")) {
        buf_adds(out, ", ");
        buf_addf(out, _("list of %s"), answer_text(line, "effective"));
    }
    if (off > 0) {
        buf_adds(out, ", ");
        buf_addf(out, _("%lld %% off"), (long long)off);
    }
}

/* What is done or delivered, whole: the customer reads it. */
static void what_text(const json_t *line, struct buf *out)
{
    buf_addf(out, "%s%s%s", answer_text(line, "text"), answer_has(line, "part_no") ? "  " : "",
             answer_text(line, "part_no"));
}

/* Columns for it beside what was decided. */
static int what_columns(const json_t *line, int columns)
{
    return columns - text_width(decision_text(line)) - 1;
}

static int line_rows(struct term *t, const json_t *line, int columns)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    what_text(line, &text);
    int rows = term_wrap(t, 0, 0, TEXT_ROWS, what_columns(line, columns), STYLE_COUNT, text.data);
    buf_free(&text);
    return LINE_ROWS - 1 + (rows > 0 ? rows : 1);
}

/* On the first rows what it is and what was decided, below that its amounts, and a remark or nothing. */
static void draw_line(struct term *t, int y, struct area a, const json_t *line, bool selected, int rows)
{
    bool declined = strcmp(answer_text(line, "decision"), "declined") == 0;
    unsigned mark = selected ? STYLE_SELECTED : 0U, style = declined ? STYLE_DIM : STYLE_TEXT;
    int wide = what_columns(line, a.columns), more = line_rows(t, line, a.columns) - LINE_ROWS;
    struct buf text;
    buf_init(&text, ROW_MAX);
    what_text(line, &text);
    for (int i = 0; i <= more && i < rows; i++) {
        term_put(t, y + i, a.x, a.columns, style | mark, "");
    }
    term_wrap(t, y, a.x, more + 1 < rows ? more + 1 : rows, wide, style | mark, text.data);
    term_put(t, y, a.x + wide + 1, a.columns - wide - 1, style | mark, decision_text(line));
    buf_clear(&text);
    price_text(line, &text);
    y += more;
    rows -= more;
    if (rows > 1) {
        const char *const amounts[] = {answer_text(line, "at_list"), answer_text(line, "total"),
                                       answer_text(line, "difference")};
        draw_amounts(t, y + 1, a, style, text.data, amounts);
    }
    if (rows > 2 && answer_has(line, "price_now")) {
        buf_clear(&text);
        buf_adds(&text, "   ");
        buf_addf(&text, _("the list says %s today; your price stays"), answer_text(line, "price_now"));
        term_put(t, y + 2, a.x, a.columns, STYLE_GOOD, text.data);
    }
    buf_free(&text);
}

static void draw_foot(struct term *t, const struct estimate *v, int y, struct area a)
{
    const char *const sums[] = {answer_text(v->answer, "at_list"), answer_text(v->answer, "total"),
                                answer_text(v->answer, "difference")};
    struct buf label;
    buf_init(&label, ROW_MAX);
    buf_addf(&label, _("Total in %s without the declined"), answer_text(v->answer, "currency"));
    draw_amounts(t, y, a, STYLE_SUM, label.data, sums);
    buf_free(&label);
    term_put(t, y + 1, a.x, a.columns, STYLE_DIM,
             _("A price that was shown stays. More work only with your consent."));
}

/* The first line on the page, so that the one with the cursor is seen whole. */
static size_t choose_top(struct term *t, struct estimate *v, int rows, int columns)
{
    size_t top = list_top(&v->list, rows / LINE_ROWS);
    int taken = 0;
    for (size_t i = top; i <= v->list.at && i < v->list.count; i++) {
        taken += line_rows(t, json_array_get(lines(v), i), columns);
    }
    while (top < v->list.at && taken > rows) {
        taken -= line_rows(t, json_array_get(lines(v), top++), columns);
    }
    v->list.top = top;
    return top;
}

static void estimate_draw(struct ui *ui, void *self, struct area a)
{
    struct estimate *v = self;
    struct term *t = ui_term(ui);
    const char *const heads[] = {_("at list price"), _("you pay"), _("difference")};
    a.columns = a.columns < COLUMNS_MAX ? a.columns : COLUMNS_MAX;
    int rows = a.rows - HEAD_ROWS - FOOT_ROWS, at = 0;
    size_t top = choose_top(t, v, rows, a.columns);
    draw_amounts(t, a.y + 1, a, STYLE_HEAD, _("What is done"), heads);
    for (size_t i = top; i < v->list.count && at < rows; i++) {
        const json_t *line = json_array_get(lines(v), i);
        if (i == v->list.at) {
            term_cursor(t, a.y + HEAD_ROWS + at, a.x);
        }
        draw_line(t, a.y + HEAD_ROWS + at, a, line, i == v->list.at, rows - at);
        at += line_rows(t, line, a.columns);
    }
    if (v->list.count == 0) {
        term_put(t, a.y + HEAD_ROWS, a.x + 2, a.columns - 2, STYLE_DIM,
                 _("Nothing is on the estimate yet; it is made after the diagnosis"));
    }
    draw_foot(t, v, a.y + a.rows - FOOT_ROWS + 1, a);
}

/* Lines that were hidden would be in the total, and the customer could not see them. */
static bool estimate_press(struct ui *ui, void *self, const struct press *p)
{
    struct estimate *v = self;
    if (strcmp(p->name, "/") == 0 || strcmp(p->name, "Ctrl-F") == 0) {
        ui_say(ui, STYLE_DIM, _("%s hides nothing here: the customer sees every line of the total"), p->name);
        return true;
    }
    int rows = term_rows(ui_term(ui)) - BARS - HEAD_ROWS - FOOT_ROWS;
    return list_press(&v->list, p, rows / LINE_ROWS, false);
}

/* The keys that the table gives to every screen. */
static bool estimate_action(struct ui *ui, void *self, const char *id)
{
    if (strcmp(id, "console.help") == 0) {
        screen_text_open(ui, _("Help: what works here"),
                         _("Arrows, j k, PgUp, PgDn, Home, End  move through the lines\n"
                           "Esc                                 back\n"
                           "F5                                  read it again\n"
                           "Ctrl-L                              lock the terminal\n"
                           "F10 or q                            leave\n"
                           "\n"
                           "at list price  what the published price comes to\n"
                           "you pay        what is asked for it\n"
                           "difference     what you save (-) or pay more"));
        return true;
    }
    if (strcmp(id, "console.refresh") == 0) {
        estimate_refresh(ui, self);
        term_redraw(ui_term(ui));
        return true;
    }
    if (strcmp(id, "console.lock") == 0) {
        ui_keep_drafts(ui);
        screen_lock_open(ui);
        return true;
    }
    return false;
}

static void estimate_close(void *self)
{
    struct estimate *v = self;
    json_decref(v->answer);
    free(v);
}

static const struct screen_ops estimate_ops = {.is_public = true,
                                               .title = estimate_title,
                                               .draw = estimate_draw,
                                               .press = estimate_press,
                                               .action = estimate_action,
                                               .refresh = estimate_refresh,
                                               .close = estimate_close};

void screen_estimate_open(struct ui *ui)
{
    struct estimate *v = calloc(1, sizeof *v);
    if (v != NULL) {
        text_copy(v->order, sizeof v->order, answer_text(ui_order(ui), "order"));
        estimate_refresh(ui, v);
    }
    ui_push(ui, &estimate_ops, v);
}
