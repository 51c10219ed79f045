/* Undo and redo of what was done to the lines of an order. */
#include "core/base/text.h"
#include "core/work/line.h"
#include "core/work/undo_fields.h"
#include "db/audit_store.h"
#include "db/line_store.h"
#include "db/undo_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum status move_line(struct taking *t, const char *field, int64_t no, const char *from,
                             const char *to, struct error *e)
{
    int64_t n = 0;
    if (from == NULL || to == NULL) {
        return undo_changed_since(t, field, e);
    }
    enum status st = undo_store_line(t->s->app->db, t->rows->order.id, no, from, to, &n, e);
    return st == ST_OK && n == 0 ? undo_changed_since(t, field, e) : st;
}

/* Only a line that is still to be decided on goes again. */
enum status undo_added_line(struct taking *t, const char *field, int64_t no, const struct way *way,
                            struct error *e)
{
    bool back = way->to == NULL;
    return move_line(t, field, no, back ? "open" : "removed", back ? "removed" : "open", e);
}

enum status undo_removed_line(struct taking *t, const char *field, int64_t no, const struct way *way,
                              struct error *e)
{
    char name[48];
    snprintf(name, sizeof name, "line %lld state", (long long)no);
    const char *was = json_string_value(json_array_get(json_object_get(t->detail, name), 0));
    was = was != NULL ? was : "open"; /* an older program's entry: the customer decides again */
    bool back = way->to != NULL;
    return move_line(t, field, no, back ? "removed" : was, back ? was : "removed", e);
}

/* The decision that stood before: the last one before the change that led to the state. */
struct earlier {
    int64_t before;
    const char *field, *state;
    char by[256], how[32];
    bool has_by, has_how;
    int64_t at, recorded_by;
};

static void take_text(const json_t *object, const char *key, char *out, size_t size, bool *has)
{
    const char *text = json_string_value(json_array_get(json_object_get(object, key), 1));
    *has = text != NULL;
    text_copy(out, size, text != NULL ? text : "");
}

static bool read_decision(const struct audit_row *r, void *arg)
{
    struct earlier *d = arg;
    bool declines = strcmp(r->event, "order.decline") == 0;
    if (r->seq >= d->before || (!declines && strcmp(r->event, "order.authorise") != 0)) {
        return r->seq < d->before;
    }
    json_t *detail = json_loads(r->detail, 0, NULL);
    json_t *personal = r->personal != NULL ? json_loads(r->personal, 0, NULL) : NULL;
    const char *led_to = json_string_value(json_array_get(json_object_get(detail, d->field), 1));
    if (led_to != NULL && strcmp(led_to, d->state) == 0) {
        take_text(personal, declines ? "declined_by" : "authorised_by", d->by, sizeof d->by, &d->has_by);
        take_text(detail, "how", d->how, sizeof d->how, &d->has_how);
        d->at = r->at;
        d->recorded_by = r->person_id;
    }
    json_decref(detail);
    json_decref(personal);
    return true;
}

enum status undo_decided_line(struct taking *t, const char *field, int64_t no, const struct way *way,
                              struct error *e)
{
    struct db *db = t->s->app->db;
    /* redo finds the decision itself, which is the last one up to its own number */
    struct earlier d = {.before = t->change->seq + (t->redo ? 1 : 0),
                        .field = field,
                        .state = way->to != NULL ? way->to : ""};
    enum status st = move_line(t, field, no, way->from, way->to, e);
    if (st == ST_OK && strcmp(way->to, "open") != 0) {
        st = audit_store_each(db, t->rows->order.id, read_decision, &d, e);
    }
    char salt[PERSONAL_SALT_HEX], digest[HASH_HEX];
    struct decision_row row = {.how = d.has_how ? d.how : NULL, .at = d.at, .recorded_by = d.recorded_by};
    if (d.has_by) {
        decision_seal(&row, d.by, salt, digest);
    }
    return st == ST_OK ? line_store_decide(db, t->rows->order.id, no, way->to, &row, e) : st;
}

enum status undo_done_line(struct taking *t, const char *field, int64_t no, const struct way *way,
                           struct error *e)
{
    enum status st = move_line(t, field, no, way->from, way->to, e);
    return st == ST_OK ? undo_store_done(t->s->app->db, t->rows->order.id, no, t->redo ? t->change->at : 0, e)
                       : st;
}
