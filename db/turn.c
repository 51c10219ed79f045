#include "db/turn.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Bytes of the lock file, locked by open file description: a fork or another handle of this process counts as
 * somebody else. */
enum { TURN_BYTE, WAITING_BYTE, EXCLUSIVE_BYTE, OWNER_BYTE };
enum { POLL_NS = 200000, PATH_ROOM = 4096 };

struct turn {
    int fd;
};

static int lock(const struct turn *turn, int command, short type, off_t byte, struct flock *out)
{
    *out = (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    return fcntl(turn->fd, command, out);
}

static bool set(const struct turn *turn, short type, off_t byte)
{
    struct flock unused;
    return lock(turn, F_OFD_SETLK, type, byte, &unused) == 0;
}

static void pause_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = POLL_NS}, NULL);
}

struct turn *turn_open(const char *path)
{
    char name[PATH_ROOM];
    int n = snprintf(name, sizeof name, "%s.turn", path);
    if (n < 0 || (size_t)n >= sizeof name) {
        return NULL;
    }
    struct turn *turn = malloc(sizeof *turn);
    int fd = turn == NULL ? -1 : open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        free(turn);
        return NULL;
    }
    turn->fd = fd;
    return turn;
}

void turn_close(struct turn **turn)
{
    if (*turn != NULL) {
        close((*turn)->fd); /* and with it every lock */
        free(*turn);
        *turn = NULL;
    }
}

void turn_take(struct turn *turn, int ms)
{
    if (turn == NULL || set(turn, F_WRLCK, TURN_BYTE)) {
        return;
    }
    set(turn, F_RDLCK, WAITING_BYTE);
    for (long i = 0; i < ms * (1000000L / POLL_NS) && !set(turn, F_WRLCK, TURN_BYTE); i++) {
        pause_a_little();
    }
    set(turn, F_UNLCK, WAITING_BYTE);
}

void turn_give(struct turn *turn)
{
    if (turn != NULL) {
        set(turn, F_UNLCK, TURN_BYTE);
    }
}

bool turn_awaited(const struct turn *turn)
{
    struct flock found;
    return turn != NULL && lock(turn, F_OFD_GETLK, F_WRLCK, WAITING_BYTE, &found) == 0 &&
           found.l_type != F_UNLCK;
}

void turn_let_others(const struct turn *turn, int ms)
{
    for (long i = 0; i < ms * (1000000L / POLL_NS) && turn_awaited(turn); i++) {
        pause_a_little();
    }
}

bool turn_own(struct turn *turn)
{
    return turn == NULL || set(turn, F_WRLCK, OWNER_BYTE);
}

bool turn_share(struct turn *turn)
{
    return turn == NULL || set(turn, F_RDLCK, OWNER_BYTE);
}

bool turn_exclusive(struct turn *turn)
{
    return turn == NULL || set(turn, F_WRLCK, EXCLUSIVE_BYTE);
}

void turn_exclusive_end(struct turn *turn)
{
    if (turn != NULL) {
        set(turn, F_UNLCK, EXCLUSIVE_BYTE);
    }
}
