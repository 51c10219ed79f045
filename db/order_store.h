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
    int64_t reported_at, opened_at, diagnosed_at, repaired_at, delivered_at, called_back_at, cancelled_at;
    char *cause, *call_back_result, *call_back_outcome;
    int64_t estimate_milli;
    int64_t revision;
    int64_t comeback_of; /* the order whose concern has come back; 0: none */
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
    char *decided_salt, *decided_digest; /* of decided_by, NULL: erased; none */
    int64_t decided_at;
    int64_t technician_id; /* who began the labour; 0: nobody yet */
    char *technician, *technician_name;
    int64_t started_at, done_at;
    char *added_by; /* login */
    int64_t added_at;
    char *guarantee;         /* kind of labour, NULL: minor */
    char *price_group;       /* of a part; NULL: its list has none */
    char *name, *name_local; /* of a part, as its list had them; NULL: not known, `text` says it all */
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

/* An order as a list shows it. */
struct order_item {
    struct order_row order;
    char *concern;                                     /* the first one; NULL: none */
    int64_t total;                                     /* of the lines that are not declined */
    bool signed_advisor, signed_technician, signed_qc; /* a passing signature stands at that level */
    bool qc_failed;                                    /* QC's last word was that it does not pass */
    struct promise_row *promises;
    size_t promise_count;
};

/* Orders of all outlets, oldest first: those in `stage` (NULL: any), closed ones (delivered, cancelled)
 * only with `closed` or when the stage asks for them. The caller frees with order_items_free. */
enum status order_store_list(struct db *db, const char *stage, bool closed, struct order_item **out,
                             size_t *n, struct error *e);
/* The same for a day on the floor: open orders, and those delivered at `delivered_from` or later. */
enum status order_store_list_since(struct db *db, int64_t delivered_from, struct order_item **out, size_t *n,
                                   struct error *e);
/* When the first of its labour lines was begun; 0: none was. */
enum status order_store_begun(struct db *db, int64_t id, int64_t *at, struct error *e);
void order_items_free(struct order_item *items, size_t n);

/* Ids of orders by their number: exactly this number, or (digits) an outlet's code, "-" and the digits, or
 * any number that ends with the digits. At most `room` of them, closed ones only with `closed`; *n counts
 * all. */
enum order_match { MATCH_NUMBER, MATCH_SERIAL, MATCH_ENDING };
struct order_ref {
    int64_t id;
    char number[64];
};
enum status order_store_match(struct db *db, enum order_match how, const char *text, bool closed,
                              struct order_ref *out, size_t room, size_t *n, struct error *e);
/* Calls `each` for every order of all outlets, closed ones too, by id until it returns false. */
enum status order_store_each_ref(struct db *db, bool (*each)(const struct order_ref *, void *), void *arg,
                                 struct error *e);

/* What a new order begins with; odometer -1, vin NULL: not known. */
struct order_new {
    int64_t outlet_id, vehicle_id, customer_id, advisor_id;
    const char *stage, *plate, *vin, *currency;
    int64_t odometer, reported_at, opened_at;
    int64_t comeback_of; /* 0: none */
};

/* Inserts an order with the outlet's next number and revision 1; *out says which it became. */
enum status order_store_insert(struct db *db, const struct order_new *order, struct order_ref *out,
                               struct error *e);

/* Which car stands in a bay. */
struct bay_taken {
    char number[40], plate[64]; /* of the order and its car */
};

/* The oldest open order but `except` that has the bay and that QC has not passed. ST_NOT_FOUND "no_row": the
 * bay is free. */
enum status order_store_in_bay(struct db *db, int64_t bay, int64_t except, struct bay_taken *out,
                               struct error *e);

/* Each sets a few columns of one order (see the columns' remarks in the schema). */
enum status order_store_set_stage(struct db *db, int64_t id, const char *stage, struct error *e);
enum status order_store_set_technician(struct db *db, int64_t id, int64_t technician, int64_t bay_or_0,
                                       struct error *e);
enum status order_store_set_diagnosis(struct db *db, int64_t id, const char *cause, int64_t hours_milli,
                                      int64_t at, struct error *e);
enum status order_store_set_arrival(struct db *db, int64_t id, int64_t odometer, const char *vin,
                                    struct error *e);
enum status order_store_set_plate(struct db *db, int64_t id, const char *plate, struct error *e);
enum status order_store_set_vehicle(struct db *db, int64_t id, int64_t vehicle, struct error *e);
enum status order_store_set_customer(struct db *db, int64_t id, int64_t customer, struct error *e);
enum status order_store_set_repaired(struct db *db, int64_t id, int64_t at_or_0, struct error *e);
enum status order_store_set_delivered(struct db *db, int64_t id, int64_t odometer, int64_t at,
                                      struct error *e);
enum status order_store_set_called_back(struct db *db, int64_t id, const char *result_or_null,
                                        const char *outcome_or_null, int64_t at, struct error *e);
enum status order_store_set_cancelled(struct db *db, int64_t id, int64_t at, struct error *e);

/* Raises the revision from `expected` to the next; ST_CONFLICT "stale_revision" (empty message) when the
 * order is at another one. */
enum status order_store_bump(struct db *db, int64_t id, int64_t expected, struct error *e);

enum status order_store_add_job(struct db *db, int64_t id, const char *concern, int64_t *no, struct error *e);

enum status order_store_set_concern(struct db *db, int64_t id, int64_t no, const char *concern,
                                    struct error *e);

/* Sets the cause and the correction of a job; NULL leaves what is there. */
enum status order_store_set_job(struct db *db, int64_t id, int64_t no, const char *cause,
                                const char *correction, struct error *e);

enum status order_store_add_promise(struct db *db, int64_t id, int64_t promised_for, const char *reason,
                                    int64_t made_by, int64_t at, struct error *e);

/* Number of another open order of the vehicle; ST_NOT_FOUND "no_row" when there is none. */
enum status order_store_other_open(struct db *db, int64_t vehicle, int64_t except, char *number, size_t size,
                                   struct error *e);

#endif
