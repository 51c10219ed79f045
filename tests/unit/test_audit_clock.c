/* A clock that jumps: the log keeps its order, a jump back is an entry of its own, and a head is signed all
 * the same. The system's clock is what the program asks; here it is set forth and back under it. */
#include "tests/fault/promise.h"
#include "tests/unit/repair.h"

#include "core/trust/heads.h"
#include "db/audit_store.h"

#include <sodium.h>
#include <sys/syscall.h>
#include <time.h>

enum { JUMPS_FEW = 200, JUMPS = 1000, YEAR_S = 365 * 24 * 3600, NOTED_MS = 1000 };

static time_t jumped; /* seconds that the clock on the wall goes wrong */

/* In place of the library's. */
int clock_gettime(clockid_t clock, struct timespec *out)
{
    int failed = (int)syscall(SYS_clock_gettime, clock, out);
    if (failed == 0 && clock == CLOCK_REALTIME) {
        out->tv_sec += jumped;
    }
    return failed;
}

struct reading {
    int64_t seq, at, monotonic;
    int backwards, wrong;
};

/* Numbers and the clock that never jumps only grow; where the wall's goes back, an entry says so. */
static bool read_entry(const struct audit_row *r, void *arg)
{
    struct reading *all = arg;
    bool note = strcmp(r->event, "clock.backwards") == 0;
    bool fell = all->seq != 0 && all->at - r->at > NOTED_MS;
    all->wrong += r->seq != all->seq + 1 || r->monotonic < all->monotonic || fell != note;
    all->backwards += note;
    all->seq = r->seq;
    all->at = r->at;
    all->monotonic = r->monotonic;
    return true;
}

static void write_entry(struct workshop *w)
{
    const struct audit_event event = {.event = "test"};
    OK(w, audit_append(&w->s, &event, NULL, &w->e));
}

static void test_jumps(void **state)
{
    struct workshop *w = *state;
    struct reading all = {0};
    struct audit_report report;
    int rounds = torture_rounds(JUMPS_FEW, JUMPS), back = 0;
    OK(w, workshop_key_make(&w->s, &w->e));
    for (int i = 0; i < rounds; i++) {
        int32_t by = (int32_t)randombytes_uniform(2 * YEAR_S) - YEAR_S;
        time_t before = jumped;
        jumped = by;
        back += before - jumped > 5; /* a test machine that stands for a moment counts for nothing */
        write_entry(w);
        heads_after_commit(&w->s);
    }
    jumped = 0;
    write_entry(w);
    assert_int_equal(audit_store_each(w->app.db, 0, read_entry, &all, &w->e), ST_OK);
    assert_int_equal(audit_verify(&w->s, &report, &w->e), ST_OK);
    bool noted = all.backwards >= back && back > rounds / 4;
    promise("clock", rounds, all.wrong + !noted + (long)report.problem_count,
            "jumps of up to a year, %d backwards and each an entry of its own; %lld signed heads",
            all.backwards, (long long)report.heads);
    assert_int_equal(all.wrong, 0);
    assert_true(noted);
    assert_int_equal(report.problem_count, 0);
    assert_true(report.heads > rounds / 4);
}

/* An order goes on under such a clock: its signatures hold. */
static void test_order(void **state)
{
    struct workshop *w = *state;
    struct order_state o = {0};
    struct audit_report report;
    char ref[64];
    repair_open(w, "京A10001", &o);
    snprintf(ref, sizeof ref, "%s", o.number);
    repair_inspect(w, "ann", ref, LEVEL_ADVISOR);
    repair_sign(w, "ann", ref, LEVEL_ADVISOR);
    jumped = -3600;
    repair_work(w, "tom", ref, NULL);
    repair_inspect(w, "tom", ref, LEVEL_TECHNICIAN);
    jumped = -2 * 24 * 3600;
    repair_sign(w, "tom", ref, LEVEL_TECHNICIAN);
    jumped = 0;
    repair_inspect(w, "quinn", ref, LEVEL_QC);
    repair_sign(w, "quinn", ref, LEVEL_QC);
    bool all = false;
    assert_int_equal(signoff_complete(&w->s, 1, &all, &w->e), ST_OK);
    assert_true(all);
    assert_int_equal(audit_verify(&w->s, &report, &w->e), ST_OK);
    assert_int_equal(report.problem_count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, workshop_set_up, workshop_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_jumps), TEST(test_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
