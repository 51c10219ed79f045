#include "core/service/listen.h"
#include "core/base/i18n.h"
#include "core/service/systemd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { WAITING = 1024, PATH_ROOM = 256 };

static enum status fails(const char *path, const char *why, struct error *e)
{
    return error_set(e, ST_FAILED, "socket", _("%s: no socket for clients: %s"), path, why);
}

static const char unready[] = ".new";

/* Makes the socket's folder. Where everybody may remove what lies there, somebody could put a socket of his
 * own in the place of ours, and be told PINs. */
static enum status make_folder(const char *path, struct error *e)
{
    struct stat there;
    char folder[PATH_ROOM];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash == NULL || slash == folder) {
        return ST_OK;
    }
    *slash = '\0';
    if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
        return fails(folder, i18n_errno(errno), e);
    }
    bool open = stat(folder, &there) == 0 && (there.st_mode & S_IWOTH) != 0 && (there.st_mode & S_ISVTX) == 0;
    return open ? fails(folder, _("everybody can write into this folder: choose another one"), e) : ST_OK;
}

/* Removes what a dead service left; a living one answers. */
static enum status clear_place(const struct sockaddr_un *at, struct error *e)
{
    struct stat there;
    if (lstat(at->sun_path, &there) != 0) {
        return ST_OK;
    }
    if (!S_ISSOCK(there.st_mode)) {
        return fails(at->sun_path, _("there is something else"), e);
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool lives = fd < 0 || connect(fd, (const struct sockaddr *)at, sizeof *at) == 0 || errno != ECONNREFUSED;
    if (fd >= 0) {
        close(fd);
    }
    if (lives) {
        return error_set(e, ST_FAILED, "socket_in_use", _("%s: a service answers there already"),
                         at->sun_path);
    }
    return unlink(at->sun_path) == 0 ? ST_OK : fails(at->sun_path, i18n_errno(errno), e);
}

enum status listen_at(const char *path, int *fd, bool *made, struct error *e)
{
    *made = false;
    *fd = systemd_socket();
    if (*fd >= 0) {
        return ST_OK;
    }
    struct sockaddr_un at = {.sun_family = AF_UNIX}, early = at;
    if (strlen(path) + sizeof unready > sizeof at.sun_path) {
        return fails(path, _("the path is too long"), e);
    }
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    snprintf(early.sun_path, sizeof early.sun_path, "%s%s", path, unready);
    enum status st = make_folder(path, e);
    st = st == ST_OK ? clear_place(&at, e) : st;
    st = st == ST_OK ? clear_place(&early, e) : st;
    if (st != ST_OK) {
        return st;
    }
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool ok = *fd >= 0 && bind(*fd, (const struct sockaddr *)&early, sizeof early) == 0 &&
              chmod(early.sun_path, 0660) == 0 && listen(*fd, WAITING) == 0 &&
              rename(early.sun_path, path) == 0; /* who sees it is let in */
    int why = errno;
    if (!ok) {
        if (*fd >= 0) {
            close(*fd);
            unlink(early.sun_path);
        }
        *fd = -1;
        return fails(path, i18n_errno(why), e);
    }
    *made = true;
    return ST_OK;
}
