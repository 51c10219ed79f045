/* Who may sign what: every combination of the order's state, the level, the signer's role, the signer's
 * person, the certificate and the revision, against a small oracle of our own. And every state of a session,
 * through the dispatcher. */
#include "tests/fault/promise.h"
#include "tests/unit/repair.h"

#include "core/command/command.h"
#include "core/people/people.h"

#include <sodium.h>

/* Persons, whatever their role on paper: the matrix gives each of them every role. */
enum { ANN, ABE, TOM, TIM, QUINN, MIA, TESS };
/* Shares no divisor with the numbers of the values that are combined, so that each comes up. */
enum { STRIDE = 11 };
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
            for (int c = 0; c < 3 * 4 * WORKSHOP_PEOPLE * 3; c += torture_stride(STRIDE)) {
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
    promise("matrix", tried, 0,
            "combinations of state, level, role, person and revision, %d accepted, 0 wrong", accepted);
    assert_true(accepted > 0);
}

/* What one person had to do with the order before he comes to sign it. */
enum own_line { LINE_OF_OTHER, LINE_BEGUN_BY_OTHER, LINE_BEGUN, LINE_DONE, LINE_REMOVED, OWN_LINES };
enum own_void { VOID_NONE, VOID_ADVISOR, VOID_TECHNICIAN, VOID_QC, FAIL_QC, OWN_VOIDS };
enum own_hv { HV_NOT_NEEDED, HV_HELD, HV_MISSING, OWN_HVS };

struct past {
    int signed_levels; /* that stand */
    unsigned own;      /* bit by level: those of them that are his */
    bool assigned;     /* the order was given to him */
    enum own_line line;
    enum own_void voided; /* a signature of his that fell, or a fail that he found */
    enum own_hv hv;
};

/* The rules once more, for a person by his past. */
static bool past_may_sign(const struct past *p, enum level level, enum role role, bool stale)
{
    static const enum role roles[] = {ROLE_NONE, ROLE_ADVISOR, ROLE_TECHNICIAN, ROLE_QC};
    static const enum level fell[] = {LEVEL_NONE, LEVEL_ADVISOR, LEVEL_TECHNICIAN, LEVEL_QC, LEVEL_QC};
    bool worked = p->assigned || p->line >= LINE_BEGUN;
    bool begun = p->line == LINE_BEGUN_BY_OTHER || p->line == LINE_BEGUN;
    bool uncertified = p->hv == HV_MISSING && p->line != LINE_REMOVED;
    bool other_level = p->own != 0 || (fell[p->voided] != LEVEL_NONE && fell[p->voided] != level);
    if (role != roles[level] || (int)level != p->signed_levels + 1 || stale || other_level) {
        return false;
    }
    switch (level) {
    case LEVEL_ADVISOR:
        return !worked;
    case LEVEL_TECHNICIAN:
        return !begun && !uncertified;
    default:
        return !worked && !begun && !uncertified;
    }
}

/* Writes the past of tess (person 7) into the rows of an order. */
static void write_past(struct workshop *w, int64_t order, const struct past *p)
{
    static const char *const lines[] = {
        "state = 'done'", "state = 'started'", "state = 'started', technician_id = 7",
        "state = 'done', technician_id = 7", "state = 'removed', technician_id = 7"};
    char sql[400];
    snprintf(sql, sizeof sql, "UPDATE order_line SET needs = %s, %s WHERE order_id = %lld",
             p->hv == HV_NOT_NEEDED ? "NULL" : "'hv'", lines[p->line], (long long)order);
    workshop_sql(w, sql);
    if (p->hv == HV_HELD) {
        workshop_sql(w, "INSERT INTO person_certificate (person_id, certificate, valid_from, granted_at) "
                        "VALUES (7, 'hv', 1, 1)");
    }
    for (int level = LEVEL_ADVISOR; level <= LEVEL_QC; level++) {
        snprintf(sql, sizeof sql, "UPDATE signature SET person_id = 7 WHERE order_id = %lld AND level = '%s'",
                 (long long)order, level_name((enum level)level));
        if ((p->own >> level & 1U) != 0) {
            workshop_sql(w, sql);
        }
    }
    if (p->assigned) {
        snprintf(sql, sizeof sql, "UPDATE work_order SET technician_id = 7 WHERE id = %lld",
                 (long long)order);
        workshop_sql(w, sql);
    }
    if (p->voided != VOID_NONE) {
        bool fail = p->voided == FAIL_QC;
        snprintf(
            sql, sizeof sql,
            "INSERT INTO signature (order_id, level, verdict, meaning, person_id, name, terminal, at, "
            "order_revision, content_hash, voided_at) VALUES (%lld, '%s', '%s', 'x', 7, 'x', 'x', 1, 1, 'x', "
            "%s)",
            (long long)order, level_name(fail ? LEVEL_QC : (enum level)p->voided), fail ? "fail" : "pass",
            fail ? "NULL" : "5");
        workshop_sql(w, sql);
    }
}

struct count {
    int tried, accepted, wrong_accepts, wrong_refusals;
};

/* Every level as every role at the revision of now, at any, and at the one before. */
static void try_all(struct workshop *w, const struct stand *stand, const struct past *past,
                    struct count *count)
{
    static const enum role roles[] = {ROLE_ADVISOR, ROLE_TECHNICIAN, ROLE_QC, ROLE_MANAGER};
    const int64_t revisions[] = {0, stand->revision, stand->revision - 1, stand->revision + 1};
    for (int c = 0; c < 3 * 4 * 4; c++) {
        const struct sign_request r = {
            .ref = stand->ref, .level = (enum level)(c % 3 + 1), .revision = revisions[c / 12]};
        struct order_state o = {0};
        workshop_as(w, "tess");
        w->s.role = roles[c / 3 % 4];
        workshop_sql(w, "SAVEPOINT try");
        session_clear_notes(&w->s);
        bool is = signoff_sign(&w->s, &r, &o, &w->e) == ST_OK;
        workshop_sql(w, "ROLLBACK TO try");
        bool should = past_may_sign(past, r.level, w->s.role, c / 12 >= 2);
        count->tried++;
        count->accepted += is ? 1 : 0;
        count->wrong_accepts += is && !should ? 1 : 0;
        count->wrong_refusals += should && !is ? 1 : 0;
        if (is != should) {
            print_message(
                "# %d signed (own %x), assigned %d, line %d, void %d, hv %d: level %s as %s: %s %s\n",
                past->signed_levels, past->own, past->assigned, past->line, past->voided, past->hv,
                level_name(r.level), role_name(w->s.role), is ? "accepted" : "refused", w->e.code);
        }
    }
}

static void test_pasts(void **state)
{
    struct workshop *w = *state;
    struct count count = {0};
    for (int signed_levels = 0; signed_levels <= 3; signed_levels++) {
        struct stand stand;
        int64_t order = 0;
        prepare(w, &stand, signed_levels, false);
        assert_int_equal(order_find(&w->s, stand.ref, &order, &w->e), ST_OK);
        for (int c = 0; c < (1 << signed_levels) * 2 * OWN_LINES * OWN_VOIDS * OWN_HVS;
             c += torture_stride(STRIDE)) {
            int rest = c >> signed_levels;
            const struct past past = {.signed_levels = signed_levels,
                                      .own = (unsigned)(c % (1 << signed_levels)) << 1,
                                      .assigned = rest % 2 != 0,
                                      .line = (enum own_line)(rest / 2 % OWN_LINES),
                                      .voided = (enum own_void)(rest / 2 / OWN_LINES % OWN_VOIDS),
                                      .hv = (enum own_hv)(rest / 2 / OWN_LINES / OWN_VOIDS)};
            assert_int_equal(db_begin(w->app.db, &w->e), ST_OK);
            write_past(w, order, &past);
            try_all(w, &stand, &past, &count);
            db_rollback(w->app.db);
        }
    }
    promise("matrix", count.tried, count.wrong_accepts + count.wrong_refusals,
            "combinations of what a person did before, %d accepted; %d wrong accepts, %d wrong refusals",
            count.accepted, count.wrong_accepts, count.wrong_refusals);
    assert_int_equal(count.wrong_accepts, 0);
    assert_int_equal(count.wrong_refusals, 0);
    assert_true(count.accepted > 0);
}

/* Certificates by their dates: of another kind, not yet, no more, taken away, of another person. */
static void test_certificates(void **state)
{
    static const struct {
        const char *values; /* person, certificate, from, until, revoked */
        bool holds;
    } given[] = {{"7, 'hv', 1, NULL, NULL", true},  {"7, 'hv', 1, 4000000000000, NULL", true},
                 {"7, 'hv', 1, 1000, NULL", false}, {"7, 'hv', 4000000000000, NULL, NULL", false},
                 {"7, 'hv', 1, NULL, 2000", false}, {"7, 'basic', 1, NULL, NULL", false},
                 {"6, 'hv', 1, NULL, NULL", false}};
    struct workshop *w = *state;
    struct stand stand;
    prepare(w, &stand, 2, true);
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        char sql[300];
        struct order_state o = {0};
        const struct sign_request r = {.ref = stand.ref, .level = LEVEL_QC};
        workshop_as(w, "tess");
        w->s.role = ROLE_QC;
        workshop_change_begin(w);
        snprintf(
            sql, sizeof sql,
            "INSERT INTO person_certificate (person_id, certificate, valid_from, valid_until, revoked_at, "
            "granted_at) VALUES (%s, 1)",
            given[i].values);
        workshop_sql(w, sql);
        enum status st = signoff_sign(&w->s, &r, &o, &w->e);
        db_rollback(w->app.db);
        assert_int_equal(st, given[i].holds ? ST_OK : ST_REFUSED);
        if (!given[i].holds) {
            assert_string_equal(w->e.code, "missing_certificate");
        }
    }
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

static const char pin[] = "right-pin";

/* Signs order 1 through the dispatcher; its error's code, "" when it was signed. */
static const char *dispatch(struct workshop *w, enum level level, const char *with, int64_t revision)
{
    json_t *params = json_pack("{s:s,s:s,s:s,s:I}", "order", "1", "level", level_name(level), "pin", with,
                               "revision", (json_int_t)revision);
    json_t *result = NULL;
    w->e = ERROR_NONE;
    enum status st = command_dispatch(&w->s, "sign", params, &result, &w->e);
    json_decref(params);
    json_decref(result);
    assert_true(st == ST_OK || st == ST_REFUSED || st == ST_CONFLICT);
    assert_true(st == ST_OK || w->e.message[0] != '\0');
    return st == ST_OK ? "" : w->e.code;
}

static int64_t revision_now(struct workshop *w)
{
    int64_t n = 0;
    assert_int_equal(db_value(w->app.db, &n, &w->e, "SELECT revision FROM work_order WHERE id = 1", ""),
                     ST_OK);
    return n;
}

/* What a session can be like, each alone and all together. */
enum { OUT = 1, TEMPORARY = 2, DISABLED = 4, LOCKED = 8, WRONG_PIN = 16, STALE = 32, ALL = 64 };

static const char *expected_code(int how)
{
    static const struct {
        int bit;
        const char *code;
    } order[] = {{OUT, "login_needed"}, {DISABLED, "disabled"},   {TEMPORARY, "pin_must_change"},
                 {LOCKED, "locked"},    {WRONG_PIN, "wrong_pin"}, {STALE, "stale_revision"}};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if ((how & order[i].bit) != 0) {
            return order[i].code;
        }
    }
    return "";
}

static int try_sessions(struct workshop *w, const char *signer, enum level level)
{
    int64_t revision = revision_now(w);
    for (int how = ALL - 1; how >= 0; how--) { /* the good one comes last and signs */
        char sql[300];
        snprintf(sql, sizeof sql,
                 "UPDATE person SET failed_pins = 0, pin_temporary = %d, disabled_at = %s, locked_until = %s "
                 "WHERE "
                 "login = '%s'",
                 (how & TEMPORARY) != 0, (how & DISABLED) != 0 ? "1" : "NULL",
                 (how & LOCKED) != 0 ? "9000000000000" : "0", signer);
        workshop_sql(w, sql);
        workshop_as(w, signer);
        if ((how & OUT) != 0) {
            session_logout(&w->s);
        }
        const char *code = dispatch(w, level, (how & WRONG_PIN) != 0 ? "wrong-pin" : pin,
                                    (how & STALE) != 0 ? revision - 1 : revision);
        if (strcmp(code, expected_code(how)) != 0) {
            fail_msg("level %s, session %x: \"%s\" instead of \"%s\"", level_name(level), how, code,
                     expected_code(how));
        }
        assert_int_equal(revision_now(w), how == 0 ? revision + 1 : revision);
    }
    return ALL;
}

/* Everybody as what he is, with the right PIN, at each level: only one may at each step. */
static int try_people(struct workshop *w, enum level next)
{
    static const enum level levels[] = {LEVEL_ADVISOR, LEVEL_TECHNICIAN, LEVEL_QC};
    static const char *const may[][3] = {{"ann", "abe", ""}, {"tom", "tess", "tim"}, {"quinn", "", ""}};
    int tried = 0;
    for (int i = 0; i < WORKSHOP_PEOPLE; i++) {
        for (size_t l = 0; l < 3; l++) {
            const char *login = workshop_people[i].login;
            const char *const *who = may[next - 1];
            bool will = levels[l] == next && (strcmp(login, who[0]) == 0 || strcmp(login, who[1]) == 0 ||
                                              strcmp(login, who[2]) == 0);
            workshop_as(w, login);
            if (!will) {
                assert_string_not_equal(dispatch(w, levels[l], pin, 0), "");
                assert_string_not_equal(w->e.code, "wrong_pin");
                tried++;
            }
        }
    }
    return tried;
}

static void test_sessions(void **state)
{
    static const char *const signers[] = {"ann", "tom", "quinn"};
    struct workshop *w = *state;
    struct order_state o = {0};
    char pepper[128];
    int tried = 0;
    snprintf(pepper, sizeof pepper, "%s.pepper", w->path);
    assert_true(sodium_init() >= 0);
    assert_int_equal(app_pepper(&w->app, true, &w->e), ST_OK);
    for (int i = 0; i < WORKSHOP_PEOPLE; i++) {
        workshop_as(w, workshop_people[i].login);
        OK(w, person_set_pin(&w->s, workshop_people[i].login, pin, &w->e));
    }
    repair_open(w, "京A12345", &o);
    repair_inspect(w, "ann", "1", LEVEL_ADVISOR);
    repair_work(w, "tim", "1", NULL);
    repair_inspect(w, "tom", "1", LEVEL_TECHNICIAN);
    repair_inspect(w, "quinn", "1", LEVEL_QC);
    for (int level = LEVEL_ADVISOR; level <= LEVEL_QC; level++) {
        tried += try_people(w, (enum level)level);
        tried += try_sessions(w, signers[level - 1], (enum level)level);
    }
    workshop_as(w, "quinn");
    assert_string_equal(dispatch(w, LEVEL_QC, pin, 0), "already_signed");
    promise("matrix", tried + 1, 0,
            "ways through the dispatcher by state of the session, 3 accepted, 0 wrong");

    /* wrong PINs count, also when the signing could not have gone well */
    workshop_as(w, "ann");
    for (int i = 1; i < WRONG_PINS_MAX; i++) {
        assert_string_equal(dispatch(w, LEVEL_ADVISOR, "guess-it", 0), "wrong_pin");
    }
    assert_string_equal(dispatch(w, LEVEL_ADVISOR, "guess-it", 0), "locked"); /* the fifth in a row */
    assert_string_equal(dispatch(w, LEVEL_ADVISOR, pin, 0), "locked");
    unlink(pepper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_matrix, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_pasts, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_certificates, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_voided_signer, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_incomplete, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_fail, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_sessions, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
