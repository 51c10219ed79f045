#include "tui/console/chart.h"
#include "core/base/money.h"

#include <limits.h>

enum { EIGHTHS = 8, TENTHS_OF_PERCENT = 1000 };

/* value × num ÷ den rounded down; all at least 0, den above 0 and num small. */
static int64_t share(int64_t value, int64_t den, int num)
{
    int64_t whole = value / den, rest = value % den;
    while (rest > INT64_MAX / (num + 1)) { /* what is lost is below one part in 2^50 */
        rest /= 2;
        den /= 2;
    }
    return whole * num + rest * num / den;
}

int chart_cells(int64_t value, int64_t whole, int cells)
{
    if (value <= 0 || whole <= 0 || cells <= 0) {
        return 0;
    }
    if (value >= whole) {
        return cells;
    }
    int filled = (int)share(value, whole, cells);
    return filled > 0 ? filled : 1;
}

void chart_bar(int filled, int cells, bool over, bool ascii, struct buf *out)
{
    for (int i = 0; i < cells; i++) {
        if (over && i == cells - 1) {
            buf_addc(out, '!');
        } else if (i < filled) {
            buf_adds(out, ascii ? "#" : "█");
        } else {
            buf_adds(out, ascii ? "." : "░");
        }
    }
}

int chart_level(int64_t value, int64_t highest, int levels)
{
    if (value <= 0 || highest <= 0 || levels <= 0) {
        return 0;
    }
    if (value >= highest) {
        return levels;
    }
    int level = ((int)share(value, highest, 2 * levels) + 1) / 2;
    return level > 0 ? level : 1;
}

int chart_steps(bool ascii)
{
    return ascii ? 1 : EIGHTHS;
}

const char *chart_cell(int level, int row, bool ascii)
{
    static const char *const eighths[EIGHTHS + 1] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    int here = level - row * chart_steps(ascii);
    if (here <= 0) {
        return " ";
    }
    return ascii ? "#" : eighths[here < EIGHTHS ? here : EIGHTHS];
}

int64_t chart_time(int64_t from, int64_t to, int columns, int x)
{
    return columns <= 0 || to <= from ? from : from + share(to - from, columns, x);
}

int chart_place(int64_t from, int64_t to, int cells, int64_t time)
{
    if (time <= from || cells <= 0) {
        return 0;
    }
    return time >= to ? cells : (int)share(time - from, to - from, cells);
}

bool chart_change(int64_t before, int64_t after, int64_t *tenths)
{
    return before > 0 && money_scale(after - before, TENTHS_OF_PERCENT, before, tenths);
}
