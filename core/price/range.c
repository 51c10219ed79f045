#include "core/price/range.h"
#include "core/base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { DIGITS_MAX = 18 /* more would not fit into 63 bits */, HEADER_SIZE = 400 };

/* Reads digits up to `end`; NULL when there is something else. */
static const char *number(const char *p, char end, int64_t *out)
{
    const char *start = p;
    *out = 0;
    while (*p >= '0' && *p <= '9' && p - start < DIGITS_MAX) {
        *out = *out * 10 + (*p++ - '0');
    }
    return p > start && *p == end ? p + 1 : NULL;
}

bool range_read(const char *value, struct content_range *out)
{
    if (strncasecmp(value, "bytes ", 6) != 0) {
        return false;
    }
    const char *p = number(value + 6, '-', &out->first);
    p = p != NULL ? number(p, '/', &out->last) : NULL;
    p = p != NULL ? number(p, '\0', &out->total) : NULL;
    return p != NULL && out->first <= out->last && out->last < out->total;
}

static bool is_strong_etag(const char *etag)
{
    size_t n = strlen(etag);
    return n > 2 && etag[0] == '"' && etag[n - 1] == '"';
}

const char *range_validator(const struct curl_calls *curl, const struct answer_head *head, int64_t now)
{
    if (head->etag[0] != '\0') {
        return is_strong_etag(head->etag) ? head->etag : "";
    }
    int64_t changed = head->last_modified[0] != '\0' ? curl->getdate(head->last_modified, NULL) : -1;
    int64_t sent = head->date[0] != '\0' ? curl->getdate(head->date, NULL) : now;
    return changed >= 0 && changed < sent ? head->last_modified : "";
}

static bool same_list(const struct kept_part *kept, const struct answer_head *head)
{
    bool by_etag = kept->validator[0] == '"';
    /* a 206 must bring the ETag again, other headers it may leave out (RFC 9110, 15.3.7) */
    bool same = by_etag ? strcmp(head->etag, kept->validator) == 0
                        : head->last_modified[0] == '\0' || strcmp(head->last_modified, kept->validator) == 0;
    return same && head->framing.packed == kept->packed && !head->framing.unknown_packing;
}

enum range_trouble range_judge(const struct kept_part *kept, const struct answer_head *head)
{
    struct content_range range;
    const struct framing *f = &head->framing;
    if (!range_read(head->range, &range)) {
        return RANGE_UNREADABLE;
    }
    if (!same_list(kept, head)) {
        return RANGE_OTHER_LIST;
    }
    if (range.first != kept->size || range.last != range.total - 1) {
        return RANGE_ELSEWHERE;
    }
    bool same_size = kept->total < 0 || kept->total == range.total;
    bool right_length = f->chunked || !f->has_length || f->length == range.last - range.first + 1;
    return same_size && right_length ? RANGE_GOOD : RANGE_OTHER_SIZE;
}

/* Cuts "Name: value" in two, blanks at the value's ends left out. False when the line is no header. */
static bool split_header(const char *line, size_t n, char name[HEADER_SIZE], char value[HEADER_SIZE])
{
    const char *colon = memchr(line, ':', n), *end = line + n;
    if (colon == NULL) {
        return false;
    }
    const char *p = colon + 1;
    while (p < end && isspace((unsigned char)*p)) {
        p++;
    }
    while (end > p && isspace((unsigned char)end[-1])) {
        end--;
    }
    snprintf(name, HEADER_SIZE, "%.*s", (int)(colon - line), line);
    snprintf(value, HEADER_SIZE, "%.*s", (int)(end - p), p);
    return true;
}

void answer_head_line(struct answer_head *head, const char *line, size_t n)
{
    char name[HEADER_SIZE], value[HEADER_SIZE];
    if (!split_header(line, n, name, value)) {
        return;
    }
    const struct {
        const char *name;
        char *to;
        size_t size;
    } kept[] = {{"etag", head->etag, sizeof head->etag},
                {"last-modified", head->last_modified, sizeof head->last_modified},
                {"date", head->date, sizeof head->date},
                {"content-range", head->range, sizeof head->range}};
    framing_header(&head->framing, name, value);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        if (strcasecmp(name, kept[i].name) == 0) {
            bool other =
                kept[i].to == head->range && head->range[0] != '\0' && strcmp(head->range, value) != 0;
            text_copy(kept[i].to, kept[i].size, other ? "two" : value);
        }
    }
}
