/* A draft without content is a mark: what is older than it, in a file or in the database, is to be forgotten.
 */
#include "core/draft/draft.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/draft/draft_file.h"

#include <stdlib.h>
#include <string.h>

struct kept {
    char *form, *subject, *content;
    int64_t saved_at;
    char terminal[64]; /* "": not known */
};

struct drafts {
    struct kept *items;
    size_t n;
    bool failed;
};

static void drafts_free(struct drafts *d)
{
    for (size_t i = 0; i < d->n; i++) {
        free(d->items[i].form);
        free(d->items[i].subject);
        free(d->items[i].content);
    }
    free(d->items);
    *d = (struct drafts){0};
}

static struct kept *find(const struct drafts *d, const char *form, const char *subject)
{
    for (size_t i = 0; i < d->n; i++) {
        if (strcmp(d->items[i].form, form) == 0 && strcmp(d->items[i].subject, subject) == 0) {
            return &d->items[i];
        }
    }
    return NULL;
}

static bool append(struct drafts *d, const struct draft_row *row)
{
    struct kept *items = realloc(d->items, (d->n + 1) * sizeof *items);
    if (items == NULL) {
        return false;
    }
    d->items = items;
    struct kept *last = &items[d->n++];
    *last = (struct kept){.form = strdup(row->form),
                          .subject = strdup(row->subject),
                          .content = strdup(row->content),
                          .saved_at = row->saved_at};
    text_copy(last->terminal, sizeof last->terminal, row->terminal);
    return last->form != NULL && last->subject != NULL && last->content != NULL;
}

static bool replace(struct kept *there, const struct draft_row *row)
{
    char *content = strdup(row->content);
    if (content == NULL) {
        return false;
    }
    free(there->content);
    there->content = content;
    there->saved_at = row->saved_at;
    text_copy(there->terminal, sizeof there->terminal, row->terminal);
    return true;
}

/* Takes a draft in; of two for the same the newer one stays. */
static bool add(const struct draft_row *row, void *arg)
{
    struct drafts *d = arg;
    struct kept *there = d->failed ? NULL : find(d, row->form, row->subject);
    if (there != NULL && there->saved_at >= row->saved_at) {
        return true;
    }
    d->failed = d->failed || !(there != NULL ? replace(there, row) : append(d, row));
    return !d->failed;
}

/* Within a transaction: what is newer in files than in the database is put there, empty ones are forgotten.
 */
static enum status fold(struct session *s, const struct drafts *files, struct error *e)
{
    struct drafts rows = {0};
    enum status st = draft_store_each(s->app->db, s->person, add, &rows, e);
    st = st == ST_OK && rows.failed ? error_memory(e) : st;
    for (size_t i = 0; st == ST_OK && i < files->n; i++) {
        const struct kept *file = &files->items[i];
        const struct kept *row = find(&rows, file->form, file->subject);
        bool newer = row == NULL || row->saved_at < file->saved_at;
        if (newer && file->content[0] != '\0') {
            st = draft_store_save(s->app->db, s->person, file->form, file->subject, file->content,
                                  file->saved_at, file->terminal, e);
        } else if (newer || row->content[0] == '\0') {
            st = draft_store_drop(s->app->db, s->person, file->form, file->subject, e);
        }
    }
    drafts_free(&rows);
    return st;
}

/* Takes the drafts in files into the database, and the files away. */
static enum status take_in(struct session *s, const struct drafts *files, struct error *e)
{
    struct db *db = s->app->db;
    if (files->n == 0) {
        return ST_OK;
    }
    enum status st = db_begin(db, e);
    if (st != ST_OK) {
        return st;
    }
    st = fold(s, files, e);
    if (st == ST_OK) {
        st = db_commit(db, e);
    } else {
        db_rollback(db);
    }
    struct draft_owner owner = draft_owner_here(s);
    for (size_t i = 0; st == ST_OK && i < files->n; i++) {
        draft_file_drop(&owner, files->items[i].form, files->items[i].subject);
    }
    return st;
}

static enum status read_files(struct session *s, struct drafts *files, struct error *e)
{
    struct draft_owner owner = draft_owner_here(s);
    draft_file_each(&owner, add, files);
    return files->failed ? error_memory(e) : ST_OK;
}

/* When a draft is saved: later than what is there of it, also within one millisecond or when the clock was
 * set back, so that the last one always counts. */
static int64_t time_of_save(struct session *s, const char *form, const char *subject)
{
    struct drafts known = {0};
    struct error why = ERROR_NONE; /* what cannot be read now does not count */
    int64_t now = when_now();
    if (read_files(s, &known, &why) == ST_OK) {
        draft_store_each(s->app->db, s->person, add, &known, &why);
    }
    const struct kept *there = find(&known, form, subject);
    now = there != NULL && there->saved_at >= now ? there->saved_at + 1 : now;
    drafts_free(&known);
    return now;
}

/* One transaction: the draft itself, and what still lies in files. */
static enum status save_row(struct session *s, const char *form, const char *subject, const char *content,
                            int64_t now, struct error *e)
{
    struct drafts files = {0};
    const struct draft_row row = {form, subject, content, now, s->terminal};
    enum status st = read_files(s, &files, e);
    if (st == ST_OK && files.n > 0) { /* together, so that the newest of each counts */
        st = add(&row, &files) ? take_in(s, &files, e) : error_memory(e);
    } else if (st == ST_OK) {
        st = db_begin(s->app->db, e);
        if (st == ST_OK) {
            st = content[0] != '\0'
                     ? draft_store_save(s->app->db, s->person, form, subject, content, now, s->terminal, e)
                     : draft_store_drop(s->app->db, s->person, form, subject, e);
            st = st == ST_OK ? db_commit(s->app->db, e) : st;
            db_rollback(s->app->db);
        }
    }
    drafts_free(&files);
    return st;
}

enum status draft_save(struct session *s, const char *form, const char *subject, const char *content,
                       enum draft_place *place, struct error *e)
{
    int64_t now = time_of_save(s, form, subject);
    struct error why = ERROR_NONE;
    *place = DRAFT_IN_DATABASE;
    enum status st = save_row(s, form, subject, content, now, &why);
    if (st != ST_OK) { /* locked, full, read-only: whatever it is, the file may still take it */
        *place = DRAFT_IN_FILE;
        struct draft_owner owner = draft_owner_here(s);
        st = draft_file_save(&owner, &(struct draft_row){form, subject, content, now, s->terminal}, e);
    }
    return st;
}

enum status draft_drop(struct session *s, const char *form, const char *subject, struct error *e)
{
    enum draft_place place;
    return draft_save(s, form, subject, "", &place, e);
}

static int by_time(const void *a, const void *b)
{
    const struct kept *one = a, *other = b;
    return (one->saved_at > other->saved_at) - (one->saved_at < other->saved_at);
}

enum status draft_each(struct session *s, bool (*each)(const struct draft_row *, void *), void *arg,
                       struct error *e)
{
    struct drafts all = {0};
    struct error why = ERROR_NONE;
    enum status st = read_files(s, &all, e);
    if (st == ST_OK && all.n > 0 && take_in(s, &all, &why) == ST_OK) {
        drafts_free(&all); /* they are in the database now */
    }
    if (st == ST_OK) {
        st = draft_store_each(s->app->db, s->person, add, &all, e);
        st = all.failed ? error_memory(e) : all.n > 0 ? ST_OK : st;
    }
    if (st == ST_OK && all.n > 1) {
        qsort(all.items, all.n, sizeof *all.items, by_time);
    }
    for (size_t i = 0; st == ST_OK && i < all.n; i++) {
        const struct kept *k = &all.items[i];
        if (k->content[0] != '\0' &&
            !each(&(struct draft_row){k->form, k->subject, k->content, k->saved_at, k->terminal}, arg)) {
            break;
        }
    }
    drafts_free(&all);
    return st;
}

enum status draft_finish(struct session *s, const char *form, const char *subject, struct error *e)
{
    struct db *db = s->app->db;
    struct draft_owner owner = draft_owner_here(s);
    return draft_file_there(&owner, form, subject)
               ? draft_store_save(db, s->person, form, subject, "", time_of_save(s, form, subject), NULL, e)
               : draft_store_drop(db, s->person, form, subject, e);
}

void draft_finished(struct session *s, const char *form, const char *subject)
{
    struct draft_owner owner = draft_owner_here(s);
    draft_file_drop(&owner, form, subject);
}
