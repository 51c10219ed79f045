#include "db/search_store.h"

#include <stdio.h>

/* Behind every text that begins with $1: U+10FFFF sorts above all characters. */
#define BEGINS(column) column " >= $1 AND " column " < $1 || char(1114111)"

enum status search_number_add(struct db *db, const char *key, int64_t part, struct error *e)
{
    return db_run(db, NULL, e,
                  "INSERT INTO part_number (part_key, part_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", "ti",
                  key, part);
}

enum status search_number_remove(struct db *db, const char *key, int64_t part, struct error *e)
{
    return db_run(db, NULL, e, "DELETE FROM part_number WHERE part_key = $1 AND part_id = $2", "ti", key,
                  part);
}

enum status search_numbers(struct db *db, const char *key, bool prefix,
                           bool (*each)(const char *key, int64_t part, void *), void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = prefix ? db_query(db, &s, e,
                                       "SELECT part_key, part_id FROM part_number WHERE " BEGINS(
                                           "part_key") " ORDER BY part_key, part_id",
                                       "t", key)
                            : db_query(db, &s, e,
                                       "SELECT part_key, part_id FROM part_number WHERE part_key = $1 "
                                       "ORDER BY part_id",
                                       "t", key);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        if (!each(db_text(s, 0), db_int(s, 1), arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status search_term_add(struct db *db, const char *term, int64_t first, const void *ids, size_t n,
                            struct error *e)
{
    return db_run(db, NULL, e,
                  "INSERT INTO search_term (term, first, ids) VALUES ($1, $2, $3) "
                  "ON CONFLICT (term, first) DO UPDATE SET ids = excluded.ids",
                  "tib", term, first, ids, n);
}

enum status search_term_is(struct db *db, const char *term, int64_t first, bool *yes, struct error *e)
{
    int64_t n = 0;
    enum status st = db_value(db, &n, e, "SELECT count(*) FROM search_term WHERE term = $1 AND first = $2",
                              "ti", term, first);
    *yes = n > 0;
    return st;
}

enum status search_terms(struct db *db, const char *term, bool prefix,
                         bool (*each)(const char *term, int64_t first, const unsigned char *ids, size_t n,
                                      void *),
                         void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = prefix ? db_query(db, &s, e,
                                       "SELECT term, first, ids FROM search_term WHERE " BEGINS(
                                           "term") " ORDER BY term, first",
                                       "t", term)
                            : db_query(db, &s, e,
                                       "SELECT term, first, ids FROM search_term WHERE term = $1 "
                                       "ORDER BY first",
                                       "t", term);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        size_t n = 0;
        const unsigned char *ids = db_blob(s, 2, &n);
        if (!each(db_text(s, 0), db_int(s, 1), ids, n, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status search_open(struct db *db, const char *term, int64_t from, struct stmt **s, struct error *e)
{
    return db_query(
        db, s, e,
        "SELECT first, ids FROM search_term WHERE term = $1 AND first >= coalesce((SELECT max(first) "
        "FROM search_term WHERE term = $1 AND first <= $2), $2) ORDER BY first",
        "ti", term, from);
}

bool search_next(struct stmt *s, int64_t *first, const unsigned char **ids, size_t *n, enum status *st,
                 struct error *e)
{
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        *first = db_int(s, 0);
        *ids = db_blob(s, 1, n);
    } else if (row == DB_ERROR) {
        *st = ST_FAILED;
    }
    return row == DB_ROW;
}

enum status search_next_term(struct db *db, char letter, const char *after, char *out, size_t size,
                             struct error *e)
{
    struct stmt *s;
    const char begin[2] = {letter, '\0'}, end[2] = {(char)(letter + 1), '\0'};
    enum status st =
        db_query(db, &s, e, "SELECT min(term) FROM search_term WHERE term > $1 AND term >= $2 AND term < $3",
                 "ttt", after, begin, end);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    const char *term = row == DB_ROW ? db_text(s, 0) : NULL;
    snprintf(out, size, "%s", term != NULL ? term : "");
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status search_term_forget(struct db *db, char letter, int64_t from, int64_t to, int64_t limit,
                               char term[SEARCH_TERM_SIZE], int64_t *first, bool *left, struct error *e)
{
    struct stmt *s;
    const char begin[2] = {letter, '\0'}, end[2] = {(char)(letter + 1), '\0'};
    int64_t looked_at = 0;
    enum status st = db_query(db, &s, e,
                              "SELECT term, first FROM search_term WHERE (term, first) > ($1, $2) AND "
                              "term < $3 ORDER BY term, first LIMIT $4",
                              "titi", term[0] == '\0' ? begin : term, *first, end, limit);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while (st == ST_OK && (row = db_next(s, e)) == DB_ROW) {
        snprintf(term, SEARCH_TERM_SIZE, "%s", db_text(s, 0));
        *first = db_int(s, 1);
        looked_at++;
        if (*first >= from && *first < to) {
            st = db_run(db, NULL, e, "DELETE FROM search_term WHERE term = $1 AND first = $2", "ti", term,
                        *first);
        }
    }
    db_end(&s);
    *left = looked_at == limit;
    return st;
}

enum status search_name_add(struct db *db, int64_t id, const char *name, const char *name_local,
                            const char *fold, struct error *e)
{
    return db_run(db, NULL, e, "INSERT INTO part_name (id, name, name_local, fold) VALUES ($1, $2, $3, $4)",
                  "ittt", id, name, name_local, fold);
}

enum status search_name_hash_add(struct db *db, int64_t hash, int64_t name, struct error *e)
{
    return db_run(db, NULL, e,
                  "INSERT INTO part_name_hash (hash, name_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", "ii",
                  hash, name);
}

enum status search_name_find(struct db *db, int64_t hash, const char *name, const char *name_local,
                             int64_t *id, struct error *e)
{
    enum status st = db_value(db, id, e,
                              "SELECT n.id FROM part_name_hash h JOIN part_name n ON n.id = h.name_id "
                              "WHERE h.hash = $1 AND n.name = $2 AND n.name_local = $3",
                              "itt", hash, name, name_local);
    if (st == ST_NOT_FOUND) {
        *id = 0;
        st = ST_OK;
    }
    return st;
}

enum status search_name_fold(struct db *db, int64_t id, bool (*each)(int64_t id, const char *fold, void *),
                             void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(db, &s, e, "SELECT fold FROM part_name WHERE id = $1", "i", id);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row = db_next(s, e);
    if (row == DB_ROW) {
        each(id, db_text(s, 0), arg);
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status search_names_from(struct db *db, int64_t from, int64_t limit,
                              bool (*each)(int64_t id, const char *name, const char *name_local,
                                           const char *fold, void *),
                              void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e, "SELECT id, name, name_local, fold FROM part_name WHERE id >= $1 ORDER BY id LIMIT $2",
        "ii", from, limit);
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

enum status search_lines(struct db *db, int64_t source,
                         bool (*each)(int64_t revision, const void *hashes, size_t n, const void *parts,
                                      size_t parts_n, void *),
                         void *arg, struct error *e)
{
    struct stmt *s;
    enum status st = db_query(
        db, &s, e, "SELECT revision, hashes, parts FROM price_line WHERE source_id = $1 ORDER BY block", "i",
        source);
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    while ((row = db_next(s, e)) == DB_ROW) {
        size_t n = 0, parts_n = 0;
        const void *hashes = db_blob(s, 1, &n);
        const void *parts = db_blob(s, 2, &parts_n);
        if (!each(db_int(s, 0), hashes, n, parts, parts_n, arg)) {
            break;
        }
    }
    db_end(&s);
    return row == DB_ERROR ? ST_FAILED : ST_OK;
}

enum status search_lines_set(struct db *db, int64_t source, int64_t block, int64_t revision,
                             const void *hashes, size_t n, const void *parts, size_t parts_n, struct error *e)
{
    return db_run(db, NULL, e,
                  "INSERT INTO price_line (source_id, block, revision, hashes, parts) "
                  "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (source_id, block) DO UPDATE SET "
                  "revision = excluded.revision, hashes = excluded.hashes, parts = excluded.parts",
                  "iiibb", source, block, revision, hashes, n, parts, parts_n);
}

enum status search_lines_cut(struct db *db, int64_t source, int64_t block, struct error *e)
{
    return db_run(db, NULL, e, "DELETE FROM price_line WHERE source_id = $1 AND block >= $2", "ii", source,
                  block);
}
