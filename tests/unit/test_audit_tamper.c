/* The log shows every edit: each value of each entry is changed, entries are deleted, swapped, copied, put in
 * and cut off, straight in the database. What cannot be told from the log alone is said at the end. */
#include "tests/fault/promise.h"
#include "tests/unit/repair.h"

#include "core/command/command.h"
#include "core/trust/audit.h"
#include "core/trust/signoff_list.h"

#include <unistd.h>

struct tally {
    int tried, missed;
};

static int audit_set_up(void **state)
{
    struct order_state o = {0};
    workshop_set_up(state);
    struct workshop *w = *state;
    repair_all(w, "京A10001", &o);
    repair_open(w, "京A10002", &o);
    return 0;
}

static struct audit_report verify(struct workshop *w)
{
    struct audit_report report;
    assert_int_equal(audit_verify(&w->s, &report, &w->e), ST_OK);
    return report;
}

static int64_t entries(struct workshop *w)
{
    int64_t n = 0;
    assert_int_equal(db_value(w->app.db, &n, &w->e, "SELECT count(*) FROM audit_entry", ""), ST_OK);
    return n;
}

/* Edits, asks, and takes the edit back. `sql2` may be NULL. What the schema prevents or what changes nothing
 * does not count. */
static void try_edit(struct workshop *w, const char *sql, const char *sql2, struct tally *tally)
{
    int64_t changed = 0, more = 1;
    assert_int_equal(db_begin(w->app.db, &w->e), ST_OK);
    enum status st = db_run(w->app.db, &changed, &w->e, sql, "");
    if (st == ST_OK && sql2 != NULL) {
        st = db_run(w->app.db, &more, &w->e, sql2, "");
    }
    if (st == ST_OK && changed > 0 && more > 0) {
        tally->tried++;
        if (verify(w).problem_count == 0) {
            print_message("# not seen: %s\n", sql);
            tally->missed++;
        }
    }
    db_rollback(w->app.db);
}

static void say(const struct tally *t, const char *what, int at_least)
{
    promise("audit", t->tried, t->missed, "%s", what);
    assert_int_equal(t->missed, 0);
    assert_true(t->tried >= at_least);
}

static void test_values(void **state)
{
    static const char *const columns[] = {"at",       "monotonic",       "event",    "order_id",
                                          "revision", "person_id",       "terminal", "subject",
                                          "detail",   "personal_digest", "hash"};
    static const struct {
        const char *type, *head, *tail;
    } ways[] = {{"integer", "", " + 1"},
                {"integer", "", " - 1"},
                {"integer", "", " + 0.5"}, /* no reader sees it */
                {"integer", "'x' || ", ""},
                {"text", "", " || ' '"},
                {"text", "substr(", ", 2)"},
                {"text", "upper(", ")"},
                {"text", "", " || char(0) || 'x'"}, /* nor this */
                {"text", "CAST(", " AS BLOB)"},
                {"text", "replace(", ", 'a', 'b')"},
                {"text", "nullif('', '') || ", ""},
                {"null", "'' || ifnull(", ", '')"}};
    struct workshop *w = *state;
    struct tally tally = {0};
    for (int64_t seq = 1; seq <= entries(w); seq += 2) {
        for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
            for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
                char sql[400];
                snprintf(
                    sql, sizeof sql,
                    "UPDATE audit_entry SET %s = %s%s%s WHERE seq = %lld AND typeof(%s) = '%s' AND %s IS "
                    "NOT %s%s%s",
                    columns[c], ways[i].head, columns[c], ways[i].tail, (long long)seq, columns[c],
                    ways[i].type, columns[c], ways[i].head, columns[c], ways[i].tail);
                try_edit(w, sql, NULL, &tally);
            }
        }
    }
    say(&tally, "values changed", 1000);
}

/* Names and phones stand outside the chain, which holds their salted digest. */
static void test_personal_values(void **state)
{
    static const char *const edits[] = {"personal = replace(personal, 'Li Lei', 'Han Mei')",
                                        "personal = '{}'",
                                        "personal = personal || ' '",
                                        "personal_salt = upper(personal_salt || 'a')",
                                        "personal_salt = NULL",
                                        "personal_digest = NULL",
                                        "personal_digest = 'x'",
                                        "personal = (SELECT personal || ' ' FROM audit_entry WHERE seq = 1)"};
    struct workshop *w = *state;
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        char sql[300];
        snprintf(sql, sizeof sql, "UPDATE audit_entry SET %s WHERE personal IS NOT NULL", edits[i]);
        try_edit(w, sql, NULL, &tally);
    }
    try_edit(
        w,
        "UPDATE audit_entry SET personal = '{\"phone\":[null,\"1\"]}', personal_salt = 'x' WHERE personal "
        "IS NULL AND seq = 5",
        NULL, &tally);
    say(&tally, "personal values", (int)(sizeof edits / sizeof *edits) + 1);
}

static void test_deleted_and_cut(void **state)
{
    struct workshop *w = *state;
    struct tally tally = {0};
    int64_t n = entries(w);
    char sql[300];
    for (int64_t seq = 1; seq <= n; seq++) {
        snprintf(sql, sizeof sql, "DELETE FROM audit_entry WHERE seq = %lld", (long long)seq);
        try_edit(w, sql, NULL, &tally);
        snprintf(sql, sizeof sql, "DELETE FROM audit_entry WHERE seq <= %lld", (long long)seq);
        try_edit(w, sql, NULL, &tally);
        snprintf(sql, sizeof sql, "DELETE FROM audit_entry WHERE seq >= %lld", (long long)seq);
        try_edit(w, sql, NULL, &tally);
        snprintf(sql, sizeof sql, "DELETE FROM audit_entry WHERE seq BETWEEN %lld AND %lld", (long long)seq,
                 (long long)seq + 3);
        try_edit(w, sql, NULL, &tally);
    }
    try_edit(w, "DELETE FROM audit_entry", NULL, &tally);
    /* deleted, and the gap closed */
    for (int64_t seq = 1; seq < n; seq += 3) {
        char close[300];
        snprintf(sql, sizeof sql, "DELETE FROM audit_entry WHERE seq = %lld", (long long)seq);
        snprintf(close, sizeof close, "UPDATE audit_entry SET seq = seq - 1 WHERE seq = %lld",
                 (long long)seq + 1);
        try_edit(w, sql, close, &tally);
    }
    say(&tally, "deleted and cut off", 200);
}

/* Cut off at the end, and the counter of the numbers set back too: the orders know better. */
static void test_cut_with_counter(void **state)
{
    struct workshop *w = *state;
    struct tally tally = {0};
    for (int64_t seq = 1; seq <= entries(w); seq++) {
        char cut[200], set[200];
        snprintf(cut, sizeof cut, "DELETE FROM audit_entry WHERE seq >= %lld", (long long)seq);
        snprintf(set, sizeof set, "UPDATE sqlite_sequence SET seq = %lld WHERE name = 'audit_entry'",
                 (long long)seq - 1);
        try_edit(w, cut, set, &tally);
    }
    say(&tally, "cut off with the counter set back", 50);
}

static void test_swapped(void **state)
{
    static const char *const columns[] = {"at", "detail", "hash", "event"};
    struct workshop *w = *state;
    struct tally tally = {0};
    int64_t n = entries(w);
    for (int64_t seq = 1; seq < n; seq++) {
        long long a = seq, b = seq % 3 == 0 ? n + 1 - seq : seq + 1;
        char one[300], two[300];
        if (a == b) {
            continue;
        }
        snprintf(one, sizeof one,
                 "UPDATE audit_entry SET seq = CASE seq WHEN %lld THEN -%lld ELSE -%lld END WHERE "
                 "seq IN (%lld, %lld)",
                 a, b, a, a, b);
        try_edit(w, one, "UPDATE audit_entry SET seq = -seq WHERE seq < 0", &tally);
        const char *c = columns[seq % 4];
        snprintf(
            two, sizeof two,
            "UPDATE audit_entry SET %s = (SELECT %s FROM audit_entry WHERE seq = %lld) WHERE seq = %lld AND "
            "%s <> (SELECT %s FROM audit_entry WHERE seq = %lld)",
            c, c, b, a, c, c, b);
        try_edit(w, two, NULL, &tally);
    }
    say(&tally, "swapped", 80);
}

#define COLUMNS                                                                                              \
    "at, monotonic, event, order_id, revision, person_id, terminal, subject, detail, personal, "             \
    "personal_salt, personal_digest, hash"

static void test_inserted(void **state)
{
    struct workshop *w = *state;
    struct tally tally = {0};
    for (int64_t seq = 1; seq <= entries(w); seq++) {
        char sql[500];
        snprintf(sql, sizeof sql,
                 "INSERT INTO audit_entry (" COLUMNS ") SELECT " COLUMNS " FROM audit_entry WHERE "
                 "seq = %lld",
                 (long long)seq);
        try_edit(w, sql, NULL, &tally); /* a copy at the end */
        snprintf(sql, sizeof sql,
                 "INSERT INTO audit_entry (seq, " COLUMNS ") SELECT -seq, " COLUMNS " FROM "
                 "audit_entry WHERE seq = %lld",
                 (long long)seq);
        try_edit(w, sql, NULL, &tally); /* before the first */
        snprintf(sql, sizeof sql,
                 "INSERT INTO audit_entry (seq, " COLUMNS ") SELECT seq + 1000, " COLUMNS " FROM "
                 "audit_entry WHERE seq = %lld",
                 (long long)seq);
        try_edit(w, sql, NULL, &tally);
        snprintf(sql, sizeof sql,
                 "INSERT INTO audit_entry (" COLUMNS
                 ") VALUES (1, 1, 'sign', 1, %lld, 5, 't', NULL, '{}', NULL, "
                 "NULL, NULL, '%064d')",
                 (long long)seq, 0);
        try_edit(w, sql, NULL, &tally);
    }
    say(&tally, "put in", 200);
}

/* The command's answer, as scripts see it. */
static void test_command(void **state)
{
    struct workshop *w = *state;
    json_t *result = NULL;
    assert_int_equal(command_dispatch(&w->s, "audit.verify", NULL, &result, &w->e), ST_OK);
    assert_true(json_is_true(json_object_get(result, "ok")));
    assert_int_equal(json_integer_value(json_object_get(result, "entries")), entries(w));
    assert_int_equal(json_array_size(json_object_get(result, "problems")), 0);
    assert_int_equal(strlen(json_string_value(json_object_get(result, "head"))), HASH_HEX - 1);
    json_decref(result);
    workshop_sql(w, "UPDATE audit_entry SET at = at + 1");
    assert_int_equal(command_dispatch(&w->s, "audit.verify", NULL, &result, &w->e), ST_OK);
    assert_true(json_is_false(json_object_get(result, "ok")));
    assert_true(json_array_size(json_object_get(result, "problems")) > 0);
    json_decref(result);
    workshop_sql(w, "UPDATE audit_entry SET at = at - 1");
    assert_int_equal(verify(w).problem_count, 0);
}

/* Entries rewritten at the end with hashes that fit, by somebody who knows how, cannot be told from true ones
 * by the log alone: its head, written down elsewhere before, tells. Signatures whose entry went no longer
 * hold. */
static void test_rewritten_end(void **state)
{
    struct workshop *w = *state;
    struct order_state o = {0};
    const struct audit_report before = verify(w);
    struct signature_view *views = NULL;
    size_t n = 0;
    workshop_sql(w, "DELETE FROM audit_entry WHERE order_id = 2");
    workshop_sql(w, "DELETE FROM job WHERE order_id = 2");
    workshop_sql(w, "DELETE FROM work_order WHERE id = 2");
    workshop_sql(w, "UPDATE sqlite_sequence SET seq = (SELECT max(seq) FROM audit_entry) WHERE name = "
                    "'audit_entry'");
    assert_int_equal(verify(w).problem_count, 0);
    assert_string_not_equal(verify(w).head, before.head);
    repair_open(w, "京A10003", &o);
    assert_int_equal(verify(w).problem_count, 0);
    assert_int_equal(verify(w).entries, before.entries);
    assert_string_not_equal(verify(w).head, before.head);

    workshop_sql(
        w, "DELETE FROM audit_entry WHERE seq >= (SELECT max(seq) FROM audit_entry WHERE event = 'sign')");
    assert_int_equal(signoff_list(&w->s, 1, &views, &n, &w->e), ST_OK);
    assert_int_equal(n, 3);
    assert_true(views[0].valid && views[1].valid && !views[2].valid);
    signoff_list_free(&views, n);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, audit_set_up, workshop_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_values),           TEST(test_personal_values), TEST(test_deleted_and_cut),
        TEST(test_cut_with_counter), TEST(test_swapped),         TEST(test_inserted),
        TEST(test_command),          TEST(test_rewritten_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
