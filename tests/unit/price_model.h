/* What price lists do, told by a model without a database: lists as rows, and every price that each part had.
 */
#ifndef CLEARBAY_TESTS_PRICE_MODEL_H
#define CLEARBAY_TESTS_PRICE_MODEL_H

#include "tests/unit/lists.h"

enum { PARTS = 360, SPELLINGS = 3, PRICES_MAX = 400, ROWS_MAX = 20000, NAMES = 12, GROUPS = 3, DATES = 5 };
enum { FIRST_FUTURE = 3 /* of model_dates */, NO_PART = -1 };

static const char *const model_names[NAMES][2] = {{"oil filter", "机油滤清器"},
                                                  {"brake pad set front", "前制动片"},
                                                  {"brake pad set rear", "后制动片"},
                                                  {"air filter", "空气滤清器"},
                                                  {"cabin filter", "空调滤芯"},
                                                  {"", "左前 制动盘"},
                                                  {"wheel bearing", ""},
                                                  {"Bremsbelag Ölfilter", "传感器ABS"},
                                                  {"headlight left", "左前大灯"},
                                                  {"headlight right", "右前大灯"},
                                                  {"clutch kit heavy duty", "重型离合器"},
                                                  {"oil 5W-30", "机油"}};
static const char *const model_groups[GROUPS] = {"", "A1", "B2"};
static const char *const model_dates[DATES] = {"", "2020-01-01", "2025-06-30", "2098-01-01", "2099-06-01"};
static const char *const model_brands[2] = {"", "Bosch"};

enum bad { GOOD, BAD_PRICE, BAD_NEGATIVE, BAD_NUMBER, BAD_FLOAT, BAD_DATE, BADS };

/* What a row says of a part; style: other bytes that say the same. */
struct says {
    int price, name, group, date, by; /* price -1: none; by: a part, or NO_PART */
};
struct model_row {
    int part;
    struct says says;
    int style;
    enum bad bad;
    bool deleted; /* op says so; in deltas only */
};
struct model_list {
    struct model_row rows[ROWS_MAX];
    int count;
    bool delta; /* what it does not name stays */
};

struct model_price {
    struct says says;
    int64_t from, to; /* revisions; to 0: open */
};
struct model_part {
    struct model_price prices[PRICES_MAX];
    int count;
};
struct model {
    struct model_part parts[PARTS];
    int64_t revision;
    char *applied; /* the bytes in force */
    size_t applied_n;
};

/* Three spellings of each number, so that one key has several parts; the last one is of another brand, too.
 */
static inline void model_number(int part, char out[32])
{
    static const char *const dashes[SPELLINGS] = {"-", "", " "};
    int base = part / SPELLINGS;
    const char *dash = dashes[part % SPELLINGS];
    snprintf(out, 32, "AF%s%03d%sK%d", dash, base, dash, base * 7 % 10);
}

static inline const char *model_brand(int part)
{
    return model_brands[part % SPELLINGS == 2];
}

static inline bool model_same(const struct says *a, const struct says *b)
{
    return a->price == b->price && a->name == b->name && a->group == b->group && a->date == b->date &&
           a->by == b->by;
}

static inline bool model_future(const struct says *s)
{
    return s->date >= FIRST_FUTURE;
}

/* The list as bytes; row i stands in line i + 2. The caller frees it. */
static inline char *model_write(const struct model_list *list, size_t *n)
{
    static const char *const bad_prices[BADS] = {"", "12,x", "-5.00", "", "", ""};
    char *out = NULL, no[32], by[32], price[32];
    FILE *f = open_memstream(&out, n);
    fputs(list->delta ? LISTS_DELTA_HEADER : LISTS_HEADER, f);
    for (int i = 0; i < list->count; i++) {
        const struct model_row *r = &list->rows[i];
        const char *op = r->deleted ? ",delete" : r->style == 1 ? ",Change" : ",";
        const struct says *s = &r->says;
        model_number(r->part, no);
        by[0] = price[0] = '\0';
        if (s->by != NO_PART) {
            model_number(s->by, by);
        }
        if (s->price >= 0) {
            int length = snprintf(price, sizeof price, "%d.%02d", s->price / 100, s->price % 100);
            price[length - (r->style == 1 && s->price % 10 == 0)] = '\0';
        }
        if (r->bad == BAD_NUMBER || r->bad == BAD_FLOAT) {
            snprintf(no, sizeof no, "%s", r->bad == BAD_NUMBER ? "" : "1.23E+05");
        }
        const char *quote = r->style == 2 ? "\"" : "";
        fprintf(f, "%s%s%s,%s,%s%s%s,%s,%s,%s,%s,%s%s\n", quote, no, quote, model_brand(r->part), quote,
                model_names[s->name][0], quote, model_names[s->name][1],
                bad_prices[r->bad][0] != '\0' ? bad_prices[r->bad] : price, model_groups[s->group],
                r->bad == BAD_DATE ? "2026-13-01" : model_dates[s->date], by, list->delta ? op : "");
    }
    fclose(f);
    return out;
}

/* What an import must say. */
struct model_result {
    int64_t read, added, changed, unchanged, removed, rejected, in_force, zero;
    int64_t rejects[ROWS_MAX]; /* lines, ascending */
};

/* What the rows of each part say together. */
struct model_saying {
    const struct model_row *row; /* NULL: none of them is good */
    bool differ;
};

static inline bool model_agree(const struct model_row *a, const struct model_row *b)
{
    return a->deleted == b->deleted && (a->deleted || model_same(&a->says, &b->says));
}

static inline void model_hear(const struct model_list *list, struct model_saying heard[PARTS])
{
    memset(heard, 0, PARTS * sizeof *heard);
    for (int i = 0; i < list->count; i++) {
        const struct model_row *r = &list->rows[i];
        struct model_saying *h = &heard[r->part];
        if (r->bad == GOOD) {
            h->differ = h->differ || (h->row != NULL && !model_agree(h->row, r));
            h->row = r;
        }
    }
}

/* Ends every open price but these two (-1: none). */
static inline void model_close(struct model_part *part, int keep, int equal, int64_t revision)
{
    for (int i = 0; i < part->count; i++) {
        if (part->prices[i].to == 0 && i != keep && i != equal) {
            part->prices[i].to = revision;
        }
    }
}

/* One part; says NULL: the list does not have it, or contradicts itself. */
static inline void model_part_applied(struct model_part *part, const struct says *says, int64_t revision,
                                      struct model_result *out)
{
    int open = 0, equal = -1, present = -1;
    for (int i = 0; i < part->count; i++) {
        const struct model_price *p = &part->prices[i];
        if (p->to == 0) {
            open++;
            present = model_future(&p->says) ? present : i;
            equal = says != NULL && model_same(&p->says, says) ? i : equal;
        }
    }
    model_close(part, says != NULL && model_future(says) ? present : -1, equal, revision);
    out->removed += says == NULL && open > 0;
    out->unchanged += equal >= 0;
    if (says != NULL && equal < 0) {
        out->added += open == 0;
        out->changed += open > 0;
        assert_true(part->count < PRICES_MAX);
        part->prices[part->count++] = (struct model_price){.says = *says, .from = revision};
    }
}

static inline bool model_on_sale(const struct model_part *part, bool *zero)
{
    bool open = false;
    for (int i = 0; i < part->count; i++) {
        open = open || part->prices[i].to == 0;
        *zero =
            part->prices[i].to == 0 ? part->prices[i].says.price == 0 : *zero; /* the newest one says it */
    }
    return open;
}

/* Puts a list in force. */
static inline void model_apply(struct model *m, const struct model_list *list, int64_t revision,
                               struct model_result *out)
{
    static struct model_saying heard[PARTS];
    model_hear(list, heard);
    *out = (struct model_result){.read = list->count};
    for (int i = 0; i < list->count; i++) {
        if (list->rows[i].bad != GOOD || heard[list->rows[i].part].differ) {
            out->rejects[out->rejected++] = i + 2;
        }
    }
    for (int p = 0; p < PARTS; p++) {
        const struct model_row *row = heard[p].differ ? NULL : heard[p].row;
        bool zero = false;
        if (row != NULL || !list->delta) {
            model_part_applied(&m->parts[p], row == NULL || row->deleted ? NULL : &row->says, revision, out);
        }
        out->in_force += model_on_sale(&m->parts[p], &zero);
        out->zero += zero;
    }
    m->revision = revision;
}

/* The price of a part in force today; NULL: none. */
static inline const struct model_price *model_today(const struct model_part *part)
{
    const struct model_price *best = NULL;
    for (int i = 0; i < part->count; i++) {
        const struct model_price *p = &part->prices[i];
        if (p->to == 0 && !model_future(&p->says) && (best == NULL || p->says.date >= best->says.date)) {
            best = p;
        }
    }
    return best;
}

#endif
