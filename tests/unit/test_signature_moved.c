/* A signature fits only its record: rows are moved, changed and revived straight in the database, every
 * column of a signature and of what it vouches for in turn, and no signature may hold that should not. Nor
 * may one fall that has nothing to do with it. */
#include "tests/fault/promise.h"
#include "tests/unit/repair.h"

#include "core/command/command.h"
#include "core/inspect/damage.h"
#include "core/trust/signoff_list.h"

enum { SIGNATURES = 64, ORDERS = 5 };

/* The orders: two that went all the way, a twin of the first that nobody signed, one that QC failed and that
 * was repaired and signed anew, and one that QC failed and where nobody has signed since. */
enum { FIRST = 1, SECOND, TWIN, FAILED_ONCE, FAILED };

struct mark {
    int64_t id, order;
    enum level level;
    bool pass, valid;
};

struct marks {
    struct mark all[SIGNATURES];
    size_t n;
};

struct tally {
    int tried, prevented, wrong;
};

static void look(struct workshop *w, struct marks *out)
{
    out->n = 0;
    for (int64_t order = 1; order <= ORDERS; order++) {
        struct signature_view *views = NULL;
        size_t n = 0;
        assert_int_equal(signoff_list(&w->s, order, &views, &n, &w->e), ST_OK);
        for (size_t i = 0; i < n; i++) {
            const struct signature_row *row = &views[i].row;
            assert_true(out->n < SIGNATURES);
            assert_true(views[i].valid || views[i].void_reason != NULL);
            out->all[out->n++] = (struct mark){.id = row->id,
                                               .order = order,
                                               .level = level_parse(row->level),
                                               .pass = strcmp(row->verdict, "pass") == 0,
                                               .valid = views[i].valid};
        }
        signoff_list_free(&views, n);
    }
}

static const struct mark *find(const struct marks *marks, int64_t id)
{
    for (size_t i = 0; i < marks->n; i++) {
        if (marks->all[i].id == id) {
            return &marks->all[i];
        }
    }
    return NULL;
}

static size_t shown_valid(struct workshop *w, int64_t order)
{
    char number[32];
    snprintf(number, sizeof number, "%lld", (long long)order);
    json_t *params = json_pack("{s:s}", "order", number), *result = NULL;
    size_t i, valid = 0;
    const json_t *one;
    assert_int_equal(command_dispatch(&w->s, "order.show", params, &result, &w->e), ST_OK);
    json_array_foreach(json_object_get(result, "signatures"), i, one)
    {
        valid += json_is_true(json_object_get(one, "valid"));
    }
    json_decref(params);
    json_decref(result);
    return valid;
}

/* What an edit hits: a signature, or the content of a level of an order; or all that an order has. */
struct target {
    int64_t order;
    const struct mark *signature;
    enum level level;
    bool whole;
};

/* Statements that are run behind the program's back; `before` may be NULL. */
struct edit {
    struct target hits[2];
    size_t hit_count;
    const char *before, *sql;
};

/* The plain rule: what is edited falls, and the levels above it, which cover it. A fail holds for what was
 * seen then, so it falls only with its own row. */
static bool falls_with(const struct target *hit, const struct mark *was)
{
    if (was->order != hit->order || hit->whole) {
        return was->order == hit->order;
    }
    if (hit->signature != NULL) {
        bool covered = hit->signature->pass && hit->signature->valid && was->level > hit->signature->level;
        return was->id == hit->signature->id || (was->pass && covered);
    }
    return was->pass && was->level >= hit->level;
}

static bool should_fall(const struct edit *edit, const struct mark *was)
{
    for (size_t i = 0; i < edit->hit_count; i++) {
        if (falls_with(&edit->hits[i], was)) {
            return true;
        }
    }
    return false;
}

static void judge(struct workshop *w, const struct marks *before, const struct edit *edit,
                  struct tally *tally)
{
    struct marks after;
    bool wrong = false;
    look(w, &after);
    for (size_t i = 0; i < after.n; i++) {
        const struct mark *is = &after.all[i], *was = find(before, is->id);
        bool expected = was != NULL && was->valid && !should_fall(edit, was);
        wrong = wrong || is->valid != expected;
    }
    if (wrong) {
        print_message("# wrong after: %s\n", edit->sql);
        tally->wrong++;
    }
}

/* Runs the edit, looks, and takes it back. What the schema prevents and what changes nothing does not count.
 */
static void try_edit(struct workshop *w, const struct marks *before, const struct edit *edit,
                     struct tally *tally)
{
    int64_t changed = 0;
    assert_int_equal(db_begin(w->app.db, &w->e), ST_OK);
    if (edit->before != NULL) {
        workshop_sql(w, edit->before);
    }
    if (db_run(w->app.db, &changed, &w->e, edit->sql, "") != ST_OK) {
        tally->prevented++;
    } else if (changed > 0) {
        tally->tried++;
        judge(w, before, edit, tally);
    }
    db_rollback(w->app.db);
}

/* Every way in which a column's value can become another. */
static void try_column(struct workshop *w, const struct marks *before, const struct target *hit,
                       const char *table, const char *column, const char *where, struct tally *tally)
{
    static const struct {
        const char *type, *head, *tail; /* of a column of that type, what stands around it */
    } ways[] = {{"integer", "", " + 1"},
                {"integer", "", " - 1"},
                {"integer", "", " + 1000003"},
                {"integer", "nullif(1, 1) + ", ""},
                {"text", "", " || 'x'"},
                {"text", "substr(", ", 2)"},
                {"text", "'x' || ", ""},
                {"text", "upper(", ")"},
                {"text", "nullif('', '') || ", ""},
                {"null", "5 + ifnull(", ", 0)"},
                {"null", "'x' || ifnull(", ", '')"}};
    enum { WAYS = sizeof ways / sizeof *ways };
    bool is_time = strstr(column, "_at") != NULL; /* a text in it is read as no time by everybody */
    for (size_t i = 0; i < (is_time ? WAYS - 1 : WAYS); i++) {
        char sql[600];
        snprintf(sql, sizeof sql,
                 "UPDATE %s SET %s = %s%s%s WHERE %s AND typeof(%s) = '%s' AND %s IS NOT %s%s%s", table,
                 column, ways[i].head, column, ways[i].tail, where, column, ways[i].type, column,
                 ways[i].head, column, ways[i].tail);
        const struct edit edit = {.hits = {*hit}, .hit_count = 1, .sql = sql};
        try_edit(w, before, &edit, tally);
    }
}

static void add_prices(struct workshop *w)
{
    workshop_sql(w, "INSERT INTO price_source (name, revision, next_revision) VALUES ('list', 7, 8)");
    workshop_sql(w, "INSERT INTO price_revision (source_id, revision, origin, digest, bytes, fetched_at, "
                    "in_force_at, account) VALUES (1, 7, 'file', 'x', 1, 1, 1, 'mia')");
    workshop_sql(
        w, "INSERT INTO part_name (id, name, name_local, fold) VALUES (1, 'Brake pad', '', 'brake pad')");
    workshop_sql(w,
                 "INSERT INTO part (id, source_id, brand, part_no, from_revision, name_id, unit, list_price, "
                 "price_basis, currency, effective) "
                 "VALUES (1, 1, 'B', 'AF-1', 7, 1, 'pc', 12345, 1, 'CNY', '2026-01-01')");
    workshop_sql(w, "INSERT INTO part_number VALUES ('AF1', 1)");
}

/* An order with everything that a signature can vouch for, up to the signatures. */
static void repair(struct workshop *w, const char *plate, char ref[64])
{
    struct order_state o = {0};
    int64_t damage = 0;
    const struct part_request pads = {.part = "AF-1", .qty_milli = 2000};
    const struct labour_request wash = {.op = "W1", .text = "wash the engine bay", .hours_milli = 500};
    const struct order_edit edit = {.odometer = 52320, .vin = "LSVAL41Z882104202"};
    const struct decision no = {.by = "Li Lei", .how = "phone"};
    repair_open(w, plate, &o);
    snprintf(ref, 64, "%s", o.number);
    OK(w, order_edit(&w->s, ref, 0, &edit, &o, &w->e));
    OK(w, damage_add(&w->s, ref, 0, "bonnet", "dent", "as wide as a hand", &damage, &o, &w->e));
    OK(w, order_assign(&w->s, ref, 0, "tom", "B1", &o, &w->e));
    OK(w, order_diagnose(&w->s, ref, 0, "front pads at 1.2 mm", 1000, 1, &o, &w->e));
    repair_inspect(w, "ann", ref, LEVEL_ADVISOR);
    repair_work(w, "tom", ref, NULL);
    workshop_as(w, "ann");
    OK(w, line_add_part(&w->s, ref, 0, &pads, &o, &w->e));
    OK(w, lines_authorise(&w->s, ref, 0, &no, &o, &w->e));
    OK(w, line_add_labour(&w->s, ref, 0, &wash, &o, &w->e));
    OK(w, lines_decline(&w->s, ref, 0, &no, &o, &w->e));
    workshop_as(w, "tom");
    OK(w, order_correct(&w->s, ref, 0, 1, "pads changed, 60 km/h braking test straight", &o, &w->e));
    repair_inspect(w, "tom", ref, LEVEL_TECHNICIAN);
}

static void fail_qc(struct workshop *w, const char *ref)
{
    struct order_state o = {0};
    const struct sign_request fail = {.ref = ref, .level = LEVEL_QC, .fail = true, .reason = "still squeals"};
    workshop_as(w, "quinn");
    OK(w, signoff_sign(&w->s, &fail, &o, &w->e));
}

static int orders_set_up(void **state)
{
    static const char *const plates[] = {"京A10001", "京A10002", "京A10001", "京A10004", "京A10005"};
    workshop_set_up(state);
    struct workshop *w = *state;
    add_prices(w);
    for (int order = FIRST; order <= FAILED; order++) {
        char ref[64];
        repair(w, plates[order - 1], ref);
        if (order == TWIN) {
            repair_inspect(w, "quinn", ref, LEVEL_QC);
            continue;
        }
        repair_sign(w, "ann", ref, LEVEL_ADVISOR);
        repair_sign(w, "tom", ref, LEVEL_TECHNICIAN);
        if (order >= FAILED_ONCE) {
            fail_qc(w, ref);
        }
        if (order == FAILED_ONCE) {
            repair_sign(w, "tom", ref, LEVEL_TECHNICIAN);
        }
        repair_inspect(w, "quinn", ref, LEVEL_QC);
        if (order != FAILED) {
            repair_sign(w, "quinn", ref, LEVEL_QC);
        }
    }
    return 0;
}

static void say(const struct tally *t, const char *what)
{
    promise("moved", t->tried, t->wrong, "%s, %d more prevented by the schema", what, t->prevented);
    assert_int_equal(t->wrong, 0);
}

/* Every column of every signature, valid, void or a fail. */
static void test_rows_changed(void **state)
{
    static const char *const columns[] = {"order_id", "level",          "verdict",      "reason",
                                          "meaning",  "person_id",      "name",         "terminal",
                                          "at",       "order_revision", "content_hash", "voided_at"};
    struct workshop *w = *state;
    struct marks before;
    struct tally tally = {0};
    look(w, &before);
    for (size_t i = 0; i < before.n; i++) {
        const struct mark *m = &before.all[i];
        const struct target hit = {.order = m->order, .signature = m};
        char where[64];
        snprintf(where, sizeof where, "id = %lld", (long long)m->id);
        for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
            try_column(w, &before, &hit, "signature", columns[c], where, &tally);
        }
    }
    say(&tally, "columns of signatures");
}

/* Each signature to each order and each level, moved and copied, in the place of the one that stands there.
 */
static void test_moved(void **state)
{
    struct workshop *w = *state;
    struct marks before;
    struct tally tally = {0};
    look(w, &before);
    for (size_t i = 0; i < before.n; i++) {
        const struct mark *m = &before.all[i];
        for (int order = FIRST; order <= FAILED; order++) {
            for (int level = LEVEL_ADVISOR; level <= LEVEL_QC; level++) {
                struct edit edit = {.hits = {{.order = order, .level = (enum level)level},
                                             {.order = m->order, .signature = m}}};
                const char *name = level_name((enum level)level);
                char clear[200], move[400];
                if (order == m->order && level == (int)m->level) {
                    continue;
                }
                snprintf(clear, sizeof clear,
                         "DELETE FROM signature WHERE order_id = %d AND level = '%s' AND id <> %lld", order,
                         name, (long long)m->id);
                snprintf(move, sizeof move,
                         "UPDATE signature SET order_id = %d, level = '%s' WHERE id = %lld", order, name,
                         (long long)m->id);
                edit.before = clear;
                edit.sql = move;
                edit.hit_count = 2;
                try_edit(w, &before, &edit, &tally);
                snprintf(
                    move, sizeof move,
                    "INSERT INTO signature (order_id, level, verdict, reason, meaning, person_id, name, "
                    "terminal, at, order_revision, content_hash) SELECT %d, '%s', verdict, reason, meaning, "
                    "person_id, name, terminal, at, order_revision, content_hash FROM signature WHERE id = "
                    "%lld",
                    order, name, (long long)m->id);
                edit.hit_count = 1;
                try_edit(w, &before, &edit, &tally);
            }
        }
    }
    say(&tally, "to other orders and levels");
}

/* A hash in the place of another one's. */
static void test_hashes_swapped(void **state)
{
    struct workshop *w = *state;
    struct marks before;
    struct tally tally = {0};
    look(w, &before);
    for (size_t i = 0; i < before.n; i++) {
        for (size_t k = 0; k < before.n; k++) {
            const struct mark *m = &before.all[i];
            char sql[200];
            snprintf(
                sql, sizeof sql,
                "UPDATE signature SET content_hash = (SELECT content_hash FROM signature WHERE id = %lld) "
                "WHERE id = %lld",
                (long long)before.all[k].id, (long long)m->id);
            const struct edit edit = {
                .hits = {{.order = m->order, .signature = m}}, .hit_count = 1, .sql = sql};
            if (i != k) {
                try_edit(w, &before, &edit, &tally);
            }
        }
    }
    say(&tally, "hashes of others");
}

/* A void taken back, a fail made a pass and a pass a fail. */
static void test_revived(void **state)
{
    static const char *const changes[] = {"voided_at = NULL", "voided_at = NULL, void_reason = NULL",
                                          "verdict = CASE verdict WHEN 'pass' THEN 'fail' ELSE 'pass' END",
                                          "verdict = 'pass', voided_at = NULL, reason = NULL"};
    struct workshop *w = *state;
    struct marks before;
    struct tally tally = {0};
    look(w, &before);
    for (size_t i = 0; i < before.n; i++) {
        const struct mark *m = &before.all[i];
        for (size_t c = 0; c < sizeof changes / sizeof *changes; c++) {
            char clear[200], sql[200];
            /* a fail may become a pass only where none stands */
            snprintf(clear, sizeof clear,
                     "DELETE FROM signature WHERE order_id = %lld AND level = '%s' AND id > %lld",
                     (long long)m->order, level_name(m->level), (long long)m->id);
            snprintf(sql, sizeof sql,
                     "UPDATE signature SET %s WHERE id = %lld AND (voided_at IS NOT NULL OR %d)", changes[c],
                     (long long)m->id, c >= 2);
            if (m->valid && m->pass && c == 3) {
                continue; /* it is all that already */
            }
            const struct edit edit = {
                .hits = {{.order = m->order, .signature = m}, {.order = m->order, .level = m->level}},
                .hit_count = 2,
                .before = clear,
                .sql = sql};
            try_edit(w, &before, &edit, &tally);
        }
    }
    say(&tally, "voids taken back and verdicts turned");
}

/* Every column of what the levels vouch for; a table's rows are edited in so many parts. */
static const struct {
    enum level level;
    const char *table, *key, *rest;
    int parts;
    const char *columns;
} contents[] = {
    {LEVEL_ADVISOR, "work_order", "id", "1", 1, "vehicle_id plate vin odometer"},
    {LEVEL_ADVISOR, "job", "order_id", "1", 1, "no concern"},
    {LEVEL_ADVISOR, "damage", "order_id", "1", 1, "panel kind note removed_at"},
    {LEVEL_ADVISOR, "inspection", "order_id", "superseded = 0 AND level = 'advisor'", 4,
     "item result value_milli unit note person_id at superseded level"},
    {LEVEL_TECHNICIAN, "work_order", "id", "1", 1, "diagnosed_at cause estimate_milli"},
    {LEVEL_TECHNICIAN, "job", "order_id", "1", 1, "cause correction"},
    {LEVEL_TECHNICIAN, "order_line", "order_id", "1", 3,
     "no kind code text qty_milli unit source brand list_price price_basis list_revision effective "
     "unit_price discount_percent gross total needs state added_by added_at decided_by decided_how "
     "decided_at "
     "technician_id started_at done_at"},
    {LEVEL_TECHNICIAN, "inspection", "order_id", "superseded = 0 AND level = 'technician'", 4,
     "item result value_milli unit note person_id at superseded level"},
    {LEVEL_QC, "inspection", "order_id", "superseded = 0 AND level = 'qc'", 4,
     "item result value_milli unit note person_id at superseded level"},
};

static void try_contents(struct workshop *w, const struct marks *before, int order, size_t c,
                         struct tally *tally)
{
    const struct target hit = {.order = order, .level = contents[c].level};
    const char *column = contents[c].columns;
    while (*column != '\0') {
        char name[64], where[200];
        int length = (int)strcspn(column, " ");
        snprintf(name, sizeof name, "%.*s", length, column);
        for (int part = 0; part < contents[c].parts; part++) {
            snprintf(where, sizeof where, "%s = %d AND %s AND id %% %d = %d", contents[c].key, order,
                     contents[c].rest, contents[c].parts, part);
            try_column(w, before, &hit, contents[c].table, name, where, tally);
        }
        column += length;
        column += *column == ' ';
    }
}

static void test_content_changed(void **state)
{
    static const int orders[] = {FIRST, FAILED_ONCE};
    struct workshop *w = *state;
    struct marks before;
    struct tally tally = {0};
    look(w, &before);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        for (size_t c = 0; c < sizeof contents / sizeof *contents; c++) {
            try_contents(w, &before, orders[i], c, &tally);
        }
    }
    say(&tally, "columns of what is vouched for");
}

/* Rows that come and go, states that a line may have, a number that another order had. */
static void test_content_moved(void **state)
{
    static const struct {
        struct target hit;
        const char *sql;
    } edits[] = {
        {{.order = FIRST, .level = LEVEL_ADVISOR},
         "INSERT INTO job (order_id, no, concern) VALUES (1, 9, 'x')"},
        {{.order = FIRST, .level = LEVEL_ADVISOR}, "DELETE FROM damage WHERE order_id = 1"},
        {{.order = FIRST, .level = LEVEL_ADVISOR},
         "INSERT INTO damage (order_id, panel, kind, person_id, at) VALUES "
         "(1, 'roof', 'dent', 1, 1)"},
        {{.order = FIRST, .level = LEVEL_ADVISOR},
         "DELETE FROM inspection WHERE order_id = 1 AND item = 'fuel'"},
        {{.order = FIRST, .level = LEVEL_TECHNICIAN},
         "UPDATE order_line SET state = 'removed' WHERE order_id = 1 AND "
         "no = 3"},
        {{.order = FIRST, .level = LEVEL_TECHNICIAN},
         "UPDATE order_line SET state = 'open' WHERE order_id = 1 AND "
         "no = 3"},
        {{.order = FIRST, .level = LEVEL_TECHNICIAN},
         "UPDATE order_line SET state = 'done' WHERE order_id = 1 AND "
         "no = 2"},
        {{.order = FIRST, .level = LEVEL_TECHNICIAN},
         "UPDATE order_line SET kind = 'part' WHERE order_id = 1 AND "
         "no = 1"},
        {{.order = FIRST, .level = LEVEL_TECHNICIAN}, "DELETE FROM order_line WHERE order_id = 1 AND no = 2"},
        {{.order = FIRST, .level = LEVEL_TECHNICIAN},
         "UPDATE inspection SET result = 'amber' WHERE order_id = 1 AND "
         "item = 'pad_front'"},
        {{.order = FIRST, .level = LEVEL_QC},
         "UPDATE inspection SET result = 'red' WHERE order_id = 1 AND "
         "item = 'road_test'"},
        {{.order = FIRST, .whole = true}, "UPDATE work_order SET number = 'SH01-000099' WHERE id = 1"},
        {{.order = FAILED_ONCE, .whole = true}, "UPDATE work_order SET number = 'SH01-000099' WHERE id = 4"},
    };
    struct workshop *w = *state;
    struct marks before;
    struct tally tally = {0};
    look(w, &before);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        const struct edit edit = {.hits = {edits[i].hit}, .hit_count = 1, .sql = edits[i].sql};
        try_edit(w, &before, &edit, &tally);
    }
    assert_int_equal(tally.tried, sizeof edits / sizeof *edits);
    say(&tally, "rows of what is vouched for");
}

/* A login that is given to somebody else does not take the signatures along. */
static void test_logins_swapped(void **state)
{
    struct workshop *w = *state;
    struct marks marks;
    assert_int_equal(db_begin(w->app.db, &w->e), ST_OK);
    workshop_sql(w, "UPDATE person SET login = 'x' WHERE login = 'quinn'");
    workshop_sql(w, "UPDATE person SET login = 'quinn' WHERE login = 'mia'");
    look(w, &marks);
    for (size_t i = 0; i < marks.n; i++) {
        assert_false(marks.all[i].valid && marks.all[i].level == LEVEL_QC);
    }
    db_rollback(w->app.db);
}

/* What order.show and delivery say is what signoff_list says. */
static void test_shown(void **state)
{
    struct workshop *w = *state;
    bool all = false;
    assert_int_equal(shown_valid(w, FIRST), 3);
    assert_int_equal(shown_valid(w, FAILED_ONCE), 4); /* the fail is true for ever */
    assert_int_equal(shown_valid(w, FAILED), 2);
    assert_int_equal(signoff_complete(&w->s, FIRST, &all, &w->e), ST_OK);
    assert_true(all);
    workshop_sql(w, "UPDATE order_line SET gross = gross + 1 WHERE order_id = 1 AND no = 1");
    assert_int_equal(shown_valid(w, FIRST), 1);
    assert_int_equal(signoff_complete(&w->s, FIRST, &all, &w->e), ST_OK);
    assert_false(all);
    workshop_sql(w, "UPDATE order_line SET gross = gross - 1 WHERE order_id = 1 AND no = 1");
    assert_int_equal(shown_valid(w, FIRST), 3);
    workshop_sql(w, "UPDATE signature SET order_id = 3 WHERE order_id = 1");
    assert_int_equal(shown_valid(w, FIRST), 0);
    assert_int_equal(shown_valid(w, TWIN), 0);
    workshop_sql(w, "UPDATE signature SET order_id = 1 WHERE order_id = 3");
    workshop_sql(w, "UPDATE signature SET order_id = 3 WHERE verdict = 'fail'");
    assert_int_equal(shown_valid(w, TWIN), 0);
    struct order_state o = {0};
    workshop_sql(w, "UPDATE signature SET order_id = 3 WHERE order_id = 2");
    workshop_as(w, "ann");
    REFUSED(w, ST_REFUSED, "not_signed", order_deliver(&w->s, "3", 0, 60000, &o, &w->e));
    OK(w, order_deliver(&w->s, "1", 0, 60000, &o, &w->e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_changed),    cmocka_unit_test(test_moved),
        cmocka_unit_test(test_hashes_swapped),  cmocka_unit_test(test_revived),
        cmocka_unit_test(test_content_changed), cmocka_unit_test(test_content_moved),
        cmocka_unit_test(test_logins_swapped),  cmocka_unit_test(test_shown),
    };
    return cmocka_run_group_tests(tests, orders_set_up, workshop_tear_down);
}
