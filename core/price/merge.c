#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/importing.h"
#include "core/price/parts.h"
#include "db/search_store.h"

#include <stdlib.h>
#include <string.h>

enum { OPEN_MAX = 8, REASON_ROOM = 320 };

bool part_set_add(struct part_set *set, int64_t part)
{
    size_t at = (size_t)part / 8;
    if (at >= set->bytes) {
        size_t bytes = (at + 1) + at / 4 + 1024;
        unsigned char *more = realloc(set->bits, bytes);
        if (more == NULL) {
            return false;
        }
        memset(more + set->bytes, 0, bytes - set->bytes);
        set->bits = more;
        set->bytes = bytes;
    }
    set->bits[at] = (unsigned char)(set->bits[at] | 1U << (unsigned)(part % 8));
    return true;
}

bool part_set_has(const struct part_set *set, int64_t part)
{
    size_t at = (size_t)part / 8;
    return at < set->bytes && ((unsigned)set->bits[at] >> (unsigned)(part % 8) & 1U) != 0;
}

static void mark(struct importing *im, struct part_set *set, int64_t part)
{
    if (!part_set_add(set, part)) {
        importing_stop(im, error_memory(im->e));
    }
}

static bool is_future(const struct importing *im, const char *effective)
{
    return effective != NULL && strcmp(effective, im->today) > 0;
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

static bool same_price(const struct price_row *a, const struct price_row *b)
{
    return a->list_price == b->list_price && a->price_basis == b->price_basis &&
           same_text(a->currency, b->currency) && same_text(a->name, b->name) &&
           same_text(a->name_local, b->name_local) && same_text(a->unit, b->unit) &&
           same_text(a->price_group, b->price_group) && same_text(a->effective, b->effective) &&
           same_text(a->superseded_by, b->superseded_by) && a->core_charge == b->core_charge &&
           a->min_order_milli == b->min_order_milli;
}

/* A stored price with room for its texts. */
struct kept_row {
    struct price_row row;
    char texts[2 * PART_TEXT_SIZE + 512];
};

static const char *keep_text(struct kept_row *kept, size_t *used, const char *text)
{
    if (text == NULL) {
        return NULL;
    }
    char *out = kept->texts + *used;
    text_copy(out, sizeof kept->texts - *used, text);
    *used += strlen(out) + (*used + strlen(out) + 1 < sizeof kept->texts);
    return out;
}

static void keep_row(struct kept_row *kept, const struct price_row *row)
{
    size_t used = 0;
    kept->row = *row;
    kept->row.part_no = kept->row.brand = NULL; /* the same as of the row that came in */
    kept->row.name = keep_text(kept, &used, row->name);
    kept->row.name_local = keep_text(kept, &used, row->name_local);
    kept->row.unit = keep_text(kept, &used, row->unit);
    kept->row.currency = keep_text(kept, &used, row->currency);
    kept->row.price_group = keep_text(kept, &used, row->price_group);
    kept->row.effective = keep_text(kept, &used, row->effective);
    kept->row.superseded_by = keep_text(kept, &used, row->superseded_by);
}

/* The open prices of a part beside the row that came in. */
struct compare {
    struct importing *im;
    const struct price_row *incoming; /* NULL: the part goes off sale */
    int64_t open[OPEN_MAX];           /* their from_revision */
    bool future[OPEN_MAX];
    size_t count;
    int64_t equal;            /* of the one that says the same; 0: none */
    struct kept_row current;  /* the newest that is in force today */
    int64_t current_from;     /* 0: there is none */
    struct gate_price newest; /* whether its day has come or not */
    int64_t newest_from;
    bool was_replaced; /* its list names what supersedes the part, the same as the row that came in */
};

static bool compare_row(const struct price_row *row, void *arg)
{
    struct compare *c = arg;
    if (row->to_revision != 0) {
        return true;
    }
    bool future = is_future(c->im, row->effective);
    if (c->incoming != NULL && same_price(row, c->incoming)) {
        c->equal = row->from_revision;
    }
    if (c->count < OPEN_MAX) {
        c->open[c->count] = row->from_revision;
        c->future[c->count++] = future;
    }
    c->newest = gate_price_of(row);
    c->newest_from = row->from_revision;
    c->was_replaced = c->incoming != NULL && same_text(row->superseded_by, c->incoming->superseded_by);
    const char *best =
        c->current_from != 0 && c->current.row.effective != NULL ? c->current.row.effective : "";
    if (!future &&
        (c->current_from == 0 || strcmp(row->effective != NULL ? row->effective : "", best) >= 0)) {
        keep_row(&c->current, row);
        c->current_from = row->from_revision;
    }
    return true;
}

/* Ends the open prices that the row replaces. One that waits for its day leaves the present one open. */
static void close_others(struct importing *im, int64_t part, const struct compare *c)
{
    int64_t keep = c->incoming != NULL && is_future(im, c->incoming->effective) ? c->current_from : 0;
    for (size_t i = 0; i < c->count && im->status == ST_OK; i++) {
        if (c->open[i] != keep && c->open[i] != c->equal) {
            importing_stop(im, price_close(im->s->app->db, part, c->open[i], im->revision.revision, im->e));
        }
    }
}

static void add_supersession(struct importing *im, const struct price_row *row, const char *key)
{
    if (row->superseded_by != NULL && !loops_add(im->loops, row->part_id, key, row->superseded_by)) {
        importing_stop(im, error_memory(im->e));
    }
}

static void add_later(struct importing *im, const struct compare *c, const struct price_row *row,
                      const struct price_record *r, const char *key)
{
    importing_stop(im, price_later_add(im->s->app->db, row, im->e));
    price_gate_row(im->gate, r, c->count > 0 ? &c->newest : NULL);
    if (!c->was_replaced) {
        add_supersession(im, row, key);
    }
    if (im->status == ST_OK && (c->current_from == 0 || c->current.row.name_id != row->name_id ||
                                !same_text(c->current.row.price_group, row->price_group))) {
        importing_stop(im, price_index_moved(im->index, row->part_id, row->name_id, row->price_group, im->e));
    }
}

/* Compares a part with what came in (NULL: it goes off sale) and writes the difference. `r` NULL: it is not
 * in the list. */
static void merge_part(struct importing *im, int64_t part, struct price_row *row,
                       const struct price_record *r, const char *key)
{
    struct compare c = {.im = im, .incoming = row};
    importing_stop(im, price_rows_of_part(im->s->app->db, part, compare_row, &c, im->e));
    if (im->status != ST_OK) {
        return;
    }
    close_others(im, part, &c);
    if (row == NULL) {
        if (c.count > 0) {
            im->result->removed++;
            im->removed++;
            price_gate_removed(im->gate, &c.newest, r != NULL);
        }
    } else if (c.equal != 0) {
        im->result->unchanged++;
        if (c.equal != c.newest_from) { /* a price that waited for its day is no longer announced */
            price_gate_row(im->gate, r, &c.newest);
        }
    } else {
        im->result->added += c.count == 0;
        im->added += c.count == 0;
        im->result->changed += c.count > 0;
        importing_stop(im, names_take(im->names, r->name, r->name_local, &row->name_id, im->e));
        if (im->status == ST_OK) {
            add_later(im, &c, row, r, key);
        }
    }
}

static void add_part(struct importing *im, struct price_row *row, const struct price_record *r,
                     const char *key)
{
    row->part_id = im->next_part++;
    importing_stop(im, names_take(im->names, r->name, r->name_local, &row->name_id, im->e));
    importing_stop(im, im->status == ST_OK ? price_part_add(im->s->app->db, row, im->e) : ST_OK);
    importing_stop(im, im->status == ST_OK
                           ? price_index_add(im->index, key, row->name_id, row->price_group, im->e)
                           : ST_OK);
    im->result->added++;
    im->added++;
    price_gate_row(im->gate, r, NULL);
    add_supersession(im, row, key);
}

/* The newest open price is what the list says; an older one may be open only until that one's day. */
static bool equals_newest_row(const struct price_row *row, void *arg)
{
    struct compare *c = arg;
    if (row->to_revision == 0) {
        c->count = 1;
        c->equal = same_price(row, c->incoming) ? row->from_revision : 0;
    }
    return true;
}

/* The part stood in this list before: the same again counts once. */
static void merge_again(struct importing *im, const struct price_row *row, bool deleted)
{
    struct compare c = {.im = im, .incoming = row};
    importing_stop(im, price_rows_of_part(im->s->app->db, row->part_id, equals_newest_row, &c, im->e));
    if (im->status == ST_OK && (deleted ? c.count > 0 : c.equal == 0)) {
        repeat_add(im, row->part_id, row->part_id, false);
    }
}

/* The newest price of a part before this list, and now. */
struct newest {
    int64_t revision, before, now; /* of this list; their from_revision */
};

static bool look_at_newest(const struct price_row *row, void *arg)
{
    struct newest *n = arg;
    bool open = row->to_revision == 0;
    if (row->from_revision < n->revision && (open || row->to_revision == n->revision)) {
        n->before = row->from_revision;
    }
    n->now = open ? row->from_revision : n->now;
    return true;
}

/* A known line stands for a part that another line stood for, which was taken apart: it says what the last
 * list said, in other bytes, or something else. */
static void merge_known_again(struct importing *im, int64_t part)
{
    struct newest n = {.revision = im->revision.revision};
    importing_stop(im, price_rows_of_part(im->s->app->db, part, look_at_newest, &n, im->e));
    if (im->status == ST_OK && n.before != n.now) {
        repeat_add(im, part, part, false);
    }
}

static const char *or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

static struct price_row row_of(const struct importing *im, const struct price_record *r)
{
    return (struct price_row){
        .source_id = im->revision.source,
        .from_revision = im->revision.revision,
        .part_no = r->part_no,
        .brand = r->brand,
        .name = r->name,
        .name_local = r->name_local,
        .unit = or_null(r->unit),
        .currency = r->currency,
        .price_group = or_null(r->price_group),
        .effective = or_null(r->effective),
        .superseded_by = or_null(r->superseded_by),
        .list_price = r->list_price,
        .price_basis = r->price_basis,
        .core_charge = r->core_charge,
        .min_order_milli = r->min_order_milli,
    };
}

void merge_row(struct importing *im, const struct price_record *r)
{
    struct buf key;
    struct price_row row = row_of(im, r);
    price_gate_seen(im->gate, r);
    buf_init(&key, PART_NO_SIZE * 8);
    text_key(r->part_no, &key);
    if (key.failed) {
        importing_stop(im, error_memory(im->e));
    } else if (im->look_up) {
        importing_stop(im, price_part_find(im->s->app->db, key.data, row.source_id, r->brand, r->part_no,
                                           &row.part_id, im->e));
    }
    if (im->status == ST_OK && row.part_id == 0 && !r->deleted) {
        add_part(im, &row, r, key.data);
    } else if (im->status == ST_OK && row.part_id != 0 &&
               (part_set_has(&im->written, row.part_id) || part_set_has(&im->kept, row.part_id))) {
        merge_again(im, &row, r->deleted);
    } else if (im->status == ST_OK && row.part_id != 0) {
        merge_part(im, row.part_id, r->deleted ? NULL : &row, r, key.data);
    }
    buf_free(&key);
    if (im->status == ST_OK && row.part_id != 0) {
        mark(im, &im->written, row.part_id);
    }
    if (im->status == ST_OK && !known_row(im->known, row.part_id, r->line)) {
        importing_stop(im, error_memory(im->e));
    }
}

void merge_known(struct importing *im, int64_t part)
{
    if (part_set_has(&im->written, part)) {
        merge_known_again(im, part);
    } else if (!part_set_has(&im->kept, part)) {
        im->result->unchanged++;
    }
    mark(im, &im->kept, part);
}

static void go_off_sale(struct importing *im, int64_t part)
{
    if (!part_set_has(&im->kept, part) && !part_set_has(&im->written, part)) {
        mark(im, &im->written, part); /* two of its lines may have gone */
        merge_part(im, part, NULL, NULL, NULL);
    }
}

static bool gone(int64_t part, void *arg)
{
    struct importing *im = arg;
    go_off_sale(im, part);
    importing_stop(im, im->status == ST_OK ? writer_step(&im->w, im->e) : ST_OK);
    return im->status == ST_OK;
}

static enum status look_at_part(const struct part_ref *part, void *arg, struct error *e)
{
    struct importing *im = arg;
    (void)e; /* it is the import's own */
    gone(part->id, im);
    return im->status;
}

void merge_absent(struct importing *im)
{
    if (im->delta || im->before.revision == 0) {
        return;
    }
    if (known_any(im->known)) {
        known_gone_each(im->known, gone, im);
    } else {
        /* without remembered lines every part of the source is looked at */
        importing_stop(im, price_parts_each(im->s->app->db, im->revision.source, 0, look_at_part, im, im->e));
    }
}
