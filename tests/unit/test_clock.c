#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/work/clock.h"

#include <string.h>

enum { S = 1000, MIN = 60 * S, H = 60 * MIN };

static const struct config config = {
    .clock_create_s = 180, .clock_diagnose_s = 1800, .clock_repair_s = 86400, .clock_callback_s = 86400};

static const int64_t t0 = 1700000000000;

static struct clocks at(const struct order_row *o, const struct promise_row *p, size_t n, int64_t after)
{
    return clocks_compute(&config, o, p, n, t0 + after);
}

static void test_create(void **state)
{
    (void)state;
    struct order_row o = {.reported_at = t0, .opened_at = t0 + 3 * MIN};
    struct clocks c = at(&o, NULL, 0, H);
    assert_int_equal(c.count, 3);
    assert_int_equal(c.all[CLOCK_CREATE].due_at, t0 + 3 * MIN);
    assert_int_equal(c.all[CLOCK_CREATE].done_at, t0 + 3 * MIN);
    assert_false(c.all[CLOCK_CREATE].breached);
    assert_false(c.all[CLOCK_CREATE].running);
    o.opened_at++;
    assert_true(at(&o, NULL, 0, H).all[CLOCK_CREATE].breached);
}

static void test_diagnose(void **state)
{
    (void)state;
    struct order_row o = {.reported_at = t0, .opened_at = t0};
    assert_false(at(&o, NULL, 0, 30 * MIN).all[CLOCK_DIAGNOSE].breached);
    assert_true(at(&o, NULL, 0, 30 * MIN + 1).all[CLOCK_DIAGNOSE].breached);
    assert_true(at(&o, NULL, 0, 31 * MIN).all[CLOCK_DIAGNOSE].running);
    o.diagnosed_at = t0 + 20 * MIN;
    assert_false(at(&o, NULL, 0, 5 * H).all[CLOCK_DIAGNOSE].breached);
    assert_false(at(&o, NULL, 0, 5 * H).all[CLOCK_DIAGNOSE].running);
    o.diagnosed_at = t0 + 40 * MIN;
    assert_true(at(&o, NULL, 0, 5 * H).all[CLOCK_DIAGNOSE].breached);
}

static void test_repair_without_promise(void **state)
{
    (void)state;
    struct order_row o = {.reported_at = t0, .opened_at = t0, .diagnosed_at = t0 + MIN};
    struct clocks c = at(&o, NULL, 0, 24 * H);
    assert_false(c.all[CLOCK_REPAIR].breached);
    assert_false(c.needs_promise);
    c = at(&o, NULL, 0, 24 * H + 1);
    assert_true(c.all[CLOCK_REPAIR].breached);
    assert_true(c.needs_promise);
    o.repaired_at = t0 + 23 * H;
    c = at(&o, NULL, 0, 90 * H);
    assert_false(c.all[CLOCK_REPAIR].breached);
    assert_false(c.needs_promise);
    assert_int_equal(clocks_urgent(&c), -1);
}

static void test_promises(void **state)
{
    (void)state;
    struct order_row o = {.reported_at = t0, .opened_at = t0, .diagnosed_at = t0 + MIN};
    struct promise_row in_time[] = {{.promised_for = t0 + 48 * H, .made_at = t0 + 20 * H},
                                    {.promised_for = t0 + 60 * H, .made_at = t0 + 47 * H}};
    struct clocks c = at(&o, in_time, 2, 50 * H);
    assert_int_equal(c.all[CLOCK_REPAIR].due_at, t0 + 60 * H);
    assert_false(c.all[CLOCK_REPAIR].breached);
    assert_false(c.needs_promise);
    c = at(&o, in_time, 2, 61 * H); /* the second promise was broken */
    assert_true(c.all[CLOCK_REPAIR].breached);
    assert_true(c.needs_promise);

    /* a promise after the due time asks for no other one, and heals nothing, even when it is kept */
    struct promise_row late = {.promised_for = t0 + 48 * H, .made_at = t0 + 25 * H};
    c = at(&o, &late, 1, 26 * H);
    assert_true(c.all[CLOCK_REPAIR].breached);
    assert_false(c.needs_promise);
    o.repaired_at = t0 + 40 * H;
    assert_true(at(&o, &late, 1, 41 * H).all[CLOCK_REPAIR].breached);
    assert_false(at(&o, in_time, 2, 90 * H).all[CLOCK_REPAIR].breached);
}

static void test_callback_and_cancel(void **state)
{
    (void)state;
    struct order_row o = {.reported_at = t0,
                          .opened_at = t0,
                          .diagnosed_at = t0 + MIN,
                          .repaired_at = t0 + H,
                          .delivered_at = t0 + 2 * H};
    struct clocks c = at(&o, NULL, 0, 20 * H);
    assert_int_equal(c.count, 4);
    assert_int_equal(c.all[CLOCK_CALLBACK].due_at, t0 + 26 * H);
    assert_int_equal(clocks_urgent(&c), CLOCK_CALLBACK);
    assert_true(at(&o, NULL, 0, 27 * H).all[CLOCK_CALLBACK].breached);
    o.called_back_at = t0 + 3 * H;
    assert_false(at(&o, NULL, 0, 27 * H).all[CLOCK_CALLBACK].breached);

    struct order_row gone = {.reported_at = t0, .opened_at = t0, .cancelled_at = t0 + 10 * MIN};
    c = at(&gone, NULL, 0, 99 * H);
    assert_int_equal(clocks_urgent(&c), -1);
    assert_false(c.all[CLOCK_DIAGNOSE].breached);
    assert_false(c.all[CLOCK_REPAIR].breached);
    assert_false(c.needs_promise);
}

static void test_urgent(void **state)
{
    (void)state;
    struct order_row o = {.reported_at = t0, .opened_at = t0};
    struct clocks c = at(&o, NULL, 0, MIN);
    assert_int_equal(clocks_urgent(&c), CLOCK_DIAGNOSE);
    o.diagnosed_at = t0 + 1;
    c = at(&o, NULL, 0, MIN);
    assert_int_equal(clocks_urgent(&c), CLOCK_REPAIR);
    assert_string_equal(clock_name(CLOCK_REPAIR), "repair");
    assert_string_equal(clock_name(CLOCK_CALLBACK), "callback");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_create),
        cmocka_unit_test(test_diagnose),
        cmocka_unit_test(test_repair_without_promise),
        cmocka_unit_test(test_promises),
        cmocka_unit_test(test_callback_and_cancel),
        cmocka_unit_test(test_urgent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
