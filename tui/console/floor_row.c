#include "tui/console/floor_row.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/floor_plan.h"
#include "tui/console/screen_words.h"

#include <string.h>

enum { ROW_MAX = 8192 };

const char *floor_time(const char *day, int64_t ms, char out[WHEN_SIZE])
{
    char its_day[WHEN_SIZE];
    bool today = strcmp(when_date(when_day(ms), its_day), day) == 0;
    when_short(ms, out);
    size_t n = strlen(out);
    return today && n > 5 ? out + n - 5 : out;
}

enum style floor_block_style(const json_t *block, int64_t now)
{
    bool waits = strncmp(answer_text(block, "stage"), "waiting-", 8) == 0;
    return floor_block_late(block, now)  ? STYLE_BAD
           : answer_true(block, "ended") ? STYLE_GOOD
           : waits                       ? STYLE_WARN
                                         : STYLE_TEXT;
}

static void set_end(const json_t *block, bool late, bool brief, const char *at, struct buf *out)
{
    buf_clear(out);
    if (late) {
        buf_addf(out, brief ? _("! %s") : _("late %s"), at);
    } else if (answer_true(block, "ended")) {
        buf_addf(out, brief ? _("done %s") : _("ended %s"), at);
    } else {
        buf_addf(out, brief ? _("to %s") : _("until %s"), at);
    }
}

/* Of another day's time the day, without its year. */
static const char *day_alone(const char *at, char time[WHEN_SIZE])
{
    if (at != time) {
        return at;
    }
    time[strcspn(time, " ")] = '\0';
    size_t n = strlen(time);
    return n > 5 ? time + n - 5 : time;
}

void floor_end_text(const char *day, const json_t *block, int64_t now, int columns, struct buf *out)
{
    char time[WHEN_SIZE];
    bool late = floor_block_late(block, now);
    const char *at = floor_time(day, answer_time(block, late ? "done_by" : "to"), time);
    struct buf text;
    buf_init(&text, ROW_MAX);
    set_end(block, late, false, at, &text);
    if (text_width(text.data) > columns) {
        at = day_alone(at, time);
        set_end(block, late, false, at, &text);
    }
    if (text_width(text.data) > columns) {
        set_end(block, late, true, at, &text);
    }
    buf_adds(out, text.data);
    buf_free(&text);
}

void floor_stage_text(const json_t *block, int columns, struct buf *out)
{
    static const struct {
        const char *stage, *brief;
    } briefs[] = {
        {"waiting-approval", N_("to approve")}, {"waiting-parts", N_("wait parts")}, {"qc", N_("QC")}};
    const char *stage = answer_text(block, "stage"), *text = word_text(WORD_STAGE, stage);
    for (size_t i = 0; text_width(text) > columns && i < sizeof briefs / sizeof *briefs; i++) {
        text = strcmp(briefs[i].stage, stage) == 0 ? _(briefs[i].brief) : text;
    }
    buf_adds(out, text);
}

void floor_number_text(const json_t *block, int columns, struct buf *out)
{
    const char *number = answer_text(block, "order"), *serial = strrchr(number, '-');
    if (text_width(number) > columns && serial != NULL) {
        number = serial + 1;
    }
    while (text_width(number) > columns && number[0] != '\0') {
        number++;
    }
    buf_adds(out, number);
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

static void cell(const char *day, const json_t *block, int64_t now, int column, struct buf *out)
{
    char time[WHEN_SIZE];
    if (column == C_FROM) {
        buf_adds(out, floor_time(day, answer_time(block, "from"), time));
    } else if (column == C_TO) {
        floor_end_text(day, block, now, columns_of[C_TO].columns, out);
    } else if (column == C_STAGE) {
        floor_stage_text(block, columns_of[C_STAGE].columns, out);
    } else {
        const char *text = answer_text(block, columns_of[column].key);
        buf_adds(out, text[0] != '\0' ? text : "-");
    }
}

void floor_row_words(const char *day, const json_t *block, int64_t now, struct buf *out)
{
    for (int c = 0; c < COLUMNS; c++) {
        cell(day, block, now, c, out);
        buf_addc(out, ' ');
    }
    buf_addf(out, "%s %s", answer_text(block, "customer"), answer_text(block, "advisor"));
    if (!answer_has(block, "bay")) {
        buf_addf(out, " %s", _("without a bay"));
    }
}

void floor_row_draw(struct term *t, int y, struct area a, const char *day, const json_t *block, int64_t now,
                    bool selected)
{
    unsigned style = block == NULL ? STYLE_HEAD : (unsigned)floor_block_style(block, now);
    style |= selected ? STYLE_SELECTED : 0U;
    int x = a.x, end = a.x + a.columns;
    term_put(t, y, x, a.columns, style, "");
    for (int c = 0; c < COLUMNS && x < end; c++) {
        struct buf text;
        buf_init(&text, ROW_MAX);
        if (block == NULL) {
            buf_adds(&text, _(columns_of[c].label));
        } else {
            cell(day, block, now, c, &text);
        }
        int wide = columns_of[c].columns > 0 ? columns_of[c].columns : end - x;
        if (x + wide <= end) {
            term_put(t, y, x, wide, style, text.data);
        }
        x += wide + 1;
        buf_free(&text);
    }
}

void floor_row_aside(struct term *t, int y, int x, int columns, const char *day, const json_t *block,
                     int64_t now, bool selected)
{
    unsigned style = (unsigned)floor_block_style(block, now) | (selected ? STYLE_SELECTED : 0U);
    int number = columns < FLOOR_ASIDE_ROOMY ? 6 : 11, end = columns < FLOOR_ASIDE_ROOMY ? 11 : 17,
        plate = 10;
    int stage = columns - plate - number - end - 3;
    struct buf text, cell;
    buf_init(&text, ROW_MAX);
    buf_init(&cell, ROW_MAX);
    text_pad(&text, answer_text(block, "plate"), plate, false);
    buf_addc(&text, ' ');
    floor_number_text(block, number, &cell);
    text_pad(&text, cell.data, number, false);
    buf_addc(&text, ' ');
    buf_clear(&cell);
    floor_stage_text(block, stage, &cell);
    text_pad(&text, cell.data, stage, false);
    buf_addc(&text, ' ');
    buf_clear(&cell);
    floor_end_text(day, block, now, end, &cell);
    text_pad(&text, cell.data, end, true);
    term_put(t, y, x, columns, style, text.data);
    if (selected) {
        term_cursor(t, y, x);
    }
    buf_free(&text);
    buf_free(&cell);
}
