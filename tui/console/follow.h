/* Keys that begin a sequence (Space, then a letter): what may follow is shown to whoever hesitates. */
#ifndef CLEARBAY_CONSOLE_FOLLOW_H
#define CLEARBAY_CONSOLE_FOLLOW_H

#include "tui/console/ui.h"

enum { FOLLOW_MS = 300 }; /* who knows the sequence never sees the list */

/* A box at the bottom of the area with the keys that may follow `prefix` in a context, those that the person
 * may use. */
void follow_draw(struct ui *ui, const char *prefix, unsigned context, struct area area);

/* The same as one line of text, for a key that does not follow. */
void follow_text(struct ui *ui, const char *prefix, unsigned context, struct buf *out);

#endif
