#include "core/price/gate.h"

#include <stdlib.h>

struct price_gate {
    const struct oem_source *source;
    int64_t removed, zero_added, zero_gone;
};

enum status price_gate_new(const struct oem_source *source, struct price_gate **out, struct error *e)
{
    *out = calloc(1, sizeof **out);
    if (*out == NULL) {
        return error_memory(e);
    }
    (*out)->source = source;
    return ST_OK;
}

void price_gate_free(struct price_gate **gate)
{
    free(*gate);
    *gate = NULL;
}

void price_gate_row(struct price_gate *gate, const struct price_record *row, const struct price_row *before)
{
    gate->zero_added += row->list_price == 0;
    gate->zero_gone += before != NULL && before->list_price == 0;
}

void price_gate_removed(struct price_gate *gate, const struct price_row *before)
{
    gate->removed++;
    gate->zero_gone += before->list_price == 0;
}

int64_t price_gate_zero(const struct price_gate *gate, const struct gate_totals *totals)
{
    return totals->zero_before + gate->zero_added - gate->zero_gone;
}

size_t price_gate_judge(const struct price_gate *gate, const struct gate_totals *totals,
                        struct gate_finding findings[GATE_RULES])
{
    (void)gate;
    (void)totals;
    (void)findings;
    return 0;
}
