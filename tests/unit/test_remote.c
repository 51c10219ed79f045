/* The client against a service that answers badly, and errors that come through the socket as they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/when.h"
#include "core/client/answer.h"
#include "core/client/client.h"
#include "core/command/command.h"
#include "core/service/rpc.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONG = 3 << 20 };

struct stand_in {
    char folder[64], config[128], socket[100];
    int listening;
    pid_t child;
};

static const char greeting[] =
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"outlet\":\"SH09\",\"outlet_name\":\"There\","
    "\"timezone\":\"UTC\",\"currency\":\"EUR\",\"protocol\":1}}\n";

static int set_up(void **state)
{
    struct stand_in *s = calloc(1, sizeof *s);
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    assert_non_null(s);
    snprintf(s->folder, sizeof s->folder, "/tmp/clearbay-remote-XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    snprintf(s->config, sizeof s->config, "%s/clearbay.ini", s->folder);
    snprintf(s->socket, sizeof s->socket, "%s/socket", s->folder);
    FILE *f = fopen(s->config, "we");
    assert_non_null(f);
    fprintf(f, "[outlet]\ncode = SH01\n[database]\npath = %s/none.db\n[service]\nsocket = %s\n", s->folder,
            s->socket);
    assert_int_equal(fclose(f), 0);
    snprintf(at.sun_path, sizeof at.sun_path, "%s", s->socket);
    s->listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->listening, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(s->listening, 8), 0);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct stand_in *s = *state;
    close(s->listening);
    if (s->child > 0) {
        kill(s->child, SIGKILL);
        waitpid(s->child, NULL, 0);
    }
    unlink(s->socket);
    unlink(s->config);
    rmdir(s->folder);
    free(s);
    return 0;
}

/* Reads one line of the client. */
static bool hear(int fd)
{
    char c = 0;
    while (c != '\n') {
        if (read(fd, &c, 1) != 1) {
            return false;
        }
    }
    return true;
}

/* Greets every client, and answers whatever he asks with these bytes (NULL: he is kept waiting for a second);
 * then the line ends. */
static void answer_with(struct stand_in *s, const char *bytes, size_t n)
{
    s->child = fork();
    if (s->child != 0) {
        return;
    }
    for (;;) {
        int fd = accept(s->listening, NULL, NULL);
        bool good = fd >= 0 && hear(fd) && write(fd, greeting, sizeof greeting - 1) > 0 && hear(fd);
        for (size_t at = 0; good && bytes != NULL && at < n;) {
            ssize_t done = send(fd, bytes + at, n - at, MSG_NOSIGNAL);
            good = done > 0;
            at += good ? (size_t)done : 0;
        }
        if (bytes == NULL) {
            poll(NULL, 0, 1000);
        }
        close(fd);
    }
}

static enum status ask(struct stand_in *s, struct error *e, json_t **answer)
{
    struct client *c = NULL;
    *e = ERROR_NONE;
    assert_int_equal(client_open(s->config, &c, e), ST_OK);
    enum status st = client_call(c, "price.groups", NULL, answer, e);
    assert_true((*answer != NULL) == (st == ST_OK));
    client_close(&c);
    return st;
}

static void fails_with(struct stand_in *s, const char *bytes, size_t n, const char *code)
{
    struct error e;
    json_t *answer = NULL;
    answer_with(s, bytes, n);
    assert_int_equal(ask(s, &e, &answer), ST_FAILED);
    assert_string_equal(e.code, code);
    assert_true(strlen(e.message) > 10);
    kill(s->child, SIGKILL);
    waitpid(s->child, NULL, 0);
    s->child = 0;
}

static void test_bad_answers(void **state)
{
    static const char *const gone[] = {
        "",
        "\n",
        "what?\n",
        "[]\n",
        "{\"id\":2,\"result\":{\n",
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"res",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n", /* somebody else's */
        "{\"method\":\"changed\"}\n{\"method\":\"progress\",\"params\":{\"phase\":99}}\n{\"method\":7}\n",
        "{\"id\":2,\"result\":{\"x\":\"\xff\xfe\"}}\n"};
    static const char *const odd[] = {
        "{\"id\":2}\n",
        "{\"id\":2,\"result\":7}\n",
        "{\"id\":2,\"error\":\"no\"}\n",
        "{\"id\":2,\"error\":{\"code\":-32600,\"message\":\"no\"}}\n",
        "{\"id\":2,\"error\":{\"code\":1,\"data\":{\"status\":9,\"error\":{}}}}\n",
        "{\"id\":null,\"error\":{\"code\":-32700,\"message\":\"\"}}\n"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        fails_with(*state, gone[i], strlen(gone[i]), "service_away");
    }
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        fails_with(*state, odd[i], strlen(odd[i]), "protocol");
    }
    fails_with(*state, NULL, 0, "service_away");
}

static void test_long_answer(void **state)
{
    struct stand_in *s = *state;
    struct error e;
    json_t *answer = NULL;
    char *line = malloc(LONG + 200);
    assert_non_null(line);
    int n = snprintf(line, 200,
                     "{\"method\":\"changed\",\"params\":{\"version\":3}}\n{\"id\":2,\"result\":{\"x\":\"");
    memset(line + n, 'x', LONG);
    int end = snprintf(line + n + LONG, 100, "\"}}\n");
    answer_with(s, line, (size_t)(n + LONG + end));
    assert_int_equal(ask(s, &e, &answer), ST_OK);
    assert_int_equal(json_string_length(json_object_get(answer, "x")), LONG);
    json_decref(answer);
    free(line);
}

/* What the service says of the outlet counts, and until it has said it the terminal's own file. */
static void test_settings(void **state)
{
    static const char text[] = "{\"id\":2,\"result\":{}}\n";
    struct stand_in *s = *state;
    struct client *c = NULL;
    struct error e = ERROR_NONE;
    json_t *answer = NULL;
    answer_with(s, text, sizeof text - 1);
    assert_int_equal(client_open(s->config, &c, &e), ST_OK);
    assert_string_equal(client_setting(c, "outlet.code"), "SH01");
    assert_int_equal(client_call(c, "price.groups", NULL, &answer, &e), ST_OK);
    json_decref(answer);
    assert_string_equal(client_setting(c, "outlet.code"), "SH09");
    assert_string_equal(client_setting(c, "outlet.name"), "There");
    assert_string_equal(client_setting(c, "outlet.currency"), "EUR");
    assert_string_equal(getenv("TZ"), "UTC");
    client_read_only(c);
    assert_int_equal(client_call(c, "order.open", NULL, &answer, &e), ST_REFUSED);
    assert_string_equal(e.code, "read_only");
    client_close(&c);
}

static void test_nobody_there(void **state)
{
    struct stand_in *s = *state;
    struct error e;
    json_t *answer = NULL;
    close(s->listening);
    s->listening = -1;
    int64_t from = when_monotonic();
    assert_int_equal(ask(s, &e, &answer), ST_FAILED);
    assert_string_equal(e.code, "service_away");
    assert_non_null(strstr(e.message, s->socket));
    unlink(s->socket);
    assert_int_equal(ask(s, &e, &answer), ST_FAILED);
    assert_string_equal(e.code, "service_away");
    assert_true(when_monotonic() - from < 500);
}

static void comes_back(const struct error *sent)
{
    size_t n = 0;
    struct error got = ERROR_NONE;
    json_t *id = json_integer(4), *result = NULL;
    char *line = rpc_error(id, RPC_WORKSHOP + (int)sent->status, sent, &n);
    assert_non_null(line);
    json_t *answer = json_loadb(line, n, 0, NULL);
    assert_int_equal(answer_take(answer, &result, &got), sent->status);
    assert_null(result);
    json_t *before = error_to_json(sent), *after = error_to_json(&got);
    assert_true(json_equal(before, after));
    assert_int_equal(got.status, sent->status);
    assert_int_equal(got.fact_count, sent->fact_count);
    json_decref(before);
    json_decref(after);
    json_decref(answer);
    json_decref(id);
    free(line);
}

static void test_errors_come_as_they_were(void **state)
{
    (void)state;
    for (int status = ST_FAILED; status <= ST_CONFLICT; status++) {
        struct error e = ERROR_NONE;
        error_set(&e, (enum status)status, "some_code", "100 %% 刹车 \"异响\" %d", status);
        comes_back(&e);
        error_fact(&e, "brand", "BOSCH", "");
        comes_back(&e);
        for (int i = 0; i < ERROR_FACTS_MAX + 2; i++) {
            error_fact(&e, "odometer", "41000", "42000");
        }
        comes_back(&e);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_bad_answers), TEST(test_long_answer), TEST(test_settings),
                                       TEST(test_nobody_there),
                                       cmocka_unit_test(test_errors_come_as_they_were)};
    return cmocka_run_group_tests_name("remote", tests, NULL, NULL);
}
