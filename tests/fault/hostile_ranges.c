/* A list of ROWS rows. Without a Range its first half comes and the line breaks; with one comes what the
 * table says. */
#include "tests/fault/hostile_ranges.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

enum { ROWS = 2000, LIST_ROOM = ROWS * 40, MUCH = 5, ENDLESS = 100 * 1000 * 1000 };

enum body {
    EXACT,
    CUT,     /* the length is right, the line breaks */
    ONE,     /* a byte, and the line breaks */
    NONE,    /* the line breaks behind the head */
    HALF,    /* half of the rest, and the line breaks */
    NO_END,  /* neither a length nor chunks */
    CHUNKED, /* good chunks */
    CHUNKED_SHORT,
    CHUNKED_LONG,
    CHUNKED_ENDLESS,
    GARBAGE, /* other bytes */
    DRIP,    /* a byte a second */
    HANG,    /* nothing, not even a head */
    PAGE     /* no list */
};

struct rest {
    const char *name;
    int status;
    int from, last, total; /* added to what would be right */
    const char *range;     /* instead of it; "": no such header */
    const char *etag;      /* instead of the right validator */
    const char *more;      /* further headers */
    int length;            /* added to the right Content-Length */
    enum body body;
};

static const struct rest rests[] = {
    /* good ones */
    {.name = "good", .status = 206},
    {.name = "goodchunks", .status = 206, .body = CHUNKED},
    {.name = "gooddate", .status = 206},
    {.name = "gooddatesilent", .status = 206, .etag = ""},
    {.name = "goodpacked", .status = 206},
    {.name = "goodtwice", .status = 206, .body = HALF},
    {.name = "goodanew", .status = 200},
    {.name = "goodanewother", .status = 200, .etag = "ETag: \"v2\"\r\n"},
    {.name = "goodanewchunks", .status = 200, .body = CHUNKED},
    {.name = "goodpackedanew", .status = 200},
    {.name = "good416", .status = 416, .body = PAGE},
    /* the range */
    {.name = "fromstart", .status = 206, .from = -1000000},
    {.name = "overlapping", .status = 206, .from = -MUCH},
    {.name = "behind", .status = 206, .from = MUCH},
    {.name = "notall", .status = 206, .last = -MUCH},
    {.name = "largertotal", .status = 206, .last = MUCH, .total = MUCH},
    {.name = "smallertotal", .status = 206, .last = -MUCH, .total = -MUCH},
    {.name = "lasttotal", .status = 206, .last = 1},
    {.name = "norange", .status = 206, .range = ""},
    {.name = "star", .status = 206, .range = "bytes 100-200/*"},
    {.name = "unsatisfied", .status = 206, .range = "bytes */1000"},
    {.name = "otherunit", .status = 206, .range = "rows 100-200/201"},
    {.name = "words", .status = 206, .range = "bytes all of it"},
    {.name = "overflow",
     .status = 206,
     .range = "bytes 18446744073709551616-18446744073709551999/99999999999999999999999"},
    {.name = "negative", .status = 206, .range = "bytes -100-200/201"},
    {.name = "backwards", .status = 206, .range = "bytes 200-100/201"},
    {.name = "empty", .status = 206, .range = " "},
    {.name = "tworanges", .status = 206, .more = "Content-Range: bytes 0-9/10\r\n"},
    {.name = "listofranges", .status = 206, .range = "bytes 100-200/201, bytes 0-99/201"},
    {.name = "multipart",
     .status = 206,
     .range = "",
     .more = "Content-Type: multipart/byteranges; boundary=x\r\n"},
    /* the list */
    {.name = "otheretag", .status = 206, .etag = "ETag: \"v2\"\r\n"},
    {.name = "weaketag", .status = 206, .etag = "ETag: W/\"v1\"\r\n"},
    {.name = "noetag", .status = 206, .etag = ""},
    {.name = "dateotherdate", .status = 206, .etag = "Last-Modified: Tue, 02 Jan 2024 00:00:00 GMT\r\n"},
    {.name = "packed", .status = 206, .more = "Content-Encoding: gzip\r\n"},
    {.name = "otherpacking", .status = 206, .more = "Content-Encoding: br\r\n"},
    {.name = "packedunpacked", .status = 206},
    {.name = "packedgarbage", .status = 206, .body = GARBAGE},
    /* the bytes */
    {.name = "longerlength", .status = 206, .length = MUCH},
    {.name = "shorterlength", .status = 206, .length = -MUCH},
    {.name = "cut", .status = 206, .body = CUT},
    {.name = "forever", .status = 206, .body = ONE},
    {.name = "nothing", .status = 206, .body = NONE},
    {.name = "noend", .status = 206, .body = NO_END},
    {.name = "shortchunks", .status = 206, .body = CHUNKED_SHORT},
    {.name = "longchunks", .status = 206, .body = CHUNKED_LONG},
    {.name = "endless", .status = 206, .body = CHUNKED_ENDLESS},
    {.name = "drip", .status = 206, .body = DRIP},
    {.name = "hang", .status = 206, .body = HANG},
    /* no rest at all */
    {.name = "anewcut", .status = 200, .body = CUT},
    {.name = "anewgarbage", .status = 200, .more = "Content-Encoding: gzip\r\n"},
    {.name = "always416", .status = 416, .body = PAGE},
    {.name = "unmodified", .status = 304, .body = PAGE},
    {.name = "missing", .status = 404, .body = PAGE},
    {.name = "broken", .status = 500, .body = PAGE},
    {.name = "nocontent", .status = 204, .body = PAGE},
    {.name = "elsewhere", .status = 302, .more = "Location: file:///etc/passwd\r\n", .body = PAGE},
};

static int *told_416; /* shared: good416 was told so, and may have all of it now */

void serve_range_begin(void)
{
    told_416 = mmap(NULL, sizeof *told_416, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

struct list {
    char *bytes;
    long size;
};

static int send_all(int client, const char *bytes, long n)
{
    while (n > 0) {
        ssize_t sent = write(client, bytes, (size_t)n);
        if (sent <= 0) {
            return -1;
        }
        bytes += sent;
        n -= sent;
    }
    return 0;
}

static void say(int client, const char *text)
{
    send_all(client, text, (long)strlen(text));
}

static struct list make_list(int packed)
{
    static char plain[LIST_ROOM], gzip[LIST_ROOM];
    int n = snprintf(plain, sizeof plain, "No,Name,Local,Price,By\n");
    for (int i = 0; i < ROWS; i++) {
        n += snprintf(plain + n, sizeof plain - (size_t)n, "EVIL-%05d,x,,%d.%02d,\n", i, i * 7919 % 1000,
                      i % 100);
    }
    if (!packed) {
        return (struct list){plain, n};
    }
    z_stream z = {.next_in = (unsigned char *)plain,
                  .avail_in = (unsigned)n,
                  .next_out = (unsigned char *)gzip,
                  .avail_out = sizeof gzip};
    deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return (struct list){gzip, (long)(sizeof gzip - z.avail_out)};
}

static int begins(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

static int is_packed(const char *name)
{
    return begins(name, "goodpacked") || begins(name, "packedunpacked") || begins(name, "packedgarbage");
}

static const char *validator_of(const char *name)
{
    return begins(name, "date") || begins(name, "gooddate")
               ? "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
               : "ETag: \"v1\"\r\n";
}

static void send_head(int client, const struct rest *r, int status, const char *validator, int packed)
{
    char line[64];
    snprintf(line, sizeof line, "HTTP/1.1 %d So\r\nConnection: close\r\n", status);
    say(client, line);
    say(client, validator);
    say(client, packed ? "Content-Encoding: gzip\r\n" : "");
    say(client, status / 100 != 2 || r == NULL || r->more == NULL ? "" : r->more);
    say(client, status / 100 == 3 && r != NULL && r->more != NULL ? r->more : "");
}

static void send_length(int client, long length)
{
    char line[64];
    snprintf(line, sizeof line, "Content-Length: %ld\r\n\r\n", length);
    say(client, line);
}

static void send_chunk(int client, const char *bytes, long n)
{
    char size[32];
    snprintf(size, sizeof size, "%lx\r\n", n);
    say(client, size);
    send_all(client, bytes, n);
    say(client, "\r\n");
}

static void send_chunks(int client, enum body body, const char *bytes, long n)
{
    static const char more[] = "EVIL-MORE,x,,1.00,\n";
    long size = (long)sizeof more - 1;
    say(client, "Transfer-Encoding: chunked\r\n\r\n");
    send_chunk(client, bytes, body == CHUNKED_SHORT ? n - MUCH : n);
    for (long i = 0; i < (body == CHUNKED_LONG ? size : body == CHUNKED_ENDLESS ? ENDLESS : 0); i += size) {
        send_chunk(client, more, size);
    }
    say(client, "0\r\n\r\n");
}

static void send_body(int client, const struct rest *r, const char *bytes, long n)
{
    char *garbage = NULL;
    switch (r->body) {
    case CHUNKED:
    case CHUNKED_SHORT:
    case CHUNKED_LONG:
    case CHUNKED_ENDLESS:
        send_chunks(client, r->body, bytes, n);
        return;
    case NO_END:
        say(client, "\r\n");
        send_all(client, bytes, n);
        return;
    default:
        send_length(client, n + r->length);
    }
    switch (r->body) {
    case CUT:
        send_all(client, bytes, n - MUCH);
        break;
    case ONE:
        send_all(client, bytes, 1);
        break;
    case HALF:
        send_all(client, bytes, n > 15000 ? n / 2 : n);
        break;
    case GARBAGE:
        garbage = calloc(1, (size_t)n);
        send_all(client, garbage, n);
        free(garbage);
        break;
    case DRIP:
        for (long i = 0; i < n && send_all(client, bytes + i, 1) == 0; i++) {
            sleep(1);
        }
        break;
    case NONE:
        break;
    default:
        send_all(client, bytes, n);
    }
}

/* The list breaks off in its middle. */
static void break_off(int client, const char *name, struct list list)
{
    send_head(client, NULL, 200, validator_of(name), is_packed(name));
    send_length(client, list.size);
    send_all(client, list.bytes, list.size / 2);
}

static void send_rest(int client, const struct rest *r, struct list list, long from)
{
    char line[160];
    const char *validator = r->etag != NULL ? r->etag : validator_of(r->name);
    long first = from + r->from > 0 ? from + r->from : 0, end = list.size + (r->last < 0 ? r->last : 0);
    send_head(client, r, 206, validator, is_packed(r->name) && strcmp(r->name, "packedunpacked") != 0);
    snprintf(line, sizeof line, "Content-Range: bytes %ld-%ld/%ld\r\n", first, list.size - 1 + r->last,
             list.size + r->total);
    if (r->range == NULL) {
        say(client, line);
    } else if (r->range[0] != '\0') {
        snprintf(line, sizeof line, "Content-Range: %s\r\n", r->range);
        say(client, line);
    }
    send_body(client, r, list.bytes + first, end - first);
}

int serve_range(int client, const char *name, const char *request)
{
    const struct rest *r = NULL;
    const char *range = strstr(request, "\r\nRange: bytes=");
    struct list list = make_list(is_packed(name));
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
        r = strcmp(rests[i].name, name) == 0 ? &rests[i] : r;
    }
    if (r == NULL) {
        return 0;
    }
    if (r->body == HANG && range != NULL) {
        sleep(30);
    } else if (r->status == 206 && range != NULL) {
        send_rest(client, r, list, strtol(range + strlen("\r\nRange: bytes="), NULL, 10));
    } else if (range != NULL || strcmp(name, "always416") == 0) {
        send_head(client, r, r->status, r->etag != NULL ? r->etag : validator_of(name), is_packed(name));
        if (r->body == PAGE) {
            say(client, "Content-Length: 0\r\n\r\n");
        } else {
            send_body(client, r, list.bytes, list.size);
        }
        *told_416 += strcmp(name, "good416") == 0;
    } else if (strcmp(name, "good416") == 0 && *told_416 > 0) {
        send_head(client, r, 200, validator_of(name), 0);
        send_body(client, &(struct rest){.body = EXACT}, list.bytes, list.size);
    } else {
        break_off(client, name, list);
    }
    return 1;
}
