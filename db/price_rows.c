/* Parts and their prices. */
#include "db/price_store.h"

static enum status make_part(struct db *db, int64_t source, const struct price_row *r, int64_t *part,
                             struct error *e)
{
    return db_value(db, part, e,
                    "INSERT INTO part (source_id, brand, part_no, part_key) VALUES ($1, $2, $3, $4) "
                    "ON CONFLICT (source_id, brand, part_no) DO NOTHING RETURNING id",
                    "ittt", source, r->brand, r->part_no, r->part_key);
}

static enum status find_part(struct db *db, int64_t source, const struct price_row *r, int64_t *part,
                             struct error *e)
{
    return db_value(db, part, e, "SELECT id FROM part WHERE source_id = $1 AND brand = $2 AND part_no = $3",
                    "itt", source, r->brand, r->part_no);
}

enum status price_part_take(struct db *db, int64_t source, const struct price_row *r, bool likely_new,
                            int64_t *part, bool *made, struct error *e)
{
    enum status st = likely_new ? make_part(db, source, r, part, e) : find_part(db, source, r, part, e);
    *made = likely_new && st == ST_OK;
    if (st != ST_NOT_FOUND) {
        return st;
    }
    st = likely_new ? find_part(db, source, r, part, e) : make_part(db, source, r, part, e);
    *made = !likely_new && st == ST_OK;
    return st;
}

enum status price_name_take(struct db *db, const char *name, const char *name_local, const char *fold,
                            int64_t *id, struct error *e)
{
    enum status st = db_value(db, id, e, "SELECT id FROM part_name WHERE name = $1 AND name_local = $2", "tt",
                              name, name_local);
    if (st != ST_NOT_FOUND) {
        return st;
    }
    return db_value(db, id, e,
                    "INSERT INTO part_name (name, name_local, fold) VALUES ($1, $2, $3) RETURNING id", "ttt",
                    name, name_local, fold);
}

static const int64_t *known(const int64_t *value)
{
    return *value < 0 ? NULL : value;
}

enum status price_add(struct db *db, const struct price_row *r, int64_t name, struct error *e)
{
    return db_run(db, NULL, e,
                  "INSERT INTO price (part_id, from_revision, name_id, unit, list_price, price_basis, "
                  "currency, price_group, effective, superseded_by, core_charge, min_order_milli) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                  "iiitIittttII", r->part_id, r->from_revision, name, r->unit, known(&r->list_price),
                  r->price_basis, r->currency, r->price_group, r->effective, r->superseded_by,
                  known(&r->core_charge), known(&r->min_order_milli));
}

enum status price_close(struct db *db, int64_t id, int64_t revision, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE price SET to_revision = $2 WHERE id = $1", "ii", id, revision);
}

/* $1 is the part in each query; columns in the order of read_price. */
#define PRICE                                                                                                \
    "SELECT p.id, p.part_id, p.from_revision, p.to_revision, t.part_no, t.brand, n.name, n.name_local, "     \
    "p.unit, "                                                                                               \
    "p.currency, p.price_group, p.effective, p.superseded_by, p.list_price, p.price_basis, p.core_charge, "  \
    "p.min_order_milli, s.name, r.fetched_at, r.in_force_at, ended.in_force_at "                             \
    "FROM price p JOIN part t ON t.id = p.part_id JOIN part_name n ON n.id = p.name_id "                     \
    "JOIN price_source s ON s.id = t.source_id "                                                             \
    "LEFT JOIN price_revision r ON r.source_id = s.id AND r.revision = p.from_revision "                     \
    "LEFT JOIN price_revision ended ON ended.source_id = s.id AND ended.revision = p.to_revision "           \
    "AND p.to_revision <= s.revision "

static int64_t or_none(struct stmt *s, int column)
{
    return db_is_null(s, column) ? -1 : db_int(s, column);
}

static enum status each_price(struct stmt *s, bool (*each)(const struct price_row *, void *), void *arg,
                              struct error *e)
{
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        const struct price_row r = {
            .id = db_int(s, 0),
            .part_id = db_int(s, 1),
            .from_revision = db_int(s, 2),
            .to_revision = db_int(s, 3),
            .part_no = db_text(s, 4),
            .brand = db_text(s, 5),
            .name = db_text(s, 6),
            .name_local = db_text(s, 7),
            .unit = db_text(s, 8),
            .currency = db_text(s, 9),
            .price_group = db_text(s, 10),
            .effective = db_text(s, 11),
            .superseded_by = db_text(s, 12),
            .list_price = or_none(s, 13),
            .price_basis = db_int(s, 14),
            .core_charge = or_none(s, 15),
            .min_order_milli = or_none(s, 16),
            .source = db_text(s, 17),
            .revision = db_int(s, 2),
            .fetched_at = db_int(s, 18),
            .in_force_at = db_int(s, 19),
            .ended_at = db_int(s, 20),
        };
        if (!each(&r, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_open_rows(struct db *db, int64_t part, bool (*each)(const struct price_row *, void *),
                            void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e, PRICE "WHERE p.part_id = $1 AND p.to_revision IS NULL ORDER BY p.id DESC", "i", part);
    return st == ST_OK ? each_price(s, each, arg, e) : st;
}

enum status price_rows_of_part(struct db *db, int64_t part, bool (*each)(const struct price_row *, void *),
                               void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e,
                              PRICE "WHERE p.part_id = $1 AND p.from_revision <= s.revision "
                                    "ORDER BY p.from_revision, p.effective, p.id",
                              "i", part);
    return st == ST_OK ? each_price(s, each, arg, e) : st;
}

static enum status each_id(struct stmt *s, bool (*each)(int64_t, void *), void *arg, struct error *e)
{
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        if (!each(db_int(s, 0), arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_open_parts(struct db *db, int64_t source, int64_t after, int64_t limit,
                             bool (*each)(int64_t part, void *), void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e,
        /* +: in the order of id, not by an index of the source, which would be sorted anew each time */
        "SELECT t.id FROM part t WHERE +t.source_id = $1 AND t.id > $2 AND EXISTS "
        "(SELECT 1 FROM price p WHERE p.part_id = t.id AND p.to_revision IS NULL) "
        "ORDER BY t.id LIMIT $3",
        "iii", source, after, limit);
    return st == ST_OK ? each_id(s, each, arg, e) : st;
}

enum status price_parts_by_key(struct db *db, enum part_match how, const char *key, const char *source,
                               const char *brand, int64_t limit, bool (*each)(int64_t part, void *),
                               void *arg, struct error *e)
{
    static const char *const sql[] = {
        "SELECT t.id FROM part t JOIN price_source s ON s.id = t.source_id WHERE t.part_key = $1 AND "
        "($2 IS NULL OR s.name = $2) AND ($3 IS NULL OR t.brand = $3) ORDER BY t.part_no, t.brand, t.id "
        "LIMIT $4",
        "SELECT t.id FROM part t JOIN price_source s ON s.id = t.source_id WHERE t.part_key > $1 AND "
        "t.part_key < $1 || char(1114111) AND ($2 IS NULL OR s.name = $2) AND ($3 IS NULL OR t.brand = $3) "
        "ORDER BY t.part_key, t.brand, t.id LIMIT $4",
        "SELECT t.id FROM part t JOIN price_source s ON s.id = t.source_id WHERE instr(t.part_key, $1) > 1 "
        "AND "
        "($2 IS NULL OR s.name = $2) AND ($3 IS NULL OR t.brand = $3) ORDER BY t.part_key, t.brand, t.id "
        "LIMIT $4",
    };
    struct stmt *s;
    enum status st = db_query(db, &s, e, sql[how], "ttti", key, source, brand, limit);
    return st == ST_OK ? each_id(s, each, arg, e) : st;
}

enum status price_names_each(struct db *db, bool (*each)(int64_t name, const char *fold, void *), void *arg,
                             struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e, "SELECT id, fold FROM part_name ORDER BY fold, id", "");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        if (!each(db_int(s, 0), db_text(s, 1), arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_parts_by_name(struct db *db, int64_t name, int64_t limit,
                                bool (*each)(int64_t part, void *), void *arg, struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 "SELECT DISTINCT p.part_id FROM price p WHERE p.name_id = $1 AND p.to_revision IS NULL "
                 "ORDER BY p.part_id LIMIT $2",
                 "ii", name, limit);
    return st == ST_OK ? each_id(s, each, arg, e) : st;
}
