/* The public price list as a web page: read-only, for anybody who can reach the address. */
#ifndef CLEARBAY_SHOWROOM_HTTP_H
#define CLEARBAY_SHOWROOM_HTTP_H

#include "core/client/client.h"

/* Serves at "ADDRESS:PORT" ([::1]:8080 for IPv6; port 0: one that is free) until SIGINT or SIGTERM. Prints
 * the address on standard output once it listens. ST_USAGE for an address that is none, ST_FAILED when it
 * cannot listen. */
enum status showroom_serve(struct client *client, const char *address, struct error *e);

#endif
