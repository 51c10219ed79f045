#include "tui/console/inspect_row.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/screen_words.h"

#include <string.h>

enum {
    ROW_MAX = 8192,
    REMARK_COLUMNS = 24, /* from there on it has a column of its own */
    VALUE_COLUMNS = 5,   /* of a reading that is still to be typed */
    FOOT_ROWS = 3,
    READING_COLUMNS = INSPECT_READING_SIZE
};

/* Whether a signature of the level stands. */
static bool is_signed(const json_t *order, const char *level)
{
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(order, "signatures"), i, one)
    {
        bool stands = answer_true(one, "valid") && strcmp(answer_text(one, "verdict"), "pass") == 0;
        if (stands && strcmp(answer_text(one, "level"), level) == 0) {
            return true;
        }
    }
    return false;
}

void inspect_title_text(const json_t *order, const json_t *inspection, const struct inspect_foot *foot,
                        struct buf *out)
{
    bool blocked = foot->blocked[0] != '\0' && !foot->fails;
    const char *level = answer_text(inspection, "level");
    int64_t open = answer_int(inspection, "open", 0);
    buf_addf(out, "%s  %s  ", word_text(WORD_LEVEL, level), answer_text(order, "plate"));
    if (is_signed(order, level)) {
        buf_adds(out, _("signed"));
    } else if (open > 0) {
        buf_addf(out, blocked ? _("%lld open, cannot sign") : _("%lld open"), (long long)open);
    } else {
        buf_adds(out, blocked       ? _("all set, cannot sign")
                      : foot->fails ? _("all set, fails: F9 signs")
                                    : _("all set: F9 signs"));
    }
}

static enum style result_style(const char *result)
{
    return strcmp(result, "red") == 0     ? STYLE_BAD
           : strcmp(result, "amber") == 0 ? STYLE_WARN
           : strcmp(result, "green") == 0 ? STYLE_GOOD
                                          : STYLE_TEXT;
}

/* "6.5 mm  last 8": today's reading beside the last visit's. */
static void readings(const json_t *item, struct buf *out)
{
    char value[MONEY_SIZE];
    if (answer_has(item, "value")) {
        buf_addf(out, "%s %s  ", answer_quantity(item, "value", value), answer_text(item, "unit"));
    } else if (answer_has(item, "unit")) {
        buf_addf(out, "? %s  ", answer_text(item, "unit"));
    }
    if (answer_has(item, "last_value")) {
        buf_addf(out, _("last %s"), answer_quantity(item, "last_value", value));
    } else if (answer_has(item, "last_result")) {
        buf_addf(out, _("last %s"), word_text(WORD_RESULT, answer_text(item, "last_result")));
    }
}

static int wider(int columns, int other)
{
    return other > columns ? other : columns;
}

/* The columns of an item's readings, also of today's when it is still to come. */
static int reading_columns(const json_t *item)
{
    char value[MONEY_SIZE];
    struct buf text;
    buf_init(&text, ROW_MAX);
    readings(item, &text);
    int columns = text_width(text.data);
    buf_free(&text);
    if (answer_has(item, "unit")) {
        int now = answer_has(item, "value") ? text_width(answer_quantity(item, "value", value)) : 1;
        columns += now < VALUE_COLUMNS ? VALUE_COLUMNS - now : 0;
    }
    return columns;
}

struct inspect_columns inspect_columns_of(const json_t *items, int columns)
{
    static const char *const results[] = {"green", "amber", "red", "na"};
    struct inspect_columns c = {0};
    size_t i;
    const json_t *item;
    for (i = 0; i < sizeof results / sizeof *results; i++) {
        c.result = wider(c.result, text_width(word_text(WORD_RESULT, results[i])) + 2);
    }
    json_array_foreach(items, i, item)
    {
        if (answer_true(item, "applies")) {
            c.text = wider(c.text, text_width(answer_text(item, "text")) + 4);
            c.reading = wider(c.reading, reading_columns(item));
        }
    }
    c.remark = columns - c.text - c.result - c.reading - 1;
    if (c.remark < REMARK_COLUMNS) {
        c.remark = 0;
        c.text = columns - c.result - c.reading;
    }
    return c;
}

void inspect_row_draw(struct term *t, int y, int x, const struct inspect_columns *c, const json_t *item,
                      bool selected)
{
    unsigned mark = selected ? STYLE_SELECTED : 0U;
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_addf(&text, "%s %s", answer_true(item, "critical") ? "!" : " ", answer_text(item, "text"));
    if (c->remark == 0 && answer_has(item, "note")) {
        buf_addf(&text, " (%s)", answer_text(item, "note"));
    }
    struct buf name; /* a blank stays between a name that is cut and its result */
    buf_init(&name, ROW_MAX);
    text_pad(&name, text.data, c->text - 1, false);
    buf_addc(&name, ' ');
    term_put(t, y, x, c->text, STYLE_TEXT | mark, name.data);
    buf_free(&name);
    const char *result = answer_text(item, "result");
    const char *word = result[0] != '\0' ? word_text(WORD_RESULT, result) : "-";
    term_put(t, y, x + c->text, c->result, (unsigned)result_style(result) | mark, word);
    buf_clear(&text);
    readings(item, &text);
    x += c->text + c->result;
    term_put(t, y, x, c->reading, STYLE_TEXT | mark, text.data);
    term_put(t, y, x + c->reading + 1, c->remark, STYLE_TEXT, answer_text(item, "note"));
    buf_free(&text);
}

int inspect_foot_rows(const struct inspect_foot *foot)
{
    return FOOT_ROWS + (foot->failed[0] != '\0' ? 1 : 0);
}

void inspect_foot_failed(struct inspect_foot *foot, const json_t *order, const char *level)
{
    struct buf text;
    buf_init(&text, sizeof foot->failed - 1);
    bool again = strcmp(level, "advisor") != 0 && !is_signed(order, level);
    bool failed = again && answer_qc_failed(order, &text);
    text_copy(foot->failed, sizeof foot->failed, failed ? text.data : "");
    buf_free(&text);
}

void inspect_foot_draw(struct term *t, struct area a, const json_t *item, const struct inspect_foot *foot)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    int y = a.y + a.rows - FOOT_ROWS + 1;
    term_put(t, y - 1, a.x, a.columns, STYLE_WARN, foot->blocked);
    if (foot->failed[0] != '\0') {
        term_put(t, y - 2, a.x, a.columns, STYLE_BAD, foot->failed);
    }
    if (answer_has(item, "unit")) {
        char amber[MONEY_SIZE], red[MONEY_SIZE];
        buf_addf(&text, _("Reading in %s: "), answer_text(item, "unit"));
        int x = term_add(t, y, a.x, a.columns, STYLE_HEAD, text.data);
        term_put(t, y, a.x + x, READING_COLUMNS, STYLE_FIELD, foot->reading);
        if (foot->reading[0] != '\0') {
            term_cursor(t, y, a.x + x + text_width(foot->reading));
        }
        buf_clear(&text);
        if (answer_has(item, "amber")) {
            buf_addf(&text, _("   amber at %s, red at %s"), answer_quantity(item, "amber", amber),
                     answer_quantity(item, "red", red));
            term_add(t, y, a.x + x + READING_COLUMNS, a.columns - x - READING_COLUMNS, STYLE_DIM, text.data);
        }
    }
    buf_clear(&text);
    if (answer_true(item, "critical")) {
        buf_adds(&text, _("! critical: it cannot be \"not applicable\".  "));
    }
    if (answer_has(item, "last_result")) {
        char when[WHEN_SIZE];
        buf_addf(&text, _("Last visit, %s: %s"), answer_when(item, "last_at", when),
                 word_text(WORD_RESULT, answer_text(item, "last_result")));
    }
    term_put(t, y + 1, a.x, a.columns, STYLE_DIM, text.data);
    buf_free(&text);
}
