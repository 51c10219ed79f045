#include "tui/cli/budget.h"
#include "core/base/i18n.h"

#include <string.h>

/* What others need is what users of workshop programs count in public reviews: clicks and scrolling. */
const struct key_budget key_budgets[] = {
    {"intake", N_("take a returning car in: its plate, a concern, everything else taken over, saved"),
     "F2 ... Enter ... F8", 5, N_("10 to 14 clicks for a normal job")},
    {"price", N_("find a price while typing its number or words"), "F3 ...", 1, NULL},
    {"add", N_("add the part that was found to the open order, quantity 1"), "Enter", 1, NULL},
    {"mark", N_("mark an item of an inspection and come to the next one"), "g", 1, NULL},
    {"sign", N_("sign an order, with the PIN"), "F9 ... Enter", 2, NULL},
    {"stage", N_("set an order's stage"), "m 4", 2, N_("3 clicks and a scroll")},
    {"jump", N_("jump to any order by its number's last digits or its plate"), "... Enter", 1, NULL},
};
const size_t key_budget_count = sizeof key_budgets / sizeof *key_budgets;

int key_budget_used(const struct key_budget *b)
{
    int n = 0;
    for (const char *p = b->keys; *p != '\0';) {
        size_t length = strcspn(p, " ");
        n += strncmp(p, "...", 3) == 0 ? 0 : 1;
        p += length + strspn(p + length, " ");
    }
    return n;
}
