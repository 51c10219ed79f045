/* --help, made from the command table. */
#ifndef CLEARBAY_TUI_CLI_HELP_H
#define CLEARBAY_TUI_CLI_HELP_H

#include "core/base/buf.h"
#include "core/command/command.h"

/* The program's help; with a group ("order") only its commands. */
void help_program(const char *group, struct buf *out);

/* "clearbay order add-part ORDER PART --qty N [--job N]": one line. */
void help_usage(const struct command *c, struct buf *out);

/* A command's help: usage, what it does, its words and options, who may run it. */
void help_command(const struct command *c, struct buf *out);

/* How an argument is spelled: "ORDER", "--qty N", "--new-pin-file FILE". */
void help_argument(const struct arg *a, struct buf *out);

/* "advisor, technician"; "anybody" or "whoever is logged in" in the user's language. */
void help_roles(const struct command *c, struct buf *out);

/* True for a command of the command line (not the console's own actions, not log-in). */
bool help_is_listed(const struct command *c);

#endif
