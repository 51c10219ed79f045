/* Price lists for the tests: a source as the configuration would give it, and importing a text. */
#ifndef CLEARBAY_TESTS_LISTS_H
#define CLEARBAY_TESTS_LISTS_H

#include "tests/unit/workshop.h"

#include "core/price/import.h"
#include "core/price/lookup.h"

/* A CSV source whose columns have the contract's names, with the gate open. */
static inline struct oem_source lists_source(const char *name, bool delta)
{
    static char utf8[] = "UTF-8", csv[] = "csv", empty[] = "";
    struct oem_source s = {.url = empty,
                           .format_name = csv,
                           .format = OEM_CSV,
                           .encoding = utf8,
                           .delimiter = ',',
                           .decimal = '.',
                           .header = true,
                           .currency = "CNY",
                           .price_basis = 1,
                           .token_file = empty,
                           .ca_file = empty,
                           .max_bytes = 1 << 30,
                           .timeout_s = 60,
                           .gate_removed_percent = 100,
                           .gate_jump_percent = 100,
                           .gate_jump_rows_percent = 100,
                           .gate_zero_rows_percent = 100,
                           .gate_rejected_percent = 100};
    static const enum oem_column mapped[] = {OEM_PART_NO, OEM_LIST_PRICE,  OEM_NAME,      OEM_NAME_LOCAL,
                                             OEM_BRAND,   OEM_PRICE_GROUP, OEM_EFFECTIVE, OEM_SUPERSEDED_BY};
    static char headings[OEM_COLUMNS][32];
    for (int c = 0; c < OEM_COLUMNS; c++) {
        snprintf(headings[c], sizeof headings[c], "%s", oem_column_names[c]);
    }
    snprintf(s.name, sizeof s.name, "%s", name);
    for (size_t i = 0; i < sizeof mapped / sizeof *mapped; i++) {
        s.columns[mapped[i]] = headings[mapped[i]];
    }
    s.columns[OEM_OP] = delta ? headings[OEM_OP] : NULL;
    return s;
}

/* The header of such a list, its columns in this order. */
#define LISTS_HEADER       "part_no,brand,name,name_local,list_price,price_group,effective,superseded_by\n"
#define LISTS_DELTA_HEADER "part_no,brand,name,name_local,list_price,price_group,effective,superseded_by,op\n"

/* price_import of a text; the result says the rest. The caller frees it. */
static inline struct price_result *lists_import(struct workshop *w, const struct oem_source *source,
                                                const char *text, size_t n)
{
    struct price_result *result = calloc(1, sizeof *result);
    FILE *file = fmemopen((void *)(uintptr_t)text, n, "r");
    const struct price_origin origin = {.place = "test", .fetched_at = when_now()};
    assert_non_null(result);
    assert_non_null(file);
    session_clear_notes(&w->s);
    w->e = ERROR_NONE;
    if (price_import(&w->s, source, file, &origin, result, &w->e) != ST_OK) {
        fail_msg("price_import: %s", w->e.message);
    }
    fclose(file);
    return result;
}

/* A number that the database says. */
static inline int64_t lists_number(struct workshop *w, const char *sql)
{
    int64_t n = -1;
    if (db_value(w->app.db, &n, &w->e, sql, "") != ST_OK) {
        fail_msg("%s: %s", sql, w->e.message);
    }
    return n;
}

/* Nothing is stored that belongs to no list, or to one that is not in force. */
static inline void lists_are_clean(struct workshop *w)
{
    static const char *const nothing[] = {
        "SELECT count(*) FROM price_revision r JOIN price_source s ON s.id = r.source_id WHERE r.revision > "
        "s.revision",
        "SELECT count(*) FROM part p JOIN price_source s ON s.id = p.source_id WHERE p.from_revision > "
        "s.revision OR p.to_revision > s.revision",
        "SELECT count(*) FROM price_later l JOIN part p ON p.id = l.part_id JOIN price_source s ON s.id = "
        "p.source_id WHERE l.from_revision > s.revision OR l.to_revision > s.revision",
        "SELECT count(*) FROM price_later WHERE part_id NOT IN (SELECT id FROM part)",
        "SELECT count(*) FROM part_number WHERE part_id NOT IN (SELECT id FROM part)",
        "SELECT count(*) FROM part WHERE id NOT IN (SELECT part_id FROM part_number)",
        "SELECT count(*) FROM price_line l JOIN price_source s ON s.id = l.source_id WHERE l.revision > "
        "s.revision",
        "SELECT count(*) FROM price_reject j JOIN price_source s ON s.id = j.source_id WHERE j.revision > "
        "s.revision",
        "SELECT count(*) FROM price WHERE name_id NOT IN (SELECT id FROM part_name)",
    };
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        int64_t n = lists_number(w, nothing[i]);
        if (n != 0) {
            fail_msg("%lld: %s", (long long)n, nothing[i]);
        }
    }
}

/* Random numbers that are the same in every run. */
struct dice {
    uint64_t state;
};

static inline uint32_t dice_below(struct dice *d, uint32_t n)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((d->state >> 33) % n);
}

static inline bool dice_one_in(struct dice *d, uint32_t n)
{
    return dice_below(d, n) == 0;
}

#endif
