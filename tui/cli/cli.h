/* The command line: `clearbay COMMAND ...` does it and ends. */
#ifndef CLEARBAY_TUI_CLI_CLI_H
#define CLEARBAY_TUI_CLI_CLI_H

#include "core/client/client.h"
#include "tui/cli/words.h"

/* Runs the command that the words name and prints its answer. Returns the exit status. */
int cli_run(struct client *client, const struct words *words);

/* Prints an error as the words want it: JSON on standard output, else a line on standard error. Returns its
 * status. */
int cli_error(const struct words *words, const struct error *e);

/* Logs in with --as and the PIN of --pin-file, or asks for it on the terminal. ST_OK without --as. When
 * `pin` (SECRET_SIZE bytes) is not NULL the PIN is left there. */
enum status cli_login(struct client *client, const struct words *words, char *pin, struct error *e);

/* Writes a text to standard output; 1 when it could not be written (a full disk), else 0. */
int cli_print(const char *text);

#endif
