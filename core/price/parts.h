/* Going through the parts of a source while writing: they are read in batches, so that no reading statement
 * stands open while prices change. */
#ifndef CLEARBAY_PRICE_PARTS_H
#define CLEARBAY_PRICE_PARTS_H

#include "core/price/price.h"

struct part_ref {
    int64_t id;
    char part_no[PART_NO_SIZE], brand[PART_TEXT_SIZE];
};

/* Calls `each` for the parts of a source in the order of their ids, with `touched_above` > 0 only for those
 * with a price that begins or ends above that revision, until it returns another status than ST_OK, which is
 * returned. */
enum status price_parts_each(struct db *db, int64_t source, int64_t touched_above,
                             enum status (*each)(const struct part_ref *part, void *arg, struct error *e),
                             void *arg, struct error *e);

#endif
