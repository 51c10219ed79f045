#include "core/price/framing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CHUNK_DIGITS_BITS = 56 }; /* a chunk size of more bits is no honest one */

static void read_length(struct framing *f, const char *value)
{
    errno = 0;
    long long length = strtoll(value, NULL, 10);
    bool digits = value[0] != '\0' && value[strspn(value, "0123456789")] == '\0';
    f->contradictory =
        f->contradictory || !digits || errno == ERANGE || (f->has_length && length != f->length);
    f->length = length;
    f->has_length = true;
}

void framing_header(struct framing *f, const char *name, const char *value)
{
    if (strcasecmp(name, "content-length") == 0) {
        read_length(f, value);
    } else if (strcasecmp(name, "transfer-encoding") == 0) {
        f->contradictory = f->contradictory || f->chunked || strcasecmp(value, "chunked") != 0;
        f->chunked = true;
    } else if (strcasecmp(name, "content-encoding") == 0 && strcasecmp(value, "identity") != 0) {
        bool gzip = strcasecmp(value, "gzip") == 0 || strcasecmp(value, "x-gzip") == 0;
        f->unknown_packing = f->unknown_packing || f->packed || !gzip;
        f->packed = true;
    }
}

/* Keeps the newest four bytes. */
static void keep_last(unsigned char last[4], const unsigned char *bytes, size_t n)
{
    size_t kept = n >= 4 ? 0 : 4 - n;
    memmove(last, last + 4 - kept, kept);
    memcpy(last + kept, bytes + (n >= 4 ? n - 4 : 0), 4 - kept);
}

static int hex_value(unsigned char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c == '\0' ? NULL : strchr(digits, c);
    return at == NULL ? -1 : (int)(at - digits) % 16;
}

/* One byte outside a chunk's data. */
static void chunk_byte(struct framing *f, unsigned char c)
{
    if (f->state == CHUNK_DATA_END) {
        f->state = c == '\n' ? CHUNK_SIZE : CHUNK_DATA_END;
    } else if (c == '\n') {
        f->state = f->chunk_left > 0 ? CHUNK_DATA : CHUNK_LAST;
    } else if (f->state == CHUNK_SIZE && (c == ';' || c == ' ' || c == '\t' || c == '\r')) {
        f->state = CHUNK_EXTENSION;
    } else if (f->state == CHUNK_SIZE) {
        int digit = hex_value(c);
        if (digit < 0 || f->chunk_left >> (CHUNK_DIGITS_BITS - 4) != 0) {
            f->state = CHUNK_BROKEN;
            return;
        }
        f->chunk_left = f->chunk_left * 16 + digit;
    }
}

static void unchunk(struct framing *f, const unsigned char *bytes, size_t n)
{
    while (n > 0 && f->state != CHUNK_LAST && f->state != CHUNK_BROKEN) {
        size_t used = 1;
        if (f->state == CHUNK_DATA) {
            used = (uint64_t)f->chunk_left < n ? (size_t)f->chunk_left : n;
            keep_last(f->last_unchunked, bytes, used);
            f->chunk_left -= (int64_t)used;
            f->state = f->chunk_left == 0 ? CHUNK_DATA_END : CHUNK_DATA;
        } else {
            chunk_byte(f, *bytes);
        }
        bytes += used;
        n -= used;
    }
}

void framing_bytes(struct framing *f, const unsigned char *bytes, size_t n)
{
    if (f->chunked) {
        unchunk(f, bytes, n);
    } else if (f->has_length) { /* curl throws away what comes behind the announced length */
        int64_t room = f->length > f->came ? f->length - f->came : 0;
        n = (uint64_t)room < n ? (size_t)room : n;
    }
    f->came += (int64_t)n;
    keep_last(f->last, bytes, n);
}

/* gzip ends with the unpacked size (RFC 1952, ISIZE): a stream that stops in its middle ends with something
 * else. */
static bool ends_with_size(const unsigned char last[4], int64_t unpacked)
{
    uint32_t size =
        (uint32_t)last[0] | (uint32_t)last[1] << 8 | (uint32_t)last[2] << 16 | (uint32_t)last[3] << 24;
    return size == (uint32_t)unpacked;
}

enum framing_trouble framing_judge(const struct framing *f, int64_t unpacked, bool by_protocol)
{
    if (f->contradictory || (!f->chunked && !f->has_length && !by_protocol)) {
        return FRAMING_UNCLEAR;
    }
    if (f->unknown_packing) {
        return FRAMING_PACKING;
    }
    if (!f->chunked && f->has_length && f->came != f->length) {
        return FRAMING_CUT;
    }
    /* whether the bytes that curl shows still hold the chunk sizes depends on its version */
    bool sized = !f->packed || ends_with_size(f->last, unpacked) ||
                 (f->chunked && ends_with_size(f->last_unchunked, unpacked));
    return sized ? FRAMING_WHOLE : FRAMING_CUT;
}
