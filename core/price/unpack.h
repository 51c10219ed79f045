/* Unpacking gzip while it arrives. */
#ifndef CLEARBAY_PRICE_UNPACK_H
#define CLEARBAY_PRICE_UNPACK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct unpack;

enum unpack_trouble {
    UNPACK_GOOD,
    UNPACK_BROKEN, /* no gzip, or its check sum is wrong */
    UNPACK_MORE,   /* something stands behind its end */
    UNPACK_LARGE,  /* more than the maximum */
    UNPACK_DISK    /* could not be written */
};

/* Unpacks into `file`, which stays the caller's, at most `max` bytes. NULL when memory is out. */
struct unpack *unpack_new(FILE *file, int64_t max);
void unpack_free(struct unpack **u);

/* The next bytes. After anything but UNPACK_GOOD the rest makes no sense. */
enum unpack_trouble unpack_feed(struct unpack *u, const unsigned char *bytes, size_t n);

/* True when the end of the gzip came, with the right check sum and size (RFC 1952). */
bool unpack_is_whole(const struct unpack *u);

#endif
