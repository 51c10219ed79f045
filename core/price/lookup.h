/* Looking parts up: by number on a day, by words while typing. */
#ifndef CLEARBAY_PRICE_LOOKUP_H
#define CLEARBAY_PRICE_LOOKUP_H

#include "core/price/view.h"

/* price_pick on any day. */
enum status price_pick_on(struct session *s, const char *part, const char *source, const char *brand,
                          int32_t day, struct price_pin *out, struct price_detail *detail, struct error *e);

/* Parts that a query finds, best first, in a stable order: the exact number, numbers that begin with it,
 * names that hold all words, names that hold them as pinyin (jy, jiyou for 机油), numbers that hold it
 * anywhere (from three characters). Nothing typed is an error. Calls `each` for at most `limit` parts until
 * it returns false. */
enum status price_find(struct session *s, const char *query, int64_t limit,
                       bool (*each)(const struct price_pin *, const struct price_detail *, void *), void *arg,
                       struct error *e);

#endif
