#include "core/price/framing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

enum framing_trouble framing_head(const struct framing *f, bool by_protocol)
{
    if (f->contradictory || (!f->chunked && !f->has_length && !by_protocol)) {
        return FRAMING_UNCLEAR;
    }
    return f->unknown_packing ? FRAMING_PACKING : FRAMING_WHOLE;
}

enum framing_trouble framing_judge(const struct framing *f, int64_t came, bool by_protocol)
{
    enum framing_trouble trouble = framing_head(f, by_protocol);
    if (trouble == FRAMING_WHOLE && !f->chunked && f->has_length && came != f->length) {
        trouble = FRAMING_CUT;
    }
    return trouble;
}
