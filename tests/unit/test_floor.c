#include "tests/unit/workshop.h"

#include "core/work/floor.h"
#include "core/work/order.h"
#include "db/inside.h"
#include "db/order_store.h"

#include <string.h>

enum { HOUR = 3600000 };

static const char *const concern[] = {"does not start"};

static void open_order(struct workshop *w, const char *plate, struct order_state *o)
{
    const struct intake in = {.plate = plate, .concerns = concern, .concern_count = 1, .odometer = -1};
    *o = (struct order_state){0};
    OK(w, order_open(&w->s, &in, o, &w->e));
}

static void set(struct workshop *w, const char *number, const char *column, int64_t value)
{
    char sql[200];
    snprintf(sql, sizeof sql, "UPDATE work_order SET %s = %lld WHERE number = '%s'", column, (long long)value,
             number);
    workshop_sql(w, sql);
}

/* The repair's clock runs from the report: who comes a day later, or whose work is begun late, is late by it,
 * however long the work itself takes; the bay is taken as long as that. Only a promise moves it. */
static void test_reported_before(void **state)
{
    (void)state;
    struct promise_row promise = {.promised_for = 40 * HOUR};
    struct order_item item = {.order = {.opened_at = 30 * HOUR, .estimate_milli = -1}};
    struct floor_span s = floor_span(&item, 0, 24 * HOUR, 31 * HOUR); /* due before it was opened */
    assert_true(s.from == 30 * HOUR && s.to == 30 * HOUR && s.done_by == 24 * HOUR && s.late);
    assert_true(floor_end(&s, 31 * HOUR) == 31 * HOUR);
    item.order.estimate_milli = 3000;
    s = floor_span(&item, 0, 24 * HOUR, 31 * HOUR);
    assert_true(s.to == 33 * HOUR && s.done_by == 24 * HOUR && s.late);
    assert_true(floor_end(&s, 31 * HOUR) == 33 * HOUR && floor_end(&s, 34 * HOUR) == 34 * HOUR);
    item.promises = &promise;
    item.promise_count = 1;
    s = floor_span(&item, 0, 24 * HOUR, 31 * HOUR);
    assert_true(s.to == 40 * HOUR && s.done_by == 40 * HOUR && !s.late);
}

/* QC's word, else the newest promise, else the diagnosis's hours, else the clock says when it ends. */
static void test_spans(void **state)
{
    (void)state;
    struct promise_row promises[] = {{.promised_for = 20 * HOUR}, {.promised_for = 16 * HOUR}};
    struct order_item item = {.order = {.opened_at = 8 * HOUR, .estimate_milli = -1}};
    struct floor_span s = floor_span(&item, 0, 32 * HOUR, 9 * HOUR);
    assert_true(s.from == 8 * HOUR && s.to == 32 * HOUR && !s.ended && !s.late);
    item.order.estimate_milli = 1500;
    s = floor_span(&item, 10 * HOUR, 32 * HOUR, 9 * HOUR);
    assert_true(s.from == 10 * HOUR && s.to == 11 * HOUR + HOUR / 2);
    item.promises = promises;
    item.promise_count = 2;
    s = floor_span(&item, 0, 32 * HOUR, 17 * HOUR);
    assert_true(s.to == 16 * HOUR && s.late && !s.ended);
    assert_true(floor_end(&s, 17 * HOUR) == 17 * HOUR);
    item.order.repaired_at = 15 * HOUR;
    s = floor_span(&item, 0, 32 * HOUR, 17 * HOUR);
    assert_true(s.to == 15 * HOUR && s.ended && !s.late);
    assert_true(floor_end(&s, 17 * HOUR) == 15 * HOUR);
    s = floor_span(&item, 16 * HOUR, 32 * HOUR, 17 * HOUR); /* begun again after QC: never before it began */
    assert_true(s.from == 16 * HOUR && s.to == 16 * HOUR);
}

static void test_day(void **state)
{
    struct workshop *w = *state;
    struct order_state in_bay, delivered, homeless, gone;
    const int32_t today = when_day(when_now());
    const int64_t day = when_day_start(today);
    w->config.outlet_opens_hour = 8;
    w->config.outlet_closes_hour = 18;
    open_order(w, "沪A00001", &homeless);
    open_order(w, "沪A00002", &in_bay);
    open_order(w, "沪A00003", &delivered);
    open_order(w, "沪A00004", &gone);
    OK(w, order_assign(&w->s, in_bay.number, 0, "tom", "B1", &in_bay, &w->e));
    set(w, in_bay.number, "opened_at", day + 6 * HOUR + HOUR / 2);
    set(w, in_bay.number, "repaired_at", day + 19 * HOUR + 1);
    set(w, delivered.number, "opened_at", day - 30 * HOUR);
    set(w, delivered.number, "repaired_at", day + HOUR);
    set(w, delivered.number, "delivered_at", day + 2 * HOUR);
    workshop_sql(w, "UPDATE work_order SET stage = 'delivered' WHERE plate = '沪A00003'");
    set(w, gone.number, "opened_at", day - 50 * HOUR);
    set(w, gone.number, "repaired_at", day - 40 * HOUR);
    set(w, gone.number, "delivered_at", day - 39 * HOUR);
    workshop_sql(w, "UPDATE work_order SET stage = 'delivered' WHERE plate = '沪A00004'");
    struct floor_day f;
    assert_int_equal(floor_load(&w->s, today, &f, &w->e), ST_OK);
    assert_int_equal(f.count, 3);
    assert_string_equal(f.blocks[0].item->order.number, in_bay.number); /* with a bay comes first */
    assert_string_equal(f.blocks[1].item->order.number, delivered.number);
    assert_string_equal(f.blocks[2].item->order.number, homeless.number);
    assert_true(f.opens_at == day + 6 * HOUR);   /* whole hours more: a car was in a bay */
    assert_true(f.closes_at == day + 20 * HOUR); /* and stayed; one without a bay stretches nothing */
    floor_free(&f);
    assert_int_equal(floor_load(&w->s, today - 1, &f, &w->e), ST_OK);
    assert_int_equal(f.count, 1); /* the delivered one was here yesterday, too */
    assert_string_equal(f.blocks[0].item->order.number, delivered.number);
    assert_true(f.opens_at == day - 16 * HOUR && f.closes_at == day - 6 * HOUR);
    floor_free(&f);
    assert_int_equal(floor_load(&w->s, today + 400, &f, &w->e), ST_OK);
    assert_int_equal(f.count, 0);
    floor_free(&f);
}

/* The rows that the list of a day stepped over since this was last asked; -1 when it is not prepared. */
static int scanned(struct workshop *w)
{
    for (size_t i = 0; i < CACHE; i++) {
        sqlite3_stmt *s = w->app.db->cache[i].handle;
        if (s != NULL && strstr(sqlite3_sql(s), "delivered_at >= $1") != NULL) {
            return sqlite3_stmt_status(s, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
        }
    }
    return -1;
}

/* Orders delivered in other years are not looked at: the list of a day steps over none of them. */
static void test_day_is_short(void **state)
{
    enum { OLD = 20 };
    struct workshop *w = *state;
    struct order_state o;
    struct order_item *items = NULL;
    size_t n = 0;
    int steps;
    for (int i = 0; i < OLD; i++) {
        char plate[32];
        snprintf(plate, sizeof plate, "京B%05d", i);
        open_order(w, plate, &o);
        workshop_sql(w, "UPDATE work_order SET stage = 'delivered', delivered_at = 1000");
    }
    open_order(w, "京A12345", &o);
    scanned(w); /* what days before it have stepped over does not count */
    OK(w, order_store_list_since(w->app.db, 2000, &items, &n, &w->e));
    steps = scanned(w);
    assert_int_equal(n, 1);
    order_items_free(items, n);
    assert_in_range(steps, 0, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_reported_before),
        cmocka_unit_test(test_day),
        cmocka_unit_test(test_day_is_short),
    };
    return cmocka_run_group_tests(tests, workshop_set_up, workshop_tear_down);
}
