/* Secrets of a fixed length in files that nobody else can read: the pepper, the workshop's key. */
#ifndef CLEARBAY_BASE_SECRET_FILE_H
#define CLEARBAY_BASE_SECRET_FILE_H

#include "core/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Reads exactly `size` bytes. Refused (and nothing read) when it is no regular file of that size, a link, or
 * when others may read it. ST_NOT_FOUND "no_secret": there is no such file; ST_FAILED "secret": the message
 * says the path and why; "secret_open" with what to do: others can read it. */
enum status secret_file_read(const char *path, unsigned char *out, size_t size, struct error *e);

/* True of the error that is mended by taking the file away from others: it need not be put back. */
bool secret_file_is_open(const struct error *why);

/* Writes a new file, mode 0600, durable together with its name. One that is there is never overwritten:
 * ST_FAILED "secret". */
enum status secret_file_make(const char *path, const unsigned char *bytes, size_t size, struct error *e);

#endif
