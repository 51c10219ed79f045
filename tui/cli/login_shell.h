/* The console as somebody's login shell or as ssh's forced command: it opens and asks who one is, and no way
 * leads from it to a shell. Neither words, environment nor keys of whoever logs in choose anything else. */
#ifndef CLEARBAY_TUI_CLI_LOGIN_SHELL_H
#define CLEARBAY_TUI_CLI_LOGIN_SHELL_H

#include "core/base/error.h"

#include <stdbool.h>

/* True when the program was started so: its own name begins with '-' (login, su -), or its first word is -c
 * (ssh with a command) or --login-shell (a forced command). Pure. */
bool login_shell_is(int argc, char *const *argv);

/* Whether the words ask for no more than the console. ST_REFUSED "no_shell": a command, a file transfer, any
 * other word. Pure. */
enum status login_shell_check(int argc, char *const *argv, struct error *e);

/* From now on the program's own keys only: Ctrl-C, Ctrl-\ and Ctrl-Z mean nothing, and of the environment
 * stays what the terminal, the language and the log need. Call it first of all. */
void login_shell_confine(void);

#endif
