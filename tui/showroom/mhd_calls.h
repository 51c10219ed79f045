/* What of libmicrohttpd the showroom uses (core/base/library.h says why it is not simply linked). */
#ifndef CLEARBAY_SHOWROOM_MHD_CALLS_H
#define CLEARBAY_SHOWROOM_MHD_CALLS_H

#include "core/base/error.h"

#include <microhttpd.h>

struct mhd_calls {
    __typeof__(MHD_start_daemon) *start_daemon;
    __typeof__(MHD_stop_daemon) *stop_daemon;
    __typeof__(MHD_get_daemon_info) *get_daemon_info;
    __typeof__(MHD_lookup_connection_value) *lookup_connection_value;
    __typeof__(MHD_create_response_from_buffer) *create_response_from_buffer;
    __typeof__(MHD_add_response_header) *add_response_header;
    __typeof__(MHD_queue_response) *queue_response;
    __typeof__(MHD_destroy_response) *destroy_response;
};

/* Loads libmicrohttpd and fills *mhd. ST_FAILED "library". */
enum status mhd_calls_load(struct mhd_calls *mhd, struct error *e);

#endif
