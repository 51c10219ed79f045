#include "db/vague_store.h"
#include "db/order_rows.h"

#include <stdlib.h>

enum status vague_store_list(struct db *db, struct vague_row **out, size_t *n, struct error *e)
{
    *out = NULL;
    *n = 0;
    struct stmt *s;
    enum status st =
        db_query(db, &s, e, "SELECT pattern, question_en, question_zh FROM vague_text ORDER BY pattern", "");
    if (st != ST_OK) {
        return st;
    }
    enum db_row row;
    void *rows = NULL;
    while (st == ST_OK && (row = db_next(s, e)) != DB_DONE) {
        bool ok = row == DB_ROW && array_grow(&rows, *n, sizeof **out);
        if (ok) {
            struct vague_row *r = (struct vague_row *)rows + (*n)++;
            *r = (struct vague_row){column_copy(s, 0, &ok), column_copy(s, 1, &ok), column_copy(s, 2, &ok)};
        }
        st = ok ? ST_OK : row == DB_ERROR ? ST_FAILED : error_memory(e);
    }
    db_end(&s);
    *out = rows;
    if (st != ST_OK) {
        vague_rows_free(*out, *n);
        *out = NULL;
        *n = 0;
    }
    return st;
}

void vague_rows_free(struct vague_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(rows[i].pattern);
        free(rows[i].question_en);
        free(rows[i].question_zh);
    }
    free(rows);
}

enum status vague_store_put(struct db *db, const char *pattern, const char *question_en,
                            const char *question_zh, struct error *e)
{
    return db_run(db, NULL, e,
                  "INSERT INTO vague_text (pattern, question_en, question_zh) VALUES ($1, $2, $3) "
                  "ON CONFLICT (pattern) DO UPDATE SET question_en = excluded.question_en, "
                  "question_zh = excluded.question_zh",
                  "ttt", pattern, question_en, question_zh);
}

enum status vague_store_remove(struct db *db, const char *pattern, bool *removed, struct error *e)
{
    int64_t n = 0;
    enum status st = db_run(db, &n, e, "DELETE FROM vague_text WHERE pattern = $1", "t", pattern);
    *removed = st == ST_OK && n > 0;
    return st;
}
