#include "db/inspection_store.h"

/* The levels as they are signed. */
#define IN_ORDER(level) "CASE " level " WHEN 'advisor' THEN 1 WHEN 'technician' THEN 2 ELSE 3 END"

enum status checklist_store_each(struct db *db, const char *level, const char *item,
                                 bool (*each)(const struct checklist_row *, void *), void *arg,
                                 struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 "SELECT level, item, text_en, text_zh, group_en, group_zh, applies, unit, source, critical, "
                 "amber_milli, red_milli FROM checklist_item "
                 "WHERE level = $1 AND item = coalesce($2, item) ORDER BY position",
                 "tt", level, item);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        const struct checklist_row r = {.level = db_text(s, 0),
                                        .item = db_text(s, 1),
                                        .text_en = db_text(s, 2),
                                        .text_zh = db_text(s, 3),
                                        .group_en = db_text(s, 4),
                                        .group_zh = db_text(s, 5),
                                        .applies = db_text(s, 6),
                                        .unit = db_text(s, 7),
                                        .source = db_text(s, 8),
                                        .critical = db_int(s, 9) != 0,
                                        .has_amber = !db_is_null(s, 10),
                                        .amber_milli = db_int(s, 10),
                                        .has_red = !db_is_null(s, 11),
                                        .red_milli = db_int(s, 11)};
        if (!each(&r, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status inspection_store_each(struct db *db, int64_t order, const char *level,
                                  bool (*each)(const struct inspection_row *, void *), void *arg,
                                  struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e,
        "SELECT i.level, i.item, i.result, i.value_milli, i.unit, i.note, i.person_id, p.login, i.at, "
        "c.text_en, c.text_zh "
        "FROM inspection i JOIN person p ON p.id = i.person_id "
        "LEFT JOIN checklist_item c ON c.level = i.level AND c.item = i.item "
        "WHERE i.order_id = $1 AND i.level = coalesce($2, i.level) AND i.superseded = 0 "
        "ORDER BY " IN_ORDER("i.level") ", c.position, i.item",
        "it", order, level);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        const struct inspection_row r = {.level = db_text(s, 0),
                                         .item = db_text(s, 1),
                                         .result = db_text(s, 2),
                                         .has_value = !db_is_null(s, 3),
                                         .value_milli = db_int(s, 3),
                                         .unit = db_text(s, 4),
                                         .note = db_text(s, 5),
                                         .person_id = db_int(s, 6),
                                         .by = db_text(s, 7),
                                         .at = db_int(s, 8),
                                         .text_en = db_text(s, 9),
                                         .text_zh = db_text(s, 10)};
        if (!each(&r, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status inspection_store_levels(struct db *db, int64_t order, bool electric,
                                    void (*each)(const struct level_row *, void *), void *arg,
                                    struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 "SELECT c.level, count(i.id), count(*) FROM checklist_item c LEFT JOIN inspection i "
                 "ON i.order_id = $1 AND i.level = c.level AND i.item = c.item AND i.superseded = 0 "
                 "WHERE c.applies IN ('all', $2) GROUP BY c.level ORDER BY " IN_ORDER("c.level"),
                 "it", order, electric ? "ev" : "all");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        each(&(struct level_row){.level = db_text(s, 0), .set = db_int(s, 1), .of = db_int(s, 2)}, arg);
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status inspection_store_add(struct db *db, int64_t order, const struct inspection_row *r,
                                 struct error *e)
{
    enum status st =
        db_run(db, NULL, e,
               "UPDATE inspection SET superseded = 1 WHERE order_id = $1 AND level = $2 AND item = $3 AND "
               "superseded = 0",
               "itt", order, r->level, r->item);
    if (st != ST_OK) {
        return st;
    }
    return db_run(
        db, NULL, e,
        "INSERT INTO inspection (order_id, level, item, result, value_milli, unit, note, person_id, at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        "itttIttii", order, r->level, r->item, r->result, r->has_value ? &r->value_milli : NULL, r->unit,
        r->note, r->person_id, r->at);
}

enum status inspection_store_supersede(struct db *db, int64_t order, const char *level, struct error *e)
{
    return db_run(
        db, NULL, e,
        "UPDATE inspection SET superseded = 1 WHERE order_id = $1 AND level = $2 AND superseded = 0", "it",
        order, level);
}

enum status inspection_store_last_order(struct db *db, int64_t order, int64_t *last, struct error *e)
{
    return db_value(db, last, e,
                    "SELECT o.id FROM work_order o JOIN work_order w ON w.vehicle_id = o.vehicle_id "
                    "WHERE w.id = $1 AND o.id < $1 AND o.stage <> 'cancelled' ORDER BY o.id DESC LIMIT 1",
                    "i", order);
}

enum status damage_store_each(struct db *db, int64_t order, bool (*each)(const struct damage_row *, void *),
                              void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e,
                              "SELECT d.id, d.panel, d.kind, d.note, p.login, d.at FROM damage d "
                              "JOIN person p ON p.id = d.person_id "
                              "WHERE d.order_id = $1 AND d.removed_at IS NULL ORDER BY d.id",
                              "i", order);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        const struct damage_row r = {.id = db_int(s, 0),
                                     .panel = db_text(s, 1),
                                     .kind = db_text(s, 2),
                                     .note = db_text(s, 3),
                                     .by = db_text(s, 4),
                                     .at = db_int(s, 5)};
        if (!each(&r, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status damage_store_add(struct db *db, int64_t order, const char *panel, const char *kind,
                             const char *note, int64_t person, int64_t at, int64_t *id, struct error *e)
{
    return db_value(
        db, id, e,
        "INSERT INTO damage (order_id, panel, kind, note, person_id, at) VALUES ($1, $2, $3, $4, $5, $6) "
        "RETURNING id",
        "itttii", order, panel, kind, note, person, at);
}

enum status damage_store_remove(struct db *db, int64_t order, int64_t id, int64_t at, int64_t *n,
                                struct error *e)
{
    return db_run(db, n, e,
                  "UPDATE damage SET removed_at = $3 WHERE order_id = $1 AND id = $2 AND removed_at IS NULL",
                  "iii", order, id, at);
}
