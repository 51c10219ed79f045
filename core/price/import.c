/* The course of an import: take a revision, read the list and write what differs, index it, let the gate
 * judge, switch. Row by row: merge.c. */
#include "core/price/import.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/clear.h"
#include "core/price/held.h"
#include "core/price/importing.h"
#include "core/trust/audit.h"
#include "db/price_held.h"

#include <pwd.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TELL_EVERY = 4096 /* rows between two words on how far it is */ };

void importing_stop(struct importing *im, enum status st)
{
    im->status = im->status == ST_OK ? st : im->status;
}

static bool hears_no_more(struct importing *im)
{
    if (++im->rows % TELL_EVERY == 0) {
        session_progress(im->s, im->source->name, PROGRESS_READING, (int64_t)ftello(im->file), im->size);
        if (session_stopped(im->s)) {
            importing_stop(
                im, error_set(im->e, ST_FAILED, "interrupted", _("stopped; the old list stays in force")));
        }
    }
    return im->status != ST_OK;
}

void importing_reject(struct importing *im, const struct price_reject *reject)
{
    struct price_result *result = im->result;
    result->rejected++;
    if (result->reject_count < REJECTS_SHOWN) {
        result->rejects[result->reject_count++] = *reject;
    }
    importing_stop(im, price_reject_add(im->s->app->db, im->revision.source, im->revision.revision,
                                        reject->line, reject->column, reject->reason, reject->text, im->e));
}

static void on_reject(const struct price_reject *reject, void *arg)
{
    struct importing *im = arg;
    if (hears_no_more(im)) {
        return;
    }
    importing_reject(im, reject);
    if (!known_row(im->known, 0, reject->line)) {
        importing_stop(im, error_memory(im->e));
    }
    importing_stop(im, im->status == ST_OK ? writer_step(&im->w, im->e) : ST_OK);
}

static bool on_line(const char *bytes, size_t n, long line, void *arg)
{
    struct importing *im = arg;
    if (im->status != ST_OK) {
        return true;
    }
    if (!im->shaped) {
        known_shape(im->known, im->reading.shape);
        im->shaped = true;
    }
    int64_t part = known_line(im->known, bytes, n, line);
    if (part < 0) {
        importing_stop(im, error_memory(im->e));
    } else if (part > 0 && !hears_no_more(im)) {
        merge_known(im, part);
    }
    return part != 0;
}

/* What was collected is written before it takes too much memory. */
static void write_collected(struct importing *im)
{
    bool left = true;
    importing_stop(im, price_index_write(im->index, repeat_same_number, im, im->e));
    while (left && im->status == ST_OK) {
        importing_stop(im, names_write_hashes(im->names, TELL_EVERY / 8, &left, im->e));
        importing_stop(im, im->status == ST_OK ? writer_step(&im->w, im->e) : ST_OK);
    }
    im->look_up = true;
}

static void on_row(const struct price_record *r, void *arg)
{
    struct importing *im = arg;
    if (hears_no_more(im)) {
        return;
    }
    merge_row(im, r);
    if (im->status == ST_OK && (price_index_is_full(im->index) || names_are_many(im->names))) {
        write_collected(im);
    }
    importing_stop(im, im->status == ST_OK ? writer_step(&im->w, im->e) : ST_OK);
}

static enum status digest_file(FILE *file, char hex[HASH_HEX], int64_t *bytes, struct error *e)
{
    unsigned char chunk[65536], digest[HASH_SIZE];
    crypto_generichash_state state;
    size_t n;
    *bytes = 0;
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    rewind(file);
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0) {
        crypto_generichash_update(&state, chunk, n);
        *bytes += (int64_t)n;
    }
    crypto_generichash_final(&state, digest, sizeof digest);
    sodium_bin2hex(hex, HASH_HEX, digest, sizeof digest);
    return ferror(file) ? error_set(e, ST_FAILED, "file", _("the list cannot be read")) : ST_OK;
}

void price_mapping(const struct oem_source *source, char hex[HASH_HEX])
{
    unsigned char digest[HASH_SIZE];
    struct buf text;
    buf_init(&text, 65536);
    oem_source_describe(source, &text);
    if (source->format ==
        OEM_PIES) { /* it may hold several prices of a part: the day says which one counts */
        char today[WHEN_SIZE];
        buf_addf(&text, "\n%s", when_date(when_day(when_now()), today));
    }
    crypto_generichash(digest, sizeof digest, (const unsigned char *)text.data, text.len, NULL, 0);
    sodium_bin2hex(hex, HASH_HEX, digest, sizeof digest);
    buf_free(&text);
}

/* Who did it: the person, else the account of the timer that ran the program. */
static const char *account_of(const struct session *s)
{
    if (s->login[0] != '\0') {
        return s->login;
    }
    const struct passwd *account = getpwuid(geteuid());
    return account != NULL ? account->pw_name : "unknown";
}

/* What the next transaction, or the program after a crash, must know. */
static enum status before_commit(void *arg, struct error *e)
{
    struct importing *im = arg;
    enum status st = im->names != NULL ? names_keep(im->names, e) : ST_OK;
    if (st == ST_OK && im->next_part != im->stored_next_part) {
        im->stored_next_part = im->next_part;
        st = price_state_set(im->s->app->db, "next_part", im->next_part, e);
    }
    return st;
}

/* What a list that came is to the lists that are there. */
enum arrival { ARRIVAL_NEW, ARRIVAL_IN_FORCE, ARRIVAL_HELD };

/* The very list that is in force, read as it was: only its validators may be new. */
static enum status note_unchanged(struct importing *im)
{
    struct db *db = im->s->app->db;
    enum status st = price_source_checked(db, im->before.id, when_now(), im->e);
    text_copy(im->result->status, sizeof im->result->status, "unchanged");
    im->result->unchanged = im->before.in_force;
    return st == ST_OK && im->revision.etag != NULL
               ? price_source_validators(db, im->before.id, im->revision.etag, im->revision.last_modified,
                                         im->e)
               : st;
}

static bool note_held(const struct price_held_row *row, void *arg)
{
    struct importing *im = arg;
    im->held = row->list.revision;
    if (strcmp(row->list.digest, im->revision.digest) == 0 &&
        strcmp(row->list.mapping, im->revision.mapping) == 0) {
        price_held_result(row, im->result);
    }
    return true;
}

static enum status look_at_held(struct importing *im, enum arrival *arrival)
{
    struct db *db = im->s->app->db;
    enum status st = price_held_each(db, im->before.id, note_held, im, im->e);
    if (st == ST_OK && *arrival == ARRIVAL_NEW && strcmp(im->result->status, "held") == 0) {
        *arrival = ARRIVAL_HELD;
        st = price_held_findings(db, im->before.id, im->result, im->e);
    }
    return st;
}

static enum status take_source(struct importing *im, enum arrival *arrival)
{
    struct db *db = im->s->app->db;
    enum status st = db_begin(db, im->e);
    st = st == ST_OK ? price_source_take(db, im->source->name, &im->before, im->e) : st;
    im->revision.source = im->before.id;
    im->result->revision = im->before.revision;
    bool same = im->before.revision > 0 && strcmp(im->before.digest, im->revision.digest) == 0 &&
                strcmp(im->before.mapping, im->revision.mapping) == 0;
    *arrival = same ? ARRIVAL_IN_FORCE : ARRIVAL_NEW;
    st = st == ST_OK ? look_at_held(im, arrival) : st;
    st = st == ST_OK && same ? note_unchanged(im) : st;
    if (st == ST_OK) {
        return db_commit(db, im->e);
    }
    db_rollback(db);
    return st;
}

/* Throws away what a list that broke off, or was held, left. */
static enum status clear_the_way(struct importing *im)
{
    if (im->held > 0) {
        session_note(im->s, _("%s: the held list of revision %lld is thrown away, for another one came"),
                     im->source->name, (long long)im->held);
    }
    return price_clear_unfinished(im->s, im->before.id, im->before.revision, im->e);
}

/* Takes a revision number and gets everything ready; leaves the writer's first transaction open. */
static enum status get_ready(struct importing *im)
{
    struct db *db = im->s->app->db;
    struct error *e = im->e;
    unsigned char key[PRICE_KEY_SIZE];
    enum status st = clear_the_way(im);
    st = st == ST_OK ? writer_begin(&im->w, e) : st;
    if (st != ST_OK) {
        return st;
    }
    st = price_state(db, "next_part", &im->next_part, e);
    im->stored_next_part = im->revision.parts_from = im->next_part;
    st = st == ST_OK ? price_revision_parts_end(db, im->next_part, e) : st;
    st = st == ST_OK ? price_revision_begin(db, &im->revision, e) : st;
    st = st == ST_OK ? price_key(db, key, e) : st;
    st = st == ST_OK ? price_index_names(&im->w, e) : st;
    bool same_reading = strcmp(im->before.mapping, im->revision.mapping) == 0 && !im->delta;
    st = st == ST_OK
             ? known_new(db, im->before.id, same_reading ? im->before.revision : 0, key, &im->known, e)
             : st;
    st = st == ST_OK ? names_new(db, &im->names, e) : st;
    st = st == ST_OK ? price_index_new(&im->w, im->before.id, im->next_part, &im->index, e) : st;
    st = st == ST_OK ? price_gate_new(im->source, &im->gate, e) : st;
    st = st == ST_OK ? loops_new(im->before.revision == 0, &im->loops, e) : st;
    im->look_up = im->before.revision > 0;
    if (st != ST_OK) {
        writer_end(&im->w, false, e);
    }
    return st;
}

static void note_figures(struct importing *im, const struct gate_totals *totals, const char *profile)
{
    const struct price_result *result = im->result;
    im->revision.read = result->read;
    im->revision.added = result->added;
    im->revision.changed = result->changed;
    im->revision.unchanged = result->unchanged;
    im->revision.removed = result->removed;
    im->revision.rejected = result->rejected;
    im->revision.in_force = im->before.in_force + im->added - im->removed;
    im->revision.zero = price_gate_zero(im->gate, totals);
    im->revision.duplicates = im->duplicates;
    im->revision.profile = profile;
    importing_stop(im, price_revision_figures(im->s->app->db, &im->revision, im->e));
    importing_stop(im, im->status == ST_OK ? price_revision_parts_end(im->s->app->db, im->next_part, im->e)
                                           : ST_OK);
}

static enum status log_event(struct importing *im, const char *name)
{
    char revision[32];
    snprintf(revision, sizeof revision, "%lld", (long long)im->revision.revision);
    const struct audit_change changes[] = {{.field = "revision", .new_value = revision},
                                           {.field = "origin", .new_value = im->revision.origin},
                                           {.field = "digest", .new_value = im->revision.digest},
                                           {.field = "account", .new_value = im->revision.account}};
    const struct audit_event event = {
        .event = name, .subject = im->source->name, .changes = changes, .change_count = 4};
    return audit_append(im->s, &event, NULL, im->e);
}

/* One transaction, which stands alone: until its end readers see the old list. */
static void put_in_force(struct importing *im)
{
    struct db *db = im->s->app->db;
    importing_stop(im, price_revision_switch(db, &im->revision, when_now(), im->e));
    importing_stop(im, im->status == ST_OK ? log_event(im, "price.applied") : ST_OK);
    text_copy(im->result->status, sizeof im->result->status, "applied");
}

static void hold(struct importing *im)
{
    struct db *db = im->s->app->db;
    importing_stop(im, price_held_set(db, &im->revision, when_now(), im->e));
    for (size_t i = 0; i < im->result->finding_count && im->status == ST_OK; i++) {
        const struct gate_finding *f = &im->result->findings[i];
        importing_stop(im, price_finding_add(db, im->revision.source, im->revision.revision, f->rule,
                                             f->found, f->allowed, im->e));
    }
    importing_stop(im, im->status == ST_OK ? log_event(im, "price.held") : ST_OK);
    text_copy(im->result->status, sizeof im->result->status, "held");
}

static void judge(struct importing *im)
{
    const struct price_result *result = im->result;
    char profile[PROFILE_TEXT];
    struct gate_totals totals = {.before = im->before.in_force,
                                 .zero_before = im->before.zero,
                                 .after = im->before.in_force + im->added - im->removed,
                                 .compared = result->unchanged + result->changed,
                                 .read = result->read,
                                 .rejected = result->rejected,
                                 .duplicates = im->duplicates,
                                 .duplicates_before = im->before.duplicates,
                                 .profile = im->before.profile,
                                 .delta = im->delta};
    importing_stop(im, price_was_rolled_back(im->s->app->db, im->revision.source, im->revision.digest,
                                             &totals.rolled_back, im->e));
    importing_stop(im, im->status == ST_OK ? loops_count(im->loops, im->s->app->db, &totals.loops, im->e)
                                           : ST_OK);
    profile[0] = '\0';
    if (price_gate_tells_kinds(im->gate, &totals)) {
        profile_write(price_gate_profile(im->gate), profile);
    }
    note_figures(im, &totals, profile[0] != '\0' ? profile : im->before.profile);
    if (im->status == ST_OK) {
        im->result->finding_count = price_gate_judge(im->gate, &totals, im->result->findings);
    }
    im->holds = im->result->finding_count > 0 && im->before.revision > 0;
}

/* A list of which nothing can be used is a wrong section or a wrong file, not a list to judge. */
static enum status check_usable(struct importing *im)
{
    struct price_result *result = im->result;
    if (result->read > result->rejected || (result->read == 0 && (im->before.revision > 0 || im->delta))) {
        return ST_OK;
    }
    if (result->reject_count > 0) {
        return error_set(&result->error, ST_FAILED, "empty_list",
                         _("none of the %ld rows is good (line %ld: %s); the old list stays in force"),
                         (long)result->read, result->rejects[0].line, result->rejects[0].reason);
    }
    return error_set(&result->error, ST_FAILED, "empty_list",
                     _("the list has a header and no rows; the old list stays in force"));
}

/* Ends the long part: index, judgement; then the one short transaction that decides. */
static void finish(struct importing *im)
{
    struct error *e = im->e;
    session_progress(im->s, im->source->name, PROGRESS_INDEXING, im->size, im->size);
    merge_absent(im);
    if (im->status == ST_OK) {
        write_collected(im);
    }
    if (im->status == ST_OK) {
        repeat_settle(im);
    }
    /* the names of the transaction that is open are not counted yet */
    importing_stop(im, im->status == ST_OK ? before_commit(im, e) : ST_OK);
    importing_stop(im, im->status == ST_OK ? price_index_names(&im->w, e) : ST_OK);
    if (im->status == ST_OK) {
        judge(im);
    }
    if (im->status == ST_OK && !im->holds && !im->delta) {
        importing_stop(im, known_save(im->known, &im->w, im->revision.source, im->revision.revision, e));
    }
    importing_stop(im, im->status == ST_OK ? writer_end(&im->w, true, e) : ST_OK);
    importing_stop(im, im->status == ST_OK ? writer_begin(&im->w, e) : ST_OK);
    if (im->status == ST_OK && !im->holds) {
        put_in_force(im);
    } else if (im->status == ST_OK) {
        hold(im);
    }
}

static int by_line(const void *a, const void *b)
{
    const struct price_reject *x = a, *y = b;
    return (x->line > y->line) - (x->line < y->line);
}

static enum status read_and_write(struct importing *im)
{
    im->reading = (struct price_reading){.known = im->delta ? NULL : on_line,
                                         .row = on_row,
                                         .reject = on_reject,
                                         .arg = im,
                                         .today = im->today};
    struct price_result *result = im->result;
    enum status read = price_read(im->source, im->file, &im->reading, &result->error);
    result->read = im->reading.rows;
    bool usable = im->status == ST_OK && read == ST_OK && check_usable(im) == ST_OK;
    if (usable) {
        finish(im);
    }
    qsort(result->rejects, result->reject_count, sizeof *result->rejects, by_line);
    enum status st = writer_end(&im->w, im->status == ST_OK && usable, im->e);
    importing_stop(im, st);
    if (im->status == ST_OK && usable) {
        result->revision = im->revision.revision;
        return ST_OK;
    }
    text_copy(result->status, sizeof result->status, "failed");
    struct error unused; /* what cannot be cleared now is cleared before the next list */
    price_clear_unfinished(im->s, im->before.id, im->before.revision, &unused);
    return im->status;
}

static void release(struct importing *im)
{
    known_free(&im->known);
    names_free(&im->names);
    price_index_free(&im->index);
    price_gate_free(&im->gate);
    loops_free(&im->loops);
    free(im->kept.bits);
    free(im->written.bits);
    free(im->repeated);
}

static enum status run(struct importing *im)
{
    enum arrival arrival = ARRIVAL_NEW;
    enum status st = writer_open(&im->w, im->s, im->e);
    if (st != ST_OK) {
        return st;
    }
    im->w.before_commit = before_commit;
    im->w.arg = im;
    st = take_source(im, &arrival);
    if (st == ST_OK && arrival == ARRIVAL_NEW) {
        st = get_ready(im);
        st = st == ST_OK ? read_and_write(im) : st;
    } else if (st == ST_OK && arrival == ARRIVAL_IN_FORCE && im->held > 0) {
        st = clear_the_way(im);
    }
    writer_close(&im->w);
    return st;
}

enum status price_import(struct session *s, const struct oem_source *source, FILE *file,
                         const struct price_origin *origin, struct price_result *result, struct error *e)
{
    char digest[HASH_HEX], mapping[HASH_HEX];
    int64_t start = when_monotonic();
    struct importing im = {.s = s,
                           .source = source,
                           .result = result,
                           .e = e,
                           .file = file,
                           .delta = source->columns[OEM_OP] != NULL};
    *result = (struct price_result){.error = ERROR_NONE};
    text_copy(result->source, sizeof result->source, source->name);
    when_date(when_day(when_now()), im.today);
    price_mapping(source, mapping);
    enum status st = digest_file(file, digest, &result->bytes, e);
    im.size = result->bytes;
    im.revision = (struct price_revision_row){.origin = origin->place,
                                              .digest = digest,
                                              .mapping = mapping,
                                              .bytes = result->bytes,
                                              .fetched_at = origin->fetched_at,
                                              .account = account_of(s),
                                              .etag = origin->etag,
                                              .last_modified = origin->last_modified};
    st = st == ST_OK ? run(&im) : st;
    if (st != ST_OK && strcmp(e->code, "interrupted") == 0) {
        result->error = *e; /* no fault of the database: the other sources go on */
        text_copy(result->status, sizeof result->status, "failed");
        st = ST_OK;
    }
    release(&im);
    result->took_ms = when_monotonic() - start;
    return st;
}
