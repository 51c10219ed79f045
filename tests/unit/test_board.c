#include "tests/unit/workshop.h"

#include "core/find/find.h"
#include "core/work/board.h"
#include "core/work/order.h"

static const char *const concern[] = {"does not start"};

enum { MINUTE = 60000 };

static void open_order(struct workshop *w, const char *plate, int64_t minutes_ago, struct order_state *o)
{
    const struct intake in = {.plate = plate,
                              .concerns = concern,
                              .concern_count = 1,
                              .odometer = -1,
                              .reported_at = minutes_ago == 0 ? 0 : when_now() - minutes_ago * MINUTE};
    *o = (struct order_state){0};
    OK(w, order_open(&w->s, &in, o, &w->e));
}

static void test_order_of_urgency(void **state)
{
    struct workshop *w = *state;
    struct order_state fresh, late, diagnosed, gone;
    open_order(w, "沪A00001", 0, &fresh);
    open_order(w, "沪A00002", 45, &late);
    open_order(w, "沪A00003", 50, &diagnosed);
    open_order(w, "沪A00004", 500, &gone);
    OK(w, order_diagnose(&w->s, diagnosed.number, 0, "starter relay burnt", 1000, 0, &diagnosed, &w->e));
    OK(w, order_set_stage(&w->s, gone.number, 0, "cancelled", &gone, &w->e));
    struct board board;
    assert_int_equal(board_load(&w->s, &board, &w->e), ST_OK);
    assert_int_equal(board.count, 3);
    assert_string_equal(board.rows[0].item->order.number, late.number);
    assert_string_equal(board.rows[1].item->order.number, fresh.number);
    assert_string_equal(board.rows[2].item->order.number, diagnosed.number);
    assert_int_equal(board.rows[0].urgent, CLOCK_DIAGNOSE);
    assert_int_equal(board.rows[2].urgent, CLOCK_REPAIR);
    assert_true(board.rows[0].breached);
    assert_false(board.rows[1].breached);
    assert_int_equal(board.breaches[CLOCK_CREATE], 2);
    assert_int_equal(board.breaches[CLOCK_DIAGNOSE], 2);
    assert_int_equal(board.breaches[CLOCK_REPAIR], 0);
    assert_string_equal(board.rows[0].item->concern, "does not start");
    assert_false(board.rows[0].item->signed_advisor);
    board_free(&board);
}

static void test_lists(void **state)
{
    struct workshop *w = *state;
    struct board board;
    assert_int_equal(board_list(&w->s, NULL, true, &board, &w->e), ST_OK);
    assert_int_equal(board.count, 4);
    assert_string_equal(board.rows[0].item->order.number, "SH01-000001");
    board_free(&board);
    assert_int_equal(board_list(&w->s, "cancelled", false, &board, &w->e), ST_OK);
    assert_int_equal(board.count, 1);
    assert_int_equal(board.rows[0].urgent, -1);
    board_free(&board);
    assert_int_equal(board_list(&w->s, "qc", false, &board, &w->e), ST_OK);
    assert_int_equal(board.count, 0);
    board_free(&board);
}

static bool take_numbers(const struct find_hit *hit, void *arg)
{
    struct buf *numbers = arg;
    if (hit->kind == FIND_ORDER) {
        buf_addf(numbers, "%s%s ", hit->order->number + strlen("SH01-0"), hit->exact ? "!" : "");
    }
    return true;
}

static void finds(struct workshop *w, const char *query, int64_t limit, const char *expected)
{
    struct buf numbers;
    buf_init(&numbers, 4096);
    buf_adds(&numbers, "");
    assert_int_equal(find_all(&w->s, query, limit, take_numbers, &numbers, &w->e), ST_OK);
    assert_string_equal(numbers.data, expected);
    buf_free(&numbers);
}

/* Closed orders are found by plate, customer and concern, behind open ones, the newest first; those of long
 * ago by their car. */
static void test_closed_orders_are_found(void **state)
{
    struct workshop *w = *state;
    struct order_state o;
    finds(w, "沪A00004", 8, "00004 ");
    open_order(w, "沪A00004", 0, &o);
    finds(w, "沪A00004", 8, "00005 00004 ");
    finds(w, "start", 2, "00005 00003 ");
    OK(w, order_set_stage(&w->s, o.number, 0, "cancelled", &o, &w->e));
    finds(w, "4", 3, "00004! 00005 ");
    /* another car's, years of them */
    workshop_sql(
        w, "INSERT INTO customer (id, name, phone, phone_key, created_at) VALUES (90, '王芳', '', '', 1)");
    workshop_sql(w, "INSERT INTO vehicle (id, plate, plate_key, plate_kind, customer_id, created_at) "
                    "VALUES (90, '京B90000', '京B90000', 'civil', 90, 1)");
    workshop_sql(w,
                 "WITH RECURSIVE n (i) AS (SELECT 11 UNION ALL SELECT i + 1 FROM n WHERE i < 3200) "
                 "INSERT INTO work_order (id, outlet_id, number, vehicle_id, customer_id, stage, advisor_id, "
                 "plate, reported_at, opened_at, delivered_at, currency, revision) "
                 "SELECT i, 1, printf('SH01-%06d', i), 90, 90, 'delivered', 1, '京B90000', 1, 1, 1, 'CNY', 1 "
                 "FROM n");
    finds(w, "沪A00004", 8, "00005 00004 ");
    finds(w, "沪A00004", 1, "00005 ");
    finds(w, "A0000", 8, "00003 00002 00001 00005 00004 ");
    finds(w, "wangf", 3, "03200 03199 03198 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_urgency),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_closed_orders_are_found),
    };
    return cmocka_run_group_tests(tests, workshop_set_up, workshop_tear_down);
}
