/* Sixty-four sign one step at the same moment, round after round: exactly one is accepted. As programs of
 * their own on the database, and as clients of the service, who give their PINs. */
#include "tests/fault/line.h"
#include "tests/fault/promise.h"
#include "tests/fault/ready.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { PEOPLE = 64, ORDERS = 20 };

/* What the sixty-four share. */
struct round {
    pthread_barrier_t begin, end;
    atomic_int accepted, refused, odd;
    atomic_int order; /* 0: no more */
};

static int together_set_up(void **state)
{
    int64_t first;
    workshop_set_up(state);
    ready_advisors(*state, PEOPLE, &first);
    ready_pins(*state);
    ready_orders(*state, ORDERS);
    return 0;
}

static struct round *round_new(void)
{
    pthread_barrierattr_t shared;
    struct round *r = mmap(NULL, sizeof *r, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(r != MAP_FAILED);
    pthread_barrierattr_init(&shared);
    pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(&r->begin, &shared, PEOPLE + 1);
    pthread_barrier_init(&r->end, &shared, PEOPLE + 1);
    pthread_barrierattr_destroy(&shared);
    return r;
}

static void count(struct round *r, bool accepted, const char *code)
{
    if (accepted) {
        atomic_fetch_add(&r->accepted, 1);
    } else if (strcmp(code, "already_signed") == 0) {
        atomic_fetch_add(&r->refused, 1);
    } else {
        fprintf(stderr, "# %s\n", code);
        atomic_fetch_add(&r->odd, 1);
    }
}

struct tally {
    long rounds, wrong, odd;
};

/* Plays the rounds with those who wait at the barrier; `clear` voids the signature of an order before each.
 */
static void play(struct round *r, int rounds, void (*clear)(void *arg, int64_t order, int64_t km), void *arg,
                 struct tally *t)
{
    for (int i = 0; i < rounds; i++) {
        int64_t order = i % ORDERS + 1;
        clear(arg, order, READY_KM + 1 + i);
        atomic_store(&r->accepted, 0);
        atomic_store(&r->refused, 0);
        atomic_store(&r->order, (int)order);
        pthread_barrier_wait(&r->begin);
        pthread_barrier_wait(&r->end);
        t->rounds++;
        t->wrong += atomic_load(&r->accepted) != 1 || atomic_load(&r->refused) != PEOPLE - 1;
    }
    atomic_store(&r->order, 0);
    pthread_barrier_wait(&r->begin);
    t->odd = atomic_load(&r->odd);
}

static void say(struct workshop *w, const char *key, const struct tally *t, const char *who)
{
    struct ready_state is;
    assert_true(ready_look(&w->s, &is, &w->e));
    long failed =
        t->wrong + t->odd + is.halves + is.doubles + (long)is.problems + (is.signatures != t->rounds);
    promise(key, t->rounds, failed, "rounds of %d %s: %ld wrong, %ld odd answers, %lld signatures in all",
            PEOPLE, who, t->wrong, t->odd, (long long)is.signatures);
    assert_int_equal(failed, 0);
}

/* A program of its own: the handle is opened behind the fork. */
static void be_program(struct workshop *w, struct round *r, int number)
{
    snprintf(w->s.login, sizeof w->s.login, "x%d", number);
    snprintf(w->s.name, sizeof w->s.name, "Name of x%d", number);
    w->s.person = WORKSHOP_PEOPLE + number;
    w->s.role = ROLE_ADVISOR;
    if (db_open(w->path, 0, &w->app.db, &w->e) != ST_OK) {
        fprintf(stderr, "# %s\n", w->e.message);
        abort();
    }
    for (;;) {
        pthread_barrier_wait(&r->begin);
        if (atomic_load(&r->order) == 0) {
            break;
        }
        w->e = ERROR_NONE;
        count(r, ready_sign(&w->s, atomic_load(&r->order), &w->e) == ST_OK, w->e.code);
        pthread_barrier_wait(&r->end);
    }
    db_close(&w->app.db);
    _exit(0);
}

static void clear_in_process(void *arg, int64_t order, int64_t km)
{
    struct workshop *w = arg;
    workshop_as(w, "ann");
    assert_int_equal(ready_edit(&w->s, order, km, &w->e), ST_OK);
}

static void test_programs(void **state)
{
    struct workshop *w = *state;
    struct round *r = round_new();
    struct tally t = {0};
    db_close(&w->app.db);
    for (int i = 0; i < PEOPLE; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            be_program(w, r, i + 1);
        }
    }
    assert_int_equal(db_open(w->path, 0, &w->app.db, &w->e), ST_OK);
    play(r, torture_rounds(15, 1000), clear_in_process, w, &t);
    for (int i = 0, status; i < PEOPLE; i++) {
        assert_true(wait(&status) > 0 && status == 0);
    }
    say(w, "once", &t, "programs on the database");
    munmap(r, sizeof *r);
}

struct client {
    pthread_t thread;
    struct round *round;
    struct line line;
};

static void *be_client(void *arg)
{
    struct client *c = arg;
    char order[16], code[40];
    for (;;) {
        pthread_barrier_wait(&c->round->begin);
        int number = atomic_load(&c->round->order);
        if (number == 0) {
            return NULL;
        }
        snprintf(order, sizeof order, "%d", number);
        bool well =
            line_do(&c->line, "sign",
                    json_pack("{s:s,s:s,s:s}", "order", order, "level", "advisor", "pin", READY_PIN), code);
        count(c->round, well, code);
        pthread_barrier_wait(&c->round->end);
    }
}

static void clear_in_service(void *arg, int64_t order, int64_t km)
{
    char ref[32];
    snprintf(ref, sizeof ref, "%lld", (long long)order);
    assert_true(
        line_do(arg, "order.edit", json_pack("{s:s,s:I}", "order", ref, "odometer", (json_int_t)km), NULL));
}

static void test_service(void **state)
{
    struct workshop *w = *state;
    struct round *r = round_new();
    struct tally t = {0};
    struct ready_places at;
    struct client clients[PEOPLE];
    struct line ann;
    ready_ini(w, &at);
    db_close(&w->app.db);
    pid_t service = serve_start(at.ini, at.socket);
    assert_true(service > 0 && line_open(&ann, at.socket) && line_login(&ann, "ann"));
    for (int i = 0; i < PEOPLE; i++) {
        char user[16];
        snprintf(user, sizeof user, "x%d", i + 1);
        clients[i].round = r;
        assert_true(line_open(&clients[i].line, at.socket) && line_login(&clients[i].line, user));
        assert_int_equal(pthread_create(&clients[i].thread, NULL, be_client, &clients[i]), 0);
    }
    play(r, torture_rounds(15, 1000), clear_in_service, &ann, &t);
    for (int i = 0; i < PEOPLE; i++) {
        pthread_join(clients[i].thread, NULL);
        line_close(&clients[i].line);
    }
    line_close(&ann);
    assert_int_equal(serve_end(service, SIGTERM), 0);
    assert_int_equal(db_open(w->path, 0, &w->app.db, &w->e), ST_OK);
    say(w, "once-service", &t, "clients of the service");
    munmap(r, sizeof *r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_programs, together_set_up, ready_tear_down),
        cmocka_unit_test_setup_teardown(test_service, together_set_up, ready_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
