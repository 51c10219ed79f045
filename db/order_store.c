#include "db/order_rows.h"

#include <stdlib.h>
#include <string.h>

char *column_copy(struct stmt *s, int column, bool *ok)
{
    const char *text = db_text(s, column);
    char *copy = text == NULL ? NULL : strdup(text);
    if (text != NULL && copy == NULL) {
        *ok = false;
    }
    return copy;
}

bool array_grow(void **array, size_t n, size_t size)
{
    if (n != 0 && (n & (n - 1)) != 0) {
        return true; /* grows at powers of two */
    }
    void *bigger = realloc(*array, (n == 0 ? 1 : n * 2) * size);
    if (bigger != NULL) {
        *array = bigger;
    }
    return bigger != NULL;
}

static int64_t number_or_none(struct stmt *s, int column)
{
    return db_is_null(s, column) ? -1 : db_int(s, column);
}

bool order_row_read(struct stmt *s, struct order_row *out)
{
    bool ok = true;
    *out = (struct order_row){
        .id = db_int(s, 0),
        .outlet_id = db_int(s, 1),
        .vehicle_id = db_int(s, 2),
        .customer_id = db_int(s, 3),
        .number = column_copy(s, 4, &ok),
        .stage = column_copy(s, 5, &ok),
        .plate = column_copy(s, 6, &ok),
        .plate_kind = column_copy(s, 7, &ok),
        .vin = column_copy(s, 8, &ok),
        .currency = column_copy(s, 9, &ok),
        .advisor_id = db_int(s, 10),
        .technician_id = db_int(s, 11), /* NULL reads as 0 */
        .bay_id = db_int(s, 12),
        .advisor = column_copy(s, 13, &ok),
        .advisor_name = column_copy(s, 14, &ok),
        .technician = column_copy(s, 15, &ok),
        .technician_name = column_copy(s, 16, &ok),
        .bay = column_copy(s, 17, &ok),
        .customer = column_copy(s, 18, &ok),
        .phone = column_copy(s, 19, &ok),
        .odometer = number_or_none(s, 20),
        .odometer_out = number_or_none(s, 21),
        .reported_at = db_int(s, 22),
        .opened_at = db_int(s, 23),
        .diagnosed_at = db_int(s, 24),
        .repaired_at = db_int(s, 25),
        .delivered_at = db_int(s, 26),
        .called_back_at = db_int(s, 27),
        .cancelled_at = db_int(s, 28),
        .cause = column_copy(s, 29, &ok),
        .call_back_outcome = column_copy(s, 30, &ok),
        .estimate_milli = number_or_none(s, 31),
        .revision = db_int(s, 32),
        .comeback_of = db_int(s, 33),
        .call_back_result = column_copy(s, 34, &ok),
    };
    return ok;
}

void order_row_free(struct order_row *row)
{
    char *const texts[] = {row->number,   row->stage,
                           row->plate,    row->plate_kind,
                           row->vin,      row->currency,
                           row->advisor,  row->advisor_name,
                           row->bay,      row->technician,
                           row->phone,    row->technician_name,
                           row->cause,    row->call_back_outcome,
                           row->customer, row->call_back_result};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        free(texts[i]);
    }
    *row = (struct order_row){0};
}

static enum status load_order(struct db *db, int64_t id, struct order_row *out, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e, "SELECT " ORDER_COLUMNS ORDER_TABLES "WHERE w.id = $1", "i", id);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        st = order_row_read(s, out) ? ST_OK : error_memory(e);
    } else {
        st = row == DB_ERROR ? ST_FAILED : error_set(e, ST_NOT_FOUND, "no_row", "%s", "");
    }
    db_end(&s);
    return st;
}

/* Reads one row into the element behind the last one of the array. */
typedef bool read_row(struct stmt *s, void *element);

/* Appends all rows of the query to an array of elements of `size` bytes. */
static enum status read_all(struct db *db, const char *sql, int64_t id, read_row *read, size_t size,
                            void **array, size_t *n, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e, sql, "i", id);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW && st == ST_OK) {
        if (!array_grow(array, *n, size)) {
            st = error_memory(e);
            break;
        }
        char *element = (char *)*array + *n * size;
        ++*n; /* counted before it is read: what is half read is freed with the others */
        st = read(s, element) ? ST_OK : error_memory(e);
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : st;
}

static bool read_job(struct stmt *s, void *element)
{
    bool ok = true;
    *(struct job_row *)element = (struct job_row){
        .id = db_int(s, 0),
        .no = db_int(s, 1),
        .concern = column_copy(s, 2, &ok),
        .cause = column_copy(s, 3, &ok),
        .correction = column_copy(s, 4, &ok),
    };
    return ok;
}

static bool read_promise(struct stmt *s, void *element)
{
    bool ok = true;
    *(struct promise_row *)element = (struct promise_row){
        .promised_for = db_int(s, 0),
        .made_at = db_int(s, 1),
        .reason = column_copy(s, 2, &ok),
        .made_by = column_copy(s, 3, &ok),
    };
    return ok;
}

static bool read_line(struct stmt *s, void *element)
{
    bool ok = true;
    *(struct line_row *)element = (struct line_row){
        .id = db_int(s, 0),
        .no = db_int(s, 1),
        .job_id = db_int(s, 2),
        .job_no = db_int(s, 3),
        .kind = column_copy(s, 4, &ok),
        .code = column_copy(s, 5, &ok),
        .text = column_copy(s, 6, &ok),
        .unit = column_copy(s, 7, &ok),
        .source = column_copy(s, 8, &ok),
        .brand = column_copy(s, 9, &ok),
        .effective = column_copy(s, 10, &ok),
        .needs = column_copy(s, 11, &ok),
        .state = column_copy(s, 12, &ok),
        .qty_milli = db_int(s, 13),
        .list_price = number_or_none(s, 14),
        .price_basis = db_int(s, 15),
        .list_revision = number_or_none(s, 16),
        .unit_price = db_int(s, 17),
        .discount_percent = db_int(s, 18),
        .gross = db_int(s, 19),
        .total = db_int(s, 20),
        .decided_by = column_copy(s, 21, &ok),
        .decided_how = column_copy(s, 22, &ok),
        .decided_at = db_int(s, 23),
        .technician_id = db_int(s, 24),
        .technician = column_copy(s, 25, &ok),
        .technician_name = column_copy(s, 26, &ok),
        .started_at = db_int(s, 27),
        .done_at = db_int(s, 28),
        .added_by = column_copy(s, 29, &ok),
        .added_at = db_int(s, 30),
        .guarantee = column_copy(s, 31, &ok),
        .price_group = column_copy(s, 32, &ok),
        .decided_salt = column_copy(s, 33, &ok),
        .decided_digest = column_copy(s, 34, &ok),
        .name = column_copy(s, 35, &ok),
        .name_local = column_copy(s, 36, &ok),
    };
    return ok;
}

static const char lines_sql[] =
    "SELECT l.id, l.no, l.job_id, j.no, l.kind, l.code, l.text, l.unit, l.source, l.brand, l.effective, "
    "l.needs, l.state, l.qty_milli, l.list_price, l.price_basis, l.list_revision, l.unit_price, "
    "l.discount_percent, l.gross, l.total, l.decided_by, l.decided_how, l.decided_at, l.technician_id, "
    "t.login, t.name, l.started_at, l.done_at, p.login, l.added_at, l.guarantee, l.price_group, "
    "l.decided_salt, "
    "l.decided_digest, l.name, l.name_local "
    "FROM order_line l JOIN job j ON j.id = l.job_id JOIN person p ON p.id = l.added_by "
    "LEFT JOIN person t ON t.id = l.technician_id "
    "WHERE l.order_id = $1 AND l.state <> 'removed' ORDER BY l.no";

enum status order_read_promises(struct db *db, int64_t order, struct promise_row **out, size_t *n,
                                struct error *e)
{
    void *rows = NULL;
    *n = 0;
    enum status st = read_all(db,
                              "SELECT m.promised_for, m.made_at, m.reason, p.login FROM promise m "
                              "JOIN person p ON p.id = m.made_by WHERE m.order_id = $1 ORDER BY m.id",
                              order, read_promise, sizeof **out, &rows, n, e);
    *out = rows;
    return st;
}

void promise_rows_free(struct promise_row **rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free((*rows)[i].reason);
        free((*rows)[i].made_by);
    }
    free(*rows);
    *rows = NULL;
}

enum status order_store_load(struct db *db, int64_t id, struct order_rows *out, struct error *e)
{
    *out = (struct order_rows){0};
    void *jobs = NULL;
    void *lines = NULL;
    enum status st = load_order(db, id, &out->order, e);
    if (st == ST_OK) {
        st =
            read_all(db, "SELECT id, no, concern, cause, correction FROM job WHERE order_id = $1 ORDER BY no",
                     id, read_job, sizeof *out->jobs, &jobs, &out->job_count, e);
    }
    if (st == ST_OK) {
        st = read_all(db, lines_sql, id, read_line, sizeof *out->lines, &lines, &out->line_count, e);
    }
    out->jobs = jobs;
    out->lines = lines;
    if (st == ST_OK) {
        st = order_read_promises(db, id, &out->promises, &out->promise_count, e);
    }
    if (st != ST_OK) {
        order_rows_free(out);
    }
    return st;
}

static void free_line(struct line_row *l)
{
    char *const texts[] = {l->kind,
                           l->code,
                           l->text,
                           l->unit,
                           l->source,
                           l->brand,
                           l->effective,
                           l->needs,
                           l->state,
                           l->decided_by,
                           l->decided_how,
                           l->technician,
                           l->technician_name,
                           l->added_by,
                           l->guarantee,
                           l->price_group,
                           l->decided_salt,
                           l->decided_digest,
                           l->name,
                           l->name_local};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        free(texts[i]);
    }
}

void order_rows_free(struct order_rows *rows)
{
    order_row_free(&rows->order);
    for (size_t i = 0; i < rows->job_count; i++) {
        free(rows->jobs[i].concern);
        free(rows->jobs[i].cause);
        free(rows->jobs[i].correction);
    }
    for (size_t i = 0; i < rows->line_count; i++) {
        free_line(&rows->lines[i]);
    }
    free(rows->jobs);
    free(rows->lines);
    promise_rows_free(&rows->promises, rows->promise_count);
    *rows = (struct order_rows){0};
}
