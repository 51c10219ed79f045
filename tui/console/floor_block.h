/* An order on the picture of the floor: a frame with its stage in the upper edge, and within what there is
 * room for. */
#ifndef CLEARBAY_CONSOLE_FLOOR_BLOCK_H
#define CLEARBAY_CONSOLE_FLOOR_BLOCK_H

#include "tui/console/ui.h"

/* Draws a block of the command floor's answer into its place on the picture of that day ("2026-11-24"), as it
 * is at `now` (UTC ms). From 10 columns within on no word is cut but those that people wrote. The selected
 * one has the cursor. */
void floor_block_draw(struct term *t, struct area a, const char *day, const json_t *block, int64_t now,
                      bool selected);

#endif
