/* Guessing a PIN: sixty-four at the same time have five guesses together, as programs and through the
 * service, then the user is locked for fifteen minutes, also for who knows the PIN, and also when the service
 * has been killed and started again. */
#include "tests/fault/line.h"
#include "tests/fault/promise.h"
#include "tests/fault/ready.h"

#include "core/people/people.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

enum { GUESSERS = 64, GUESSES_EACH = 4, MINUTE = 60 * 1000 };

static int guess_set_up(void **state)
{
    workshop_set_up(state);
    ready_pins(*state);
    return 0;
}

/* How often a guess was looked at: by the log, in which each stands. */
static int64_t looked_at(struct workshop *w)
{
    int64_t n = -1;
    assert_int_equal(db_value(w->app.db, &n, &w->e,
                              "SELECT count(*) FROM audit_entry WHERE event IN ('pin.failed', 'pin.locked')",
                              ""),
                     ST_OK);
    return n;
}

static long minutes_left(struct workshop *w)
{
    int64_t until = 0;
    assert_int_equal(
        db_value(w->app.db, &until, &w->e, "SELECT locked_until FROM person WHERE login = 'ann'", ""), ST_OK);
    return (long)((until - when_now() + MINUTE - 1) / MINUTE);
}

static bool right_one_refused(struct workshop *w)
{
    w->e = ERROR_NONE;
    return session_login(&w->s, "ann", READY_PIN, &w->e) == ST_REFUSED && strcmp(w->e.code, "locked") == 0;
}

static void say(struct workshop *w, long tried, int64_t looked, bool locked, const char *who)
{
    long left = minutes_left(w), failed = (looked != WRONG_PINS_MAX) + !locked + (left != 15 && left != 14);
    promise("pins", tried, failed, "guesses of %d %s: %lld looked at, then locked for %ld minutes", GUESSERS,
            who, (long long)looked, left);
    assert_int_equal(failed, 0);
}

static void test_programs(void **state)
{
    struct workshop *w = *state;
    db_close(&w->app.db);
    for (int i = 0; i < GUESSERS; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            struct error e = ERROR_NONE;
            int right = db_open(w->path, 0, &w->app.db, &e) != ST_OK;
            for (int k = 0; k < GUESSES_EACH; k++) {
                right += session_login(&w->s, "ann", "guess-it", &e) != ST_REFUSED;
            }
            db_close(&w->app.db);
            _exit(right);
        }
    }
    for (int i = 0, status; i < GUESSERS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(db_open(w->path, 0, &w->app.db, &w->e), ST_OK);
    bool locked = right_one_refused(w);
    say(w, GUESSERS * GUESSES_EACH, looked_at(w), locked, "programs");
}

struct guesser {
    pthread_t thread;
    const char *socket;
    int odd;
};

static void *guess(void *arg)
{
    struct guesser *g = arg;
    struct line l;
    char code[40];
    bool open = line_open(&l, g->socket);
    g->odd = !open;
    for (int i = 0; open && i < GUESSES_EACH; i++) {
        bool well =
            line_do(&l, "session.login", json_pack("{s:s,s:s}", "user", "ann", "pin", "guess-it"), code);
        g->odd += well || (strcmp(code, "wrong_pin") != 0 && strcmp(code, "locked") != 0);
    }
    line_close(&l);
    return NULL;
}

static bool locked_at_service(const struct ready_places *at)
{
    struct line l;
    char code[40] = "";
    bool open = line_open(&l, at->socket);
    bool well =
        open && line_do(&l, "session.login", json_pack("{s:s,s:s}", "user", "ann", "pin", READY_PIN), code);
    line_close(&l);
    return open && !well && strcmp(code, "locked") == 0;
}

static void test_service(void **state)
{
    struct workshop *w = *state;
    struct ready_places at;
    struct guesser guessers[GUESSERS];
    ready_ini(w, &at);
    db_close(&w->app.db);
    pid_t service = serve_start(at.ini, at.socket);
    assert_true(service > 0);
    for (int i = 0; i < GUESSERS; i++) {
        guessers[i] = (struct guesser){.socket = at.socket};
        assert_int_equal(pthread_create(&guessers[i].thread, NULL, guess, &guessers[i]), 0);
    }
    for (int i = 0; i < GUESSERS; i++) {
        pthread_join(guessers[i].thread, NULL);
        assert_int_equal(guessers[i].odd, 0);
    }
    bool locked = locked_at_service(&at);
    serve_end(service, SIGKILL);
    service = serve_start(at.ini, at.socket);
    assert_true(service > 0);
    locked = locked && locked_at_service(&at);
    assert_int_equal(serve_end(service, SIGTERM), 0);
    assert_int_equal(db_open(w->path, 0, &w->app.db, &w->e), ST_OK);
    say(w, GUESSERS * GUESSES_EACH, looked_at(w), locked,
        "clients of the service, which is killed and started again");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_programs, guess_set_up, ready_tear_down),
        cmocka_unit_test_setup_teardown(test_service, guess_set_up, ready_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
