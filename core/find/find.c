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
    bool pinyin, digits;
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

struct search {
    struct words words;
    size_t limit;
    struct find_order orders[HITS_MAX + 1]; /* one more while one is put between */
    size_t order_count;
    int64_t skip;        /* an order that is listed already; 0: none */
    int64_t oldest;      /* of the closed orders that were read through */
    size_t without_cars; /* so many of the orders stand before those that the cars led to */
    int64_t cars[HITS_MAX];
    size_t car_count;
    bool by_customer[HITS_MAX]; /* of the cars */
    size_t exact;               /* so many of the first cars are what was asked for */
};

static bool order_fits(const struct find_order *o, const struct search *f)
{
    bool all = o->id != f->skip;
    for (size_t i = 0; all && i < f->words.count; i++) {
        const struct word *w = &f->words.all[i];
        all = in_number(o->number, w) || in_key(o->plate, w) || in_key(o->vin, w) || in_key(o->phone, w) ||
              in_text(o->customer, w) || in_text(o->concern, w);
    }
    return all;
}

static bool take_order(const struct find_order *o, void *arg)
{
    struct search *f = arg;
    if (order_fits(o, f)) {
        f->orders[f->order_count++] = *o;
    }
    return f->order_count < f->limit;
}

static bool take_closed(const struct find_order *o, void *arg)
{
    struct search *f = arg;
    f->oldest = o->id;
    return take_order(o, arg);
}

/* A car's own come the newest first; so they are kept over all cars. */
static bool take_of_car(const struct find_order *o, void *arg)
{
    struct search *f = arg;
    if (!order_fits(o, f)) {
        return true;
    }
    size_t at = f->without_cars;
    while (at < f->order_count && f->orders[at].id > o->id) {
        at++;
    }
    memmove(&f->orders[at + 1], &f->orders[at], (f->order_count - at) * sizeof *f->orders);
    f->orders[at] = *o;
    f->order_count += f->order_count < f->limit ? 1 : 0;
    return at < f->limit;
}

static bool car_fits(const struct find_glance *g, void *arg)
{
    struct search *f = arg;
    bool all = true, by_number = false;
    for (size_t i = 0; i < f->exact; i++) {
        all = all && f->cars[i] != g->vehicle;
    }
    for (size_t i = 0; all && i < f->words.count; i++) {
        const struct word *w = &f->words.all[i];
        bool number = in_key(g->plate_key, w) || in_key(g->vin, w);
        all = number || in_key(g->phone_key, w) || in_text(g->customer, w);
        by_number = by_number || number;
    }
    if (all) {
        f->by_customer[f->car_count] = !by_number;
        f->cars[f->car_count++] = g->vehicle;
    }
    return f->car_count < f->limit;
}

/* The order with that number, and the open ones. */
static enum status look_for_open(struct session *s, const char *query, struct search *f, struct error *e)
{
    struct error unknown = ERROR_NONE;
    int64_t id = 0;
    if (order_find(s, query, &id, &unknown) == ST_OK && id != 0) {
        enum status st = find_store_order(s->app->db, id, &f->orders[0], e);
        if (st != ST_OK) {
            return st;
        }
        f->order_count = 1;
        f->skip = id;
    }
    return f->order_count < f->limit ? find_store_open_orders(s->app->db, take_order, f, e) : ST_OK;
}

static enum status look_for_cars(struct session *s, struct search *f, struct error *e)
{
    enum status st = find_store_exact(s->app->db, f->words.key, f->cars, f->limit, &f->exact, e);
    f->car_count = f->exact;
    return st == ST_OK && f->car_count < f->limit ? find_store_cars(s->app->db, car_fits, f, e) : st;
}

/* There is no end of closed orders: only the newest are read through, older ones are found by their cars. */
static enum status look_for_closed(struct session *s, struct search *f, struct error *e)
{
    enum status st = f->order_count < f->limit
                         ? find_store_closed_orders(s->app->db, CLOSED_MAX, take_closed, f, e)
                         : ST_OK;
    f->without_cars = f->order_count;
    for (size_t i = 0; st == ST_OK && f->without_cars < f->limit && i < f->car_count; i++) {
        st = find_store_closed_of_car(s->app->db, f->cars[i], f->oldest, take_of_car, f, e);
    }
    return st;
}

/* Hands hits out; false: the caller has enough. */
typedef bool taker(const struct find_hit *, void *);

static bool give_orders(const struct search *f, taker *each, void *arg)
{
    bool more = true;
    for (size_t i = 0; more && i < f->order_count; i++) {
        struct find_hit hit = {
            .kind = FIND_ORDER, .order = &f->orders[i], .exact = f->orders[i].id == f->skip};
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
            if (f->by_customer[i] != (pass == 1)) {
                continue;
            }
            st = find_store_car(s->app->db, f->cars[i], &car, e);
            struct find_hit hit = {
                .kind = pass == 1 ? FIND_CUSTOMER : FIND_CAR, .car = &car, .exact = i < f->exact};
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
