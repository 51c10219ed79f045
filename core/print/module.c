#include "core/print/module.h"
#include "core/base/i18n.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#ifndef CLEARBAY_LIBDIR
#define CLEARBAY_LIBDIR "/usr/local/lib"
#endif

enum { PATH_ROOM = 4096 };

/* Beside the program where it is built, or where it is installed. */
static void *load(void)
{
    static const char *const places[] = {"clearbay-print.so", "../../clearbay-print.so",
                                         "../lib/clearbay/clearbay-print.so"};
    char exe[PATH_ROOM];
    struct buf path;
    void *found = NULL;
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    exe[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(exe, '/');
    buf_init(&path, 2 * PATH_ROOM);
    for (size_t i = 0; slash != NULL && found == NULL && i < sizeof places / sizeof *places; i++) {
        buf_clear(&path);
        buf_addf(&path, "%.*s/%s", (int)(slash - exe), exe, places[i]);
        found = access(path.data, R_OK) == 0 ? dlopen(path.data, RTLD_NOW | RTLD_LOCAL) : NULL;
    }
    buf_free(&path);
    return found != NULL ? found
                         : dlopen(CLEARBAY_LIBDIR "/clearbay/clearbay-print.so", RTLD_NOW | RTLD_LOCAL);
}

enum status print_module(const struct print_module **out, struct error *e)
{
    void *library = load(); /* a second time is the same library */
    *out = library != NULL ? dlsym(library, PRINT_MODULE_SYMBOL) : NULL;
    if (*out != NULL) {
        return ST_OK;
    }
    return error_set(e, ST_FAILED, "print_module",
                     _("the part of clearbay that prints cannot be loaded (clearbay-print.so, with pango and "
                       "cairo): install it again"));
}
