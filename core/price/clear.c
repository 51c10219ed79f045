#include "core/price/clear.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/price/parts.h"
#include "core/price/term.h"
#include "core/price/writer.h"
#include "db/price_held.h"
#include "db/search_store.h"

enum { REVISIONS_MAX = 64, PIECES_A_TIME = 2000, OPEN_MAX = 16 };

struct clearing {
    struct writer w;
    struct db *db;
    int64_t source, in_force;
    int64_t revisions[REVISIONS_MAX];
    size_t revision_count;
    int64_t begun[OPEN_MAX], ended[OPEN_MAX]; /* from_revision of prices to take back, to open again */
    size_t begun_count, ended_count;
};

static bool add_revision(int64_t revision, void *arg)
{
    struct clearing *c = arg;
    c->revisions[c->revision_count++] = revision;
    return c->revision_count < REVISIONS_MAX;
}

/* The index pieces of the parts that a revision made. */
static enum status forget_terms(struct clearing *c, int64_t revision, struct error *e)
{
    static const char letters[] = "gnp";
    int64_t from = 0, to = 0;
    enum status st = price_revision_parts(c->db, c->source, revision, &from, &to, e);
    for (const char *letter = letters; st == ST_OK && from < to && *letter != '\0'; letter++) {
        int64_t factor = *letter == 'n' ? TERM_PLACES : 1, first = 0;
        char term[SEARCH_TERM_SIZE] = "";
        bool left = true;
        while (st == ST_OK && left) {
            st = search_term_forget(c->db, *letter, from * factor, to * factor, PIECES_A_TIME, term, &first,
                                    &left, e);
            for (int i = 0; st == ST_OK && i < PIECES_A_TIME / 16; i++) {
                st = writer_step(&c->w, e);
            }
        }
    }
    return st;
}

static bool look_at_price(const struct price_row *row, void *arg)
{
    struct clearing *c = arg;
    if (row->from_revision > c->in_force && c->begun_count < OPEN_MAX) {
        c->begun[c->begun_count++] = row->from_revision;
    } else if (row->to_revision > c->in_force && c->ended_count < OPEN_MAX) {
        c->ended[c->ended_count++] = row->from_revision;
    }
    return true;
}

static enum status clear_part(const struct part_ref *p, void *arg, struct error *e)
{
    struct clearing *c = arg;
    int64_t part = p->id;
    bool left = true;
    struct buf key;
    c->begun_count = c->ended_count = 0;
    enum status st = price_rows_of_part(c->db, part, look_at_price, c, e);
    for (size_t i = 0; st == ST_OK && i < c->ended_count; i++) {
        st = price_open_again(c->db, part, c->ended[i], e);
    }
    for (size_t i = 0; st == ST_OK && i < c->begun_count; i++) {
        st = price_take_back(c->db, part, c->begun[i], e);
    }
    st = st == ST_OK ? price_part_exists(c->db, part, &left, e) : st;
    if (st == ST_OK && !left) {
        buf_init(&key, 8192);
        text_key(p->part_no, &key);
        st = search_number_remove(c->db, key.data, part, e);
        buf_free(&key);
    }
    return st == ST_OK ? writer_step(&c->w, e) : st;
}

/* Nothing is held any more; and nobody put a held list in force in the meantime. */
static enum status release(struct clearing *c, struct error *e)
{
    int64_t now = 0;
    enum status st = price_source_revision(c->db, c->source, &now, e);
    if (st == ST_OK && now != c->in_force) {
        return error_set(e, ST_FAILED, "list_changed",
                         _("another list came into force meanwhile; fetch the list again"));
    }
    return st == ST_OK ? price_held_release(c->db, c->source, c->in_force, e) : st;
}

static enum status clear_all(struct clearing *c, struct error *e)
{
    int64_t next = 0;
    enum status st = release(c, e);
    st = st == ST_OK ? price_state(c->db, "next_part", &next, e) : st;
    st = st == ST_OK ? price_revision_parts_end(c->db, next, e) : st;
    for (size_t i = 0; st == ST_OK && i < c->revision_count; i++) {
        st = forget_terms(c, c->revisions[i], e);
    }
    st = st == ST_OK ? price_parts_each(c->db, c->source, c->in_force, clear_part, c, e) : st;
    return st == ST_OK ? price_forget_unfinished(c->db, c->source, c->in_force, e) : st;
}

enum status price_clear_unfinished(struct session *s, int64_t source, int64_t in_force, struct error *e)
{
    struct clearing c = {.w = {.s = s}, .db = s->app->db, .source = source, .in_force = in_force};
    enum status st = price_unfinished_each(c.db, source, in_force, add_revision, &c, e);
    if (st != ST_OK || c.revision_count == 0) {
        return st;
    }
    st = writer_begin(&c.w, e);
    if (st != ST_OK) {
        return st;
    }
    st = clear_all(&c, e);
    enum status ended = writer_end(&c.w, st == ST_OK, e);
    return st == ST_OK ? ended : st;
}
