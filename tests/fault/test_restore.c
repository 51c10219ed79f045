/* Backups while somebody signs, and while whoever makes them is killed (SIGKILL): each that bears its name
 * restores, has all that was acknowledged before it was begun, and verifies; one of a newer schema is
 * refused. */
#include "tests/fault/promise.h"
#include "tests/fault/ready.h"

#include "core/keep/copy.h"
#include "core/keep/keep.h"

#include <signal.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

enum {
    ORDERS = 20,
    PATH = 160,
    SECOND_US = 1000000,
    PAUSE_US = 10000 /* what is looked through grows with each */
};

/* What the signing process tells. */
struct board {
    volatile int64_t said; /* signatures that it was told are there */
    volatile int ended;    /* by itself */
};

/* The place that is restored to. */
struct place {
    char path[PATH];
    struct config config;
    struct app app;
    struct session s;
    bool verified;
};

static int restore_set_up(void **state)
{
    workshop_set_up(state);
    struct workshop *w = *state;
    assert_true(sodium_init() >= 0);
    assert_int_equal(app_pepper(&w->app, true, &w->e), ST_OK);
    ready_orders(w, ORDERS);
    return 0;
}

static void place_at(struct place *p, const struct workshop *w)
{
    *p = (struct place){.config = w->config, .s.passed_file = -1};
    snprintf(p->path, sizeof p->path, "%s/place.db", w->folder);
    p->config.database_path = p->path;
    p->app.config = &p->config;
    p->s.app = &p->app;
}

static void place_clear(struct place *p)
{
    char turn[PATH + 8];
    db_close(&p->app.db);
    session_clear_notes(&p->s);
    copy_remove(p->path);
    snprintf(turn, sizeof turn, "%s.turn", p->path);
    unlink(turn);
}

static bool there(const char *path)
{
    struct stat is;
    return lstat(path, &is) == 0;
}

static void sleep_us(long us)
{
    nanosleep(&(struct timespec){.tv_sec = us / SECOND_US, .tv_nsec = us % SECOND_US * 1000}, NULL);
}

/* Signs one order after the other and voids each, until it is killed. */
static void sign_on(struct workshop *w, struct board *board)
{
    int64_t km = READY_KM;
    workshop_as(w, "ann");
    enum status st = db_open(w->path, 0, &w->app.db, &w->e);
    for (int64_t order = 1; st == ST_OK; order = order % ORDERS + 1) {
        st = ready_edit(&w->s, order, ++km, &w->e);
        st = st == ST_OK ? ready_sign(&w->s, order, &w->e) : st;
        board->said += st == ST_OK;
        sleep_us(PAUSE_US);
    }
    board->ended = 1;
    _exit(1);
}

/* What is wrong with a restored workshop; NULL: nothing. */
static const char *judge(struct place *p, const char *copy, int64_t at_least)
{
    struct error e = ERROR_NONE;
    struct ready_state found;
    if (keep_restore(&p->s, copy, &p->verified, &e) != ST_OK || app_open_db(&p->app, 0, &e) != ST_OK) {
        return "it does not restore";
    }
    if (p->s.note_count > 0 || !p->verified || !ready_look(&p->s, &found, &e)) {
        return "it warns, or cannot be asked";
    }
    return !found.whole || found.problems > 0 || found.halves > 0 || found.doubles > 0 ? "it is not whole"
           : found.signatures < at_least ? "something is missing"
                                         : NULL;
}

/* The copy, as a program of years to come would have written it. */
static const char *judge_newer(struct place *p, const char *copy)
{
    struct error e = ERROR_NONE;
    struct db *db = NULL;
    char raise[64];
    snprintf(raise, sizeof raise, "PRAGMA user_version = %d", db_schema_known() + 1);
    if (db_open(copy, 0, &db, &e) != ST_OK || db_run(db, NULL, &e, raise, "") != ST_OK) {
        db_close(&db);
        return "it cannot be made newer";
    }
    db_close(&db);
    bool refused =
        keep_restore(&p->s, copy, &p->verified, &e) == ST_FAILED && strcmp(e.code, "newer_schema") == 0;
    return refused && !there(p->path) ? NULL : "a newer schema is not refused";
}

static int report(long round, const char *wrong)
{
    if (wrong != NULL) {
        printf("# round %ld: %s\n", round, wrong);
    }
    return wrong != NULL;
}

static pid_t signer(struct workshop *w, struct board *board)
{
    db_close(&w->app.db); /* none survives a fork */
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        sign_on(w, board);
    }
    return child;
}

static void end(pid_t child)
{
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static struct board *board_new(void)
{
    void *page = mmap(NULL, sizeof(struct board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(page != MAP_FAILED);
    return page;
}

static void test_under_load(void **state)
{
    struct workshop *w = *state;
    struct board *board = board_new();
    struct place place;
    char copy[PATH];
    bool verified = false;
    long failed = 0, rounds = torture_rounds(3, 30);
    snprintf(copy, sizeof copy, "%s/copy.db", w->folder);
    pid_t child = signer(w, board);
    assert_int_equal(db_open(w->path, 0, &w->app.db, &w->e), ST_OK);
    while (board->said < 10 && board->ended == 0) {
        sleep_us(1000);
    }
    for (long i = 0; i < rounds; i++) {
        int64_t before = board->said;
        place_at(&place, w);
        const char *wrong = keep_backup(&w->s, copy, &verified, &w->e) != ST_OK || !verified
                                ? "no backup is made"
                                : judge(&place, copy, before);
        place_clear(&place);
        wrong = wrong == NULL ? judge_newer(&place, copy) : wrong;
        place_clear(&place);
        failed += report(i, wrong);
        copy_remove(copy);
    }
    assert_int_equal(board->ended, 0); /* nobody had to stop for it */
    end(child);
    promise("backup", rounds, failed,
            "backups while somebody signed (%lld times): restored and looked through, newer ones refused",
            (long long)board->said);
    munmap(board, sizeof *board);
    assert_int_equal(failed, 0);
}

/* In the process that is killed. */
static void back_up_on(struct workshop *w, const char *copy)
{
    bool verified = false;
    enum status st = db_open(w->path, 0, &w->app.db, &w->e);
    st = st == ST_OK ? keep_backup(&w->s, copy, &verified, &w->e) : st;
    _exit(st == ST_OK ? 0 : 1);
}

static pid_t maker(struct workshop *w, const char *copy)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        back_up_on(w, copy);
    }
    return child;
}

/* How long one takes that nobody kills, us. */
static int64_t undisturbed(struct workshop *w, const char *copy)
{
    int status = -1;
    int64_t from = when_monotonic();
    assert_int_equal(waitpid(maker(w, copy), &status, 0) > 0, 1);
    assert_int_equal(status, 0);
    copy_remove(copy);
    return (when_monotonic() - from + 1) * 1000;
}

static void test_killed(void **state)
{
    struct workshop *w = *state;
    struct board *board = board_new();
    struct place place;
    char copy[PATH];
    long failed = 0, complete = 0, rounds = torture_rounds(10, 100);
    snprintf(copy, sizeof copy, "%s/copy.db", w->folder);
    pid_t child = signer(w, board);
    int64_t takes = 0;
    for (long i = 0; i < rounds; i++) {
        takes = i % 10 == 0 ? undisturbed(w, copy) : takes; /* longer as more is signed */
        pid_t killed = maker(w, copy);
        sleep_us(3 * takes * (i % 10) / 9); /* from before its beginning to long after its end */
        end(killed);
        if (there(copy)) { /* whatever bears the name is complete */
            complete++;
            place_at(&place, w);
            failed += report(i, judge(&place, copy, 0));
            place_clear(&place);
        }
        copy_remove(copy);
    }
    end(child);
    assert_int_equal(board->ended, 0);
    munmap(board, sizeof *board);
    promise("backup", rounds, failed,
            "whoever made a backup was killed: %ld of them were complete and restored", complete);
    assert_int_equal(failed, 0);
    assert_true(complete > 0 && complete < rounds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_under_load, restore_set_up, ready_tear_down),
        cmocka_unit_test_setup_teardown(test_killed, restore_set_up, ready_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
