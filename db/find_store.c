#include "db/find_store.h"

#define OPEN_ONLY   "w.stage NOT IN ('delivered', 'cancelled')"
#define CLOSED_ONLY "w.stage IN ('delivered', 'cancelled')"
#define ORDER_COLUMNS                                                                                        \
    "SELECT w.id, w.number, w.stage, w.plate, w.vin, c.name, c.phone, "                                      \
    "(SELECT j.concern FROM job j WHERE j.order_id = w.id ORDER BY j.no LIMIT 1), w.delivered_at "           \
    "FROM work_order w JOIN customer c ON c.id = w.customer_id "

static void read_order(struct stmt *s, struct find_order *out)
{
    out->id = db_int(s, 0);
    db_copy(s, 1, out->number, sizeof out->number);
    db_copy(s, 2, out->stage, sizeof out->stage);
    db_copy(s, 3, out->plate, sizeof out->plate);
    db_copy(s, 4, out->vin, sizeof out->vin);
    db_copy(s, 5, out->customer, sizeof out->customer);
    db_copy(s, 6, out->phone, sizeof out->phone);
    db_copy(s, 7, out->concern, sizeof out->concern);
    out->delivered_at = db_int(s, 8); /* NULL reads as 0 */
}

/* Hands the rows of a statement that was begun with `st` out, and ends it. */
static enum status each_order(struct stmt *s, enum status st, bool (*fits)(const struct find_order *, void *),
                              void *arg, struct error *e)
{
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    struct find_order order;
    while ((row = db_next(s, e)) == DB_ROW) {
        read_order(s, &order);
        if (!fits(&order, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status find_store_open_orders(struct db *db, bool (*fits)(const struct find_order *, void *), void *arg,
                                   struct error *e)
{
    struct stmt *s = NULL;
    /* without the IN, every order there ever was is looked at, for they come in the order of their ids */
    enum status st = db_query(db, &s, e,
                              ORDER_COLUMNS "WHERE w.id IN (SELECT w.id FROM work_order w WHERE " OPEN_ONLY
                                            ") ORDER BY w.id DESC",
                              "");
    return each_order(s, st, fits, arg, e);
}

enum status find_store_closed_orders(struct db *db, size_t room,
                                     bool (*fits)(const struct find_order *, void *), void *arg,
                                     struct error *e)
{
    struct stmt *s = NULL;
    enum status st = db_query(db, &s, e, ORDER_COLUMNS "WHERE " CLOSED_ONLY " ORDER BY w.id DESC LIMIT $1",
                              "i", (int64_t)room);
    return each_order(s, st, fits, arg, e);
}

enum status find_store_closed_of_car(struct db *db, int64_t vehicle, int64_t before,
                                     bool (*fits)(const struct find_order *, void *), void *arg,
                                     struct error *e)
{
    struct stmt *s = NULL;
    enum status st =
        db_query(db, &s, e,
                 ORDER_COLUMNS "WHERE w.vehicle_id = $1 AND w.id < $2 AND " CLOSED_ONLY " ORDER BY w.id DESC",
                 "ii", vehicle, before);
    return each_order(s, st, fits, arg, e);
}

/* The one row of a statement is read into `out`. */
static enum status one_row(struct stmt *s, void (*read)(struct stmt *, void *), void *out, struct error *e)
{
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        read(s, out);
    }
    return db_end_one(&s, row, e);
}

static void read_one_order(struct stmt *s, void *out)
{
    read_order(s, out);
}

enum status find_store_order(struct db *db, int64_t id, struct find_order *out, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e, ORDER_COLUMNS "WHERE w.id = $1", "i", id);
    return st == ST_OK ? one_row(s, read_one_order, out, e) : st;
}

static const char *text_or_empty(struct stmt *s, int column)
{
    const char *text = db_text(s, column);
    return text != NULL ? text : "";
}

enum status find_store_cars(struct db *db, bool (*fits)(const struct find_glance *, void *), void *arg,
                            struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e,
                              "SELECT v.id, v.plate_key, v.vin, c.name, c.phone_key FROM vehicle v "
                              "LEFT JOIN customer c ON c.id = v.customer_id ORDER BY v.id DESC",
                              "");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        const struct find_glance glance = {.vehicle = db_int(s, 0),
                                           .plate_key = text_or_empty(s, 1),
                                           .vin = text_or_empty(s, 2),
                                           .customer = text_or_empty(s, 3),
                                           .phone_key = text_or_empty(s, 4)};
        if (!fits(&glance, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status find_store_exact(struct db *db, const char *key, int64_t *ids, size_t room, size_t *n,
                             struct error *e)
{
    struct stmt *s;
    *n = 0;
    enum status st = db_query(db, &s, e,
                              "SELECT id FROM vehicle WHERE plate_key = $1 UNION "
                              "SELECT id FROM vehicle WHERE vin = $1 ORDER BY 1 DESC",
                              "t", key);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = DB_DONE;
    while (*n < room && (row = db_next(s, e)) == DB_ROW) {
        ids[(*n)++] = db_int(s, 0);
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

static void read_car(struct stmt *s, void *to)
{
    struct find_car *out = to;
    out->id = db_int(s, 0);
    db_copy(s, 1, out->plate, sizeof out->plate);
    db_copy(s, 2, out->vin, sizeof out->vin);
    out->odometer = db_is_null(s, 3) ? -1 : db_int(s, 3);
    db_copy(s, 4, out->customer, sizeof out->customer);
    db_copy(s, 5, out->phone, sizeof out->phone);
    db_copy(s, 6, out->last_order, sizeof out->last_order);
    out->last_visit = db_int(s, 7);
    db_copy(s, 8, out->open_order, sizeof out->open_order);
}

enum status find_store_car(struct db *db, int64_t id, struct find_car *out, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e,
        "SELECT v.id, v.plate, v.vin, v.odometer, c.name, c.phone, l.number, l.opened_at, "
        "(SELECT w.number FROM work_order w WHERE w.vehicle_id = v.id AND " OPEN_ONLY
        " ORDER BY w.id DESC LIMIT 1) "
        "FROM vehicle v LEFT JOIN customer c ON c.id = v.customer_id LEFT JOIN work_order l ON l.id = "
        "(SELECT max(o.id) FROM work_order o WHERE o.vehicle_id = v.id) WHERE v.id = $1",
        "i", id);
    return st == ST_OK ? one_row(s, read_car, out, e) : st;
}
