/* The socket where the service's clients come. */
#ifndef CLEARBAY_SERVICE_LISTEN_H
#define CLEARBAY_SERVICE_LISTEN_H

#include "core/base/error.h"

#include <stdbool.h>

/* Listens at `path` (mode 0660; a folder that is missing is made, 0755), or takes the socket that systemd has
 * opened, *made is false then. A socket that a dead service left is replaced; of a living one: ST_FAILED
 * "socket_in_use". */
enum status listen_at(const char *path, int *fd, bool *made, struct error *e);

#endif
