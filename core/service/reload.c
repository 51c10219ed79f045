#include "core/service/reload.h"
#include "core/base/log.h"
#include "core/service/systemd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Puts the old value back. False when memory is out. */
static bool keep(char **value, const char *old, const char *key)
{
    if (strcmp(*value, old) == 0) {
        return true;
    }
    char *copy = strdup(old);
    if (copy == NULL) {
        return false;
    }
    log_write(LOG_INFO, "%s stays \"%s\" until the service is started again", key, old);
    free(*value);
    *value = copy;
    return true;
}

static void tell_systemd(void)
{
    char state[64];
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(state, sizeof state, "RELOADING=1\nMONOTONIC_USEC=%lld",
             (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
    systemd_notify(state);
}

bool reload_config(struct service *v)
{
    char state[1200];
    struct error e = ERROR_NONE;
    struct config *config = NULL;
    const struct config *old = v->config->config;
    tell_systemd();
    enum status st = config_load(old->file[0] != '\0' ? old->file : NULL, &config, &e);
    bool kept = st == ST_OK && keep(&config->database_path, old->database_path, "database.path") &&
                keep(&config->service_socket, old->service_socket, "service.socket") &&
                keep(&config->outlet_timezone, old->outlet_timezone, "outlet.timezone");
    if (st == ST_OK && !kept) {
        st = error_memory(&e);
    }
    if (st == ST_OK) {
        workers_reload(v, config);
        log_write(LOG_INFO, "the configuration was read again");
    } else {
        config_free(&config);
        log_write(LOG_ERROR, "the configuration stays as it was: %s", e.message);
    }
    snprintf(state, sizeof state, "READY=1\nSTATUS=%s%s",
             st == ST_OK ? "serving" : "serving; the configuration stays as it was: ",
             st == ST_OK ? "" : e.message);
    systemd_notify(state);
    return st == ST_OK;
}
