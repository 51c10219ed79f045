/* The power goes: at random moments the disk keeps what was synced, and of the rest any sectors. What was
 * acknowledged is there when the database is opened again, and the chain is whole. The same with
 * synchronous=NORMAL must lose something, or the test sees nothing. */
#include "tests/fault/promise.h"
#include "tests/fault/ready.h"
#include "tests/fault/shim.h"

#include <unistd.h>

enum { ORDERS = 6, AHEAD = 120, NORMALS = 40, LOG_PAGES = 60 };

struct tally {
    long cuts, lost, halves, broken, acknowledged;
};

static int power_set_up(void **state)
{
    shim_install();
    workshop_set_up(state);
    struct workshop *w = *state;
    ready_orders(w, ORDERS);
    db_close(&w->app.db);
    return 0;
}

static void begin(struct workshop *w, const char *synchronous)
{
    char sql[80];
    shim_watch(w->path);
    assert_int_equal(db_open(w->path, 0, &w->app.db, &w->e), ST_OK);
    snprintf(sql, sizeof sql, "PRAGMA synchronous = %s", synchronous);
    workshop_sql(w, sql);
    snprintf(sql, sizeof sql, "PRAGMA wal_autocheckpoint = %d", LOG_PAGES); /* it is folded often, too */
    int64_t unused;
    assert_int_equal(db_value(w->app.db, &unused, &w->e, sql, ""), ST_OK);
}

/* What a power cut left is opened as after a boot. */
static void look(struct workshop *w, const char *path, const int64_t said[ORDERS + 1], struct tally *t)
{
    struct app app = {.config = &w->config};
    struct session s = {.app = &app};
    struct error e = ERROR_NONE;
    struct ready_state is = {0};
    bool good = db_open(path, 0, &app.db, &e) == ST_OK && ready_look(&s, &is, &e);
    for (int64_t order = 1; order <= ORDERS; order++) {
        t->lost += !good || ready_signatures(&s, order) < said[order];
    }
    t->halves += is.halves;
    t->broken += !good || is.problems != 0 || !is.whole;
    if (!good) {
        print_message("# %s\n", e.message);
    }
    db_close(&app.db);
}

/* Signs and voids until the power goes in the middle of a step; `said` is what had been acknowledged before.
 */
static void work(struct workshop *w, int64_t *km, int64_t now[ORDERS + 1], int64_t said[ORDERS + 1])
{
    while (!shim_was_cut()) {
        int64_t order = 1 + random() % ORDERS;
        memcpy(said, now, (ORDERS + 1) * sizeof *said);
        OK(w, order_edit(&w->s, (char[2]){(char)('0' + order), '\0'}, 0,
                         &(struct order_edit){.odometer = ++*km}, &(struct order_state){0}, &w->e));
        if (!shim_was_cut() && ready_sign(&w->s, order, &w->e) == ST_OK) {
            now[order]++;
        }
    }
}

static void cut_often(struct workshop *w, const char *synchronous, int cuts, int64_t *km, struct tally *t)
{
    static const int keeps[] = {0, 10, 50, 90, 100, -1};
    char copy[sizeof w->path + 8], log[sizeof copy + 8];
    int64_t now[ORDERS + 1] = {0}, said[ORDERS + 1] = {0};
    snprintf(copy, sizeof copy, "%s.cut", w->path);
    snprintf(log, sizeof log, "%s-wal", copy);
    begin(w, synchronous);
    for (int64_t order = 1; order <= ORDERS; order++) {
        now[order] = ready_signatures(&w->s, order);
    }
    for (int i = 0; i < cuts; i++) {
        shim_cut(1 + random() % AHEAD, copy, keeps[random() % (long)(sizeof keeps / sizeof *keeps)]);
        work(w, km, now, said);
        look(w, copy, said, t);
        unlink(copy);
        unlink(log);
        t->cuts++;
    }
    for (int64_t order = 1; order <= ORDERS; order++) {
        t->acknowledged += now[order];
    }
    db_close(&w->app.db);
}

static void test_cuts(void **state)
{
    struct workshop *w = *state;
    struct tally full = {0}, normal = {0};
    int64_t km = READY_KM;
    srandom(20261127);
    cut_often(w, "FULL", torture_rounds(60, 400), &km, &full);
    cut_often(w, "NORMAL", NORMALS, &km, &normal);
    promise("power", full.cuts, full.lost + full.halves + full.broken,
            "power cuts replayed: %ld acknowledged commits lost of %ld, %ld halves, %ld damaged (with "
            "synchronous=NORMAL %ld lost in %ld)",
            full.lost, full.acknowledged, full.halves, full.broken, normal.lost, normal.cuts);
    assert_int_equal(full.lost + full.halves + full.broken, 0);
    assert_true(normal.lost > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cuts, power_set_up, ready_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
