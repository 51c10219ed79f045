/* Storage of what is held about a customer, wherever it lies. Rows only, no rules. */
#ifndef CLEARBAY_DB_CUSTOMER_STORE_H
#define CLEARBAY_DB_CUSTOMER_STORE_H

#include "db/db.h"

#include <stdbool.h>

struct customer_row {
    int64_t id;
    char name[512], phone[32];
    char plate[64]; /* of the last car; "" none */
    int64_t created_at;
    int64_t erased_at;           /* 0: not erased */
    int64_t orders, open_orders; /* how many */
    int64_t last_visit;          /* 0: never */
};

/* ST_NOT_FOUND "no_row". */
enum status customer_store_load(struct db *db, int64_t id, struct customer_row *out, struct error *e);

/* Calls `each` for customers whose phone, or a car of theirs whose plate or VIN, holds `key`, or whose name
 * holds `words`, the last visitors first, at most `limit`. Erased ones have nothing that could be found. */
enum status customer_store_search(struct db *db, const char *key, const char *words, int64_t limit,
                                  bool (*each)(const struct customer_row *, void *), void *arg,
                                  struct error *e);

/* Those with exactly that phone, plate or VIN. */
enum status customer_store_exact(struct db *db, const char *key,
                                 bool (*each)(const struct customer_row *, void *), void *arg,
                                 struct error *e);

/* How many others have exactly that name, or the phone ("": not looked for). */
enum status customer_store_same(struct db *db, int64_t id, const char *name, const char *phone, int64_t *n,
                                struct error *e);

/* Whose order that is. ST_NOT_FOUND "no_row". */
enum status customer_store_of_order(struct db *db, int64_t order, int64_t *id, struct error *e);

/* A car of the customer's. */
struct customer_car {
    const char *plate, *vin; /* vin NULL: unknown */
    int64_t odometer;        /* -1: never read */
};
enum status customer_store_cars(struct db *db, int64_t id, bool (*each)(const struct customer_car *, void *),
                                void *arg, struct error *e);

/* The customer's orders, oldest first. */
enum status customer_store_orders(struct db *db, int64_t id,
                                  bool (*each)(int64_t order, int64_t revision, void *), void *arg,
                                  struct error *e);

/* Those that were his until they were given to somebody else: `given` is how the log's JSON says that. */
enum status customer_store_given(struct db *db, int64_t id, const char *given,
                                 bool (*each)(int64_t order, int64_t revision, void *), void *arg,
                                 struct error *e);

/* Everybody's drafts. */
struct customer_draft {
    int64_t person;
    const char *login, *form, *subject, *content;
    int64_t saved_at;
};
enum status customer_store_drafts(struct db *db, bool (*each)(const struct customer_draft *, void *),
                                  void *arg, struct error *e);

/* Texts that hold the customer's name or phone ("": not looked for), of his orders and of everybody else's:
 * what people wrote in words of their own. `within`: the name counts also as a part of others' texts, not
 * only as the whole of one. `number` is the order's, "" when it is about none; `where` is "concern 2", "line
 * 3", "log 57", "customer C8". */
enum status customer_store_mentions(struct db *db, const struct customer_row *customer, bool within,
                                    bool (*each)(const char *number, const char *where, void *), void *arg,
                                    struct error *e);

/* Takes the person out of customer file, cars, decisions on lines, call-backs and the log's personal values
 * with their salts; the orders stay. Decisions from before there were digests stay too: what was signed
 * covers the name itself. *entries: entries of the log. */
enum status customer_store_erase(struct db *db, int64_t id, int64_t at, int64_t *entries, struct error *e);

/* Takes the personal values of one order's entries out of the log; *entries: how many had any. */
enum status customer_store_erase_log(struct db *db, int64_t order, int64_t *entries, struct error *e);

#endif
