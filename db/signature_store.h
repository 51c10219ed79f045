/* Storage of signatures: added and voided, never changed or deleted. */
#ifndef CLEARBAY_DB_SIGNATURE_STORE_H
#define CLEARBAY_DB_SIGNATURE_STORE_H

#include "db/db.h"

/* Texts are owned by the row's list. */
struct signature_row {
    int64_t id, order_id, person_id, at, order_revision;
    char *level, *verdict, *reason, *meaning, *by, *name, *terminal, *content_hash, *void_reason;
    int64_t voided_at; /* 0: it stands */
};

/* All signatures of an order, oldest first. The caller frees with signature_rows_free (which takes NULL). */
enum status signature_store_list(struct db *db, int64_t order, struct signature_row **out, size_t *n,
                                 struct error *e);
void signature_rows_free(struct signature_row **rows, size_t n);
void signature_row_free(struct signature_row *row); /* the texts of one row */

/* Adds one (its id, by, voided_at and void_reason are not read). */
enum status signature_store_add(struct db *db, const struct signature_row *row, int64_t *id, struct error *e);
enum status signature_store_void(struct db *db, int64_t id, const char *reason, int64_t at, struct error *e);

#endif
