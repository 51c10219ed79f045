/* Parts that stand in one list more than once: equal rows count once, unequal ones are refused, all of them.
 */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/price/importing.h"
#include "db/search_store.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_ROOM = 320, OPEN_MAX = 8 };

void repeat_add(struct importing *im, int64_t part, int64_t leader, bool equal)
{
    if (im->repeated_count == im->repeated_room) {
        size_t room = im->repeated_room * 2 + 64;
        struct repeated *more = realloc(im->repeated, room * sizeof *more);
        if (more == NULL) {
            importing_stop(im, error_memory(im->e));
            return;
        }
        im->repeated = more;
        im->repeated_room = room;
    }
    im->repeated[im->repeated_count++] = (struct repeated){.part = part, .leader = leader, .equal = equal};
}

/* What tells one part from another, and one price from another. */
struct print {
    uint64_t part, price;
};

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

static uint64_t hash_of(const struct buf *text)
{
    static const unsigned char key[crypto_shorthash_KEYBYTES] = "same part, price";
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, (const unsigned char *)text->data, text->len, key);
    return hash;
}

static bool take_print(const struct price_row *r, void *arg)
{
    struct print *print = arg;
    struct buf text;
    buf_init(&text, 16384);
    buf_addf(&text, "%s\n%s", r->brand, r->part_no);
    print->part = hash_of(&text);
    buf_addf(&text, "\n%lld\n%lld\n%s\n%s\n%s\n%s\n%s\n%lld\n%lld\n%lld", (long long)r->list_price,
             (long long)r->price_basis, r->currency, or_empty(r->unit), or_empty(r->price_group),
             or_empty(r->effective), or_empty(r->superseded_by), (long long)r->core_charge,
             (long long)r->min_order_milli, (long long)r->name_id);
    print->price = hash_of(&text);
    buf_free(&text);
    return false; /* a part made in this list has one price */
}

struct leader {
    struct print print;
    size_t at;
    bool differ;
};

static enum status follow(struct importing *im, const int64_t *parts, size_t at, struct leader *leaders,
                          size_t *count, bool *dropped, struct error *e)
{
    struct print print = {0, 0};
    enum status st = price_rows_of_part(im->s->app->db, parts[at], take_print, &print, e);
    size_t i = 0;
    while (i < *count && leaders[i].print.part != print.part) {
        i++;
    }
    if (i == *count) {
        leaders[(*count)++] = (struct leader){.print = print, .at = at};
        return st;
    }
    dropped[at] = true;
    if (leaders[i].print.price != print.price && !leaders[i].differ) {
        leaders[i].differ = true; /* it stays findable until the end of the list: more rows may follow */
        repeat_add(im, parts[leaders[i].at], parts[leaders[i].at], false);
    }
    repeat_add(im, parts[at], parts[leaders[i].at], true);
    return st;
}

enum status repeat_same_number(const int64_t *parts, size_t count, bool *dropped, void *arg, struct error *e)
{
    struct importing *im = arg;
    struct leader *leaders = calloc(count, sizeof *leaders);
    size_t n = 0;
    enum status st = leaders == NULL ? error_memory(e) : ST_OK;
    for (size_t i = 0; st == ST_OK && i < count; i++) {
        st = follow(im, parts, i, leaders, &n, dropped, e);
    }
    free(leaders);
    return st == ST_OK ? im->status : st;
}

static int by_part(const void *a, const void *b)
{
    const struct repeated *x = a, *y = b;
    return (x->part > y->part) - (x->part < y->part);
}

static struct repeated *find(const struct importing *im, int64_t part)
{
    const struct repeated key = {.part = part};
    return im->repeated_count == 0
               ? NULL
               : bsearch(&key, im->repeated, im->repeated_count, sizeof *im->repeated, by_part);
}

static bool differs(const struct importing *im, const struct repeated *one)
{
    const struct repeated *leader = find(im, one->leader);
    return leader != NULL && !leader->equal;
}

static void sort(struct importing *im)
{
    size_t n = 0;
    qsort(im->repeated, im->repeated_count, sizeof *im->repeated, by_part);
    for (size_t i = 0; i < im->repeated_count; i++) {
        if (n == 0 || im->repeated[n - 1].part != im->repeated[i].part) {
            im->repeated[n++] = im->repeated[i];
        }
    }
    im->repeated_count = n;
}

static void report(struct importing *im, const struct repeated *one, long line)
{
    struct price_reject reject = {.line = line};
    struct repeated *leader = find(im, one->leader);
    char reason[REASON_ROOM], brand[PART_TEXT_SIZE], part_no[PART_NO_SIZE] = "";
    int64_t source;
    leader->line = leader->line == 0 ? line : leader->line;
    snprintf(reason, sizeof reason,
             _("this part stands here more than once, and differently (first in line %ld)"), leader->line);
    importing_stop(im, price_part_identity(im->s->app->db, one->part, &source, part_no, sizeof part_no, brand,
                                           sizeof brand, im->e));
    text_copy(reject.column, sizeof reject.column, oem_column_names[OEM_PART_NO]);
    text_copy(reject.reason, sizeof reject.reason, reason);
    text_copy(reject.text, sizeof reject.text, part_no);
    importing_reject(im, &reject);
    im->duplicates++;
    importing_stop(im, im->status == ST_OK ? writer_step(&im->w, im->e) : ST_OK);
}

static bool look_at_row(int64_t part, long line, void *arg)
{
    struct importing *im = arg;
    const struct repeated *one = im->status == ST_OK && part != 0 ? find(im, part) : NULL;
    if (one == NULL) {
        return true;
    }
    if (differs(im, one)) {
        report(im, one, line);
    }
    return false; /* such rows are compared anew each time */
}

/* The prices of a part that was there before this list. */
struct standing {
    int64_t revision;       /* of this list */
    int64_t open[OPEN_MAX]; /* from_revision of those that were open before it */
    bool ended[OPEN_MAX];   /* and that it ended */
    size_t count, ended_count;
    struct gate_price before, said; /* the newest of those before, and this list's */
    bool has_new;
};

static bool look_at_price(const struct price_row *row, void *arg)
{
    struct standing *st = arg;
    if (row->from_revision == st->revision) {
        st->has_new = true;
        st->said = gate_price_of(row);
    } else if ((row->to_revision == 0 || row->to_revision == st->revision) && st->count < OPEN_MAX) {
        st->ended[st->count] = row->to_revision != 0;
        st->ended_count += row->to_revision != 0;
        st->open[st->count++] = row->from_revision;
        st->before = gate_price_of(row);
        if (row->to_revision == 0 && !st->has_new) {
            st->said = st->before;
        }
    }
    return true;
}

/* The part was counted when its first row came, and is so no longer. */
static void uncount(struct importing *im, const struct standing *st)
{
    struct price_result *result = im->result;
    bool was_there = st->count > 0;
    if (st->has_new && was_there) {
        result->changed--;
    } else if (st->has_new) {
        result->added--;
        im->added--;
    } else if (was_there && st->ended_count == st->count) {
        result->removed--;
        im->removed--;
        price_gate_stays(im->gate, &st->before);
    } else if (was_there) {
        result->unchanged--;
    }
    if (st->has_new || (st->ended_count > 0 && st->ended_count < st->count)) {
        price_gate_taken_back(im->gate, &st->said, was_there ? &st->before : NULL);
    }
}

/* A full list that contradicts itself does not have the part: it goes off sale. */
static void take_off_sale(struct importing *im, int64_t part, const struct standing *st)
{
    for (size_t i = 0; i < st->count && im->status == ST_OK; i++) {
        importing_stop(
            im, st->ended[i] ? ST_OK
                             : price_close(im->s->app->db, part, st->open[i], im->revision.revision, im->e));
    }
    if (st->count > 0) {
        price_gate_removed(im->gate, &st->before, false);
        im->result->removed++;
        im->removed++;
    }
}

/* A delta that contradicts itself says nothing of the part: it stays as it was. */
static void leave_alone(struct importing *im, int64_t part, const struct standing *st)
{
    for (size_t i = 0; i < st->count && im->status == ST_OK; i++) {
        importing_stop(im, st->ended[i] ? price_open_again(im->s->app->db, part, st->open[i], im->e) : ST_OK);
    }
}

/* Takes back what this list said of a part that was there before. */
static void withdraw(struct importing *im, int64_t part)
{
    struct standing st = {.revision = im->revision.revision};
    importing_stop(im, price_rows_of_part(im->s->app->db, part, look_at_price, &st, im->e));
    if (im->status == ST_OK && st.has_new) {
        importing_stop(im, price_take_back(im->s->app->db, part, st.revision, im->e));
    }
    uncount(im, &st);
    if (im->delta) {
        leave_alone(im, part, &st);
    } else {
        take_off_sale(im, part, &st);
    }
}

/* Takes back a part that this list made, and its number. */
static void unmake(struct importing *im, int64_t part)
{
    struct db *db = im->s->app->db;
    struct standing st = {.revision = im->revision.revision};
    char part_no[PART_NO_SIZE] = "", brand[PART_TEXT_SIZE];
    int64_t source;
    struct buf key;
    buf_init(&key, PART_NO_SIZE * 8);
    importing_stop(im, price_rows_of_part(db, part, look_at_price, &st, im->e));
    importing_stop(im, im->status == ST_OK ? price_part_identity(db, part, &source, part_no, sizeof part_no,
                                                                 brand, sizeof brand, im->e)
                                           : ST_OK);
    text_key(part_no, &key);
    importing_stop(im, im->status == ST_OK ? price_take_back(db, part, st.revision, im->e) : ST_OK);
    importing_stop(im, im->status == ST_OK ? search_number_remove(db, key.data, part, im->e) : ST_OK);
    buf_free(&key);
    price_gate_taken_back(im->gate, &st.said, NULL);
    im->result->added--;
    im->added--;
}

static void settle_one(struct importing *im, const struct repeated *one)
{
    if (one->part < im->revision.parts_from) {
        withdraw(im, one->part);
    } else if (one->part != one->leader || differs(im, one)) {
        unmake(im, one->part);
    }
}

void repeat_settle(struct importing *im)
{
    if (im->repeated_count == 0) {
        return;
    }
    sort(im);
    known_rows_each(im->known, look_at_row, im);
    for (size_t i = 0; i < im->repeated_count && im->status == ST_OK; i++) {
        settle_one(im, &im->repeated[i]);
        importing_stop(im, im->status == ST_OK ? writer_step(&im->w, im->e) : ST_OK);
    }
}
