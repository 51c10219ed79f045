/* A disk that fails and one that is full: the Nth write, sync, truncation, opening, reading ... for every N,
 * once and for good, while somebody signs alone, in a group as the service does it, and while a backup is
 * written. Whoever was told that it is signed finds it signed; nothing is there by half; and once the disk is
 * well, work goes on in the same program without opening anything anew. */
#include "tests/fault/promise.h"
#include "tests/fault/ready.h"
#include "tests/fault/shim.h"

#include <sqlite3.h>
#include <sys/stat.h>

/* Each order is signed often, and what signing reads grows with that: they take turns. */
enum { ORDERS = 12, TOGETHER = 3, SHORT_STEP = 13 };

struct tally {
    long done, false_yes, unsaid, halves, broken, stuck;
};

/* What happens when: the disk fails in the middle of `work`. */
struct plan {
    const char *name;
    enum shim_kind kind;
    int result;
    bool on;    /* for good, until somebody mends it */
    bool early; /* the program ends before the disk is well again */
    bool group; /* three sign together */
};

static const int results[SHIM_KINDS] = {
    SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_TRUNCATE, SQLITE_CANTOPEN,     SQLITE_IOERR_READ,
    SQLITE_IOERR_FSTAT, SQLITE_IOERR_LOCK,  SQLITE_IOERR_SHMMAP,   SQLITE_IOERR_DELETE, SQLITE_IOERR_ACCESS};

static int disk_set_up(void **state)
{
    shim_install();
    workshop_set_up(state);
    ready_orders(*state, ORDERS);
    return 0;
}

static void open_well(struct workshop *w)
{
    if (w->app.db == NULL && db_open(w->path, 0, &w->app.db, &w->e) != ST_OK) {
        fail_msg("%s", w->e.message);
    }
}

/* What is to be signed is unsigned again; returns how many rows there are. */
static int64_t prepare(struct workshop *w, int64_t first, int64_t *km)
{
    int64_t rows = 0;
    open_well(w);
    for (int64_t order = first; order < first + TOGETHER; order++) {
        assert_int_equal(ready_edit(&w->s, order, ++*km, &w->e), ST_OK);
    }
    assert_int_equal(ready_edit(&w->s, ORDERS, ++*km, &w->e), ST_OK);
    assert_int_equal(db_value(w->app.db, &rows, &w->e, "SELECT count(*) FROM signature", ""), ST_OK);
    db_close(&w->app.db);
    return rows;
}

/* Returns how many signatures it was told are there. */
static int sign_alone(struct workshop *w, int64_t order)
{
    return ready_sign(&w->s, order, &w->e) == ST_OK;
}

static int sign_together(struct workshop *w, int64_t first)
{
    int said = 0;
    if (db_group_begin(w->app.db, &w->e) != ST_OK) {
        return 0;
    }
    for (int64_t order = first; order < first + TOGETHER; order++) {
        said += ready_sign(&w->s, order, &w->e) == ST_OK;
    }
    return db_group_end(w->app.db, &w->e) == ST_OK ? said : 0;
}

/* In the same program, as soon as the disk is well. */
static void go_on(struct workshop *w, const struct plan *p, long n, struct tally *t)
{
    if (w->app.db != NULL && ready_sign(&w->s, ORDERS, &w->e) != ST_OK) {
        print_message("# %s, %s %ld: work does not go on: %s\n", p->name, shim_names[p->kind], n,
                      w->e.message);
        t->stuck++;
    }
}

static void judge(struct workshop *w, const struct plan *p, long n, int64_t said, struct tally *t)
{
    struct ready_state is;
    open_well(w);
    if (!ready_look(&w->s, &is, &w->e)) {
        fail_msg("%s", w->e.message);
    }
    if (is.signatures < said || is.halves != 0 || is.problems != 0 || !is.whole) {
        print_message("# %s, %s %ld: %lld of %lld signatures, %lld halves, %zu problems\n", p->name,
                      shim_names[p->kind], n, (long long)is.signatures, (long long)said, (long long)is.halves,
                      is.problems);
    }
    t->false_yes += is.signatures < said;
    t->unsaid += is.signatures > said;
    t->halves += is.halves;
    t->broken += is.problems != 0 || !is.whole;
}

/* True as long as the fault was met. */
static bool try_one(struct workshop *w, const struct plan *p, long n, int64_t *km, struct tally *t)
{
    int64_t first = 1 + n % (ORDERS - TOGETHER), rows = prepare(w, first, km);
    shim_fail(p->kind, n, p->result, p->on);
    if (db_open(w->path, 0, &w->app.db, &w->e) == ST_OK) {
        rows += p->group ? sign_together(w, first) : sign_alone(w, first);
    } else {
        assert_true(w->e.message[0] != '\0');
    }
    bool met = shim_failed();
    if (p->early) {
        db_close(&w->app.db);
    }
    shim_fail(p->kind, 0, SQLITE_OK, false);
    if (w->app.db != NULL) {
        go_on(w, p, n, t);
        rows++;
    }
    judge(w, p, n, rows, t);
    db_close(&w->app.db);
    t->done += met;
    return met;
}

/* In a workshop of its own, so that what is looked at stays small. */
static void try_all(const struct plan *p, struct tally *t)
{
    void *state = NULL;
    int64_t km = READY_KM;
    long step = torture_rounds(SHORT_STEP, 1);
    disk_set_up(&state);
    for (long n = torture_full() ? 1 : 1 + (long)p->kind; try_one(state, p, n, &km, t); n += step) {
    }
    ready_tear_down(&state);
}

enum { WAYS = 8, KINDS = SHIM_KINDS + 1 /* the last: writing, of a full disk */ };

static void test_signing(void **state)
{
    struct tally t = {0};
    (void)state;
    for (int i = 0; i < KINDS * WAYS; i++) {
        bool full = i / WAYS == SHIM_KINDS;
        const struct plan p = {.name = (i & 4) != 0 ? "a group" : "alone",
                               .kind = full ? SHIM_WRITE : (enum shim_kind)(i / WAYS),
                               .result = full ? SQLITE_FULL : results[i / WAYS],
                               .on = (i & 1) != 0,
                               .early = (i & 2) != 0,
                               .group = (i & 4) != 0};
        if (torture_full() || i % WAYS == 1 || i % WAYS == 4) {
            try_all(&p, &t);
        }
    }
    long failed = t.false_yes + t.halves + t.broken + t.stuck;
    promise("io", t.done, failed,
            "the Nth operation of the disk failed while somebody signed: %ld false acknowledgements, %ld "
            "halves, %ld "
            "damaged, %ld times work did not go on (%ld times more was there than was said)",
            t.false_yes, t.halves, t.broken, t.stuck, t.unsaid);
    assert_int_equal(failed, 0);
}

/* A backup is whole, or it is not there. */
static void test_backups(void **state)
{
    struct workshop *w = *state;
    struct tally t = {0};
    char copy[sizeof w->path + 8];
    struct stat there;
    snprintf(copy, sizeof copy, "%s.copy", w->path);
    for (int i = 0; i < SHIM_KINDS * 2; i++) {
        enum shim_kind kind = (enum shim_kind)(i / 2);
        bool met = true;
        for (long n = 1; met; n += torture_rounds(SHORT_STEP * 5, 3)) {
            struct db *db = NULL;
            shim_fail(kind, n, results[kind], i % 2 != 0);
            bool said = db_backup(w->app.db, copy, &w->e) == ST_OK;
            met = shim_failed();
            shim_fail(kind, 0, SQLITE_OK, false);
            t.done += met;
            if (!said) {
                t.unsaid += stat(copy, &there) == 0;
                continue;
            }
            t.false_yes += db_open(copy, DB_READONLY, &db, &w->e) != ST_OK || db_check(db, &w->e) != ST_OK;
            db_close(&db);
            unlink(copy);
        }
    }
    promise("io", t.done, t.false_yes + t.unsaid,
            "the Nth operation failed while a backup was written: %ld bad ones called good, %ld left over",
            t.false_yes, t.unsaid);
    assert_int_equal(t.false_yes + t.unsaid, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signing),
        cmocka_unit_test_setup_teardown(test_backups, disk_set_up, ready_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
