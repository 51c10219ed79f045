/* price_find beside naive_find.h, over some thousand parts of two sources, lists and brands: the same parts,
 * best first, in an order that stays. */
#include "tests/unit/lists.h"
#include "tests/unit/naive_find.h"

enum { PARTS = 4000, LISTS = 4, LIMIT = 1000 };

struct part {
    char no[80], name[80], local[80], fold[1200];
    int source, by; /* by: what replaces it; -1: nothing */
    bool on_sale;
};
static struct part parts[PARTS];
static int count;
static struct dice dice;
static struct workshop *w;

static const char *const english[] = {
    "oil",     "filter", "brake",  "pad",  "disc",       "front", "rear",   "left",     "right",  "lamp",
    "gasket",  "ABS",    "sensor", "Öl",   "Bremsbelag", "naïve", "Фильтр", "масляный", "O-ring", "5W-30",
    "M8x1.25", "7\"",    "a*b",    "100%", "kit",        "of",    "x",      "filt"};
static const char *const chinese[] = {"机油", "滤清器", "空调",   "滤芯",   "前",   "后",     "左",
                                      "右",   "制动片", "制动盘", "大灯",   "总成", "传感器", "ABS",
                                      "重型", "离合器", "2.0T",   "（左）", " ",    "·"};

static const char *any_of(const char *const *list, size_t n)
{
    return list[dice_below(&dice, (uint32_t)n)];
}
#define ANY(list) any_of(list, sizeof list / sizeof *list)

static void add_text(char out[80], const char *text)
{
    if (strlen(out) + strlen(text) < 79) {
        strncat(out, text, 79 - strlen(out));
    }
}

/* Numbers as makers write them; many share pieces, a few are as long as a number may be. */
static void make_number(int i, char out[80])
{
    static const char digits[] = "0123456789ABKZ";
    static const char *const between[] = {"-", "", " ", "", ".", "/"};
    const char *dash = ANY(between);
    switch (dice_below(&dice, 8)) {
    case 0:
        snprintf(out, 80, "%05d%s%05d", i, dash, (int)dice_below(&dice, 100) + 90900);
        break;
    case 1:
        snprintf(out, 80, "%c%c%s%03d%s%d", digits[dice_below(&dice, 14)], digits[dice_below(&dice, 14)],
                 dash, i % 1000, dash, i);
        break;
    case 2:
        snprintf(out, 80, "ФИ-%dЛ%s%03d", i, dash, i % 7);
        break;
    case 3:
        snprintf(out, 80, "1%s1%s1%s%d%s11%d", dash, dash, dash, i % 2, dash, i);
        break;
    case 4:
        snprintf(out, 80, "%0*d", 20 + i % 44, i);
        break;
    default:
        snprintf(out, 80, "04465%s%05d", dash, i);
    }
}

static void make_part(struct part *p, int i)
{
    *p = (struct part){.source = i % 3 == 0, .by = -1, .on_sale = true};
    make_number(i, p->no);
    for (int k = (int)dice_below(&dice, 4); k >= 0; k--) {
        add_text(p->name, p->name[0] == '\0' ? "" : " ");
        add_text(p->name, ANY(english));
    }
    for (int k = (int)dice_below(&dice, 4); k > 0; k--) {
        add_text(p->local, ANY(chinese));
    }
    if (dice_one_in(&dice, 6)) {
        p->by = (int)dice_below(&dice, (uint32_t)i + 1);
        p->by = p->by < i && parts[p->by].source == p->source ? p->by : -1;
    }
}

static void quoted(FILE *f, const char *text)
{
    fputc('"', f);
    for (; *text != '\0'; text++) {
        fprintf(f, *text == '"' ? "\"\"" : "%c", *text);
    }
    fputs("\",", f);
}

/* The list of a source as it is now. */
static void import(int source)
{
    char *text = NULL;
    size_t n = 0;
    const struct oem_source s = lists_source(source == 0 ? "one" : "two", false);
    FILE *f = open_memstream(&text, &n);
    fputs(LISTS_HEADER, f);
    for (int i = 0; i < count; i++) {
        const struct part *p = &parts[i];
        if (p->source == source && p->on_sale) {
            quoted(f, p->no);
            quoted(f, "");
            quoted(f, p->name);
            quoted(f, p->local);
            fprintf(f, "%d.00,,,%s\n", i % 90 + 1, p->by >= 0 ? parts[p->by].no : "");
        }
    }
    fclose(f);
    struct price_result *r = lists_import(w, &s, text, n);
    if (strcmp(r->status, "applied") != 0 || r->rejected != 0) {
        fail_msg("%s: %s, line %ld: %s", r->status, r->error.message, r->rejects[0].line,
                 r->rejects[0].reason);
    }
    free(r);
    free(text);
}

struct hits {
    int at[LIMIT], count, limit;
};

static int index_of(const struct price_pin *pin)
{
    for (int i = 0; i < count; i++) {
        if (parts[i].on_sale && strcmp(parts[i].no, pin->part_no) == 0 &&
            strcmp(pin->source, parts[i].source == 0 ? "one" : "two") == 0) {
            return i;
        }
    }
    fail_msg("%s of %s is not on sale", pin->part_no, pin->source);
    return -1;
}

static bool take_hit(const struct price_pin *pin, const struct price_detail *detail, void *arg)
{
    struct hits *hits = arg;
    (void)detail;
    assert_true(hits->count < hits->limit);
    hits->at[hits->count++] = index_of(pin);
    return true;
}

static void ask(const char *query, int limit, struct hits *hits)
{
    *hits = (struct hits){.limit = limit};
    if (price_find(&w->s, query, limit, take_hit, hits, &w->e) != ST_OK) {
        fail_msg("%s: %s", query, w->e.message);
    }
}

/* Parts that replace one whose number was typed exactly stand behind it. */
static void mark_chain(int part, bool chain[PARTS])
{
    for (int at = parts[part].by; at >= 0; at = parts[at].by) {
        if (parts[at].on_sale) {
            chain[at] = true;
        }
    }
}

static void same_order(const struct hits *hits, const enum naive_rank *ranks, const bool *chain,
                       const char *query)
{
    enum naive_rank last = NAIVE_EXACT;
    for (int i = 0; i < hits->count; i++) {
        int p = hits->at[i];
        if (chain[p]) {
            continue;
        }
        if (ranks[p] == NAIVE_NOT) {
            fail_msg("\"%s\" finds %s, \"%s\", \"%s\"", query, parts[p].no, parts[p].name, parts[p].local);
        }
        if (ranks[p] < last) {
            fail_msg("\"%s\" shows %s (%d) behind others (%d)", query, parts[p].no, (int)ranks[p], (int)last);
        }
        last = ranks[p];
    }
}

/* Fewer parts, or the same once more: the same order. */
static void stable(const char *query, const struct hits *hits)
{
    static struct hits again;
    int limits[] = {LIMIT, 50, 7, 1};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        ask(query, limits[i], &again);
        assert_int_equal(again.count, hits->count < limits[i] ? hits->count : limits[i]);
        assert_memory_equal(again.at, hits->at, (size_t)again.count * sizeof *again.at);
    }
}

static void check(const char *query)
{
    static struct hits hits;
    static enum naive_rank ranks[PARTS];
    bool chain[PARTS] = {false}, shown[PARTS] = {false};
    struct naive_query q;
    int wanted = 0;
    naive_ask(query, &q);
    ask(query, LIMIT, &hits);
    for (int i = 0; i < count; i++) {
        ranks[i] = parts[i].on_sale ? naive_fits(&q, parts[i].no, parts[i].fold) : NAIVE_NOT;
        wanted += ranks[i] != NAIVE_NOT;
        if (ranks[i] == NAIVE_EXACT) {
            mark_chain(i, chain);
        }
    }
    for (int i = 0; i < hits.count; i++) {
        assert_false(shown[hits.at[i]]);
        shown[hits.at[i]] = true;
    }
    for (int i = 0; i < count && wanted < LIMIT; i++) {
        if (shown[i] != (ranks[i] != NAIVE_NOT || chain[i]) && parts[i].on_sale) {
            fail_msg("\"%s\": %s, \"%s\", \"%s\": rank %d, %sshown", query, parts[i].no, parts[i].name,
                     parts[i].local, (int)ranks[i], shown[i] ? "" : "not ");
        }
    }
    same_order(&hits, ranks, chain, query);
    stable(query, &hits);
}

/* A piece of a text, whole characters. */
static void piece_of(const char *text, char out[80])
{
    size_t n = strlen(text), from = n == 0 ? 0 : dice_below(&dice, (uint32_t)n);
    size_t length = 1 + dice_below(&dice, 9);
    while (from > 0 && ((unsigned char)text[from] & 0xC0) == 0x80) {
        from--;
    }
    length = from + length < n ? length : n - from;
    while (from + length < n && ((unsigned char)text[from + length] & 0xC0) == 0x80) {
        length++;
    }
    snprintf(out, 80, "%.*s", (int)length, text + from);
}

/* Something that a person may type while looking for one of the parts. */
static void any_query(char out[400])
{
    static const char *const letters[] = {"jy",      "jiyou", "lqq",    "kt", "kongtiao",  "kdlx", "zdp",
                                          "zhidong", "cgq",   "cgqabs", "zx", "chongxing", "dd",   "lhq",
                                          "qz",      "hdd",   "zuo",    "l",  "n"};
    const struct part *p = &parts[dice_below(&dice, (uint32_t)count)];
    char piece[80];
    out[0] = '\0';
    for (int k = (int)dice_below(&dice, 3); k >= 0; k--) {
        switch (dice_below(&dice, 6)) {
        case 0:
            piece_of(p->no, piece);
            break;
        case 1:
            piece_of(p->name, piece);
            break;
        case 2:
            piece_of(p->local, piece);
            break;
        case 3:
            snprintf(piece, sizeof piece, "%s", ANY(letters));
            break;
        case 4:
            snprintf(piece, sizeof piece, "%.79s", dice_one_in(&dice, 2) ? ANY(english) : ANY(chinese));
            break;
        default:
            snprintf(piece, sizeof piece, "%s", p->no);
        }
        strncat(out, piece, 399 - strlen(out));
        strncat(out, dice_one_in(&dice, 4) ? "" : " ", 399 - strlen(out));
    }
}

static void check_all(int queries)
{
    static const char *const typed[] = {"",
                                        " ",
                                        "'",
                                        "\"",
                                        "*",
                                        "oil*",
                                        "\"oil filter\"",
                                        "oil AND filter",
                                        "NEAR(oil)",
                                        "%",
                                        "1%",
                                        "_",
                                        "\\",
                                        "(",
                                        "-",
                                        "04465-",
                                        "0446",
                                        "446",
                                        "11",
                                        "111",
                                        "1111",
                                        "机",
                                        "油",
                                        "机油",
                                        "油滤",
                                        "机油滤清器",
                                        "ＡＢＳ",
                                        "abs",
                                        "7\"",
                                        "5w-3",
                                        "m8x",
                                        "öl",
                                        "ÖL",
                                        "naï",
                                        "фильтр",
                                        "Фи-1",
                                        "left oil",
                                        "左前 zdp",
                                        "zdp 左",
                                        "oil 04465",
                                        "446 机油",
                                        "jiyou 446",
                                        "gasket 111 brake",
                                        "o",
                                        "of x"};
    char query[400];
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        check(typed[i]);
    }
    for (int i = 0; i < queries; i++) {
        any_query(query);
        check(query);
    }
}

static bool number_is_free(const struct part *p, int i)
{
    for (int k = 0; k < i; k++) {
        if (strcmp(parts[k].no, p->no) == 0) {
            return false;
        }
    }
    return true;
}

/* List by list: parts come, go, come again and get other names. */
static void test_find(void **state)
{
    w = *state;
    dice.state = 31;
    for (int list = 0; list < LISTS; list++) {
        for (int i = 0; i < count; i++) {
            parts[i].on_sale = !dice_one_in(&dice, 10);
            if (dice_one_in(&dice, 10)) {
                const struct part other = parts[dice_below(&dice, (uint32_t)count)];
                memcpy(parts[i].name, other.name, sizeof other.name);
            }
        }
        for (int more = count + PARTS / LISTS; count < more;) {
            make_part(&parts[count], count);
            count += number_is_free(&parts[count], count);
        }
        for (int i = 0; i < count; i++) {
            naive_fold(parts[i].name, parts[i].local, parts[i].fold);
        }
        import(0);
        import(1);
        check_all(150);
    }
    lists_are_clean(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_find, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
