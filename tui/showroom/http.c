#include "tui/showroom/http.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/showroom/pages.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
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
    ADDRESS_SIZE = 256
};

struct server {
    struct client *client;
    char language[16];
};

/* A page on its way. */
struct asked {
    struct server *server;
    struct MHD_Connection *connection;
    const char *path;
    struct buf html;
    unsigned status;
};

static const char *query(const struct asked *a, const char *name)
{
    const char *value = MHD_lookup_connection_value(a->connection, MHD_GET_ARGUMENT_KIND, name);
    return value != NULL ? value : "";
}

/* "?lang=zh_CN", else what the browser likes best, of the two that there are. */
static bool wants_chinese(const struct asked *a)
{
    const char *lang = query(a, "lang");
    const char *accepted = MHD_lookup_connection_value(a->connection, MHD_HEADER_KIND, "Accept-Language");
    if (lang[0] == '\0') {
        lang = accepted != NULL ? accepted : client_setting(a->server->client, "ui.language");
    }
    return strncasecmp(lang, "zh", 2) == 0;
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

/* Runs a command; a failure becomes the page. NULL then. Takes `params` over. */
static json_t *call(struct asked *a, const char *id, json_t *params)
{
    struct error e = ERROR_NONE;
    json_t *answer = NULL;
    if (client_call(a->server->client, id, params, &answer, &e) != ST_OK) {
        a->status = e.status == ST_NOT_FOUND ? MHD_HTTP_NOT_FOUND
                    : e.status == ST_USAGE   ? MHD_HTTP_BAD_REQUEST
                                             : MHD_HTTP_SERVICE_UNAVAILABLE;
        page_message(&a->html, e.message);
    }
    json_decref(params);
    return answer;
}

static void home(struct asked *a)
{
    json_t *groups = call(a, "price.groups", NULL);
    if (groups != NULL) {
        page_home(&a->html, groups);
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
    if (list != NULL) {
        page_group(&a->html, list);
    }
    json_decref(list);
}

static void search(struct asked *a)
{
    if (query(a, "q")[0] == '\0') {
        home(a);
        return;
    }
    json_t *params = json_pack("{s:i}", "limit", FOUND_MAX);
    add_text(params, "query", query(a, "q"));
    json_t *found = call(a, "price.find", params);
    if (found != NULL) {
        page_found(&a->html, found);
    }
    json_decref(found);
}

static json_t *part_params(const struct asked *a)
{
    json_t *params = json_object();
    add_text(params, "part", query(a, "no"));
    add_text(params, "source", query(a, "source"));
    add_text(params, "brand", query(a, "brand"));
    return params;
}

static void part(struct asked *a)
{
    json_t *shown = call(a, "price.show", part_params(a));
    json_t *history = shown != NULL ? call(a, "price.history", part_params(a)) : NULL;
    if (history != NULL) {
        page_part(&a->html, shown, history);
    }
    json_decref(shown);
    json_decref(history);
}

static void not_there(struct asked *a)
{
    a->status = MHD_HTTP_NOT_FOUND;
    page_message(&a->html, _("There is no such page."));
}

static void make_page(struct asked *a)
{
    static const struct {
        const char *path;
        void (*make)(struct asked *);
    } pages[] = {{"/", home}, {"/group", group}, {"/search", search}, {"/part", part}};
    struct client *client = a->server->client;
    const struct page_frame frame = {.outlet = client_setting(client, "outlet.name"),
                                     .title = _("Price list"),
                                     .query = query(a, "q"),
                                     .chinese = i18n_is_chinese()};
    void (*make)(struct asked *) = not_there;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        make = strcmp(pages[i].path, a->path) == 0 ? pages[i].make : make;
    }
    page_begin(&a->html, &frame);
    make(a);
    page_end(&a->html);
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
    static const char *const headers[][2] = {
        {"Content-Type", "text/html; charset=utf-8"},
        {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
                                    "base-uri 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cache-Control", "no-cache"},
        {"Vary", "Accept-Language"}};
    char tag[32];
    const char *known = MHD_lookup_connection_value(a->connection, MHD_HEADER_KIND, "If-None-Match");
    make_tag(&a->html, tag);
    bool same = a->status == MHD_HTTP_OK && known != NULL && strcmp(known, tag) == 0;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        same ? 0 : a->html.len, same ? (void *)(uintptr_t) "" : a->html.data, MHD_RESPMEM_MUST_COPY);
    if (response == NULL) {
        return MHD_NO;
    }
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        MHD_add_response_header(response, headers[i][0], headers[i][1]);
    }
    if (a->status == MHD_HTTP_OK) {
        MHD_add_response_header(response, "ETag", tag);
    }
    enum MHD_Result result =
        MHD_queue_response(a->connection, same ? MHD_HTTP_NOT_MODIFIED : a->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result refuse_method(struct MHD_Connection *connection)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Allow", "GET, HEAD");
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_METHOD_NOT_ALLOWED, response);
    MHD_destroy_response(response);
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
        return refuse_method(connection);
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

static void say_address(struct MHD_Daemon *daemon, const char *text)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
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
    enum status st = parse_address(address, &at, e);
    if (st != ST_OK) {
        return st;
    }
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL); /* the server's thread is not to be disturbed */
    unsigned flags = MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD;
    flags |= at->ai_family == AF_INET6 ? MHD_USE_IPv6 : 0U;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, &server, MHD_OPTION_SOCK_ADDR, at->ai_addr,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)TIMEOUT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY, MHD_OPTION_END);
    int why = errno;
    freeaddrinfo(at);
    if (daemon == NULL) {
        return error_set(e, ST_FAILED, "listen", _("%s: cannot listen there: %s"), address, strerror(why));
    }
    say_address(daemon, address);
    sigwait(&ends, &number);
    MHD_stop_daemon(daemon);
    return ST_OK;
}
