/* The budget of keys: what the daily tasks may cost beyond the characters of the values themselves. The
 * manual prints it, a screen test types it. */
#ifndef CLEARBAY_TUI_CLI_BUDGET_H
#define CLEARBAY_TUI_CLI_BUDGET_H

#include <stddef.h>

struct key_budget {
    const char *id;        /* for the test */
    const char *task;      /* N_() */
    const char *keys;      /* as they are typed; "..." stands for the characters of a value */
    int most;              /* keys it may cost */
    const char *elsewhere; /* N_(): what other programs need; NULL: nobody has counted it */
};

extern const struct key_budget key_budgets[];
extern const size_t key_budget_count;

/* Keys in `keys`, values left out. */
int key_budget_used(const struct key_budget *b);

#endif
