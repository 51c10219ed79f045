#include "core/price/fetch.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/price/framing.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    CONNECT_S = 15,
    SLOW_S = 30,
    SLOW_BYTES = 100,
    HEADER_SIZE = 300,
    REDIRECTS_MAX = 5,
    HTTP_OK = 200,
    HTTP_NOT_MODIFIED = 304,
    HTTP_UNAUTHORIZED = 401,
    HTTP_FORBIDDEN = 403,
    HTTP_NOT_FOUND = 404,
    HTTP_GONE = 410
};

struct fetching {
    const struct oem_source *source;
    struct fetch_answer *answer;
    bool conditional; /* "unchanged" was offered as an answer */
    int64_t written;
    bool too_large, disk_error;
    struct framing framing;
};

static enum status fail(const struct oem_source *source, const char *why, struct error *e)
{
    return error_set(e, ST_FAILED, "fetch", _("%s: %s; the old list stays in force"), source->url, why);
}

static size_t on_body(char *bytes, size_t size, size_t n, void *arg)
{
    struct fetching *f = arg;
    f->written += (int64_t)(size * n);
    if (f->written > f->source->max_bytes) {
        f->too_large = true;
        return 0;
    }
    if (fwrite(bytes, size, n, f->answer->file) != n) {
        f->disk_error = true;
        return 0;
    }
    return size * n;
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

static size_t on_header(char *line, size_t size, size_t n, void *arg)
{
    struct fetching *f = arg;
    char name[HEADER_SIZE], value[HEADER_SIZE];
    size *= n;
    if (size >= 5 && strncmp(line, "HTTP/", 5) == 0) { /* a new answer, behind a redirect */
        f->framing = (struct framing){0};
        f->answer->etag[0] = f->answer->last_modified[0] = '\0';
    } else if (split_header(line, size, name, value)) {
        framing_header(&f->framing, name, value);
        if (strcasecmp(name, "etag") == 0) {
            text_copy(f->answer->etag, sizeof f->answer->etag, value);
        } else if (strcasecmp(name, "last-modified") == 0) {
            text_copy(f->answer->last_modified, sizeof f->answer->last_modified, value);
        }
    }
    return size;
}

/* The bytes of the body as they came; of what else curl tells, nothing is looked at: the token is in it. */
static int on_wire(CURL *curl, curl_infotype type, char *bytes, size_t n, void *arg)
{
    struct fetching *f = arg;
    (void)curl;
    if (type == CURLINFO_DATA_IN) {
        framing_bytes(&f->framing, (const unsigned char *)bytes, n);
    }
    return 0;
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

static void set_options(CURL *curl, struct fetching *f, struct curl_slist *headers, char *message)
{
    const struct oem_source *s = f->source;
    curl_easy_setopt(curl, CURLOPT_URL, s->url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip"); /* its end can be checked */
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, f);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, f);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_wire);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, f);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* without it on_wire is not called */
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)s->timeout_s);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SLOW_S);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "clearbay");
    if (s->ca_file[0] != '\0') {
        curl_easy_setopt(curl, CURLOPT_CAINFO, s->ca_file);
    }
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

/* Forgets the page that came with a redirect: it is no part of the list. */
static bool forget_body(struct fetching *f)
{
    f->written = 0;
    rewind(f->answer->file);
    return ftruncate(fileno(f->answer->file), 0) == 0;
}

/* Runs the request, following redirects by hand. */
static CURLcode perform(CURL *curl, struct fetching *f, bool *bad_redirect)
{
    for (int i = 0; i <= REDIRECTS_MAX; i++) {
        char *to = NULL;
        CURLcode code = curl_easy_perform(curl);
        if (code != CURLE_OK || curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &to) != CURLE_OK ||
            to == NULL) {
            return code;
        }
        if (!may_redirect(f->source->url, to)) {
            break;
        }
        if (!forget_body(f)) {
            f->disk_error = true;
            return CURLE_WRITE_ERROR;
        }
        char *copy = strdup(to);
        curl_easy_setopt(curl, CURLOPT_URL, copy);
        free(copy);
    }
    *bad_redirect = true;
    return CURLE_OK;
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

static enum status judge(CURL *curl, CURLcode code, const struct fetching *f, const char *message,
                         struct error *e)
{
    char why[CURL_ERROR_SIZE + 100];
    long http = 0, version = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &http);
    curl_easy_getinfo(curl, CURLINFO_HTTP_VERSION, &version);
    if (f->too_large) {
        return fail(f->source, _("the list is larger than max_bytes"), e);
    }
    if (f->disk_error) {
        return fail(f->source, _("the list could not be written to the temporary folder; is the disk full?"),
                    e);
    }
    if (code != CURLE_OK) {
        return fail(f->source, message[0] != '\0' ? message : curl_easy_strerror(code), e);
    }
    if (http == HTTP_NOT_MODIFIED && f->conditional) {
        f->answer->unchanged = true;
        return ST_OK;
    }
    if (http != HTTP_OK) {
        status_reason(http, why, sizeof why);
        return fail(f->source, why, e);
    }
    const char *trouble =
        trouble_reason(framing_judge(&f->framing, f->written, version >= CURL_HTTP_VERSION_2_0));
    return trouble == NULL ? ST_OK : fail(f->source, trouble, e);
}

static enum status fetch_http(const struct oem_source *source, const char *etag, const char *last_modified,
                              struct fetch_answer *answer, struct error *e)
{
    struct fetching f = {.source = source, .answer = answer};
    struct curl_slist *headers = NULL;
    char message[CURL_ERROR_SIZE] = "";
    bool bad_redirect = false;
    CURL *curl = curl_easy_init();
    enum status st = curl == NULL ? error_memory(e) : add_token(source, &headers, e);
    if (etag != NULL && etag[0] != '\0') {
        headers = add_header(headers, "If-None-Match", etag);
    }
    if (last_modified != NULL && last_modified[0] != '\0') {
        headers = add_header(headers, "If-Modified-Since", last_modified);
    }
    f.conditional = (etag != NULL && etag[0] != '\0') || (last_modified != NULL && last_modified[0] != '\0');
    if (st == ST_OK) {
        set_options(curl, &f, headers, message);
        CURLcode code = perform(curl, &f, &bad_redirect);
        st = bad_redirect ? fail(source, _("it redirects to another place than https of the same host"), e)
                          : judge(curl, code, &f, message, e);
        curl_off_t bytes = 0;
        curl_easy_getinfo(curl, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
        answer->bytes = bytes;
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return st;
}

/* file:///path or file:path */
static enum status fetch_file(const struct oem_source *source, struct fetch_answer *answer, struct error *e)
{
    const char *path = source->url + 5;
    path += strncmp(path, "//", 2) == 0 ? 2 : 0;
    answer->file = fopen(path, "re");
    return answer->file != NULL ? ST_OK : fail(source, strerror(errno), e);
}

enum status price_fetch(const struct oem_source *source, const char *etag, const char *last_modified,
                        struct fetch_answer *answer, struct error *e)
{
    *answer = (struct fetch_answer){0};
    if (source->url[0] == '\0') {
        return error_set(e, ST_USAGE, "no_url",
                         _("[oem.%s] has no url: set one, or use: clearbay price import %s FILE"),
                         source->name, source->name);
    }
    if (strncmp(source->url, "file:", 5) == 0) {
        return fetch_file(source, answer, e);
    }
    answer->file = tmpfile();
    enum status st = answer->file == NULL ? fail(source, strerror(errno), e)
                                          : fetch_http(source, etag, last_modified, answer, e);
    if (st != ST_OK || answer->unchanged) {
        if (answer->file != NULL) {
            fclose(answer->file);
            answer->file = NULL;
        }
    }
    return st;
}
