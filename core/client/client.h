/* Runs commands, wherever they run: in this process, or, with [service] socket, in the service that owns the
 * database. The program (tui/) knows this header and the command table and nothing else of the core's rules.
 */
#ifndef CLEARBAY_CLIENT_CLIENT_H
#define CLEARBAY_CLIENT_CLIENT_H

#include "core/base/error.h"

#include <jansson.h>
#include <signal.h>
#include <stdbool.h>

struct client;

/* Reads the configuration (NULL: the usual places); the service is looked for by the first call. The caller
 * frees *out with client_close, which sets it NULL. */
enum status client_open(const char *config_file, struct client **out, struct error *e);
void client_close(struct client **c);

/* The same for a terminal whose user has no shell: only the system's configuration file counts, and it must
 * be there; no command with a file among its arguments runs, and none that would run beside the service
 * (ST_REFUSED "no_files"). */
enum status client_open_confined(struct client **out, struct error *e);

/* Logs in with a PIN (wiped by the caller). ST_REFUSED: wrong PIN, locked, disabled. The user who must
 * change his PIN first is logged in, and every command but user.pin refuses him. */
enum status client_login(struct client *c, const char *user, const char *pin, struct error *e);
void client_logout(struct client *c);

/* Login, name and role ("advisor") of who is logged in; "" when nobody. Borrowed. */
const char *client_user(const struct client *c);
const char *client_user_name(const struct client *c);
const char *client_role(const struct client *c);
/* True when somebody else set the PIN: until it is changed (user.pin) every other command is refused. */
bool client_pin_is_temporary(const struct client *c);

/* Runs command `id`. *result is a new reference on ST_OK (never NULL then), NULL otherwise. With a service
 * that cannot be reached: ST_FAILED, "service_away" or "service_silent". */
enum status client_call(struct client *c, const char *id, const json_t *params, json_t **result,
                        struct error *e);

struct progress; /* core/app/app.h */

/* From now on long commands (CMD_LONG) tell `on_progress` (NULL: nobody) how far they are, many times a
 * second, and end cleanly soon after *stop is not 0 (NULL: never). */
void client_watch(struct client *c, void (*on_progress)(const struct progress *, void *), void *arg,
                  const volatile sig_atomic_t *stop);

/* From now on nothing can be written through this client: for pages that anybody may ask for. What an older
 * database needs is done to it first, when that can be. */
void client_read_only(struct client *c);

/* Opens the database now, so that the first call need not: after a crash its log is read whole. What goes
 * wrong is said by the first call. */
void client_prepare(struct client *c);

/* A number that changes when anybody changed something; -1 when it cannot be told. Costs microseconds. At the
 * service it begins to follow what changes, and looks for one that is away. */
long long client_version(struct client *c);

/* Somebody sits at a console: no call waits longer than ten seconds for the service (two minutes for what
 * is known to be slow), and none at all while it is known to be away; in this process none waits longer than
 * three for another program that holds the database. */
void client_be_quick(struct client *c);

/* How the service is. A stranger is whom it does not know after a restart (PIN changed, disabled, too long
 * ago): client_user still says who he was, and a log-in helps. */
enum client_link { CLIENT_HERE /* no service, this process */, CLIENT_THERE, CLIENT_AWAY, CLIENT_STRANGER };
enum client_link client_link(const struct client *c);

/* A configured value the program itself needs: "ui.language", "ui.theme", "ui.frames",
 * "ui.ambiguous_width", "ui.idle_lock_s", "file" (the configuration's own), "outlet.code", "outlet.name",
 * "outlet.currency" (the service's, once it has greeted). Borrowed; "" when unset. */
const char *client_setting(const struct client *c, const char *key);

#endif
