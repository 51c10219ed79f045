/* Concerns that nobody has dealt with when the work is signed. */
#ifndef CLEARBAY_TRUST_FORGOTTEN_H
#define CLEARBAY_TRUST_FORGOTTEN_H

#include "core/app/app.h"
#include "db/order_store.h"

/* Notes on the session each concern without a correction, and whether it has a line. One whose lines the
 * customer declined is dealt with. Nothing is refused: what answers a concern may stand elsewhere. */
void forgotten_note(struct session *s, const struct order_rows *order);

#endif
