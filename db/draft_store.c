#include "db/draft_store.h"

enum status draft_store_save(struct db *db, int64_t person, const char *form, const char *subject,
                             const char *content, int64_t at, const char *terminal, struct error *e)
{
    return db_run(
        db, NULL, e,
        "INSERT INTO draft (person_id, form, subject, content, saved_at, terminal) VALUES ($1, $2, $3, $4, "
        "$5, $6) "
        "ON CONFLICT (person_id, form, subject) DO UPDATE SET content = $4, saved_at = $5, terminal = $6",
        "itttit", person, form, subject, content, at, terminal);
}

enum status draft_store_each(struct db *db, int64_t person, bool (*each)(const struct draft_row *, void *),
                             void *arg, struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 "SELECT form, subject, content, saved_at, terminal FROM draft WHERE person_id = $1 "
                 "ORDER BY saved_at, form, subject",
                 "i", person);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        const struct draft_row r = {db_text(s, 0), db_text(s, 1), db_text(s, 2), db_int(s, 3), db_text(s, 4)};
        if (!each(&r, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status draft_store_drop(struct db *db, int64_t person, const char *form, const char *subject,
                             struct error *e)
{
    return db_run(db, NULL, e, "DELETE FROM draft WHERE person_id = $1 AND form = $2 AND subject = $3", "itt",
                  person, form, subject);
}
