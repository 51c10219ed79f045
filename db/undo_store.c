#include "db/undo_store.h"
#include "db/vehicle_store.h"

/* What inspection.superseded says of a result: 0 it stands, 1 a newer one took its place, 2 it was taken
 * back. */
enum { REPLACED = 1, TAKEN_BACK = 2 };

enum status undo_store_last_order(struct db *db, int64_t person, int64_t *order, struct error *e)
{
    return db_value(
        db, order, e,
        "SELECT COALESCE((SELECT order_id FROM audit_entry WHERE person_id = $1 AND order_id <> 0 "
        "ORDER BY seq DESC LIMIT 1), 0)",
        "i", person);
}

enum status undo_store_technician(struct db *db, int64_t order, int64_t technician, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET technician_id = $2 WHERE id = $1", "iI", order,
                  technician == 0 ? NULL : &technician);
}

enum status undo_store_bay(struct db *db, int64_t order, int64_t bay, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET bay_id = $2 WHERE id = $1", "iI", order,
                  bay == 0 ? NULL : &bay);
}

enum status undo_store_stage(struct db *db, int64_t order, const char *stage, int64_t cancelled_at,
                             struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET stage = $2, cancelled_at = $3 WHERE id = $1", "itI",
                  order, stage, cancelled_at == 0 ? NULL : &cancelled_at);
}

enum status undo_store_cause(struct db *db, int64_t order, const char *cause, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE work_order SET cause = $2 WHERE id = $1", "it", order, cause);
}

enum status undo_store_hours(struct db *db, int64_t order, int64_t milli, int64_t at, struct error *e)
{
    if (milli < 0) {
        return db_run(db, NULL, e,
                      "UPDATE work_order SET estimate_milli = NULL, diagnosed_at = NULL WHERE id = $1", "i",
                      order);
    }
    return db_run(db, NULL, e,
                  "UPDATE work_order SET estimate_milli = $2, diagnosed_at = COALESCE(diagnosed_at, $3) "
                  "WHERE id = $1",
                  "iii", order, milli, at);
}

enum status undo_store_odometer(struct db *db, int64_t order, int64_t vehicle, int64_t km, struct error *e)
{
    enum status st = db_run(db, NULL, e, "UPDATE work_order SET odometer = $2 WHERE id = $1", "iI", order,
                            km < 0 ? NULL : &km);
    return st == ST_OK ? vehicle_store_as_last(db, vehicle, 0, e) : st;
}

enum status undo_store_vin(struct db *db, int64_t order, int64_t vehicle, const char *vin, struct error *e)
{
    enum status st = db_run(db, NULL, e, "UPDATE work_order SET vin = $2 WHERE id = $1", "it", order, vin);
    return st == ST_OK ? vehicle_store_as_last(db, vehicle, 0, e) : st;
}

enum status undo_store_job_cause(struct db *db, int64_t order, int64_t no, const char *text, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE job SET cause = $3 WHERE order_id = $1 AND no = $2", "iit", order, no,
                  text);
}

enum status undo_store_job_correction(struct db *db, int64_t order, int64_t no, const char *text,
                                      struct error *e)
{
    return db_run(db, NULL, e, "UPDATE job SET correction = $3 WHERE order_id = $1 AND no = $2", "iit", order,
                  no, text);
}

enum status undo_store_remove_job(struct db *db, int64_t order, int64_t no, int64_t *n, struct error *e)
{
    return db_run(db, n, e,
                  "DELETE FROM job WHERE order_id = $1 AND no = $2 AND NOT EXISTS "
                  "(SELECT 1 FROM order_line WHERE job_id = job.id)",
                  "ii", order, no);
}

enum status undo_store_line(struct db *db, int64_t order, int64_t no, const char *from, const char *to,
                            int64_t *n, struct error *e)
{
    return db_run(db, n, e, "UPDATE order_line SET state = $4 WHERE order_id = $1 AND no = $2 AND state = $3",
                  "iitt", order, no, from, to);
}

enum status undo_store_done(struct db *db, int64_t order, int64_t no, int64_t at, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE order_line SET done_at = $3 WHERE order_id = $1 AND no = $2", "iiI",
                  order, no, at == 0 ? NULL : &at);
}

enum status undo_store_put_aside(struct db *db, int64_t order, const char *level, const char *item,
                                 bool taken_back, struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE inspection SET superseded = $4 WHERE order_id = $1 AND level = $2 AND item = $3 "
                  "AND superseded = 0",
                  "itti", order, level, item, (int64_t)(taken_back ? TAKEN_BACK : REPLACED));
}

enum status undo_store_revive(struct db *db, int64_t order, const struct undo_result *r, bool taken_back,
                              int64_t *n, struct error *e)
{
    return db_run(db, n, e,
                  "UPDATE inspection SET superseded = 0 WHERE id = (SELECT MAX(id) FROM inspection "
                  "WHERE order_id = $1 AND level = $2 AND item = $3 AND superseded = $4 AND result = $5 "
                  "AND COALESCE(value_milli, -1) = $6)",
                  "ittiti", order, r->level, r->item, (int64_t)(taken_back ? TAKEN_BACK : REPLACED),
                  r->result, r->has_value ? r->value_milli : (int64_t)-1);
}

enum status undo_store_damage(struct db *db, int64_t order, int64_t id, int64_t *n, struct error *e)
{
    return db_run(db, n, e,
                  "UPDATE damage SET removed_at = NULL WHERE order_id = $1 AND id = $2 AND removed_at IS NOT "
                  "NULL",
                  "ii", order, id);
}
