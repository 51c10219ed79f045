#include "tui/console/console.h"
#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/when.h"
#include "tui/console/scan.h"
#include "tui/console/screens.h"
#include "tui/console/term.h"
#include "tui/console/ui.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { TICK_MS = 1000, WATCH_MS = 400, SIGNALS = 3 };

/* A signal handler has no argument to find the application handle by, so the pipe's end is here. */
static volatile sig_atomic_t signal_pipe = -1;

static void on_signal(int number)
{
    int before = errno;
    char byte = (char)number;
    if (write(signal_pipe, &byte, 1) < 0) {
        /* the pipe is full: the loop will wake up anyway */
    }
    errno = before;
}

static const int caught[SIGNALS] = {SIGWINCH, SIGHUP, SIGTERM};

static enum status catch_signals(int pipe_ends[2], struct sigaction before[SIGNALS], struct error *e)
{
    if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        return error_set(e, ST_FAILED, "pipe", _("no pipe for signals: %s"), i18n_errno(errno));
    }
    signal_pipe = pipe_ends[1];
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < SIGNALS; i++) {
        sigaction(caught[i], &action, &before[i]);
    }
    return ST_OK;
}

static void release_signals(int pipe_ends[2], const struct sigaction before[SIGNALS])
{
    for (int i = 0; i < SIGNALS; i++) {
        sigaction(caught[i], &before[i], NULL);
    }
    signal_pipe = -1;
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

/* False: the program is told to end. */
static bool take_signals(int fd, struct ui *ui)
{
    char bytes[64];
    ssize_t n = read(fd, bytes, sizeof bytes);
    bool go_on = true;
    for (ssize_t i = 0; i < n; i++) {
        if (bytes[i] == SIGWINCH) {
            struct press resize = press_named("Resize");
            ui_press(ui, &resize);
        } else {
            log_write(LOG_INFO, "signal %d: the console ends", bytes[i]);
            go_on = false;
        }
    }
    return go_on;
}

/* Readable and nothing there to read: the line has dropped. */
static bool is_gone(const struct pollfd *in)
{
    int there = 0;
    if ((in->revents & (POLLERR | POLLNVAL)) != 0) {
        return true;
    }
    bool readable = (in->revents & (POLLIN | POLLHUP)) != 0;
    return readable && (ioctl(in->fd, FIONREAD, &there) != 0 || there == 0);
}

static void take_presses(struct term *term, struct ui *ui, struct scan *scan)
{
    struct press press;
    while (!ui_done(ui) && term_press(term, &press)) {
        scan_press(scan, ui, &press, when_monotonic());
    }
}

static int64_t earlier(int64_t one, int64_t other)
{
    return other != 0 && other < one ? other : one;
}

static void loop(struct term *term, struct ui *ui, int signals)
{
    struct pollfd fds[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    int64_t next = when_monotonic() + TICK_MS, watch = when_monotonic() + WATCH_MS;
    struct scan scan = {.held_count = 0};
    ui_draw(ui);
    client_prepare(ui_client(ui)); /* while somebody looks for his PIN */
    while (!ui_done(ui)) {
        int64_t left = earlier(earlier(next, watch), scan_wakes(&scan)) - when_monotonic();
        int got = poll(fds, 2, left > 0 ? (int)left : 0);
        if (got < 0 && errno != EINTR) {
            return;
        }
        if (got > 0 && !take_signals(signals, ui)) { /* its signal may have come with a key, and after poll */
            return;
        }
        if (got > 0 && fds[0].revents != 0) {
            if (is_gone(&fds[0])) {
                log_write(LOG_INFO, "the terminal is gone: the console ends");
                return;
            }
            take_presses(term, ui, &scan);
        }
        bool news = got != 0 || scan.held_count > 0;
        scan_due(&scan, ui, when_monotonic());
        if (when_monotonic() >= watch) { /* what others changed is there within a second, drawn */
            watch = when_monotonic() + WATCH_MS;
            news = ui_watch(ui) || news;
        }
        if (when_monotonic() >= next) {
            next = when_monotonic() + TICK_MS;
            ui_tick(ui);
            news = true;
        }
        if (news && !ui_done(ui)) {
            ui_draw(ui);
        }
    }
}

/* showroom_s: seconds of a page of the public list; 0: the console. */
static enum status run(struct client *client, int showroom_s, struct error *e)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        return error_set(
            e, ST_USAGE, "no_terminal",
            _("the console needs a terminal: run it in one, or name a command (clearbay --help)"));
    }
    int pipe_ends[2];
    struct sigaction before[SIGNALS];
    enum status st = catch_signals(pipe_ends, before, e); /* before curses, which then leaves them alone */
    if (st != ST_OK) {
        return st;
    }
    struct term *term = NULL;
    struct ui *ui = NULL;
    client_be_quick(client);
    const struct term_options options = {.out = stdout,
                                         .in = stdin,
                                         .theme = client_setting(client, "ui.theme"),
                                         .frames = client_setting(client, "ui.frames")};
    st = term_open(&options, &term, e);
    st = st == ST_OK ? ui_new(client, term, &ui, e) : st;
    if (st == ST_OK && showroom_s > 0) {
        screen_showroom_open(ui, showroom_s);
    }
    if (st == ST_OK) {
        loop(term, ui, pipe_ends[0]);
        if (!ui_done(ui)) {
            ui_hang_up(ui);
        }
    }
    ui_free(&ui);
    term_close(&term);
    release_signals(pipe_ends, before);
    return st;
}

enum status console_run(struct client *client, struct error *e)
{
    return run(client, 0, e);
}

enum status console_showroom(struct client *client, int seconds, struct error *e)
{
    return run(client, seconds, e);
}
