/* Drafts: what a form holds before it is saved, kept so that a dropped line or a power cut loses nothing.
 * They lie in the database, or in a file beside it while it cannot be written. A person's own, always. */
#ifndef CLEARBAY_DRAFT_DRAFT_H
#define CLEARBAY_DRAFT_DRAFT_H

#include "core/app/app.h"
#include "db/draft_store.h"

/* How long a draft waits for the database before it goes into a file: somebody is typing. */
enum { DRAFT_PATIENCE_MS = 150 };

enum draft_place { DRAFT_IN_DATABASE, DRAFT_IN_FILE };

/* Keeps a draft in place of an older one for the same form and subject ("" for none), in a transaction of its
 * own. ST_OK means that it is durable. */
enum status draft_save(struct session *s, const char *form, const char *subject, const char *content,
                       enum draft_place *place, struct error *e);

/* Forgets a draft; one that is not there is no error. */
enum status draft_drop(struct session *s, const char *form, const char *subject, struct error *e);

/* The person's drafts, oldest first, until `each` returns false; those in files are taken into the database
 * first, when it can be written. Texts are borrowed while it runs. */
enum status draft_each(struct session *s, bool (*each)(const struct draft_row *, void *), void *arg,
                       struct error *e);

/* The form was saved for good: the first call forgets its draft within that transaction, the second one,
 * after the commit, what lies in a file. A kill between them brings nothing back. */
enum status draft_finish(struct session *s, const char *form, const char *subject, struct error *e);
void draft_finished(struct session *s, const char *form, const char *subject);

#endif
