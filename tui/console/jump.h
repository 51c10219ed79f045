/* Going to what was found: an order, a car, a part. */
#ifndef CLEARBAY_CONSOLE_JUMP_H
#define CLEARBAY_CONSOLE_JUMP_H

#include "tui/console/ui.h"

/* Opens a hit of the command `find`: an order itself; of a car or customer the order that is open, else an
 * advisor takes the car in with everything filled, and others see its last order; a part in the price
 * lookup. */
void jump_to_hit(struct ui *ui, const json_t *hit);

/* The hit whose number, plate, VIN or part number this text is, a new reference; NULL: there is none. */
json_t *jump_exact(struct ui *ui, const char *text);
/* Opens it. False: there is none. */
bool jump_to(struct ui *ui, const char *text);

/* One row about a hit, in `columns`; and the word for its kind ("order"). */
void jump_row(const json_t *hit, int columns, struct buf *out);
const char *jump_kind(const json_t *hit);

#endif
