/* One connection that writes for many threads: groups with one commit, handles beside it, the owner's lock.
 */
#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 4, ROUNDS = 200 };

struct place {
    char folder[64], path[128];
    struct db *db;
    struct error e;
};

static int set_up(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/clearbay-group-XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    snprintf(p->path, sizeof p->path, "%s/clearbay.db", p->folder);
    if (db_open(p->path, DB_CREATE | DB_OWN, &p->db, &p->e) != ST_OK ||
        db_run(p->db, NULL, &p->e, "CREATE TABLE t (n BIGINT, by BIGINT)", "") != ST_OK) {
        fail_msg("%s", p->e.message);
    }
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    char command[128];
    db_close(&p->db);
    snprintf(command, sizeof command, "rm -rf '%s'", p->folder);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

static void add(struct db *db, int64_t n, int64_t by)
{
    struct error e = ERROR_NONE;
    if (db_run(db, NULL, &e, "INSERT INTO t (n, by) VALUES ($1, $2)", "ii", n, by) != ST_OK) {
        fail_msg("%s", e.message);
    }
}

static int64_t value(struct db *db, const char *sql)
{
    int64_t n = -1;
    struct error e = ERROR_NONE;
    if (db_value(db, &n, &e, sql, "") != ST_OK) {
        fail_msg("%s", e.message);
    }
    return n;
}

static void groups_keep_what_was_committed(void **state)
{
    struct place *p = *state;
    struct db *reader = NULL;
    assert_int_equal(db_open_beside(p->db, &reader, &p->e), ST_OK);
    assert_int_equal(db_group_begin(p->db, &p->e), ST_OK);
    assert_false(db_in_transaction(p->db));
    for (int64_t i = 0; i < 6; i++) {
        assert_int_equal(db_begin(p->db, &p->e), ST_OK);
        assert_true(db_in_transaction(p->db));
        add(p->db, i, 0);
        if (i % 2 == 0) {
            assert_int_equal(db_commit(p->db, &p->e), ST_OK);
        }
        db_rollback(p->db); /* harmless behind a commit */
        assert_false(db_in_transaction(p->db));
    }
    assert_int_equal(value(p->db, "SELECT count(*) FROM t"), 3);
    assert_int_equal(value(reader, "SELECT count(*) FROM t"),
                     0); /* nobody else sees it before it is durable */
    assert_int_equal(db_group_end(p->db, &p->e), ST_OK);
    assert_int_equal(value(reader, "SELECT count(*) FROM t"), 3);
    assert_int_equal(value(reader, "SELECT sum(n) FROM t"), 6);
    db_close(&reader);
}

/* SQLite takes the whole transaction back by itself when a disk fails; here we are the ones who do it. */
static void a_lost_group_fails_for_all(void **state)
{
    struct place *p = *state;
    assert_int_equal(db_group_begin(p->db, &p->e), ST_OK);
    assert_int_equal(db_begin(p->db, &p->e), ST_OK);
    add(p->db, 1, 0);
    assert_int_equal(db_commit(p->db, &p->e), ST_OK);
    assert_int_equal(db_begin(p->db, &p->e), ST_OK);
    assert_int_equal(db_run(p->db, NULL, &p->e, "ROLLBACK", ""), ST_OK);
    assert_int_equal(db_commit(p->db, &p->e), ST_FAILED);
    assert_string_equal(p->e.code, "group_lost");
    assert_int_equal(db_begin(p->db, &p->e), ST_FAILED);
    assert_int_equal(db_group_end(p->db, &p->e), ST_FAILED);
    assert_int_equal(value(p->db, "SELECT count(*) FROM t"), 0);
    assert_int_equal(db_group_begin(p->db, &p->e), ST_OK); /* and the next one works */
    assert_int_equal(db_begin(p->db, &p->e), ST_OK);
    add(p->db, 2, 0);
    assert_int_equal(db_commit(p->db, &p->e), ST_OK);
    assert_int_equal(db_group_end(p->db, &p->e), ST_OK);
    assert_int_equal(value(p->db, "SELECT count(*) FROM t"), 1);
}

struct worker {
    pthread_t thread;
    struct db *db;
    int64_t number;
    bool ok;
};

/* Reads the highest number and writes the next one: only whoever writes alone counts right. */
static void *count_up(void *arg)
{
    struct worker *w = arg;
    struct error e = ERROR_NONE;
    w->ok = true;
    for (int i = 0; i < ROUNDS && w->ok; i++) {
        int64_t n = 0;
        w->ok = db_begin(w->db, &e) == ST_OK &&
                db_value(w->db, &n, &e, "SELECT coalesce(max(n), 0) FROM t", "") == ST_OK &&
                db_run(w->db, NULL, &e, "INSERT INTO t (n, by) VALUES ($1, $2)", "ii", n + 1, w->number) ==
                    ST_OK &&
                db_commit(w->db, &e) == ST_OK;
    }
    return NULL;
}

static void threads_take_turns(void **state)
{
    struct place *p = *state;
    struct worker workers[THREADS] = {{.number = 0}};
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        assert_int_equal(db_open_beside(p->db, &workers[i].db, &p->e), ST_OK);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&workers[i].thread, NULL, count_up, &workers[i]), 0);
    }
    for (int i = 0; i < 40; i++) {
        assert_int_equal(db_group_begin(p->db, &p->e), ST_OK);
        int64_t n = value(p->db, "SELECT coalesce(max(n), 0) FROM t");
        assert_int_equal(db_begin(p->db, &p->e), ST_OK);
        add(p->db, n + 1, THREADS);
        assert_int_equal(db_commit(p->db, &p->e), ST_OK);
        assert_int_equal(db_group_end(p->db, &p->e), ST_OK);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        assert_true(workers[i].ok);
        db_checkpoint(workers[i].db);
        db_close(&workers[i].db);
    }
    assert_int_equal(value(p->db, "SELECT count(*) FROM t"), THREADS * ROUNDS + 40);
    assert_int_equal(value(p->db, "SELECT count(DISTINCT n) FROM t"), THREADS * ROUNDS + 40);
    assert_int_equal(db_check(p->db, &p->e), ST_OK);
}

static void one_owner_or_many_programs(void **state)
{
    struct place *p = *state;
    struct db *other = NULL;
    assert_int_equal(db_open(p->path, 0, &other, &p->e), ST_FAILED);
    assert_string_equal(p->e.code, "owned_by_service");
    assert_int_equal(db_open(p->path, DB_OWN, &other, &p->e), ST_FAILED);
    assert_int_equal(db_open(p->path, DB_READONLY, &other, &p->e), ST_OK); /* who only reads harms nobody */
    db_close(&other);
    db_close(&p->db);
    assert_int_equal(db_open(p->path, 0, &p->db, &p->e), ST_OK);
    assert_int_equal(db_open(p->path, 0, &other, &p->e), ST_OK);
    db_close(&p->db);
    assert_int_equal(db_open(p->path, DB_OWN, &p->db, &p->e), ST_FAILED);
    assert_string_equal(p->e.code, "database_in_use");
    db_close(&other);
    assert_int_equal(db_open(p->path, DB_OWN, &p->db, &p->e), ST_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(groups_keep_what_was_committed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_lost_group_fails_for_all, set_up, tear_down),
        cmocka_unit_test_setup_teardown(threads_take_turns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_owner_or_many_programs, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
