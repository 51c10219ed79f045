/* Who may sign what: every combination of the order's state, the level, the signer's role, the signer's
 * person, the certificate and the revision, against a small oracle of our own. And every state of a session,
 * through the dispatcher. */
#include "tests/unit/repair.h"

#include "core/command/command.h"
#include "core/people/people.h"

#include <sodium.h>

/* Persons, whatever their role on paper: the matrix gives each of them every role. */
enum { ANN, ABE, TOM, TIM, QUINN, MIA, TESS };
enum { ADVISOR_SIGNER = ANN, WORKER = TIM, TECHNICIAN_SIGNER = TOM };

struct stand {
    char ref[64];
    int signed_levels; /* 0 to 3 */
    bool hv;           /* its work needs the certificate for high voltage; tom has it */
    int64_t revision;
};

/* Tim works on a line of each order, tom signs for the technician, quinn for QC. */
static void prepare(struct workshop *w, struct stand *stand, int signed_levels, bool hv)
{
    struct order_state o = {0};
    char plate[32];
    snprintf(plate, sizeof plate, "京A%d%d345", signed_levels, hv);
    repair_open(w, plate, &o);
    snprintf(stand->ref, sizeof stand->ref, "%s", o.number);
    stand->signed_levels = signed_levels;
    stand->hv = hv;
    if (hv) { /* tim had the certificate while he worked */
        workshop_sql(w, "UPDATE person_certificate SET valid_until = NULL WHERE person_id = 4");
    }
    repair_inspect(w, "ann", stand->ref, LEVEL_ADVISOR);
    repair_work(w, "tim", stand->ref, hv ? "hv" : NULL);
    repair_inspect(w, "tom", stand->ref, LEVEL_TECHNICIAN);
    repair_inspect(w, "quinn", stand->ref, LEVEL_QC);
    if (hv) {
        workshop_sql(w, "UPDATE person_certificate SET valid_until = 1000 WHERE person_id = 4");
    }
    static const char *const signers[] = {"ann", "tom", "quinn"};
    workshop_sql(w, "INSERT INTO person_certificate (person_id, certificate, valid_from, granted_at) VALUES "
                    "(5, 'hv', 1, 1)");
    for (int level = 1; level <= signed_levels; level++) {
        repair_sign(w, signers[level - 1], stand->ref, (enum level)level);
    }
    workshop_sql(w, "DELETE FROM person_certificate WHERE person_id = 5");
    int64_t id = 0;
    struct order_rows rows = {0};
    assert_int_equal(order_find(&w->s, stand->ref, &id, &w->e), ST_OK);
    assert_int_equal(order_store_load(w->app.db, id, &rows, &w->e), ST_OK);
    stand->revision = rows.order.revision;
    order_rows_free(&rows);
}

/* What the rules say, written once more in the plainest way. */
static bool may_sign(const struct stand *stand, enum level level, enum role role, int person, bool stale)
{
    static const enum role roles[] = {ROLE_NONE, ROLE_ADVISOR, ROLE_TECHNICIAN, ROLE_QC};
    bool signed_below = (person == ANN && stand->signed_levels >= 1) ||
                        (person == TOM && stand->signed_levels >= 2) ||
                        (person == QUINN && stand->signed_levels >= 3);
    bool worked = person == TIM;
    bool certified = !stand->hv || person == TOM;
    return role == roles[level] && (int)level == stand->signed_levels + 1 && !signed_below && !stale &&
           (level == LEVEL_TECHNICIAN || !worked) && (level == LEVEL_ADVISOR || certified);
}

static void test_matrix(void **state)
{
    struct workshop *w = *state;
    static const enum role roles[] = {ROLE_ADVISOR, ROLE_TECHNICIAN, ROLE_QC, ROLE_MANAGER};
    int tried = 0, accepted = 0;
    for (int signed_levels = 0; signed_levels <= 3; signed_levels++) {
        for (int hv = 0; hv < 2; hv++) {
            struct stand stand;
            prepare(w, &stand, signed_levels, hv != 0);
            for (int c = 0; c < 3 * 4 * WORKSHOP_PEOPLE * 3; c++) {
                enum level level = (enum level)(c % 3 + 1);
                int person = c / 12 % WORKSHOP_PEOPLE, revision = c / 12 / WORKSHOP_PEOPLE;
                const struct sign_request r = {.ref = stand.ref,
                                               .level = level,
                                               .revision = revision == 0   ? 0
                                                           : revision == 1 ? stand.revision
                                                                           : stand.revision - 1};
                struct order_state o = {0};
                workshop_as(w, workshop_people[person].login);
                w->s.role = roles[c / 3 % 4];
                workshop_change_begin(w);
                bool signed_now = signoff_sign(&w->s, &r, &o, &w->e) == ST_OK;
                db_rollback(w->app.db);
                tried++;
                accepted += signed_now ? 1 : 0;
                if (signed_now != may_sign(&stand, level, w->s.role, person, revision == 2)) {
                    fail_msg("%d signed, hv %d: level %s by %s as %s, revision %d: %s (%s)", signed_levels,
                             hv, level_name(level), w->s.login, role_name(w->s.role), revision,
                             signed_now ? "accepted" : "refused", w->e.code);
                }
                assert_true(signed_now || (w->e.message[0] != '\0' &&
                                           (w->e.status == ST_REFUSED || w->e.status == ST_CONFLICT)));
            }
        }
    }
    print_message("# %d combinations, %d accepted, 0 wrong\n", tried, accepted);
    assert_true(accepted > 0);
}

/* A person who signed a level that was voided since is still one of the three. */
static void test_voided_signer(void **state)
{
    struct workshop *w = *state;
    struct order_state o = {0};
    repair_all(w, "京A12345", &o);
    char ref[64];
    snprintf(ref, sizeof ref, "%s", o.number);
    const struct order_edit edit = {.odometer = 52999};
    workshop_as(w, "ann");
    OK(w, order_edit(&w->s, ref, 0, &edit, &o, &w->e));
    assert_int_equal(o.voided, 3);
    const struct sign_request r = {.ref = ref, .level = LEVEL_ADVISOR};
    static const char *const others[] = {"tom", "quinn"};
    for (size_t i = 0; i < 2; i++) {
        workshop_as(w, others[i]);
        w->s.role = ROLE_ADVISOR;
        REFUSED(w, ST_REFUSED, "same_person", signoff_sign(&w->s, &r, &o, &w->e));
    }
    repair_sign(w, "ann", ref, LEVEL_ADVISOR);
}

/* An item, a line or a reason that is missing: nothing is signed. */
static void test_incomplete(void **state)
{
    struct workshop *w = *state;
    struct order_state o = {0};
    repair_open(w, "京A12345", &o);
    char ref[64];
    snprintf(ref, sizeof ref, "%s", o.number);
    const struct sign_request advisor = {.ref = ref, .level = LEVEL_ADVISOR};
    const struct sign_request technician = {.ref = ref, .level = LEVEL_TECHNICIAN};
    const struct sign_request fail = {.ref = ref, .level = LEVEL_QC, .fail = true};
    REFUSED(w, ST_REFUSED, "items_open", signoff_sign(&w->s, &advisor, &o, &w->e));
    repair_inspect(w, "ann", ref, LEVEL_ADVISOR);
    repair_sign(w, "ann", ref, LEVEL_ADVISOR);
    const struct labour_request labour = {
        .op = "BRK-01", .text = "replace front brake pads", .hours_milli = 1500};
    OK(w, line_add_labour(&w->s, ref, 0, &labour, &o, &w->e));
    repair_inspect(w, "tom", ref, LEVEL_TECHNICIAN);
    REFUSED(w, ST_REFUSED, "line_undecided", signoff_sign(&w->s, &technician, &o, &w->e));
    workshop_as(w, "ann");
    const struct decision yes = {.by = "Li Lei", .how = "phone"};
    OK(w, lines_authorise(&w->s, ref, 0, &yes, &o, &w->e));
    workshop_as(w, "tom");
    REFUSED(w, ST_REFUSED, "line_not_done", signoff_sign(&w->s, &technician, &o, &w->e));
    OK(w, line_begin(&w->s, ref, 0, 1, &o, &w->e));
    REFUSED(w, ST_REFUSED, "line_not_done", signoff_sign(&w->s, &technician, &o, &w->e));
    OK(w, line_finish(&w->s, ref, 0, 1, &o, &w->e));
    OK(w, signoff_sign(&w->s, &technician, &o, &w->e));
    workshop_as(w, "quinn");
    REFUSED(w, ST_USAGE, "reason_needed", signoff_sign(&w->s, &fail, &o, &w->e));
}

/* A QC fail falls back to the technician: levels 2 and 3 are asked for again. */
static void test_fail(void **state)
{
    struct workshop *w = *state;
    struct order_state o = {0};
    repair_open(w, "京A12345", &o);
    char ref[64];
    snprintf(ref, sizeof ref, "%s", o.number);
    repair_inspect(w, "ann", ref, LEVEL_ADVISOR);
    repair_sign(w, "ann", ref, LEVEL_ADVISOR);
    repair_work(w, "tom", ref, NULL);
    repair_inspect(w, "tom", ref, LEVEL_TECHNICIAN);
    repair_sign(w, "tom", ref, LEVEL_TECHNICIAN);
    repair_inspect(w, "quinn", ref, LEVEL_QC);
    const struct sign_request fail = {.ref = ref, .level = LEVEL_QC, .fail = true, .reason = "still squeals"};
    OK(w, signoff_sign(&w->s, &fail, &o, &w->e));
    assert_string_equal(o.stage, "repairing");
    const struct sign_request pass = {.ref = ref, .level = LEVEL_QC};
    REFUSED(w, ST_REFUSED, "level_below_unsigned", signoff_sign(&w->s, &pass, &o, &w->e));
    repair_sign(w, "tom", ref, LEVEL_TECHNICIAN);
    workshop_as(w, "quinn");
    REFUSED(w, ST_REFUSED, "items_open", signoff_sign(&w->s, &pass, &o, &w->e)); /* QC inspects anew */
    repair_inspect(w, "quinn", ref, LEVEL_QC);
    repair_sign(w, "quinn", ref, LEVEL_QC);
}

/* Signs level advisor of order 1 through the dispatcher; its code, "" when it was signed. */
static const char *dispatch(struct workshop *w, const char *pin)
{
    json_t *params = json_pack("{s:s,s:s,s:s}", "order", "1", "level", "advisor", "pin", pin);
    json_t *result = NULL;
    w->e = ERROR_NONE;
    enum status st = command_dispatch(&w->s, "sign", params, &result, &w->e);
    json_decref(params);
    json_decref(result);
    assert_true(st == ST_OK || st == ST_REFUSED);
    return st == ST_OK ? "" : w->e.code;
}

static void test_sessions(void **state)
{
    struct workshop *w = *state;
    struct order_state o = {0};
    char pepper[128];
    snprintf(pepper, sizeof pepper, "%s.pepper", w->path);
    assert_true(sodium_init() >= 0);
    assert_int_equal(app_pepper(&w->app, true, &w->e), ST_OK);
    repair_open(w, "京A12345", &o);
    repair_inspect(w, "ann", "1", LEVEL_ADVISOR);
    OK(w, person_set_pin(&w->s, "ann", "right-pin", &w->e));
    assert_string_equal(dispatch(w, "wrong-pin"), "wrong_pin");
    w->s.person = 0;
    assert_string_equal(dispatch(w, "right-pin"), "login_needed");
    workshop_as(w, "ann");
    workshop_sql(w, "UPDATE person SET pin_temporary = 1 WHERE login = 'ann'");
    assert_string_equal(dispatch(w, "right-pin"), "pin_must_change");
    workshop_sql(w, "UPDATE person SET pin_temporary = 0 WHERE login = 'ann'");
    workshop_sql(w, "UPDATE person SET locked_until = 9000000000000 WHERE login = 'ann'");
    assert_string_equal(dispatch(w, "right-pin"), "locked");
    workshop_sql(w, "UPDATE person SET locked_until = 0, disabled_at = 1 WHERE login = 'ann'");
    assert_string_equal(dispatch(w, "right-pin"), "disabled");
    assert_string_equal(dispatch(w, "right-pin"), "login_needed"); /* and he is logged out */
    workshop_as(w, "ann");
    workshop_sql(w, "UPDATE person SET disabled_at = NULL, failed_pins = 0 WHERE login = 'ann'");
    for (int i = 1; i < WRONG_PINS_MAX; i++) {
        assert_string_equal(dispatch(w, "guess-it"), "wrong_pin");
    }
    assert_string_equal(dispatch(w, "guess-it"), "locked"); /* the fifth in a row */
    assert_string_equal(dispatch(w, "right-pin"), "locked");
    workshop_sql(w, "UPDATE person SET locked_until = 0, failed_pins = 0 WHERE login = 'ann'");
    assert_string_equal(dispatch(w, "right-pin"), "");
    assert_string_equal(dispatch(w, "right-pin"), "already_signed");
    unlink(pepper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_matrix, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_voided_signer, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_incomplete, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_fail, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_sessions, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
