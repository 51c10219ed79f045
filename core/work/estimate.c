#include "core/work/estimate.h"
#include "core/work/line.h"

#include <string.h>

struct estimate_amounts estimate_line(const struct line_row *line)
{
    struct estimate_amounts a = {.at_list = line->gross, .total = line->total};
    if (line->list_price >= 0) { /* a part; should it be too large to count, the line's own gross stands */
        part_amount(line->list_price, line->price_basis, line->qty_milli, &a.at_list);
    }
    a.difference = a.total - a.at_list;
    return a;
}

struct estimate_amounts estimate_sum(const struct order_rows *rows)
{
    struct estimate_amounts sum = {0};
    for (size_t i = 0; i < rows->line_count; i++) {
        if (strcmp(rows->lines[i].state, "declined") != 0) {
            struct estimate_amounts a = estimate_line(&rows->lines[i]);
            sum.at_list += a.at_list;
            sum.total += a.total;
            sum.difference += a.difference;
        }
    }
    return sum;
}
