/* How far a long command is: one line on the terminal that is written again in place. */
#ifndef CLEARBAY_TUI_CLI_PROGRESS_H
#define CLEARBAY_TUI_CLI_PROGRESS_H

#include "core/base/buf.h"
#include "core/command/command.h"

struct progress_line;

/* NULL when standard error is no terminal, or nobody looks at it (the program is in the background). */
struct progress_line *progress_line_new(void);

/* Clears the line. NULL is nothing. */
void progress_line_free(struct progress_line **line);

/* Takes a word on how far it is, and writes the line again when a tenth of a second has passed. `arg` is the
 * line. */
void progress_line_show(const struct progress *p, void *arg);

/* The same without a terminal and with a clock of the caller's (monotonic ms): takes the word in; appends the
 * line's text, which may be longer than a terminal is wide. For tests. */
void progress_line_take(struct progress_line *line, const struct progress *p, int64_t now);
void progress_line_text(const struct progress_line *line, struct buf *out);
struct progress_line *progress_line_bare(void);

#endif
