/* The service: one process that owns the database and answers consoles, the command line and scripts on a
 * Unix socket (clearbay(1), SERVICE).
 *
 * The main thread reads requests and sends answers. Requests that change something run one after the other in
 * the one writing thread, and those that wait together are committed together; an answer leaves after that
 * commit. What only looks runs beside it in threads with connections of their own; so do price lists and
 * backups, which take turns with the writing thread; and PINs are hashed before their commands run. */
#ifndef CLEARBAY_SERVICE_SERVICE_H
#define CLEARBAY_SERVICE_SERVICE_H

#include "core/app/app.h"

/* Serves until SIGTERM or SIGINT: what runs is finished and answered, then the database is closed. `socket`
 * is where clients come (NULL: as configured; a socket from systemd comes before both). SIGHUP reads the
 * configuration again. `app` is the caller's; its configuration file is what is read again. ST_USAGE
 * "no_socket", ST_FAILED "socket", "socket_in_use", and what app_open_db says; a workshop that is not there
 * yet is none of these: it waits for `clearbay init`. */
enum status service_run(struct app *app, const char *socket, struct error *e);

#endif
