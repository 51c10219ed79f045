/* The gate: what a list that was read must not do without a manager's word. Figures are collected while the
 * list is read and judged once before it would come into force. */
#ifndef CLEARBAY_PRICE_GATE_H
#define CLEARBAY_PRICE_GATE_H

#include "core/price/profile.h"
#include "core/price/reader.h"
#include "db/price_store.h"

/* A rule that a list broke; both figures in thousandths (of a percent where the rule is a percentage). */
struct gate_finding {
    char rule[32]; /* "removed_percent", as the configuration's gate_* keys; or "column_shift" ... */
    int64_t found, allowed;
};
enum { GATE_RULES = 16 };

/* What a part's list says or said last, whether its day has come or not. */
struct gate_price {
    int64_t list_price, price_basis;
    char currency[CURRENCY_SIZE];
};

struct gate_price gate_price_of(const struct price_row *row);

/* What the import knows besides the rows. */
struct gate_totals {
    int64_t before;            /* parts on sale in the list in force; 0: there is none */
    int64_t zero_before;       /* of them at 0.00 */
    int64_t after;             /* parts on sale once this list is in force */
    int64_t compared;          /* rows of parts that are in force */
    int64_t read;              /* rows of this list, rejected ones included */
    int64_t rejected;          /* of them refused */
    int64_t duplicates;        /* of them: rows of parts that stand there twice, differently */
    int64_t duplicates_before; /* the same in the list in force */
    int64_t loops;             /* parts that a new supersession leads back to */
    const char *profile;       /* of the list in force (profile_write); "" when there is none */
    bool delta;                /* the list says what to delete; what it lacks stays */
    bool rolled_back;          /* a manager went back from just these bytes */
};

struct price_gate; /* the figures */

enum status price_gate_new(const struct oem_source *source, struct price_gate **out, struct error *e);
void price_gate_free(struct price_gate **gate);

/* A row that was taken apart, whatever it says. */
void price_gate_seen(struct price_gate *gate, const struct price_record *row);

/* A row that differs from what the list in force says of the part (`before`; NULL: the part is new). */
void price_gate_row(struct price_gate *gate, const struct price_record *row, const struct gate_price *before);

/* The row is taken back, for its part stands there twice; price_gate_removed follows if the part was on sale.
 */
void price_gate_taken_back(struct price_gate *gate, const struct gate_price *said,
                           const struct gate_price *before);

/* The same of a part that the list itself took off sale: it stays. */
void price_gate_stays(struct price_gate *gate, const struct gate_price *before);

/* A part goes off sale; `told`: the list itself says so (op delete). `before` is what the list in force says
 * of it, NULL when price_gate_row was told already. */
void price_gate_removed(struct price_gate *gate, const struct gate_price *before, bool told);

/* Parts at 0.00 once this list is in force. */
int64_t price_gate_zero(const struct price_gate *gate, const struct gate_totals *totals);

/* What kinds of texts the columns of this list hold, and whether enough rows were taken apart to tell: rows
 * that changed may all be of one kind. */
bool price_gate_tells_kinds(const struct price_gate *gate, const struct gate_totals *totals);
const struct profile *price_gate_profile(const struct price_gate *gate);

/* The rules that are broken, most grave first; returns how many. Pure. */
size_t price_gate_judge(const struct price_gate *gate, const struct gate_totals *totals,
                        struct gate_finding findings[GATE_RULES]);

#endif
