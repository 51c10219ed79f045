/* What no check of the database itself notices of a copy: secrets that are not its own, a log that was
 * changed. */
#ifndef CLEARBAY_KEEP_COPY_CHECK_H
#define CLEARBAY_KEEP_COPY_CHECK_H

#include "core/app/app.h"

enum { COPY_PROBLEM = 1024 };

/* Looks through a backup of the open workshop. `problem` is "" when all is well, else what is wrong, for
 * people, in the session's language. Secrets may be kept elsewhere. Signed heads of what came after the
 * backup are none; one that an older program made is not looked at. ST_FAILED: it cannot be opened or read.
 */
enum status copy_check(struct session *s, const char *copy, char problem[COPY_PROBLEM], struct error *e);

#endif
