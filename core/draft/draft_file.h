/* Drafts in files beside the database, for as long as it cannot be written: one file for each form and what
 * it is about, below the state folder ($XDG_STATE_HOME or ~/.local/state, clearbay/drafts), mode 0600. */
#ifndef CLEARBAY_DRAFT_DRAFT_FILE_H
#define CLEARBAY_DRAFT_DRAFT_FILE_H

#include "core/app/app.h"
#include "db/draft_store.h"

#include <stdbool.h>

/* Whose files: what their names begin with. Several workshops and people may share a folder. */
struct draft_owner {
    char prefix[64];
};
/* The session's person at its database. */
struct draft_owner draft_owner_here(struct session *s);
/* A person of the service behind a socket, by login: for while it is away. */
struct draft_owner draft_owner_there(const char *socket, const char *login);

/* Writes a draft whole or not at all (temporary file, fsync, rename, fsync of the folder), in place of an
 * older one for the same form and subject. ST_FAILED "draft_file" names the file. */
enum status draft_file_save(const struct draft_owner *owner, const struct draft_row *draft, struct error *e);

/* True when there is a file for that form and subject of the person. */
bool draft_file_there(const struct draft_owner *owner, const char *form, const char *subject);

/* Removes it; none there is fine. */
void draft_file_drop(const struct draft_owner *owner, const char *form, const char *subject);

/* Calls `each` for the drafts of the person that lie in files, until it returns false. Texts are borrowed
 * while it runs. What cannot be read is left alone. */
void draft_file_each(const struct draft_owner *owner, bool (*each)(const struct draft_row *, void *),
                     void *arg);

#endif
