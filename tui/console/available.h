/* Why something cannot be done here and now, and what would help. */
#ifndef CLEARBAY_CONSOLE_AVAILABLE_H
#define CLEARBAY_CONSOLE_AVAILABLE_H

#include "core/command/command.h"
#include "tui/console/ui.h"

/* True when the command cannot be run on a screen of that context by whoever is logged in; `why` (may be
 * NULL) then says why and what would help, as one sentence. */
bool available_not(const struct ui *ui, const struct command *c, unsigned context, struct buf *why);

/* True when a screen of that context has an order open whose stage does not allow the command: such a key is
 * not worth a hint. `why` as above. */
bool available_not_in_stage(const struct ui *ui, const struct command *c, unsigned context, struct buf *why);

/* What to say of a key that does nothing on a screen of that context: what it does elsewhere and how to get
 * there, else where to look. While nobody is logged in there is no elsewhere. */
void available_key(const struct ui *ui, const char *key, unsigned context, struct buf *out);

#endif
