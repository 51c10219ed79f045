#include "core/price/fetch.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/framing.h"
#include "core/price/partial.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    SIDE_BY_SIDE = 8, /* transfers at a time */
    TRIES = 3,        /* of a transfer that breaks off and can be resumed */
    PAUSE_MS = 500,   /* before the second try; twice as long before the third */
    LOOK_MS = 100,    /* between two looks at who wants it to stop */
    CONNECT_S = 15,
    SLOW_S = 30,
    SLOW_BYTES = 100,
    HEADER_SIZE = 300,
    REDIRECTS_MAX = 5,
    HTTP_OK = 200,
    HTTP_PARTIAL = 206,
    HTTP_NOT_MODIFIED = 304,
    HTTP_UNAUTHORIZED = 401,
    HTTP_FORBIDDEN = 403,
    HTTP_NOT_FOUND = 404,
    HTTP_GONE = 410,
    HTTP_RANGE = 416
};

/* What became of a try. */
enum outcome { OUTCOME_AGAIN, OUTCOME_DONE };

struct transfer {
    struct session *s;
    struct fetch_request *request;
    const struct oem_source *source;
    CURL *curl;
    struct curl_slist *headers;
    char message[CURL_ERROR_SIZE];
    int64_t deadline, not_before; /* monotonic ms */
    int tries, redirects;
    bool running, over;
    struct partial partial;
    bool conditional;   /* "unchanged" was offered as an answer */
    int64_t offered;    /* bytes that we said we have; 0: none */
    int64_t began_with; /* bytes that were there before this try */
    long http;          /* status of the answer that comes in */
    char validator[HEADER_SIZE], range[HEADER_SIZE];
    int64_t length; /* announced; -1: it is not */
    bool too_large, disk_error, bad_range;
    struct framing framing;
};

static void fail(struct transfer *t, const char *why)
{
    t->request->status = error_set(&t->request->error, ST_FAILED, "fetch",
                                   _("%s: %s; the old list stays in force"), t->source->url, why);
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

/* "bytes 500-999/1000": the rest of just the list that we have the beginning of. */
static bool is_rest(const struct transfer *t)
{
    long long from, to, total;
    int end = 0;
    return sscanf(t->range, "bytes %lld-%lld/%lld%n", &from, &to, &total, &end) == 3 &&
           t->range[end] == '\0' && from == t->offered && to == total - 1 && to >= from &&
           (t->length < 0 || t->length == to - from + 1);
}

/* The head of an answer is complete: where do its bytes belong? False: nowhere. */
static bool begin_body(struct transfer *t)
{
    if (t->http == HTTP_OK) {
        const char *last_modified = t->request->answer.last_modified;
        const char *validator = t->validator[0] != '\0'    ? t->validator
                                : last_modified[0] != '\0' ? last_modified
                                                           : NULL;
        t->began_with = 0;
        t->disk_error = !partial_restart(&t->partial, validator, t->framing.packed);
        return !t->disk_error;
    }
    if (t->http == HTTP_PARTIAL) {
        bool same = t->validator[0] == '\0' || strcmp(t->validator, t->partial.validator) == 0 ||
                    t->partial.validator[0] != '"'; /* a date was our validator */
        t->bad_range = t->offered == 0 || !is_rest(t) || !same || t->framing.packed != t->partial.packed;
        return !t->bad_range;
    }
    return true;
}

static void take_header(struct transfer *t, const char *name, const char *value)
{
    struct fetch_answer *answer = &t->request->answer;
    framing_header(&t->framing, name, value);
    if (strcasecmp(name, "etag") == 0) {
        text_copy(answer->etag, sizeof answer->etag, value);
        text_copy(t->validator, sizeof t->validator, value);
    } else if (strcasecmp(name, "last-modified") == 0) {
        text_copy(answer->last_modified, sizeof answer->last_modified, value);
    } else if (strcasecmp(name, "content-range") == 0) {
        text_copy(t->range, sizeof t->range, value);
    } else if (strcasecmp(name, "content-length") == 0) {
        t->length = strtoll(value, NULL, 10);
    }
}

static size_t on_header(char *line, size_t size, size_t n, void *arg)
{
    struct transfer *t = arg;
    char name[HEADER_SIZE], value[HEADER_SIZE];
    size *= n;
    if (size >= 5 &&
        strncmp(line, "HTTP/", 5) == 0) { /* a new answer: behind a redirect, or "100 Continue" */
        t->framing = (struct framing){0};
        t->request->answer.etag[0] = t->request->answer.last_modified[0] = '\0';
        t->validator[0] = t->range[0] = '\0';
        t->length = -1;
    } else if (split_header(line, size, name, value)) {
        take_header(t, name, value);
    } else if (size <= 2) {
        curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &t->http);
        return begin_body(t) ? size : 0;
    }
    return size;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *arg)
{
    struct transfer *t = arg;
    size *= n;
    if (t->http != HTTP_OK && t->http != HTTP_PARTIAL) {
        return size; /* the page that comes with a redirect or an error is no part of the list */
    }
    t->framing.came += (int64_t)size;
    t->too_large = t->partial.have + (int64_t)size > t->source->max_bytes;
    t->disk_error = !t->too_large && !partial_add(&t->partial, bytes, size);
    return t->too_large || t->disk_error ? 0 : size;
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name, const char *value)
{
    struct buf line;
    buf_init(&line, 8192);
    buf_addf(&line, "%s: %s", name, value);
    struct curl_slist *more = line.failed ? NULL : curl_slist_append(list, line.data);
    buf_free(&line);
    return more != NULL ? more : list;
}

static enum status add_token(const struct oem_source *source, struct curl_slist **list, struct error *e)
{
    char token[4096] = "Bearer ";
    if (source->token_file[0] == '\0') {
        return ST_OK;
    }
    FILE *file = fopen(source->token_file, "re");
    if (file == NULL || fgets(token + 7, sizeof token - 7, file) == NULL) {
        if (file != NULL) {
            fclose(file);
        }
        return error_set(e, ST_FAILED, "token_file", _("%s: the token cannot be read: %s"),
                         source->token_file, strerror(errno));
    }
    fclose(file);
    token[strcspn(token, "\r\n")] = '\0';
    *list = add_header(*list, "Authorization", token);
    explicit_bzero(token, sizeof token);
    return ST_OK;
}

static void set_options(struct transfer *t)
{
    const struct oem_source *s = t->source;
    CURL *curl = t->curl;
    curl_easy_setopt(curl, CURLOPT_URL, s->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_CONTENT_DECODING, 0L); /* what came packed is resumed packed */
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, t->message);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, t);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "clearbay");
    if (s->ca_file[0] != '\0') {
        curl_easy_setopt(curl, CURLOPT_CAINFO, s->ca_file);
    }
}

static bool is_given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* What this try asks for: not what we have already. */
static enum status ask(struct transfer *t)
{
    char range[64];
    curl_slist_free_all(t->headers);
    t->headers = add_header(NULL, "Accept-Encoding", "gzip"); /* its end can be checked */
    enum status st = add_token(t->source, &t->headers, &t->request->error);
    if (is_given(t->request->etag)) {
        t->headers = add_header(t->headers, "If-None-Match", t->request->etag);
    }
    if (is_given(t->request->last_modified)) {
        t->headers = add_header(t->headers, "If-Modified-Since", t->request->last_modified);
    }
    t->conditional = is_given(t->request->etag) || is_given(t->request->last_modified);
    t->offered = t->partial.validator[0] != '\0' ? t->partial.have : 0;
    t->began_with = t->partial.have;
    if (t->offered > 0) {
        snprintf(range, sizeof range, "bytes=%lld-", (long long)t->offered);
        t->headers = add_header(t->headers, "Range", range);
        t->headers = add_header(t->headers, "If-Range", t->partial.validator);
    }
    curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, t->headers);
    int64_t left = t->deadline - when_monotonic();
    curl_easy_setopt(t->curl, CURLOPT_TIMEOUT_MS, (long)(left > 1 ? left : 1));
    t->framing = (struct framing){0};
    t->message[0] = '\0';
    t->http = 0;
    t->bad_range = false;
    return st;
}

/* True when `to` is https on the host of `from`: the only redirect that is followed. */
static bool may_redirect(const char *from, const char *to)
{
    CURLU *a = curl_url(), *b = curl_url();
    char *host_a = NULL, *host_b = NULL;
    bool ok = strncasecmp(to, "https://", 8) == 0 && curl_url_set(a, CURLUPART_URL, from, 0) == CURLUE_OK &&
              curl_url_set(b, CURLUPART_URL, to, 0) == CURLUE_OK &&
              curl_url_get(a, CURLUPART_HOST, &host_a, 0) == CURLUE_OK &&
              curl_url_get(b, CURLUPART_HOST, &host_b, 0) == CURLUE_OK && strcasecmp(host_a, host_b) == 0;
    curl_free(host_a);
    curl_free(host_b);
    curl_url_cleanup(a);
    curl_url_cleanup(b);
    return ok;
}

/* What a status that is no list means, and what to do about it. */
static void status_reason(long http, char *why, size_t size)
{
    switch (http) {
    case HTTP_UNAUTHORIZED:
    case HTTP_FORBIDDEN:
        snprintf(why, size, _("the server answered %ld: it wants the right token, check token_file"), http);
        break;
    case HTTP_NOT_FOUND:
    case HTTP_GONE:
        snprintf(why, size, _("the server answered %ld: it has no list at this address, check url"), http);
        break;
    default:
        snprintf(why, size, _("the server answered %ld instead of a list; try again later"), http);
    }
}

static const char *trouble_reason(enum framing_trouble trouble)
{
    switch (trouble) {
    case FRAMING_UNCLEAR:
        return _("the server does not say clearly where the list ends, so it may be cut short");
    case FRAMING_CUT:
        return _("the list broke off before its end; try again");
    case FRAMING_PACKING:
        return _("the server packed the list in another way than gzip, which is all that was asked for");
    case FRAMING_WHOLE:
        break;
    }
    return NULL;
}

/* A transfer that broke off goes on where it stopped, unless its time is up or nothing more came. */
static enum outcome broken(struct transfer *t, const char *why)
{
    int64_t pause = (int64_t)PAUSE_MS << t->tries, now = when_monotonic();
    bool came = t->partial.have > t->began_with;
    if (came && t->partial.validator[0] != '\0' && t->tries + 1 < TRIES && now + pause < t->deadline) {
        t->tries++;
        t->not_before = now + pause;
        return OUTCOME_AGAIN;
    }
    fail(t, why);
    return OUTCOME_DONE;
}

/* The old beginning is of no use any more: everything from the start, once. */
static enum outcome start_anew(struct transfer *t, const char *why)
{
    bool again = t->offered > 0 && t->tries + 1 < TRIES && partial_restart(&t->partial, NULL, false);
    t->tries++;
    if (!again) {
        fail(t, why);
    }
    return again ? OUTCOME_AGAIN : OUTCOME_DONE;
}

static enum outcome follow(struct transfer *t, const char *to)
{
    if (t->redirects++ >= REDIRECTS_MAX || !may_redirect(t->source->url, to)) {
        fail(t, _("it redirects to another place than https of the same host"));
        return OUTCOME_DONE;
    }
    char *copy = strdup(to);
    curl_easy_setopt(t->curl, CURLOPT_URL, copy);
    free(copy);
    return OUTCOME_AGAIN;
}

/* All of it has come, as the server says: is that so, and can it be unpacked? */
static enum outcome take_list(struct transfer *t)
{
    long version = 0;
    const char *why = NULL;
    curl_easy_getinfo(t->curl, CURLINFO_HTTP_VERSION, &version);
    enum framing_trouble trouble = framing_judge(&t->framing, version >= CURL_HTTP_VERSION_2_0);
    if (trouble == FRAMING_CUT) {
        return broken(t, trouble_reason(trouble));
    }
    if (trouble != FRAMING_WHOLE) {
        fail(t, trouble_reason(trouble));
        partial_close(&t->partial, false);
        return OUTCOME_DONE;
    }
    t->request->answer.file = partial_take(&t->partial, t->source->max_bytes, &why);
    if (why != NULL) {
        fail(t, why);
    }
    return OUTCOME_DONE;
}

static enum outcome judge(struct transfer *t, CURLcode code)
{
    char why[CURL_ERROR_SIZE + 100], *to = NULL;
    if (t->too_large) {
        fail(t, _("the list is larger than max_bytes"));
        partial_close(&t->partial, false);
        return OUTCOME_DONE;
    }
    if (t->disk_error) {
        fail(t, _("the list could not be written beside the database; is the disk full?"));
        partial_close(&t->partial, false);
        return OUTCOME_DONE;
    }
    bool unasked = t->offered == 0 && t->bad_range;
    if (!unasked && (t->bad_range || (code == CURLE_OK && t->http == HTTP_RANGE && t->offered > 0))) {
        return start_anew(t, _("the server answered another part of the list than was asked for"));
    }
    if (code != CURLE_OK && !unasked) {
        return broken(t, t->message[0] != '\0' ? t->message : curl_easy_strerror(code));
    }
    if (curl_easy_getinfo(t->curl, CURLINFO_REDIRECT_URL, &to) == CURLE_OK && to != NULL) {
        return follow(t, to);
    }
    if (t->http == HTTP_NOT_MODIFIED && t->conditional) {
        t->request->answer.unchanged = true;
        partial_close(&t->partial, false);
        return OUTCOME_DONE;
    }
    if ((t->http != HTTP_OK && t->http != HTTP_PARTIAL) || unasked) {
        status_reason(t->http, why, sizeof why);
        fail(t, why);
        return OUTCOME_DONE;
    }
    return take_list(t);
}

/* file:///path or file:path */
static void fetch_file(struct transfer *t)
{
    const char *path = t->source->url + 5;
    path += strncmp(path, "//", 2) == 0 ? 2 : 0;
    t->request->answer.file = fopen(path, "re");
    if (t->request->answer.file == NULL) {
        fail(t, strerror(errno));
    }
}

/* The fetches that were asked for. */
struct fetching {
    struct session *s;
    CURLM *multi;
    struct transfer *transfers;
    size_t count, running;
    void (*done)(struct fetch_request *, void *);
    void *arg;
};

static void end_transfer(struct fetching *f, struct transfer *t)
{
    curl_off_t bytes = 0;
    if (t->curl != NULL) {
        curl_easy_getinfo(t->curl, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
        t->request->answer.bytes += bytes;
        curl_easy_cleanup(t->curl);
        t->curl = NULL;
    }
    curl_slist_free_all(t->headers);
    t->headers = NULL;
    partial_close(&t->partial, true);
    t->over = true;
    f->done(t->request, f->arg);
}

static void begin_transfer(struct fetching *f, struct transfer *t)
{
    struct fetch_request *r = t->request;
    if (t->source->url[0] == '\0') {
        r->status = error_set(&r->error, ST_USAGE, "no_url",
                              _("[oem.%s] has no url: set one, or use: clearbay price import %s FILE"),
                              t->source->name, t->source->name);
    } else if (strncmp(t->source->url, "file:", 5) == 0) {
        fetch_file(t);
    } else if (t->curl == NULL) {
        t->deadline = when_monotonic() + t->source->timeout_s * 1000;
        r->status = partial_open(f->s->app->config->database_path, t->source, &t->partial, &r->error);
        t->curl = r->status == ST_OK ? curl_easy_init() : NULL;
        if (r->status == ST_OK && t->curl == NULL) {
            r->status = error_memory(&r->error);
        } else if (r->status == ST_OK) {
            set_options(t);
        }
    }
    if (t->curl != NULL && r->status == ST_OK) {
        r->status = ask(t);
    }
    t->running =
        t->curl != NULL && r->status == ST_OK && curl_multi_add_handle(f->multi, t->curl) == CURLM_OK;
    f->running += t->running;
    if (!t->running) {
        end_transfer(f, t);
    }
}

static void take_results(struct fetching *f)
{
    int left;
    const CURLMsg *message;
    while ((message = curl_multi_info_read(f->multi, &left)) != NULL) {
        struct transfer *t = NULL;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        curl_multi_remove_handle(f->multi, t->curl);
        t->running = false;
        f->running--;
        if (judge(t, code) == OUTCOME_DONE) {
            end_transfer(f, t);
        }
    }
}

/* Begins those whose time has come, and tells how far the others are. Returns how many are not over. */
static size_t look_at_all(struct fetching *f)
{
    size_t left = 0;
    for (size_t i = 0; i < f->count; i++) {
        struct transfer *t = &f->transfers[i];
        if (!t->over && !t->running && f->running < SIDE_BY_SIDE && when_monotonic() >= t->not_before) {
            begin_transfer(f, t);
        } else if (t->running) {
            int64_t total = t->length < 0 ? -1 : t->began_with + t->length;
            session_progress(f->s, t->source->name, PROGRESS_FETCHING, t->partial.have, total);
        }
        left += !t->over;
    }
    return left;
}

static void stop_all(struct fetching *f)
{
    for (size_t i = 0; i < f->count; i++) {
        struct transfer *t = &f->transfers[i];
        if (!t->over) {
            if (t->running) {
                curl_multi_remove_handle(f->multi, t->curl);
                t->running = false;
            }
            t->request->status = error_set(&t->request->error, ST_FAILED, "interrupted",
                                           _("stopped; the old list stays in force"));
            end_transfer(f, t);
        }
    }
}

static void run(struct fetching *f)
{
    int active;
    while (look_at_all(f) > 0) {
        if (session_stopped(f->s)) {
            stop_all(f);
            return;
        }
        curl_multi_perform(f->multi, &active);
        take_results(f);
        if (f->running > 0 || look_at_all(f) > 0) {
            curl_multi_poll(f->multi, NULL, 0, LOOK_MS, NULL);
        }
    }
}

enum status price_fetch(struct session *s, struct fetch_request *requests, size_t n,
                        void (*done)(struct fetch_request *, void *), void *arg, struct error *e)
{
    struct fetching f = {.s = s, .count = n, .done = done, .arg = arg, .multi = curl_multi_init()};
    f.transfers = calloc(n + 1, sizeof *f.transfers);
    if (f.multi == NULL || f.transfers == NULL) {
        free(f.transfers);
        curl_multi_cleanup(f.multi);
        return error_memory(e);
    }
    for (size_t i = 0; i < n; i++) {
        requests[i].answer = (struct fetch_answer){0};
        requests[i].status = ST_OK;
        requests[i].error = (struct error)ERROR_NONE;
        f.transfers[i] =
            (struct transfer){.s = s, .request = &requests[i], .source = requests[i].source, .length = -1};
    }
    run(&f);
    curl_multi_cleanup(f.multi);
    free(f.transfers);
    return ST_OK;
}
