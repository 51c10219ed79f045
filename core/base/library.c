#include "core/base/library.h"
#include "core/base/i18n.h"

#include <dlfcn.h>
#include <string.h>

enum status library_load(const char *soname, const struct library_call *names, size_t n, void *calls,
                         struct error *e)
{
    void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL); /* a second time is the same library */
    bool ok = library != NULL;
    for (size_t i = 0; ok && i < n; i++) {
        void *call = dlsym(library, names[i].name);
        memcpy((char *)calls + names[i].at, &call,
               sizeof call); /* POSIX: dlsym's pointer is the function's */
        ok = call != NULL;
    }
    return ok ? ST_OK
              : error_set(e, ST_FAILED, "library",
                          _("the library %s cannot be loaded: install it again (%s)"), soname, dlerror());
}
