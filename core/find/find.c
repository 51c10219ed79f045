#include "core/find/find.h"
#include "core/base/pinyin.h"
#include "core/base/text.h"
#include "core/price/lookup.h"
#include "core/work/order.h"

#include <string.h>

enum {
    WORDS_MAX = 8,
    WORD_SIZE = 64,
    HITS_MAX = 50,
    KEY_MAX = 1024,
    CLOSED_MAX = 3000 /* so many of the newest closed orders are read through: some months */
};

/* A word of the query in the forms that it is compared in. */
struct word {
    char fold[WORD_SIZE], key[WORD_SIZE];
    bool pinyin, digits, numbered; /* only digits; at least one */
};

struct words {
    struct word all[WORDS_MAX];
    size_t count;
    char key[KEY_MAX]; /* of the whole query */
};

static void copy_key(const char *text, char *out, size_t size)
{
    struct buf key;
    buf_init(&key, KEY_MAX);
    text_key(text, &key);
    text_copy(out, size, key.len > 0 ? key.data : "");
    buf_free(&key);
}

static void split(const char *query, struct words *out)
{
    struct buf fold;
    *out = (struct words){.count = 0};
    buf_init(&fold, KEY_MAX);
    text_fold(query, &fold);
    copy_key(query, out->key, sizeof out->key);
    for (const char *p = fold.len > 0 ? fold.data : ""; *p != '\0' && out->count < WORDS_MAX;) {
        struct word *w = &out->all[out->count];
        size_t n = strcspn(p, " ");
        if (n < sizeof w->fold) {
            memcpy(w->fold, p, n);
        }
        copy_key(w->fold, w->key, sizeof w->key);
        w->pinyin = pinyin_is_word(w->fold);
        w->digits = w->key[0] != '\0' && w->key[strspn(w->key, "0123456789")] == '\0';
        w->numbered = strpbrk(w->key, "0123456789") != NULL;
        out->count += w->key[0] != '\0' ? 1 : 0;
        p += n + strspn(p + n, " ");
    }
    buf_free(&fold);
}

/* A name or a concern holds the word, as it is or read as pinyin. Case matters only for letters that ASCII
 * does not have. */
static bool in_text(const char *text, const struct word *w)
{
    return strcasestr(text, w->fold) != NULL || (w->pinyin && pinyin_matches(text, w->fold));
}

static bool in_key(const char *key, const struct word *w)
{
    return strstr(key, w->key) != NULL;
}

/* Digits are the last ones of an order's number, anything else stands anywhere in it. */
static bool in_number(const char *number, const struct word *w)
{
    char key[WORD_SIZE];
    copy_key(number, key, sizeof key);
    size_t n = strlen(key), k = strlen(w->key);
    return w->digits ? n >= k && strcmp(key + n - k, w->key) == 0 : in_key(key, w);
}

/* Whether the key of a number or plate ends with the word; letters alone are no end that anybody names. */
static bool ends_with(const char *key, const struct word *w)
{
    size_t n = strlen(key), k = strlen(w->key);
    return w->numbered && n >= k && strcmp(key + n - k, w->key) == 0;
}

struct found_order {
    struct find_order row;
    bool exact, ends, closed; /* ends: its number or plate ends with a word of the query */
};

struct found_car {
    int64_t id;
    bool by_customer, ends;
};

struct search {
    struct words words;
    size_t limit;
    bool numbered;                           /* a word of the query has a digit: a plate may end with it */
    struct found_order orders[HITS_MAX + 1]; /* one more while one is put between */
    size_t order_count;
    bool closed;    /* those that are read through are */
    int64_t skip;   /* an order that is listed already; 0: none */
    int64_t oldest; /* of the closed orders that were read through */
    struct found_car cars[HITS_MAX + 1];
    size_t car_count;
    size_t exact; /* so many of the first cars are what was asked for */
};

static bool order_fits(const struct find_order *o, const struct search *f, bool *ends)
{
    bool all = o->id != f->skip;
    *ends = false;
    for (size_t i = 0; all && i < f->words.count; i++) {
        const struct word *w = &f->words.all[i];
        bool number = in_number(o->number, w), plate = in_key(o->plate, w);
        all = number || plate || in_key(o->vin, w) || in_key(o->phone, w) || in_text(o->customer, w) ||
              in_text(o->concern, w);
        *ends = *ends || (number && w->digits) || (plate && ends_with(o->plate, w));
    }
    return all;
}

/* What was asked for, then what ends so; open ones first, the newest first. */
static bool comes_before(const struct found_order *a, const struct found_order *b)
{
    if (a->exact != b->exact) {
        return a->exact;
    }
    if (a->ends != b->ends) {
        return a->ends;
    }
    return a->closed != b->closed ? b->closed : a->row.id > b->row.id;
}

/* Whether one more order might come before those that there are. */
static bool wants_orders(const struct search *f)
{
    return f->order_count < f->limit || (f->numbered && !f->orders[f->limit - 1].ends);
}

/* False: it comes behind as many as are wanted. */
static bool put_order(struct search *f, const struct find_order *row, bool ends)
{
    struct found_order one = {.row = *row, .exact = row->id == f->skip, .ends = ends, .closed = f->closed};
    size_t at = f->order_count;
    while (at > 0 && comes_before(&one, &f->orders[at - 1])) {
        at--;
    }
    if (at < f->limit) {
        memmove(&f->orders[at + 1], &f->orders[at], (f->order_count - at) * sizeof *f->orders);
        f->orders[at] = one;
        f->order_count += f->order_count < f->limit ? 1 : 0;
    }
    return at < f->limit;
}

static bool take_order(const struct find_order *o, void *arg)
{
    struct search *f = arg;
    bool ends;
    if (order_fits(o, f, &ends)) {
        put_order(f, o, ends);
    }
    return wants_orders(f);
}

static bool take_closed(const struct find_order *o, void *arg)
{
    struct search *f = arg;
    f->oldest = o->id;
    return take_order(o, arg);
}

/* A car's own come the newest first: behind one that is too many all are. */
static bool take_of_car(const struct find_order *o, void *arg)
{
    struct search *f = arg;
    bool ends;
    return !order_fits(o, f, &ends) || put_order(f, o, ends) || wants_orders(f);
}

/* Whether one more car might come before those that there are. */
static bool wants_cars(const struct search *f)
{
    return f->car_count < f->limit || (f->numbered && f->exact < f->limit && !f->cars[f->limit - 1].ends);
}

/* Those whose plate ends so come before the others, else as they are read. */
static void put_car(struct search *f, const struct found_car *one)
{
    size_t at = f->car_count;
    while (one->ends && at > f->exact && !f->cars[at - 1].ends) {
        at--;
    }
    if (at < f->limit) {
        memmove(&f->cars[at + 1], &f->cars[at], (f->car_count - at) * sizeof *f->cars);
        f->cars[at] = *one;
        f->car_count += f->car_count < f->limit ? 1 : 0;
    }
}

static bool car_fits(const struct find_glance *g, void *arg)
{
    struct search *f = arg;
    struct found_car one = {.id = g->vehicle, .by_customer = true};
    bool all = true;
    for (size_t i = 0; i < f->exact; i++) {
        all = all && f->cars[i].id != g->vehicle;
    }
    for (size_t i = 0; all && i < f->words.count; i++) {
        const struct word *w = &f->words.all[i];
        bool plate = in_key(g->plate_key, w), number = plate || in_key(g->vin, w);
        all = number || in_key(g->phone_key, w) || in_text(g->customer, w);
        one.by_customer = one.by_customer && !number;
        one.ends = one.ends || (plate && ends_with(g->plate_key, w));
    }
    if (all) {
        put_car(f, &one);
    }
    return wants_cars(f);
}

/* The order with that number, and the open ones. */
static enum status look_for_open(struct session *s, const char *query, struct search *f, struct error *e)
{
    struct error unknown = ERROR_NONE;
    int64_t id = 0;
    if (order_find(s, query, &id, &unknown) == ST_OK && id != 0) {
        struct find_order row;
        enum status st = find_store_order(s->app->db, id, &row, e);
        if (st != ST_OK) {
            return st;
        }
        f->skip = id;
        put_order(f, &row, true);
    }
    return wants_orders(f) ? find_store_open_orders(s->app->db, take_order, f, e) : ST_OK;
}

static enum status look_for_cars(struct session *s, struct search *f, struct error *e)
{
    int64_t ids[HITS_MAX];
    enum status st = find_store_exact(s->app->db, f->words.key, ids, f->limit, &f->exact, e);
    for (size_t i = 0; st == ST_OK && i < f->exact; i++) {
        f->cars[i] = (struct found_car){.id = ids[i], .ends = true};
    }
    f->car_count = f->exact;
    return st == ST_OK && wants_cars(f) ? find_store_cars(s->app->db, car_fits, f, e) : st;
}

/* There is no end of closed orders: only the newest are read through, older ones are found by their cars. */
static enum status look_for_closed(struct session *s, struct search *f, struct error *e)
{
    f->closed = true;
    enum status st =
        wants_orders(f) ? find_store_closed_orders(s->app->db, CLOSED_MAX, take_closed, f, e) : ST_OK;
    for (size_t i = 0; st == ST_OK && wants_orders(f) && i < f->car_count; i++) {
        st = find_store_closed_of_car(s->app->db, f->cars[i].id, f->oldest, take_of_car, f, e);
    }
    return st;
}

/* Hands hits out; false: the caller has enough. */
typedef bool taker(const struct find_hit *, void *);

static bool give_orders(const struct search *f, taker *each, void *arg)
{
    bool more = true;
    for (size_t i = 0; more && i < f->order_count; i++) {
        const struct found_order *one = &f->orders[i];
        struct find_hit hit = {
            .kind = FIND_ORDER, .order = &one->row, .exact = one->exact, .ends = one->ends};
        more = each(&hit, arg);
    }
    return more;
}

static enum status give_cars(struct session *s, const struct search *f, taker *each, void *arg, bool *more,
                             struct error *e)
{
    enum status st = ST_OK;
    for (size_t pass = 0; pass < 2; pass++) { /* cars first, then customers */
        for (size_t i = 0; st == ST_OK && *more && i < f->car_count; i++) {
            struct find_car car;
            if (f->cars[i].by_customer != (pass == 1)) {
                continue;
            }
            st = find_store_car(s->app->db, f->cars[i].id, &car, e);
            struct find_hit hit = {.kind = pass == 1 ? FIND_CUSTOMER : FIND_CAR,
                                   .car = &car,
                                   .exact = i < f->exact,
                                   .ends = f->cars[i].ends};
            *more = st == ST_OK && each(&hit, arg);
        }
    }
    return st;
}

struct parts {
    taker *each;
    void *arg;
    const char *key; /* of the query */
};

static bool take_part(const struct price_pin *pin, const struct price_detail *detail, void *arg)
{
    const struct parts *p = arg;
    char key[PART_NO_SIZE];
    copy_key(pin->part_no, key, sizeof key);
    struct find_hit hit = {
        .kind = FIND_PART, .part = pin, .detail = detail, .exact = strcmp(key, p->key) == 0};
    return p->each(&hit, p->arg);
}

enum status find_all(struct session *s, const char *query, int64_t limit, taker *each, void *arg,
                     struct error *e)
{
    struct search f = {.limit = limit < HITS_MAX ? (size_t)limit : HITS_MAX};
    bool more;
    split(query, &f.words);
    if (f.words.count == 0 || f.limit == 0) {
        return ST_OK;
    }
    for (size_t i = 0; i < f.words.count; i++) {
        f.numbered = f.numbered || f.words.all[i].numbered;
    }
    enum status st = look_for_open(s, query, &f, e);
    st = st == ST_OK ? look_for_cars(s, &f, e) : st;
    st = st == ST_OK ? look_for_closed(s, &f, e) : st;
    more = st == ST_OK && give_orders(&f, each, arg);
    if (more) {
        st = give_cars(s, &f, each, arg, &more, e);
    }
    if (st == ST_OK && more) {
        struct parts parts = {.each = each, .arg = arg, .key = f.words.key};
        st = price_find(s, query, (int64_t)f.limit, take_part, &parts, e);
    }
    return st;
}
