/* Going through orders, cars and customers for the one box that finds everything. Rows only, no rules: what
 * fits is decided by the caller. */
#ifndef CLEARBAY_DB_FIND_STORE_H
#define CLEARBAY_DB_FIND_STORE_H

#include "db/db.h"

struct find_order {
    int64_t id, delivered_at; /* 0: it is not */
    char number[64], stage[32], plate[64], vin[20], customer[512], phone[32], concern[512];
};

/* Calls `fits` for every open order, the newest first, until it returns false. */
enum status find_store_open_orders(struct db *db, bool (*fits)(const struct find_order *, void *), void *arg,
                                   struct error *e);

/* The same for the newest `room` orders that are closed. */
enum status find_store_closed_orders(struct db *db, size_t room,
                                     bool (*fits)(const struct find_order *, void *), void *arg,
                                     struct error *e);

/* The same for the closed orders of one car whose id is less than `before`. */
enum status find_store_closed_of_car(struct db *db, int64_t vehicle, int64_t before,
                                     bool (*fits)(const struct find_order *, void *), void *arg,
                                     struct error *e);

/* One order, open or closed. ST_NOT_FOUND "no_row". */
enum status find_store_order(struct db *db, int64_t id, struct find_order *out, struct error *e);

/* A car and its customer as they are looked at in passing; borrowed until `fits` returns, "" when unknown. */
struct find_glance {
    int64_t vehicle;
    const char *plate_key, *vin, *customer, *phone_key;
};

/* Calls `fits` for every car, the newest first, until it returns false. */
enum status find_store_cars(struct db *db, bool (*fits)(const struct find_glance *, void *), void *arg,
                            struct error *e);

/* Ids of the cars with exactly that plate key or VIN, at most `room`. */
enum status find_store_exact(struct db *db, const char *key, int64_t *ids, size_t room, size_t *n,
                             struct error *e);

/* A car with its customer, its last order and the one that is open ("" when there is none). */
struct find_car {
    int64_t id;
    char plate[64], vin[20], customer[512], phone[32], last_order[64], open_order[64];
    int64_t odometer, last_visit; /* -1, 0: never */
};

/* ST_NOT_FOUND "no_row". */
enum status find_store_car(struct db *db, int64_t id, struct find_car *out, struct error *e);

#endif
