#include "core/price/sync.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/fetch.h"
#include "core/price/held.h"
#include "db/price_store.h"

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

static enum status note_checked(struct session *s, int64_t source, struct error *e)
{
    struct db *db = s->app->db;
    enum status st = db_begin(db, e);
    st = st == ST_OK ? price_source_checked(db, source, when_now(), e) : st;
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

/* A sync of several sources. */
struct syncing {
    struct session *s;
    const struct oem_source *const *sources;
    struct price_result *results;
    struct asked {
        struct price_source_row row;
        struct price_held_standing held;
    } * asked;
    struct fetch_wish *wishes;
    int64_t start;
    struct error *e;
};

static enum status prepare(struct syncing *y, size_t i)
{
    struct asked *asked = &y->asked[i];
    struct price_result *result = &y->results[i];
    const struct oem_source *source = y->sources[i];
    enum status st = look_at_lists(y->s, source, &asked->row, &asked->held, y->e);
    *result = (struct price_result){.error = ERROR_NONE, .revision = asked->row.revision};
    text_copy(result->source, sizeof result->source, source->name);
    bool held = asked->held.found;
    y->wishes[i] =
        (struct fetch_wish){.source = source,
                            .etag = held ? asked->held.etag : asked->row.etag,
                            .last_modified = held ? asked->held.last_modified : asked->row.last_modified};
    return st;
}

static enum status on_arrived(size_t i, struct fetch_answer *answer, void *arg)
{
    struct syncing *y = arg;
    struct price_result *result = &y->results[i];
    enum status st = ST_OK;
    if (answer->error.status != ST_OK) {
        result->error = answer->error;
        text_copy(result->status, sizeof result->status, "failed");
    } else if (session_stopped(y->s) && answer->file != NULL) {
        fclose(answer->file);
        error_set(&result->error, ST_FAILED, "interrupted", _("stopped; the old list stays in force"));
        text_copy(result->status, sizeof result->status, "failed");
    } else if (answer->unchanged && y->asked[i].held.found) {
        *result = y->asked[i].held.result;
    } else if (answer->unchanged) {
        text_copy(result->status, sizeof result->status, "unchanged");
        st = note_checked(y->s, y->asked[i].row.id, y->e);
    } else {
        const struct price_origin origin = {.place = y->sources[i]->url,
                                            .etag = answer->etag,
                                            .last_modified = answer->last_modified,
                                            .fetched_at = when_now()};
        st = price_import(y->s, y->sources[i], answer->file, &origin, result, y->e);
        fclose(answer->file);
    }
    result->took_ms = when_monotonic() - y->start;
    return st;
}

enum status price_sync(struct session *s, const struct oem_source *const *sources, size_t count,
                       struct price_result *results, struct error *e)
{
    struct syncing y = {.s = s,
                        .sources = sources,
                        .results = results,
                        .asked = calloc(count + 1, sizeof *y.asked),
                        .wishes = calloc(count + 1, sizeof *y.wishes),
                        .start = when_monotonic(),
                        .e = e};
    enum status st = y.asked == NULL || y.wishes == NULL ? error_memory(e) : ST_OK;
    for (size_t i = 0; st == ST_OK && i < count; i++) {
        st = prepare(&y, i);
    }
    st = st == ST_OK ? price_fetch_all(s, y.wishes, count, on_arrived, &y, e) : st;
    free(y.wishes);
    free(y.asked);
    return st;
}

enum status price_import_file(struct session *s, const struct oem_source *source, const char *path,
                              struct price_result *result, struct error *e)
{
    FILE *file = NULL;
    enum status st = session_open_file(s, path, &file, e);
    if (st != ST_OK) {
        return st;
    }
    const struct price_origin origin = {.place = path, .fetched_at = when_now()};
    st = price_import(s, source, file, &origin, result, e);
    fclose(file);
    return st;
}
