/* An order on its way through the workshop, for the tests of trust: made by the typed functions of the core.
 */
#ifndef CLEARBAY_TESTS_REPAIR_H
#define CLEARBAY_TESTS_REPAIR_H

#include "tests/unit/workshop.h"

#include "core/inspect/inspection.h"
#include "core/trust/signoff.h"
#include "core/work/line.h"

static inline void repair_open(struct workshop *w, const char *plate, struct order_state *o)
{
    static const char *const noise[] = {"rattles over bumps"};
    const struct intake in = {
        .plate = plate, .customer = "Li Lei", .concerns = noise, .concern_count = 1, .odometer = 52310};
    workshop_as(w, "ann");
    OK(w, order_open(&w->s, &in, o, &w->e));
}

/* Every item of a level green. */
static inline void repair_inspect(struct workshop *w, const char *login, const char *ref, enum level level)
{
    int64_t id = 0;
    struct inspection list = {0};
    struct order_state o = {0};
    workshop_as(w, login);
    assert_int_equal(order_find(&w->s, ref, &id, &w->e), ST_OK);
    assert_int_equal(inspection_load(&w->s, id, level, &list, &w->e), ST_OK);
    for (size_t i = 0; i < list.count; i++) {
        const struct inspection_item *item = &list.items[i];
        const struct inspection_result r = {.ref = ref,
                                            .level = level,
                                            .item = item->item,
                                            .result = "green",
                                            .value = item->unit[0] != '\0' ? "990" : NULL};
        if (item->applies) {
            OK(w, inspection_record(&w->s, &r, &o, &w->e));
        }
    }
    inspection_free(&list);
}

/* A labour line that needs `certificate` (NULL: none), authorised, begun and ended by `technician`. */
static inline void repair_work(struct workshop *w, const char *technician, const char *ref,
                               const char *certificate)
{
    struct order_state o = {0};
    const struct labour_request labour = {
        .op = "BRK-01", .text = "replace front brake pads", .needs = certificate, .hours_milli = 1500};
    const struct decision yes = {.by = "Li Lei", .how = "phone"};
    workshop_as(w, "ann");
    OK(w, line_add_labour(&w->s, ref, 0, &labour, &o, &w->e));
    OK(w, lines_authorise(&w->s, ref, 0, &yes, &o, &w->e));
    workshop_as(w, technician);
    OK(w, line_begin(&w->s, ref, 0, o.line != 0 ? o.line : 1, &o, &w->e));
    OK(w, line_finish(&w->s, ref, 0, 1, &o, &w->e));
}

static inline void repair_sign(struct workshop *w, const char *login, const char *ref, enum level level)
{
    struct order_state o = {0};
    const struct sign_request r = {.ref = ref, .level = level};
    workshop_as(w, login);
    OK(w, signoff_sign(&w->s, &r, &o, &w->e));
}

/* The whole way: ann, tom and quinn sign. */
static inline void repair_all(struct workshop *w, const char *plate, struct order_state *o)
{
    repair_open(w, plate, o);
    char ref[64];
    snprintf(ref, sizeof ref, "%s", o->number);
    repair_inspect(w, "ann", ref, LEVEL_ADVISOR);
    repair_sign(w, "ann", ref, LEVEL_ADVISOR);
    repair_work(w, "tom", ref, NULL);
    repair_inspect(w, "tom", ref, LEVEL_TECHNICIAN);
    repair_sign(w, "tom", ref, LEVEL_TECHNICIAN);
    repair_inspect(w, "quinn", ref, LEVEL_QC);
    repair_sign(w, "quinn", ref, LEVEL_QC);
}

#endif
