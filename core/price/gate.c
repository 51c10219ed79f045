#include "core/price/gate.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

enum { THOUSANDTHS = 1000, PERCENT = 100 };

struct price_gate {
    const struct oem_source *source;
    struct profile profile;
    int64_t removed; /* off sale, or without the published price they had */
    int64_t jumps, currencies;
    int64_t zero_added, zero_gone;
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

void price_gate_seen(struct price_gate *gate, const struct price_record *row)
{
    profile_add(&gate->profile, row);
}

struct gate_price gate_price_of(const struct price_row *row)
{
    struct gate_price price = {.list_price = row->list_price, .price_basis = row->price_basis};
    text_copy(price.currency, sizeof price.currency, row->currency);
    return price;
}

/* Prices per piece are compared without dividing: a / a_basis against b / b_basis. */
static bool is_jump(const struct gate_price *before, const struct gate_price *said, int64_t limit_percent)
{
    if (before->list_price <= 0 || said->list_price < 0 || strcmp(before->currency, said->currency) != 0) {
        return false; /* 0.00 means "price elsewhere" */
    }
    __int128 was = (__int128)before->list_price * said->price_basis;
    __int128 is = (__int128)said->list_price * before->price_basis;
    __int128 moved = is > was ? is - was : was - is;
    return moved * PERCENT > was * limit_percent;
}

/* by: 1, or -1 to take it back. */
static void count(struct price_gate *gate, const struct gate_price *said, const struct gate_price *before,
                  int by)
{
    gate->zero_added += said->list_price == 0 ? by : 0;
    if (before != NULL) {
        gate->zero_gone += before->list_price == 0 ? by : 0;
        gate->removed += before->list_price >= 0 && said->list_price < 0 ? by : 0;
        gate->currencies += strcmp(before->currency, said->currency) != 0 ? by : 0;
        gate->jumps += is_jump(before, said, gate->source->gate_jump_percent) ? by : 0;
    }
}

void price_gate_row(struct price_gate *gate, const struct price_record *row, const struct gate_price *before)
{
    struct gate_price said = {.list_price = row->list_price, .price_basis = row->price_basis};
    text_copy(said.currency, sizeof said.currency, row->currency);
    count(gate, &said, before, 1);
}

void price_gate_taken_back(struct price_gate *gate, const struct gate_price *said,
                           const struct gate_price *before)
{
    count(gate, said, before, -1);
}

void price_gate_stays(struct price_gate *gate, const struct gate_price *before)
{
    gate->zero_gone -= before->list_price == 0;
}

void price_gate_removed(struct price_gate *gate, const struct gate_price *before, bool told)
{
    gate->removed += !told;
    gate->zero_gone += before != NULL && before->list_price == 0;
}

int64_t price_gate_zero(const struct price_gate *gate, const struct gate_totals *totals)
{
    return totals->zero_before + gate->zero_added - gate->zero_gone;
}

bool price_gate_tells_kinds(const struct price_gate *gate, const struct gate_totals *totals)
{
    return !totals->delta && gate->profile.seen * 2 >= totals->read - totals->rejected;
}

const struct profile *price_gate_profile(const struct price_gate *gate)
{
    return &gate->profile;
}

struct judging {
    struct gate_finding *findings;
    size_t count;
};

static void add(struct judging *j, const char *rule, int64_t found, int64_t allowed)
{
    struct gate_finding *f = &j->findings[j->count++];
    text_copy(f->rule, sizeof f->rule, rule);
    f->found = found;
    f->allowed = allowed;
}

/* `limit` is the percentage that belongs to the rule: 100 switches it off. */
static void count_rule(struct judging *j, const char *rule, int64_t found, int64_t allowed, int64_t limit)
{
    if (found > allowed && limit < PERCENT) {
        add(j, rule, found * THOUSANDTHS, allowed * THOUSANDTHS);
    }
}

/* What was found is rounded up, so that it never looks like what is allowed. */
static void percent_rule(struct judging *j, const char *rule, int64_t part, int64_t whole, int64_t limit)
{
    if (whole > 0 && part * PERCENT > limit * whole) {
        add(j, rule, (part * PERCENT * THOUSANDTHS + whole - 1) / whole, limit * THOUSANDTHS);
    }
}

size_t price_gate_judge(const struct price_gate *gate, const struct gate_totals *t,
                        struct gate_finding findings[GATE_RULES])
{
    const struct oem_source *s = gate->source;
    struct judging j = {.findings = findings};
    int64_t good = t->read - t->rejected;
    if (t->read == 0 && t->before > 0 && !t->delta) {
        add(&j, "empty", 0, THOUSANDTHS);
        return j.count; /* all that was in force is gone: no other rule says more */
    }
    count_rule(&j, "rolled_back", t->rolled_back, 0, 0);
    count_rule(&j, "column_shift",
               price_gate_tells_kinds(gate, t) ? profile_shifted(&gate->profile, t->profile) : 0, 0,
               s->gate_rejected_percent);
    count_rule(&j, "currency", gate->currencies, 0, s->gate_jump_rows_percent);
    count_rule(&j, "supersession_loop", t->loops, 0, 0);
    percent_rule(&j, "removed_percent", gate->removed, t->before, s->gate_removed_percent);
    percent_rule(&j, "jump_rows_percent", gate->jumps, t->compared, s->gate_jump_rows_percent);
    percent_rule(&j, "zero_rows_percent", t->delta ? gate->zero_added : price_gate_zero(gate, t),
                 t->delta ? good : t->after, s->gate_zero_rows_percent);
    count_rule(&j, "duplicates", t->duplicates, t->duplicates_before, s->gate_rejected_percent);
    percent_rule(&j, "rejected_percent", t->rejected, t->read, s->gate_rejected_percent);
    return j.count;
}
