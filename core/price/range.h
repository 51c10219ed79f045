/* The head of an answer, and going on with a broken transfer (RFC 9110, 13.1.5 and 14): what may be asked
 * for, and whether the answer is the rest of what is there. Pure. */
#ifndef CLEARBAY_PRICE_RANGE_H
#define CLEARBAY_PRICE_RANGE_H

#include "core/price/curl_calls.h"
#include "core/price/framing.h"

enum { ETAG_SIZE = 300, HTTP_DATE_SIZE = 100 };

/* Content-Range: the first and the last byte, and the size of the whole. */
struct content_range {
    int64_t first, last, total;
};

/* Reads "bytes 5-9/10". False for anything else, also where the size of the whole is not told. */
bool range_read(const char *value, struct content_range *out);

/* What of an answer's head a resumed transfer depends on; texts "" when there was no such header. */
struct answer_head {
    struct framing framing;
    char etag[ETAG_SIZE], last_modified[HTTP_DATE_SIZE], date[HTTP_DATE_SIZE];
    char range[HTTP_DATE_SIZE];
};

/* One line of the head, with its end; lines that are no header are ignored. Starts from {0}. */
void answer_head_line(struct answer_head *head, const char *line, size_t n);

/* The validator with which the rest of this answer may be asked for: a strong ETag, or, where there is none
 * at all, a Last-Modified at least a second older than the answer (RFC 9110, 8.8.2.2). `now` in seconds
 * stands in for a missing Date; libcurl reads dates. Borrowed from `head`; "" when there is none. */
const char *range_validator(const struct curl_calls *curl, const struct answer_head *head, int64_t now);

/* What is there of a broken transfer. */
struct kept_part {
    int64_t size, total; /* total -1: not known */
    bool packed;
    char validator[ETAG_SIZE]; /* "": the rest cannot be asked for */
};

enum range_trouble {
    RANGE_GOOD,
    RANGE_UNREADABLE, /* no Content-Range that tells first, last and total */
    RANGE_ELSEWHERE,  /* not from the byte that was asked for to the end */
    RANGE_OTHER_SIZE, /* the whole has another size now, or the answer's length is not that of its range */
    RANGE_OTHER_LIST  /* another validator or packing */
};

/* Judges the head of a 206 that was asked for with kept->size and kept->validator. */
enum range_trouble range_judge(const struct kept_part *kept, const struct answer_head *head);

#endif
