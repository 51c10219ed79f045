#include "db/price_held.h"

enum status price_held_set(struct db *db, const struct price_revision_row *r, int64_t at, struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE price_revision SET held_at = $3, etag = $4, last_modified = $5 "
                  "WHERE source_id = $1 AND revision = $2",
                  "iiitt", r->source, r->revision, at, r->etag, r->last_modified);
}

enum status price_finding_add(struct db *db, int64_t source, int64_t revision, const char *rule,
                              int64_t found, int64_t allowed, struct error *e)
{
    return db_run(db, NULL, e,
                  "INSERT INTO price_finding (source_id, revision, rule, found, allowed) "
                  "VALUES ($1, $2, $3, $4, $5)",
                  "iitii", source, revision, rule, found, allowed);
}

enum status price_finding_each(struct db *db, int64_t source, int64_t revision,
                               bool (*each)(const char *rule, int64_t found, int64_t allowed, void *),
                               void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e,
                              "SELECT rule, found, allowed FROM price_finding WHERE source_id = $1 AND "
                              "revision = $2 ORDER BY rule",
                              "ii", source, revision);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        if (!each(db_text(s, 0), db_int(s, 1), db_int(s, 2), arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

static struct price_held_row held_of(struct stmt *s)
{
    return (struct price_held_row){.source = db_int(s, 0),
                                   .name = db_text(s, 1),
                                   .in_force = db_int(s, 2),
                                   .held_at = db_int(s, 3),
                                   .list = {.source = db_int(s, 0),
                                            .revision = db_int(s, 4),
                                            .origin = db_text(s, 5),
                                            .digest = db_text(s, 6),
                                            .mapping = db_text(s, 7),
                                            .etag = db_text(s, 8),
                                            .last_modified = db_text(s, 9),
                                            .bytes = db_int(s, 10),
                                            .fetched_at = db_int(s, 11),
                                            .read = db_int(s, 12),
                                            .added = db_int(s, 13),
                                            .changed = db_int(s, 14),
                                            .unchanged = db_int(s, 15),
                                            .removed = db_int(s, 16),
                                            .rejected = db_int(s, 17)}};
}

enum status price_held_each(struct db *db, int64_t source,
                            bool (*each)(const struct price_held_row *, void *), void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e,
        "SELECT s.id, s.name, s.revision, r.held_at, r.revision, r.origin, r.digest, r.mapping, r.etag, "
        "r.last_modified, r.bytes, r.fetched_at, r.rows_read, r.rows_added, r.rows_changed, "
        "r.rows_unchanged, r.rows_removed, r.rows_rejected FROM price_source s "
        "JOIN price_revision r ON r.source_id = s.id AND r.revision > s.revision "
        "WHERE r.held_at IS NOT NULL AND ($1 = 0 OR s.id = $1) ORDER BY s.name, r.revision",
        "i", source);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        const struct price_held_row held = held_of(s);
        if (!each(&held, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_held_release(struct db *db, int64_t source, int64_t in_force, struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE price_revision SET held_at = NULL WHERE source_id = $1 AND revision > $2", "ii",
                  source, in_force);
}

enum status price_list_before(struct db *db, int64_t source, int64_t in_force, struct price_past_row *out,
                              struct error *e)
{
    struct stmt *s;
    *out = (struct price_past_row){.revision = 0};
    enum status st =
        db_query(db, &s, e,
                 "SELECT p.revision, p.bytes, p.fetched_at, p.rows_in_force, p.rows_zero, p.rows_duplicate, "
                 "p.origin, p.digest, p.mapping, p.profile FROM price_revision p WHERE p.source_id = $1 AND "
                 "p.in_force_at IS NOT NULL AND p.restores IS NULL AND p.revision < "
                 "(SELECT coalesce(c.restores, c.revision) FROM price_revision c WHERE c.source_id = $1 AND "
                 "c.revision = $2) ORDER BY p.revision DESC LIMIT 1",
                 "ii", source, in_force);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        out->revision = db_int(s, 0);
        out->bytes = db_int(s, 1);
        out->fetched_at = db_int(s, 2);
        out->in_force = db_int(s, 3);
        out->zero = db_int(s, 4);
        out->duplicates = db_int(s, 5);
        db_copy(s, 6, out->origin, sizeof out->origin);
        db_copy(s, 7, out->digest, sizeof out->digest);
        db_copy(s, 8, out->mapping, sizeof out->mapping);
        db_copy(s, 9, out->profile, sizeof out->profile);
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status price_restores_set(struct db *db, int64_t source, int64_t revision, int64_t restores,
                               struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE price_revision SET restores = $3 WHERE source_id = $1 AND revision = $2", "iii",
                  source, revision, restores);
}

enum status price_in_force_set(struct db *db, int64_t source, int64_t revision, int64_t at, struct error *e)
{
    return db_run(db, NULL, e,
                  "UPDATE price_revision SET in_force_at = $3 WHERE source_id = $1 AND revision = $2", "iii",
                  source, revision, at);
}

enum status price_was_rolled_back(struct db *db, int64_t source, const char *digest, bool *yes,
                                  struct error *e)
{
    int64_t n = 0;
    /* a roll-back carries `restores`; what stood right before it was gone back from */
    enum status st = db_value(db, &n, e,
                              "SELECT count(*) FROM price_revision b WHERE b.source_id = $1 AND "
                              "b.restores IS NOT NULL AND b.in_force_at IS NOT NULL AND $2 = "
                              "(SELECT g.digest FROM price_revision g WHERE g.source_id = $1 AND "
                              "g.revision < b.revision AND g.in_force_at < b.in_force_at "
                              "ORDER BY g.revision DESC LIMIT 1) AND NOT EXISTS "
                              "(SELECT 1 FROM price_revision a WHERE a.source_id = $1 AND "
                              "a.revision > b.revision AND a.in_force_at IS NOT NULL AND a.digest = $2)",
                              "it", source, digest);
    *yes = n > 0;
    return st;
}
