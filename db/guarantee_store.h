/* Storage of guarantee windows, of comebacks, and of certificates that were issued. Rows only, no rules. */
#ifndef CLEARBAY_DB_GUARANTEE_STORE_H
#define CLEARBAY_DB_GUARANTEE_STORE_H

#include "db/db.h"

struct guarantee_row {
    const char *kind, *price_group, *source; /* borrowed while `each` runs */
    bool own;
    int64_t valid_from, km, days;
};

/* Every row, the newest of a kind first; until `each` returns false. */
enum status guarantee_store_each(struct db *db, bool (*each)(const struct guarantee_row *, void *), void *arg,
                                 struct error *e);
enum status guarantee_store_put(struct db *db, const struct guarantee_row *row, struct error *e);

/* Orders in which concerns of `order` came back, and in which those came back, in the order of their ids. */
struct comeback_row {
    int64_t id, delivered_at, odometer_out; /* 0 and -1: not delivered yet */
    char number[64];
};
enum status comeback_store_each(struct db *db, int64_t order,
                                bool (*each)(const struct comeback_row *, void *), void *arg,
                                struct error *e);

/* ST_NOT_FOUND "no_row": none was issued. `take` gets the document, borrowed. */
enum status certificate_store_find(struct db *db, int64_t order, void (*take)(const char *document, void *),
                                   void *arg, struct error *e);
enum status certificate_store_add(struct db *db, int64_t order, int64_t at, int64_t by, const char *document,
                                  struct error *e);

#endif
