/* Memory runs out: the Nth allocation of the program, of SQLite or of jansson fails, for every N, once and
 * for good, while commands run as the service runs them. Each is done whole or refused with words; what was
 * said to be signed is signed; an answer lacks nothing; nothing crashes. */
#include "tests/fault/promise.h"
#include "tests/fault/ready.h"

#include "core/command/command.h"
#include "core/service/rpc.h"

#include <jansson.h>
#include <sqlite3.h>

enum { ORDERS = 6, SHORT_STEP = 97 };

static struct {
    sqlite3_mem_methods sqlite; /* the real ones */
    long n, count;              /* n 0: nothing fails */
    bool on, failed;
} memory;

static bool out_of_memory(void)
{
    long now = ++memory.count;
    bool out = memory.n > 0 && (now == memory.n || (memory.on && now > memory.n));
    memory.failed = memory.failed || out;
    return out;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t each);
void *__real_realloc(void *p, size_t n);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t each);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t n);

void *__wrap_malloc(size_t n)
{
    return out_of_memory() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t each)
{
    return out_of_memory() ? NULL : __real_calloc(n, each);
}

void *__wrap_realloc(void *p, size_t n)
{
    return out_of_memory() ? NULL : __real_realloc(p, n);
}

char *__wrap_strdup(const char *text)
{
    return out_of_memory() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t n)
{
    return out_of_memory() ? NULL : __real_strndup(text, n);
}

static void *sqlite_malloc(int n)
{
    return out_of_memory() ? NULL : memory.sqlite.xMalloc(n);
}

static void *sqlite_realloc(void *p, int n)
{
    return out_of_memory() ? NULL : memory.sqlite.xRealloc(p, n);
}

static void watch_memory(void)
{
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.sqlite), SQLITE_OK);
    sqlite3_mem_methods ours = memory.sqlite;
    ours.xMalloc = sqlite_malloc;
    ours.xRealloc = sqlite_realloc;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &ours), SQLITE_OK);
}

static void fail_from(long n, bool on)
{
    memory.n = n;
    memory.on = on;
    memory.count = 0;
    memory.failed = false;
}

static int memory_set_up(void **state)
{
    workshop_set_up(state);
    ready_pins(*state);
    ready_orders(*state, ORDERS);
    return 0;
}

/* What runs while memory fails. */
static const struct work {
    const char *who, *line; /* a message to the service */
    bool changes;           /* its answer differs from one time to the next */
} works[] = {
    {"ann", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"order.show\",\"params\":{\"order\":\"2\"}}", false},
    {"ann",
     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"order.inspection\",\"params\":{\"order\":\"2\",\"level\":"
     "\"advisor\"}}",
     false},
    {"ann", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"board\"}", true}, /* its clocks run */
    {"ann", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"order.list\"}", true},
    {"mia", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"user.list\"}", false},
    {"ann", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"audit.verify\"}", false},
    {"mia", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"audit.log\",\"params\":{\"order\":\"2\"}}", false},
    {"ann", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"price.find\",\"params\":{\"query\":\"brake pad\"}}",
     false},
    {"ann", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"checklist\",\"params\":{\"level\":\"qc\"}}", false},
    {"ann",
     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"order.open\",\"params\":{\"plate\":\"\u4eacA12345\","
     "\"concern\":\"squeals\",\"customer\":\"Li Lei\",\"phone\":\"13838389438\"}}",
     true},
    {"ann",
     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"order.add_labour\",\"params\":{\"order\":\"6\",\"op\":\"B-"
     "1\",\"text\":\"change the pads\",\"hours\":\"1\"}}",
     true},
    {"ann",
     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"order.authorise\",\"params\":{\"order\":\"6\",\"by\":\"Li "
     "Lei\",\"how\":\"phone\"}}",
     true},
    {"ann",
     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"inspect\",\"params\":{\"order\":\"2\",\"level\":\"advisor\","
     "\"item\":\"fuel\",\"result\":\"green\",\"value\":\"50\"}}",
     true},
    {"ann",
     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"session.login\",\"params\":{\"user\":\"ann\",\"pin\":"
     "\"" READY_PIN "\"}}",
     true},
    {"ann", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"draft.list\"}", false},
};

struct tally {
    long done, silent, lacking, halves, lost;
};

/* As core/service does it: a line in, a line out; NULL: there was no memory even for saying so, and the
 * service closes the connection. The caller frees. */
static char *answer_line(struct workshop *w, const char *line, bool *well, struct error *e)
{
    struct rpc rpc;
    json_t *result = NULL;
    size_t n;
    int code = rpc_read(line, strlen(line), &rpc, e);
    enum status st = code == 0 ? command_dispatch(&w->s, rpc.method, rpc.params, &result, e) : ST_USAGE;
    *well = st == ST_OK;
    char *answer = st == ST_OK ? rpc_result(rpc.id, result, &n) : rpc_error(rpc.id, code, e, &n);
    json_decref(result);
    rpc_free(&rpc);
    return answer;
}

/* The next one is served, whatever was left open. */
static bool goes_on(struct workshop *w)
{
    bool well = db_begin_read(w->app.db, &w->e) == ST_OK;
    db_rollback(w->app.db);
    return well && !db_in_transaction(w->app.db);
}

static bool try_one(struct workshop *w, const struct work *work, const char *expected, long n, bool on,
                    struct tally *t)
{
    bool well = false;
    w->e = ERROR_NONE;
    workshop_as(w, work->who);
    fail_from(n, on);
    char *answer = answer_line(w, work->line, &well, &w->e);
    bool met = memory.failed;
    memory.n = 0;
    bool lacking = well && answer != NULL && expected != NULL && strcmp(answer, expected) != 0;
    bool silent = !well && (w->e.message[0] == '\0' || w->e.code[0] == '\0');
    if (lacking || silent) {
        print_message("# allocation %ld of %s%s: %s\n", n, work->line,
                      lacking ? ": the answer lacks something" : "", w->e.code);
    }
    t->lacking += lacking;
    t->silent += silent;
    t->done += met;
    t->lost += !goes_on(w);
    free(answer);
    return met;
}

static void say(const struct tally *t, const char *what)
{
    long failed = t->silent + t->lacking + t->halves + t->lost;
    promise("memory", t->done, failed,
            "the Nth allocation failed %s: %ld refusals without words, %ld answers that lack something, %ld "
            "halves, %ld "
            "false acknowledgements or times when nothing went on",
            what, t->silent, t->lacking, t->halves, t->lost);
    assert_int_equal(failed, 0);
}

static void look(struct workshop *w, struct tally *t)
{
    struct ready_state is;
    if (!ready_look(&w->s, &is, &w->e)) {
        fail_msg("%s", w->e.message);
    }
    t->halves += is.halves + is.doubles + (long)is.problems + !is.whole;
}

static void test_commands(void **state)
{
    struct workshop *w = *state;
    struct tally t = {0};
    for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
        const struct work *work = &works[i];
        bool well = false;
        workshop_as(w, work->who);
        fail_from(0, false);
        char *expected = answer_line(w, work->line, &well, &w->e);
        long all = memory.count; /* some of what changes needs more each time: there is an end to that */
        if (!well) {
            print_message("# %s: %s\n", work->line, w->e.message);
        }
        for (int on = 0; on < 2; on++) {
            for (long n = torture_full() ? 1 : 1 + (long)i;
                 n <= all && try_one(w, work, work->changes ? NULL : expected, n, on != 0, &t);
                 n += torture_rounds(SHORT_STEP, 1)) {
            }
        }
        print_message("# %ld allocations: %s\n", all, work->line);
        free(expected);
    }
    look(w, &t);
    say(&t, "in commands");
}

static bool sign_one(struct workshop *w, int64_t order, int64_t *km, long n, bool on, struct tally *t)
{
    char line[200];
    bool well = false;
    workshop_as(w, "ann");
    assert_int_equal(ready_edit(&w->s, order, ++*km, &w->e), ST_OK);
    int64_t before = ready_signatures(&w->s, order);
    snprintf(line, sizeof line,
             "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sign\",\"params\":{\"order\":\"%lld\",\"level\":"
             "\"advisor\","
             "\"pin\":\"" READY_PIN "\"}}",
             (long long)order);
    if (n % 2 == 0) { /* statements are prepared anew */
        db_close(&w->app.db);
        assert_int_equal(db_open(w->path, 0, &w->app.db, &w->e), ST_OK);
    }
    w->e = ERROR_NONE;
    fail_from(n, on);
    char *answer = answer_line(w, line, &well, &w->e);
    bool met = memory.failed;
    fail_from(0, false);
    t->silent += !well && w->e.message[0] == '\0';
    t->lost += !goes_on(w) || ready_signatures(&w->s, order) != before + well;
    t->done += met;
    free(answer);
    workshop_sql(
        w,
        "UPDATE person SET failed_pins = 0, locked_until = 0"); /* an attempt counts before it is looked at */
    return met;
}

static void test_signing(void **state)
{
    struct workshop *w = *state;
    struct tally t = {0};
    int64_t km = READY_KM;
    bool met = true;
    for (int on = 0; on < 2; on++, met = true) {
        for (long n = 1; met; n += torture_rounds(SHORT_STEP, 1)) {
            met = sign_one(w, n % ORDERS + 1, &km, n, on != 0, &t);
        }
    }
    look(w, &t);
    say(&t, "while somebody signed");
}

static void test_opening(void **state)
{
    struct workshop *w = *state;
    struct tally t = {0};
    bool met = true;
    for (int on = 0; on < 2; on++, met = true) {
        for (long n = 1; met; n += torture_rounds(SHORT_STEP, 3)) {
            db_close(&w->app.db);
            w->e = ERROR_NONE;
            fail_from(n, on != 0);
            bool well = db_open(w->path, 0, &w->app.db, &w->e) == ST_OK;
            met = memory.failed;
            fail_from(0, false);
            t.silent += !well && w->e.message[0] == '\0';
            t.done += met;
        }
    }
    if (w->app.db == NULL) {
        assert_int_equal(db_open(w->path, 0, &w->app.db, &w->e), ST_OK);
    }
    look(w, &t);
    say(&t, "while the database was opened");
}

int main(void)
{
    watch_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_opening, memory_set_up, ready_tear_down),
        cmocka_unit_test_setup_teardown(test_commands, memory_set_up, ready_tear_down),
        cmocka_unit_test_setup_teardown(test_signing, memory_set_up, ready_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
