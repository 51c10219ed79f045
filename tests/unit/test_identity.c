/* The log says who a person is and which number an order has: tables that say otherwise would put what
 * somebody did under another's name. Each such change is made behind the program and must be seen; nothing is
 * seen where nothing was changed, in logs from before entries named what they made, too. */
#include "tests/unit/repair.h"

#include "core/people/people.h"
#include "core/trust/identity.h"

static int64_t problems(struct workshop *w)
{
    struct audit_report report;
    if (audit_verify(&w->s, &report, &w->e) != ST_OK) {
        fail_msg("%s", w->e.message);
    }
    return (int64_t)report.problem_count;
}

/* As user.add wrote it before it named the person's id: the ids follow one another. */
static enum status log_old(struct workshop *w, int i)
{
    char name[64];
    snprintf(name, sizeof name, "Name of %s", workshop_people[i].login);
    const struct audit_change changes[] = {{"role", NULL, workshop_people[i].role, false},
                                           {"name", NULL, name, false}};
    const struct audit_event event = {
        .event = "user.add", .subject = workshop_people[i].login, .changes = changes, .change_count = 2};
    return audit_append(&w->s, &event, NULL, &w->e);
}

static int identity_set_up(void **state)
{
    struct order_state o = {0};
    workshop_set_up(state);
    struct workshop *w = *state;
    for (int i = 0; i < WORKSHOP_PEOPLE; i++) {
        OK(w, log_old(w, i));
    }
    assert_int_equal(app_pepper(&w->app, true, &w->e), ST_OK);
    const struct new_person eve = {
        .login = "eve", .name = "Eve", .role = "qc", .certificates = "hv", .pin = "246810-eve"};
    workshop_as(w, "mia");
    OK(w, person_add(&w->s, &eve, &w->e));
    OK(w, person_disable(&w->s, "tess", &w->e));
    repair_open(w, "京A10001", &o);
    repair_open(w, "京A10002", &o);
    repair_open(w, "京A10003", &o);
    return 0;
}

static void nothing_changed_is_nothing_seen(void **state)
{
    struct workshop *w = *state;
    assert_int_equal(problems(w), 0);
    /* an order from before its number stood in the log */
    const struct audit_event old = {.event = "order.open", .order = 3, .revision = 1};
    OK(w, audit_append(&w->s, &old, NULL, &w->e));
    assert_int_equal(problems(w), 0);
}

static void other_names_are_seen(void **state)
{
    static const char *const edits[] = {
        "UPDATE person SET login = 'bob', name = 'Bob' WHERE login = 'ann'",
        "UPDATE person SET login = 'bob' WHERE login = 'eve'",
        "UPDATE person SET name = 'Bob' WHERE login = 'tom'",
        "UPDATE person SET role = 'qc' WHERE login = 'tom'",
        "UPDATE person SET name = CASE login WHEN 'ann' THEN 'Name of abe' ELSE 'Name of ann' END WHERE "
        "login IN "
        "('ann', 'abe')",
        "UPDATE person SET id = id - 1 WHERE id > 0", /* each one stands for the next */
        "UPDATE person SET id = id + 100 WHERE login = 'eve'",
        "UPDATE person SET disabled_at = NULL WHERE login = 'tess'",
        "UPDATE person SET disabled_at = 1 WHERE login = 'ann'",
        "DELETE FROM person WHERE login = 'eve'",
        "INSERT INTO person (outlet_id, login, name, role, pin_hash, pin_temporary, pin_set_at, created_at) "
        "VALUES (1, 'mal', 'Mal', 'manager', 'x', 0, 1, 1)",
        "UPDATE work_order SET number = 'SH01-000009' WHERE id = 2",
        "UPDATE work_order SET id = 9 WHERE id = 3"};
    struct workshop *w = *state;
    workshop_sql(w, "PRAGMA foreign_keys = OFF"); /* as in a shell of SQLite */
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        assert_int_equal(db_begin(w->app.db, &w->e), ST_OK);
        workshop_sql(w, edits[i]);
        if (problems(w) == 0) {
            fail_msg("not seen: %s", edits[i]);
        }
        db_rollback(w->app.db);
    }
    assert_int_equal(problems(w), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, identity_set_up, workshop_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(nothing_changed_is_nothing_seen), TEST(other_names_are_seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
