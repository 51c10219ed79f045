/* A price server that means harm: hostile_server FOLDER
 * Listens on a loopback port that the system chooses, prints it, and serves each connection by a process of
 * its own: /reply/NAME sends FOLDER/NAME byte for byte and closes; /NAME does one of the wicked things below.
 */
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

/* The list packed by gzip, without its last `missing` bytes, in chunks of `chunk` bytes; 0: with a length,
 * which is right for what is sent. */
static void packed(size_t missing, size_t chunk)
{
    unsigned char out[CHUNK];
    char head[64];
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)rows,
                  .avail_in = sizeof rows - 1,
                  .next_out = out,
                  .avail_out = sizeof out};
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return;
    }
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    size_t n = sizeof out - z.avail_out - missing;
    say(good_head);
    say("Content-Encoding: gzip\r\n");
    snprintf(head, sizeof head, "Content-Length: %zu\r\n\r\n", n);
    say(chunk == 0 ? head : "Transfer-Encoding: chunked\r\n\r\n");
    for (size_t at = 0, part; at < n; at += part) {
        part = chunk == 0 || n - at < chunk ? n - at : chunk;
        snprintf(head, sizeof head, "%zx;why=not\r\n", part);
        say(chunk == 0 ? "" : head);
        send_all((char *)out + at, part);
        say(chunk == 0 ? "" : "\r\n");
    }
    say(chunk == 0 ? "" : "0\r\nX-Trailer: too\r\n\r\n");
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

static void redirect(const char *where)
{
    say("HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: ");
    say(where);
    say("\r\n\r\n");
}

/* A short list that would be good, but for how it comes. */
static void wicked(const char *name, int port)
{
    static const char nul[] = "No,Name,Local,Price,By\nEV\0IL,x,,1.00,\n";
    static const char bad[] = "No,Name,Local,Price,By\nEVIL-1,\xff\xfe\xc0\x80,,1.00,\n";
    char here[64];
    snprintf(here, sizeof here, "http://127.0.0.1:%d/loop", port);
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
    } else if (strcmp(name, "loop") == 0) {
        redirect(here);
    } else if (strcmp(name, "tofile") == 0) {
        redirect("file:///etc/passwd");
    } else if (strcmp(name, "toftp") == 0) {
        redirect("ftp://127.0.0.1/list.csv");
    } else if (strcmp(name, "tosocket") == 0) {
        redirect("gopher://127.0.0.1:22/x");
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
    } else if (strcmp(name, "packed") == 0) {
        packed(0, 0);
    } else if (strcmp(name, "packedchunks") == 0) {
        packed(0, 3);
    } else if (strcmp(name, "packedcut") == 0) {
        packed(12, 0);
    } else if (strcmp(name, "packedcutchunks") == 0) {
        packed(12, 7);
    } else if (strcmp(name, "packednoend") == 0) {
        packed(8, 0);
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
    } else if (sscanf(request, "GET /%200[^ ?]", name) == 1 && !misframed(name)) {
        wicked(name, port);
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
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
