/* Clearing away what a list wrote that never came into force: a crash, a held list that is thrown away. */
#ifndef CLEARBAY_PRICE_CLEAR_H
#define CLEARBAY_PRICE_CLEAR_H

#include "core/app/app.h"

/* Removes every row of the source above the revision in force, in short transactions of its own; call outside
 * any, as the one writer of price lists (writer_open, or db_exclusive). Nothing to clear costs one query. */
enum status price_clear_unfinished(struct session *s, int64_t source, int64_t in_force, struct error *e);

#endif
