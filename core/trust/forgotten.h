/* What is easily forgotten when a level is signed. */
#ifndef CLEARBAY_TRUST_FORGOTTEN_H
#define CLEARBAY_TRUST_FORGOTTEN_H

#include "core/app/app.h"
#include "core/inspect/inspection.h"
#include "core/trust/signoff.h"
#include "db/order_store.h"

/* Notes on the session, refusing nothing, for the answer may stand elsewhere. The advisor: that no odometer
 * reading is entered, which his signature vouches for. The technician: each concern without a correction, and
 * whether it has a line; one whose lines the customer declined is dealt with. Both: the items
 * that are red. QC: nothing, a red item does not pass there. `items`: the level's inspection. */
void forgotten_note(struct session *s, const struct order_rows *order, enum level level,
                    const struct inspection *items);

#endif
