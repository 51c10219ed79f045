/* The price list as one leafs through it: by price group, in the order in which its parts came. */
#ifndef CLEARBAY_PRICE_GROUPS_H
#define CLEARBAY_PRICE_GROUPS_H

#include "core/price/view.h"

/* Calls `each` with the price groups ("" for parts without one) of a list that is in force, in the order of
 * their names. A group whose parts are all gone may be among them. */
enum status price_groups_each(struct session *s, int64_t source, bool (*each)(const char *group, void *),
                              void *arg, struct error *e);

/* A page of a group: at most `limit` parts from the part id `from` on (0: from the first). *next is where the
 * next page begins; 0: this is the last one. Works inside the caller's transaction. */
enum status price_group_page(struct session *s, struct price_view *view, int64_t source, const char *group,
                             int64_t from, size_t limit,
                             bool (*each)(const struct price_pin *, const struct price_detail *, void *),
                             void *arg, int64_t *next, struct error *e);

#endif
