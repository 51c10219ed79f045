#include "db/person_store.h"

#include <stdio.h>

enum status person_store_outlet_count(struct db *db, int64_t *n, struct error *e)
{
    return db_value(db, n, e, "SELECT count(*) FROM outlet", "");
}

enum status person_store_add_outlet(struct db *db, const char *code, const char *name, int64_t at,
                                    int64_t *id, struct error *e)
{
    return db_value(db, id, e, "INSERT INTO outlet (code, name, created_at) VALUES ($1, $2, $3) RETURNING id",
                    "tti", code, name, at);
}

enum status person_store_outlet(struct db *db, int64_t *id, char code[32], struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e, "SELECT id, code FROM outlet ORDER BY id LIMIT 1", "");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        *id = db_int(s, 0);
        snprintf(code, 32, "%s", db_text(s, 1));
    }
    return db_end_one(&s, row, e);
}

enum status person_store_pepper_check(struct db *db, char check[65], struct error *e)
{
    struct stmt *s;
    check[0] = '\0';
    enum status st = db_query(db, &s, e, "SELECT pepper_check FROM outlet ORDER BY id LIMIT 1", "");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        db_copy(s, 0, check, 65);
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status person_store_set_pepper_check(struct db *db, const char *check, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE outlet SET pepper_check = $1 WHERE pepper_check IS NULL", "t", check);
}

#define PERSON                                                                                               \
    "SELECT id, login, name, role, pin_hash, pin_temporary, failed_pins, locked_until, disabled_at FROM "    \
    "person "

static void read_person(struct stmt *s, struct person_row *out)
{
    out->id = db_int(s, 0);
    snprintf(out->login, sizeof out->login, "%s", db_text(s, 1));
    snprintf(out->name, sizeof out->name, "%s", db_text(s, 2));
    snprintf(out->role, sizeof out->role, "%s", db_text(s, 3));
    snprintf(out->pin_hash, sizeof out->pin_hash, "%s", db_text(s, 4));
    out->pin_temporary = db_int(s, 5) != 0;
    out->failed_pins = db_int(s, 6);
    out->locked_until = db_int(s, 7);
    out->disabled_at = db_int(s, 8);
}

enum status person_store_find(struct db *db, const char *login, int64_t id, struct person_row *out,
                              struct error *e)
{
    struct stmt *s;
    enum status st = login != NULL ? db_query(db, &s, e, PERSON "WHERE login = $1", "t", login)
                                   : db_query(db, &s, e, PERSON "WHERE id = $1", "i", id);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        read_person(s, out);
    }
    return db_end_one(&s, row, e);
}

enum status person_store_add(struct db *db, const struct person_row *row, int64_t outlet, int64_t set_by,
                             int64_t at, int64_t *id, struct error *e)
{
    return db_value(db, id, e,
                    "INSERT INTO person (outlet_id, login, name, role, pin_hash, pin_temporary, pin_set_by, "
                    "pin_set_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) RETURNING id",
                    "ittttiIi", outlet, row->login, row->name, row->role, row->pin_hash,
                    (int64_t)row->pin_temporary, set_by == 0 ? NULL : &set_by, at);
}

enum status person_store_disable(struct db *db, int64_t id, int64_t at, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE person SET disabled_at = $2 WHERE id = $1", "ii", id, at);
}

enum status person_store_set_pin(struct db *db, int64_t id, const char *pin_hash, bool temporary,
                                 int64_t set_by, int64_t at, struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE person SET pin_hash = $2, pin_temporary = $3, pin_set_by = $4, pin_set_at = $5, "
                  "failed_pins = 0, locked_until = 0 WHERE id = $1",
                  "itiii", id, pin_hash, (int64_t)temporary, set_by, at);
}

enum status person_store_set_failed(struct db *db, int64_t id, int64_t failed, int64_t locked_until,
                                    struct error *e)
{
    return db_run(db, NULL, e, "UPDATE person SET failed_pins = $2, locked_until = $3 WHERE id = $1", "iii",
                  id, failed, locked_until);
}

enum status person_store_each(struct db *db, bool (*each)(const struct person_row *, void *), void *arg,
                              struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e, PERSON "ORDER BY login", "");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    struct person_row person;
    while ((row = db_next(s, e)) == DB_ROW) {
        read_person(s, &person);
        if (!each(&person, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status person_store_grant(struct db *db, int64_t person, const struct certificate_row *row, int64_t by,
                               int64_t at, struct error *e)
{
    return db_run(
        db, NULL, e,
        "INSERT INTO person_certificate (person_id, certificate, valid_from, valid_until, granted_by, "
        "granted_at) VALUES ($1, $2, $3, $4, $5, $6)",
        "itiIii", person, row->certificate, row->valid_from, row->valid_until == 0 ? NULL : &row->valid_until,
        by, at);
}

enum status person_store_revoke(struct db *db, int64_t person, const char *certificate, int64_t at,
                                int64_t *n, struct error *e)
{
    return db_run(
        db, n, e,
        "UPDATE person_certificate SET revoked_at = $3 WHERE person_id = $1 AND certificate = $2 AND "
        "revoked_at IS NULL",
        "iti", person, certificate, at);
}

enum status person_store_holds(struct db *db, int64_t person, const char *certificate, int64_t at,
                               bool *holds, struct error *e)
{
    int64_t n = 0;
    enum status st =
        db_value(db, &n, e,
                 "SELECT count(*) FROM person_certificate WHERE person_id = $1 AND certificate = $2 AND "
                 "valid_from <= $3 AND (valid_until IS NULL OR valid_until > $3) AND revoked_at IS NULL",
                 "iti", person, certificate, at);
    *holds = n > 0;
    return st;
}

enum status person_store_certificates(struct db *db, int64_t person, struct certificate_row *out, size_t room,
                                      size_t *n, struct error *e)
{
    struct stmt *s;
    *n = 0;
    enum status st = db_query(db, &s, e,
                              "SELECT certificate, valid_from, valid_until FROM person_certificate "
                              "WHERE person_id = $1 AND revoked_at IS NULL ORDER BY id",
                              "i", person);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = DB_DONE;
    while (*n < room && (row = db_next(s, e)) == DB_ROW) {
        struct certificate_row *c = &out[(*n)++];
        snprintf(c->certificate, sizeof c->certificate, "%s", db_text(s, 0));
        c->valid_from = db_int(s, 1);
        c->valid_until = db_int(s, 2);
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status bay_store_add(struct db *db, int64_t outlet, const char *code, int64_t at, int64_t *id,
                          struct error *e)
{
    return db_value(db, id, e,
                    "INSERT INTO bay (outlet_id, code, created_at) VALUES ($1, $2, $3) RETURNING id", "iti",
                    outlet, code, at);
}

enum status bay_store_find(struct db *db, const char *code, int64_t *id, struct error *e)
{
    return db_value(db, id, e, "SELECT id FROM bay WHERE code = $1", "t", code);
}

enum status bay_store_each(struct db *db, bool (*each)(const char *code, void *), void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e, "SELECT code FROM bay ORDER BY code", "");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        if (!each(db_text(s, 0), arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}
