#include "core/price/sync.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/fetch.h"
#include "core/price/held.h"
#include "db/price_store.h"

#include <errno.h>
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

enum status price_sync(struct session *s, const struct oem_source *source, struct price_result *result,
                       struct error *e)
{
    struct price_source_row row = {0};
    struct price_held_standing held;
    struct fetch_answer answer;
    int64_t start = when_monotonic();
    *result = (struct price_result){.error = ERROR_NONE};
    text_copy(result->source, sizeof result->source, source->name);
    enum status st = look_at_lists(s, source, &row, &held, e);
    if (st != ST_OK) {
        return st;
    }
    result->revision = row.revision;
    if (price_fetch(source, held.found ? held.etag : row.etag,
                    held.found ? held.last_modified : row.last_modified, &answer, &result->error) != ST_OK) {
        text_copy(result->status, sizeof result->status, "failed");
    } else if (answer.unchanged && held.found) {
        *result = held.result;
    } else if (answer.unchanged) {
        text_copy(result->status, sizeof result->status, "unchanged");
        st = price_source_checked(s->app->db, row.id, when_now(), e);
    } else {
        const struct price_origin origin = {.place = source->url,
                                            .etag = answer.etag,
                                            .last_modified = answer.last_modified,
                                            .fetched_at = when_now()};
        st = price_import(s, source, answer.file, &origin, result, e);
        fclose(answer.file);
    }
    result->took_ms = when_monotonic() - start;
    return st;
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
