#include "core/base/log.h"
#include "core/base/buf.h"
#include "core/base/text.h"
#include "core/base/when.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The only state outside the application handle: a log must work where no handle is at hand. */
static struct {
    int fd;
    enum log_level level;
    bool on;
} sink;

static int open_file(const char *where)
{
    char path[4096];
    if (!text_copy(path, sizeof path, where)) {
        return -1;
    }
    char *colon = strrchr(path, ':');
    if (colon != NULL && strcmp(colon, ":debug") == 0) {
        *colon = '\0';
        sink.level = LOG_DEBUG;
    } else if (colon != NULL && strcmp(colon, ":info") == 0) {
        *colon = '\0';
    }
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

int log_start(int verbose)
{
    log_stop();
    const char *where = getenv("CLEARBAY_LOG");
    sink.level = verbose > 1 ? LOG_DEBUG : LOG_INFO;
    if (where != NULL && where[0] != '\0') {
        sink.fd = open_file(where);
    } else if (verbose > 0) {
        sink.fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    } else {
        return 0;
    }
    sink.on = sink.fd >= 0;
    return sink.on ? 0 : -1;
}

void log_stop(void)
{
    if (sink.on) {
        close(sink.fd);
        sink.on = false;
    }
}

void log_write(enum log_level level, const char *format, ...)
{
    if (!sink.on || level > sink.level) {
        return;
    }
    static const char *const names[] = {"error", "info", "debug"};
    char now[WHEN_SIZE];
    struct buf text, line;
    buf_init(&text, 4096);
    buf_init(&line, 16384);
    va_list args;
    va_start(args, format);
    buf_addv(&text, format, args);
    va_end(args);
    buf_addf(&line, "%s %s %d ", when_iso(when_now(), now), names[level], (int)getpid());
    text_show(text.data, text.len, &line);
    buf_addc(&line, '\n');
    if (!line.failed && write(sink.fd, line.data, line.len) < 0) {
        sink.on = false; /* a full disk must not stop the work */
        close(sink.fd);
    }
    buf_free(&text);
    buf_free(&line);
}
