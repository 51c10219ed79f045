/* The gate: what a list that was read must not do without a manager's word. Figures are collected while the
 * list is read and judged once before it would come into force. */
#ifndef CLEARBAY_PRICE_GATE_H
#define CLEARBAY_PRICE_GATE_H

#include "core/price/reader.h"
#include "db/price_store.h"

/* A rule that a list broke; both figures in thousandths (of a percent where the rule is a percentage). */
struct gate_finding {
    char rule[32]; /* "removed_percent", as the configuration's gate_* keys; or "column_shift" ... */
    int64_t found, allowed;
};
enum { GATE_RULES = 16 };

/* What the import knows besides the rows. */
struct gate_totals {
    int64_t before;      /* parts on sale in the list in force; 0: there is none */
    int64_t zero_before; /* of them at 0.00 */
    int64_t read;        /* rows of this list, rejected ones included */
    int64_t rejected;    /* of them refused */
    int64_t duplicates;  /* of them: rows of parts that stand there twice, differently */
    int64_t loops;       /* parts whose supersession leads back to themselves and did not before */
    bool delta;          /* the list says what to delete; what it lacks stays */
    bool rolled_back;    /* a manager went back from just these bytes */
};

struct price_gate; /* the figures */

enum status price_gate_new(const struct oem_source *source, struct price_gate **out, struct error *e);
void price_gate_free(struct price_gate **gate);

/* A row that differs from what is in force (`before`) or is new (before NULL). */
void price_gate_row(struct price_gate *gate, const struct price_record *row, const struct price_row *before);

/* A part that goes off sale. */
void price_gate_removed(struct price_gate *gate, const struct price_row *before);

/* Parts at 0.00 once this list is in force. */
int64_t price_gate_zero(const struct price_gate *gate, const struct gate_totals *totals);

/* The rules that are broken, most grave first; returns how many. Pure. */
size_t price_gate_judge(const struct price_gate *gate, const struct gate_totals *totals,
                        struct gate_finding findings[GATE_RULES]);

#endif
