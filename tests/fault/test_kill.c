/* A program that signs is killed (SIGKILL) at random moments: what it said was signed is there afterwards, no
 * signature without its entry in the log, and the chain is whole. */
#include "tests/fault/promise.h"
#include "tests/fault/ready.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

enum { ORDERS = 40, KILL_WITHIN_US = 6000, STEP_US = 200, EARLY = 2000, MOST = 4, SECOND_US = 1000000 };

/* What the signing process tells before it dies. */
struct board {
    volatile int said[ORDERS + 1]; /* signatures that it was told are there */
    volatile int begun;            /* has opened the database */
    volatile int since;            /* signatures since it began */
    volatile int at_it;            /* between the beginning of a signature and its acknowledgement */
    volatile int ended;            /* by itself, with this reason */
};

static int kill_set_up(void **state)
{
    workshop_set_up(state);
    ready_orders(*state, ORDERS);
    return 0;
}

/* Signs one order after the other, voids each and signs anew, until it is killed. The handle is opened here:
 * none survives a fork. */
static void sign_on(struct workshop *w, struct board *board, int64_t km)
{
    workshop_as(w, "ann");
    if (db_open(w->path, 0, &w->app.db, &w->e) != ST_OK) {
        board->ended = 1;
        _exit(1);
    }
    board->begun = 1;
    for (;;) {
        for (int64_t order = 1; order <= ORDERS; order++) {
            if (ready_edit(&w->s, order, ++km, &w->e) != ST_OK) {
                board->ended = 2;
                _exit(1);
            }
            board->at_it = 1;
            if (ready_sign(&w->s, order, &w->e) != ST_OK) {
                board->ended = 3;
                _exit(1);
            }
            board->said[order]++;
            board->since++;
            board->at_it = 0;
        }
    }
}

static void sleep_us(long us)
{
    nanosleep(&(struct timespec){.tv_sec = us / SECOND_US, .tv_nsec = us % SECOND_US * 1000}, NULL);
}

/* Returns false when it had ended by itself. */
static bool kill_one(struct workshop *w, struct board *board, int64_t km)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        sign_on(w, board, km);
    }
    int wanted =
        (int)(random() % MOST); /* signatures, and then a moment more: whatever else the machine does */
    while (board->ended == 0 && (!board->begun || board->since < wanted) && random() % EARLY != 0) {
        sleep_us(STEP_US);
    }
    sleep_us(random() % KILL_WITHIN_US);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    return board->ended == 0 && WIFSIGNALED(status);
}

struct tally {
    long kills, at_it, lost, halves, broken, doubles;
};

/* Compares with what was said. A signature that was being made when the kill came may be there, or not. */
static void look(struct workshop *w, struct board *board, struct tally *t, int left_open[ORDERS + 1])
{
    struct ready_state is;
    assert_int_equal(db_open(w->path, 0, &w->app.db, &w->e), ST_OK);
    if (!ready_look(&w->s, &is, &w->e)) {
        fail_msg("%s", w->e.message);
    }
    for (int64_t order = 1; order <= ORDERS; order++) {
        int64_t there = ready_signatures(&w->s, order);
        t->lost += there < board->said[order] + left_open[order];
        left_open[order] = (int)there - board->said[order]; /* was made, and nobody was told */
    }
    t->halves += is.halves;
    t->doubles += is.doubles;
    t->broken += is.problems > 0 || !is.whole;
    db_close(&w->app.db);
}

static void test_signing_program(void **state)
{
    struct workshop *w = *state;
    struct tally t = {0};
    int left_open[ORDERS + 1] = {0}, rounds = torture_rounds(60, 1000);
    struct board *board =
        mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(board != MAP_FAILED);
    db_close(&w->app.db);
    srandom(20261127);
    for (int i = 0; i < rounds; i++) {
        board->at_it = board->begun = board->since = 0;
        if (!kill_one(w, board, READY_KM + i * 1000L)) {
            fail_msg("round %d: the signing program ended by itself (%d)", i, board->ended);
        }
        t.kills++;
        t.at_it += board->at_it;
        look(w, board, &t, left_open);
    }
    long said = 0;
    for (int i = 1; i <= ORDERS; i++) {
        said += board->said[i];
    }
    promise("kill", t.kills, t.lost + t.halves + t.broken + t.doubles,
            "a signing program killed, %ld times within a signature: %ld of %ld acknowledged lost, %ld "
            "halves, %ld "
            "broken chains, %ld doubles",
            t.at_it, t.lost, said, t.halves, t.broken, t.doubles);
    munmap(board, sizeof *board);
    assert_int_equal(t.lost + t.halves + t.broken + t.doubles, 0);
    assert_true(said > 0 && t.at_it > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_signing_program, kill_set_up, ready_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
