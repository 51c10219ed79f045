/* A program on a terminal of its own, told from a script what to type and asked what is to be seen:
 *
 *   terminal SENT-FILE utf8|bytes ROWS COLUMNS COMMAND [ARGUMENT...]
 *
 * Every byte that the program sends goes into SENT-FILE and to a virtual terminal that reads UTF-8 or single
 * bytes. Each line read is an order, and gets one line as its answer ("screen" many, closed by "."):
 *
 *   type HEX        types these bytes; "done" once the program was quiet for a moment
 *   see TEXT        "yes" as soon as it stands on the screen, "no" after 10 s
 *   time HEX        types them; the milliseconds to the first byte sent
 *   cost HEX        types them; the bytes sent for them, and the milliseconds to the last one
 *   speed BYTES     from now on no more bytes come through in a second, as on a serial line; "done"
 *   size ROWS COLS  a new size; "done" once it was quiet
 *   storm COUNT     as many sizes one after the other, quicker than they can be drawn; ends at 10 rows of 40
 *   screen          what stands there
 *   end             waits 10 s for the program's end: "status N", then what of the terminal it left changed
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

enum {
    ROWS_MAX = 100,
    COLUMNS_MAX = 300,
    QUIET_MS = 120,
    LINE_MS = 20, /* a slow line brings what it can in this time */
    SEE_MS = 10000,
    STORM_MS = 2,
    LINE_SIZE = 4096,
    CELL_BYTES = 4 * VTERM_MAX_CHARS_PER_CELL
};

struct terminal {
    int fd, slave; /* the slave stays open, so that its settings can be read when the program has ended */
    pid_t pid;
    FILE *sent;
    VTerm *vt;
    VTermScreen *screen;
    struct termios before;
    double speed, free_at; /* bytes a second, 0: as many as there are; when the line can bring more */
    bool cursor_hidden, alternate, mouse;
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct terminal *t = user;
    if (property == VTERM_PROP_CURSORVISIBLE) {
        t->cursor_hidden = value->boolean == 0;
    } else if (property == VTERM_PROP_ALTSCREEN) {
        t->alternate = value->boolean != 0;
    } else if (property == VTERM_PROP_MOUSE) {
        t->mouse = t->mouse || value->number != VTERM_PROP_MOUSE_NONE;
    }
    return 1;
}

/* The linux console resets its palette by an OSC without an end, behind which others would wait for one. */
static void feed(struct terminal *t, const char *bytes, size_t n)
{
    static const char palette[] = "\033]R";
    while (n > 0) {
        const char *at = memmem(bytes, n, palette, strlen(palette));
        size_t part = at != NULL ? (size_t)(at - bytes) : n;
        vterm_input_write(t->vt, bytes, part);
        part += at != NULL ? strlen(palette) : 0;
        bytes += part;
        n -= part;
    }
}

/* Waits up to `ms` for something and takes it; the bytes. */
static size_t take(struct terminal *t, int ms)
{
    char bytes[65536];
    size_t room = t->speed > 0 ? (size_t)(t->speed * LINE_MS / 1000) : sizeof bytes;
    double busy = t->free_at - now_ms();
    if (busy > 0) {
        usleep((useconds_t)(busy * 1000));
    }
    struct pollfd p = {.fd = t->fd, .events = POLLIN};
    ssize_t n = poll(&p, 1, ms) > 0 ? read(t->fd, bytes, room) : 0;
    if (n <= 0) {
        return 0;
    }
    t->free_at = t->speed > 0 ? now_ms() + (double)n * 1000 / t->speed : 0;
    fwrite(bytes, 1, (size_t)n, t->sent);
    feed(t, bytes, (size_t)n);
    return (size_t)n;
}

/* Takes all that comes until the program is quiet; the bytes, *last is when they were there. */
static size_t settle(struct terminal *t, double *last)
{
    double from = now_ms();
    size_t n, all = 0;
    *last = from;
    while ((n = take(t, QUIET_MS)) > 0 && now_ms() - from < SEE_MS) {
        all += n;
        *last = t->speed > 0 ? t->free_at : now_ms();
    }
    return all;
}

static void append_utf8(char *out, uint32_t c)
{
    size_t n = strlen(out);
    if (c < 0x80) {
        out[n++] = (char)c;
    } else if (c < 0x800) {
        out[n++] = (char)(0xc0 | c >> 6);
        out[n++] = (char)(0x80 | (c & 0x3f));
    } else {
        out[n++] = (char)(0xe0 | (c >> 12 & 0xf));
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        out[n++] = (char)(0x80 | (c & 0x3f));
    }
    out[n] = '\0';
}

static void row_text(const struct terminal *t, int y, int columns, char *out)
{
    out[0] = '\0';
    for (int x = 0; x < columns;) {
        VTermScreenCell cell = {.width = 1};
        vterm_screen_get_cell(t->screen, (VTermPos){.row = y, .col = x}, &cell);
        if (cell.chars[0] == 0) {
            append_utf8(out, ' ');
        }
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++) {
            append_utf8(out, cell.chars[i]);
        }
        x += cell.width > 1 ? cell.width : 1;
    }
}

/* Whether `text` is on a row; NULL prints them all. */
static bool look(const struct terminal *t, const char *text)
{
    int rows, columns;
    bool found = false;
    vterm_get_size(t->vt, &rows, &columns);
    char *row = malloc((size_t)columns * CELL_BYTES + 1);
    for (int y = 0; row != NULL && y < rows; y++) {
        row_text(t, y, columns, row);
        if (text == NULL) {
            printf("%s\n", row);
        } else {
            found = found || strstr(row, text) != NULL;
        }
    }
    free(row);
    return found;
}

static bool see(struct terminal *t, const char *text)
{
    double from = now_ms();
    while (!look(t, text)) {
        if (now_ms() - from > SEE_MS) {
            return false;
        }
        take(t, QUIET_MS);
    }
    return true;
}

static void type(const struct terminal *t, const char *hex)
{
    char bytes[LINE_SIZE];
    size_t n = 0;
    for (unsigned one; sscanf(hex, "%2x", &one) == 1 && n < sizeof bytes; hex += 2) {
        bytes[n++] = (char)one;
    }
    if (write(t->fd, bytes, n) != (ssize_t)n) {
        fprintf(stderr, "terminal: not all was typed: %s\n", strerror(errno));
    }
}

/* The size that the program is told. */
static void tell_size(const struct terminal *t, int rows, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    ioctl(t->fd, TIOCSWINSZ, &size);
}

static void resize(const struct terminal *t, int rows, int columns)
{
    vterm_set_size(t->vt, rows, columns);
    tell_size(t, rows, columns);
}

/* What was drawn for another size still comes while the screen has the next one, which libvterm does not
 * survive where it is a column wide: its screen is the largest one until the storm is over. */

static void storm(struct terminal *t, long count)
{
    static const int sizes[][2] = {{24, 80},  {100, 300}, {10, 40}, {24, 79}, {23, 80},
                                   {45, 160}, {1, 1},     {2, 300}, {100, 2}, {40, 120}};
    vterm_set_size(t->vt, ROWS_MAX, COLUMNS_MAX);
    for (long i = 0; i < count; i++) {
        const int *size = sizes[i % (long)(sizeof sizes / sizeof *sizes)];
        tell_size(t, size[0], size[1]);
        take(t, STORM_MS);
    }
    resize(t, 10, 40);
}

static void end(struct terminal *t)
{
    int status = 0;
    double from = now_ms(), last;
    while (waitpid(t->pid, &status, WNOHANG) == 0) {
        if (now_ms() - from > SEE_MS) {
            printf("goes on\n");
            return;
        }
        take(t, 20);
    }
    t->pid = 0;
    settle(t, &last);
    struct termios after;
    tcgetattr(t->slave, &after);
    bool line = after.c_iflag == t->before.c_iflag && after.c_oflag == t->before.c_oflag &&
                after.c_cflag == t->before.c_cflag && after.c_lflag == t->before.c_lflag &&
                memcmp(after.c_cc, t->before.c_cc, sizeof after.c_cc) == 0;
    VTermValue bold = {0}, reverse = {0}, underline = {0};
    VTermState *state = vterm_obtain_state(t->vt);
    vterm_state_get_penattr(state, VTERM_ATTR_BOLD, &bold);
    vterm_state_get_penattr(state, VTERM_ATTR_REVERSE, &reverse);
    vterm_state_get_penattr(state, VTERM_ATTR_UNDERLINE, &underline);
    printf("status %d%s%s%s%s%s\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
           line ? "" : " line-settings", t->cursor_hidden ? " cursor-hidden" : "",
           t->alternate ? " other-screen" : "", t->mouse ? " mouse" : "",
           bold.boolean != 0 || reverse.boolean != 0 || underline.number != 0 ? " style" : "");
}

static void follow(struct terminal *t, char *order)
{
    double last, from = now_ms();
    char *rest = strchr(order, ' ');
    if (rest != NULL) {
        *rest++ = '\0';
    } else {
        rest = order + strlen(order);
    }
    if (strcmp(order, "see") == 0) {
        puts(see(t, rest) ? "yes" : "no");
    } else if (strcmp(order, "time") == 0) {
        type(t, rest);
        size_t n = take(t, SEE_MS);
        printf("%.0f\n", n > 0 ? now_ms() - from : (double)SEE_MS);
        settle(t, &last);
    } else if (strcmp(order, "cost") == 0) {
        type(t, rest);
        size_t n = settle(t, &last);
        printf("%zu %.0f\n", n, last - from);
    } else if (strcmp(order, "screen") == 0) {
        look(t, NULL);
        puts(".");
    } else if (strcmp(order, "end") == 0) {
        end(t);
    } else {
        char *columns = NULL;
        long number = strtol(rest, &columns, 10);
        if (strcmp(order, "type") == 0) {
            type(t, rest);
        } else if (strcmp(order, "size") == 0) {
            resize(t, (int)number, (int)strtol(columns, NULL, 10));
        } else if (strcmp(order, "storm") == 0) {
            storm(t, number);
        } else if (strcmp(order, "speed") == 0) {
            t->speed = (double)number;
        }
        settle(t, &last);
        puts("done");
    }
    fflush(stdout);
    fflush(t->sent);
}

static bool start(struct terminal *t, char **argv)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    struct winsize size = {.ws_row = (unsigned short)strtoul(argv[3], NULL, 10),
                           .ws_col = (unsigned short)strtoul(argv[4], NULL, 10)};
    t->sent = fopen(argv[1], "we");
    t->vt = vterm_new(size.ws_row, size.ws_col);
    if (t->sent == NULL || t->vt == NULL || openpty(&t->fd, &t->slave, NULL, NULL, &size) != 0) {
        return false;
    }
    vterm_set_utf8(t->vt, strcmp(argv[2], "utf8") == 0);
    t->screen = vterm_obtain_screen(t->vt);
    vterm_screen_enable_altscreen(t->screen, 1);
    vterm_screen_set_callbacks(t->screen, &callbacks, t);
    vterm_screen_reset(t->screen, 1);
    tcgetattr(t->slave, &t->before);
    t->pid = fork();
    if (t->pid == 0) {
        close(t->fd);
        login_tty(t->slave);
        execvp(argv[5], argv + 5);
        _exit(127);
    }
    return t->pid > 0;
}

int main(int argc, char **argv)
{
    struct terminal t = {0};
    char order[LINE_SIZE];
    if (argc < 6 || !start(&t, argv)) {
        fprintf(stderr, "usage: terminal SENT-FILE utf8|bytes ROWS COLUMNS COMMAND [ARGUMENT...]\n");
        return 2;
    }
    while (fgets(order, sizeof order, stdin) != NULL) {
        order[strcspn(order, "\n")] = '\0';
        follow(&t, order);
    }
    if (t.pid > 0) {
        kill(t.pid, SIGKILL);
        waitpid(t.pid, NULL, 0);
    }
    vterm_free(t.vt);
    fclose(t.sent);
    return 0;
}
