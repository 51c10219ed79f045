#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/work/line.h"
#include "db/line_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_SIZE = 32 };

/* One kind of decision: the state it leads to, and those in which a line is still to be decided on. */
struct kind {
    const char *event, *state, *who_field;
};
static const struct kind authorising = {"order.authorise", "authorised", "authorised_by"};
static const struct kind declining = {"order.decline", "declined", "declined_by"};

/* A customer may change his mind until the work is begun. */
static enum status check_undecided(const struct order_rows *rows, const struct line_row *l,
                                   const struct kind *kind, struct error *e)
{
    if (strcmp(l->state, "started") == 0 || strcmp(l->state, "done") == 0) {
        return error_set(e, ST_REFUSED, "work_begun", _("line %lld of order %s: its work was begun already"),
                         (long long)l->no, rows->order.number);
    }
    if (strcmp(l->state, kind->state) == 0) {
        return error_set(e, ST_REFUSED, "already_decided",
                         strcmp(kind->state, "declined") == 0
                             ? _("line %lld of order %s is declined already")
                             : _("line %lld of order %s is authorised already"),
                         (long long)l->no, rows->order.number);
    }
    return ST_OK;
}

/* Picks the lines that are meant; `picked` has room for all lines of the order. */
static enum status pick(const struct order_rows *rows, const struct decision *d, const struct kind *kind,
                        const struct line_row **picked, size_t *n, struct error *e)
{
    *n = 0;
    for (size_t i = 0; d->count == 0 && i < rows->line_count; i++) {
        if (strcmp(rows->lines[i].state, "open") == 0) {
            picked[(*n)++] = &rows->lines[i];
        }
    }
    for (size_t i = 0; i < d->count; i++) {
        const struct line_row *l = NULL;
        enum status st = line_find(rows, d->lines[i], &l, e);
        st = st == ST_OK ? check_undecided(rows, l, kind, e) : st;
        if (st != ST_OK) {
            return st;
        }
        bool twice = false;
        for (size_t j = 0; j < *n; j++) {
            twice = twice || picked[j] == l;
        }
        if (!twice) {
            picked[(*n)++] = l;
        }
    }
    if (*n == 0) {
        return error_set(e, ST_REFUSED, "nothing_open",
                         _("order %s has no open line to decide on; see: clearbay order show %s"),
                         rows->order.number, rows->order.number);
    }
    return ST_OK;
}

void decision_seal(struct decision_row *row, const char *by, char salt[PERSONAL_SALT_HEX],
                   char digest[HASH_HEX])
{
    personal_salt(salt);
    personal_digest(salt, by, digest);
    row->by = by;
    row->salt = salt;
    row->digest = digest;
}

static enum status write_decision(struct session *s, struct order_rows *rows, const struct decision *d,
                                  const struct kind *kind, const struct line_row **picked, size_t n,
                                  struct order_state *state, struct error *e)
{
    struct audit_change *changes = calloc(n + 2, sizeof *changes);
    char(*fields)[FIELD_SIZE] = calloc(n, sizeof *fields);
    enum status st = changes == NULL || fields == NULL ? error_memory(e) : ST_OK;
    char salt[PERSONAL_SALT_HEX], digest[HASH_HEX];
    struct decision_row row = {.how = d->how, .at = when_now(), .recorded_by = s->person};
    if (d->by != NULL) {
        decision_seal(&row, d->by, salt, digest);
    }
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        snprintf(fields[i], sizeof fields[i], "line %lld", (long long)picked[i]->no);
        changes[i] = (struct audit_change){
            .field = fields[i], .old_value = picked[i]->state, .new_value = kind->state};
        st = line_store_decide(s->app->db, rows->order.id, picked[i]->no, kind->state, &row, e);
    }
    if (st == ST_OK) {
        size_t count = n;
        if (d->by != NULL) {
            changes[count++] =
                (struct audit_change){.field = kind->who_field, .new_value = d->by, .personal = true};
        }
        if (d->how != NULL) {
            changes[count++] = (struct audit_change){.field = "how", .new_value = d->how};
        }
        st = order_end_with(s, rows, kind->event, changes, count, state, e);
    }
    free(fields);
    free(changes);
    return st;
}

static enum status decide(struct session *s, const char *ref, int64_t revision, const struct decision *d,
                          const struct kind *kind, struct order_state *state, struct error *e)
{
    struct order_rows rows;
    enum status st = order_begin(s, ref, revision, &rows, e);
    const struct line_row **picked = NULL;
    size_t n = 0;
    if (st == ST_OK) {
        picked = calloc(rows.line_count + 1, sizeof *picked);
        st = picked == NULL ? error_memory(e) : pick(&rows, d, kind, picked, &n, e);
    }
    st = st == ST_OK ? write_decision(s, &rows, d, kind, picked, n, state, e) : st;
    free(picked);
    order_rows_free(&rows);
    return st;
}

enum status lines_authorise(struct session *s, const char *ref, int64_t revision, const struct decision *d,
                            struct order_state *state, struct error *e)
{
    return decide(s, ref, revision, d, &authorising, state, e);
}

enum status lines_decline(struct session *s, const char *ref, int64_t revision, const struct decision *d,
                          struct order_state *state, struct error *e)
{
    return decide(s, ref, revision, d, &declining, state, e);
}
