/* The console on a real service: it follows what others change, stays quick while the service is away, keeps
 * what is typed, and goes on by itself when it is back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/when.h"
#include "tests/screen/floor.h"

#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 8000, KEY_MS = 1000, PAUSE_US = 20000 };

static const struct floor_options small = {.rows = 24, .columns = 80};

/* What every test of this file has. */
static pid_t service;

static void path_of(const struct workshop *w, const char *rest, char out[256])
{
    snprintf(out, 256, "%s/%s", w->folder, rest);
}

static void start_service(const struct workshop *w)
{
    const char *program = getenv("CLEARBAY");
    char config[256], socket[256];
    struct stat is;
    path_of(w, "clearbay.ini", config);
    path_of(w, "socket", socket);
    unlink(socket);
    service = fork();
    if (service == 0) {
        int nothing = open("/dev/null", O_RDWR);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(nothing, STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
        program = program != NULL ? program : "build/clearbay";
        execl(program, program, "--config", config, "serve", (char *)NULL);
        _exit(127);
    }
    for (int64_t end = when_monotonic() + PATIENCE_MS; stat(socket, &is) != 0;) {
        assert_true(when_monotonic() < end);
        usleep(PAUSE_US / 4);
    }
}

static void end_service(int number)
{
    int status;
    kill(service, number);
    assert_int_equal(waitpid(service, &status, 0), service);
    service = 0;
}

static struct client *connect_as(const struct workshop *w, const char *user)
{
    struct client *c = NULL;
    struct error e = ERROR_NONE;
    char path[256];
    path_of(w, "clearbay.ini", path);
    if (client_open(path, &c, &e) != ST_OK || client_login(c, user, PIN, &e) != ST_OK) {
        fail_msg("%s", e.message);
    }
    client_be_quick(c);
    return c;
}

/* One workshop for all: its people's PINs take their time. */
static int group_set_up(void **state)
{
    char path[256];
    workshop_set_up(state);
    struct workshop *w = *state;
    path_of(w, "state", path);
    setenv("XDG_STATE_HOME", path, 1);
    client_close(&w->client);
    path_of(w, "clearbay.ini", path);
    FILE *f = fopen(path, "ae");
    assert_non_null(f);
    fprintf(f, "[service]\nsocket = %s/socket\n", w->folder);
    assert_int_equal(fclose(f), 0);
    return 0;
}

static int group_tear_down(void **state)
{
    static const char *const rest[] = {"state/clearbay/drafts", "state/clearbay", "state"};
    struct workshop *w = *state;
    char path[256];
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        path_of(w, rest[i], path);
        rmdir(path);
    }
    path_of(w, "socket", path);
    unlink(path);
    return workshop_tear_down(state);
}

static int set_up(void **state)
{
    struct workshop *w = *state;
    start_service(w);
    w->client = connect_as(w, "adv");
    return 0;
}

static int tear_down(void **state)
{
    struct workshop *w = *state;
    client_close(&w->client);
    end_service(SIGTERM);
    return 0;
}

/* What the console's loop does between two keys. */
static void look(struct floor *f)
{
    if (ui_watch(f->ui)) {
        floor_draw(f);
    }
}

static void comes(struct floor *f, const char *words)
{
    int64_t end = when_monotonic() + PATIENCE_MS;
    while (!floor_has(f, words) && when_monotonic() < end) {
        usleep(PAUSE_US);
        look(f);
    }
    floor_shows(f, words);
}

static void goes(struct floor *f, const char *words)
{
    int64_t end = when_monotonic() + PATIENCE_MS;
    while (floor_has(f, words) && when_monotonic() < end) {
        usleep(PAUSE_US);
        look(f);
    }
    floor_lacks(f, words);
}

/* Types keys; none may wait for the service. */
static void quickly(struct floor *f, const char *text)
{
    int64_t from = when_monotonic();
    floor_type(f, text);
    assert_true(when_monotonic() - from < KEY_MS);
}

static size_t files(const struct workshop *w)
{
    char pattern[256];
    glob_t found;
    path_of(w, "state/clearbay/drafts/*", pattern);
    size_t n = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    globfree(&found);
    return n;
}

static void test_follows(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open(w, &small);
    struct workshop other = *w;
    other.client = connect_as(w, "adv");
    workshop_change(&other, "order.open", json_pack("{s:s,s:s}", "plate", "京A77777", "concern", "squeals"));
    int64_t from = when_monotonic();
    comes(f, "京A77777");
    assert_true(when_monotonic() - from < 1000);
    client_close(&other.client);
    floor_close(&f);
}

/* Slept between: main thread's own count of the times that it was woken. */
static long wakings(void)
{
    char path[64], line[256];
    long n = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)service);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    while (fgets(line, sizeof line, f) != NULL) {
        sscanf(line, "voluntary_ctxt_switches: %ld", &n);
    }
    fclose(f);
    return n;
}

static void test_asks_nothing(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open(w, &small);
    for (int i = 0; i < 10; i++) {
        look(f);
        usleep(PAUSE_US);
    }
    long before = wakings();
    int64_t from = when_monotonic();
    for (int i = 0; i < 200; i++) {
        look(f);
        usleep(1000);
    }
    assert_true(before > 0);
    assert_in_range(wakings() - before, 0,
                    3 + (when_monotonic() - from) / 1000); /* its clock ticks each second */
    floor_close(&f);
}

static void test_form_stays(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    end_service(SIGKILL);
    comes(f, "the service is away; what you type is kept");
    floor_keys(f, "Tab Tab Tab Tab Tab");
    quickly(f, "brakes squeal");
    quickly(f, " at low speed");
    floor_press(f, "F8");
    floor_shows(f, "the service is away (");
    floor_shows(f, "brakes squeal");
    ui_keep_drafts(f->ui);
    assert_int_equal(files(w), 1);
    start_service(w);
    comes(f, "The service is back: F8 saves");
    floor_lacks(f, "the service is away;");
    floor_lacks(f, "the service is away ("); /* the old refusal is gone */
    floor_shows(f, "京A12345");
    floor_shows(f, "brakes squeal at low speed");
    assert_string_equal(client_user(w->client), "adv"); /* and nobody asked for the PIN */
    floor_press(f, "F8");
    floor_shows(f, "SH01-000001");
    assert_int_equal(files(w), 0);
    json_t *drafts = workshop_run(w, "draft.list", NULL);
    assert_int_equal(json_array_size(json_object_get(drafts, "drafts")), 0);
    json_decref(drafts);
    floor_close(&f);
}

static void test_killed_console(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    end_service(SIGTERM);
    comes(f, "the service is away;");
    ui_keep_drafts(f->ui);
    assert_int_equal(files(w), 1);
    floor_close(&f);
    client_close(&w->client); /* killed */
    start_service(w);
    w->client = connect_as(w, "adv");
    f = floor_open(w, &small);
    floor_shows(f, "1 unfinished: take a car in");
    assert_int_equal(files(w), 0);
    floor_press(f, "y");
    floor_shows(f, "京A12345");
    floor_close(&f);
    workshop_change(w, "draft.drop", json_pack("{s:s}", "form", "order.open"));
}

/* Typed while the service was away and handed over later: what a colleague changed meanwhile is not
 * overwritten. */
static void test_conflict_after_coming_back(void **state)
{
    struct workshop *w = *state;
    struct workshop other = *w;
    json_t *opened =
        workshop_run(w, "order.open", json_pack("{s:s,s:s}", "plate", "京A88888", "concern", "squeals"));
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "/");
    floor_type(f, "京A88888");
    floor_keys(f, "Enter c");
    end_service(SIGTERM);
    comes(f, "the service is away;");
    floor_type(f, "pads worn");
    ui_keep_drafts(f->ui);
    assert_int_equal(files(w), 1);
    floor_close(&f);
    client_close(&w->client);
    start_service(w);
    other.client = connect_as(w, "tec");
    workshop_change(&other, "order.diagnose",
                    json_pack("{s:s,s:s,s:s}", "order", json_string_value(json_object_get(opened, "order")),
                              "cause", "caliper seized", "hours", "2"));
    client_close(&other.client);
    json_decref(opened);
    w->client = connect_as(w, "adv");
    f = floor_open(w, &small);
    floor_keys(f, "y Tab");
    floor_type(f, "1.5");
    floor_press(f, "F8");
    floor_shows(f, "Somebody else changed this order meanwhile");
    floor_shows(f, "[ ] caliper seized");
    floor_shows(f, "[x] pads worn");
    floor_keys(f, "Left Down Left F8");
    floor_shows(f, "caliper seized");
    json_t *drafts = workshop_run(w, "draft.list", NULL);
    assert_int_equal(json_array_size(json_object_get(drafts, "drafts")), 0);
    json_decref(drafts);
    floor_close(&f);
}

static void test_asks_again_after_a_new_pin(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open(w, &small);
    struct workshop other = *w;
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    other.client = connect_as(w, "adv");
    workshop_change(&other, "user.pin", json_pack("{s:s,s:s}", "user", "adv", "new_pin", "another-pin"));
    end_service(SIGTERM);
    comes(f, "the service is away;");
    start_service(w);
    comes(f, "asks for your PIN");
    floor_lacks(f, "京A12345");
    floor_type(f, "another-pin");
    floor_press(f, "Enter");
    floor_shows(f, "京A12345");                       /* the form, as it was */
    json_decref(workshop_run(&other, "board", NULL)); /* who changed his own PIN was found again */
    client_close(&other.client);
    floor_keys(f, "Esc y");
    floor_close(&f);
}

static void test_stuck(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    kill(service, SIGSTOP);
    int64_t from = when_monotonic();
    ui_keep_drafts(f->ui);
    assert_in_range(when_monotonic() - from, 500, 4000);
    assert_int_equal(files(w), 1);
    look(f);
    floor_shows(f, "the service is away;");
    quickly(f, "6");
    kill(service, SIGCONT);
    comes(f, "The service is back");
    goes(f, "the service is away;");
    floor_keys(f, "Esc y");
    assert_int_equal(files(w), 0);
    floor_close(&f);
}

static size_t drafts(struct workshop *w, char content[512])
{
    json_t *answer = workshop_run(w, "draft.list", NULL);
    const json_t *list = json_object_get(answer, "drafts");
    size_t n = json_array_size(list);
    char *text = n > 0 ? json_dumps(json_object_get(json_array_get(list, 0), "content"), 0) : strdup("");
    snprintf(content, 512, "%s", text);
    free(text);
    json_decref(answer);
    return n;
}

/* What somebody throws away while the service is away does not come back with it. */
static void test_thrown_away(void **state)
{
    struct workshop *w = *state;
    char content[512];
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A55555");
    ui_keep_drafts(f->ui);
    assert_int_equal(drafts(w, content), 1);
    assert_int_equal(files(w), 0);
    end_service(SIGKILL);
    comes(f, "the service is away;");
    floor_keys(f, "Esc y");
    assert_int_equal(files(w), 1);
    start_service(w);
    comes(f, "The service is back");
    assert_int_equal(drafts(w, content), 0);
    assert_int_equal(files(w), 0);
    floor_close(&f);
}

/* Of a draft in a file and one that was kept at another terminal meanwhile the newer counts. */
static void test_newer_draft(void **state)
{
    struct workshop *w = *state;
    char content[512];
    struct workshop other = *w;
    struct floor *f = floor_open(w, &small);
    other.client = connect_as(w, "adv");
    floor_keys(f, "F2");
    floor_type(f, "京A66666");
    kill(service, SIGSTOP);
    ui_keep_drafts(f->ui);
    assert_int_equal(files(w), 1);
    kill(service, SIGCONT);
    usleep(1200000); /* times of drafts are told in seconds */
    workshop_change(&other, "draft.save",
                    json_pack("{s:s,s:s}", "form", "order.open", "content", "{\"plate\":\"newer\"}"));
    client_close(&other.client);
    floor_close(&f);
    client_close(&w->client);
    w->client = connect_as(w, "adv");
    assert_int_equal(drafts(w, content), 1);
    assert_non_null(strstr(content, "newer"));
    assert_int_equal(files(w), 0);
    workshop_change(w, "draft.drop", json_pack("{s:s}", "form", "order.open"));
}

/* A disk that takes no more: files of the service may not grow. */
static void hold_disk(const struct workshop *w, bool hold)
{
    char path[256];
    struct stat is;
    struct rlimit limit;
    path_of(w, "clearbay.db-wal", path);
    assert_int_equal(stat(path, &is), 0);
    assert_int_equal(prlimit(service, RLIMIT_FSIZE, NULL, &limit), 0);
    limit.rlim_cur = hold ? (rlim_t)is.st_size : limit.rlim_max;
    assert_int_equal(prlimit(service, RLIMIT_FSIZE, &limit, NULL), 0);
}

static void test_disk_that_takes_no_more(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A33333");
    floor_keys(f, "Tab Tab Tab Tab Tab");
    floor_type(f, "brakes squeal");
    hold_disk(w, true);
    floor_press(f, "F8");
    floor_shows(f, "one can only read");
    floor_shows(f, "京A33333");
    floor_keys(f, "F3");
    floor_type(f, "oil");
    floor_shows(f, "90915-YZZD4"); /* and one can */
    floor_shows(f, "one can only read");
    floor_keys(f, "Esc");
    floor_shows(f, "brakes squeal");
    hold_disk(w, false);
    floor_press(f, "F8");
    floor_lacks(f, "one can only read");
    floor_shows(f, "Order SH01-00000");
    floor_close(&f);
}

/* Nobody is there yet: the log-in says so, and works once the service is there. */
static void test_opens_without(void **state)
{
    struct workshop *w = *state;
    struct error e = ERROR_NONE;
    char path[256];
    client_close(&w->client);
    end_service(SIGTERM);
    path_of(w, "clearbay.ini", path);
    assert_int_equal(client_open(path, &w->client, &e), ST_OK);
    client_be_quick(w->client);
    struct floor *f = floor_open(w, &small);
    floor_shows(f, "the service is away");
    floor_type(f, "adv");
    floor_press(f, "Enter");
    floor_type(f, PIN);
    floor_press(f, "Enter");
    floor_shows(f, "the service is away (");
    start_service(w);
    comes(f, "The service is back");
    floor_type(f, PIN);
    floor_press(f, "Enter");
    floor_shows(f, "Board:");
    floor_close(&f);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_form_stays),
        TEST(test_follows),
        TEST(test_asks_nothing),
        TEST(test_killed_console),
        TEST(test_thrown_away),
        TEST(test_newer_draft),
        TEST(test_stuck),
        TEST(test_disk_that_takes_no_more),
        TEST(test_opens_without),
        TEST(test_conflict_after_coming_back),
        TEST(test_asks_again_after_a_new_pin),
    };
    return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}
