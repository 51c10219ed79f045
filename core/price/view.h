/* The price lists as they were at a moment: which revision of each source was in force. Looking a price up
 * goes through one of these. */
#ifndef CLEARBAY_PRICE_VIEW_H
#define CLEARBAY_PRICE_VIEW_H

#include "core/price/price.h"
#include "db/price_store.h"

/* What a price_pin leaves out. */
struct price_detail {
    char name[PART_TEXT_SIZE], name_local[PART_TEXT_SIZE];
    char price_group[64];
    int64_t name_id, source_id;
    int64_t core_charge, min_order_milli; /* -1: none */
    int64_t fetched_at;
};

struct price_view;

/* The lists in force at the end of a day (days since 1970, UTC); today and later: now. Works inside the
 * caller's transaction. The caller frees *out. */
enum status price_view_new(struct db *db, int32_t day, struct price_view **out, struct error *e);
void price_view_free(struct price_view **view);

/* A source's name, borrowed; "" when there is none with that id. */
const char *price_view_source(const struct price_view *view, int64_t source);

/* Calls `each` for every list that is in force in the view, until it returns false. */
void price_view_lists(const struct price_view *view,
                      bool (*each)(int64_t source, const char *name, int64_t revision, void *), void *arg);

/* The price of a part that is in force in the view; *found is false when none is. detail may be NULL. */
enum status price_view_part(struct price_view *view, int64_t part, struct price_pin *out,
                            struct price_detail *detail, bool *found, struct error *e);

/* From when to when a price was in force (UTC ms), as the view knows: *from 0 when it was never, *to 0 when
 * it still is. */
enum status price_view_span(struct price_view *view, const struct price_row *row, int64_t *from, int64_t *to,
                            struct error *e);

#endif
