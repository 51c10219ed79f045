#include "db/order_store.h"

#include <inttypes.h>
#include <stdio.h>

/* The outlet's next number: its code, and the serial number after its highest; rows are never deleted. */
static enum status next_number(struct db *db, int64_t outlet, char *number, size_t size, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e,
                              "SELECT o.code, "
                              "COALESCE(MAX(CAST(SUBSTR(w.number, LENGTH(o.code) + 2) AS BIGINT)), 0) + 1 "
                              "FROM outlet o LEFT JOIN work_order w ON w.outlet_id = o.id "
                              "WHERE o.id = $1 GROUP BY o.code",
                              "i", outlet);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        snprintf(number, size, "%s-%06" PRId64, db_text(s, 0), db_int(s, 1));
    }
    return db_end_one(&s, row, e);
}

enum status order_store_insert(struct db *db, const struct order_new *o, struct order_ref *out,
                               struct error *e)
{
    enum status st = next_number(db, o->outlet_id, out->number, sizeof out->number, e);
    if (st != ST_OK) {
        return st;
    }
    int64_t odometer = o->odometer;
    return db_value(db, &out->id, e,
                    "INSERT INTO work_order (outlet_id, number, vehicle_id, customer_id, stage, advisor_id, "
                    "plate, vin, odometer, reported_at, opened_at, currency, comeback_of, revision) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1) RETURNING id",
                    "itiititt"
                    "IiitI",
                    o->outlet_id, out->number, o->vehicle_id, o->customer_id, o->stage, o->advisor_id,
                    o->plate, o->vin, odometer < 0 ? NULL : &odometer, o->reported_at, o->opened_at,
                    o->currency, o->comeback_of == 0 ? NULL : &o->comeback_of);
}

enum status order_store_set_stage(struct db *db, int64_t id, const char *stage, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET stage = $2 WHERE id = $1", "it", id, stage);
}

enum status order_store_set_technician(struct db *db, int64_t id, int64_t technician, int64_t bay,
                                       struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET technician_id = $2, bay_id = $3 WHERE id = $1", "iiI",
                  id, technician, bay == 0 ? NULL : &bay);
}

enum status order_store_set_diagnosis(struct db *db, int64_t id, const char *cause, int64_t hours_milli,
                                      int64_t at, struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE work_order SET cause = $2, estimate_milli = $3, "
                  "diagnosed_at = COALESCE(diagnosed_at, $4) WHERE id = $1",
                  "itii", id, cause, hours_milli, at);
}

enum status order_store_set_arrival(struct db *db, int64_t id, int64_t odometer, const char *vin,
                                    struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET odometer = $2, vin = $3 WHERE id = $1", "iIt", id,
                  odometer < 0 ? NULL : &odometer, vin);
}

enum status order_store_set_plate(struct db *db, int64_t id, const char *plate, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET plate = $2 WHERE id = $1", "it", id, plate);
}

enum status order_store_set_vehicle(struct db *db, int64_t id, int64_t vehicle, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET vehicle_id = $2 WHERE id = $1", "ii", id, vehicle);
}

enum status order_store_set_customer(struct db *db, int64_t id, int64_t customer, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET customer_id = $2 WHERE id = $1", "ii", id, customer);
}

enum status order_store_set_repaired(struct db *db, int64_t id, int64_t at, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET repaired_at = $2 WHERE id = $1", "iI", id,
                  at == 0 ? NULL : &at);
}

enum status order_store_set_delivered(struct db *db, int64_t id, int64_t odometer, int64_t at,
                                      struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET odometer_out = $2, delivered_at = $3 WHERE id = $1",
                  "iii", id, odometer, at);
}

enum status order_store_set_called_back(struct db *db, int64_t id, const char *result_or_null,
                                        const char *outcome_or_null, int64_t at, struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE work_order SET call_back_result = $2, call_back_outcome = $3, called_back_at = $4 "
                  "WHERE id = $1",
                  "itti", id, result_or_null, outcome_or_null, at);
}

enum status order_store_set_cancelled(struct db *db, int64_t id, int64_t at, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET cancelled_at = $2 WHERE id = $1", "ii", id, at);
}

enum status order_store_bump(struct db *db, int64_t id, int64_t expected, struct error *e)
{
    int64_t changed = 0;
    enum status st = db_run(db, &changed, e,
                            "UPDATE work_order SET revision = revision + 1 WHERE id = $1 AND revision = $2",
                            "ii", id, expected);
    return st == ST_OK && changed == 0 ? error_set(e, ST_CONFLICT, "stale_revision", "%s", "") : st;
}

enum status order_store_add_job(struct db *db, int64_t id, const char *concern, int64_t *no, struct error *e)
{
    return db_value(db, no, e,
                    "INSERT INTO job (order_id, no, concern) "
                    "SELECT $1, COALESCE(MAX(no), 0) + 1, $2 FROM job WHERE order_id = $1 RETURNING no",
                    "it", id, concern);
}

enum status order_store_set_concern(struct db *db, int64_t id, int64_t no, const char *concern,
                                    struct error *e)
{
    return db_run(db, NULL, e, "UPDATE job SET concern = $3 WHERE order_id = $1 AND no = $2", "iit", id, no,
                  concern);
}

enum status order_store_set_job(struct db *db, int64_t id, int64_t no, const char *cause,
                                const char *correction, struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE job SET cause = COALESCE($3, cause), correction = COALESCE($4, correction) "
                  "WHERE order_id = $1 AND no = $2",
                  "iitt", id, no, cause, correction);
}

enum status order_store_add_promise(struct db *db, int64_t id, int64_t promised_for, const char *reason,
                                    int64_t made_by, int64_t at, struct error *e)
{
    return db_run(db, NULL, e,
                  "INSERT INTO promise (order_id, promised_for, reason, made_by, made_at) "
                  "VALUES ($1, $2, $3, $4, $5)",
                  "iitii", id, promised_for, reason, made_by, at);
}
