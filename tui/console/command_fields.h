/* The fields of a command's form, made from its row in the table: what can be chosen in each and what stands
 * there before one types. No pointer is NULL but `start`. */
#ifndef CLEARBAY_TUI_CONSOLE_COMMAND_FIELDS_H
#define CLEARBAY_TUI_CONSOLE_COMMAND_FIELDS_H

#include "core/base/buf.h"
#include "core/command/command.h"
#include "tui/console/form.h"
#include "tui/console/ui.h"

/* Adds a field to the empty `form` for each argument of `c` that is not known for sure, and begins where
 * something is missing. What is known for sure (the open order, the cursor's row) goes into `fixed`, which
 * stays the caller's; `start` (or NULL) holds what is to stand in the fields, by argument name. */
void command_fields(struct ui *ui, struct form *form, const struct command *c, json_t *fixed,
                    const json_t *start);

/* What the open order has already of what the argument `name` of `c` records, for a job (0: the only one;
 * of several nothing): one goes on from there. Writes it to `out` of `size` bytes; false: it records nothing
 * of that name. */
bool command_recorded(struct ui *ui, const struct command *c, const char *name, int64_t job_no, char *out,
                      size_t size);

/* What stands in the form, for the question before what cannot be undone: "odometer km 58310 (58300 at
 * arrival), reason ..."; long texts by their beginnings, secrets not at all. Of a delivery also that it is
 * further than a workshop drives. */
void command_typed(struct ui *ui, const struct form *form, const struct command *c, struct buf *out);

#endif
