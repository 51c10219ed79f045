/* Sources and revisions of price lists. Parts and prices: price_rows.c. */
#include "db/price_store.h"

enum status price_source_find(struct db *db, const char *name, struct price_source_row *out, struct error *e)
{
    struct stmt *s;
    *out = (struct price_source_row){.id = 0};
    enum status st = db_query(db, &s, e,
                              "SELECT s.id, s.revision, s.etag, s.last_modified, r.digest, r.mapping, "
                              "r.rows_in_force, r.rows_zero, r.rows_duplicate, r.profile FROM price_source s "
                              "LEFT JOIN price_revision r ON r.source_id = s.id AND r.revision = s.revision "
                              "WHERE s.name = $1",
                              "t", name);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        out->id = db_int(s, 0);
        out->revision = db_int(s, 1);
        db_copy(s, 2, out->etag, sizeof out->etag);
        db_copy(s, 3, out->last_modified, sizeof out->last_modified);
        db_copy(s, 4, out->digest, sizeof out->digest);
        db_copy(s, 5, out->mapping, sizeof out->mapping);
        out->in_force = db_int(s, 6);
        out->zero = db_int(s, 7);
        out->duplicates = db_int(s, 8);
        db_copy(s, 9, out->profile, sizeof out->profile);
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_source_take(struct db *db, const char *name, struct price_source_row *out, struct error *e)
{
    enum status st = price_source_find(db, name, out, e); /* nearly always: a write would cost three syncs */
    if (st != ST_OK || out->id != 0) {
        return st;
    }
    st = db_run(db, NULL, e, "INSERT INTO price_source (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", "t",
                name);
    return st == ST_OK ? price_source_find(db, name, out, e) : st;
}

enum status price_source_revision(struct db *db, int64_t source, int64_t *revision, struct error *e)
{
    return db_value(db, revision, e, "SELECT revision FROM price_source WHERE id = $1", "i", source);
}

enum status price_source_checked(struct db *db, int64_t source, int64_t at, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE price_source SET checked_at = $2 WHERE id = $1", "ii", source, at);
}

enum status price_source_validators(struct db *db, int64_t source, const char *etag,
                                    const char *last_modified, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE price_source SET etag = $2, last_modified = $3 WHERE id = $1", "itt",
                  source, etag, last_modified);
}

enum status price_source_each(struct db *db, int64_t at,
                              bool (*each)(int64_t id, const char *name, int64_t revision, void *), void *arg,
                              struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e,
                              "SELECT s.id, s.name, (SELECT max(r.revision) FROM price_revision r WHERE "
                              "r.source_id = s.id AND r.in_force_at <= $1) FROM price_source s ORDER BY s.id",
                              "i", at);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        if (!each(db_int(s, 0), db_text(s, 1), db_int(s, 2), arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_revision_begin(struct db *db, struct price_revision_row *r, struct error *e)
{
    enum status st = db_value(db, &r->revision, e,
                              "UPDATE price_source SET next_revision = next_revision + 1 WHERE id = $1 "
                              "RETURNING next_revision - 1",
                              "i", r->source);
    return st == ST_OK ? db_run(db, NULL, e,
                                "INSERT INTO price_revision (source_id, revision, origin, digest, bytes, "
                                "fetched_at, account, mapping, parts_from) "
                                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                                "iittiitti", r->source, r->revision, r->origin, r->digest, r->bytes,
                                r->fetched_at, r->account, r->mapping, r->parts_from)
                       : st;
}

enum status price_revision_figures(struct db *db, const struct price_revision_row *r, struct error *e)
{
    return db_run(
        db, NULL, e,
        "UPDATE price_revision SET rows_read = $3, rows_added = $4, rows_changed = $5, "
        "rows_unchanged = $6, rows_removed = $7, rows_rejected = $8, rows_in_force = $9, rows_zero = $10, "
        "rows_duplicate = $11, profile = $12 WHERE source_id = $1 AND revision = $2",
        "iiiiiiiiiiit", r->source, r->revision, r->read, r->added, r->changed, r->unchanged, r->removed,
        r->rejected, r->in_force, r->zero, r->duplicates, r->profile);
}

enum status price_revision_switch(struct db *db, const struct price_revision_row *r, int64_t at,
                                  struct error *e)
{
    enum status st = db_run(
        db, NULL, e, "UPDATE price_revision SET in_force_at = $3 WHERE source_id = $1 AND revision = $2",
        "iii", r->source, r->revision, at);
    return st == ST_OK
               ? db_run(
                     db, NULL, e,
                     "UPDATE price_source SET revision = $2, etag = $3, last_modified = $4, checked_at = $5 "
                     "WHERE id = $1",
                     "iitti", r->source, r->revision, r->etag, r->last_modified, at)
               : st;
}

enum status price_revision_times(struct db *db, int64_t source, int64_t revision, int64_t *fetched_at,
                                 int64_t *in_force_at, struct error *e)
{
    struct stmt *s;
    enum status st =
        db_query(db, &s, e,
                 "SELECT fetched_at, in_force_at FROM price_revision WHERE source_id = $1 AND revision = $2",
                 "ii", source, revision);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    *fetched_at = row == DB_ROW ? db_int(s, 0) : 0;
    *in_force_at = row == DB_ROW ? db_int(s, 1) : 0;
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_revision_origin(struct db *db, int64_t source, int64_t revision, char *origin,
                                  size_t origin_size, char *digest, size_t digest_size, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e, "SELECT origin, digest FROM price_revision WHERE source_id = $1 AND revision = $2", "ii",
        source, revision);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    origin[0] = digest[0] = '\0';
    if (row == DB_ROW) {
        db_copy(s, 0, origin, origin_size);
        db_copy(s, 1, digest, digest_size);
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_revision_parts(struct db *db, int64_t source, int64_t revision, int64_t *from, int64_t *to,
                                 struct error *e)
{
    static const char *const sql[] = {
        "SELECT coalesce(parts_from, 0) FROM price_revision WHERE source_id = $1 AND revision = $2",
        "SELECT coalesce(parts_to, 0) FROM price_revision WHERE source_id = $1 AND revision = $2"};
    enum status st = db_value(db, from, e, sql[0], "ii", source, revision);
    return st == ST_OK ? db_value(db, to, e, sql[1], "ii", source, revision) : st;
}

enum status price_revision_parts_end(struct db *db, int64_t next, struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE price_revision SET parts_to = $1 WHERE parts_to IS NULL AND parts_from IS NOT NULL",
                  "i", next);
}

enum status price_unfinished_each(struct db *db, int64_t source, int64_t in_force,
                                  bool (*each)(int64_t revision, void *), void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e,
        "SELECT revision FROM price_revision WHERE source_id = $1 AND revision > $2 ORDER BY revision", "ii",
        source, in_force);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        if (!each(db_int(s, 0), arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_forget_unfinished(struct db *db, int64_t source, int64_t in_force, struct error *e)
{
    static const char *const sql[] = {
        /* without all of its lines the list in force must be looked through part by part */
        ("DELETE FROM price_line WHERE source_id = $1 AND EXISTS (SELECT 1 FROM price_line l WHERE "
         "l.source_id = $1 AND l.revision > $2)"),
        "DELETE FROM price_finding WHERE source_id = $1 AND revision > $2",
        "DELETE FROM price_reject WHERE source_id = $1 AND revision > $2",
        "DELETE FROM price_revision WHERE source_id = $1 AND revision > $2",
    };
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < sizeof sql / sizeof *sql; i++) {
        st = db_run(db, NULL, e, sql[i], "ii", source, in_force);
    }
    return st;
}

enum status price_state(struct db *db, const char *name, int64_t *value, struct error *e)
{
    return db_value(db, value, e, "SELECT value FROM price_state WHERE name = $1", "t", name);
}

enum status price_state_set(struct db *db, const char *name, int64_t value, struct error *e)
{
    return db_run(db, NULL, e, "UPDATE price_state SET value = $2 WHERE name = $1", "ti", name, value);
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
