#include "tui/console/floor_row.h"
#include "core/base/i18n.h"
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

void floor_end_text(const char *day, const json_t *block, int64_t now, bool narrow, struct buf *out)
{
    char time[WHEN_SIZE];
    const char *at = floor_time(day, answer_time(block, "to"), time);
    if (narrow && at == time) {
        time[strcspn(time, " ")] = '\0';
    }
    buf_addf(out,
             floor_block_late(block, now)  ? _("late %s")
             : answer_true(block, "ended") ? _("ended %s")
                                           : _("until %s"),
             at);
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
        floor_end_text(day, block, now, false, out);
    } else if (column == C_STAGE) {
        buf_adds(out, word_text(WORD_STAGE, answer_text(block, "stage")));
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
