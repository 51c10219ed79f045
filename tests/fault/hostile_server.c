/* A price server that means harm: hostile_server FOLDER
 * Listens on a loopback port that the system chooses, prints it, and serves each connection by a process of
 * its own: /reply/NAME sends FOLDER/NAME byte for byte and closes; /range/NAME breaks off and answers to who
 * wants the rest (hostile_ranges.c); /NAME does one of the wicked things below.
 */
#include "tests/fault/hostile_ranges.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

enum { CHUNK = 65536, BOMB_MB = 300, ENDLESS_MB = 400 };

static int client = -1;

static int send_all(const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = write(client, bytes, n);
        if (sent <= 0) {
            return -1;
        }
        bytes += sent;
        n -= (size_t)sent;
    }
    return 0;
}

static void say(const char *text)
{
    send_all(text, strlen(text));
}

static const char good_head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nConnection: close\r\n";
static const char list_head[] = "No,Name,Local,Price,By\n";

static void reply_file(const char *folder, const char *name)
{
    char path[4096], chunk[CHUNK];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = strchr(name, '/') == NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t n;
    while (fd >= 0 && (n = read(fd, chunk, sizeof chunk)) > 0 && send_all(chunk, (size_t)n) == 0) {
    }
    if (fd >= 0) {
        close(fd);
    }
}

/* A byte a second, for ever. */
static void drip(void)
{
    say(good_head);
    say("Content-Length: 1000\r\n\r\n");
    for (int i = 0; i < 1000 && send_all("x", 1) == 0; i++) {
        sleep(1);
    }
}

/* Rows without an end, in chunks. */
static void endless(void)
{
    say(good_head);
    say("Transfer-Encoding: chunked\r\n\r\n");
    char row[64], chunk[96];
    for (long i = 0; i < (long)ENDLESS_MB * 1024 * 1024 / 20; i++) {
        int n = snprintf(row, sizeof row, "A-%ld,x,,1.00,\n", i);
        int m = snprintf(chunk, sizeof chunk, "%x\r\n%s\r\n", (unsigned)n, row);
        if (send_all(chunk, (size_t)m) != 0) {
            return;
        }
    }
}

/* A little gzip that unpacks to much. */
static void bomb(void)
{
    static unsigned char out[CHUNK];
    static unsigned char in[CHUNK];
    z_stream z = {0};
    memset(in, '0', sizeof in);
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return;
    }
    say(good_head);
    say("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i <= BOMB_MB * 16; i++) {
        z.next_in = in;
        z.avail_in = sizeof in;
        do {
            z.next_out = out;
            z.avail_out = sizeof out;
            deflate(&z, i == BOMB_MB * 16 ? Z_FINISH : Z_NO_FLUSH);
            size_t n = sizeof out - z.avail_out;
            char size[16];
            snprintf(size, sizeof size, "%zx\r\n", n);
            if (n > 0 && (send_all(size, strlen(size)) != 0 || send_all((char *)out, n) != 0 ||
                          send_all("\r\n", 2) != 0)) {
                deflateEnd(&z);
                return;
            }
        } while (z.avail_out == 0);
    }
    say("0\r\n\r\n");
    deflateEnd(&z);
}

static void field(void)
{
    say(good_head);
    say("Content-Length: 1000030\r\n\r\n");
    say(list_head);
    say("A,\"");
    char chunk[1000];
    memset(chunk, 'y', sizeof chunk);
    for (int i = 0; i < 1000; i++) {
        send_all(chunk, sizeof chunk);
    }
    say("\"\n1,");
}

static const char rows[] = "No,Name,Local,Price,By\nEVIL-1,x,,1.00,\nEVIL-2,x,,2.00,\n";

/* The list packed by gzip into `out`; returns its size. */
static size_t pack(unsigned char out[CHUNK])
{
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)rows,
                  .avail_in = sizeof rows - 1,
                  .next_out = out,
                  .avail_out = CHUNK};
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return 0;
    }
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return CHUNK - z.avail_out;
}

/* Those bytes as a packed list, in chunks of `chunk` bytes; 0: with a length, which is right for what is
 * sent. */
static void send_packed(const unsigned char *bytes, size_t n, size_t chunk)
{
    char head[64];
    say(good_head);
    say("Content-Encoding: gzip\r\n");
    snprintf(head, sizeof head, "Content-Length: %zu\r\n\r\n", n);
    say(chunk == 0 ? head : "Transfer-Encoding: chunked\r\n\r\n");
    for (size_t at = 0, part; at < n; at += part) {
        part = chunk == 0 || n - at < chunk ? n - at : chunk;
        snprintf(head, sizeof head, "%zx;why=not\r\n", part);
        say(chunk == 0 ? "" : head);
        send_all((const char *)bytes + at, part);
        say(chunk == 0 ? "" : "\r\n");
    }
    say(chunk == 0 ? "" : "0\r\nX-Trailer: too\r\n\r\n");
}

/* The packed list, good or spoilt. */
static int packed(const char *name)
{
    static unsigned char out[2 * CHUNK];
    size_t n = pack(out), chunk = strstr(name, "chunks") != NULL ? 3 : 0;
    if (strncmp(name, "packed", 6) != 0) {
        return 0;
    }
    const char *how = name + 6;
    if (strcmp(how, "cut") == 0 || strcmp(how, "cutchunks") == 0) {
        n -= 12;
    } else if (strcmp(how, "noend") == 0) {
        n -= 8;
    } else if (strcmp(how, "nosize") == 0) {
        n -= 1;
    } else if (strcmp(how, "nothing") == 0) {
        n = 0;
    } else if (strcmp(how, "twice") == 0 || strcmp(how, "twicechunks") == 0) {
        memcpy(out + n, out, n);
        n *= 2;
    } else if (strcmp(how, "rubbish") == 0) {
        out[n++] = 'x';
    } else if (strcmp(how, "noughts") == 0) {
        n += 512; /* the rest of `out` */
    } else if (strcmp(how, "head") == 0) {
        out[0] ^= 0xff;
    } else if (strcmp(how, "middle") == 0) {
        out[n / 2] ^= 0xff;
    } else if (strcmp(how, "sum") == 0) {
        out[n - 6] ^= 0xff;
    } else if (strcmp(how, "size") == 0) {
        out[n - 2] ^= 0xff;
    } else if (how[0] != '\0' && strcmp(how, "chunks") != 0) {
        return 0;
    }
    send_packed(out, n, chunk);
    return 1;
}

/* Answers as they stand here, and then the line is closed. */
static int plain_answer(const char *name)
{
    static const struct {
        const char *name, *answer;
    } answers[] = {
        {"status999", "HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n"},
        {"status000", "HTTP/1.1 000 What\r\nContent-Length: 0\r\n\r\n"},
        {"statusminus", "HTTP/1.1 -200 What\r\nContent-Length: 0\r\n\r\n"},
        {"statusword", "HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n"},
        {"nohead", "No,Name,Local,Price,By\nEVIL-1,x,,1.00,\n"},
        {"http3", "HTTP/3 200\r\n\r\nNo,Name,Local,Price,By\nEVIL-1,x,,1.00,\n"},
        {"http11tail", "HTTP/1.1 200 OK\r\nContent-Length: 55\r\nHTTP/1.1 404 No\r\n\r\n"},
        {"halfhead", "HTTP/1.1 200 OK\r\nContent-Le"},
        {"onlyearly", "HTTP/1.1 103 Early\r\nLink: </x>\r\n\r\n"},
        {"switched", "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"},
        {"empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
        {"nocontent", "HTTP/1.1 204 No\r\n\r\n"},
        {"resetcontent", "HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n"},
        {"unasked", "HTTP/1.1 206 Part\r\nContent-Length: 39\r\nContent-Range: bytes 0-38/55\r\n\r\n"
                    "No,Name,Local,Price,By\nEVIL-1,x,,1.00,\n"},
        {"unaskedwhole", "HTTP/1.1 206 Part\r\nContent-Length: 39\r\nContent-Range: bytes 0-38/39\r\n\r\n"
                         "No,Name,Local,Price,By\nEVIL-1,x,,1.00,\n"},
        {"unasked416", "HTTP/1.1 416 No\r\nContent-Range: bytes */39\r\nContent-Length: 0\r\n\r\n"},
        {"unasked304", "HTTP/1.1 304 Same\r\n\r\n"},
        {"choices", "HTTP/1.1 300 Many\r\nContent-Length: 0\r\n\r\n"},
        {"nowhere", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"},
        {"badchunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nNo,Name\r\n0\r\n\r\n"},
        {"hugechunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nNo\r\n"},
        {"minuschunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nNo,Na\r\n0\r\n\r\n"},
        {"nolastchunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "27\r\nNo,Name,Local,Price,By\nEVIL-1,x,,1.00,\n\r\n"},
        {"halftrailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "27\r\nNo,Name,Local,Price,By\nEVIL-1,x,,1.00,\n\r\n0\r\nX-More: a"},
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (strcmp(name, answers[i].name) == 0) {
            say(answers[i].answer);
            return 1;
        }
    }
    return 0;
}

/* A good list behind headers that do not say, or say twice, or wrongly, where it ends. */
static int misframed(const char *name)
{
    static const struct {
        const char *name, *headers;
    } heads[] = {{"nolength", ""},
                 {"twolengths", "Content-Length: 55\r\nContent-Length: 39\r\n"},
                 {"lengthlist", "Content-Length: 39, 500\r\n"},
                 {"hugelength", "Content-Length: 99999999999999999999999\r\n"},
                 {"minuslength", "Content-Length: -1\r\n"},
                 {"wordlength", "Content-Length: all\r\n"},
                 {"identity", "Content-Length: 500\r\nTransfer-Encoding: identity\r\n"},
                 {"wrongorder", "Content-Length: 500\r\nTransfer-Encoding: chunked, gzip\r\n"},
                 {"unpacked", "Content-Length: 55\r\nContent-Encoding: gzip\r\n"},
                 {"otherpacking", "Content-Length: 55\r\nContent-Encoding: br\r\n"},
                 {"nopacking", "Content-Length: 55\r\nContent-Encoding: nonsense\r\n"}};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (strcmp(name, heads[i].name) == 0) {
            say(good_head);
            say(heads[i].headers);
            say("\r\n");
            say(rows);
            return 1;
        }
    }
    return 0;
}

/* Bytes that are headers for ever. */
static void headers(const char *first, const char *again)
{
    say(first);
    for (long i = 0; i < 10000000 && send_all(again, strlen(again)) == 0; i++) {
    }
}

static void with_length(const char *body, size_t n, size_t promised)
{
    char head[64];
    snprintf(head, sizeof head, "Content-Length: %zu\r\n\r\n", promised);
    say(good_head);
    say(head);
    send_all(body, n);
}

/* Redirects to where nobody may be sent. */
static int redirected(const char *name, int port)
{
    static const struct {
        const char *name, *to; /* %d: this server's port */
    } places[] = {{"loop", "http://127.0.0.1:%d/loop"},
                  {"tohttp", "http://127.0.0.1:%d/good"},
                  {"topath", "/good"},
                  {"tofile", "file:///etc/passwd"},
                  {"tofilehost", "file://127.0.0.1/etc/passwd"},
                  {"toftp", "ftp://127.0.0.1/list.csv"},
                  {"tosocket", "gopher://127.0.0.1:22/x"},
                  {"toscript", "javascript:alert(1)"},
                  {"todata", "data:text/csv,No,Price"},
                  {"toother", "https://prices.example.com/list.csv"},
                  {"toaddress", "https://127.0.0.2/list.csv"},
                  {"touser", "https://127.0.0.1@prices.example.com/list.csv"},
                  {"tolonger", "https://127.0.0.1.example.com/list.csv"},
                  {"toscheme", "https:/\\prices.example.com/list.csv"},
                  {"tohostonly", "//prices.example.com/list.csv"},
                  {"tounknown", "https://[::1%%25lo]/list.csv"}};
    char where[128], answer[300];
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (strcmp(name, places[i].name) == 0) {
            const char *port_at = strstr(places[i].to, ":%d");
            int n = port_at != NULL ? (int)(port_at - places[i].to) : (int)strlen(places[i].to);
            snprintf(where, sizeof where, "%.*s", n, places[i].to);
            if (port_at != NULL) {
                snprintf(where + n, sizeof where - (size_t)n, ":%d%s", port, port_at + 3);
            }
            snprintf(answer, sizeof answer,
                     "HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n",
                     where);
            say(answer);
            return 1;
        }
    }
    return 0;
}

/* An answer that is no list, with a page that does not end. */
static void endless_page(const char *head)
{
    say(head);
    for (long i = 0; i < 1000000 && send_all("400\r\n", 5) == 0; i++) {
        char page[1026];
        memset(page, ' ', sizeof page);
        page[1024] = '\r';
        page[1025] = '\n';
        if (send_all(page, sizeof page) != 0) {
            return;
        }
    }
}

/* A head of which a byte comes each second. */
static void drip_head(void)
{
    for (size_t i = 0; i < sizeof good_head && send_all(good_head + i, 1) == 0; i++) {
        sleep(1);
    }
}

/* A short list that would be good, but for how it comes. */
static void wicked(const char *name)
{
    static const char nul[] = "No,Name,Local,Price,By\nEV\0IL,x,,1.00,\n";
    static const char bad[] = "No,Name,Local,Price,By\nEVIL-1,\xff\xfe\xc0\x80,,1.00,\n";
    if (strcmp(name, "good") == 0) {
        with_length(rows, sizeof rows - 1, sizeof rows - 1);
    } else if (strcmp(name, "drip") == 0) {
        drip();
    } else if (strcmp(name, "endless") == 0) {
        endless();
    } else if (strcmp(name, "bomb") == 0) {
        bomb();
    } else if (strcmp(name, "field") == 0) {
        field();
    } else if (strcmp(name, "short") == 0) {
        with_length(rows, sizeof rows - 1, sizeof rows + 500);
    } else if (strcmp(name, "nul") == 0) {
        with_length(nul, sizeof nul - 1, sizeof nul - 1);
    } else if (strcmp(name, "badutf8") == 0) {
        with_length(bad, sizeof bad - 1, sizeof bad - 1);
    } else if (strcmp(name, "html") == 0) {
        static const char page[] = "<html><body>Service unavailable, No,Name,Price</body></html>\n";
        with_length(page, sizeof page - 1, sizeof page - 1);
    } else if (strcmp(name, "chunks") == 0) {
        say(good_head);
        say("Transfer-Encoding: chunked\r\n\r\n17\r\nNo,Name,Local,Price,By\n\r\n10\r\nEVIL-1,x");
    } else if (strcmp(name, "headers") == 0) {
        headers("HTTP/1.1 200 OK\r\n", "X-More: and more and more and more\r\n");
    } else if (strcmp(name, "continues") == 0) {
        headers("", "HTTP/1.1 100 Continue\r\n\r\n");
    } else if (strcmp(name, "headerbomb") == 0) {
        headers("HTTP/1.1 200 OK\r\nX-Bomb: ", "0123456789abcdef");
    } else if (strcmp(name, "driphead") == 0) {
        drip_head();
    } else if (strcmp(name, "endless404") == 0) {
        endless_page("HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n");
    } else if (strcmp(name, "endless302") == 0) {
        endless_page("HTTP/1.1 302 There\r\nLocation: https://127.0.0.1/\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n");
    } else if (strcmp(name, "hang") == 0) {
        sleep(30);
    } else if (strcmp(name, "reset") == 0) {
        const struct linger now = {1, 0};
        say(good_head);
        setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
}

static void serve(const char *folder, int port)
{
    char request[CHUNK], name[256] = "";
    size_t n = 0;
    while (n + 1 < sizeof request) {
        ssize_t got = read(client, request + n, sizeof request - 1 - n);
        if (got <= 0) {
            return;
        }
        n += (size_t)got;
        request[n] = '\0';
        if (strstr(request, "\r\n\r\n") != NULL) {
            break;
        }
    }
    if (sscanf(request, "GET /reply/%200[^ ?]", name) == 1) {
        reply_file(folder, name);
    } else if (sscanf(request, "GET /range/%200[^ ?]", name) == 1) {
        serve_range(client, name, request);
    } else if (sscanf(request, "GET /%200[^ ?]", name) == 1 && !misframed(name) && !packed(name) &&
               !plain_answer(name) && !redirected(name, port)) {
        wicked(name);
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    serve_range_begin();
    if (argc != 2 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 64) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        fputs("hostile_server FOLDER\n", stderr);
        return 1;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        client = accept(listener, NULL, NULL);
        if (client >= 0 && fork() == 0) {
            serve(argv[1], ntohs(address.sin_port));
            shutdown(client, SHUT_RDWR);
            _exit(0);
        }
        close(client);
    }
}
