#include "db/line_store.h"
#include "core/base/text.h"

enum status line_store_insert(struct db *db, const struct line_new *l, int64_t *no, struct error *e)
{
    int64_t price = l->list_price;
    int64_t revision = l->list_revision;
    return db_value(
        db, no, e,
        "INSERT INTO order_line (order_id, no, job_id, kind, code, text, unit, source, brand, "
        "effective, needs, qty_milli, list_price, price_basis, list_revision, unit_price, "
        "discount_percent, gross, total, added_by, added_at, guarantee, price_group, name, name_local, "
        "state) "
        "SELECT $1, COALESCE(MAX(no), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
        "$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, 'open' FROM order_line WHERE order_id = $1 "
        "RETURNING no",
        "iittttttttiIiIiiiiiitttt", l->order_id, l->job_id, l->kind, l->code, l->text, l->unit, l->source,
        l->brand, l->effective, l->needs, l->qty_milli, price < 0 ? NULL : &price, l->price_basis,
        revision < 0 ? NULL : &revision, l->unit_price, l->discount_percent, l->gross, l->total, l->added_by,
        l->added_at, l->guarantee, l->price_group, l->name, l->name_local);
}

enum status line_store_set_state(struct db *db, int64_t order, int64_t no, const char *state, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE order_line SET state = $3 WHERE order_id = $1 AND no = $2", "iit",
                  order, no, state);
}

enum status line_store_decide(struct db *db, int64_t order, int64_t no, const char *state,
                              const struct decision_row *d, struct error *e)
{
    const bool none = d->at == 0;
    return db_run(db, NULL, e,
                  "UPDATE order_line SET state = $3, decided_by = $4, decided_how = $5, decided_at = $6, "
                  "decision_recorded_by = $7, decided_salt = $8, decided_digest = $9 "
                  "WHERE order_id = $1 AND no = $2",
                  "iitttIItt", order, no, state, d->by, d->how, none ? NULL : &d->at,
                  none ? NULL : &d->recorded_by, d->salt, d->digest);
}

enum status line_store_begin(struct db *db, int64_t order, int64_t no, int64_t technician, int64_t at,
                             struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE order_line SET state = 'started', technician_id = $3, started_at = $4 "
                  "WHERE order_id = $1 AND no = $2",
                  "iiii", order, no, technician, at);
}

enum status line_store_finish(struct db *db, int64_t order, int64_t no, int64_t at, struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE order_line SET state = 'done', done_at = $3 WHERE order_id = $1 AND no = $2", "iii",
                  order, no, at);
}

enum status line_store_busy(struct db *db, int64_t technician, char *number, size_t size, int64_t *no,
                            struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 "SELECT w.number, l.no FROM order_line l JOIN work_order w ON w.id = l.order_id "
                 "WHERE w.stage NOT IN ('delivered', 'cancelled') AND l.state = 'started' "
                 "AND l.technician_id = $1 ORDER BY l.started_at",
                 "i", technician);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        text_copy(number, size, db_text(s, 0));
        *no = db_int(s, 1);
    }
    return db_end_one(&s, row, e);
}

enum status line_store_worked(struct db *db, int64_t order, int64_t person, int64_t *no, struct error *e)
{
    return db_value(db, no, e,
                    "SELECT coalesce(min(no), 0) FROM order_line WHERE order_id = $1 AND technician_id = $2",
                    "ii", order, person);
}
