/* Where the body of an HTTP answer ends, and whether all of it came. libcurl 7.88 takes for whole: a length
 * that overflows, a list of lengths, a length beside an unknown Transfer-Encoding, and a gzip stream that
 * stops in its middle. A price list that is cut short must not be put in force, so this is checked beside
 * curl. */
#ifndef CLEARBAY_PRICE_FRAMING_H
#define CLEARBAY_PRICE_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum framing_trouble {
    FRAMING_WHOLE,
    FRAMING_UNCLEAR, /* nothing says where the body ends, or two things say it differently */
    FRAMING_CUT,     /* fewer bytes than were announced */
    FRAMING_PACKING  /* packed in a way that was not asked for and cannot be checked */
};

enum chunk_state { CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_DATA, CHUNK_DATA_END, CHUNK_LAST, CHUNK_BROKEN };

/* Filled by the functions below; starts as {0}. */
struct framing {
    bool has_length, chunked, contradictory;
    bool packed, unknown_packing; /* gzip; anything else */
    int64_t length;
    int64_t came; /* bytes of the body without an announced length, or those of the length */
    enum chunk_state state;
    int64_t chunk_left;
    unsigned char last[4],
        last_unchunked[4]; /* newest bytes of the body, as it came and without chunk sizes */
};

/* A header of the answer, its value without blanks at the ends. Other headers are ignored. */
void framing_header(struct framing *f, const char *name, const char *value);

/* Bytes of the body as they came, with chunk sizes and still packed. */
void framing_bytes(struct framing *f, const unsigned char *bytes, size_t n);

/* Judges the body once the transfer is over. `unpacked` is its size in bytes after unpacking; `by_protocol`
 * is true where the protocol itself marks the end (HTTP/2 and up). */
enum framing_trouble framing_judge(const struct framing *f, int64_t unpacked, bool by_protocol);

#endif
