/* What a person with a shell and the database could do to signatures and to the log behind clearbay's back: a
 * signature fits only its record, and the chain shows every edit. */
#include "tests/unit/repair.h"

#include "core/trust/audit.h"
#include "core/trust/signoff_list.h"

enum { TRIES = 1000 };

/* A small generator of our own, so that every run tries the same. */
static unsigned next_number(unsigned *seed)
{
    *seed = *seed * 1103515245U + 12345U;
    return *seed >> 16;
}

static size_t count_valid(struct workshop *w, int64_t order)
{
    struct signature_view *views = NULL;
    size_t n = 0, valid = 0;
    assert_int_equal(signoff_list(&w->s, order, &views, &n, &w->e), ST_OK);
    for (size_t i = 0; i < n; i++) {
        valid += views[i].valid ? 1 : 0;
    }
    signoff_list_free(&views, n);
    return valid;
}

static void sql(struct workshop *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void sql(struct workshop *w, const char *format, ...)
{
    char text[1000];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    workshop_sql(w, text);
}

/* Moves or changes one signature or what it vouches for; *order is where it then must not hold, and the
 * result is how many of its three may still hold. */
static size_t move_signature(struct workshop *w, unsigned *seed, int64_t *order)
{
    static const char *const names[] = {"advisor", "technician", "qc"};
    static const int64_t signers[] = {1, 3, 5};
    unsigned kind = next_number(seed) % 10, level = next_number(seed) % 3,
             amount = 1 + next_number(seed) % 1000;
    *order = 1;
    switch (kind) {
    case 0: /* to another order, which has none of its own at that level */
        sql(w, "DELETE FROM signature WHERE order_id = 2");
        sql(w, "UPDATE signature SET order_id = 2 WHERE order_id = 1 AND level = '%s'", names[level]);
        *order = 2;
        return 0;
    case 1: /* to another level */
        sql(w, "DELETE FROM signature WHERE order_id = 1 AND level <> '%s'", names[level]);
        sql(w, "UPDATE signature SET level = '%s' WHERE order_id = 1", names[(level + 1) % 3]);
        return 0;
    case 2: /* to another revision */
        sql(w,
            "UPDATE signature SET order_revision = order_revision + %u WHERE order_id = 1 AND level = '%s'",
            amount, names[level]);
        return level;
    case 3: /* to another person */
        sql(w,
            "UPDATE signature SET person_id = %d, name = 'Name of mia' WHERE order_id = 1 AND level = '%s'",
            6, names[level]);
        return level;
    case 4: /* to another time */
        sql(w, "UPDATE signature SET at = at + %u WHERE order_id = 1 AND level = '%s'", amount, names[level]);
        return level;
    case 5: /* a fail made a pass */
        sql(w, "UPDATE signature SET verdict = 'fail', reason = 'x' WHERE order_id = 1 AND level = '%s'",
            names[level]);
        sql(w, "UPDATE signature SET verdict = 'pass', name = 'x%u' WHERE order_id = 1 AND level = '%s'",
            amount, names[level]);
        return level;
    case 6: /* the odometer under the advisor's */
        sql(w, "UPDATE work_order SET odometer = odometer + %u WHERE id = 1", amount);
        return 0;
    case 7: /* a price under the technician's */
        sql(w, "UPDATE order_line SET unit_price = unit_price + %u WHERE order_id = 1", amount);
        return 1;
    case 8: /* a result under its level's */
        sql(w,
            "UPDATE inspection SET note = 'n%u' WHERE id = (SELECT max(id) FROM inspection WHERE order_id = "
            "1 AND "
            "level = '%s')",
            amount, names[level]);
        return level;
    default: /* a copy of an old hash */
        sql(w,
            "UPDATE signature SET content_hash = (SELECT content_hash FROM signature WHERE order_id = 2 AND "
            "level = '%s') "
            "WHERE order_id = 1 AND level = '%s'",
            names[level], names[level]);
        (void)signers;
        return level;
    }
}

static void test_moved_signatures(void **state)
{
    struct workshop *w = *state;
    struct order_state o = {0};
    unsigned seed = 7;
    size_t wrong = 0;
    repair_all(w, "京A12345", &o);
    o = (struct order_state){0};
    repair_all(w, "京A54321", &o);
    assert_int_equal(count_valid(w, 1), 3);
    assert_int_equal(count_valid(w, 2), 3);
    for (int i = 0; i < TRIES; i++) {
        int64_t order = 0;
        assert_int_equal(db_begin(w->app.db, &w->e), ST_OK);
        size_t allowed = move_signature(w, &seed, &order);
        wrong += count_valid(w, order) > allowed ? 1 : 0;
        db_rollback(w->app.db);
    }
    print_message("# %d signatures moved or changed, %zu still hold\n", TRIES, wrong);
    assert_int_equal(wrong, 0);
    assert_int_equal(count_valid(w, 1), 3); /* and nothing was left behind */
}

/* Changes the log; false: this one cannot be told from a shorter log (the end cut off). */
static void tamper(struct workshop *w, unsigned *seed, long entries)
{
    static const char *const columns[] = {"at",       "monotonic", "event",    "order_id",
                                          "revision", "person_id", "terminal", "subject",
                                          "detail",   "hash",      "personal", "personal_digest"};
    unsigned kind = next_number(seed) % 4;
    long row = 1 + (long)next_number(seed) % entries, other = 1 + (long)next_number(seed) % entries;
    other = other == row ? row % entries + 1 : other;
    if (kind == 0) {
        const char *column = columns[next_number(seed) % (sizeof columns / sizeof *columns)];
        sql(w,
            "UPDATE audit_entry SET %s = CASE WHEN typeof(%s) = 'integer' THEN %s + 1 ELSE coalesce(%s, '') "
            "|| 'x' END "
            "WHERE seq = %ld",
            column, column, column, column, row);
    } else if (kind == 1) {
        sql(w, "DELETE FROM audit_entry WHERE seq = %ld", row < entries ? row : 1);
    } else if (kind == 2) { /* two entries change places */
        sql(w, "UPDATE audit_entry SET seq = -1 WHERE seq = %ld", row);
        sql(w, "UPDATE audit_entry SET seq = %ld WHERE seq = %ld", row, other);
        sql(w, "UPDATE audit_entry SET seq = %ld WHERE seq = -1", other);
    } else { /* the beginning is cut off */
        sql(w, "DELETE FROM audit_entry WHERE seq <= %ld", row < entries ? row : 1);
    }
}

static void test_audit_log(void **state)
{
    struct workshop *w = *state;
    struct order_state o = {0};
    struct audit_report report;
    unsigned seed = 11;
    int missed = 0;
    repair_all(w, "京A12345", &o);
    assert_int_equal(audit_verify(&w->s, &report, &w->e), ST_OK);
    assert_int_equal(report.problem_count, 0);
    long entries = (long)report.entries;
    char head[HASH_HEX];
    memcpy(head, report.head, sizeof head);
    for (int i = 0; i < TRIES; i++) {
        assert_int_equal(db_begin(w->app.db, &w->e), ST_OK);
        tamper(w, &seed, entries);
        assert_int_equal(audit_verify(&w->s, &report, &w->e), ST_OK);
        missed += report.problem_count == 0 ? 1 : 0;
        db_rollback(w->app.db);
    }
    print_message("# %d edits, deletions, swaps and cuts of %ld entries, %d missed\n", TRIES, entries,
                  missed);
    assert_int_equal(missed, 0);
    /* entries cut off at the end leave a chain that holds: only its head, written down elsewhere, tells */
    for (long cut = 1; cut < entries; cut += 7) {
        assert_int_equal(db_begin(w->app.db, &w->e), ST_OK);
        sql(w, "DELETE FROM audit_entry WHERE seq > %ld", entries - cut);
        assert_int_equal(audit_verify(&w->s, &report, &w->e), ST_OK);
        assert_true(report.problem_count > 0 || strcmp(report.head, head) != 0);
        db_rollback(w->app.db);
    }
}

/* A customer can be erased and the chain still verifies. */
static void test_erased_customer(void **state)
{
    struct workshop *w = *state;
    struct order_state o = {0};
    struct audit_report report;
    repair_all(w, "京A12345", &o);
    sql(w, "UPDATE audit_entry SET personal = NULL, personal_salt = NULL");
    assert_int_equal(audit_verify(&w->s, &report, &w->e), ST_OK);
    assert_int_equal(report.problem_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_moved_signatures, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_audit_log, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_erased_customer, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
