/* How a work order's row is read; shared by the files of the order store, not for others. */
#ifndef CLEARBAY_DB_ORDER_ROWS_H
#define CLEARBAY_DB_ORDER_ROWS_H

#include "db/order_store.h"

/* The columns that order_row_read takes, in its order, and the tables they come from. */
#define ORDER_COLUMNS                                                                                        \
    "w.id, w.outlet_id, w.vehicle_id, w.customer_id, w.number, w.stage, w.plate, v.plate_kind, w.vin, "      \
    "w.currency, w.advisor_id, w.technician_id, w.bay_id, a.login, a.name, t.login, t.name, b.code, "        \
    "c.name, c.phone, w.odometer, w.odometer_out, w.reported_at, w.opened_at, w.diagnosed_at, "              \
    "w.repaired_at, w.delivered_at, w.called_back_at, w.cancelled_at, w.cause, w.call_back_outcome, "        \
    "w.estimate_milli, w.revision, w.comeback_of, w.call_back_result"
#define ORDER_TABLES                                                                                         \
    " FROM work_order w JOIN vehicle v ON v.id = w.vehicle_id JOIN customer c ON c.id = w.customer_id "      \
    "JOIN person a ON a.id = w.advisor_id LEFT JOIN person t ON t.id = w.technician_id "                     \
    "LEFT JOIN bay b ON b.id = w.bay_id "
enum { ORDER_COLUMN_COUNT = 35 }; /* also the index of the first column behind them */

/* Copies the current row. False: memory ran out; free with order_row_free either way. */
bool order_row_read(struct stmt *s, struct order_row *out);
void order_row_free(struct order_row *row);

/* All promises of an order, oldest first; appended rows are freed with promise_rows_free. */
enum status order_read_promises(struct db *db, int64_t order, struct promise_row **out, size_t *n,
                                struct error *e);
void promise_rows_free(struct promise_row **rows, size_t n);

/* A copy of a text column (NULL stays NULL); *ok becomes false when memory runs out. */
char *column_copy(struct stmt *s, int column, bool *ok);

/* Room for one more element in an array that holds n; false: memory ran out, the array is unchanged. */
bool array_grow(void **array, size_t n, size_t size);

#endif
