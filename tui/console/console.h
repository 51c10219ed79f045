/* The console on the terminal: the event loop around the screens. */
#ifndef CLEARBAY_CONSOLE_CONSOLE_H
#define CLEARBAY_CONSOLE_CONSOLE_H

#include "core/base/error.h"
#include "core/client/client.h"

/* Runs until the person leaves, the line drops or the program is told to end. The client is borrowed; when
 * somebody is logged in the board comes first, else the log-in. ST_USAGE without a terminal. */
enum status console_run(struct client *client, struct error *e);

/* The same for a display that shows the public price list, a page for so many seconds. */
enum status console_showroom(struct client *client, int seconds, struct error *e);

#endif
