/* Clients that harm nobody but themselves, if the service is right:
 *
 *   hostile_clients SOCKET KIND COUNT MS    COUNT clients of that kind for so long, beside a good one that
 * looks prices up
 *
 * Prints "answers N worst X": how many answers the good client got, and what it waited for the slowest, in
 * ms. Status 1 when one of them was not the right one. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MAX = 256, PIECE = 65536, BIG = 1100000, DEEP = 60000, FILES = 16 };

static atomic_bool over;
static const char *place;

static double ms_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static int dial(void)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(at.sun_path, sizeof at.sun_path, "%s", place);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval soon = {.tv_usec = 20000}; /* nobody here waits so long that he cannot be ended */
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon);
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* False when the service has closed the line. */
static bool push(int fd, const char *bytes, size_t n)
{
    while (n > 0 && !over) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
        if (sent > 0) {
            bytes += sent;
            n -= (size_t)sent;
        } else if (errno != EAGAIN || recv(fd, (char[1]){0}, 1, MSG_DONTWAIT | MSG_PEEK) == 0) {
            return false;
        }
    }
    return !over;
}

static void swallow(int fd)
{
    char piece[PIECE];
    while (recv(fd, piece, sizeof piece, MSG_DONTWAIT) > 0) {
    }
}

static const char request[] =
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"checklist\",\"params\":{\"level\":\"qc\"}}\n";
static const char login[] =
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"session.login\",\"params\":{\"user\":\"nobody\",\"pin\":"
    "\"000000\"}}\n";

static void be_silent(int fd)
{
    while (!over) {
        usleep(20000);
    }
    swallow(fd);
}

static void be_slow(int fd)
{
    while (push(fd, "{", 1)) {
        usleep(1000);
    }
}

static void flood(int fd)
{
    while (push(fd, request, sizeof request - 1)) {
        swallow(fd);
    }
}

static void never_read(int fd)
{
    while (push(fd, request, sizeof request - 1)) {
    }
}

static void send_garbage(int fd)
{
    char piece[4096];
    unsigned seed = (unsigned)fd;
    while (true) {
        for (size_t i = 0; i < sizeof piece; i++) {
            piece[i] = (char)(rand_r(&seed) % 256);
        }
        if (!push(fd, piece, sizeof piece)) {
            return;
        }
        swallow(fd);
    }
}

static void send_nothings(int fd)
{
    char piece[PIECE];
    for (size_t i = 0; i < sizeof piece; i++) {
        piece[i] = i % 4 == 0 ? '{' : i % 4 == 1 ? '}' : '\n';
    }
    while (push(fd, piece, sizeof piece)) {
        swallow(fd);
    }
}

/* Fills the service's memory with a message that does not end, once: who did it again and again would show
 * how the machine shares its time. */
static void hoard(int fd)
{
    char *line = malloc(BIG);
    memset(line, ' ', BIG);
    push(fd, line, 1000000);
    free(line);
    be_silent(fd);
}

/* As long as a message may be, and longer. */
static void send_big(int fd)
{
    char *line = malloc(BIG);
    memset(line, ' ', BIG);
    line[0] = '[';
    line[1000000] = '\n';
    bool there = push(fd, line, 1000001);
    swallow(fd);
    if (there) {
        line[1000000] = ' ';
        push(fd, line, BIG);
    }
    free(line);
}

static void send_deep(int fd)
{
    char *line = malloc(DEEP);
    memset(line, '[', DEEP);
    line[DEEP - 1] = '\n';
    while (push(fd, line, DEEP)) {
        swallow(fd);
    }
    free(line);
}

/* Goes in the middle of a message, or before its answer. */
static void leave(int fd)
{
    push(fd, request, fd % 2 == 0 ? sizeof request - 1 : sizeof request / 2);
}

static void send_files(int fd)
{
    union {
        char bytes[CMSG_SPACE(FILES * sizeof(int))];
        struct cmsghdr align;
    } control;
    struct iovec part = {(char *)(size_t)request, sizeof request - 1};
    int file = STDIN_FILENO;
    while (!over) {
        struct msghdr m = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = sizeof control.bytes};
        struct cmsghdr *head = CMSG_FIRSTHDR(&m);
        *head = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(FILES * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        for (size_t i = 0; i < FILES; i++) {
            memcpy(CMSG_DATA(head) + i * sizeof file, &file, sizeof file);
        }
        if (sendmsg(fd, &m, MSG_NOSIGNAL) < 0) {
            return;
        }
        swallow(fd);
        usleep(1000); /* the kernel's work with files on their way is not the service's */
    }
}

static void guess_pins(int fd)
{
    char piece[PIECE];
    while (push(fd, login, sizeof login - 1) && recv(fd, piece, sizeof piece, 0) > 0) {
    }
}

static const struct kind {
    const char *name;
    void (*act)(int fd);
} kinds[] = {{"silent", be_silent}, {"slow", be_slow},         {"flood", flood},
             {"deaf", never_read},  {"garbage", send_garbage}, {"nothings", send_nothings},
             {"big", send_big},     {"deep", send_deep},       {"leaver", leave},
             {"files", send_files}, {"guesser", guess_pins},   {"hoarder", hoard}};

static void *be_hostile(void *arg)
{
    const struct kind *kind = arg;
    while (!over) {
        int fd = dial();
        if (fd >= 0) {
            kind->act(fd);
            close(fd);
        }
        usleep(1000); /* the service is to be tried, not how the machine shares its time */
    }
    return NULL;
}

/* Asks for a price and waits for the answer; what it waited, in ms, or -1 when it is not the right one. */
static double look_up(int fd)
{
    static const char find[] =
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"price.find\",\"params\":{\"query\":\"brake\"}}\n";
    char answer[PIECE];
    size_t n = 0;
    double from = ms_now();
    if (send(fd, find, sizeof find - 1, MSG_NOSIGNAL) < 0) {
        return -1;
    }
    while (n == 0 || answer[n - 1] != '\n') {
        ssize_t got = recv(fd, answer + n, sizeof answer - 1 - n, 0);
        if (got <= 0) {
            return -1;
        }
        n += (size_t)got;
    }
    answer[n] = '\0';
    return strstr(answer, "\"id\":7") != NULL && strstr(answer, "04465-33471") != NULL ? ms_now() - from : -1;
}

static int be_good(double until)
{
    long answers = 0;
    double worst = 0;
    int fd = dial();
    while (fd < 0 && ms_now() < until) { /* those before have left a queue at the door */
        usleep(1000);
        fd = dial();
    }
    for (; ms_now() < until; answers++) {
        double took = look_up(fd);
        if (took < 0) {
            printf("the answer %ld is not right\n", answers);
            return 1;
        }
        worst = took > worst ? took : worst;
        usleep(2000);
    }
    printf("answers %ld worst %.1f\n", answers, worst);
    return 0;
}

int main(int argc, char **argv)
{
    const struct kind *kind = NULL;
    pthread_t threads[CLIENTS_MAX];
    for (size_t i = 0; argc == 5 && i < sizeof kinds / sizeof *kinds; i++) {
        kind = strcmp(kinds[i].name, argv[2]) == 0 ? &kinds[i] : kind;
    }
    int count = argc == 5 ? (int)strtol(argv[3], NULL, 10) : -1;
    if (kind == NULL || count < 0 || count > CLIENTS_MAX) {
        fputs("usage: hostile_clients SOCKET KIND COUNT MS\n", stderr);
        return 2;
    }
    place = argv[1];
    for (int i = 0; i < count; i++) {
        if (pthread_create(&threads[i], NULL, be_hostile, (void *)(size_t)kind) != 0) {
            return 2;
        }
    }
    int status = be_good(ms_now() + (double)strtol(argv[4], NULL, 10));
    over = true;
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
    }
    return status;
}
