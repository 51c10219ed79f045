/* Parts and their prices. */
#include "db/price_store.h"

#include <stdio.h>

static const int64_t *known(const int64_t *value)
{
    return *value < 0 ? NULL : value;
}

enum status price_part_add(struct db *db, const struct price_row *r, struct error *e)
{
    return db_run(
        db, NULL, e,
        "INSERT INTO part (id, from_revision, name_id, list_price, price_basis, currency, unit, "
        "price_group, effective, superseded_by, core_charge, min_order_milli, source_id, part_no, brand) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        "iiiIitttttIIitt", r->part_id, r->from_revision, r->name_id, known(&r->list_price), r->price_basis,
        r->currency, r->unit, r->price_group, r->effective, r->superseded_by, known(&r->core_charge),
        known(&r->min_order_milli), r->source_id, r->part_no, r->brand);
}

enum status price_later_add(struct db *db, const struct price_row *r, struct error *e)
{
    return db_run(
        db, NULL, e,
        "INSERT INTO price_later (part_id, from_revision, name_id, list_price, price_basis, currency, unit, "
        "price_group, effective, superseded_by, core_charge, min_order_milli) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        "iiiIitttttII", r->part_id, r->from_revision, r->name_id, known(&r->list_price), r->price_basis,
        r->currency, r->unit, r->price_group, r->effective, r->superseded_by, known(&r->core_charge),
        known(&r->min_order_milli));
}

enum status price_say_again(struct db *db, int64_t part, int64_t old_from, int64_t from_revision,
                            struct error *e)
{
    return db_run(
        db, NULL, e,
        "INSERT INTO price_later (part_id, from_revision, name_id, list_price, price_basis, currency, unit, "
        "price_group, effective, superseded_by, core_charge, min_order_milli) "
        "SELECT part_id, $3, name_id, list_price, price_basis, currency, unit, price_group, effective, "
        "superseded_by, core_charge, min_order_milli FROM price WHERE part_id = $1 AND from_revision = $2",
        "iii", part, old_from, from_revision);
}

/* Runs the statement for the part's own row, and where that is not meant the one for later prices. */
static enum status where_it_stands(struct db *db, const char *own, const char *later, int64_t part,
                                   int64_t from, const int64_t *value, struct error *e)
{
    int64_t changed = 0;
    enum status st = db_run(db, &changed, e, own, "iiI", part, from, value);
    return st == ST_OK && changed == 0 ? db_run(db, NULL, e, later, "iiI", part, from, value) : st;
}

static enum status set_end(struct db *db, int64_t part, int64_t from, const int64_t *revision,
                           struct error *e)
{
    return where_it_stands(
        db, "UPDATE part SET to_revision = $3 WHERE id = $1 AND from_revision = $2",
        "UPDATE price_later SET to_revision = $3 WHERE part_id = $1 AND from_revision = $2", part, from,
        revision, e);
}

enum status price_close(struct db *db, int64_t part, int64_t from_revision, int64_t revision, struct error *e)
{
    return set_end(db, part, from_revision, &revision, e);
}

enum status price_open_again(struct db *db, int64_t part, int64_t from_revision, struct error *e)
{
    return set_end(db, part, from_revision, NULL, e);
}

enum status price_take_back(struct db *db, int64_t part, int64_t from_revision, struct error *e)
{
    int64_t changed = 0;
    enum status st = db_run(db, &changed, e, "DELETE FROM part WHERE id = $1 AND from_revision = $2", "ii",
                            part, from_revision);
    return st == ST_OK && changed == 0
               ? db_run(db, NULL, e, "DELETE FROM price_later WHERE part_id = $1 AND from_revision = $2",
                        "ii", part, from_revision)
               : st;
}

/* Columns in the order of read_price; p is the row with the price, `part` the one with the number. */
#define PRICE(part)                                                                                          \
    "SELECT " part ".id, " part ".source_id, p.from_revision, p.to_revision, p.name_id, " part               \
    ".part_no, " part ".brand, n.name, n.name_local, p.unit, p.currency, p.price_group, p.effective, "       \
    "p.superseded_by, p.list_price, p.price_basis, p.core_charge, p.min_order_milli "

static int64_t or_none(struct stmt *s, int column)
{
    return db_is_null(s, column) ? -1 : db_int(s, column);
}

static struct price_row read_price(struct stmt *s)
{
    return (struct price_row){
        .part_id = db_int(s, 0),
        .source_id = db_int(s, 1),
        .from_revision = db_int(s, 2),
        .to_revision = db_int(s, 3),
        .name_id = db_int(s, 4),
        .part_no = db_text(s, 5),
        .brand = db_text(s, 6),
        .name = db_text(s, 7),
        .name_local = db_text(s, 8),
        .unit = db_text(s, 9),
        .currency = db_text(s, 10),
        .price_group = db_text(s, 11),
        .effective = db_text(s, 12),
        .superseded_by = db_text(s, 13),
        .list_price = or_none(s, 14),
        .price_basis = db_int(s, 15),
        .core_charge = or_none(s, 16),
        .min_order_milli = or_none(s, 17),
    };
}

enum { HAS_LATER = 18 }; /* the column behind those of read_price */

/* *later (may be NULL): whether the part has other prices than its own row's. */
static enum status each_price(struct stmt *s, bool (*each)(const struct price_row *, void *), void *arg,
                              bool *more, bool *later, struct error *e)
{
    enum db_row row = DB_DONE;
    while (*more && (row = db_next(s, e)) == DB_ROW) {
        const struct price_row r = read_price(s);
        if (later != NULL) {
            *later = db_int(s, HAS_LATER) != 0;
        }
        *more = each(&r, arg);
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

/* Most parts have one price: that they have no other is seen with it, without a second statement. */
enum status price_rows_of_part(struct db *db, int64_t part, bool (*each)(const struct price_row *, void *),
                               void *arg, struct error *e)
{
    struct stmt *s;
    bool more = true, later = true; /* without a row of its own there may be later ones */
    enum status st = db_query(db, &s, e,
                              PRICE("p") ", EXISTS (SELECT 1 FROM price_later l WHERE l.part_id = p.id) "
                                         "FROM part p JOIN part_name n ON n.id = p.name_id WHERE p.id = $1",
                              "i", part);
    st = st == ST_OK ? each_price(s, each, arg, &more, &later, e) : st;
    if (st != ST_OK || !more || !later) {
        return st;
    }
    st = db_query(db, &s, e,
                  PRICE("t") "FROM price_later p JOIN part t ON t.id = p.part_id JOIN part_name n ON n.id = "
                             "p.name_id WHERE p.part_id = $1 ORDER BY p.from_revision",
                  "i", part);
    return st == ST_OK ? each_price(s, each, arg, &more, NULL, e) : st;
}

enum status price_parts_after(struct db *db, int64_t source, int64_t after, int64_t touched_above,
                              int64_t limit,
                              bool (*each)(int64_t id, const char *part_no, const char *brand, void *),
                              void *arg, struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 "SELECT t.id, t.part_no, t.brand FROM part t WHERE ($1 = 0 OR t.source_id = $1) AND t.id > "
                 "$2 AND ($3 = 0 OR "
                 "t.from_revision > $3 OR t.to_revision > $3 OR EXISTS (SELECT 1 FROM price_later p WHERE "
                 "p.part_id = t.id AND (p.from_revision > $3 OR p.to_revision > $3))) ORDER BY t.id LIMIT $4",
                 "iiii", source, after, touched_above, limit);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        if (!each(db_int(s, 0), db_text(s, 1), db_text(s, 2), arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_part_find(struct db *db, const char *key, int64_t source, const char *brand,
                            const char *part_no, int64_t *part, struct error *e)
{
    enum status st = db_value(db, part, e,
                              "SELECT t.id FROM part_number n JOIN part t ON t.id = n.part_id WHERE "
                              "n.part_key = $1 AND t.source_id = $2 AND t.part_no = $4 AND t.brand = $3",
                              "titt", key, source, brand, part_no);
    if (st == ST_NOT_FOUND) {
        *part = 0;
        st = ST_OK;
    }
    return st;
}

enum status price_part_exists(struct db *db, int64_t part, bool *yes, struct error *e)
{
    int64_t n = 0;
    enum status st = db_value(db, &n, e, "SELECT count(*) FROM part WHERE id = $1", "i", part);
    *yes = n > 0;
    return st;
}

enum status price_part_identity(struct db *db, int64_t part, int64_t *source, char *part_no, size_t no_size,
                                char *brand, size_t brand_size, struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e, "SELECT source_id, part_no, brand FROM part WHERE id = $1", "i", part);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        *source = db_int(s, 0);
        snprintf(part_no, no_size, "%s", db_text(s, 1));
        snprintf(brand, brand_size, "%s", db_text(s, 2));
    }
    return db_end_one(&s, row, e);
}
