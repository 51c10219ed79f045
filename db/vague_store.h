/* Storage of the job texts that say nothing. Knows rows, no rules. */
#ifndef CLEARBAY_DB_VAGUE_STORE_H
#define CLEARBAY_DB_VAGUE_STORE_H

#include "db/db.h"

struct vague_row {
    char *pattern; /* folded with text_key, lower case */
    char *question_en, *question_zh;
};

/* All patterns in their order; free with vague_rows_free. */
enum status vague_store_list(struct db *db, struct vague_row **out, size_t *n, struct error *e);
void vague_rows_free(struct vague_row *rows, size_t n);

/* Adds a pattern or replaces its questions. */
enum status vague_store_put(struct db *db, const char *pattern, const char *question_en,
                            const char *question_zh, struct error *e);

/* *removed is false when there was no such pattern. */
enum status vague_store_remove(struct db *db, const char *pattern, bool *removed, struct error *e);

#endif
