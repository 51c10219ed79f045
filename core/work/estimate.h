/* The estimate beside the list, line by line: what the published price comes to, what the customer pays, and
 * the difference. */
#ifndef CLEARBAY_WORK_ESTIMATE_H
#define CLEARBAY_WORK_ESTIMATE_H

#include "db/order_store.h"

/* Minor units of the order's currency. */
struct estimate_amounts {
    int64_t at_list;    /* quantity at the list price that the customer saw; labour at its rate */
    int64_t total;      /* what is asked for it */
    int64_t difference; /* total - at_list */
};

/* Of one line, whatever was decided about it. */
struct estimate_amounts estimate_line(const struct line_row *line);

/* Of all lines that are not declined; equals order_sum's total. */
struct estimate_amounts estimate_sum(const struct order_rows *rows);

#endif
