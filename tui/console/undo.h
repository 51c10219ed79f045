/* Undo and redo by a key, on every screen. */
#ifndef CLEARBAY_CONSOLE_UNDO_H
#define CLEARBAY_CONSOLE_UNDO_H

#include "tui/console/ui.h"

/* Runs `undo` or `redo` and says what came of it. order: the one that is shown; NULL: the one that the person
 * changed last. */
void undo_run(struct ui *ui, const char *id, const char *order);

#endif
