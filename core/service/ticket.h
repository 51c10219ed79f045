/* A ticket lets a console find its session again after the service was restarted, without the PIN. It is
 * bound to the person and his PIN as it is stored, to the process that logged in (account, number, when it
 * began, as the kernel says) and its terminal, and to the time of the log-in: of no use to any other process,
 * after a change of the PIN, or half a day later. At a signature the PIN is asked all the same (21
 * CFR 11.200). */
#ifndef CLEARBAY_SERVICE_TICKET_H
#define CLEARBAY_SERVICE_TICKET_H

#include "core/app/app.h"

enum { TICKET_SIZE = 128, TICKET_MS = 12 * 60 * 60 * 1000, TICKET_SKEW_MS = 5 * 60 * 1000 };

/* Writes the ticket of the session's person; "" when it has no peer (nothing to come back to) or when it
 * cannot be told when that began (/proc hidden). Loads the pepper: errors are app_pepper's. */
enum status ticket_write(struct session *s, char out[TICKET_SIZE], struct error *e);

/* Logs the session in with a ticket that was written for this very peer. ST_REFUSED "bad_ticket" for every
 * other one (it is not said why), "disabled" for a person who may not log in any more. */
enum status ticket_resume(struct session *s, const char *ticket, struct error *e);

#endif
