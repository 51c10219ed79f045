#include "core/client/local.h"
#include "core/command/command.h"

#include <malloc.h>

enum {
    CONSOLE_CACHE_KB = 768
}; /* dozens of consoles run side by side, and the system caches the file anyway */

enum status local_open(struct config *config, struct local *out, struct error *e)
{
    *out = (struct local){.app = NULL};
    enum status st = app_new(config, &out->app, e);
    return st == ST_OK ? session_new(out->app, &out->session, e) : st;
}

void local_close(struct local *l)
{
    session_free(&l->session);
    app_free(&l->app);
}

enum status local_call(struct local *l, const char *id, const json_t *params, json_t **result,
                       struct error *e)
{
    return command_dispatch(l->session, id, params, result, e);
}

void local_read_only(struct local *l)
{
    json_t *answer = NULL;
    struct error e = ERROR_NONE; /* no database yet, or none that may be written: the next call says so */
    if (local_call(l, "price.groups", NULL, &answer, &e) == ST_OK) {
        json_decref(answer);
    }
    db_close(&l->app->db);
    l->app->read_only = true;
}

void local_prepare(struct local *l)
{
    struct error e = ERROR_NONE; /* the next call says what is wrong */
    if (app_open_db(l->app, 0, &e) == ST_OK) {
        db_cache_kb(l->app->db, CONSOLE_CACHE_KB);
        malloc_trim(0);
    }
}

long long local_version(struct local *l)
{
    return l->app->db != NULL ? (long long)db_data_version(l->app->db) : -1;
}
