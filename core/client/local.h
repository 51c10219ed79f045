/* Commands that run in this process: for one user, and those that never go to the service (CMD_LOCAL). */
#ifndef CLEARBAY_CLIENT_LOCAL_H
#define CLEARBAY_CLIENT_LOCAL_H

#include "core/app/app.h"
#include "core/base/error.h"

#include <jansson.h>

struct local {
    struct app *app; /* owns the configuration */
    struct session *session;
};

/* Takes the configuration over, also on failure. local_close frees what is in it. */
enum status local_open(struct config *config, struct local *out, struct error *e);
void local_close(struct local *l);

enum status local_call(struct local *l, const char *id, const json_t *params, json_t **result,
                       struct error *e);

/* As client_read_only, client_prepare and client_version. */
void local_read_only(struct local *l);
void local_prepare(struct local *l);
long long local_version(struct local *l);

#endif
