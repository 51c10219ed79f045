/* Where the body of an HTTP answer ends, and whether all of it came. libcurl 7.88 takes for whole: a length
 * that overflows, a list of lengths, and a length beside an unknown Transfer-Encoding. A price list that is
 * cut short must not be put in force, so this is checked beside curl. Pure. */
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

/* Filled by framing_header; starts as {0}. */
struct framing {
    bool has_length, chunked, contradictory;
    bool packed, unknown_packing; /* gzip; anything else */
    int64_t length;
};

/* A header of the answer, its value without blanks at the ends. Other headers are ignored. */
void framing_header(struct framing *f, const char *name, const char *value);

/* Judges the head alone, before anything of the body is kept: never FRAMING_CUT. `by_protocol` is true where
 * the protocol itself marks the end (HTTP/2 and up). */
enum framing_trouble framing_head(const struct framing *f, bool by_protocol);

/* Judges the answer once the transfer is over; `came` is the size of the body in bytes as it came, without
 * chunk sizes. */
enum framing_trouble framing_judge(const struct framing *f, int64_t came, bool by_protocol);

#endif
