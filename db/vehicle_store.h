/* Storage of customers and their vehicles. Rows only, no rules. */
#ifndef CLEARBAY_DB_VEHICLE_STORE_H
#define CLEARBAY_DB_VEHICLE_STORE_H

#include "db/db.h"

/* A vehicle with its customer and its last visit. */
struct vehicle_row {
    int64_t id, customer_id;                 /* customer 0: none */
    char plate[64], plate_kind[16], vin[20]; /* vin "" when unknown */
    int64_t odometer;                        /* -1: never read */
    char customer[512], phone[32];
    char last_order[64]; /* "" when it was never here */
    char open_order[64]; /* "" when it is not here now */
    int64_t last_visit;
};

/* By plate key, or by VIN when plate_key is NULL. ST_NOT_FOUND "no_row". */
enum status vehicle_store_find(struct db *db, const char *plate_key, const char *vin, struct vehicle_row *out,
                               struct error *e);
/* By its id; ST_NOT_FOUND "no_row". */
enum status vehicle_store_load(struct db *db, int64_t id, struct vehicle_row *out, struct error *e);
enum status vehicle_store_add(struct db *db, const struct vehicle_row *row, int64_t at, int64_t *id,
                              struct error *e);
enum status vehicle_store_update(struct db *db, const struct vehicle_row *row, struct error *e);
/* vin NULL, odometer -1: left as they are. */
enum status vehicle_store_correct(struct db *db, int64_t id, const char *vin, int64_t odometer,
                                  struct error *e);
enum status vehicle_store_set_plate(struct db *db, int64_t id, const char *plate, const char *kind,
                                    struct error *e);
/* How many orders it has. */
enum status vehicle_store_visits(struct db *db, int64_t id, int64_t *n, struct error *e);
enum status vehicle_store_remove(struct db *db, int64_t id, struct error *e);
/* Makes one again with the id that it had. */
enum status vehicle_store_remake(struct db *db, const struct vehicle_row *row, int64_t at, struct error *e);
/* The number of its last order, a cancelled one when there is no other. ST_NOT_FOUND "no_row". */
enum status vehicle_store_last_order(struct db *db, int64_t id, char *number, size_t size, struct error *e);
/* Odometer and VIN are those of the last of its orders that has them (likewise). When it is the car of `gone`
 * (0: nobody) and no order of his is for it, it is that of its last order's customer. */
enum status vehicle_store_as_last(struct db *db, int64_t id, int64_t gone, struct error *e);
/* Whose car it is from now on; the other one: when it is `from`'s. */
enum status vehicle_store_own(struct db *db, int64_t id, int64_t customer, struct error *e);
enum status vehicle_store_set_customer(struct db *db, int64_t id, int64_t from, int64_t to, struct error *e);

/* Calls `each` for vehicles whose plate, VIN or phone holds `key`, or whose customer's name holds `words`,
 * the last visitors first, at most `limit`. */
enum status vehicle_store_search(struct db *db, const char *key, const char *words, int64_t limit,
                                 bool (*each)(const struct vehicle_row *, void *), void *arg,
                                 struct error *e);

enum status customer_store_find_phone(struct db *db, const char *phone, int64_t *id, char name[512],
                                      struct error *e);
enum status customer_store_add(struct db *db, const char *name, const char *phone, int64_t at, int64_t *id,
                               struct error *e);
/* NULL: left as it is. */
enum status customer_store_update(struct db *db, int64_t id, const char *name, const char *phone,
                                  struct error *e);

#endif
