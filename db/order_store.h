/* Storage of work orders, their jobs, lines and promises. Knows rows, no rules: callers hold the
 * transaction and have checked what they write. Texts in the structs are owned by the struct. */
#ifndef CLEARBAY_DB_ORDER_STORE_H
#define CLEARBAY_DB_ORDER_STORE_H

#include "db/db.h"

/* A work order with what stands in the rows it points to. Optional times are 0 when unset, optional
 * numbers -1, optional texts NULL. */
struct order_row {
    int64_t id, outlet_id, vehicle_id, customer_id;
    char *number, *stage, *plate, *plate_kind, *vin, *currency;
    int64_t advisor_id, technician_id, bay_id; /* 0: none */
    char *advisor, *advisor_name;              /* login and printed name */
    char *technician, *technician_name;
    char *bay;
    char *customer, *phone;
    int64_t odometer, odometer_out;
    int64_t reported_at, opened_at, diagnosed_at, repaired_at, delivered_at, called_back_at;
    char *cause, *call_back_outcome;
    int64_t estimate_milli;
    int64_t revision;
};

struct job_row {
    int64_t id, no;
    char *concern, *cause, *correction;
};

struct line_row {
    int64_t id, no, job_id, job_no;
    char *kind, *code, *text, *unit, *source, *brand, *effective, *needs, *state;
    int64_t qty_milli, list_price, price_basis, list_revision; /* list_price, list_revision -1: none */
    int64_t unit_price, discount_percent, gross, total;
    char *decided_by, *decided_how;
    int64_t decided_at;
    int64_t technician_id; /* who began the labour; 0: nobody yet */
    char *technician, *technician_name;
    int64_t started_at, done_at;
    char *added_by; /* login */
    int64_t added_at;
};

struct promise_row {
    int64_t promised_for, made_at;
    char *reason, *made_by; /* login */
};

struct order_rows {
    struct order_row order;
    struct job_row *jobs;
    size_t job_count;
    struct line_row *lines; /* by no, removed ones left out */
    size_t line_count;
    struct promise_row *promises; /* oldest first */
    size_t promise_count;
};

/* Loads an order whole. ST_NOT_FOUND (code "no_row") when there is none. The caller frees with
 * order_rows_free, which also takes a zeroed struct. */
enum status order_store_load(struct db *db, int64_t id, struct order_rows *out, struct error *e);
void order_rows_free(struct order_rows *rows);

#endif
