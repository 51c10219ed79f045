#include "db/signature_store.h"
#include "db/order_rows.h"

#include <stdlib.h>

void signature_row_free(struct signature_row *r)
{
    char *texts[] = {r->level, r->verdict,  r->reason,       r->meaning,    r->by,
                     r->name,  r->terminal, r->content_hash, r->void_reason};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        free(texts[k]);
    }
}

void signature_rows_free(struct signature_row **rows, size_t n)
{
    for (size_t i = 0; *rows != NULL && i < n; i++) {
        signature_row_free(&(*rows)[i]);
    }
    free(*rows);
    *rows = NULL;
}

static bool read_row(struct stmt *s, struct signature_row *r)
{
    bool ok = true;
    *r = (struct signature_row){.id = db_int(s, 0),
                                .order_id = db_int(s, 1),
                                .level = column_copy(s, 2, &ok),
                                .verdict = column_copy(s, 3, &ok),
                                .reason = column_copy(s, 4, &ok),
                                .meaning = column_copy(s, 5, &ok),
                                .person_id = db_int(s, 6),
                                .by = column_copy(s, 7, &ok),
                                .name = column_copy(s, 8, &ok),
                                .terminal = column_copy(s, 9, &ok),
                                .at = db_int(s, 10),
                                .order_revision = db_int(s, 11),
                                .content_hash = column_copy(s, 12, &ok),
                                .voided_at = db_int(s, 13),
                                .void_reason = column_copy(s, 14, &ok)};
    return ok;
}

enum status signature_store_list(struct db *db, int64_t order, struct signature_row **out, size_t *n,
                                 struct error *e)
{
    struct stmt *s;
    *out = NULL;
    *n = 0;
    enum status st =
        db_query(db, &s, e,
                 "SELECT g.id, g.order_id, g.level, g.verdict, g.reason, g.meaning, g.person_id, p.login, "
                 "g.name, g.terminal, g.at, g.order_revision, g.content_hash, g.voided_at, g.void_reason "
                 "FROM signature g JOIN person p ON p.id = g.person_id WHERE g.order_id = $1 ORDER BY g.id",
                 "i", order);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = DB_DONE;
    while (st == ST_OK && (row = db_next(s, e)) == DB_ROW) {
        void *array = *out;
        bool ok = array_grow(&array, *n, sizeof **out);
        *out = array;
        if (!ok) {
            st = error_memory(e);
        } else if (!read_row(s, &(*out)[(*n)++])) {
            st = error_memory(e);
        }
    }
    db_end(&s);
    st = row == DB_ERROR ? ST_FAILED : st;
    if (st != ST_OK) {
        signature_rows_free(out, *n);
        *n = 0;
    }
    return st;
}

enum status signature_store_add(struct db *db, const struct signature_row *r, int64_t *id, struct error *e)
{
    return db_value(
        db, id, e,
        "INSERT INTO signature (order_id, level, verdict, reason, meaning, person_id, name, terminal, at, "
        "order_revision, content_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
        "ittttittiit", r->order_id, r->level, r->verdict, r->reason, r->meaning, r->person_id, r->name,
        r->terminal, r->at, r->order_revision, r->content_hash);
}

enum status signature_store_void(struct db *db, int64_t id, const char *reason, int64_t at, struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE signature SET voided_at = $3, void_reason = $2 WHERE id = $1 AND voided_at IS NULL",
                  "iti", id, reason, at);
}
