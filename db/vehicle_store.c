#include "db/vehicle_store.h"

#define VEHICLE                                                                                              \
    "SELECT v.id, v.customer_id, v.plate, v.plate_kind, v.vin, v.odometer, c.name, c.phone, w.number, "      \
    "w.opened_at, (SELECT o.number FROM work_order o WHERE o.vehicle_id = v.id AND "                         \
    "o.stage NOT IN ('delivered', 'cancelled') ORDER BY o.id DESC LIMIT 1) "                                 \
    "FROM vehicle v LEFT JOIN customer c ON c.id = v.customer_id "                                           \
    "LEFT JOIN work_order w ON w.id = (SELECT max(o.id) FROM work_order o WHERE o.vehicle_id = v.id) "

static void read_vehicle(struct stmt *s, struct vehicle_row *out)
{
    out->id = db_int(s, 0);
    out->customer_id = db_int(s, 1);
    db_copy(s, 2, out->plate, sizeof out->plate);
    db_copy(s, 3, out->plate_kind, sizeof out->plate_kind);
    db_copy(s, 4, out->vin, sizeof out->vin);
    out->odometer = db_is_null(s, 5) ? -1 : db_int(s, 5);
    db_copy(s, 6, out->customer, sizeof out->customer);
    db_copy(s, 7, out->phone, sizeof out->phone);
    db_copy(s, 8, out->last_order, sizeof out->last_order);
    out->last_visit = db_int(s, 9);
    db_copy(s, 10, out->open_order, sizeof out->open_order);
}

/* Reads the one row of a query that was begun with `st`. */
static enum status read_one(enum status st, struct stmt *s, struct vehicle_row *out, struct error *e)
{
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        read_vehicle(s, out);
    }
    return db_end_one(&s, row, e);
}

enum status vehicle_store_find(struct db *db, const char *plate_key, const char *vin, struct vehicle_row *out,
                               struct error *e)
{
    struct stmt *s = NULL;
    enum status st =
        plate_key != NULL
            ? db_query(db, &s, e, VEHICLE "WHERE v.plate_key = $1", "t", plate_key)
            : db_query(db, &s, e, VEHICLE "WHERE v.vin = $1 ORDER BY v.id DESC LIMIT 1", "t", vin);
    return read_one(st, s, out, e);
}

enum status vehicle_store_load(struct db *db, int64_t id, struct vehicle_row *out, struct error *e)
{
    struct stmt *s = NULL;
    enum status st = db_query(db, &s, e, VEHICLE "WHERE v.id = $1", "i", id);
    return read_one(st, s, out, e);
}

enum status vehicle_store_add(struct db *db, const struct vehicle_row *r, int64_t at, int64_t *id,
                              struct error *e)
{
    return db_value(
        db, id, e,
        "INSERT INTO vehicle (plate, plate_key, plate_kind, vin, customer_id, odometer, created_at) "
        "VALUES ($1, $1, $2, $3, $4, $5, $6) RETURNING id",
        "tttiIi", r->plate, r->plate_kind, r->vin[0] != '\0' ? r->vin : NULL, r->customer_id,
        r->odometer < 0 ? NULL : &r->odometer, at);
}

enum status vehicle_store_update(struct db *db, const struct vehicle_row *r, struct error *e)
{
    return db_run(
        db, NULL, e,
        "UPDATE vehicle SET plate = $2, plate_key = $2, plate_kind = $3, vin = $4, customer_id = $5, "
        "odometer = $6 WHERE id = $1",
        "itttiI", r->id, r->plate, r->plate_kind, r->vin[0] != '\0' ? r->vin : NULL, r->customer_id,
        r->odometer < 0 ? NULL : &r->odometer);
}

enum status vehicle_store_correct(struct db *db, int64_t id, const char *vin, int64_t odometer,
                                  struct error *e)
{
    return db_run(
        db, NULL, e,
        "UPDATE vehicle SET vin = coalesce($2, vin), odometer = coalesce($3, odometer) WHERE id = $1", "itI",
        id, vin, odometer < 0 ? NULL : &odometer);
}

enum status vehicle_store_set_plate(struct db *db, int64_t id, const char *plate, const char *kind,
                                    struct error *e)
{
    return db_run(db, NULL, e, "UPDATE vehicle SET plate = $2, plate_key = $2, plate_kind = $3 WHERE id = $1",
                  "itt", id, plate, kind);
}

enum status vehicle_store_visits(struct db *db, int64_t id, int64_t *n, struct error *e)
{
    return db_value(db, n, e, "SELECT count(*) FROM work_order WHERE vehicle_id = $1", "i", id);
}

enum status vehicle_store_remove(struct db *db, int64_t id, struct error *e)
{
    return db_run(db, NULL, e, "DELETE FROM vehicle WHERE id = $1", "i", id);
}

enum status vehicle_store_remake(struct db *db, const struct vehicle_row *r, int64_t at, struct error *e)
{
    return db_run(
        db, NULL, e,
        "INSERT INTO vehicle (id, plate, plate_key, plate_kind, vin, customer_id, odometer, created_at) "
        "VALUES ($1, $2, $2, $3, $4, $5, $6, $7)",
        "itttiIi", r->id, r->plate, r->plate_kind, r->vin[0] != '\0' ? r->vin : NULL, r->customer_id,
        r->odometer < 0 ? NULL : &r->odometer, at);
}

/* What was taken in by mistake counts when there is nothing else. */
#define LAST_FIRST  "ORDER BY w.stage = 'cancelled', w.id DESC LIMIT 1"
#define LAST_OF_CAR LAST_FIRST ")"

enum status vehicle_store_last_order(struct db *db, int64_t id, char *number, size_t size, struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e, "SELECT w.number FROM work_order w WHERE w.vehicle_id = $1 " LAST_FIRST, "i", id);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        db_copy(s, 0, number, size);
    }
    return db_end_one(&s, row, e);
}

enum status vehicle_store_as_last(struct db *db, int64_t id, int64_t gone, struct error *e)
{
    return db_run(
        db, NULL, e,
        "UPDATE vehicle SET odometer = (SELECT COALESCE(w.odometer_out, w.odometer) FROM work_order w "
        "WHERE w.vehicle_id = $1 AND COALESCE(w.odometer_out, w.odometer) IS NOT NULL " LAST_OF_CAR
        ", vin = (SELECT w.vin FROM work_order w WHERE w.vehicle_id = $1 AND w.vin IS NOT NULL " LAST_OF_CAR
        ", customer_id = CASE WHEN customer_id = $2 AND NOT EXISTS "
        "(SELECT 1 FROM work_order w WHERE w.vehicle_id = $1 AND w.customer_id = $2) "
        "THEN (SELECT CASE WHEN c.erased_at IS NULL THEN c.id END FROM work_order w "
        "JOIN customer c ON c.id = w.customer_id WHERE w.vehicle_id = $1 " LAST_OF_CAR
        " ELSE customer_id END WHERE id = $1",
        "ii", id, gone);
}

enum status vehicle_store_own(struct db *db, int64_t id, int64_t customer, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE vehicle SET customer_id = $2 WHERE id = $1", "ii", id, customer);
}

enum status vehicle_store_set_customer(struct db *db, int64_t id, int64_t from, int64_t to, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE vehicle SET customer_id = $3 WHERE id = $1 AND customer_id = $2",
                  "iii", id, from, to);
}

enum status vehicle_store_search(struct db *db, const char *key, const char *words, int64_t limit,
                                 bool (*each)(const struct vehicle_row *, void *), void *arg, struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 VEHICLE "WHERE ($1 <> '' AND (instr(v.plate_key, $1) > 0 OR instr(v.vin, $1) > 0 "
                         "OR instr(c.phone_key, $1) > 0)) OR ($2 <> '' AND instr(lower(c.name), $2) > 0) "
                         "ORDER BY w.opened_at DESC, v.plate LIMIT $3",
                 "tti", key, words, limit);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    struct vehicle_row vehicle;
    while ((row = db_next(s, e)) == DB_ROW) {
        read_vehicle(s, &vehicle);
        if (!each(&vehicle, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status customer_store_find_phone(struct db *db, const char *phone, int64_t *id, char name[512],
                                      struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e, "SELECT id, name FROM customer WHERE phone_key = $1 ORDER BY id LIMIT 1", "t", phone);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        *id = db_int(s, 0);
        db_copy(s, 1, name, 512);
    }
    return db_end_one(&s, row, e);
}

enum status customer_store_add(struct db *db, const char *name, const char *phone, int64_t at, int64_t *id,
                               struct error *e)
{
    return db_value(
        db, id, e,
        "INSERT INTO customer (name, phone, phone_key, created_at) VALUES ($1, $2, $2, $3) RETURNING id",
        "tti", name, phone, at);
}

enum status customer_store_update(struct db *db, int64_t id, const char *name, const char *phone,
                                  struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE customer SET name = coalesce($2, name), phone = coalesce($3, phone), "
                  "phone_key = coalesce($3, phone_key) WHERE id = $1",
                  "itt", id, name, phone);
}
