/* What was typed while the service is away: drafts lie in files of the terminal's user (draft_file.h) until
 * it is back and takes them. */
#ifndef CLEARBAY_CLIENT_KEPT_H
#define CLEARBAY_CLIENT_KEPT_H

#include "core/client/remote.h"

/* True for the commands of drafts, and for one that saves a form whose draft was kept. */
bool kept_concerns(const struct command *c, const json_t *params);

/* Runs such a command at the service behind `socket`. A draft that it does not take goes into a file ("kept":
 * "file"); draft.list and a save hand over what lies in files first. Errors as remote_call. */
enum status kept_call(struct remote *r, const char *socket, const struct command *c, const json_t *params,
                      json_t **result, struct error *e);

#endif
