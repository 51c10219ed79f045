/* Names and their terms; and the whole index anew. */
#include "core/base/buf.h"
#include "core/base/text.h"
#include "core/price/index.h"
#include "core/price/names.h"
#include "core/price/postings.h"
#include "core/price/term.h"
#include "db/price_store.h"
#include "db/search_store.h"

#include <sodium.h>

enum { NAMES_A_TIME = 500, PARTS_A_TIME = 500, POSTINGS_MAX = 10 << 20 };

struct naming {
    struct writer *w;
    struct postings *postings;
    int64_t next;
    unsigned char key[PRICE_KEY_SIZE];
    size_t read;
    enum status st;
    struct error *e;
};

static void add_term(const char *term, size_t n, void *arg)
{
    struct naming *naming = arg;
    if (!postings_add(naming->postings, term, n, naming->next)) {
        naming->st = error_memory(naming->e);
    }
}

static void add_hash(struct naming *naming, const char *name, const char *name_local)
{
    uint64_t hash = names_hash(naming->key, name, name_local);
    naming->st = search_name_hash_add(naming->w->s->app->db, (int64_t)hash, naming->next, naming->e);
}

static bool take_name(int64_t id, const char *name, const char *name_local, const char *fold, void *arg)
{
    struct naming *naming = arg;
    naming->next = id;
    terms_of_name(fold, add_term, naming);
    if (naming->st == ST_OK) {
        add_hash(naming, name, name_local);
    }
    naming->next = id + 1;
    naming->read++;
    return naming->st == ST_OK;
}

static bool write_piece(const char *term, int64_t first, const unsigned char *ids, size_t n, void *arg)
{
    struct naming *naming = arg;
    naming->st = search_term_add(naming->w->s->app->db, term, first, ids, n, naming->e);
    naming->st = naming->st == ST_OK ? writer_step(naming->w, naming->e) : naming->st;
    return naming->st == ST_OK;
}

/* Writes what was collected, and how far it goes. */
static void flush(struct naming *naming)
{
    if (!postings_each(naming->postings, write_piece, naming) && naming->st == ST_OK) {
        naming->st = error_memory(naming->e);
    }
    postings_free(&naming->postings);
    naming->st = naming->st == ST_OK
                     ? price_state_set(naming->w->s->app->db, "names_indexed", naming->next, naming->e)
                     : naming->st;
}

static enum status index_names(struct writer *w, struct error *e)
{
    struct db *db = w->s->app->db;
    struct naming naming = {.w = w, .e = e};
    naming.st = price_state(db, "names_indexed", &naming.next, e);
    naming.st = naming.st == ST_OK ? price_key(db, naming.key, e) : naming.st;
    do {
        naming.read = 0;
        naming.st =
            naming.st == ST_OK && naming.postings == NULL ? postings_new(&naming.postings, e) : naming.st;
        if (naming.st == ST_OK) {
            naming.st = search_names_from(db, naming.next, NAMES_A_TIME, take_name, &naming, e) != ST_OK
                            ? ST_FAILED
                            : naming.st;
        }
        if (naming.st == ST_OK && postings_size(naming.postings) > POSTINGS_MAX) {
            flush(&naming);
        }
        naming.st = naming.st == ST_OK ? writer_step(w, e) : naming.st;
    } while (naming.st == ST_OK && naming.read > 0);
    if (naming.st == ST_OK && naming.postings != NULL) {
        flush(&naming);
    }
    postings_free(&naming.postings);
    return naming.st;
}

enum status price_index_names(struct writer *w, struct error *e)
{
    int64_t indexed = 0, next = 0;
    enum status st = price_state(w->s->app->db, "names_indexed", &indexed, e);
    st = st == ST_OK ? price_state(w->s->app->db, "next_name", &next, e) : st;
    return st == ST_OK && indexed < next ? index_names(w, e) : st;
}

/* Making the index of one source's parts anew. */
struct anew {
    struct price_index *ix;
    struct writer *w;
    struct postings *postings;
    struct buf key;
    int64_t part;
    size_t read;
    enum status st;
    struct error *e;
};

static bool take_price(const struct price_row *r, void *arg)
{
    struct anew *anew = arg;
    anew->st = price_index_moved(anew->ix, r->part_id, r->name_id, r->price_group, anew->e);
    return anew->st == ST_OK;
}

static void take_piece(const char *term, size_t n, int place, void *arg)
{
    struct anew *anew = arg;
    if (!postings_add(anew->postings, term, n, anew->part * TERM_PLACES + place)) {
        anew->st = error_memory(anew->e);
    }
}

static bool take_number(int64_t id, const char *part_no, const char *brand, void *arg)
{
    struct anew *anew = arg;
    (void)brand;
    anew->part = id;
    anew->read++;
    buf_clear(&anew->key);
    text_key(part_no, &anew->key);
    anew->st = search_number_add(anew->w->s->app->db, anew->key.data, id, anew->e);
    if (anew->st == ST_OK) {
        terms_of_number(anew->key.data, take_piece, anew);
    }
    return anew->st == ST_OK;
}

static bool take_part(int64_t id, const char *part_no, const char *brand, void *arg)
{
    struct anew *anew = arg;
    (void)part_no;
    (void)brand;
    anew->part = id;
    anew->read++;
    if (price_rows_of_part(anew->w->s->app->db, id, take_price, anew, anew->e) != ST_OK) {
        anew->st = ST_FAILED;
    }
    return anew->st == ST_OK;
}

static bool write_anew(const char *term, int64_t first, const unsigned char *ids, size_t n, void *arg)
{
    struct anew *anew = arg;
    anew->st = search_term_add(anew->w->s->app->db, term, first, ids, n, anew->e);
    anew->st = anew->st == ST_OK ? writer_step(anew->w, anew->e) : anew->st;
    return anew->st == ST_OK;
}

/* All numbers in the order of the parts' ids: pieces of one posting list must not overlap. */
static enum status index_numbers(struct writer *w, struct error *e)
{
    struct anew anew = {.w = w, .e = e};
    buf_init(&anew.key, TERM_SIZE * 4);
    do {
        anew.read = 0;
        if (anew.postings == NULL) {
            anew.st = postings_new(&anew.postings, e);
        }
        if (anew.st == ST_OK &&
            price_parts_after(w->s->app->db, 0, anew.part, 0, PARTS_A_TIME, take_number, &anew, e) != ST_OK) {
            anew.st = ST_FAILED;
        }
        if (anew.st == ST_OK && (anew.read == 0 || postings_size(anew.postings) > POSTINGS_MAX)) {
            postings_each(anew.postings, write_anew, &anew);
            postings_free(&anew.postings);
        }
        anew.st = anew.st == ST_OK ? writer_step(w, e) : anew.st;
    } while (anew.st == ST_OK && anew.read > 0);
    postings_free(&anew.postings);
    buf_free(&anew.key);
    return anew.st;
}

static enum status index_source(struct writer *w, int64_t source, struct error *e)
{
    struct anew anew = {.w = w, .e = e};
    anew.st = price_index_new(w, source, 0, &anew.ix, e);
    do {
        anew.read = 0;
        if (anew.st == ST_OK && price_parts_after(w->s->app->db, source, anew.part, 0, PARTS_A_TIME,
                                                  take_part, &anew, e) != ST_OK) {
            anew.st = ST_FAILED;
        }
        anew.st = anew.st == ST_OK ? writer_step(w, e) : anew.st;
    } while (anew.st == ST_OK && anew.read > 0);
    anew.st = anew.st == ST_OK ? price_index_write(anew.ix, NULL, NULL, e) : anew.st;
    price_index_free(&anew.ix);
    return anew.st;
}

struct sources {
    int64_t ids[256];
    size_t count;
};

static bool take_source(int64_t id, const char *name, int64_t revision, void *arg)
{
    struct sources *sources = arg;
    (void)name;
    (void)revision;
    sources->ids[sources->count++] = id;
    return sources->count < sizeof sources->ids / sizeof *sources->ids;
}

static enum status index_everything(struct writer *w, struct error *e)
{
    struct db *db = w->s->app->db;
    struct sources sources = {.count = 0};
    enum status st = price_index_names(w, e);
    st = st == ST_OK ? index_numbers(w, e) : st;
    st = st == ST_OK ? price_source_each(db, 0, take_source, &sources, e) : st;
    for (size_t i = 0; st == ST_OK && i < sources.count; i++) {
        st = index_source(w, sources.ids[i], e);
    }
    return st == ST_OK ? price_state_set(db, "parts_indexed", 1, e) : st;
}

enum status price_index_all(struct session *s, struct error *e)
{
    struct writer w;
    int64_t indexed = 0;
    enum status st = price_state(s->app->db, "parts_indexed", &indexed, e);
    if (st != ST_OK || indexed != 0) {
        return st;
    }
    st = writer_open(&w, s, e);
    if (st != ST_OK) {
        return st;
    }
    st = writer_begin(&w, e);
    st = st == ST_OK ? index_everything(&w, e) : st;
    st = writer_end(&w, st == ST_OK, e) == ST_OK ? st : ST_FAILED;
    writer_close(&w);
    return st;
}
