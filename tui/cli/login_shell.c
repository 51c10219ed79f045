#include "tui/cli/login_shell.h"
#include "core/base/i18n.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static const char option[] = "--login-shell";

bool login_shell_is(int argc, char *const *argv)
{
    bool named = argc > 0 && argv[0] != NULL && argv[0][0] == '-';
    bool asked = argc > 1 && (strcmp(argv[1], "-c") == 0 || strcmp(argv[1], option) == 0);
    return named || asked;
}

/* Takes the next word from a command as sshd hands it over; "" behind the last one. */
static size_t next_word(const char **at)
{
    *at += strspn(*at, " ");
    return strcspn(*at, " ");
}

/* "clearbay", by whatever path, alone or with --login-shell. Nothing in it is run: it only says that the
 * console is meant. */
static bool starts_console(const char *command)
{
    static const char program[] = "clearbay";
    size_t n = next_word(&command), name = sizeof program - 1;
    bool ours = n >= name && strncmp(command + n - name, program, name) == 0 &&
                (n == name || command[n - name - 1] == '/');
    command += n;
    n = next_word(&command);
    bool more = n == sizeof option - 1 && strncmp(command, option, n) == 0;
    command += more ? n : 0;
    return ours && next_word(&command) == 0;
}

enum status login_shell_check(int argc, char *const *argv, struct error *e)
{
    bool alone = argc <= 1 || (argc == 2 && strcmp(argv[1], option) == 0);
    if (alone || (argc == 3 && strcmp(argv[1], "-c") == 0 && starts_console(argv[2]))) {
        return ST_OK;
    }
    return error_set(
        e, ST_REFUSED, "no_shell",
        _("this account has the workshop's console and nothing else: log in without a command, on a "
          "terminal (ssh -t)"));
}

static bool is_kept(const char *variable)
{
    static const char *const kept[] = {
        "TERM=", "COLORTERM=", "NO_COLOR=", "ESCDELAY=", "LANG=",          "LANGUAGE=",
        "LC_",   "HOME=",      "USER=",     "LOGNAME=",  "SSH_CONNECTION="};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        if (strncmp(variable, kept[i], strlen(kept[i])) == 0) {
            return true;
        }
    }
    return false;
}

extern char **environ;

void login_shell_confine(void)
{
    static const int ignored[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        signal(ignored[i], SIG_IGN);
    }
    size_t n = 0;
    for (size_t i = 0; environ != NULL && environ[i] != NULL; i++) {
        if (is_kept(environ[i])) {
            environ[n++] = environ[i];
        }
    }
    if (environ != NULL) {
        environ[n] = NULL;
    }
}
