/* Why an answer is no price list, in words that say what to do. */
#ifndef CLEARBAY_PRICE_TROUBLE_H
#define CLEARBAY_PRICE_TROUBLE_H

#include "core/price/range.h"
#include "core/price/unpack.h"

enum http_status {
    HTTP_SWITCHED = 101,
    HTTP_OK = 200,
    HTTP_PARTIAL = 206,
    HTTP_NOT_MODIFIED = 304,
    HTTP_UNAUTHORIZED = 401,
    HTTP_FORBIDDEN = 403,
    HTTP_NOT_FOUND = 404,
    HTTP_GONE = 410,
    HTTP_NO_RANGE = 416
};

enum trouble {
    TROUBLE_NONE,
    TROUBLE_MEMORY,
    TROUBLE_DISK,
    TROUBLE_LARGE,
    TROUBLE_PAGE, /* a long page with a status that is no list's */
    TROUBLE_UNCLEAR,
    TROUBLE_CUT,
    TROUBLE_PACKING,
    TROUBLE_PACKED_BADLY,
    TROUBLE_PACKED_CUT,
    TROUBLE_PACKED_MORE,
    TROUBLE_UNASKED,
    TROUBLE_RANGE_UNREADABLE,
    TROUBLE_RANGE_ELSEWHERE,
    TROUBLE_RANGE_SIZE,
    TROUBLE_RANGE_LIST
};

enum trouble trouble_of_framing(enum framing_trouble trouble);
enum trouble trouble_of_range(enum range_trouble trouble);
enum trouble trouble_of_unpacking(enum unpack_trouble trouble);

/* Translated; NULL for TROUBLE_NONE and TROUBLE_PAGE, which need a status: trouble_of_status. */
const char *trouble_text(enum trouble trouble);

/* What a status that is no list's means. */
void trouble_of_status(long http, char *why, size_t size);

#endif
