#include "core/base/text.h"
#include "db/order_rows.h"

#include <stdlib.h>

/* Closed orders are kept out by the condition of the partial index work_order_open. */
#define OPEN_ONLY "w.stage NOT IN ('delivered', 'cancelled')"

/* The signatures of an order as bits: a passing one stands at the level; QC's last one is a fail. */
enum { SIGNED_ADVISOR = 1, SIGNED_TECHNICIAN = 2, SIGNED_QC = 4, QC_FAILED = 8 };
#define SIGNED(level)                                                                                        \
    "MAX(CASE WHEN g.level = '" level "' AND g.verdict = 'pass' AND g.voided_at IS NULL THEN 1 ELSE 0 END) "
#define LAST_OF_QC                                                                                           \
    "MAX(CASE WHEN g.level <> 'qc' THEN 0 WHEN g.verdict = 'fail' THEN 2 * g.id + 1 ELSE 2 * g.id END) "
#define SIGNATURES                                                                                           \
    "(SELECT " SIGNED("advisor") "+ 2 * " SIGNED("technician") "+ 4 * " SIGNED(                              \
        "qc") "+ 8 * (" LAST_OF_QC "% 2) FROM signature g WHERE g.order_id = w.id)"

static const char list_head[] =
    "SELECT " ORDER_COLUMNS ", (SELECT j.concern FROM job j WHERE j.order_id = w.id ORDER BY j.no LIMIT 1)"
    ", (SELECT COALESCE(SUM(l.total), 0) FROM order_line l WHERE l.order_id = w.id "
    "AND l.state NOT IN ('removed', 'declined')), " SIGNATURES ORDER_TABLES;

static enum status read_items(struct stmt *s, struct order_item **items, size_t *n, struct error *e)
{
    enum status st = ST_OK;
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        void *array = *items;
        bool ok = array_grow(&array, *n, sizeof **items);
        *items = array;
        if (!ok) {
            st = error_memory(e);
            break;
        }
        struct order_item *item = &(*items)[(*n)++];
        *item = (struct order_item){0};
        ok = order_row_read(s, &item->order);
        item->concern = column_copy(s, ORDER_COLUMN_COUNT, &ok);
        item->total = db_int(s, ORDER_COLUMN_COUNT + 1);
        int64_t signatures = db_int(s, ORDER_COLUMN_COUNT + 2); /* NULL, read as 0: none */
        item->signed_advisor = (signatures & SIGNED_ADVISOR) != 0;
        item->signed_technician = (signatures & SIGNED_TECHNICIAN) != 0;
        item->signed_qc = (signatures & SIGNED_QC) != 0;
        item->qc_failed = (signatures & QC_FAILED) != 0;
        if (!ok) {
            st = error_memory(e);
            break;
        }
    }
    return row == DB_ERROR ? ST_FAILED : st;
}

/* Reads what `s` finds (NULL: the query failed with `st`), with the promises. */
static enum status take_items(struct db *db, enum status st, struct stmt *s, struct order_item **out,
                              size_t *n, struct error *e)
{
    *out = NULL;
    *n = 0;
    if (st == ST_OK) {
        st = read_items(s, out, n, e);
        db_end(&s);
    }
    for (size_t i = 0; st == ST_OK && i < *n; i++) {
        struct order_item *item = &(*out)[i];
        st = order_read_promises(db, item->order.id, &item->promises, &item->promise_count, e);
    }
    if (st != ST_OK) {
        order_items_free(*out, *n);
        *out = NULL;
        *n = 0;
    }
    return st;
}

enum status order_store_list(struct db *db, const char *stage, bool closed, struct order_item **out,
                             size_t *n, struct error *e)
{
    struct buf sql;
    buf_init(&sql, 4096);
    struct stmt *s = NULL;
    buf_addf(&sql, "%s WHERE %s ORDER BY w.id", list_head,
             stage != NULL ? "w.stage = $1"
             : closed      ? "1 = 1"
                           : OPEN_ONLY);
    enum status st =
        sql.failed ? error_memory(e) : db_query(db, &s, e, sql.data, stage != NULL ? "t" : "", stage);
    buf_free(&sql);
    return take_items(db, st, s, out, n, e);
}

enum status order_store_list_since(struct db *db, int64_t delivered_from, struct order_item **out, size_t *n,
                                   struct error *e)
{
    struct buf sql;
    buf_init(&sql, 4096);
    struct stmt *s = NULL;
    /* an OR would have every order ever looked at; so each half has its index */
    buf_addf(&sql,
             "%s WHERE w.id IN (SELECT w.id FROM work_order w WHERE " OPEN_ONLY
             " UNION ALL SELECT d.id FROM work_order d WHERE d.delivered_at >= $1) ORDER BY w.id",
             list_head);
    enum status st = sql.failed ? error_memory(e) : db_query(db, &s, e, sql.data, "i", delivered_from);
    buf_free(&sql);
    return take_items(db, st, s, out, n, e);
}

enum status order_store_begun(struct db *db, int64_t id, int64_t *at, struct error *e)
{
    return db_value(db, at, e,
                    "SELECT COALESCE(MIN(l.started_at), 0) FROM order_line l WHERE l.order_id = $1", "i", id);
}

void order_items_free(struct order_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        order_row_free(&items[i].order);
        free(items[i].concern);
        promise_rows_free(&items[i].promises, items[i].promise_count);
    }
    free(items);
}

static const char *const match_sql[] = {
    [MATCH_NUMBER] = "SELECT w.id, w.number FROM work_order w WHERE w.number = $1 AND ($2 = 1 OR " OPEN_ONLY
                     ") ORDER BY w.id",
    [MATCH_SERIAL] = "SELECT w.id, w.number FROM work_order w "
                     "WHERE w.number IN (SELECT o.code || '-' || $1 FROM outlet o) AND ($2 = 1 OR " OPEN_ONLY
                     ") ORDER BY w.id",
    [MATCH_ENDING] =
        "SELECT w.id, w.number FROM work_order w WHERE w.number LIKE '%' || $1 AND ($2 = 1 OR " OPEN_ONLY
        ") ORDER BY w.id",
};

static void read_ref(struct stmt *s, struct order_ref *out)
{
    out->id = db_int(s, 0);
    text_copy(out->number, sizeof out->number, db_text(s, 1));
}

enum status order_store_match(struct db *db, enum order_match how, const char *text, bool closed,
                              struct order_ref *out, size_t room, size_t *n, struct error *e)
{
    struct stmt *s;
    *n = 0;
    enum status st = db_query(db, &s, e, match_sql[how], "ti", text, (int64_t)closed);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        if (*n < room) {
            read_ref(s, &out[*n]);
        }
        ++*n;
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status order_store_each_ref(struct db *db, bool (*each)(const struct order_ref *, void *), void *arg,
                                 struct error *e)
{
    struct stmt *s;
    struct order_ref one;
    enum status st = db_query(db, &s, e, "SELECT w.id, w.number FROM work_order w ORDER BY w.id", "");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        read_ref(s, &one);
        if (!each(&one, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status order_store_other_open(struct db *db, int64_t vehicle, int64_t except, char *number, size_t size,
                                   struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 "SELECT w.number FROM work_order w WHERE w.vehicle_id = $1 AND w.id <> $2 AND " OPEN_ONLY
                 " ORDER BY w.id",
                 "ii", vehicle, except);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        text_copy(number, size, db_text(s, 0));
    }
    return db_end_one(&s, row, e);
}

enum status order_store_in_bay(struct db *db, int64_t bay, int64_t except, struct bay_taken *out,
                               struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e,
                              "SELECT w.number, w.plate FROM work_order w WHERE " OPEN_ONLY
                              " AND w.stage <> 'ready' AND w.bay_id = $1 AND w.id <> $2 "
                              "ORDER BY w.id",
                              "ii", bay, except);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        text_copy(out->number, sizeof out->number, db_text(s, 0));
        text_copy(out->plate, sizeof out->plate, db_text(s, 1));
    }
    return db_end_one(&s, row, e);
}
