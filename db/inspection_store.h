/* Storage of checklists, inspections and damage. Rows only, no rules. */
#ifndef CLEARBAY_DB_INSPECTION_STORE_H
#define CLEARBAY_DB_INSPECTION_STORE_H

#include "db/db.h"

/* An item of a checklist. Texts are borrowed while the callback runs, NULL when unset. */
struct checklist_row {
    const char *level, *item, *text_en, *text_zh, *group_en, *group_zh, *applies, *unit, *source;
    bool critical, has_amber, has_red;
    int64_t amber_milli, red_milli;
};

/* Calls `each` for the items of a level (item NULL: all, in their order) until it returns false. */
enum status checklist_store_each(struct db *db, const char *level, const char *item,
                                 bool (*each)(const struct checklist_row *, void *), void *arg,
                                 struct error *e);

/* A result that stands now. Texts are borrowed while the callback runs. */
struct inspection_row {
    const char *level, *item, *result, *unit, *note; /* unit, note: NULL when none */
    const char *text_en, *text_zh;                   /* NULL when the item left its checklist */
    bool has_value;
    int64_t value_milli;
    int64_t person_id;
    const char *by; /* login */
    int64_t at;
};

/* Calls `each` for the results of an order that stand (level NULL: all), in the checklists' order. */
enum status inspection_store_each(struct db *db, int64_t order, const char *level,
                                  bool (*each)(const struct inspection_row *, void *), void *arg,
                                  struct error *e);

/* How far a level is. `level` is borrowed while the callback runs. */
struct level_row {
    const char *level;
    int64_t set, of; /* items with a result that stands, and all items */
};

/* Calls `each` for the levels of an order, in their order; `electric`: the items for cars with high voltage
 * count, too. */
enum status inspection_store_levels(struct db *db, int64_t order, bool electric,
                                    void (*each)(const struct level_row *, void *), void *arg,
                                    struct error *e);

/* Adds a result; the one before it is kept and no longer stands. */
enum status inspection_store_add(struct db *db, int64_t order, const struct inspection_row *row,
                                 struct error *e);

/* All results of a level no longer stand (the level is inspected again). */
enum status inspection_store_supersede(struct db *db, int64_t order, const char *level, struct error *e);

/* The vehicle's order before this one; ST_NOT_FOUND "no_row" when it is the first. */
enum status inspection_store_last_order(struct db *db, int64_t order, int64_t *last, struct error *e);

struct damage_row {
    int64_t id;
    const char *panel, *kind, *note, *by;
    int64_t at;
};
enum status damage_store_each(struct db *db, int64_t order, bool (*each)(const struct damage_row *, void *),
                              void *arg, struct error *e);
enum status damage_store_add(struct db *db, int64_t order, const char *panel, const char *kind,
                             const char *note, int64_t person, int64_t at, int64_t *id, struct error *e);
/* *n is 0 when the order has no such damage (any more). */
enum status damage_store_remove(struct db *db, int64_t order, int64_t id, int64_t at, int64_t *n,
                                struct error *e);

#endif
