#include "core/price/curl_calls.h"
#include "core/base/library.h"
#include "sonames.h"

enum status curl_calls_load(struct curl_calls *curl, struct error *e)
{
    static const struct library_call names[] = {
        {"curl_global_init", offsetof(struct curl_calls, global_init)},
        {"curl_global_cleanup", offsetof(struct curl_calls, global_cleanup)},
        {"curl_getdate", offsetof(struct curl_calls, getdate)},
        {"curl_free", offsetof(struct curl_calls, free)},
        {"curl_url", offsetof(struct curl_calls, url)},
        {"curl_url_set", offsetof(struct curl_calls, url_set)},
        {"curl_url_get", offsetof(struct curl_calls, url_get)},
        {"curl_url_cleanup", offsetof(struct curl_calls, url_cleanup)},
        {"curl_slist_append", offsetof(struct curl_calls, slist_append)},
        {"curl_slist_free_all", offsetof(struct curl_calls, slist_free_all)},
        {"curl_easy_init", offsetof(struct curl_calls, easy_init)},
        {"curl_easy_setopt", offsetof(struct curl_calls, easy_setopt)},
        {"curl_easy_getinfo", offsetof(struct curl_calls, easy_getinfo)},
        {"curl_easy_strerror", offsetof(struct curl_calls, easy_strerror)},
        {"curl_easy_cleanup", offsetof(struct curl_calls, easy_cleanup)},
        {"curl_multi_init", offsetof(struct curl_calls, multi_init)},
        {"curl_multi_add_handle", offsetof(struct curl_calls, multi_add_handle)},
        {"curl_multi_remove_handle", offsetof(struct curl_calls, multi_remove_handle)},
        {"curl_multi_perform", offsetof(struct curl_calls, multi_perform)},
        {"curl_multi_poll", offsetof(struct curl_calls, multi_poll)},
        {"curl_multi_wakeup", offsetof(struct curl_calls, multi_wakeup)},
        {"curl_multi_info_read", offsetof(struct curl_calls, multi_info_read)},
        {"curl_multi_cleanup", offsetof(struct curl_calls, multi_cleanup)},
    };
    return library_load(SONAME_CURL, names, sizeof names / sizeof *names, curl, e);
}
