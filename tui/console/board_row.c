#include "tui/console/board_row.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <string.h>

enum { ROW_MAX = 16384, TIME_COLUMNS = 5, VIN_DIGITS = 6, VIN_WHOLE = 17, CONCERN_LEAST = 10 };

/* What stands where, at 80 columns and beyond. The concern takes what is left. */
enum { C_ORDER, C_PLATE, C_STAGE, C_CLOCK, C_WHO, C_SIGNED, C_CUSTOMER, C_CONCERN, COLUMNS };
static const struct {
    const char *label;
    int columns;
} columns_of[COLUMNS] = {
    {N_("order"), 11},  {N_("plate"), 10}, {N_("stage"), 20},    {N_("due"), 22},
    {N_("at work"), 8}, {N_("sign"), 4},   {N_("customer"), 12}, {N_("concern"), 0},
};

static void take_clock(struct board_row *row, const json_t *order)
{
    size_t i;
    const json_t *clock;
    json_array_foreach(json_object_get(order, "clocks"), i, clock)
    {
        if (strcmp(answer_text(clock, "name"), answer_text(order, "due")) == 0) {
            row->clock = order_clock_read(clock);
            row->clock_word = word_text(WORD_CLOCK, answer_text(clock, "name"));
            return;
        }
    }
}

/* When the most urgent clock is due, not how long that is, for a board that nobody touches stays as it is.
 * Today's has its time, another day's its date, too. A word or mark stands beside each colour. */
static void make_due(struct board_row *row, int64_t now)
{
    char due[WHEN_SIZE];
    row->due_made_s = now / 1000;
    if (row->clock.due_at == 0) {
        text_copy(row->due, sizeof row->due, "-");
        return;
    }
    enum order_row_style style;
    order_clock_word(&row->clock, now, &style);
    row->due_style = style == ROW_WARN ? STYLE_WARN : style == ROW_BAD ? STYLE_BAD : STYLE_TEXT;
    bool late = row->clock.due_at < now, today = when_day(row->clock.due_at) == when_day(now);
    char *time = when_short(row->clock.due_at, due) + strlen(due) - TIME_COLUMNS;
    if (row->due_style == STYLE_WARN) { /* soon, be it behind midnight */
        snprintf(row->due, sizeof row->due, _("soon %s %s"), time, row->clock_word);
        return;
    }
    time[late && !today ? -1 : TIME_COLUMNS] = '\0';
    const char *day_or_time = today ? time : due;
    if (late) {
        snprintf(row->due, sizeof row->due, _("late %s %s"), day_or_time, row->clock_word);
    } else { /* "!": it was late once */
        snprintf(row->due, sizeof row->due, "%s%s %s", row->due_style == STYLE_BAD ? "! " : "", day_or_time,
                 row->clock_word);
    }
}

/* Who has signed: A, T and Q; F where QC has failed it. */
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
        bool failed = l == 2 && answer_true(row, "qc_failed");
        buf_addc(out, has ? marks[l] : failed ? 'F' : '.');
    }
}

static void add_cell(const json_t *order, int column, struct buf *out)
{
    static const char *const keys[COLUMNS] = {
        [C_ORDER] = "order", [C_PLATE] = "plate", [C_CUSTOMER] = "customer", [C_CONCERN] = "concern"};
    if (column == C_STAGE) {
        buf_adds(out, word_text(WORD_STAGE, answer_text(order, "stage")));
    } else if (column == C_WHO) {
        const char *who = answer_text(order, "technician");
        buf_adds(out, who[0] != '\0' ? who : answer_text(order, "advisor"));
    } else if (column == C_SIGNED) {
        signed_cell(order, out);
    } else if (column != C_CLOCK) {
        buf_adds(out, answer_text(order, keys[column]));
    }
}

static void add_words(const json_t *order, struct buf *out)
{
    static const char *const keys[] = {"order",      "plate", "customer", "concern",
                                       "technician", "bay",   "advisor"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        buf_addf(out, "%s ", answer_text(order, keys[i]));
    }
    buf_adds(out, word_text(WORD_STAGE, answer_text(order, "stage")));
    buf_adds(out, answer_true(order, "qc_failed") ? _(" QC failed") : "");
    buf_addc(out, '\0');
    buf_adds(out, answer_text(order, "vin"));
}

bool board_row_fits(const struct board_row *row, const struct filter *f)
{
    const char *typed = f->field.text, *words = row->words.data;
    size_t n = strlen(words) + 1, digits = strspn(typed, "0123456789");
    bool is_short = digits == strlen(typed) && digits < VIN_DIGITS, whole = strlen(typed) >= VIN_WHOLE;
    return filter_match(f, words) ||
           (!is_short && !whole && n < row->words.len && filter_match(f, words + n));
}

void board_row_init(struct board_row *row, const json_t *order)
{
    enum style signed_style = answer_true(order, "qc_failed") ? STYLE_BAD : STYLE_TEXT;
    *row = (struct board_row){.clock_word = "", .due_made_s = -1, .signed_style = signed_style};
    buf_init(&row->texts, ROW_MAX);
    buf_init(&row->words, ROW_MAX);
    for (int c = 0; c < COLUMNS; c++) {
        add_cell(order, c, &row->texts);
        buf_addc(&row->texts, '\0');
    }
    add_words(order, &row->words);
    take_clock(row, order);
}

void board_row_free(struct board_row *row)
{
    buf_free(&row->texts);
    buf_free(&row->words);
}

const char *board_row_order(const struct board_row *row)
{
    return row->texts.data;
}

bool board_row_is_number(const struct board_row *row, const char *digits)
{
    const char *serial = strrchr(board_row_order(row), '-');
    size_t n = strlen(digits);
    return n > 0 && strspn(digits, "0123456789") == n && serial != NULL &&
           strspn(serial + 1, "0") + n >= strlen(serial + 1) &&
           strcmp(serial + strlen(serial) - n, digits) == 0;
}

/* One cell from x; returns where the next one begins. */
static int draw_cell(struct term *t, int y, int x, int end, int column, unsigned style, const char *text)
{
    int wide = columns_of[column].columns, rest = end - x;
    bool last = wide == 0 || wide >= rest;
    bool cut = (column == C_CUSTOMER && wide > rest) || /* a name is seen whole or not at all */
               (column == C_CONCERN && rest < CONCERN_LEAST);
    if (!cut) {
        bool joined = (style & STYLE_SELECTED) != 0 && column < C_SIGNED; /* with the next cell */
        term_put(t, y, x, last ? rest : wide + (joined ? 1 : 0), style, text);
    }
    return x + (last ? rest : wide) + 1;
}

void board_row_draw(struct board_row *row, struct term *t, struct area a, bool selected)
{
    int64_t now = when_now();
    if (row->due_made_s != now / 1000) {
        make_due(row, now);
    }
    const char *text = row->texts.data, *behind = text + row->texts.len;
    for (int c = 0, x = a.x; c < COLUMNS && x < a.x + a.columns && text < behind; c++) {
        unsigned mark = selected && c <= C_SIGNED ? STYLE_SELECTED : 0U;
        unsigned style = (unsigned)(c == C_CLOCK    ? row->due_style
                                    : c == C_SIGNED ? row->signed_style
                                                    : STYLE_TEXT);
        x = draw_cell(t, a.y, x, a.x + a.columns, c, style | mark, c == C_CLOCK ? row->due : text);
        text += strlen(text) + 1;
    }
}

void board_heading_draw(struct term *t, struct area a)
{
    for (int c = 0, x = a.x; c < COLUMNS && x < a.x + a.columns; c++) {
        x = draw_cell(t, a.y, x, a.x + a.columns, c, STYLE_HEAD, _(columns_of[c].label));
    }
}
