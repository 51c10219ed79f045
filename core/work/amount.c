#include "core/base/i18n.h"
#include "core/base/money.h"
#include "core/work/line.h"

#include <string.h>

enum { PERCENT = 100, QUANTITY_MAX_MILLI = 1000000000 };

enum status quantity_parse(const char *name, const char *text, int64_t *milli, struct error *e)
{
    switch (decimal_parse(text, '.', 3, milli)) {
    case DECIMAL_OK:
        break;
    case DECIMAL_TOO_FINE:
        return error_set(e, ST_USAGE, "bad_quantity", _("%s: %s has more than three decimals"), name, text);
    case DECIMAL_EMPTY:
    case DECIMAL_BAD:
    case DECIMAL_TOO_LARGE:
    case DECIMAL_AMBIGUOUS:
        return error_set(e, ST_USAGE, "bad_quantity", _("%s: %s is not a number such as 2 or 1.5"), name,
                         text);
    }
    if (*milli <= 0) {
        return error_set(e, ST_USAGE, "bad_quantity", _("%s: %s must be more than 0"), name, text);
    }
    if (*milli > QUANTITY_MAX_MILLI) {
        return error_set(e, ST_USAGE, "bad_quantity", _("%s: %s is too much"), name, text);
    }
    return ST_OK;
}

/* A limit that keeps every sum over an order's lines within int64_t. */
static const int64_t amount_max = 10000000000000;

bool part_amount(int64_t price, int64_t basis, int64_t qty_milli, int64_t *total)
{
    return money_scale(price, qty_milli, MILLI * basis, total) && *total <= amount_max;
}

bool labour_amounts(int64_t rate, int64_t hours_milli, int64_t discount_percent, int64_t *gross,
                    int64_t *total)
{
    return money_scale(rate, hours_milli, MILLI, gross) && *gross <= amount_max &&
           money_scale(rate, hours_milli * (PERCENT - discount_percent), MILLI * PERCENT, total);
}

bool line_is_authorised(const struct line_row *line)
{
    return strcmp(line->state, "authorised") == 0 || strcmp(line->state, "started") == 0 ||
           strcmp(line->state, "done") == 0;
}

struct order_sums order_sum(const struct order_rows *rows)
{
    struct order_sums sums = {0};
    for (size_t i = 0; i < rows->line_count; i++) {
        const struct line_row *l = &rows->lines[i];
        if (strcmp(l->state, "declined") == 0) {
            continue;
        }
        sums.total += l->total;
        sums.saved += l->gross - l->total;
        sums.authorised += line_is_authorised(l) ? l->total : 0;
    }
    return sums;
}

enum status line_find(const struct order_rows *rows, int64_t no, const struct line_row **line,
                      struct error *e)
{
    for (size_t i = 0; i < rows->line_count; i++) {
        if (rows->lines[i].no == no) {
            *line = &rows->lines[i];
            return ST_OK;
        }
    }
    return error_set(e, ST_NOT_FOUND, "no_line", _("order %s has no line %lld; see: clearbay order show %s"),
                     rows->order.number, (long long)no, rows->order.number);
}

enum status job_find(const struct order_rows *rows, int64_t no, const struct job_row **job, struct error *e)
{
    for (size_t i = 0; i < rows->job_count; i++) {
        if (rows->jobs[i].no == no || no == 0) {
            *job = &rows->jobs[i];
            return ST_OK;
        }
    }
    return error_set(e, ST_NOT_FOUND, "no_job", _("order %s has no job %lld; see: clearbay order show %s"),
                     rows->order.number, (long long)no, rows->order.number);
}
