/* The clock jumps while the workshop works, back and forth, by seconds and by years: the order of the log
 * stays, each jump back is an entry of its own, the chain and the signatures hold, and a user who is locked
 * stays so. */
#include "tests/fault/promise.h"
#include "tests/fault/ready.h"

#include "core/people/people.h"

#include <time.h>

enum { ORDERS = 5, JUMPS = 200, SECOND = 1000, NOTED_FROM = SECOND /* as core/trust/audit.c has it */ };

static int64_t offset_ms;

int __real_clock_gettime(clockid_t clock, struct timespec *t);
int __wrap_clock_gettime(clockid_t clock, struct timespec *t);

int __wrap_clock_gettime(clockid_t clock, struct timespec *t)
{
    int result = __real_clock_gettime(clock, t);
    if (clock == CLOCK_REALTIME) {
        t->tv_sec += offset_ms / SECOND;
    }
    return result;
}

static int jumps_set_up(void **state)
{
    offset_ms = 0;
    workshop_set_up(state);
    ready_pins(*state);
    ready_orders(*state, ORDERS);
    return 0;
}

static int64_t ask(struct workshop *w, const char *sql)
{
    int64_t n = -1;
    assert_int_equal(db_value(w->app.db, &n, &w->e, sql, ""), ST_OK);
    return n;
}

/* From a second to ten years, forth or back, but never before 1990 or behind 2090. */
static int64_t jump(void)
{
    static const int64_t spans[] = {2, 61, 3600, 86400, 30 * 86400, 3650 * 86400LL};
    int64_t by = spans[random() % (long)(sizeof spans / sizeof *spans)] * SECOND;
    bool back = random() % 2 == 0;
    if (offset_ms > 60LL * 365 * 86400 * SECOND || offset_ms < -30LL * 365 * 86400 * SECOND) {
        offset_ms = 0;
    }
    return back ? -by : by;
}

static void test_jumps(void **state)
{
    struct workshop *w = *state;
    long expected = 0, failed = 0;
    int64_t km = READY_KM;
    struct ready_state is;
    srandom(20261127);
    workshop_as(w, "ann");
    for (int i = 0; i < JUMPS; i++) {
        int64_t last = ask(w, "SELECT at FROM audit_entry ORDER BY seq DESC LIMIT 1");
        offset_ms += jump();
        expected += last - when_now() > NOTED_FROM;
        failed += ready_edit(&w->s, i % ORDERS + 1, ++km, &w->e) != ST_OK;
        failed += ready_sign(&w->s, i % ORDERS + 1, &w->e) != ST_OK;
    }
    assert_true(ready_look(&w->s, &is, &w->e));
    long noted = (long)ask(w, "SELECT count(*) FROM audit_entry WHERE event = 'clock.backwards'");
    long out_of_order =
        (long)ask(w, "SELECT count(*) FROM audit_entry a JOIN audit_entry b ON b.seq = a.seq + 1 WHERE "
                     "b.monotonic < a.monotonic");
    failed += (noted != expected) + out_of_order + is.halves + (long)is.problems + (is.signatures != JUMPS);
    promise("clock", JUMPS, failed,
            "jumps of the clock with a signature after each: %ld of %ld back noted, %ld entries out "
            "of order, %zu problems in the chain",
            noted, expected, out_of_order, is.problems);
    assert_int_equal(failed, 0);
}

/* Turned back, a lock does not end; turned forth past its end it does, as the clock is the system's. */
static void test_lock(void **state)
{
    struct workshop *w = *state;
    static const int64_t minutes[] = {0, 14, -60, 14};
    for (int i = 0; i < WRONG_PINS_MAX; i++) {
        assert_int_equal(session_login(&w->s, "ann", "guess-it", &w->e), ST_REFUSED);
    }
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
        offset_ms = minutes[i] * 60 * SECOND;
        assert_int_equal(session_login(&w->s, "ann", READY_PIN, &w->e), ST_REFUSED);
        assert_string_equal(w->e.code, "locked");
    }
    offset_ms = 16 * 60 * SECOND;
    assert_int_equal(session_login(&w->s, "ann", READY_PIN, &w->e), ST_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_jumps, jumps_set_up, ready_tear_down),
        cmocka_unit_test_setup_teardown(test_lock, jumps_set_up, ready_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
