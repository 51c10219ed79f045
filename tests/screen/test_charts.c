/* The arithmetic of bars, charts and the floor's plan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/console/car_findings.h"
#include "tui/console/chart.h"
#include "tui/console/floor_plan.h"

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

enum { HOUR = 3600000, ROWS = 40 };

static int64_t opens(void)
{
    int64_t ms = 0;
    assert_true(when_parse("2026-11-24T00:00:00Z", &ms));
    return ms;
}

static void add_block(json_t *answer, const char *bay, int from_minutes, int to_minutes, bool ended)
{
    char from[WHEN_SIZE], to[WHEN_SIZE];
    json_array_append_new(json_object_get(answer, "blocks"),
                          json_pack("{s:s?,s:s,s:s,s:s,s:b}", "bay", bay, "from",
                                    when_iso(opens() + from_minutes * (int64_t)60000, from), "to",
                                    when_iso(opens() + to_minutes * (int64_t)60000, to), "done_by", to,
                                    "ended", (int)ended));
}

static json_t *empty_day(void)
{
    char from[WHEN_SIZE], to[WHEN_SIZE];
    return json_pack("{s:[s,s,s],s:[],s:s,s:s}", "bays", "B1", "B2", "B3", "blocks", "opens_at",
                     when_iso(opens(), from), "closes_at", when_iso(opens() + 10 * HOUR, to));
}

static void slot_is(const struct floor_plan *p, size_t i, int bay, int lane, int y, int rows)
{
    assert_int_equal(p->slots[i].bay, bay);
    assert_int_equal(p->slots[i].lane, lane);
    assert_int_equal(p->slots[i].y, y);
    assert_int_equal(p->slots[i].rows, rows);
}

/* 40 rows for ten hours: a quarter of an hour each. */
static void test_plan(void **state)
{
    (void)state;
    json_t *answer = empty_day();
    struct floor_plan p;
    add_block(answer, "B1", 0, 120, true);
    add_block(answer, "B1", 60, 90, true);     /* at the same time: a lane of its own */
    add_block(answer, "B1", 120, 600, true);   /* behind the first one, in its lane */
    add_block(answer, "B3", -60, 30, true);    /* came before the doors opened; the smallest block */
    add_block(answer, "B3", 595, 2000, false); /* comes late, stays overnight: pushed up to be seen */
    add_block(answer, "B9", 0, 60, true);      /* a bay that is no more */
    add_block(answer, NULL, 0, 60, true);
    assert_true(floor_plan_make(answer, opens() + 6 * HOUR, ROWS, &p));
    assert_int_equal(p.count, 7);
    assert_int_equal(p.homeless, 2);
    assert_int_equal(p.first[1], 2); /* B1 has two lanes, the empty B2 one */
    assert_int_equal(p.first[2], 3);
    assert_int_equal(p.first[3], 4);
    slot_is(&p, 0, 0, 0, 0, 8);
    slot_is(&p, 1, 0, 1, 4, 4);
    slot_is(&p, 2, 0, 0, 8, 32);
    slot_is(&p, 3, 2, 3, 0, 4);
    slot_is(&p, 4, 2, 3, 36, 4);
    slot_is(&p, 5, -1, 4, 0, 1);
    slot_is(&p, 6, -1, 4, 1, 1);
    assert_int_equal(floor_plan_step(&p, 0, FLOOR_DOWN), 2);
    assert_int_equal(floor_plan_step(&p, 2, FLOOR_UP), 0);
    assert_int_equal(floor_plan_step(&p, 0, FLOOR_UP), 0);
    assert_int_equal(floor_plan_step(&p, 0, FLOOR_RIGHT), 1);
    assert_int_equal(floor_plan_step(&p, 1, FLOOR_RIGHT), 3); /* over the empty bay */
    assert_int_equal(floor_plan_step(&p, 4, FLOOR_RIGHT), 6); /* the nearest height */
    assert_int_equal(floor_plan_step(&p, 5, FLOOR_LEFT), 3);
    assert_int_equal(floor_plan_step(&p, 3, FLOOR_LEFT), 1);
    assert_int_equal(floor_plan_step(&p, 6, FLOOR_RIGHT), 6);
    floor_plan_free(&p);
    assert_true(floor_plan_make(answer, opens() + 6 * HOUR, ROWS / 2, &p)); /* half as high: two an hour */
    slot_is(&p, 1, 0, 1, 2, 3);
    slot_is(&p, 4, 2, 3, 17, 3);
    floor_plan_free(&p);
    json_decref(answer);
}

/* Blocks of one lane never cover one another, and the arrows lead from each to each. */
static void test_crowd(void **state)
{
    (void)state;
    static const char *const bays[] = {"B1", "B2", "B3", NULL};
    json_t *answer = empty_day();
    struct floor_plan p;
    for (int i = 0; i < 60; i++) {
        int from = i * 37 % 600;
        add_block(answer, bays[i % 4], from, from + i * 11 % 200, i % 3 == 0);
    }
    assert_true(floor_plan_make(answer, opens() + 5 * HOUR, ROWS, &p));
    for (size_t i = 0; i < p.count; i++) {
        const struct floor_slot *a = &p.slots[i];
        assert_true(a->bay < 0 || (a->y >= 0 && a->y + a->rows <= ROWS));
        for (size_t k = 0; k < i; k++) {
            const struct floor_slot *b = &p.slots[k];
            bool apart = a->lane != b->lane || a->y >= b->y + b->rows || b->y >= a->y + a->rows;
            assert_true(apart);
        }
    }
    bool reached[60] = {true};
    for (int round = 0; round < 60; round++) {
        for (size_t i = 0; i < p.count; i++) {
            for (int way = FLOOR_LEFT; reached[i] && way <= FLOOR_DOWN; way++) {
                reached[floor_plan_step(&p, i, (enum floor_way)way)] = true;
            }
        }
    }
    for (size_t i = 0; i < p.count; i++) {
        assert_true(reached[i]);
    }
    floor_plan_free(&p);
    assert_true(floor_plan_make(NULL, 0, ROWS, &p)); /* nothing was read yet */
    assert_int_equal(floor_plan_step(&p, 0, FLOOR_DOWN), 0);
    floor_plan_free(&p);
    json_decref(answer);
}

static void test_late(void **state)
{
    (void)state;
    json_t *answer = empty_day();
    add_block(answer, "B1", 0, 60, false);
    add_block(answer, "B1", 0, 60, true);
    const json_t *late = json_array_get(json_object_get(answer, "blocks"), 0);
    const json_t *ended = json_array_get(json_object_get(answer, "blocks"), 1);
    assert_false(floor_block_late(late, opens() + HOUR));
    assert_true(floor_block_late(late, opens() + HOUR + 1));
    assert_true(floor_block_end(late, opens() + 2 * HOUR) == opens() + 2 * HOUR);
    assert_true(floor_block_end(ended, opens() + 2 * HOUR) == opens() + HOUR);
    json_decref(answer);
}

static void test_findings(void **state)
{
    (void)state;
    json_t *found =
        json_pack("[{s:s,s:s},{s:s,s:s},{s:s,s:s},{s:s,s:s},{s:s,s:s}]", "item", "tread_fl", "result", "red",
                  "item", "pad_front", "result", "amber", "item", "pressure_fl", "result", "green", "item",
                  "underbody", "result", "amber", "item", "tread_rl", "result", "na");
    assert_non_null(found);
    struct findings f = findings_of(found, outline_find("left_front_wing"));
    assert_int_equal(f.count[FINDING_RED], 1);
    assert_int_equal(f.count[FINDING_AMBER], 1);
    assert_int_equal(f.count[FINDING_GREEN], 1);
    f = findings_of(found, outline_find("right_front_wing")); /* front pads lie on both sides */
    assert_int_equal(f.count[FINDING_RED], 0);
    assert_int_equal(f.count[FINDING_AMBER], 1);
    assert_int_equal(f.count[FINDING_GREEN], 0);
    f = findings_of(found, outline_find("left_rear_wing"));
    assert_int_equal(f.count[FINDING_RED] + f.count[FINDING_AMBER] + f.count[FINDING_GREEN], 0);
    f = findings_of(found, FINDINGS_ELSEWHERE);
    assert_int_equal(f.count[FINDING_AMBER], 1);
    assert_true(finding_is_on("an item of their own", FINDINGS_ELSEWHERE));
    json_decref(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),  cmocka_unit_test(test_bars),    cmocka_unit_test(test_levels),
        cmocka_unit_test(test_places), cmocka_unit_test(test_changes), cmocka_unit_test(test_plan),
        cmocka_unit_test(test_crowd),  cmocka_unit_test(test_late),    cmocka_unit_test(test_findings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
