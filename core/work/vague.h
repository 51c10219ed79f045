/* Job texts that say nothing ("system upgrade", 系统升级) are sent back with the question that they
 * leave open. The patterns are data that a workshop edits. */
#ifndef CLEARBAY_WORK_VAGUE_H
#define CLEARBAY_WORK_VAGUE_H

#include "core/app/app.h"
#include "core/base/buf.h"
#include "db/vague_store.h"

/* Key of a job text as the patterns are kept: letters and digits only, lower case. Appends to `out`. */
void vague_key(const char *text, struct buf *out);

/* Index of the pattern that makes the text vague, -1 when it says something. A text is vague when it is made
 * of patterns and words that add nothing ("please do a", 进行, 一次) only: "System-upgrade of the car" is,
 * "system upgrade TCU 4.1 to 4.2" is not. Pure. */
int vague_match(const struct vague_row *rows, size_t n, const char *text);

/* ST_REFUSED "vague_text" with the question when the text says nothing; `what` names the field for people
 * (translated). */
enum status vague_check(struct session *s, const char *what, const char *text, struct error *e);

/* Adds a pattern (or changes its question, which stands in both languages then) or takes one away.
 * A pattern without letters is ST_USAGE; an unknown one to remove ST_NOT_FOUND. */
enum status vague_add(struct session *s, const char *text, const char *question, struct error *e);
enum status vague_remove(struct session *s, const char *text, struct error *e);

#endif
