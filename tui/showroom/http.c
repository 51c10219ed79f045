#include "tui/showroom/http.h"
#include "core/base/i18n.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "tui/showroom/headers.h"
#include "tui/showroom/mhd_calls.h"
#include "tui/showroom/pages.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum {
    PAGE_MAX = 4 << 20,
    CONNECTIONS = 64,
    TIMEOUT_S = 15,
    MEMORY = 32 * 1024,
    FOUND_MAX = 50,
    GROUP_PAGE = 50,
    ADDRESS_SIZE = 256,
    TITLE_SIZE = 512,
    HERE_MAX = 32 * 1024
};

struct server {
    struct client *client;
    struct mhd_calls mhd;
    char language[16];
};

/* A page on its way. */
struct asked {
    struct server *server;
    struct MHD_Connection *connection;
    const char *path;
    struct page_frame frame;
    struct buf html;
    unsigned status;
};

static const char *query(const struct asked *a, const char *name)
{
    const char *value = a->server->mhd.lookup_connection_value(a->connection, MHD_GET_ARGUMENT_KIND, name);
    return value != NULL ? value : "";
}

/* "?lang=zh_CN", else what the browser likes best of the two that there are, else the workshop's. */
static bool wants_chinese(const struct asked *a)
{
    const char *lang = query(a, "lang");
    const char *own = client_setting(a->server->client, "ui.language");
    bool chinese = headers_want_chinese(
        a->server->mhd.lookup_connection_value(a->connection, MHD_HEADER_KIND, "Accept-Language"),
        strncasecmp(own, "zh", 2) == 0);
    return lang[0] != '\0' ? strncasecmp(lang, "zh", 2) == 0 : chinese;
}

static void use_language(struct asked *a, bool chinese)
{
    const char *wanted = chinese ? "zh_CN" : "en";
    if (strcmp(a->server->language, wanted) != 0) {
        i18n_start(wanted);
        text_copy(a->server->language, sizeof a->server->language, wanted);
    }
}

static void add_text(json_t *params, const char *key, const char *value)
{
    if (value[0] != '\0') {
        json_object_set_new(params, key, json_string(value));
    }
}

/* What went wrong, without what is only the workshop's affair: paths, commands, the database's words. */
static void fail(struct asked *a, const struct error *e)
{
    if (e->status == ST_NOT_FOUND && strcmp(e->code, "no_part") == 0) {
        a->status = MHD_HTTP_NOT_FOUND;
        page_message(&a->html, _("No price list in force has this part:"));
        page_message(&a->html, query(a, "no"));
    } else if (e->status == ST_NOT_FOUND && strcmp(e->code, "no_list") == 0) {
        a->status = MHD_HTTP_NOT_FOUND;
        page_message(&a->html, _("There is no such price list."));
    } else if (e->status == ST_USAGE) {
        a->status = MHD_HTTP_BAD_REQUEST;
        page_message(&a->html, _("Something in this address is missing or cannot be read."));
    } else {
        a->status = MHD_HTTP_SERVICE_UNAVAILABLE;
        page_message(&a->html, _("The price list cannot be read now. Please try again in a minute."));
        log_write(LOG_ERROR, "showroom: %s", e->message);
    }
}

/* Runs a command; takes `params` over. NULL: it failed, *e says why. */
static json_t *try(struct asked *a, const char *id, json_t *params, struct error *e)
{
    json_t *answer = NULL;
    *e = ERROR_NONE;
    client_call(a->server->client, id, params, &answer, e);
    json_decref(params);
    return answer;
}

/* The same; a failure becomes the page. */
static json_t *call(struct asked *a, const char *id, json_t *params)
{
    struct error e;
    json_t *answer = try(a, id, params, &e);
    if (answer == NULL) {
        fail(a, &e);
    }
    return answer;
}

static void home(struct asked *a)
{
    json_t *groups = call(a, "price.groups", NULL);
    if (groups != NULL) {
        page_home(&a->html, &a->frame, groups);
    }
    json_decref(groups);
}

static void group(struct asked *a)
{
    json_t *params = json_pack("{s:i}", "limit", GROUP_PAGE);
    add_text(params, "source", query(a, "source"));
    add_text(params, "group", query(a, "group"));
    add_text(params, "from", query(a, "from"));
    json_t *list = call(a, "price.list", params);
    if (list != NULL && json_array_size(json_object_get(list, "parts")) == 0) {
        a->status = MHD_HTTP_NOT_FOUND;
        page_message(&a->html, _("There are no parts in this group."));
    } else if (list != NULL) {
        page_group(&a->html, &a->frame, list);
    }
    json_decref(list);
}

static void find(struct asked *a, const char *words)
{
    json_t *params = json_pack("{s:i}", "limit", FOUND_MAX);
    add_text(params, "query", words);
    json_t *found = call(a, "price.find", params);
    if (found != NULL) {
        page_found(&a->html, &a->frame, found);
    }
    json_decref(found);
}

static void search(struct asked *a)
{
    if (query(a, "q")[0] == '\0') {
        home(a);
    } else {
        find(a, query(a, "q"));
    }
}

static json_t *part_params(const struct asked *a)
{
    json_t *params = json_object();
    add_text(params, "part", query(a, "no"));
    add_text(params, "source", query(a, "source"));
    add_text(params, "brand", query(a, "brand"));
    return params;
}

/* Several parts with that number: each is shown, to choose from. */
static void choices(struct asked *a)
{
    a->status = MHD_HTTP_MULTIPLE_CHOICES;
    page_message(&a->html, _("Several parts have this number:"));
    find(a, query(a, "no"));
}

static void part(struct asked *a)
{
    struct error e;
    json_t *history = NULL, *shown = try(a, "price.show", part_params(a), &e);
    if (shown != NULL) {
        history = call(a, "price.history", part_params(a));
    } else if (strcmp(e.code, "ambiguous") == 0) {
        choices(a);
    } else {
        fail(a, &e);
    }
    if (history != NULL) {
        page_part(&a->html, &a->frame, shown, history);
    }
    json_decref(shown);
    json_decref(history);
}

static void not_there(struct asked *a)
{
    a->status = MHD_HTTP_NOT_FOUND;
    page_message(&a->html, _("There is no such page."));
}

/* The page's address without its language, so that the page can be had in the other one. */
static void add_here(const struct asked *a, struct buf *out)
{
    page_link(out, a->path,
              (const struct page_value[]){{"q", query(a, "q")},
                                          {"no", query(a, "no")},
                                          {"source", query(a, "source")},
                                          {"brand", query(a, "brand")},
                                          {"group", query(a, "group")},
                                          {"from", query(a, "from")},
                                          {NULL, NULL}});
}

static void make_page(struct asked *a)
{
    static const struct {
        const char *path, *subject; /* subject: the argument that the page is about */
        void (*make)(struct asked *);
    } pages[] = {
        {"/", "", home}, {"/group", "group", group}, {"/search", "q", search}, {"/part", "no", part}};
    struct buf here;
    char title[TITLE_SIZE];
    void (*make)(struct asked *) = not_there;
    const char *about = "";
    buf_init(&here, HERE_MAX);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        if (strcmp(pages[i].path, a->path) == 0) {
            make = pages[i].make;
            about = query(a, pages[i].subject);
            add_here(a, &here);
        }
    }
    snprintf(title, sizeof title, "%s%s%s", about, about[0] != '\0' ? " - " : "", _("Price list"));
    a->frame = (struct page_frame){.outlet = client_setting(a->server->client, "outlet.name"),
                                   .title = title,
                                   .query = query(a, "q"),
                                   .language = query(a, "lang")[0] != '\0' ? a->server->language : "",
                                   .here = here.len > 0 ? here.data : "/",
                                   .chinese = i18n_is_chinese()};
    page_begin(&a->html, &a->frame);
    make(a);
    page_end(&a->html, &a->frame);
    buf_free(&here);
}

/* FNV-1a: a changed page must look changed, nothing more. */
static void make_tag(const struct buf *html, char tag[32])
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < html->len; i++) {
        hash = (hash ^ (unsigned char)html->data[i]) * 0x100000001b3;
    }
    snprintf(tag, 32, "\"%016llx\"", (unsigned long long)hash);
}

static enum MHD_Result send_page(struct asked *a)
{
    const struct mhd_calls *mhd = &a->server->mhd;
    static const char *const headers[][2] = {
        {"Content-Type", "text/html; charset=utf-8"},
        {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
                                    "base-uri 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cache-Control", "no-cache"},
        {"Vary", "Accept-Language"}};
    char tag[32];
    const char *known = mhd->lookup_connection_value(a->connection, MHD_HEADER_KIND, "If-None-Match");
    make_tag(&a->html, tag);
    bool same = a->status == MHD_HTTP_OK && headers_know(known, tag);
    struct MHD_Response *response = mhd->create_response_from_buffer(
        same ? 0 : a->html.len, same ? (void *)(uintptr_t) "" : a->html.data, MHD_RESPMEM_MUST_COPY);
    if (response == NULL) {
        return MHD_NO;
    }
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        mhd->add_response_header(response, headers[i][0], headers[i][1]);
    }
    if (a->status == MHD_HTTP_OK) {
        mhd->add_response_header(response, "ETag", tag);
    } else if (a->status == MHD_HTTP_SERVICE_UNAVAILABLE) {
        mhd->add_response_header(response, "Retry-After", "60");
    }
    enum MHD_Result result =
        mhd->queue_response(a->connection, same ? MHD_HTTP_NOT_MODIFIED : a->status, response);
    mhd->destroy_response(response);
    return result;
}

static enum MHD_Result refuse_method(const struct mhd_calls *mhd, struct MHD_Connection *connection)
{
    struct MHD_Response *response =
        mhd->create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    mhd->add_response_header(response, "Allow", "GET, HEAD");
    enum MHD_Result result = mhd->queue_response(connection, MHD_HTTP_METHOD_NOT_ALLOWED, response);
    mhd->destroy_response(response);
    return result;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **state)
{
    struct asked a = {.server = arg, .connection = connection, .path = path, .status = MHD_HTTP_OK};
    (void)version;
    (void)upload;
    (void)upload_size;
    (void)state;
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) {
        return refuse_method(&a.server->mhd, connection);
    }
    buf_init(&a.html, PAGE_MAX);
    use_language(&a, wants_chinese(&a));
    make_page(&a);
    enum MHD_Result result = a.html.failed ? MHD_NO : send_page(&a);
    buf_free(&a.html);
    return result;
}

/* "127.0.0.1:8080" or "[::1]:8080". */
static enum status parse_address(const char *text, struct addrinfo **out, struct error *e)
{
    char host[ADDRESS_SIZE];
    const char *colon = strrchr(text, ':');
    bool brackets = text[0] == '[' && colon != NULL && colon > text + 1 && colon[-1] == ']';
    const struct addrinfo wanted = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                                    .ai_socktype = SOCK_STREAM};
    char *end = NULL;
    long port = colon != NULL && colon[1] >= '0' && colon[1] <= '9' ? strtol(colon + 1, &end, 10) : -1;
    *out = NULL;
    if (port >= 0 && port <= UINT16_MAX && *end == '\0' && colon > text &&
        (size_t)(colon - text) < sizeof host) {
        snprintf(host, sizeof host, "%.*s", (int)(colon - text) - 2 * brackets, text + brackets);
        if (getaddrinfo(host, colon + 1, &wanted, out) == 0) {
            return ST_OK;
        }
    }
    return error_set(e, ST_USAGE, "bad_address",
                     _("%s: an address and a port are wanted, such as 127.0.0.1:8080"), text);
}

static void say_address(const struct mhd_calls *mhd, struct MHD_Daemon *daemon, const char *text)
{
    const union MHD_DaemonInfo *info = mhd->get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    const char *colon = strrchr(text, ':');
    printf("http://%.*s:%u/\n", (int)(colon - text), text, info != NULL ? (unsigned)info->port : 0U);
    fflush(stdout);
}

enum status showroom_serve(struct client *client, const char *address, struct error *e)
{
    struct server server = {.client = client};
    struct addrinfo *at = NULL;
    sigset_t ends;
    int number;
    enum status st = mhd_calls_load(&server.mhd, e);
    st = st == ST_OK ? parse_address(address, &at, e) : st;
    if (st != ST_OK) {
        return st;
    }
    client_read_only(client);
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL); /* the server's thread is not to be disturbed */
    unsigned flags = MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD;
    flags |= at->ai_family == AF_INET6 ? MHD_USE_IPv6 : 0U;
    struct MHD_Daemon *daemon = server.mhd.start_daemon(
        flags, 0, NULL, NULL, on_request, &server, MHD_OPTION_SOCK_ADDR, at->ai_addr,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY, MHD_OPTION_END);
    int why = errno;
    freeaddrinfo(at);
    if (daemon == NULL) {
        return error_set(e, ST_FAILED, "listen", _("%s: cannot listen there: %s"), address, i18n_errno(why));
    }
    say_address(&server.mhd, daemon, address);
    sigwait(&ends, &number);
    server.mhd.stop_daemon(daemon);
    return ST_OK;
}
