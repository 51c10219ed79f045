/* The service measured beside programs that open the database themselves:
 *
 *   signers prepare CONFIG CLIENTS ORDERS    so many advisors, and so many orders that wait for the first
 * signature signers sign CONFIG CLIENTS EACH FROM    CLIENTS programs at once, each signs EACH orders, the
 * first is FROM signers find CONFIG ROUNDS               what people type in a price lookup, one after the
 * other signers idle CONFIG CONSOLES SECONDS     so many consoles that follow and do nothing
 *
 * CONFIG says where: with [service] socket through it, else each in its own process. The advisors' PINs are
 * hashed at libsodium's least cost: Argon2id as it is meant to be takes 50 ms of a core for each signature on
 * either side, and would hide what is measured here, which is waiting for one another and for the disk. */
#include "core/app/app.h"
#include "core/base/when.h"
#include "core/client/client.h"
#include "core/command/command.h"
#include "db/person_store.h"
#include "tests/bench/queries.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLIENTS_MAX = 256, EACH_MAX = 4096, GROUP = 200, KEYED_SIZE = 32, FINDS_MAX = 100000 };

static const char pin[] = "bench-signer";

static void check(enum status st, const struct error *e)
{
    if (st != ST_OK) {
        fprintf(stderr, "signers: %s\n", e->message);
        exit(1);
    }
}

static json_t *call(struct client *c, const char *id, json_t *params)
{
    struct error e = ERROR_NONE;
    json_t *answer = NULL;
    check(client_call(c, id, params, &answer, &e), &e);
    json_decref(params);
    return answer;
}

static struct client *open_client(const char *config)
{
    struct error e = ERROR_NONE;
    struct client *c = NULL;
    check(client_open(config, &c, &e), &e);
    return c;
}

/* An advisor whose PIN is cheap to check; it is hashed as core/people/pin.c does. */
static void add_advisor(struct app *app, int number)
{
    struct error e = ERROR_NONE;
    struct person_row row = {.id = 0};
    char keyed[KEYED_SIZE];
    check(app_pepper(app, false, &e), &e);
    crypto_generichash((unsigned char *)keyed, sizeof keyed, (const unsigned char *)pin, strlen(pin),
                       app->pepper, sizeof app->pepper);
    if (crypto_pwhash_str(row.pin_hash, keyed, sizeof keyed, crypto_pwhash_OPSLIMIT_MIN,
                          crypto_pwhash_MEMLIMIT_MIN) != 0) {
        exit(1);
    }
    snprintf(row.login, sizeof row.login, "signer%d", number);
    snprintf(row.name, sizeof row.name, "Signer %d", number);
    snprintf(row.role, sizeof row.role, "advisor");
    check(person_store_add(app->db, &row, 1, 0, when_now(), &row.id, &e), &e);
}

static json_t *dispatch(struct session *s, const char *id, json_t *params)
{
    struct error e = ERROR_NONE;
    json_t *answer = NULL;
    check(command_dispatch(s, id, params, &answer, &e), &e);
    json_decref(params);
    return answer;
}

/* An order of which every item of the first level is green. */
static void add_order(struct session *s, long number, const json_t *items)
{
    char plate[32];
    size_t i;
    const json_t *item;
    snprintf(plate, sizeof plate, "京A%05ld", number);
    json_t *order =
        dispatch(s, "order.open", json_pack("{s:s,s:[s]}", "plate", plate, "concern", "oil service"));
    json_array_foreach((json_t *)(uintptr_t)items, i, item)
    {
        json_t *one = json_pack("{s:O,s:s,s:O,s:s}", "order", json_object_get(order, "order"), "level",
                                "advisor", "item", json_object_get(item, "item"), "result", "green");
        if (!json_is_null(json_object_get(item, "unit"))) {
            json_object_set_new(one, "value", json_string("50"));
        }
        json_decref(dispatch(s, "inspect", one));
    }
    json_decref(order);
}

static int prepare(const char *file, int clients, long orders)
{
    struct error e = ERROR_NONE;
    struct config *config = NULL;
    struct app *app = NULL;
    struct session *s = NULL;
    check(config_load(file, &config, &e), &e);
    check(app_new(config, &app, &e), &e);
    check(session_new(app, &s, &e), &e);
    check(app_open_db(app, 0, &e), &e);
    for (int i = 0; i < clients; i++) {
        add_advisor(app, i);
    }
    json_decref(dispatch(s, "session.login", json_pack("{s:s,s:s}", "user", "signer0", "pin", pin)));
    json_t *list = dispatch(s, "checklist", json_pack("{s:s}", "level", "advisor"));
    for (long i = 0; i < orders; i += GROUP) { /* many in one commit: this is not what is measured */
        check(db_group_begin(app->db, &e), &e);
        for (long k = i; k < i + GROUP && k < orders; k++) {
            add_order(s, k, json_object_get(list, "items"));
        }
        check(db_group_end(app->db, &e), &e);
    }
    json_decref(list);
    session_free(&s);
    app_free(&app);
    return 0;
}

/* What all the programs of a run share: when everybody may begin, and when each signature was there. */
struct race {
    volatile int ready, go;
    double done[CLIENTS_MAX][EACH_MAX]; /* microseconds since bench_us's beginning */
    double took[CLIENTS_MAX][EACH_MAX];
};

static void sign_orders(const char *file, struct race *race, int client, int each, long from)
{
    char user[32], order[32];
    struct error e = ERROR_NONE;
    struct client *c = open_client(file);
    snprintf(user, sizeof user, "signer%d", client);
    check(client_login(c, user, pin, &e), &e);
    __atomic_add_fetch(&race->ready, 1, __ATOMIC_SEQ_CST);
    while (race->go == 0) {
        usleep(1000);
    }
    for (int i = 0; i < each; i++) {
        snprintf(order, sizeof order, "SH01-%06ld", from + (long)client * each + i);
        double start = bench_us();
        json_decref(
            call(c, "sign", json_pack("{s:s,s:s,s:s}", "order", order, "level", "advisor", "pin", pin)));
        race->done[client][i] = bench_us();
        race->took[client][i] = race->done[client][i] - start;
    }
    client_close(&c);
}

/* How many signatures the client had when the first of them was through with all. */
static int done_by(const struct race *race, int client, int each, double when)
{
    int n = 0;
    while (n < each && race->done[client][n] <= when) {
        n++;
    }
    return n;
}

static void print_race(const struct race *race, int clients, int each, double began)
{
    static double all[CLIENTS_MAX * EACH_MAX];
    double sum = 0, first = 0, last = 0;
    size_t n = 0;
    int least = each;
    for (int c = 0; c < clients; c++) {
        for (int i = 0; i < each; i++) {
            sum += all[n++] = race->took[c][i];
        }
        double end = race->done[c][each - 1];
        first = first == 0 || end < first ? end : first;
        last = end > last ? end : last;
    }
    for (int c = 0; c < clients; c++) {
        int had = done_by(race, c, each, first);
        least = had < least ? had : least;
    }
    qsort(all, n, sizeof *all, bench_by_size);
    printf("mean %.2f p50 %.2f p99 %.2f worst %.2f persecond %.0f most %d fewest %d\n",
           sum / (double)n / 1000, all[n / 2] / 1000, all[n * 99 / 100] / 1000, all[n - 1] / 1000,
           (double)n / ((last - began) / 1e6), each, least);
}

static int sign(const char *file, int clients, int each, long from)
{
    struct race *race = mmap(NULL, sizeof *race, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (race == MAP_FAILED || clients > CLIENTS_MAX || each > EACH_MAX) {
        return 2;
    }
    for (int i = 0; i < clients; i++) {
        if (fork() == 0) {
            sign_orders(file, race, i, each, from);
            _exit(0);
        }
    }
    while (race->ready < clients) {
        int status = 0;
        if (waitpid(-1, &status, WNOHANG) > 0) {
            return 1; /* it has said why */
        }
        usleep(1000);
    }
    double began = bench_us();
    race->go = 1;
    for (int i = 0; i < clients; i++) {
        int status = 0;
        if (wait(&status) < 0 || status != 0) {
            return 1;
        }
    }
    print_race(race, clients, each, began);
    return 0;
}

static int find(const char *file, long rounds)
{
    static double times[FINDS_MAX];
    size_t n = 0;
    struct client *c = open_client(file);
    for (long r = 0; r < rounds; r++) {
        for (size_t k = 0; k < query_kinds; k++) {
            for (size_t t = 0; t < QUERY_TEXTS && queries[k].texts[t] != NULL && n < FINDS_MAX; t++) {
                double start = bench_us();
                json_decref(call(c, "price.find", json_pack("{s:s}", "query", queries[k].texts[t])));
                times[n++] = bench_us() - start;
            }
        }
    }
    client_close(&c);
    qsort(times, n, sizeof *times, bench_by_size);
    printf("p50 %.3f p99 %.3f\n", times[n / 2] / 1000, times[n * 99 / 100] / 1000);
    return 0;
}

static int idle(const char *file, int consoles, unsigned seconds)
{
    struct client **all = calloc((size_t)consoles, sizeof(struct client *));
    for (int i = 0; all != NULL && i < consoles; i++) {
        all[i] = open_client(file);
        client_prepare(all[i]);
    }
    puts("ready");
    fflush(stdout);
    sleep(seconds);
    for (int i = 0; all != NULL && i < consoles; i++) {
        client_close(&all[i]);
    }
    free(all);
    return 0;
}

static long number(const char *text)
{
    return strtol(text, NULL, 10);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "prepare") == 0 && argc == 5) {
        return prepare(argv[2], (int)number(argv[3]), number(argv[4]));
    }
    if (strcmp(what, "sign") == 0 && argc == 6) {
        return sign(argv[2], (int)number(argv[3]), (int)number(argv[4]), number(argv[5]));
    }
    if (strcmp(what, "find") == 0 && argc == 4) {
        return find(argv[2], number(argv[3]));
    }
    if (strcmp(what, "idle") == 0 && argc == 5) {
        return idle(argv[2], (int)number(argv[3]), (unsigned)number(argv[4]));
    }
    fputs("usage: signers prepare|sign|find|idle CONFIG NUMBER...\n", stderr);
    return 2;
}
