/* Ctrl-C during a long command. */
#ifndef CLEARBAY_TUI_CLI_STOP_H
#define CLEARBAY_TUI_CLI_STOP_H

#include <signal.h>

/* From now on the first SIGINT or SIGTERM only makes *result 1, and the command ends by itself; the second
 * one ends the program at once. The pointer stays good for ever. */
const volatile sig_atomic_t *stop_on_signals(void);

#endif
