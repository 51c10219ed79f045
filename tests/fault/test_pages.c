/* A bit on the disk changes: of each of 300 databases with one bit other than it was, integrity_check, the
 * chain of the log or a signature that falls tells, or nothing that anybody reads is different; and whoever
 * opens it does not crash, the service neither. */
#include "tests/fault/line.h"
#include "tests/fault/promise.h"
#include "tests/fault/ready.h"

#include "core/command/command.h"
#include "core/trust/signoff_list.h"

#include <signal.h>
#include <sodium.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { ORDERS = 3, GARBAGE = 200, BITS = 8 };

static int pages_set_up(void **state)
{
    workshop_set_up(state);
    for (int i = 1; i <= ORDERS; i++) {
        struct order_state o = {0};
        char plate[32];
        snprintf(plate, sizeof plate, "京A1000%d", i);
        repair_all(*state, plate, &o);
    }
    ready_pins(*state);
    return 0;
}

/* What one look found. */
struct finding {
    bool ended, integrity, chain, signature;
    unsigned char content[32]; /* a digest of every row of every table */
};

static void digest_table(struct db *db, const char *table, crypto_generichash_state *h)
{
    char sql[200];
    struct stmt *s = NULL;
    struct error e = ERROR_NONE;
    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", table);
    if (db_query(db, &s, &e, sql, "") != ST_OK) {
        return;
    }
    while (db_next(s, &e) == DB_ROW) {
        for (int i = 0; i < db_column_count(s); i++) {
            size_t n = 0;
            const void *bytes = db_blob(s, i, &n);
            crypto_generichash_update(h, bytes != NULL ? bytes : (const void *)"", n);
            crypto_generichash_update(h, (const unsigned char *)&n, sizeof n);
        }
    }
    db_end(&s);
}

static void digest(struct db *db, unsigned char out[32])
{
    static const char *const tables[] = {"outlet",     "person",    "bay",         "customer",   "vehicle",
                                         "work_order", "job",       "order_line",  "inspection", "damage",
                                         "promise",    "signature", "audit_entry", "draft"};
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, 32);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        digest_table(db, tables[i], &h);
    }
    crypto_generichash_final(&h, out, 32);
}

static bool signatures_fell(struct session *s)
{
    bool fell = false;
    for (int64_t order = 1; order <= ORDERS; order++) {
        struct signature_view *views = NULL;
        size_t n = 0;
        struct error e = ERROR_NONE;
        fell = fell || signoff_list(s, order, &views, &n, &e) != ST_OK || n != 3;
        for (size_t i = 0; i < n; i++) {
            fell = fell || !views[i].valid;
        }
        signoff_list_free(&views, n);
    }
    return fell;
}

/* What people look at: it may fail, with words. */
static void read_all(struct session *s)
{
    static const char *const calls[][2] = {
        {"board", "{}"},        {"order.list", "{\"all\":true}"},
        {"user.list", "{}"},    {"order.show", "{\"order\":\"2\"}"},
        {"audit.log", "{}"},    {"price.find", "{\"query\":\"pad\"}"},
        {"audit.verify", "{}"}, {"order.inspection", "{\"order\":\"1\",\"level\":\"qc\"}"}};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct error e = ERROR_NONE;
        json_t *params = json_loads(calls[i][1], 0, NULL), *result = NULL;
        enum status st = command_dispatch(s, calls[i][0], params, &result, &e);
        if (st != ST_OK && e.message[0] == '\0') {
            abort();
        }
        json_decref(params);
        json_decref(result);
    }
}

/* In a process of its own, which may not come back. */
static void look_at(struct workshop *w, const char *path, struct finding *out)
{
    struct audit_report report = {0};
    w->config.database_path = (char *)(uintptr_t)path;
    workshop_as(w, "mia");
    if (db_open(path, 0, &w->app.db, &w->e) != ST_OK) {
        out->integrity = true;
    } else {
        out->integrity = db_check(w->app.db, &w->e) != ST_OK;
        out->chain = audit_verify(&w->s, &report, &w->e) != ST_OK || report.problem_count > 0;
        out->signature = signatures_fell(&w->s);
        digest(w->app.db, out->content);
        read_all(&w->s);
        db_close(&w->app.db);
    }
    out->ended = true;
}

static struct finding look(struct workshop *w, const char *path)
{
    int status = 0;
    struct finding *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    pid_t child = fork();
    if (child == 0) {
        look_at(w, path, shared);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    struct finding found = *shared;
    found.ended = found.ended && status == 0;
    munmap(shared, sizeof *shared);
    return found;
}

/* No handle is open in this process: the file may be read as any other. */
static unsigned char *read_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    *n = (size_t)ftell(f);
    rewind(f);
    unsigned char *bytes = malloc(*n);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *n, f), *n);
    fclose(f);
    return bytes;
}

static void write_file(const char *path, const unsigned char *bytes, size_t n)
{
    char beside[160];
    static const char *const endings[] = {"-wal", "-shm"};
    for (int i = 0; i < 2; i++) {
        snprintf(beside, sizeof beside, "%s%s", path, endings[i]);
        unlink(beside);
    }
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void test_bits(void **state)
{
    struct workshop *w = *state;
    char copy[sizeof w->path + 8];
    size_t n;
    long crashed = 0, integrity = 0, chain = 0, signature = 0, same = 0, unseen = 0,
         tried = torture_rounds(60, 300);
    snprintf(copy, sizeof copy, "%s.bit", w->path);
    db_close(&w->app.db);
    unsigned char *bytes = read_file(w->path, &n);
    write_file(copy, bytes, n);
    const struct finding whole = look(w, copy);
    assert_true(whole.ended && !whole.integrity && !whole.chain && !whole.signature);
    srandom(20261127);
    for (long i = 0; i < tried; i++) {
        size_t at = (size_t)random() % n;
        unsigned char bit = (unsigned char)(1U << (random() % BITS));
        bytes[at] ^= bit;
        write_file(copy, bytes, n);
        const struct finding is = look(w, copy);
        bytes[at] ^= bit;
        bool told = is.integrity || is.chain || is.signature;
        bool equal = memcmp(is.content, whole.content, sizeof is.content) == 0;
        crashed += !is.ended;
        integrity += is.integrity;
        chain += is.chain;
        signature += is.signature;
        same += !told && equal;
        unseen += !told && !equal;
    }
    free(bytes);
    promise("pages", tried, crashed,
            "bits changed: integrity_check told of %ld, the chain of %ld, a fallen signature of %ld; %ld "
            "changed nothing "
            "that is read, %ld a value that nothing vouches for; %ld crashes",
            integrity, chain, signature, same, unseen, crashed);
    assert_int_equal(crashed, 0);
}

/* Starts on a database with rubbish in it, or says why not; what it answers may be refusals. */
static bool survives(const struct ready_places *at)
{
    static const char *const methods[] = {"board", "order.list", "audit.verify", "user.list", "audit.log"};
    struct line l;
    pid_t service = serve_start(at->ini, at->socket);
    if (service < 0) {
        return service != SERVE_CRASHED;
    }
    bool well = line_open(&l, at->socket);
    line_login(&l, "mia");
    for (size_t i = 0; well && i < sizeof methods / sizeof *methods; i++) {
        char code[40];
        line_do(&l, methods[i], NULL, code);
        well = strcmp(code, "gone") != 0;
    }
    line_close(&l);
    int status = serve_end(service, SIGTERM);
    return well && WIFEXITED(status);
}

static void test_service(void **state)
{
    struct workshop *w = *state;
    struct ready_places at;
    size_t n;
    long failed = 0, tried = torture_rounds(5, 60);
    ready_ini(w, &at);
    db_close(&w->app.db);
    unsigned char *bytes = read_file(w->path, &n), *other = malloc(n);
    assert_non_null(other);
    srandom(20261128);
    for (long i = 0; i < tried; i++) {
        memcpy(other, bytes, n);
        for (int k = 0; k < GARBAGE; k++) {
            other[(size_t)random() % n] = (unsigned char)random();
        }
        write_file(w->path, other, n);
        failed += !survives(&at);
    }
    free(bytes);
    free(other);
    promise("pages", tried, failed,
            "services on a database with %d bytes of rubbish in it: %ld did not survive", GARBAGE, failed);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bits, pages_set_up, ready_tear_down),
        cmocka_unit_test_setup_teardown(test_service, pages_set_up, ready_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
