/* A running service takes a changed configuration. */
#ifndef CLEARBAY_SERVICE_RELOAD_H
#define CLEARBAY_SERVICE_RELOAD_H

#include "core/service/inside.h"

/* Reads the configuration file again; what it says holds from the next command on. The database, the socket
 * and the outlet's time zone stay until the service is started again, and the log says so. False: the file is
 * wrong (the log and systemd are told), all stays as it was. */
bool reload_config(struct service *v);

#endif
