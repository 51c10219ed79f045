/* Storage of an order's lines: adding and changing them (order_store.h reads them). Knows rows, no
 * rules. Lines are addressed by the order's id and their number. */
#ifndef CLEARBAY_DB_LINE_STORE_H
#define CLEARBAY_DB_LINE_STORE_H

#include "db/db.h"

/* A line as it is added, state "open"; list_price and list_revision -1: none, texts may be NULL where the
 * schema says so. */
struct line_new {
    int64_t order_id, job_id;
    const char *kind, *code, *text, *unit, *source, *brand, *effective, *needs, *guarantee, *price_group;
    const char *name, *name_local; /* of a part, as its list has them */
    int64_t qty_milli, list_price, price_basis, list_revision;
    int64_t unit_price, discount_percent, gross, total;
    int64_t added_by, added_at;
};

/* Inserts a line; *no is its number, the next that no line of the order ever had. */
enum status line_store_insert(struct db *db, const struct line_new *line, int64_t *no, struct error *e);

enum status line_store_set_state(struct db *db, int64_t order, int64_t no, const char *state,
                                 struct error *e);

/* The customer's decision about a line: who and how (may be NULL), salt and digest of who, when, and who
 * wrote it down (at 0: nobody has decided). */
struct decision_row {
    const char *by, *salt, *digest, *how;
    int64_t at, recorded_by;
};
enum status line_store_decide(struct db *db, int64_t order, int64_t no, const char *state,
                              const struct decision_row *d, struct error *e);

/* The technician begins (state "started") and ends (state "done") a labour line. */
enum status line_store_begin(struct db *db, int64_t order, int64_t no, int64_t technician, int64_t at,
                             struct error *e);
enum status line_store_finish(struct db *db, int64_t order, int64_t no, int64_t at, struct error *e);

/* Another line that the technician has begun and not ended, in any order: its order's number and its own.
 * ST_NOT_FOUND "no_row": none. */
enum status line_store_busy(struct db *db, int64_t technician, char *number, size_t size, int64_t *no,
                            struct error *e);

/* The first line of the order that the person began or ended, removed lines included; *no 0: none. */
enum status line_store_worked(struct db *db, int64_t order, int64_t person, int64_t *no, struct error *e);

#endif
