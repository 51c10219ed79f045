/* Types into the real console on a pseudo terminal and, at a random moment, hangs it up, drops its line,
 * stops it, kills it or throws sizes at it: what was typed must be there as a draft afterwards, and the
 * process gone. keys_random PROGRAM CONFIG USER PIN-FILE ROUNDS SEED: TAP lines. */
#include "core/base/when.h"
#include "core/client/client.h"
#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
    KEYS_MAX = 400,
    TEXT_SIZE = 256,
    SCREEN_SIZE = 1 << 16,
    QUIET_MS = 2600,  /* the rule's two seconds, and time to write */
    MARGIN_MS = 300,  /* a key younger than this may not have been read yet */
    LOCKED_MS = 1200, /* the same while the database is locked */
    PATIENCE_MS = 15000
};

enum action { HANG_UP, LINE_DROPS, STOP, KILL, ACTIONS };
static const char *const action_names[ACTIONS] = {"hang-up", "line drop", "stop", "kill"};

enum { FIELDS = 6 };
static const char *const names[FIELDS] = {"plate", "vin", "phone", "customer", "odometer", "concern 1"};

/* What the form holds after a key, and when that was typed. */
struct snapshot {
    char text[FIELDS][TEXT_SIZE];
    int64_t at;
    bool left_field; /* with this key */
};

struct round {
    enum action action;
    bool locked, quiet, resizes;
    pid_t child;
    int line;
    struct snapshot *snapshots; /* [0]: nothing typed */
    size_t n;
    int64_t ended_at; /* when the action was done */
};

struct run {
    const char *program, *config, *user, *pin_file;
    struct client *client;
    struct db *db;
    int failed;
    char why[4096];
};

static bool fail(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool fail(struct run *run, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(run->why, sizeof run->why, format, args);
    va_end(args);
    return false;
}

static void pause_ms(int64_t ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    while (nanosleep(&t, &t) != 0 && errno == EINTR) {
    }
}

static int chance(int n)
{
    return (int)(random() % n);
}

/* Takes what the console draws, so that it never waits for us; looks for words until they come. */
static bool drain(int line, const char *words, int64_t ms)
{
    static char seen[SCREEN_SIZE];
    size_t n = 0;
    int64_t until = when_monotonic() + ms;
    do {
        struct pollfd p = {.fd = line, .events = POLLIN};
        int64_t left = until - when_monotonic();
        if (poll(&p, 1, left > 0 ? (int)left : 0) <= 0) {
            continue;
        }
        n = n > sizeof seen / 2 ? 0 : n;
        ssize_t got = read(line, seen + n, sizeof seen - n - 1);
        if (got <= 0) {
            return false;
        }
        n += (size_t)got;
        seen[n] = '\0';
        if (words != NULL && memmem(seen, n, words, strlen(words)) != NULL) {
            return true;
        }
    } while (when_monotonic() < until);
    return words == NULL;
}

static void set_size(const struct round *r, int rows, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    ioctl(r->line, TIOCSWINSZ, &size);
}

static bool start(struct run *run, struct round *r)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    r->child = forkpty(&r->line, NULL, NULL, &size);
    if (r->child == 0) {
        setenv("TERM", "xterm-256color", 1);
        setenv("LC_ALL", "C.UTF-8", 1);
        execl(run->program, run->program, "--config", run->config, "--as", run->user, "--pin-file",
              run->pin_file, (char *)NULL);
        _exit(127);
    }
    if (r->child < 0) {
        return fail(run, "no pseudo terminal: %s", strerror(errno));
    }
    fcntl(r->line, F_SETFD, FD_CLOEXEC);
    if (!drain(r->line, "Board:", PATIENCE_MS)) {
        return fail(run, "the board never came");
    }
    if (write(r->line, "\033OQ", 3) != 3 || !drain(r->line, "Plate", PATIENCE_MS)) {
        return fail(run, "F2 takes no car in");
    }
    return true;
}

static void send_key(struct round *r, const char *bytes)
{
    if (write(r->line, bytes, strlen(bytes)) < 0) {
        return; /* it is gone: the check says so */
    }
}

static void throw_sizes(struct round *r)
{
    for (int i = chance(12); i >= 0; i--) {
        set_size(r, 1 + chance(60), 1 + chance(200));
        drain(r->line, NULL, chance(4));
    }
    set_size(r, 24, 80);
}

/* One key of the field `*at`; now and then Tab leads on. False: the last field is full. */
static bool type_key(struct round *r, int *at)
{
    static const char *const characters[] = {"a", "7", "Z", " ", "京", "ü", "制", "动", ".", "5"};
    struct snapshot *now = &r->snapshots[r->n];
    *now = r->snapshots[r->n - 1];
    now->left_field = false;
    char *text = now->text[*at];
    size_t length = strlen(text);
    bool leave = (length > 0 && chance(8) == 0) || length + 8 > TEXT_SIZE;
    if (leave && *at == FIELDS - 1) {
        return false;
    }
    if (leave) {
        ++*at;
        now->left_field = true;
        send_key(r, "\t");
    } else if (length > 0 && chance(12) == 0) { /* the last character goes again */
        do {
            text[--length] = '\0';
        } while (length > 0 && ((unsigned char)now[-1].text[*at][length] & 0xC0) == 0x80);
        send_key(r, "\177");
    } else {
        const char *one = characters[chance(length == 0 ? 3 : 10)]; /* a blank alone says nothing */
        snprintf(text + length, TEXT_SIZE - length, "%s", one);
        send_key(r, one);
    }
    now->at = when_monotonic();
    r->n++;
    return true;
}

static void type(struct round *r)
{
    int at = 0, keys = 1 + chance(60);
    while (keys-- > 0 && type_key(r, &at)) {
        if (r->resizes && chance(6) == 0) {
            throw_sizes(r);
        }
        drain(r->line, NULL, chance(25));
    }
    if (r->quiet) {
        /* twice: the save of the field before may still wait for the lock while the last keys come */
        drain(r->line, NULL, QUIET_MS + (r->locked ? 2 * LOCKED_MS : 0));
    } else {
        drain(r->line, NULL, chance(200));
    }
}

static void act(struct round *r)
{
    static const int signals[ACTIONS] = {[HANG_UP] = SIGHUP, [STOP] = SIGTERM, [KILL] = SIGKILL};
    r->ended_at = when_monotonic();
    if (r->action == LINE_DROPS) {
        close(r->line);
        r->line = -1;
    } else {
        kill(r->child, signals[r->action]);
    }
}

/* Ms of processor time that the process has used. */
static int64_t cpu_ms(pid_t pid)
{
    char path[64], text[1024] = "";
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "re");
    if (f == NULL || fgets(text, sizeof text, f) == NULL) {
        text[0] = '\0';
    }
    if (f != NULL) {
        fclose(f);
    }
    const char *after = strrchr(text, ')');
    if (after != NULL) {
        sscanf(after + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    }
    return (int64_t)(user + system) * 1000 / sysconf(_SC_CLK_TCK);
}

/* While nobody types and nothing happens a process that spins uses the whole second. */
static bool check_rests(struct run *run, struct round *r)
{
    int64_t before = cpu_ms(r->child);
    drain(r->line, NULL, 500);
    int64_t used = cpu_ms(r->child) - before;
    return used <= 150 || fail(run, "it spins: %lld ms of processor in 500 ms", (long long)used);
}

static bool check_gone(struct run *run, struct round *r)
{
    int status = 0;
    int64_t until = when_monotonic() + PATIENCE_MS;
    while (waitpid(r->child, &status, WNOHANG) == 0) {
        if (when_monotonic() > until) {
            kill(r->child, SIGKILL);
            waitpid(r->child, &status, 0);
            return fail(run, "%s: the process stays", action_names[r->action]);
        }
        if (r->line >= 0) {
            drain(r->line, NULL, 5);
        } else {
            pause_ms(5);
        }
    }
    if (r->action == KILL) {
        return (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) || fail(run, "it ended before the kill");
    }
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
           fail(run, "%s: it ended with %d, signal %d", action_names[r->action],
                WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

/* The oldest state that the draft may be at. */
static size_t needed(const struct round *r)
{
    int64_t margin = r->locked ? LOCKED_MS : MARGIN_MS;
    size_t least = 0;
    bool told = r->action != KILL; /* it was told to end: all that it read is kept */
    for (size_t i = 1; i < r->n; i++) {
        bool old = r->snapshots[i].at + margin <= r->ended_at;
        bool pause = i + 1 < r->n && r->snapshots[i + 1].at - r->snapshots[i].at >= QUIET_MS;
        bool last = i + 1 == r->n && r->quiet;
        if (old && (told || r->snapshots[i].left_field || pause || last)) {
            least = i;
        }
    }
    return least;
}

static bool equals(const struct snapshot *s, const json_t *content)
{
    for (int i = 0; i < FIELDS; i++) {
        const char *kept = json_string_value(json_object_get(content, names[i]));
        if (strcmp(kept != NULL ? kept : "", s->text[i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool check_kept(struct run *run, const struct round *r, const json_t *content)
{
    size_t least = needed(r);
    for (size_t i = least; i < r->n; i++) {
        if (equals(&r->snapshots[i], content)) {
            return true;
        }
    }
    char *text = json_dumps(content, 0);
    const struct snapshot *s = &r->snapshots[least];
    fail(run,
         "%s%s%s, %zu keys, %zu must be kept: plate %s vin %s phone %s customer %s odometer %s concern %s; "
         "kept: %s",
         action_names[r->action], r->locked ? ", locked" : "", r->resizes ? ", resized" : "", r->n - 1, least,
         s->text[0], s->text[1], s->text[2], s->text[3], s->text[4], s->text[5],
         text != NULL ? text : "nothing");
    free(text);
    return false;
}

/* What is offered at the next log-in; then it is thrown away for the next round. */
static bool check_drafts(struct run *run, const struct round *r)
{
    struct error e = ERROR_NONE;
    json_t *answer = NULL, *drop = json_pack("{s:s}", "form", "order.open"), *dropped = NULL;
    bool good =
        client_call(run->client, "draft.list", NULL, &answer, &e) == ST_OK || fail(run, "%s", e.message);
    const json_t *list = json_object_get(answer, "drafts");
    if (good && json_array_size(list) > 1) {
        good = fail(run, "%zu drafts", json_array_size(list));
    }
    json_t *nothing = json_object();
    const json_t *content = json_object_get(json_array_get(list, 0), "content");
    good = good && check_kept(run, r, content != NULL ? content : nothing);
    if (client_call(run->client, "draft.drop", drop, &dropped, &e) != ST_OK) {
        good = fail(run, "%s", e.message);
    }
    json_decref(nothing);
    json_decref(answer);
    json_decref(drop);
    json_decref(dropped);
    return good;
}

static bool play(struct run *run, struct round *r)
{
    struct error e = ERROR_NONE;
    bool good = start(run, r);
    if (good && r->locked && db_begin(run->db, &e) != ST_OK) {
        good = fail(run, "%s", e.message);
    }
    if (good) {
        type(r);
        good = !r->resizes || r->locked || check_rests(run, r);
        act(r);
        good = check_gone(run, r) && good;
    } else if (r->child > 0) {
        kill(r->child, SIGKILL);
        waitpid(r->child, NULL, 0);
    }
    if (r->line >= 0) {
        close(r->line);
    }
    db_rollback(run->db);
    return check_drafts(run, r) && good;
}

static bool one_round(struct run *run, int number)
{
    struct round r = {.action = (enum action)(number % ACTIONS),
                      .locked = chance(4) == 0,
                      .quiet = chance(4) == 0,
                      .resizes = chance(3) == 0,
                      .line = -1,
                      .snapshots = calloc(KEYS_MAX, sizeof *r.snapshots),
                      .n = 1};
    bool good = r.snapshots != NULL && play(run, &r);
    free(r.snapshots);
    return good;
}

static bool open_all(struct run *run)
{
    struct error e = ERROR_NONE;
    char pin[TEXT_SIZE] = "", path[TEXT_SIZE];
    FILE *f = fopen(run->pin_file, "re");
    if (f == NULL || fgets(pin, sizeof pin, f) == NULL) {
        return fail(run, "%s: no PIN", run->pin_file);
    }
    fclose(f);
    pin[strcspn(pin, "\n")] = '\0';
    snprintf(path, sizeof path, "%.*s/clearbay.db", (int)(strrchr(run->config, '/') - run->config),
             run->config);
    bool good = client_open(run->config, &run->client, &e) == ST_OK &&
                client_login(run->client, run->user, pin, &e) == ST_OK &&
                db_open(path, 0, &run->db, &e) == ST_OK;
    return good || fail(run, "%s", e.message);
}

int main(int argc, char **argv)
{
    struct run run = {0};
    if (argc != 7) {
        fprintf(stderr, "keys_random PROGRAM CONFIG USER PIN-FILE ROUNDS SEED\n");
        return 2;
    }
    run.program = argv[1];
    run.config = argv[2];
    run.user = argv[3];
    run.pin_file = argv[4];
    int rounds = (int)strtol(argv[5], NULL, 10);
    srandom((unsigned)strtoul(argv[6], NULL, 10));
    if (!open_all(&run)) {
        printf("not ok - %s\n", run.why);
        return 1;
    }
    for (int i = 0; i < rounds; i++) {
        if (!one_round(&run, i)) {
            run.failed++;
            printf("# round %d: %s\n", i, run.why);
            fflush(stdout);
        }
    }
    db_close(&run.db);
    client_close(&run.client);
    printf("%d of %d rounds failed\n", run.failed, rounds);
    return run.failed == 0 ? 0 : 1;
}
