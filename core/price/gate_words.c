#include "core/price/gate_words.h"
#include "core/base/i18n.h"
#include "core/base/money.h"

#include <string.h>

enum { THOUSANDTHS = 3 };

static bool is(const struct gate_finding *f, const char *rule)
{
    return strcmp(f->rule, rule) == 0;
}

void gate_words(const struct gate_finding *f, struct buf *out)
{
    char found[MONEY_SIZE], allowed[MONEY_SIZE];
    decimal_format(f->found, THOUSANDTHS, true, found);
    decimal_format(f->allowed, THOUSANDTHS, true, allowed);
    if (is(f, "empty")) {
        buf_adds(out, _("the list has a header and no rows"));
    } else if (is(f, "rolled_back")) {
        buf_adds(out, _("a manager went back from just this list"));
    } else if (is(f, "column_shift")) {
        buf_addf(out, _("in %s columns most texts are of another kind than before: has a column moved?"),
                 found);
    } else if (is(f, "currency")) {
        buf_addf(out, _("%s parts would have a price in another currency"), found);
    } else if (is(f, "supersession_loop")) {
        buf_addf(out, _("%s parts would be replaced by parts that lead back to them"), found);
    } else if (is(f, "removed_percent")) {
        buf_addf(out, _("%s %% of the parts would go off sale or lose their price; the limit is %s %%"),
                 found, allowed);
    } else if (is(f, "jump_rows_percent")) {
        buf_addf(out, _("%s %% of the prices jump (see gate_jump_percent); the limit is %s %%"), found,
                 allowed);
    } else if (is(f, "zero_rows_percent")) {
        buf_addf(out, _("%s %% of the parts would be at 0.00; the limit is %s %%"), found, allowed);
    } else if (is(f, "duplicates")) {
        buf_addf(
            out,
            _("%s rows are of parts that stand there more than once, and differently; in the list in force "
              "%s are"),
            found, allowed);
    } else if (is(f, "rejected_percent")) {
        buf_addf(out, _("%s %% of the rows are refused; the limit is %s %%"), found, allowed);
    } else {
        buf_adds(out, f->rule); /* of a newer program */
    }
}
