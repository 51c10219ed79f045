#include "core/price/sync.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/fetch.h"
#include "core/price/held.h"
#include "db/price_store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static enum status take_source(struct session *s, const char *name, struct price_source_row *row,
                               struct error *e)
{
    struct db *db = s->app->db;
    enum status st = db_begin(db, e);
    st = st == ST_OK ? price_source_take(db, name, row, e) : st;
    if (st == ST_OK) {
        return db_commit(db, e);
    }
    db_rollback(db);
    return st;
}

/* What a source is asked with: only an answer that was applied or is held, and was read as it would be now,
 * is a reason not to send the list again. */
static enum status look_at_lists(struct session *s, const struct oem_source *source,
                                 struct price_source_row *row, struct price_held_standing *held,
                                 struct error *e)
{
    char mapping[HASH_HEX];
    enum status st = take_source(s, source->name, row, e);
    price_mapping(source, mapping);
    st = st == ST_OK ? price_held_standing(s->app->db, row->id, mapping, held, e) : st;
    if (row->revision == 0 || strcmp(row->mapping, mapping) != 0) {
        row->etag[0] = row->last_modified[0] = '\0';
    }
    return st;
}

/* One source on its way. */
struct syncing {
    struct price_source_row row;
    struct price_held_standing held;
    struct price_result *result;
    int64_t began;
};

struct syncs {
    struct session *s;
    struct fetch_request *requests;
    struct syncing *all;
    enum status status; /* of the database */
    struct error *e;
};

static enum status take_list(struct session *s, struct syncing *one, const struct fetch_request *r,
                             struct error *e)
{
    const struct price_origin origin = {.place = r->source->url,
                                        .etag = r->answer.etag,
                                        .last_modified = r->answer.last_modified,
                                        .fetched_at = when_now()};
    return price_import(s, r->source, r->answer.file, &origin, one->result, e);
}

static void fetched(struct fetch_request *r, void *arg)
{
    struct syncs *all = arg;
    struct syncing *one = &all->all[r - all->requests];
    struct price_result *result = one->result;
    if (r->status != ST_OK) {
        result->error = r->error;
        text_copy(result->status, sizeof result->status, "failed");
    } else if (r->answer.unchanged && one->held.found) {
        *result = one->held.result;
    } else if (r->answer.unchanged) {
        text_copy(result->status, sizeof result->status, "unchanged");
        all->status = all->status == ST_OK
                          ? price_source_checked(all->s->app->db, one->row.id, when_now(), all->e)
                          : all->status;
    } else if (all->status == ST_OK) {
        all->status = take_list(all->s, one, r, all->e);
    }
    if (r->answer.file != NULL) {
        fclose(r->answer.file);
        r->answer.file = NULL;
    }
    result->took_ms = when_monotonic() - one->began;
}

static enum status begin_all(struct syncs *all, const struct oem_source *const *sources, size_t n,
                             struct price_result *results)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        struct syncing *one = &all->all[i];
        one->result = &results[i];
        one->began = when_monotonic();
        results[i] = (struct price_result){.error = ERROR_NONE};
        text_copy(results[i].source, sizeof results[i].source, sources[i]->name);
        st = look_at_lists(all->s, sources[i], &one->row, &one->held, all->e);
        results[i].revision = one->row.revision;
        all->requests[i] = (struct fetch_request){.source = sources[i],
                                                  .etag = one->held.found ? one->held.etag : one->row.etag,
                                                  .last_modified = one->held.found ? one->held.last_modified
                                                                                   : one->row.last_modified};
    }
    return st;
}

enum status price_sync(struct session *s, const struct oem_source *const *sources, size_t n,
                       struct price_result *results, struct error *e)
{
    struct syncs all = {.s = s, .e = e};
    all.requests = calloc(n + 1, sizeof *all.requests);
    all.all = calloc(n + 1, sizeof *all.all);
    enum status st =
        all.requests == NULL || all.all == NULL ? error_memory(e) : begin_all(&all, sources, n, results);
    st = st == ST_OK ? price_fetch(s, all.requests, n, fetched, &all, e) : st;
    free(all.requests);
    free(all.all);
    return st == ST_OK ? all.status : st;
}

enum status price_import_file(struct session *s, const struct oem_source *source, const char *path,
                              struct price_result *result, struct error *e)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return error_set(e, ST_FAILED, "file", _("%s: the list cannot be read: %s"), path, strerror(errno));
    }
    const struct price_origin origin = {.place = path, .fetched_at = when_now()};
    enum status st = price_import(s, source, file, &origin, result, e);
    fclose(file);
    return st;
}
