#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/work/line.h"

static void test_labour_amounts(void **state)
{
    (void)state;
    static const struct {
        int64_t rate, hours, percent, gross, total;
    } rows[] = {
        {32000, 1500, 20, 48000, 38400},
        {32000, 1, 20, 32, 26}, /* 0.32 and 0.256 */
        {32000, 333, 0, 10656, 10656},
        {32001, 500, 0, 16001, 16001}, /* 160.005: half away from zero */
        {32000, 1000, 100, 32000, 0},
        {33333, 1250, 15, 41666, 35416}, /* 416.6625, 354.163125: rounded once, not from the rounded gross */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t gross = -1;
        int64_t total = -1;
        assert_true(labour_amounts(rows[i].rate, rows[i].hours, rows[i].percent, &gross, &total));
        assert_int_equal(gross, rows[i].gross);
        assert_int_equal(total, rows[i].total);
    }
    int64_t gross = 0;
    int64_t total = 0;
    assert_false(labour_amounts(100000000, 1000000000, 0, &gross, &total));
}

static void test_part_amount(void **state)
{
    (void)state;
    int64_t total = 0;
    assert_true(part_amount(12345, 1, 2000, &total));
    assert_int_equal(total, 24690);
    assert_true(part_amount(25000, 100, 3000, &total)); /* 250.00 per 100, three of them */
    assert_int_equal(total, 750);
    assert_true(part_amount(5, 1, 500, &total)); /* 0.025 */
    assert_int_equal(total, 3);
    assert_true(part_amount(0, 1, 7000, &total));
    assert_int_equal(total, 0);
    assert_false(part_amount(INT64_MAX, 1, 1000000, &total));
}

static void test_quantity(void **state)
{
    (void)state;
    int64_t milli = 0;
    assert_int_equal(quantity_parse("qty", "2", &milli, NULL), ST_OK);
    assert_int_equal(milli, 2000);
    assert_int_equal(quantity_parse("qty", "0.125", &milli, NULL), ST_OK);
    assert_int_equal(milli, 125);
    static const char *const bad[] = {
        "0",   "0.000", "-1",    "-0.5", "1.2345", "abc",         "",
        "1e3", "1,5",   "2 pcs", "nan",  "inf",    "1000000.001", "99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error e = ERROR_NONE;
        if (quantity_parse("qty", bad[i], &milli, &e) != ST_USAGE) {
            fail_msg("accepted: %s", bad[i]);
        }
        assert_string_equal(e.code, "bad_quantity");
        assert_non_null(e.message[0] != '\0' ? e.message : NULL);
    }
}

static void test_sums(void **state)
{
    (void)state;
    struct line_row lines[] = {
        {.state = "open", .gross = 1000, .total = 800},
        {.state = "authorised", .gross = 500, .total = 500},
        {.state = "declined", .gross = 9000, .total = 7200},
        {.state = "started", .gross = 2000, .total = 1600},
        {.state = "done", .gross = 100, .total = 80},
    };
    const struct order_rows rows = {.lines = lines, .line_count = sizeof lines / sizeof *lines};
    struct order_sums sums = order_sum(&rows);
    assert_int_equal(sums.total, 2980);
    assert_int_equal(sums.authorised, 2180);
    assert_int_equal(sums.saved, 620);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labour_amounts),
        cmocka_unit_test(test_part_amount),
        cmocka_unit_test(test_quantity),
        cmocka_unit_test(test_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
