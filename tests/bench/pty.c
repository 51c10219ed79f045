/* Runs a terminal program on a pty, types keys and measures what comes back:
 *
 *   pty ROWS COLUMNS IDLE-SECONDS KEYS -- COMMAND [ARGUMENT...]
 *
 * KEYS are typed one at a time once the screen has settled: characters, \n Enter, \t Tab, \e Esc, \d arrow
 * down, \u arrow up, \b Backspace, \3 F3, \4 F4. Those between \( and \) are typed, but not counted. Prints
 * one line: milliseconds to the settled first screen, median and p95 milliseconds from a key to its last
 * byte, median bytes a key, bytes and CPU ms while idle, the resident memory then and its peak in KB. */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SETTLE_MS = 60, START_SETTLE_MS = 400, FIRST_MS = 1000, LIMIT_MS = 15000, KEYS_MAX = 1000 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Waits `first` ms for something, then reads until nothing has come for `settle` ms; returns the bytes, *last
 * is when the last came. */
static long drain(int fd, int first, int settle, double *last)
{
    char bytes[65536];
    long total = 0;
    double start = now_ms();
    *last = -1;
    while (now_ms() - start < LIMIT_MS) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int r = poll(&p, 1, total > 0 ? settle : first);
        if (r == 0 || (r < 0 && errno != EINTR)) {
            break;
        }
        ssize_t n = r > 0 ? read(fd, bytes, sizeof bytes) : 0;
        if (r > 0 && n <= 0) {
            break;
        }
        if (n > 0) {
            *last = now_ms();
            total += n;
        }
    }
    return total;
}

/* `name` of the process's memory, such as "VmRSS:". */
static long memory_kb(pid_t pid, const char *name)
{
    char path[64], line[256];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "re");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0) {
            kb = strtol(line + strlen(name), NULL, 10);
        }
    }
    if (f != NULL) {
        fclose(f);
    }
    return kb;
}

static double cpu_ms(pid_t pid)
{
    char path[64], text[1024] = "";
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "re");
    if (f != NULL) {
        text[fread(text, 1, sizeof text - 1, f)] = '\0';
        fclose(f);
    }
    const char *after = strrchr(text, ')');
    if (after != NULL) {
        sscanf(after + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    }
    return (double)(user + system) * 1000.0 / (double)sysconf(_SC_CLK_TCK);
}

/* Takes the next key of KEYS into out, returns its length and moves *keys on. */
static size_t next_key(const char **keys, char out[4])
{
    static const struct {
        char name;
        const char *sent;
    } names[] = {{'n', "\r"},   {'e', "\033"}, {'d', "\033OB"}, {'u', "\033OA"},
                 {'b', "\177"}, {'t', "\t"},   {'3', "\033OR"}, {'4', "\033OS"}};
    const char *k = *keys;
    if (k[0] == '\\' && k[1] != '\0') {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            if (names[i].name == k[1]) {
                *keys = k + 2;
                memcpy(out, names[i].sent, strlen(names[i].sent));
                return strlen(names[i].sent);
            }
        }
    }
    out[0] = *k;
    *keys = k + 1;
    return 1;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct typed {
    double ms[KEYS_MAX], bytes[KEYS_MAX];
    int count;
};

static void type_keys(int fd, const char *keys, struct typed *typed)
{
    bool counts = true;
    while (*keys != '\0' && typed->count < KEYS_MAX) {
        if (keys[0] == '\\' && (keys[1] == '(' || keys[1] == ')')) {
            counts = keys[1] == ')';
            keys += 2;
            continue;
        }
        char key[4];
        size_t n = next_key(&keys, key);
        double pressed = now_ms(), last;
        if (write(fd, key, n) != (ssize_t)n) {
            return;
        }
        long got = drain(fd, FIRST_MS, SETTLE_MS, &last);
        if (counts && last >= 0) {
            typed->ms[typed->count] = last - pressed;
            typed->bytes[typed->count++] = (double)got;
        }
    }
    qsort(typed->ms, (size_t)typed->count, sizeof *typed->ms, ascending);
    qsort(typed->bytes, (size_t)typed->count, sizeof *typed->bytes, ascending);
}

int main(int argc, char **argv)
{
    if (argc < 7 || strcmp(argv[5], "--") != 0) {
        fprintf(stderr, "usage: pty ROWS COLUMNS IDLE-SECONDS KEYS -- COMMAND [ARGUMENT...]\n");
        return 2;
    }
    struct winsize size = {.ws_row = (unsigned short)strtoul(argv[1], NULL, 10),
                           .ws_col = (unsigned short)strtoul(argv[2], NULL, 10)};
    int fd;
    double start = now_ms(), last;
    pid_t pid = forkpty(&fd, NULL, NULL, &size);
    if (pid == 0) {
        setenv("TERM", "xterm-256color", 1);
        execvp(argv[6], argv + 6);
        _exit(127);
    }
    drain(fd, START_SETTLE_MS, START_SETTLE_MS, &last);
    double settled = last - start;
    static struct typed typed;
    type_keys(fd, argv[4], &typed);
    double cpu = cpu_ms(pid), idle_end = now_ms() + strtod(argv[3], NULL) * 1000;
    long idle = 0;
    while (now_ms() < idle_end) {
        idle += drain(fd, 500, 500, &last);
    }
    int n = typed.count;
    printf("settled_ms %.1f keys %d key_median_ms %.2f key_p95_ms %.2f bytes_a_key %.0f idle_bytes %ld "
           "idle_cpu_ms %.0f rss_kb %ld peak_kb %ld\n",
           settled, n, n > 0 ? typed.ms[n / 2] : -1.0, n > 0 ? typed.ms[n * 95 / 100] : -1.0,
           n > 0 ? typed.bytes[n / 2] : -1.0, idle, cpu_ms(pid) - cpu, memory_kb(pid, "VmRSS:"),
           memory_kb(pid, "VmHWM:"));
    kill(pid, SIGHUP);
    usleep(200000);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return 0;
}
