/* Storage of what was typed and not yet saved. Knows rows, no rules. */
#ifndef CLEARBAY_DB_DRAFT_STORE_H
#define CLEARBAY_DB_DRAFT_STORE_H

#include "db/db.h"

/* Keeps a draft, in place of an older one for the same form and subject ("" for none). `terminal`: where it
 * was typed; NULL: not known. */
enum status draft_store_save(struct db *db, int64_t person, const char *form, const char *subject,
                             const char *content, int64_t at, const char *terminal, struct error *e);

/* A person's drafts, oldest first, until `each` returns false. Texts are borrowed while it runs. */
struct draft_row {
    const char *form, *subject, *content;
    int64_t saved_at;
    const char *terminal; /* where it was typed; NULL: not known */
};
enum status draft_store_each(struct db *db, int64_t person, bool (*each)(const struct draft_row *, void *),
                             void *arg, struct error *e);

/* Forgets a draft; one that is not there is no error. */
enum status draft_store_drop(struct db *db, int64_t person, const char *form, const char *subject,
                             struct error *e);

#endif
