/* What of the open order a command is about, in words: which line or concern, or how many lines and what they
 * cost. Shown above a form, in the question before what cannot be undone, and in what is said afterwards. */
#ifndef CLEARBAY_TUI_CONSOLE_COMMAND_SUBJECT_H
#define CLEARBAY_TUI_CONSOLE_COMMAND_SUBJECT_H

#include "core/base/buf.h"
#include "core/command/command.h"
#include "tui/console/ui.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Appends "line 5: brake pads, 240.00 CNY", "all 3 open lines: 1234.00 CNY", "lines 1, 3: 480.00 CNY" or
 * "job 2: squeals", as the arguments in `params` (texts, or lists of them) say; nothing when `c` is about no
 * line and no job or the open order does not have it. */
void command_subject(struct ui *ui, const struct command *c, const json_t *params, struct buf *out);

/* Whether the command takes several lines, and without a number all that are open. */
bool command_takes_lines(const struct command *c);

/* The only line of the open order that the command can do anything to; 0: there are several or none. */
int64_t command_only_line(struct ui *ui, const struct command *c);

/* True when the command is for a line and the open order has none that it could do anything to: appends why
 * not. */
bool command_has_no_line(struct ui *ui, const struct command *c, struct buf *why);

#endif
