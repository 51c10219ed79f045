/* Files that somebody names to be read: one that is no file as such - a pipe, a device - is copied first, so
 * that whoever reads it never waits for its writer, and may read it twice. */
#ifndef CLEARBAY_BASE_SPOOL_H
#define CLEARBAY_BASE_SPOOL_H

#include <signal.h>

/* Opens `path` for reading; what is not a regular file is read to its end into one without a name, at most
 * 1 GiB. Ends within a tenth of a second when *stop (may be NULL) becomes other than 0. Returns a descriptor
 * at the beginning of the file, -1: *why is the errno that tells what kept it (EFBIG, EINTR and others). */
int spool_open(const char *path, const volatile sig_atomic_t *stop, int *why);

#endif
