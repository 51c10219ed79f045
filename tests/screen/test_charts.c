/* The arithmetic of bars and charts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/text.h"
#include "tui/console/chart.h"

#include <string.h>

/* Only what is whole is full, only nothing is empty, and more is never shorter. */
static void test_cells(void **state)
{
    (void)state;
    assert_int_equal(chart_cells(0, 180000, 16), 0);
    assert_int_equal(chart_cells(-5, 180000, 16), 0);
    assert_int_equal(chart_cells(1, 180000, 16), 1);
    assert_int_equal(chart_cells(90000, 180000, 16), 8);
    assert_int_equal(chart_cells(179999, 180000, 16), 15);
    assert_int_equal(chart_cells(180000, 180000, 16), 16);
    assert_int_equal(chart_cells(INT64_MAX, 180000, 16), 16);
    assert_int_equal(chart_cells(5, 0, 16), 0);
    assert_int_equal(chart_cells(5, 10, 0), 0);
    assert_int_equal(chart_cells(INT64_MAX / 2, INT64_MAX, 16), 7);
    int before = 0;
    for (int64_t value = 0; value <= 86400; value++) {
        int now = chart_cells(value, 86400, 20);
        assert_true(now >= before && now <= 20);
        assert_true((now == 20) == (value == 86400));
        assert_true((now == 0) == (value == 0));
        before = now;
    }
}

static void bar_is(int filled, int cells, bool over, bool ascii, const char *wanted)
{
    struct buf out;
    buf_init(&out, 4096);
    chart_bar(filled, cells, over, ascii, &out);
    assert_string_equal(out.len > 0 ? out.data : "", wanted);
    assert_int_equal(text_width(wanted), cells);
    buf_free(&out);
}

static void test_bars(void **state)
{
    (void)state;
    bar_is(0, 4, false, true, "....");
    bar_is(3, 4, false, true, "###.");
    bar_is(4, 4, true, true, "###!");
    bar_is(1, 3, false, false, "█░░");
    bar_is(3, 3, true, false, "██!");
    bar_is(0, 0, false, false, "");
}

static void test_levels(void **state)
{
    (void)state;
    assert_int_equal(chart_level(0, 5800, 48), 0);
    assert_int_equal(chart_level(1, 5800, 48), 1);
    assert_int_equal(chart_level(2900, 5800, 48), 24);
    assert_int_equal(chart_level(5799, 5800, 48), 48); /* rounded */
    assert_int_equal(chart_level(5800, 5800, 48), 48);
    assert_int_equal(chart_level(9999, 5800, 48), 48);
    assert_int_equal(chart_level(INT64_MAX / 2, INT64_MAX, 48), 24);
    assert_int_equal(chart_level(10, 0, 48), 0);
    assert_string_equal(chart_cell(12, 0, false), "█");
    assert_string_equal(chart_cell(12, 1, false), "▄");
    assert_string_equal(chart_cell(12, 2, false), " ");
    assert_string_equal(chart_cell(2, 1, true), "#");
    assert_string_equal(chart_cell(2, 2, true), " ");
}

/* Time to cells and back: a cell's own left edge lies in it. */
static void test_places(void **state)
{
    (void)state;
    const int64_t from = 1763884800000, to = from + 10 * 3600000;
    assert_int_equal(chart_place(from, to, 40, from - 1), 0);
    assert_int_equal(chart_place(from, to, 40, from), 0);
    assert_int_equal(chart_place(from, to, 40, from + 899999), 0);
    assert_int_equal(chart_place(from, to, 40, from + 900000), 1);
    assert_int_equal(chart_place(from, to, 40, to - 1), 39);
    assert_int_equal(chart_place(from, to, 40, to), 40);
    assert_int_equal(chart_place(from, to, 40, to + 5), 40);
    assert_int_equal(chart_place(from, from, 40, from + 5), 40);
    assert_true(chart_time(from, to, 40, 0) == from);
    assert_true(chart_time(from, to, 40, 40) == to);
    for (int x = 0; x < 40; x++) {
        assert_int_equal(chart_place(from, to, 40, chart_time(from, to, 40, x)), x);
    }
}

static void test_changes(void **state)
{
    (void)state;
    int64_t tenths = 7;
    assert_true(chart_change(5800, 6000, &tenths));
    assert_int_equal(tenths, 34); /* 3.448 % */
    assert_true(chart_change(5800, 2900, &tenths));
    assert_int_equal(tenths, -500);
    assert_true(chart_change(5800, 5800, &tenths));
    assert_int_equal(tenths, 0);
    assert_false(chart_change(0, 5800, &tenths));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),  cmocka_unit_test(test_bars),    cmocka_unit_test(test_levels),
        cmocka_unit_test(test_places), cmocka_unit_test(test_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
