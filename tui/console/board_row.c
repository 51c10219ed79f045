#include "tui/console/board_row.h"
#include "core/base/i18n.h"
#include "core/base/when.h"
#include "tui/console/screen_order_rows.h"
#include "tui/console/screen_words.h"

#include <string.h>

enum { ROW_MAX = 16384, TIME_COLUMNS = 5 };

/* What stands where, at 80 columns and beyond. The concern takes what is left. */
enum { C_ORDER, C_PLATE, C_STAGE, C_CLOCK, C_WHO, C_SIGNED, C_CUSTOMER, C_CONCERN, COLUMNS };
static const struct {
    const char *label;
    int columns;
} columns_of[COLUMNS] = {
    {N_("order"), 11},  {N_("plate"), 10}, {N_("stage"), 20},    {N_("due"), 22},
    {N_("at work"), 8}, {N_("ATQ"), 4},    {N_("customer"), 12}, {N_("concern"), 0},
};

/* The clock that is most urgent: when it is due, not how long that is, for a board that nobody touches stays
 * as it is. Today's has its time, another day's its date, too. */
static void clock_cell(const json_t *row, int64_t now, struct buf *out, enum order_row_style *style)
{
    size_t i;
    const json_t *clock;
    char due[WHEN_SIZE], text[80];
    json_array_foreach(json_object_get(row, "clocks"), i, clock)
    {
        if (strcmp(answer_text(clock, "name"), answer_text(row, "due")) != 0) {
            continue;
        }
        int64_t due_at = answer_time(clock, "due_at");
        bool late = due_at < now, today = when_day(due_at) == when_day(now);
        char *time = when_short(due_at, due) + strlen(due) - TIME_COLUMNS;
        time[late && !today ? -1 : TIME_COLUMNS] = '\0';
        order_clock_text(clock, now, style, text, sizeof text);
        buf_addf(out, late ? _("late %s %s") : "%s %s", today ? time : due,
                 word_text(WORD_CLOCK, answer_text(clock, "name")));
        return;
    }
    buf_adds(out, "-");
}

static void signed_cell(const json_t *row, struct buf *out)
{
    static const char *const levels[] = {"advisor", "technician", "qc"};
    static const char marks[] = "ATQ";
    for (size_t l = 0; l < 3; l++) {
        bool has = false;
        size_t i;
        const json_t *one;
        json_array_foreach(json_object_get(row, "signatures"), i, one)
        {
            has = has || strcmp(json_string_value(one), levels[l]) == 0;
        }
        buf_addc(out, has ? marks[l] : '.');
    }
}

static enum style style_of(enum order_row_style style)
{
    return style == ROW_WARN ? STYLE_WARN : style == ROW_BAD ? STYLE_BAD : STYLE_TEXT;
}

/* *style is set by the clock only. */
static void add_cell(const json_t *row, int column, int64_t now, struct buf *out, enum order_row_style *style)
{
    static const char *const keys[COLUMNS] = {
        [C_ORDER] = "order", [C_PLATE] = "plate", [C_CUSTOMER] = "customer", [C_CONCERN] = "concern"};
    if (column == C_STAGE) {
        buf_adds(out, word_text(WORD_STAGE, answer_text(row, "stage")));
    } else if (column == C_CLOCK) {
        clock_cell(row, now, out, style);
    } else if (column == C_WHO) {
        const char *who = answer_text(row, "technician");
        buf_adds(out, who[0] != '\0' ? who : answer_text(row, "advisor"));
    } else if (column == C_SIGNED) {
        signed_cell(row, out);
    } else {
        buf_adds(out, answer_text(row, keys[column]));
    }
}

void board_row_init(struct board_row *row, const json_t *order)
{
    *row = (struct board_row){.order = order, .made_s = -1};
    buf_init(&row->cells, ROW_MAX);
}

void board_row_free(struct board_row *row)
{
    buf_free(&row->cells);
}

static void make_cells(struct board_row *row, int64_t now)
{
    enum order_row_style style = ROW_TEXT;
    row->made_s = now / 1000;
    buf_clear(&row->cells);
    for (int c = 0; c < COLUMNS; c++) {
        add_cell(row->order, c, now, &row->cells, &style);
        buf_addc(&row->cells, '\0');
    }
    row->clock = style_of(style);
}

/* One cell from x; returns where the next one begins. */
static int draw_cell(struct term *t, int y, int x, int end, int column, unsigned style, const char *text)
{
    int wide = columns_of[column].columns, rest = end - x;
    bool last = wide == 0 || wide >= rest;
    bool cut = column == C_CUSTOMER && wide > rest; /* a name is seen whole or not at all */
    if (!cut) {
        bool joined = (style & STYLE_SELECTED) != 0 && column < C_SIGNED; /* with the next cell */
        term_put(t, y, x, last ? rest : wide + (joined ? 1 : 0), style, text);
    }
    return x + (last ? rest : wide) + 1;
}

void board_row_draw(struct board_row *row, struct term *t, struct area a, bool selected)
{
    int64_t now = when_now();
    if (row->made_s != now / 1000) {
        make_cells(row, now);
    }
    const char *text = row->cells.data, *behind = text + row->cells.len;
    for (int c = 0, x = a.x; c < COLUMNS && x < a.x + a.columns && text < behind; c++) {
        unsigned mark = selected && c <= C_SIGNED ? STYLE_SELECTED : 0U;
        unsigned style = c == C_CLOCK ? (unsigned)row->clock : (unsigned)STYLE_TEXT;
        x = draw_cell(t, a.y, x, a.x + a.columns, c, style | mark, text);
        text += strlen(text) + 1;
    }
}

void board_heading_draw(struct term *t, struct area a)
{
    for (int c = 0, x = a.x; c < COLUMNS && x < a.x + a.columns; c++) {
        x = draw_cell(t, a.y, x, a.x + a.columns, c, STYLE_HEAD, _(columns_of[c].label));
    }
}
