/* Sources and revisions of price lists. Parts and prices: price_rows.c. */
#include "db/price_store.h"

#include <stdio.h>

static void copy(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text == NULL ? "" : text);
}

enum status price_source_take(struct db *db, const char *name, struct price_source_row *out, struct error *e)
{
    struct stmt *s;
    enum status st = db_run(
        db, NULL, e, "INSERT INTO price_source (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", "t", name);
    st = st == ST_OK
             ? db_query(
                   db, &s, e,
                   "SELECT s.id, s.revision, s.next_revision, s.etag, s.last_modified, r.digest, r.mapping "
                   "FROM price_source s LEFT JOIN price_revision r ON r.source_id = s.id AND r.revision = "
                   "s.revision "
                   "WHERE s.name = $1",
                   "t", name)
             : st;
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        out->id = db_int(s, 0);
        out->revision = db_int(s, 1);
        out->next_revision = db_int(s, 2);
        copy(out->etag, sizeof out->etag, db_text(s, 3));
        copy(out->last_modified, sizeof out->last_modified, db_text(s, 4));
        copy(out->digest, sizeof out->digest, db_text(s, 5));
        copy(out->mapping, sizeof out->mapping, db_text(s, 6));
    }
    db_end(&s);
    return row == DB_ROW ? ST_OK : ST_FAILED;
}

enum status price_source_checked(struct db *db, int64_t source, int64_t at, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE price_source SET checked_at = $2 WHERE id = $1", "ii", source, at);
}

enum status price_clear_unfinished(struct db *db, const struct price_source_row *source, struct error *e)
{
    static const char *const sql[] = {
        "DELETE FROM price WHERE from_revision > $2 AND part_id IN (SELECT id FROM part WHERE source_id = "
        "$1)",
        "UPDATE price SET to_revision = NULL WHERE to_revision > $2 AND "
        "part_id IN (SELECT id FROM part WHERE source_id = $1)",
        "DELETE FROM price_reject WHERE source_id = $1 AND revision > $2",
        "DELETE FROM price_revision WHERE source_id = $1 AND revision > $2",
    };
    int64_t unfinished = 0;
    enum status st =
        db_value(db, &unfinished, e,
                 "SELECT count(*) FROM price_revision WHERE source_id = $1 AND revision > $2 AND "
                 "in_force_at IS NULL",
                 "ii", source->id, source->revision);
    for (size_t i = 0; st == ST_OK && unfinished > 0 && i < sizeof sql / sizeof *sql; i++) {
        st = db_run(db, NULL, e, sql[i], "ii", source->id, source->revision);
    }
    return st;
}

enum status price_revision_begin(struct db *db, struct price_revision_row *r, struct error *e)
{
    enum status st = db_value(db, &r->revision, e,
                              "UPDATE price_source SET next_revision = next_revision + 1 WHERE id = $1 "
                              "RETURNING next_revision - 1",
                              "i", r->source);
    return st == ST_OK ? db_run(db, NULL, e,
                                "INSERT INTO price_revision (source_id, revision, origin, digest, bytes, "
                                "fetched_at, account, mapping) "
                                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                                "iittiitt", r->source, r->revision, r->origin, r->digest, r->bytes,
                                r->fetched_at, r->account, r->mapping)
                       : st;
}

enum status price_revision_switch(struct db *db, const struct price_revision_row *r, int64_t at,
                                  struct error *e)
{
    enum status st = db_run(db, NULL, e,
                            "UPDATE price_revision SET in_force_at = $3, rows_read = $4, rows_added = $5, "
                            "rows_changed = $6, rows_unchanged = $7, rows_removed = $8, rows_rejected = $9 "
                            "WHERE source_id = $1 AND revision = $2",
                            "iiiiiiiii", r->source, r->revision, at, r->read, r->added, r->changed,
                            r->unchanged, r->removed, r->rejected);
    return st == ST_OK
               ? db_run(
                     db, NULL, e,
                     "UPDATE price_source SET revision = $2, etag = $3, last_modified = $4, checked_at = $5 "
                     "WHERE id = $1",
                     "iitti", r->source, r->revision, r->etag, r->last_modified, at)
               : st;
}

enum status price_reject_add(struct db *db, int64_t source, int64_t revision, int64_t line, const char *field,
                             const char *reason, const char *text, struct error *e)
{
    return db_run(db, NULL, e,
                  "INSERT INTO price_reject (source_id, revision, line, field, reason, content) "
                  "VALUES ($1, $2, $3, $4, $5, $6)",
                  "iiittt", source, revision, line, field, reason, text);
}

enum status price_reject_each(struct db *db, const char *source,
                              bool (*each)(int64_t, const char *, const char *, const char *, void *),
                              void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e,
                              "SELECT j.line, j.field, j.reason, j.content FROM price_reject j "
                              "JOIN price_source s ON s.id = j.source_id AND s.revision = j.revision "
                              "WHERE s.name = $1 ORDER BY j.line",
                              "t", source);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        if (!each(db_int(s, 0), db_text(s, 1), db_text(s, 2), db_text(s, 3), arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_source_age(struct db *db, const char *name, int64_t *at, struct error *e)
{
    return db_value(
        db, at, e,
        "SELECT coalesce(max(s.checked_at, r.in_force_at), r.in_force_at) FROM price_source s "
        "JOIN price_revision r ON r.source_id = s.id AND r.revision = s.revision WHERE s.name = $1",
        "t", name);
}
