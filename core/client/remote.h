/* Commands that run in the service (contract.md, Program): who is logged in there, finding it again after a
 * restart, what it says on its own. */
#ifndef CLEARBAY_CLIENT_REMOTE_H
#define CLEARBAY_CLIENT_REMOTE_H

#include "core/app/app.h"
#include "core/base/error.h"
#include "core/command/command.h"

#include <jansson.h>
#include <signal.h>
#include <stdbool.h>

struct remote;

/* Connects to nothing yet: the first call does. `socket` is borrowed. */
enum status remote_new(const char *socket, struct remote **out, struct error *e);
void remote_free(struct remote **remote);

/* Somebody sits at a console: a wait ends after seconds, not minutes, and a service that went away is looked
 * for again by itself. */
void remote_be_quick(struct remote *r);

/* Runs a command there. Errors are the service's own, or ST_FAILED "service_away" (it cannot be reached, or
 * went away before it answered what changes nothing), "answer_lost" (it went away, and the change may be
 * done) and "service_silent" (it did not answer in time). */
enum status remote_call(struct remote *r, const struct command *c, const json_t *params, json_t **result,
                        struct error *e);

/* Takes in what the service said meanwhile, without waiting for more; from the first call on it tells of
 * every change. A number that changes whenever anybody changed something, also while the service was away; -1
 * before there was one. */
long long remote_version(struct remote *r);
/* False while the service is away; it was there before. */
bool remote_is_up(const struct remote *r);
/* The service is back, but it does not know the person any more: a log-in is needed. */
bool remote_needs_login(const struct remote *r);

/* Who is logged in; "" when nobody. Borrowed. */
const char *remote_user(const struct remote *r);
const char *remote_user_name(const struct remote *r);
const char *remote_role(const struct remote *r);
bool remote_pin_is_temporary(const struct remote *r);
/* Forgets him here, whatever the service knows. */
void remote_forget(struct remote *r);

/* What the service says of the outlet: "outlet", "outlet_name", "currency"; NULL before it said anything.
 * Borrowed. */
const char *remote_outlet(const struct remote *r, const char *key);

/* As client_watch. */
void remote_watch(struct remote *r, void (*on_progress)(const struct progress *, void *), void *arg,
                  const volatile sig_atomic_t *stop);

#endif
