#include "core/base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 65536, SPOOL_MAX = 1 << 30, LOOK_MS = 100 };

static bool wait_for(int fd, const volatile sig_atomic_t *stop)
{
    struct pollfd in = {.fd = fd, .events = POLLIN};
    int ready = 0;
    while (ready == 0 || (ready < 0 && errno == EINTR)) {
        if (stop != NULL && __atomic_load_n(stop, __ATOMIC_RELAXED) != 0) {
            errno = EINTR;
            return false;
        }
        ready = poll(&in, 1, LOOK_MS);
    }
    return ready > 0;
}

/* False: errno says why. */
static bool copy(int from, FILE *to, const volatile sig_atomic_t *stop)
{
    char piece[PIECE];
    ssize_t n;
    long all = 0;
    do {
        n = wait_for(from, stop) ? read(from, piece, sizeof piece) : -1;
        if (n < 0 || (n > 0 && fwrite(piece, 1, (size_t)n, to) != (size_t)n)) {
            return false;
        }
        all += n;
    } while (n > 0 && all <= SPOOL_MAX);
    errno = all > SPOOL_MAX ? EFBIG : 0;
    return all <= SPOOL_MAX && fflush(to) == 0;
}

/* A descriptor of its own for the copy, at its beginning. */
static int copy_of(int fd, const volatile sig_atomic_t *stop)
{
    FILE *spool = tmpfile();
    int out = -1;
    if (spool != NULL && copy(fd, spool, stop) && fseeko(spool, 0, SEEK_SET) == 0) {
        out = fcntl(fileno(spool), F_DUPFD_CLOEXEC, 3);
    }
    int why = errno;
    if (spool != NULL) {
        fclose(spool);
    }
    errno = why;
    return out;
}

int spool_open(const char *path, const volatile sig_atomic_t *stop, int *why)
{
    struct stat is;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC),
        out = fd; /* the end of a pipe is waited for below */
    if (fd >= 0 && fstat(fd, &is) != 0) {
        out = -1;
    } else if (fd >= 0 && S_ISDIR(is.st_mode)) {
        errno = EISDIR;
        out = -1;
    } else if (fd >= 0 && !S_ISREG(is.st_mode)) {
        out = copy_of(fd, stop);
    }
    *why = out < 0 ? errno : 0;
    if (fd >= 0 && fd != out) {
        close(fd);
    }
    return out;
}
