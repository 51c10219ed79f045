#include "db/audit_store.h"

#include <stdio.h>
#include <string.h>

enum status audit_store_last(struct db *db, int64_t *seq, int64_t *at, char hash[65], struct error *e)
{
    struct stmt *s;
    *seq = *at = 0;
    hash[0] = '\0';
    enum status st =
        db_query(db, &s, e, "SELECT seq, at, hash FROM audit_entry ORDER BY seq DESC LIMIT 1", "");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        *seq = db_int(s, 0);
        *at = db_int(s, 1);
        snprintf(hash, 65, "%s", db_text(s, 2));
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status audit_store_add(struct db *db, const struct audit_row *r, struct error *e)
{
    return db_run(
        db, NULL, e,
        "INSERT INTO audit_entry (seq, at, monotonic, event, order_id, revision, person_id, terminal, "
        "subject, detail, personal, personal_salt, personal_digest, hash) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        "iiitiiittttttt", r->seq, r->at, r->monotonic, r->event, r->order_id, r->revision, r->person_id,
        r->terminal, r->subject, r->detail, r->personal, r->personal_salt, r->personal_digest, r->hash);
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static void read_row(struct stmt *s, struct audit_row *r)
{
    *r = (struct audit_row){
        .seq = db_int(s, 0),
        .at = db_int(s, 1),
        .monotonic = db_int(s, 2),
        .event = or_empty(db_text(s, 3)),
        .order_id = db_int(s, 4),
        .revision = db_int(s, 5),
        .person_id = db_int(s, 6),
        .terminal = or_empty(db_text(s, 7)),
        .subject = db_text(s, 8),
        .detail = or_empty(db_text(s, 9)),
        .personal = db_text(s, 10),
        .personal_salt = db_text(s, 11),
        .personal_digest = db_text(s, 12),
        .hash = or_empty(db_text(s, 13)),
        .login = or_empty(db_text(s, 14)),
        .name = or_empty(db_text(s, 15)),
    };
}

#define SELECT                                                                                               \
    "SELECT a.seq, a.at, a.monotonic, a.event, a.order_id, a.revision, a.person_id, a.terminal, a.subject, " \
    "a.detail, a.personal, a.personal_salt, a.personal_digest, a.hash, p.login, p.name "                     \
    "FROM audit_entry a LEFT JOIN person p ON p.id = a.person_id "

enum status audit_store_each(struct db *db, int64_t order, bool (*each)(const struct audit_row *, void *),
                             void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = order == 0
                         ? db_query(db, &s, e, SELECT "ORDER BY a.seq", "")
                         : db_query(db, &s, e, SELECT "WHERE a.order_id = $1 ORDER BY a.seq", "i", order);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    struct audit_row r;
    while ((row = db_next(s, e)) == DB_ROW) {
        read_row(s, &r);
        if (!each(&r, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status audit_store_highest(struct db *db, int64_t *seq, struct error *e)
{
    enum status st = db_value(db, seq, e, "SELECT seq FROM sqlite_sequence WHERE name = 'audit_entry'", "");
    if (st == ST_NOT_FOUND) {
        *seq = 0;
        return ST_OK;
    }
    return st;
}

#define NOT_NUMBER(column) "typeof(" column ") <> 'integer' OR "
#define NOT_TEXT(column)   "typeof(" column ") <> 'text' OR instr(CAST(" column " AS BLOB), x'00') > 0 OR "
#define NOT_TEXT_OR_NULL(column)                                                                             \
    "typeof(" column ") NOT IN ('text', 'null') OR instr(CAST(" column " AS BLOB), x'00') > 0 OR "

enum status audit_store_odd(struct db *db, int64_t *seq, struct error *e)
{
    return db_value(db, seq, e,
                    "SELECT coalesce(min(seq), 0) FROM audit_entry WHERE " NOT_NUMBER("at")
                        NOT_NUMBER("monotonic") NOT_NUMBER("order_id") NOT_NUMBER("revision")
                            NOT_NUMBER("person_id") NOT_TEXT("event") NOT_TEXT("terminal") NOT_TEXT("detail")
                                NOT_TEXT("hash") NOT_TEXT_OR_NULL("subject") NOT_TEXT_OR_NULL("personal")
                                    NOT_TEXT_OR_NULL("personal_salt")
                                        NOT_TEXT_OR_NULL("personal_digest") "seq < 1",
                    "");
}

enum status audit_store_astray(struct db *db, int64_t *orders, struct error *e)
{
    return db_value(
        db, orders, e,
        "SELECT count(*) FROM work_order w WHERE w.revision <> (SELECT coalesce(max(a.revision), 0) "
        "FROM audit_entry a WHERE a.order_id = w.id)",
        "");
}

enum status audit_store_first_subject(struct db *db, const char *event, char *out, size_t size,
                                      struct error *e)
{
    struct stmt *s;
    out[0] = '\0';
    enum status st = db_query(
        db, &s, e, "SELECT subject FROM audit_entry WHERE event = $1 ORDER BY seq LIMIT 1", "t", event);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        db_copy(s, 0, out, size);
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status audit_store_count(struct db *db, const char *event, int64_t *n, struct error *e)
{
    return db_value(db, n, e, "SELECT count(*) FROM audit_entry WHERE event = $1", "t", event);
}
