#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/work/stage.h"

/* Rows: from; columns: to, in the order of enum stage. What a person may set by hand. */
static const char *const by_hand[STAGE_END] = {
    /*                          r d a p t w y q R D C */
    [STAGE_RECEIVED] = /*    */ ".++.......+", [STAGE_DIAGNOSING] = /*  */ "..++++....+",
    [STAGE_WAITING_APPROVAL] = ".+.+++....+",  [STAGE_WAITING_PARTS] = ".++.+++...+",
    [STAGE_TEARDOWN] = /*    */ ".+++.++...+", [STAGE_REPAIRING] = /*   */ ".++++.+...+",
    [STAGE_ASSEMBLY] = /*    */ ".+++++....+", [STAGE_QC] = /*          */ "...........",
    [STAGE_READY] = /*       */ "...........", [STAGE_DELIVERED] = /*   */ "...........",
    [STAGE_CANCELLED] = /*   */ "...........",
};

static void test_by_hand(void **state)
{
    (void)state;
    for (int from = STAGE_RECEIVED; from < STAGE_END; from++) {
        for (int to = STAGE_RECEIVED; to < STAGE_END; to++) {
            bool wanted = by_hand[from][to - STAGE_RECEIVED] == '+';
            if (stage_may_set((enum stage)from, (enum stage)to) != wanted) {
                fail_msg("%s -> %s", stage_name((enum stage)from), stage_name((enum stage)to));
            }
        }
    }
}

static void test_events(void **state)
{
    (void)state;
    assert_int_equal(stage_after(STAGE_RECEIVED, STEP_ASSIGNED), STAGE_DIAGNOSING);
    assert_int_equal(stage_after(STAGE_REPAIRING, STEP_ASSIGNED), STAGE_NONE);
    assert_int_equal(stage_after(STAGE_WAITING_PARTS, STEP_WORK_BEGUN), STAGE_REPAIRING);
    assert_int_equal(stage_after(STAGE_REPAIRING, STEP_WORK_BEGUN), STAGE_NONE);
    for (int from = STAGE_RECEIVED; from <= STAGE_ASSEMBLY; from++) {
        assert_int_equal(stage_after((enum stage)from, STEP_WORK_SIGNED), STAGE_QC);
        assert_int_equal(stage_after((enum stage)from, STEP_QC_PASSED), STAGE_NONE);
        assert_int_equal(stage_after((enum stage)from, STEP_DELIVERED), STAGE_NONE);
    }
    assert_int_equal(stage_after(STAGE_QC, STEP_QC_PASSED), STAGE_READY);
    assert_int_equal(stage_after(STAGE_QC, STEP_QC_FAILED), STAGE_REPAIRING);
    assert_int_equal(stage_after(STAGE_READY, STEP_DELIVERED), STAGE_DELIVERED);
    assert_int_equal(stage_after(STAGE_QC, STEP_DELIVERED), STAGE_NONE);
    assert_int_equal(stage_after(STAGE_READY, STEP_SIGNATURE_FELL), STAGE_REPAIRING);
    assert_int_equal(stage_after(STAGE_READY, STEP_QC_FELL), STAGE_QC);
    assert_int_equal(stage_after(STAGE_DIAGNOSING, STEP_SIGNATURE_FELL), STAGE_NONE);
    for (int step = STEP_BY_HAND; step <= STEP_QC_FELL; step++) {
        assert_int_equal(stage_after(STAGE_DELIVERED, (enum step)step), STAGE_NONE);
        assert_int_equal(stage_after(STAGE_CANCELLED, (enum step)step), STAGE_NONE);
    }
}

static void test_names(void **state)
{
    (void)state;
    for (int i = STAGE_RECEIVED; i < STAGE_END; i++) {
        assert_int_equal(stage_parse(stage_name((enum stage)i)), i);
        assert_true(stage_label((enum stage)i)[0] != '\0');
    }
    assert_int_equal(stage_parse("waiting-parts"), STAGE_WAITING_PARTS);
    assert_int_equal(stage_parse("Ready"), STAGE_NONE);
    assert_int_equal(stage_parse(""), STAGE_NONE);
    assert_int_equal(stage_parse(NULL), STAGE_NONE);
    assert_true(stage_is_open(STAGE_READY));
    assert_false(stage_is_open(STAGE_DELIVERED));
    assert_false(stage_is_open(STAGE_CANCELLED));
    assert_false(stage_is_open(STAGE_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
