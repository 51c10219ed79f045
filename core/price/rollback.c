/* Back to the list before: a new revision that says again what that list said. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/clear.h"
#include "core/price/held.h"
#include "core/price/parts.h"
#include "core/price/writer.h"
#include "core/trust/audit.h"
#include "db/search_store.h"

#include <stdlib.h>
#include <string.h>

enum { OPEN_MAX = 8 };

struct rolling_back {
    struct session *s;
    struct db *db;
    struct writer w;
    struct error *e;
    const char *source;
    struct price_source_row before;
    struct price_past_row target; /* the list that is returned to */
    struct price_revision_row revision;
    int64_t
        second; /* a part has one price of a revision: one that waits for its day takes a second number; 0 */
    struct price_rollback_result *out;
    int64_t then[OPEN_MAX], now[OPEN_MAX]; /* prices of a part, by their revision: then, and open now */
    size_t then_count, now_count;
};

static bool look_at_price(const struct price_row *row, void *arg)
{
    struct rolling_back *b = arg;
    int64_t target = b->target.revision;
    if (row->from_revision <= target && (row->to_revision == 0 || row->to_revision > target) &&
        b->then_count < OPEN_MAX) {
        b->then[b->then_count++] = row->from_revision;
    }
    if (row->to_revision == 0 && b->now_count < OPEN_MAX) {
        b->now[b->now_count++] = row->from_revision;
    }
    return true;
}

static bool is_among(const int64_t *list, size_t count, int64_t one)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i] == one) {
            return true;
        }
    }
    return false;
}

/* Takes a number and writes down where its prices come from: they are those of the older list. */
static enum status take_number(struct rolling_back *b, int64_t *revision)
{
    b->revision = (struct price_revision_row){.source = b->before.id,
                                              .origin = b->target.origin,
                                              .digest = b->target.digest,
                                              .mapping = b->target.mapping,
                                              .bytes = b->target.bytes,
                                              .fetched_at = b->target.fetched_at,
                                              .account = b->s->login,
                                              .in_force = b->target.in_force,
                                              .zero = b->target.zero,
                                              .duplicates = b->target.duplicates,
                                              .profile = b->target.profile};
    enum status st = price_state(b->db, "next_part", &b->revision.parts_from, b->e);
    st = st == ST_OK ? price_revision_begin(b->db, &b->revision, b->e) : st;
    *revision = b->revision.revision;
    return st == ST_OK ? price_restores_set(b->db, b->before.id, *revision, b->target.revision, b->e) : st;
}

static enum status say_again(struct rolling_back *b, int64_t part, int64_t old_from, bool second)
{
    enum status st = second && b->second == 0 ? take_number(b, &b->second) : ST_OK;
    return st == ST_OK ? price_say_again(b->db, part, old_from, second ? b->second : b->out->revision, b->e)
                       : st;
}

static enum status turn_back(const struct part_ref *p, void *arg, struct error *e)
{
    struct rolling_back *b = arg;
    int64_t part = p->id;
    int said = 0;
    b->then_count = b->now_count = 0;
    enum status st = price_rows_of_part(b->db, part, look_at_price, b, e);
    bool differs = false;
    for (size_t i = 0; st == ST_OK && i < b->now_count; i++) {
        if (!is_among(b->then, b->then_count, b->now[i])) {
            st = price_close(b->db, part, b->now[i], b->out->revision, e);
            differs = true;
        }
    }
    for (size_t i = 0; st == ST_OK && i < b->then_count; i++) {
        if (!is_among(b->now, b->now_count, b->then[i])) {
            st = say_again(b, part, b->then[i], said++ > 0);
            differs = true;
        }
    }
    b->out->changed += differs;
    return st == ST_OK ? writer_step(&b->w, e) : st;
}

static enum status log_it(struct rolling_back *b)
{
    char was[32], is[32], restores[32];
    snprintf(was, sizeof was, "%lld", (long long)b->before.revision);
    snprintf(is, sizeof is, "%lld", (long long)b->revision.revision);
    snprintf(restores, sizeof restores, "%lld", (long long)b->target.revision);
    const struct audit_change changes[] = {
        {.field = "revision", .old_value = was, .new_value = is},
        {.field = "restores", .new_value = restores},
        {.field = "digest", .old_value = b->before.digest, .new_value = b->target.digest}};
    const struct audit_event what = {
        .event = "price.rolled_back", .subject = b->source, .changes = changes, .change_count = 3};
    return audit_append(b->s, &what, NULL, b->e);
}

/* The short transaction that switches. */
static enum status put_in_force(struct rolling_back *b)
{
    int64_t now = when_now(), next = 0;
    b->revision.changed = b->out->changed;
    enum status st = price_state(b->db, "next_part", &next, b->e);
    st = st == ST_OK ? price_revision_parts_end(b->db, next, b->e) : st;
    st = st == ST_OK ? price_revision_figures(b->db, &b->revision, b->e) : st;
    st = st == ST_OK ? price_in_force_set(b->db, b->before.id, b->out->revision, now, b->e) : st;
    st = st == ST_OK ? price_revision_switch(b->db, &b->revision, now, b->e) : st;
    /* what is remembered line by line is the list that is left */
    st = st == ST_OK ? search_lines_cut(b->db, b->before.id, 0, b->e) : st;
    return st == ST_OK ? log_it(b) : st;
}

static bool note_held(const struct price_held_row *row, void *arg)
{
    *(int64_t *)arg = row->list.revision;
    return true;
}

static enum status choose(struct rolling_back *b)
{
    enum status st = price_source_find(b->db, b->source, &b->before, b->e);
    st = st == ST_OK ? price_list_before(b->db, b->before.id, b->before.revision, &b->target, b->e) : st;
    if (st == ST_OK && b->target.revision == 0) {
        return error_set(b->e, ST_REFUSED, "no_list_before",
                         _("there is no list of %s before the one in force; import one"), b->source);
    }
    return st == ST_OK ? price_held_each(b->db, b->before.id, note_held, &b->out->dropped, b->e) : st;
}

static enum status run(struct rolling_back *b)
{
    enum status st = choose(b);
    st = st == ST_OK ? price_clear_unfinished(b->s, b->before.id, b->before.revision, b->e) : st;
    st = st == ST_OK ? writer_begin(&b->w, b->e) : st;
    if (st != ST_OK) {
        return st;
    }
    b->out->restores = b->target.revision;
    st = take_number(b, &b->out->revision);
    st = st == ST_OK ? price_parts_each(b->db, b->before.id, b->target.revision, turn_back, b, b->e) : st;
    st = writer_end(&b->w, st == ST_OK, b->e) == ST_OK ? st : ST_FAILED;
    st = st == ST_OK ? writer_begin(&b->w, b->e) : st;
    if (st == ST_OK) {
        st = put_in_force(b);
        enum status ended = writer_end(&b->w, st == ST_OK, b->e);
        st = st == ST_OK ? ended : st;
    }
    return st;
}

enum status price_rollback(struct session *s, const char *source, struct price_rollback_result *out,
                           struct error *e)
{
    struct rolling_back *b = calloc(1, sizeof *b);
    *out = (struct price_rollback_result){.revision = 0};
    if (b == NULL) {
        return error_memory(e);
    }
    b->s = s;
    b->db = s->app->db;
    b->source = source;
    b->out = out;
    b->e = e;
    enum status st = writer_open(&b->w, s, e);
    if (st == ST_OK) {
        st = run(b);
        if (st != ST_OK && out->revision > 0) {
            struct error unused; /* what cannot be cleared now is cleared before the next list */
            price_clear_unfinished(s, b->before.id, b->before.revision, &unused);
        }
        writer_close(&b->w);
    }
    if (st == ST_OK && b->second > 0) {
        out->revision = b->second;
    }
    free(b);
    return st;
}
