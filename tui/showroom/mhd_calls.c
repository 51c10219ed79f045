#include "tui/showroom/mhd_calls.h"
#include "core/base/library.h"
#include "sonames.h"

enum status mhd_calls_load(struct mhd_calls *mhd, struct error *e)
{
    static const struct library_call names[] = {
        {"MHD_start_daemon", offsetof(struct mhd_calls, start_daemon)},
        {"MHD_stop_daemon", offsetof(struct mhd_calls, stop_daemon)},
        {"MHD_get_daemon_info", offsetof(struct mhd_calls, get_daemon_info)},
        {"MHD_lookup_connection_value", offsetof(struct mhd_calls, lookup_connection_value)},
        {"MHD_create_response_from_buffer", offsetof(struct mhd_calls, create_response_from_buffer)},
        {"MHD_add_response_header", offsetof(struct mhd_calls, add_response_header)},
        {"MHD_queue_response", offsetof(struct mhd_calls, queue_response)},
        {"MHD_destroy_response", offsetof(struct mhd_calls, destroy_response)},
    };
    return library_load(SONAME_MICROHTTPD, names, sizeof names / sizeof *names, mhd, e);
}
