#include "db/guarantee_store.h"

enum status guarantee_store_each(struct db *db, bool (*each)(const struct guarantee_row *, void *), void *arg,
                                 struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e,
                              "SELECT kind, price_group, own, valid_from, km, days, source FROM guarantee "
                              "ORDER BY kind, price_group, own, valid_from DESC",
                              "");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        const struct guarantee_row r = {.kind = db_text(s, 0),
                                        .price_group = db_text(s, 1),
                                        .own = db_int(s, 2) != 0,
                                        .valid_from = db_int(s, 3),
                                        .km = db_int(s, 4),
                                        .days = db_int(s, 5),
                                        .source = db_text(s, 6)};
        if (!each(&r, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status guarantee_store_put(struct db *db, const struct guarantee_row *r, struct error *e)
{
    return db_run(db, NULL, e,
                  "INSERT INTO guarantee (kind, price_group, own, valid_from, km, days, source) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, price_group, own, valid_from) "
                  "DO UPDATE SET km = excluded.km, days = excluded.days, source = excluded.source",
                  "ttiiiit", r->kind, r->price_group, (int64_t)r->own, r->valid_from, r->km, r->days,
                  r->source);
}

enum status comeback_store_each(struct db *db, int64_t order,
                                bool (*each)(const struct comeback_row *, void *), void *arg, struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 "WITH RECURSIVE back (id) AS (SELECT id FROM work_order WHERE comeback_of = $1 UNION "
                 "SELECT w.id FROM work_order w JOIN back b ON w.comeback_of = b.id) "
                 "SELECT w.id, coalesce(w.delivered_at, 0), coalesce(w.odometer_out, -1), w.number "
                 "FROM back b JOIN work_order w ON w.id = b.id ORDER BY w.id",
                 "i", order);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        struct comeback_row r = {
            .id = db_int(s, 0), .delivered_at = db_int(s, 1), .odometer_out = db_int(s, 2)};
        db_copy(s, 3, r.number, sizeof r.number);
        if (!each(&r, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status certificate_store_find(struct db *db, int64_t order, void (*take)(const char *document, void *),
                                   void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e, "SELECT document FROM certificate WHERE order_id = $1", "i", order);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        take(db_text(s, 0), arg);
    }
    return db_end_one(&s, row, e);
}

enum status certificate_store_add(struct db *db, int64_t order, int64_t at, int64_t by, const char *document,
                                  struct error *e)
{
    return db_run(
        db, NULL, e,
        "INSERT INTO certificate (order_id, issued_at, issued_by, document) VALUES ($1, $2, $3, $4)", "iiit",
        order, at, by, document);
}
