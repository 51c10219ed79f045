/* Says to a service what stands on standard input, byte by byte as it is, and prints what it answers until it
 * hangs up: talk SOCKET [FILE]. A FILE is opened and sent along, then all is said at once. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { PIECE = 65536, SAID_MAX = 4 << 20, WAIT_S = 60 };

/* Sends all of it, the file with the first byte. */
static int say(int fd, const char *bytes, size_t n, int file)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    while (n > 0) {
        struct iovec part = {(char *)(size_t)bytes, n};
        struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};
        if (file >= 0) {
            m.msg_control = control.bytes;
            m.msg_controllen = sizeof control.bytes;
            struct cmsghdr *head = CMSG_FIRSTHDR(&m);
            *head = (struct cmsghdr){
                .cmsg_len = CMSG_LEN(sizeof file), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
            memcpy(CMSG_DATA(head), &file, sizeof file);
        }
        ssize_t sent = sendmsg(fd, &m, MSG_NOSIGNAL);
        if (sent <= 0) {
            return -1;
        }
        file = -1;
        bytes += sent;
        n -= (size_t)sent;
    }
    return 0;
}

int main(int argc, char **argv)
{
    static char piece[PIECE], said[SAID_MAX];
    size_t length = 0;
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    struct timeval patience = {.tv_sec = WAIT_S};
    if (argc < 2 || strlen(argv[1]) >= sizeof at.sun_path) {
        return 2;
    }
    snprintf(at.sun_path, sizeof at.sun_path, "%s", argv[1]);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int file = argc > 2 ? open(argv[2], O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        perror(argv[1]);
        return 1;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssize_t n;
    if (file < 0) { /* as it comes */
        while ((n = read(STDIN_FILENO, piece, sizeof piece)) > 0 && say(fd, piece, (size_t)n, -1) == 0) {
        }
    } else {
        while ((n = read(STDIN_FILENO, said + length, sizeof said - length)) > 0) {
            length += (size_t)n;
        }
        say(fd, said, length, file);
    }
    shutdown(fd, SHUT_WR);
    while ((n = recv(fd, piece, sizeof piece, 0)) > 0) {
        fwrite(piece, 1, (size_t)n, stdout);
    }
    return n == 0 ? 0 : 1;
}
