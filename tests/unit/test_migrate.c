/* A database of schema 6, with lists as the program of that time wrote them, one broken off on the way,
 * opened by today's: prices, histories and what is found are right, and the next list goes on from there. */
#include "tests/unit/lists.h"
#include "tests/unit/naive_find.h"

#include "core/price/index.h"
#include "db/schema.h"

#include <sqlite3.h>

enum { PARTS = 1500, OLD_SCHEMA = 6, NAMES = 5, BROKEN_OFF = 4 /* revision; 3 is in force */ };

static const char *const names[NAMES][2] = {{"oil filter", "机油滤清器"},
                                            {"brake pad", "前制动片"},
                                            {"", "空调滤芯"},
                                            {"wheel bearing", ""},
                                            {"wiper", "左前雨刮"}};

/* Every seventh part changed its price with revision 2, every eleventh left with 3, every thirteenth got
 * another name with 3; every seventeenth would have changed with the list that broke off. */
static bool left(int i)
{
    return i % 11 == 0;
}
static bool renamed(int i)
{
    return !left(i) && i % 13 == 0;
}
static int price_of(int i)
{
    return (i % 7 == 0 ? 90000 : 1000) + i;
}
static int name_of(int i)
{
    return renamed(i) ? 4 : i % 4;
}

static void number_of(int i, char out[32])
{
    snprintf(out, 32, i % 2 == 0 ? "%05d-K%d" : "%05d K%d", i * 37, i % 9);
}

static void run_sql(sqlite3 *db, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) {
        fail_msg("%s: %s", sql, message);
    }
}

static void old_price(sqlite3 *db, int part, int from, int to, int price, int name)
{
    char sql[400], end[16] = "NULL";
    if (to != 0) {
        snprintf(end, sizeof end, "%d", to);
    }
    snprintf(
        sql, sizeof sql,
        "INSERT INTO price (part_id, from_revision, to_revision, name_id, list_price, price_basis, currency, "
        "price_group) VALUES (%d, %d, %s, %d, %d, 1, 'CNY', 'G%d')",
        part, from, end, name + 1, price, part % 3);
    run_sql(db, sql);
}

static void old_part(sqlite3 *db, int i, int source)
{
    char sql[600], no[32], key[400];
    number_of(i, no);
    naive_key(no, key);
    snprintf(sql, sizeof sql,
             "INSERT INTO part (id, source_id, brand, part_no, part_key) VALUES (%d, %d, '', '%s', '%s')", i,
             source, no, key);
    run_sql(db, sql);
}

static void old_prices(sqlite3 *db, int i)
{
    int end = left(i) || renamed(i) ? 3 : 0, broken = i % 17 == 0 && !left(i) ? BROKEN_OFF : 0;
    int from = i % 7 == 0 ? 2 : 1;
    if (i % 7 == 0) {
        old_price(db, i, 1, 2, 1000 + i, i % 4);
    }
    old_price(db, i, from, end != 0 ? end : broken, price_of(i), i % 4);
    if (renamed(i)) {
        old_price(db, i, 3, broken, price_of(i), 4);
    }
    if (broken != 0) {
        old_price(db, i, BROKEN_OFF, 0, 77, 0);
    }
}

static void old_lists(sqlite3 *db)
{
    char sql[500], fold[1200];
    run_sql(db, "INSERT INTO outlet (code, name, created_at) VALUES ('SH01', 'Test', 1)");
    run_sql(db, "INSERT INTO price_source (id, name, revision, next_revision) VALUES (1, 'list', 3, 5), (2, "
                "'empty', 0, 1)");
    for (int r = 1; r <= BROKEN_OFF; r++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO price_revision (source_id, revision, origin, digest, bytes, fetched_at, "
                 "in_force_at, account)"
                 " VALUES (1, %d, 'http://old', 'digest %d', 1, %d, %s, 'timer')",
                 r, r, r * 1000,
                 r == BROKEN_OFF ? "NULL"
                 : r == 1        ? "1001"
                 : r == 2        ? "2001"
                                 : "3001");
        run_sql(db, sql);
    }
    for (int n = 0; n < NAMES; n++) {
        naive_fold(names[n][0], names[n][1], fold);
        snprintf(sql, sizeof sql,
                 "INSERT INTO part_name (id, name, name_local, fold) VALUES (%d, '%s', '%s', '%.300s')",
                 n + 1, names[n][0], names[n][1], fold);
        run_sql(db, sql);
    }
    for (int i = 1; i < PARTS; i++) {
        old_part(db, i, 1);
        old_prices(db, i);
    }
    old_part(db, PARTS, 1); /* the list that broke off made one, too */
    old_price(db, PARTS, BROKEN_OFF, 0, 77, 0);
    run_sql(db, "INSERT INTO price_reject VALUES (1, 3, 12, 'list_price', 'not a number', 'x')");
}

static void make_old(const char *path)
{
    sqlite3 *db = NULL;
    char version[64];
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    run_sql(db, "PRAGMA journal_mode = WAL");
    run_sql(db, "BEGIN");
    for (size_t i = 0; i < migration_count && migrations[i].version <= OLD_SCHEMA; i++) {
        run_sql(db, migrations[i].sql);
    }
    old_lists(db);
    run_sql(db, "COMMIT");
    snprintf(version, sizeof version, "PRAGMA user_version = %d", OLD_SCHEMA);
    run_sql(db, version);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int set_up(void **state)
{
    workshop_set_up(state);
    struct workshop *w = *state;
    db_close(&w->app.db);
    unlink(w->path);
    make_old(w->path);
    if (db_open(w->path, 0, &w->app.db, &w->e) != ST_OK || price_index_all(&w->s, &w->e) != ST_OK) {
        fail_msg("%s", w->e.message);
    }
    return 0;
}

struct history {
    char text[200];
};

static bool tell_price(const struct price_row *r, void *arg)
{
    struct history *h = arg;
    size_t used = strlen(h->text);
    snprintf(h->text + used, sizeof h->text - used, "%lld-%lld:%lld:%s%s:%s ", (long long)r->from_revision,
             r->to_revision > 3 ? 0 : (long long)r->to_revision, (long long)r->list_price, r->name,
             r->name_local, r->price_group);
    return true;
}

/* What lists that were in force said; what broke off stands behind until it is cleared away. */
static void check_history(struct workshop *w, int i)
{
    struct history got = {""};
    char expected[200] = "";
    size_t used = 0;
    const char *const *first = names[i % 4];
    if (i % 7 == 0) {
        used = (size_t)snprintf(expected, sizeof expected, "1-2:%d:%s%s:G%d ", 1000 + i, first[0], first[1],
                                i % 3);
    }
    used +=
        (size_t)snprintf(expected + used, sizeof expected - used, "%d-%d:%d:%s%s:G%d ", i % 7 == 0 ? 2 : 1,
                         left(i) || renamed(i) ? 3 : 0, price_of(i), first[0], first[1], i % 3);
    if (renamed(i)) {
        snprintf(expected + used, sizeof expected - used, "3-0:%d:%s%s:G%d ", price_of(i), names[4][0],
                 names[4][1], i % 3);
    }
    assert_int_equal(price_rows_of_part(w->app.db, i, tell_price, &got, &w->e), ST_OK);
    if (strncmp(got.text, expected, strlen(expected)) != 0) {
        fail_msg("part %d: %s instead of %s", i, got.text, expected);
    }
}

static void test_prices(void **state)
{
    struct workshop *w = *state;
    int version = 0;
    assert_int_equal(db_schema_version(w->app.db, &version, &w->e), ST_OK);
    assert_int_equal(version, db_schema_known());
    for (int i = 1; i <= PARTS; i++) {
        char no[32];
        struct price_pin pin;
        number_of(i, no);
        enum status st = price_pick(&w->s, no, "list", NULL, &pin, &w->e);
        assert_int_equal(st, left(i) || i == PARTS ? ST_NOT_FOUND : ST_OK);
        if (st == ST_OK) {
            assert_int_equal(pin.list_price, price_of(i));
            assert_int_equal(pin.revision, renamed(i) ? 3 : i % 7 == 0 ? 2 : 1);
            assert_string_equal(pin.part_no, no);
        }
        if (i < PARTS) {
            check_history(w, i);
        }
    }
    assert_int_equal(lists_number(w, "SELECT rows_in_force FROM price_revision WHERE revision = 3"),
                     PARTS - 1 - (PARTS - 1) / 11);
    assert_int_equal(db_check(w->app.db, &w->e), ST_OK);
}

struct shown {
    bool parts[PARTS + 1];
    int count;
};

static bool note_shown(const struct price_pin *pin, const struct price_detail *detail, void *arg)
{
    struct shown *shown = arg;
    (void)detail;
    assert_in_range(pin->part, 1, PARTS);
    assert_false(shown->parts[pin->part]);
    shown->parts[pin->part] = true;
    shown->count++;
    return true;
}

static void test_finding(void **state)
{
    struct workshop *w = *state;
    static const char *const queries[] = {"oil",    "brake pad", "机油",       "前",       "jiyou",   "zdp",
                                          "ktlx",   "wip",       "左前",       "yg",       "00037",   "37-k1",
                                          "0111k3", "k5",        "bearing 11", "机油 370", "no such", "99k"};
    for (size_t k = 0; k < sizeof queries / sizeof *queries; k++) {
        struct shown shown = {.count = 0};
        struct naive_query q;
        naive_ask(queries[k], &q);
        assert_int_equal(price_find(&w->s, queries[k], 1000, note_shown, &shown, &w->e), ST_OK);
        for (int i = 1; i < PARTS; i++) {
            char no[32], fold[1200];
            number_of(i, no);
            naive_fold(names[name_of(i)][0], names[name_of(i)][1], fold);
            bool wanted = !left(i) && naive_fits(&q, no, fold) != NAIVE_NOT;
            if (wanted != shown.parts[i]) {
                fail_msg("%s: %s is %sshown", queries[k], no, wanted ? "not " : "");
            }
        }
        assert_false(shown.parts[PARTS]);
    }
}

/* The next list: what broke off is gone, and every other figure is as it should be. */
static void test_next_list(void **state)
{
    struct workshop *w = *state;
    const struct oem_source source = lists_source("list", false);
    char *text = NULL;
    size_t n = 0;
    int unchanged = 0, changed = 0, added = 0, removed = 0;
    FILE *f = open_memstream(&text, &n);
    fputs(LISTS_HEADER, f);
    for (int i = 1; i < PARTS; i++) {
        char no[32];
        number_of(i, no);
        if (i % 5 == 0) {
            removed += !left(i);
            continue;
        }
        int price = price_of(i) + (i % 3 == 0);
        fprintf(f, "%s,,%s,%s,%d.%02d,G%d,,\n", no, names[name_of(i)][0], names[name_of(i)][1], price / 100,
                price % 100, i % 3);
        added += left(i);
        changed += !left(i) && i % 3 == 0;
        unchanged += !left(i) && i % 3 != 0;
    }
    fclose(f);
    struct price_result *r = lists_import(w, &source, text, n);
    assert_string_equal(r->status, "applied");
    assert_int_equal(r->revision, BROKEN_OFF + 1);
    assert_int_equal(r->added, added);
    assert_int_equal(r->changed, changed);
    assert_int_equal(r->unchanged, unchanged);
    assert_int_equal(r->removed, removed);
    free(r);
    lists_are_clean(w);
    assert_int_equal(lists_number(w, "SELECT count(*) FROM price WHERE list_price = 77"), 0);
    r = lists_import(w, &source, text, n);
    assert_string_equal(r->status, "unchanged");
    free(r);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_prices, set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_finding, set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_next_list, set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
