/* Hostile clients of the service: two hundred of them, silent, slow, flooding without reading, sending
 * rubbish, lines without end, nested without end, files that nobody asked for, and guessing PINs, each coming
 * back when it is thrown out. Beside them one good client works as always: each of its answers is right and
 * comes in time. */
#include "tests/fault/line.h"
#include "tests/fault/promise.h"
#include "tests/fault/ready.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>

enum { HOSTILE = 200, ORDERS = 4, PIECE = 65536, LATE_MS = 5000, REST_NS = 2000000 };

enum kind { SILENT, SLOW, FLOODING, RUBBISH, ENDLESS, NESTED, FILES, GUESSING, BROKEN, KINDS };

static const char flood[] =
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"checklist\",\"params\":{\"level\":\"qc\"}}\n";
static const char guess[] =
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"session.login\",\"params\":{\"user\":\"nobody\","
    "\"pin\":\"123456\"}}\n";
static const char *const broken[] = {
    "{\"jsonrpc\":\"1.0\",\"method\":\"board\"}\n",
    "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"board\"}]\n",
    "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"board\"}\n",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}\n",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sign\",\"params\":[1,2]}\n",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no.such\"}\n",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"board\",\"params\":{\"x\":\"\\u0000\"}}\n",
    "\n\n\n\n",
    "null\n",
    "\"\xff\xfe\"\n"};

struct crowd {
    pthread_t thread;
    const char *socket;
    struct line lines[HOSTILE];
    unsigned long turns[HOSTILE];
    atomic_bool over;
    long thrown_out, sent;
    char piece[PIECE];
};

static int clients_set_up(void **state)
{
    workshop_set_up(state);
    ready_pins(*state);
    ready_orders(*state, ORDERS);
    return 0;
}

static void send_some(struct crowd *c, struct line *l, const char *bytes, size_t n)
{
    ssize_t sent = send(l->fd, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) {
        line_close(l);
        c->thrown_out++;
    }
    c->sent += sent > 0;
}

static void send_files(struct line *l)
{
    int files[3] = {0, 1, 2};
    union {
        char bytes[CMSG_SPACE(sizeof files)];
        struct cmsghdr align;
    } control = {{0}};
    struct iovec part = {.iov_base = (char[]){'{'}, .iov_len = 1};
    struct msghdr m = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = control.bytes,
                       .msg_controllen = sizeof control.bytes};
    struct cmsghdr *head = CMSG_FIRSTHDR(&m);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof files);
    memcpy(CMSG_DATA(head), files, sizeof files);
    if (sendmsg(l->fd, &m, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno != EAGAIN) {
        line_close(l);
    }
}

static void bother(struct crowd *c, int i)
{
    struct line *l = &c->lines[i];
    unsigned long turn = c->turns[i]++;
    if (l->fd < 0 && !line_open(l, c->socket)) {
        return;
    }
    switch ((enum kind)(i % KINDS)) {
    case SILENT:
        break;
    case SLOW:
        send_some(c, l, &flood[turn % (sizeof flood - 2)], 1);
        break;
    case FLOODING:
        send_some(c, l, flood, sizeof flood - 1);
        break;
    case RUBBISH:
        c->piece[turn % PIECE] = (char)random();
        send_some(c, l, c->piece, PIECE);
        break;
    case ENDLESS:
        send_some(c, l, "\"                                                              ", 64);
        send_some(c, l, c->piece, 16);
        break;
    case NESTED:
        send_some(c, l, turn % 50 == 49 ? "\n" : "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
                  turn % 50 == 49 ? 1 : 50);
        break;
    case FILES:
        send_files(l);
        break;
    case GUESSING:
        send_some(c, l, guess, sizeof guess - 1);
        break;
    default:
        send_some(c, l, broken[turn % (sizeof broken / sizeof *broken)],
                  strlen(broken[turn % (sizeof broken / sizeof *broken)]));
        break;
    }
}

static void *be_hostile(void *arg)
{
    struct crowd *c = arg;
    while (!atomic_load(&c->over)) {
        for (int i = 0; i < HOSTILE; i++) {
            bother(c, i);
        }
        nanosleep(&(struct timespec){.tv_nsec = REST_NS}, NULL);
    }
    for (int i = 0; i < HOSTILE; i++) {
        line_close(&c->lines[i]);
    }
    return NULL;
}

struct times {
    int64_t *ms;
    int n;
    long wrong, late;
};

static void timed(struct times *t, struct line *l, const char *method, json_t *params)
{
    int64_t from = when_monotonic();
    char code[40];
    bool well = line_do(l, method, params, code);
    int64_t took = when_monotonic() - from;
    t->ms[t->n++] = took;
    t->late += took > LATE_MS;
    t->wrong += !well;
    if (!well) {
        print_message("# %s: %s\n", method, code);
    }
}

/* As at a counter: looks, edits, signs. */
static void work(struct line *l, int rounds, int64_t *km, struct times *t)
{
    for (int i = 0; i < rounds; i++) {
        char order[8];
        snprintf(order, sizeof order, "%d", i % ORDERS + 1);
        timed(t, l, "board", NULL);
        timed(t, l, "order.edit", json_pack("{s:s,s:I}", "order", order, "odometer", (json_int_t)++ * km));
        timed(t, l, "sign", json_pack("{s:s,s:s,s:s}", "order", order, "level", "advisor", "pin", READY_PIN));
    }
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static long at_percent(struct times *t, int percent)
{
    qsort(t->ms, (size_t)t->n, sizeof *t->ms, by_size);
    return (long)t->ms[(t->n - 1) * percent / 100];
}

static struct times times_new(int rounds)
{
    struct times t = {.ms = calloc((size_t)rounds * 3, sizeof(int64_t))};
    assert_non_null(t.ms);
    return t;
}

static void test_beside(void **state)
{
    struct workshop *w = *state;
    struct ready_places at;
    struct line good;
    int rounds = torture_rounds(6, 150);
    int64_t km = READY_KM;
    struct times alone = times_new(rounds), beside = times_new(rounds);
    struct crowd *c = calloc(1, sizeof *c);
    assert_non_null(c);
    ready_ini(w, &at);
    db_close(&w->app.db);
    pid_t service = serve_start(at.ini, at.socket);
    assert_true(service > 0 && line_open(&good, at.socket) && line_login(&good, "ann"));
    work(&good, rounds, &km, &alone);
    c->socket = at.socket;
    for (int i = 0; i < HOSTILE; i++) {
        c->lines[i].fd = -1;
    }
    assert_int_equal(pthread_create(&c->thread, NULL, be_hostile, c), 0);
    work(&good, rounds, &km, &beside);
    atomic_store(&c->over, true);
    pthread_join(c->thread, NULL);
    line_close(&good);
    int status = serve_end(service, SIGTERM);
    long failed = beside.wrong + beside.late + (status != 0);
    promise("clients", HOSTILE, failed,
            "hostile clients (%ld messages, %ld times thrown out): %d answers to the good one beside them, "
            "%ld wrong, %ld "
            "later than %d s; median %ld ms, 99 of 100 within %ld ms (alone %ld and %ld ms)",
            c->sent, c->thrown_out, beside.n, beside.wrong, beside.late, LATE_MS / 1000,
            at_percent(&beside, 50), at_percent(&beside, 99), at_percent(&alone, 50), at_percent(&alone, 99));
    free(alone.ms);
    free(beside.ms);
    free(c);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_beside, clients_set_up, ready_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
