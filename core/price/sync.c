#include "core/price/sync.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/fetch.h"
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

enum status price_sync(struct session *s, const struct oem_source *source, struct price_result *result,
                       struct error *e)
{
    struct price_source_row row = {0};
    struct fetch_answer answer;
    *result = (struct price_result){.error = ERROR_NONE};
    text_copy(result->source, sizeof result->source, source->name);
    enum status st = take_source(s, source->name, &row, e);
    if (st != ST_OK) {
        return st;
    }
    result->revision = row.revision;
    int64_t start = when_monotonic();
    char mapping[HASH_HEX];
    price_mapping(source, mapping);
    /* only an answer that was applied, and read as it would be now, is a reason not to send the list again */
    bool known = row.revision > 0 && strcmp(row.mapping, mapping) == 0;
    if (price_fetch(source, known ? row.etag : NULL, known ? row.last_modified : NULL, &answer,
                    &result->error) != ST_OK) {
        text_copy(result->status, sizeof result->status, "failed");
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
