#include "tui/cli/secret.h"
#include "core/base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

void secret_protect(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

void secret_wipe(char secret[SECRET_SIZE])
{
    explicit_bzero(secret, SECRET_SIZE);
}

/* Reads up to the end of the first line, a byte at a time, so that the rest of standard input is left alone.
 */
static enum status read_line(int fd, const char *name, char out[SECRET_SIZE], struct error *e)
{
    size_t n = 0;
    for (;;) {
        char c;
        ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set(e, ST_USAGE, "pin_file", _("%s: the PIN cannot be read: %s"), name,
                             i18n_errno(errno));
        }
        if (got == 0 || c == '\n') {
            break;
        }
        if (n + 1 == SECRET_SIZE || c == '\0') {
            secret_wipe(out);
            return error_set(e, ST_USAGE, "pin_file", _("%s: its first line is no PIN"), name);
        }
        out[n++] = c;
    }
    n -= n > 0 && out[n - 1] == '\r';
    out[n] = '\0';
    return ST_OK;
}

enum status secret_read(const char *file, char out[SECRET_SIZE], struct error *e)
{
    if (strcmp(file, "-") == 0) {
        return read_line(STDIN_FILENO, _("standard input"), out, e);
    }
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat s;
    if (fd < 0 || fstat(fd, &s) != 0) {
        int why = errno;
        if (fd >= 0) {
            close(fd);
        }
        return error_set(e, ST_USAGE, "pin_file", _("%s: the PIN cannot be read: %s"), file, i18n_errno(why));
    }
    enum status st = S_ISREG(s.st_mode) || S_ISFIFO(s.st_mode) ? ST_OK : ST_USAGE;
    if (st == ST_OK) {
        fcntl(fd, F_SETFL, 0);
        st = read_line(fd, file, out, e);
    } else {
        error_set(e, ST_USAGE, "pin_file", _("%s: this is no file with a PIN"), file);
    }
    close(fd);
    return st;
}

enum status secret_ask(const char *question, char out[SECRET_SIZE], struct error *e)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    struct termios before, silent;
    if (fd < 0 || tcgetattr(fd, &before) != 0) {
        if (fd >= 0) {
            close(fd);
        }
        return error_set(
            e, ST_REFUSED, "login_needed",
            _("there is no terminal to ask for the PIN: say --pin-file FILE (- is standard input)"));
    }
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO);
    tcsetattr(fd, TCSAFLUSH, &silent);
    enum status st = ST_OK;
    if (write(fd, question, strlen(question)) >= 0) {
        st = read_line(fd, "/dev/tty", out, e);
    }
    tcsetattr(fd, TCSAFLUSH, &before);
    if (write(fd, "\n", 1) < 0) {
        st = st == ST_OK ? error_set(e, ST_FAILED, "terminal", _("the terminal is gone")) : st;
    }
    close(fd);
    return st;
}
