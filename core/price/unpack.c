#include "core/price/unpack.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

enum { ROOM = 65536, GZIP_ONLY = 15 + 16 };

struct unpack {
    z_stream z;
    FILE *file; /* borrowed */
    int64_t left;
    bool whole;
    unsigned char room[ROOM];
};

struct unpack *unpack_new(FILE *file, int64_t max)
{
    struct unpack *u = calloc(1, sizeof *u);
    if (u == NULL || inflateInit2(&u->z, GZIP_ONLY) != Z_OK) {
        free(u);
        return NULL;
    }
    u->file = file;
    u->left = max;
    return u;
}

void unpack_free(struct unpack **up)
{
    struct unpack *u = *up;
    *up = NULL;
    if (u != NULL) {
        inflateEnd(&u->z);
        free(u);
    }
}

enum unpack_trouble unpack_feed(struct unpack *u, const unsigned char *bytes, size_t n)
{
    z_stream *z = &u->z;
    z->next_in = (unsigned char *)(uintptr_t)bytes; /* zlib only reads it */
    z->avail_in = (uInt)n;                          /* a piece of the network's: far below 4 GB */
    do {
        if (u->whole) {
            return z->avail_in == 0 ? UNPACK_GOOD : UNPACK_MORE;
        }
        z->next_out = u->room;
        z->avail_out = ROOM;
        int outcome = inflate(z, Z_NO_FLUSH);
        size_t got = ROOM - z->avail_out;
        u->left -= (int64_t)got;
        if (u->left < 0) {
            return UNPACK_LARGE;
        }
        if (got > 0 && fwrite(u->room, 1, got, u->file) != got) {
            return UNPACK_DISK;
        }
        if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR) {
            return UNPACK_BROKEN;
        }
        u->whole = outcome == Z_STREAM_END;
    } while (z->avail_in > 0 || z->avail_out == 0);
    return UNPACK_GOOD;
}

bool unpack_is_whole(const struct unpack *u)
{
    return u->whole;
}
