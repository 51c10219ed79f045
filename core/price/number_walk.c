#include "core/price/number_walk.h"
#include "core/price/postings.h"
#include "core/price/term.h"
#include "db/search_store.h"

#include <stdlib.h>
#include <string.h>

enum { PIECES_MAX = TERM_PLACES / TERM_PIECE + 2, FAR = 8 /* times what a piece spans: worth a jump */ };

/* The posting list of one piece of the text, read as it is needed. */
struct cursor {
    struct stmt *s;
    char term[24];
    const unsigned char *at, *end;
    int64_t first;  /* of the piece that is read */
    int64_t number; /* where it stands: part x TERM_PLACES + place */
    int64_t offset; /* place of the piece within the text */
};

/* Pieces that overlap as little as may be cover the text; a part holds the text where all pieces stand at
 * their distance. */
struct number_walk {
    struct db *db;
    struct cursor cursors[PIECES_MAX];
    size_t count;
    int last_place; /* of the text's last piece */
    int64_t part;   /* given last; 0: none yet */
    enum status st;
    struct error *e;
};

static void count_places(const char *term, size_t n, int place, void *arg)
{
    (void)term;
    (void)n;
    ((struct number_walk *)arg)->last_place = place;
}

static void open_piece(const char *term, size_t n, int place, void *arg)
{
    struct number_walk *walk = arg;
    if (walk->st != ST_OK || (place % TERM_PIECE != 0 && place != walk->last_place) ||
        walk->count == PIECES_MAX) {
        return;
    }
    struct cursor *c = &walk->cursors[walk->count];
    *c = (struct cursor){.offset = place};
    memcpy(c->term, term, n);
    walk->st = search_open(walk->db, c->term, 0, &c->s, walk->e);
    walk->count += walk->st == ST_OK;
}

enum status number_walk_new(struct db *db, const char *key, struct number_walk **out, struct error *e)
{
    struct number_walk *walk = *out = calloc(1, sizeof *walk);
    if (walk == NULL) {
        return error_memory(e);
    }
    walk->db = db;
    walk->e = e;
    terms_of_number(key, count_places, walk);
    terms_of_number(key, open_piece, walk);
    enum status st = walk->st;
    if (st != ST_OK) {
        number_walk_free(out);
    }
    return st;
}

void number_walk_free(struct number_walk **wp)
{
    struct number_walk *walk = *wp;
    *wp = NULL;
    for (size_t i = 0; walk != NULL && i < walk->count; i++) {
        db_end(&walk->cursors[i].s);
    }
    free(walk);
}

/* The next piece of the list, or the one that may hold `number` when that is far away. */
static bool next_piece(struct number_walk *walk, struct cursor *c, int64_t number)
{
    size_t n = 0;
    int64_t before = c->end != NULL ? c->first : -1;
    if (c->end != NULL && number - c->number > (c->number - c->first) * FAR) {
        db_end(&c->s);
        walk->st = search_open(walk->db, c->term, number, &c->s, walk->e);
    }
    do { /* the one that may hold it may be the one that was just read to its end */
        if (walk->st != ST_OK || !search_next(c->s, &c->first, &c->at, &n, &walk->st, walk->e)) {
            return false;
        }
    } while (c->first <= before);
    c->number = c->first;
    c->end = c->at + n;
    return true;
}

/* Moves the cursor to its first number from `number` on. */
static bool seek(struct number_walk *walk, struct cursor *c, int64_t number)
{
    while (c->number < number) {
        if ((c->at == c->end || !postings_next(&c->at, c->end, &c->number)) && !next_piece(walk, c, number)) {
            return false;
        }
    }
    return true;
}

bool number_walk_next(struct number_walk *walk, int64_t *part, enum status *st, struct error *e)
{
    walk->e = e;
    int64_t start = (walk->part + 1) * TERM_PLACES; /* where the text may stand next */
    for (size_t i = 0; i < walk->count;) {
        struct cursor *c = &walk->cursors[i];
        if (!seek(walk, c, start + c->offset)) {
            *st = walk->st;
            return false;
        }
        if (c->number == start + c->offset) {
            i++;
        } else {
            start = c->number - c->offset;
            i = i == 0 ? 1 : 0;
        }
    }
    *part = walk->part = start / TERM_PLACES;
    return walk->count > 0;
}
