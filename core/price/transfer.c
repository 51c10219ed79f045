#include "core/price/transfer.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/partial.h"
#include "core/price/request.h"
#include "core/price/trouble.h"
#include "core/price/unpack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CONNECT_S = 15,
    SLOW_S = 30,
    SLOW_BYTES = 100,
    REDIRECTS_MAX = 5,
    TRIES_MAX = 3,
    PAUSE_MS = 250,         /* before the second try, three times that before the third */
    PAGE_MAX = 1024 * 1024, /* of what comes with an answer that is no list */
    RECEIVE_SIZE = 256 * 1024
};

struct transfer {
    const struct fetch_wish *wish; /* borrowed, as its source */
    const struct oem_source *source;
    struct fetch_answer *answer;    /* borrowed */
    const struct curl_calls *calls; /* borrowed; NULL: nothing goes over the network */
    CURL *curl;
    struct curl_slist *headers; /* of every request; those of the running one are `more` */
    struct curl_slist *more;
    char message[CURL_ERROR_SIZE];
    char *url; /* owned: where the redirects have led */
    struct partial partial;
    struct unpack *unpack; /* NULL: not packed, or nothing of it has been unpacked yet */
    FILE *unpacked;        /* owned */
    int64_t deadline;      /* monotonic ms */
    int tries, redirects;
    bool keep; /* what came is worth going on with */
    /* the request on its way */
    int64_t asked_from; /* 0: for all of it */
    enum { HEAD_AWAITED, HEAD_READ, BODY } stage;
    bool by_protocol; /* HTTP/2 and up mark the end of the body themselves */
    long http;
    struct answer_head head;
    int64_t came;         /* bytes of the body */
    enum trouble trouble; /* why it was ended from here */
};

static void fail(struct transfer *t, const char *why)
{
    error_set(&t->answer->error, ST_FAILED, "fetch",
              t->keep
                  ? _("%s: %s; the old list stays in force, and the next sync goes on where this one ended")
                  : _("%s: %s; the old list stays in force"),
              t->source->url, why);
}

static bool is_conditional(const struct transfer *t)
{
    return (t->wish->etag != NULL && t->wish->etag[0] != '\0') ||
           (t->wish->last_modified != NULL && t->wish->last_modified[0] != '\0');
}

/* Unpacks all that is there so far, to go on behind it. */
static enum trouble unpack_kept(struct transfer *t)
{
    char chunk[65536];
    size_t n;
    FILE *file = t->partial.file;
    if (fseeko(file, 0, SEEK_SET) != 0) {
        return TROUBLE_DISK;
    }
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0) {
        enum unpack_trouble trouble = unpack_feed(t->unpack, (unsigned char *)chunk, n);
        if (trouble != UNPACK_GOOD) {
            return trouble_of_unpacking(trouble);
        }
    }
    return ferror(file) || fseeko(file, 0, SEEK_END) != 0 ? TROUBLE_DISK : TROUBLE_NONE;
}

static enum trouble start_unpacking(struct transfer *t)
{
    unpack_free(&t->unpack);
    if (t->unpacked == NULL) {
        t->unpacked = partial_scratch(&t->partial);
    }
    if (t->unpacked == NULL || fseeko(t->unpacked, 0, SEEK_SET) != 0 ||
        ftruncate(fileno(t->unpacked), 0) != 0) {
        return TROUBLE_DISK;
    }
    t->unpack = unpack_new(t->unpacked, t->source->max_bytes);
    return t->unpack == NULL ? TROUBLE_MEMORY : t->partial.kept.size > 0 ? unpack_kept(t) : TROUBLE_NONE;
}

/* A whole list comes. */
static enum trouble begin_list(struct transfer *t)
{
    const struct answer_head *head = &t->head;
    const struct framing *f = &head->framing;
    struct kept_part kept = {.packed = f->packed, .total = f->chunked || !f->has_length ? -1 : f->length};
    if (kept.total > t->source->max_bytes) {
        return TROUBLE_LARGE;
    }
    text_copy(kept.validator, sizeof kept.validator, range_validator(t->calls, head, when_now() / 1000));
    t->keep = false;
    if (!partial_begin(&t->partial, &kept)) {
        return TROUBLE_DISK;
    }
    return kept.packed ? start_unpacking(t) : TROUBLE_NONE;
}

/* The rest of a list comes, or what says so. */
static enum trouble go_on(struct transfer *t)
{
    if (t->asked_from == 0) {
        return TROUBLE_UNASKED;
    }
    enum trouble trouble = trouble_of_range(range_judge(&t->partial.kept, &t->head));
    if (trouble != TROUBLE_NONE) {
        return trouble;
    }
    struct content_range range;
    range_read(t->head.range, &range); /* judged: it can be read */
    t->partial.kept.total = range.total;
    return t->partial.kept.packed && t->unpack == NULL ? start_unpacking(t) : TROUBLE_NONE;
}

/* The head is there: decides what becomes of the body. */
static enum trouble read_head(struct transfer *t)
{
    if (t->http / 100 == 1 && t->http != HTTP_SWITCHED) { /* the answer itself is still to come */
        t->stage = HEAD_AWAITED;
        return TROUBLE_NONE;
    }
    t->stage = BODY;
    if (t->http != HTTP_OK && t->http != HTTP_PARTIAL) {
        return TROUBLE_NONE;
    }
    enum trouble trouble = trouble_of_framing(framing_head(&t->head.framing, t->by_protocol));
    if (trouble == TROUBLE_NONE) {
        trouble = t->http == HTTP_OK ? begin_list(t) : go_on(t);
    }
    return trouble;
}

static size_t on_header(char *line, size_t size, size_t n, void *arg)
{
    struct transfer *t = arg;
    size *= n;
    if (t->stage == HEAD_AWAITED && size > 5 && strncmp(line, "HTTP/", 5) == 0) {
        t->head = (struct answer_head){.etag = ""};
        t->by_protocol = line[5] > '1';
        t->calls->easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &t->http);
        t->stage = HEAD_READ;
    } else if (t->stage == HEAD_READ && strspn(line, "\r\n") >= size) {
        t->trouble = read_head(t);
    } else if (t->stage == HEAD_READ) {
        answer_head_line(&t->head, line, size);
    } /* what stands behind the body says nothing any more */
    return t->trouble == TROUBLE_NONE ? size : 0;
}

static enum trouble take_body(struct transfer *t, const char *bytes, size_t n)
{
    t->came += (int64_t)n;
    if (t->stage != BODY) {
        return TROUBLE_UNCLEAR;
    }
    if (t->http != HTTP_OK && t->http != HTTP_PARTIAL) {
        return t->came > PAGE_MAX ? TROUBLE_PAGE : TROUBLE_NONE;
    }
    if (t->partial.kept.size + (int64_t)n > t->source->max_bytes) {
        return TROUBLE_LARGE;
    }
    if (t->partial.kept.total >= 0 && t->partial.kept.size + (int64_t)n > t->partial.kept.total) {
        return TROUBLE_RANGE_SIZE; /* curl itself ends at a length, but not chunks at that of the whole list
                                    */
    }
    if (!partial_add(&t->partial, bytes, n)) {
        return TROUBLE_DISK;
    }
    return t->partial.kept.packed
               ? trouble_of_unpacking(unpack_feed(t->unpack, (const unsigned char *)bytes, n))
               : TROUBLE_NONE;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *arg)
{
    struct transfer *t = arg;
    t->trouble = take_body(t, bytes, size * n);
    return t->trouble == TROUBLE_NONE ? size * n : 0;
}

static void set_options(struct transfer *t)
{
    CURL *curl = t->curl;
    const struct oem_source *s = t->source;
    t->calls->easy_setopt(curl, CURLOPT_PRIVATE, t);
    t->calls->easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    t->calls->easy_setopt(curl, CURLOPT_HTTP_CONTENT_DECODING, 0L); /* joined first, then unpacked */
    t->calls->easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    t->calls->easy_setopt(curl, CURLOPT_WRITEDATA, t);
    t->calls->easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    t->calls->easy_setopt(curl, CURLOPT_HEADERDATA, t);
    t->calls->easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); /* a proxy's */
    t->calls->easy_setopt(curl, CURLOPT_ERRORBUFFER, t->message);
    t->calls->easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    t->calls->easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L); /* no waiting for a name server */
    t->calls->easy_setopt(curl, CURLOPT_BUFFERSIZE, (long)RECEIVE_SIZE);
    t->calls->easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    t->calls->easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
    t->calls->easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
    t->calls->easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    t->calls->easy_setopt(curl, CURLOPT_USERAGENT, "clearbay");
    if (s->ca_file[0] != '\0') {
        t->calls->easy_setopt(curl, CURLOPT_CAINFO, s->ca_file);
    }
}

/* file:///path or file:path */
static void open_file(struct transfer *t)
{
    const char *path = t->source->url + 5;
    path += strncmp(path, "//", 2) == 0 ? 2 : 0;
    t->answer->file = fopen(path, "re");
    if (t->answer->file == NULL) {
        fail(t, i18n_errno(errno));
    }
}

static void get_ready(struct transfer *t, const char *database)
{
    const struct oem_source *s = t->source;
    const struct fetch_wish *wish = t->wish;
    struct error *e = &t->answer->error;
    enum status st = partial_open(&t->partial, database, s->name, s->url, s->max_bytes, e);
    st = st == ST_OK ? request_add_token(t->calls, &t->headers, t->source->token_file, e) : st;
    t->keep = t->partial.kept.size > 0;
    request_add(t->calls, &t->headers, "Accept-Encoding", "gzip");
    if (wish->etag != NULL && wish->etag[0] != '\0') {
        request_add(t->calls, &t->headers, "If-None-Match", wish->etag);
    }
    if (wish->last_modified != NULL && wish->last_modified[0] != '\0') {
        request_add(t->calls, &t->headers, "If-Modified-Since", wish->last_modified);
    }
    t->url = strdup(s->url);
    t->curl = st == ST_OK ? t->calls->easy_init() : NULL;
    if (t->curl != NULL && t->url != NULL) {
        set_options(t);
    } else if (st == ST_OK) {
        error_memory(e);
    }
}

struct transfer *transfer_new(const struct curl_calls *curl, const struct fetch_wish *wish,
                              const char *database, struct fetch_answer *answer)
{
    struct transfer *t = calloc(1, sizeof *t);
    *answer = (struct fetch_answer){.error = ERROR_NONE};
    if (t == NULL) {
        return NULL;
    }
    *t = (struct transfer){.calls = curl,
                           .wish = wish,
                           .source = wish->source,
                           .answer = answer,
                           .deadline = when_monotonic() + wish->source->timeout_s * 1000};
    const char *url = wish->source->url, *name = wish->source->name;
    if (url[0] == '\0') {
        error_set(&answer->error, ST_USAGE, "no_url",
                  _("[oem.%s] has no url: set one, or use: clearbay price import %s FILE"), name, name);
    } else if (strncmp(url, "file:", 5) == 0) {
        open_file(t);
    } else {
        get_ready(t, database);
    }
    return t;
}

void transfer_free(struct transfer **tp)
{
    struct transfer *t = *tp;
    *tp = NULL;
    if (t == NULL) {
        return;
    }
    if (t->calls != NULL) {
        t->calls->easy_cleanup(t->curl);
        t->calls->slist_free_all(t->headers);
        t->calls->slist_free_all(t->more);
    }
    partial_free(&t->partial, t->keep);
    unpack_free(&t->unpack);
    if (t->unpacked != NULL) {
        fclose(t->unpacked);
    }
    free(t->url);
    free(t);
}

/* Copies the headers of every request, and adds those that ask for the rest of the list. */
static void ask_for_rest(struct transfer *t)
{
    char range[64];
    t->calls->slist_free_all(t->more);
    t->more = NULL;
    for (const struct curl_slist *h = t->headers; h != NULL; h = h->next) {
        struct curl_slist *more = t->calls->slist_append(t->more, h->data);
        t->more = more != NULL ? more : t->more;
    }
    t->asked_from = partial_can_wait(&t->partial) ? t->partial.kept.size : 0;
    if (t->asked_from > 0) {
        snprintf(range, sizeof range, "bytes=%lld-", (long long)t->asked_from);
        request_add(t->calls, &t->more, "Range", range);
        request_add(t->calls, &t->more, "If-Range", t->partial.kept.validator);
    }
}

CURL *transfer_begin(struct transfer *t)
{
    int64_t left = t->deadline - when_monotonic();
    if (t->curl == NULL || t->answer->error.status != ST_OK) {
        return NULL;
    }
    t->stage = HEAD_AWAITED;
    t->http = 0;
    t->came = 0;
    t->trouble = TROUBLE_NONE;
    t->message[0] = '\0';
    ask_for_rest(t);
    t->calls->easy_setopt(t->curl, CURLOPT_URL, t->url);
    t->calls->easy_setopt(t->curl, CURLOPT_HTTPHEADER, t->more);
    t->calls->easy_setopt(t->curl, CURLOPT_TIMEOUT_MS, (long)(left > 0 ? left : 1));
    return t->curl;
}

/* What stays of the list is of no use: nothing is gone on with. */
static int64_t refuse(struct transfer *t, const char *why)
{
    t->keep = false;
    fail(t, why);
    return TRANSFER_OVER;
}

static int64_t follow(struct transfer *t, const char *to)
{
    if (!request_may_redirect(t->calls, t->source->url, to) || ++t->redirects > REDIRECTS_MAX) {
        return refuse(t, _("it redirects to another place than https of the same host"));
    }
    free(t->url);
    t->url = strdup(to);
    return t->url != NULL ? 0 : refuse(t, _("out of memory"));
}

/* The line broke: another try goes on where it did, while there is time. */
static int64_t try_again(struct transfer *t, const char *why)
{
    t->keep = partial_can_wait(&t->partial) && t->partial.kept.size > 0;
    if (t->deadline <= when_monotonic()) {
        char late[200];
        snprintf(late, sizeof late, _("it took longer than timeout_s = %lld allows"),
                 (long long)t->source->timeout_s);
        fail(t, late);
        return TRANSFER_OVER;
    }
    if (++t->tries == TRIES_MAX) {
        fail(t, why);
        return TRANSFER_OVER;
    }
    return t->tries == 1 ? PAUSE_MS : 3 * PAUSE_MS;
}

/* True when the line broke after the server had been reached. */
static bool is_break(const struct transfer *t, CURLcode code)
{
    curl_off_t reached = 0;
    t->calls->easy_getinfo(t->curl, CURLINFO_PRETRANSFER_TIME_T, &reached);
    if (reached == 0) {
        return false;
    }
    switch (code) {
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return true;
    default:
        return false;
    }
}

static int64_t take_list(struct transfer *t)
{
    struct fetch_answer *a = t->answer;
    bool packed = t->partial.kept.packed;
    text_copy(a->etag, sizeof a->etag, t->head.etag);
    text_copy(a->last_modified, sizeof a->last_modified, t->head.last_modified);
    if (a->etag[0] == '\0' && a->last_modified[0] == '\0') { /* the rest of a list may come without it */
        text_copy(a->last_modified, sizeof a->last_modified, t->partial.kept.validator);
    }
    if (packed && !unpack_is_whole(t->unpack)) {
        return refuse(t, trouble_text(TROUBLE_PACKED_CUT));
    }
    t->keep = false;
    if (packed) {
        bool written = fflush(t->unpacked) == 0;
        a->file = written ? t->unpacked : NULL;
        t->unpacked = written ? NULL : t->unpacked;
    } else {
        a->file = partial_take(&t->partial);
    }
    return a->file != NULL ? TRANSFER_OVER : refuse(t, trouble_text(TROUBLE_DISK));
}

/* A request that curl takes for good. */
static int64_t judge(struct transfer *t)
{
    char why[300], *to = NULL;
    if (t->calls->easy_getinfo(t->curl, CURLINFO_REDIRECT_URL, &to) == CURLE_OK && to != NULL) {
        return follow(t, to);
    }
    if (t->http == HTTP_NOT_MODIFIED && is_conditional(t)) {
        t->answer->unchanged = true;
        t->keep = false;
        return TRANSFER_OVER;
    }
    if (t->http == HTTP_NO_RANGE && t->asked_from > 0 && partial_clear(&t->partial)) {
        return 0; /* the list is another one now: from its beginning */
    }
    if (t->http != HTTP_OK && t->http != HTTP_PARTIAL) {
        trouble_of_status(t->http, why, sizeof why);
        t->keep = t->keep && t->http != HTTP_NOT_FOUND && t->http != HTTP_GONE;
        fail(t, why);
        return TRANSFER_OVER;
    }
    enum framing_trouble framing = framing_judge(&t->head.framing, t->came, t->by_protocol);
    int64_t total = t->partial.kept.total;
    if (framing == FRAMING_CUT || (total >= 0 && t->partial.kept.size < total)) {
        return try_again(t, trouble_text(TROUBLE_CUT));
    }
    return framing == FRAMING_WHOLE ? take_list(t) : refuse(t, trouble_text(trouble_of_framing(framing)));
}

int64_t transfer_ended(struct transfer *t, CURLcode code)
{
    char why[CURL_ERROR_SIZE + 100];
    if (t->trouble == TROUBLE_PAGE) {
        trouble_of_status(t->http, why, sizeof why);
        return refuse(t, why);
    }
    if (t->trouble != TROUBLE_NONE) {
        return refuse(t, trouble_text(t->trouble));
    }
    if (code == CURLE_OK) {
        return judge(t);
    }
    text_copy(why, sizeof why, t->message[0] != '\0' ? t->message : t->calls->easy_strerror(code));
    bool late = code == CURLE_OPERATION_TIMEDOUT && t->deadline <= when_monotonic();
    if (late || is_break(t, code)) { /* late: before the server was reached again, too */
        return try_again(t, why);
    }
    fail(t, why);
    return TRANSFER_OVER;
}

void transfer_stop(struct transfer *t)
{
    if (t != NULL && t->partial.file != NULL) {
        t->keep = partial_can_wait(&t->partial) && t->partial.kept.size > 0;
    }
}

void transfer_progress(const struct transfer *t, int64_t *done, int64_t *total)
{
    *done = t->partial.kept.size;
    *total = t->partial.kept.total;
}
