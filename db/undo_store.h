/* Storage of what undo and redo write: values that ordinary changes never set back. Knows rows, no rules:
 * callers hold the transaction and have checked that nobody changed the rows since. */
#ifndef CLEARBAY_DB_UNDO_STORE_H
#define CLEARBAY_DB_UNDO_STORE_H

#include "db/db.h"

#include <stdbool.h>

/* The order that a person changed last; 0: none. */
enum status undo_store_last_order(struct db *db, int64_t person, int64_t *order, struct error *e);

/* Sets columns of an order as they were; NULL, 0 (technician, bay) and -1 (odometer, hours): nothing there.
 */
enum status undo_store_technician(struct db *db, int64_t order, int64_t technician, struct error *e);
enum status undo_store_bay(struct db *db, int64_t order, int64_t bay, struct error *e);
enum status undo_store_stage(struct db *db, int64_t order, const char *stage, int64_t cancelled_at,
                             struct error *e);
enum status undo_store_cause(struct db *db, int64_t order, const char *cause, struct error *e);
/* Hours of the estimate; without them the order is not diagnosed, with them since `at` unless it was before.
 */
enum status undo_store_hours(struct db *db, int64_t order, int64_t milli, int64_t at, struct error *e);

/* Sets odometer or VIN of an order, and of its vehicle's file: where the order has none, the file gets that
 * of the vehicle's order before. */
enum status undo_store_odometer(struct db *db, int64_t order, int64_t vehicle, int64_t km, struct error *e);
enum status undo_store_vin(struct db *db, int64_t order, int64_t vehicle, const char *vin, struct error *e);

enum status undo_store_job_cause(struct db *db, int64_t order, int64_t no, const char *text, struct error *e);
enum status undo_store_job_correction(struct db *db, int64_t order, int64_t no, const char *text,
                                      struct error *e);
/* Removes a job that no line ever belonged to; *n 0: one did, or it is not there. */
enum status undo_store_remove_job(struct db *db, int64_t order, int64_t no, int64_t *n, struct error *e);

/* Changes the state of a line, removed ones included, from one to another; *n 0: it is not in `from`. */
enum status undo_store_line(struct db *db, int64_t order, int64_t no, const char *from, const char *to,
                            int64_t *n, struct error *e);
/* When labour was ended; 0: not yet. */
enum status undo_store_done(struct db *db, int64_t order, int64_t no, int64_t at, struct error *e);

/* A result of an inspection. */
struct undo_result {
    const char *level, *item, *result;
    bool has_value;
    int64_t value_milli;
};
/* The result that stands is put aside: taken back, or (done again) replaced. */
enum status undo_store_put_aside(struct db *db, int64_t order, const char *level, const char *item,
                                 bool taken_back, struct error *e);
/* The newest of those put aside the one way or the other that says the same stands again; *n 0: none does. */
enum status undo_store_revive(struct db *db, int64_t order, const struct undo_result *r, bool taken_back,
                              int64_t *n, struct error *e);

/* A damage mark that was taken back stands again; *n 0: there is none such. */
enum status undo_store_damage(struct db *db, int64_t order, int64_t id, int64_t *n, struct error *e);

#endif
