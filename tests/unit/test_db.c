/* The database wrapper on real files: creation, migration, transactions, parameters, backup. */
#include "db/db.h"
#include "db/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    char folder[64];
    char path[128];
    char copy[128];
};

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/clearbay-db-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    snprintf(p->path, sizeof p->path, "%s/new/folder/clearbay.db", p->folder);
    snprintf(p->copy, sizeof p->copy, "%s/copy.db", p->folder);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", p->folder);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

static struct db *open_new(const struct place *p)
{
    struct error e = ERROR_NONE;
    struct db *db = NULL;
    if (db_open(p->path, DB_CREATE, &db, &e) != ST_OK) {
        fail_msg("%s", e.message);
    }
    return db;
}

static void makes_private_files(void **state)
{
    struct place *p = *state;
    struct db *db = open_new(p);
    struct stat s;
    assert_int_equal(stat(p->path, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0600);
    db_close(&db);
    assert_null(db);
    *strrchr(p->path, '/') = '\0';
    assert_int_equal(stat(p->path, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0700);
}

static void missing_is_not_found(void **state)
{
    struct place *p = *state;
    struct error e = ERROR_NONE;
    struct db *db = NULL;
    assert_int_equal(db_open(p->path, 0, &db, &e), ST_NOT_FOUND);
    assert_null(db);
    assert_string_equal(e.code, "no_workshop");
}

static void migrates_once(void **state)
{
    struct place *p = *state;
    struct db *db = open_new(p);
    int version = 0;
    assert_int_equal(db_schema_version(db, &version, NULL), ST_OK);
    assert_int_equal(version, db_schema_known());
    assert_int_equal(version, migrations[migration_count - 1].version);
    db_close(&db);
    db = open_new(p);
    assert_int_equal(db_check(db, NULL), ST_OK);
    db_close(&db);
}

static void newer_schema_is_refused(void **state)
{
    struct place *p = *state;
    struct db *db = open_new(p);
    assert_int_equal(db_run(db, NULL, NULL, "PRAGMA user_version = 9999", ""), ST_OK);
    db_close(&db);
    struct error e = ERROR_NONE;
    assert_int_equal(db_open(p->path, 0, &db, &e), ST_FAILED);
    assert_string_equal(e.code, "newer_schema");
}

static void garbage_is_refused(void **state)
{
    struct place *p = *state;
    snprintf(p->path, sizeof p->path, "%s/garbage.db", p->folder);
    FILE *f = fopen(p->path, "w");
    for (int i = 0; i < 1000; i++) {
        fputs("this is no database, it only looks like a long text ", f);
    }
    fclose(f);
    struct error e = ERROR_NONE;
    struct db *db = NULL;
    assert_int_equal(db_open(p->path, 0, &db, &e), ST_FAILED);
    assert_string_equal(e.code, "database_damaged");
}

static void parameters_bind_by_number(void **state)
{
    struct db *db = open_new(*state);
    struct stmt *s = NULL;
    int64_t seven = 7;
    assert_int_equal(db_query(db, &s, NULL, "SELECT $3, $1, $2, $4, $5", "itIbt", (int64_t)1, "zwei", &seven,
                              "\0x", (size_t)2, (const char *)NULL),
                     ST_OK);
    assert_int_equal(db_next(s, NULL), DB_ROW);
    assert_int_equal(db_int(s, 0), 7);
    assert_int_equal(db_int(s, 1), 1);
    assert_string_equal(db_text(s, 2), "zwei");
    size_t n = 0;
    assert_memory_equal(db_blob(s, 3, &n), "\0x", 2);
    assert_int_equal(n, 2);
    assert_true(db_is_null(s, 4));
    assert_int_equal(db_column_count(s), 5);
    assert_int_equal(db_next(s, NULL), DB_DONE);
    db_end(&s);
    assert_null(s);
    struct error e = ERROR_NONE;
    assert_int_equal(db_query(db, &s, &e, "SELECT $1", "ii", (int64_t)1, (int64_t)2), ST_FAILED);
    assert_null(s);
    db_close(&db);
}

static void rolls_back(void **state)
{
    struct db *db = open_new(*state);
    int64_t n = -1;
    assert_int_equal(db_begin(db, NULL), ST_OK);
    assert_int_equal(db_run(db, &n, NULL, "INSERT INTO outlet (code, name, created_at) VALUES ($1, $1, $2)",
                            "ti", "X1", (int64_t)5),
                     ST_OK);
    assert_int_equal(n, 1);
    assert_true(db_in_transaction(db));
    db_rollback(db);
    assert_false(db_in_transaction(db));
    assert_int_equal(db_value(db, &n, NULL, "SELECT count(*) FROM outlet", ""), ST_OK);
    assert_int_equal(n, 0);
    struct error e = ERROR_NONE;
    assert_int_equal(db_value(db, &n, &e, "SELECT id FROM outlet", ""), ST_NOT_FOUND);
    assert_string_equal(e.code, "no_row");
    db_close(&db);
}

static void ids_are_never_used_again(void **state)
{
    struct db *db = open_new(*state);
    const char *add = "INSERT INTO outlet (code, name, created_at) VALUES ($1, $1, 0) RETURNING id";
    int64_t first = 0, second = 0;
    assert_int_equal(db_value(db, &first, NULL, add, "t", "A"), ST_OK);
    assert_int_equal(db_run(db, NULL, NULL, "DELETE FROM outlet", ""), ST_OK);
    assert_int_equal(db_value(db, &second, NULL, add, "t", "B"), ST_OK);
    assert_true(second > first);
    db_close(&db);
}

static void version_tells_of_changes(void **state)
{
    struct place *p = *state;
    struct db *a = open_new(p);
    struct db *b = open_new(p);
    int64_t before = db_data_version(a);
    assert_int_equal(db_data_version(a), before);
    const char *add = "INSERT INTO outlet (code, name, created_at) VALUES ($1, $1, 0)";
    assert_int_equal(db_run(b, NULL, NULL, add, "t", "A"), ST_OK);
    int64_t after = db_data_version(a);
    assert_int_not_equal(after, before);
    assert_int_equal(db_run(a, NULL, NULL, add, "t", "B"), ST_OK);
    assert_int_not_equal(db_data_version(a), after);
    db_close(&a);
    db_close(&b);
}

static void backs_up_while_open(void **state)
{
    struct place *p = *state;
    struct db *db = open_new(p);
    assert_int_equal(
        db_run(db, NULL, NULL, "INSERT INTO outlet (code, name, created_at) VALUES ('A', 'A', 0)", ""),
        ST_OK);
    assert_int_equal(db_backup(db, p->copy, NULL), ST_OK);
    struct error e = ERROR_NONE;
    assert_int_equal(db_backup(db, p->copy, &e), ST_REFUSED);
    db_close(&db);
    struct stat s;
    assert_int_equal(stat(p->copy, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0600);
    int64_t n = 0;
    assert_int_equal(db_open(p->copy, DB_READONLY, &db, NULL), ST_OK);
    assert_int_equal(db_value(db, &n, NULL, "SELECT count(*) FROM outlet", ""), ST_OK);
    assert_int_equal(n, 1);
    assert_int_equal(db_run(db, NULL, &e, "DELETE FROM outlet", ""), ST_FAILED);
    assert_string_equal(e.code, "database_readonly");
    db_close(&db);
}

static void statements_are_reused(void **state)
{
    struct db *db = open_new(*state);
    struct stmt *open[64];
    for (int i = 0; i < 64; i++) {
        assert_int_equal(db_query(db, &open[i], NULL, "SELECT 1", ""), ST_OK);
    }
    struct stmt *more = NULL;
    struct error e = ERROR_NONE;
    assert_int_equal(db_query(db, &more, &e, "SELECT 1", ""), ST_FAILED);
    for (int i = 0; i < 64; i++) {
        db_end(&open[i]);
    }
    for (int i = 0; i < 200; i++) {
        char sql[32];
        snprintf(sql, sizeof sql, "SELECT %d", i);
        int64_t n = -1;
        assert_int_equal(db_value(db, &n, NULL, sql, ""), ST_OK);
        assert_int_equal(n, i);
    }
    db_close(&db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(makes_private_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing_is_not_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(migrates_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(newer_schema_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(garbage_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parameters_bind_by_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rolls_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ids_are_never_used_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(version_tells_of_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(backs_up_while_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(statements_are_reused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
