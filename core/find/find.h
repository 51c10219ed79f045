/* Whatever a person looks for, in one place: orders, cars, customers and parts by words, pinyin or number. */
#ifndef CLEARBAY_FIND_FIND_H
#define CLEARBAY_FIND_FIND_H

#include "core/app/app.h"
#include "core/price/view.h"
#include "db/find_store.h"

enum find_kind {
    FIND_ORDER,    /* open ones, then closed ones: the newest of them, and those of the cars that fit */
    FIND_CAR,      /* by plate or VIN */
    FIND_CUSTOMER, /* by name or phone: one hit for each of the customer's cars */
    FIND_PART
};

/* One hit; which members are set depends on its kind, the others are NULL. All borrowed. */
struct find_hit {
    enum find_kind kind;
    const struct find_order *order; /* FIND_ORDER */
    const struct find_car *car;     /* FIND_CAR, FIND_CUSTOMER */
    const struct price_pin *part;   /* FIND_PART */
    const struct price_detail *detail;
    bool exact; /* the query is this one's number, plate, VIN or part number */
    bool ends;  /* it is, or the order's number or the plate ends with a word of it that has a digit */
};

/* Calls `each` for what the query finds until it returns false: orders, then cars and customers, then parts,
 * at most `limit` of each kind, exact ones first within their kind, then those that end so. Every word of the
 * query has to be found. A query without letters and digits finds nothing, which is no error. */
enum status find_all(struct session *s, const char *query, int64_t limit,
                     bool (*each)(const struct find_hit *, void *), void *arg, struct error *e);

#endif
