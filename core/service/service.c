#include "core/service/service.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/service/inside.h"
#include "core/service/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

enum { ARENAS = 2, LARGE = 256 * 1024 /* goes back to the system when it is freed */, PATH_ROOM = 256 };

/* Many clients, little memory; signals come to the main thread alone, as bytes to read. */
static void settle(void)
{
    struct rlimit files;
    sigset_t set;
    mallopt(M_ARENA_MAX, ARENAS);
    mallopt(M_MMAP_THRESHOLD, LARGE);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    i18n_serve();
    json_object_seed(0); /* before there are threads */
}

/* The database first: who owns it may take a dead service's place at the socket. In the end the socket goes
 * first, for the next service to make its own. */
static enum status run(struct service *v, const char *path, struct error *e)
{
    int listening = -1;
    bool made = false;
    enum status st = listen_at(path, &listening, &made, e);
    if (st != ST_OK) {
        return st;
    }
    st = loop_run(v, listening, e);
    close(listening);
    if (made) {
        unlink(path);
    }
    return st;
}

enum status service_run(struct app *app, const char *socket, struct error *e)
{
    char path[PATH_ROOM];
    const char *wanted = socket != NULL ? socket : app->config->service_socket;
    if (!text_copy(path, sizeof path, wanted) || (path[0] == '\0' && getenv("LISTEN_FDS") == NULL)) {
        return error_set(
            e, ST_USAGE, "no_socket",
            _("where do clients come? Say --socket PATH, or socket in the section [service] of the "
              "configuration"));
    }
    settle();
    struct service *v = calloc(1, sizeof *v);
    if (v == NULL) {
        return error_memory(e);
    }
    v->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    enum status st = v->wake < 0 ? error_set(e, ST_FAILED, "service",
                                             _("the service cannot wait for clients: %s"), i18n_errno(errno))
                                 : workers_start(v, app, e);
    st = st == ST_OK ? run(v, path, e) : st;
    workers_stop(v);
    close(v->wake);
    free(v);
    return st;
}
