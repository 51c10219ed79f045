/* The public price list on a display: page by page, group by group, by itself. With a keyboard one leafs
 * through it and looks parts up; left alone it goes on. Nobody is logged in here, and nothing of the
 * workshop's own is within reach. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/cli/show.h"
#include "tui/console/book.h"
#include "tui/console/field.h"
#include "tui/console/list.h"
#include "tui/console/scan.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEAD_ROWS = 3,
    BAR_ROWS = 3, /* title, message, keys: the console's */
    NOTICE_ROWS = 1,
    NUMBER_COLUMNS = 20,
    PRICE_COLUMNS = 24,
    WIDE = 100, /* columns from which both names stand in columns of their own */
    FOUND_MAX = 200,
    HANDS_MS = 60000, /* after a key it stays where it is for so long */
    NOTICE_MS = 60000,
    RETRY_MS = 5000,
    ROW_MAX = 8192,
    TEXT_MAX = 512 * 1024
};

struct showroom {
    int seconds; /* a page stays */
    struct book book;
    int64_t turn_at, retry_at, notice_until; /* monotonic ms */
    int64_t failed_since;                    /* UTC ms; 0: all is well */
    struct error failure;
    bool searching;
    struct field query;
    json_t *found;
    struct list list; /* of what was found */
};

static int page_rows(struct ui *ui)
{
    int rows = term_rows(ui_term(ui)) - BAR_ROWS - HEAD_ROWS - NOTICE_ROWS;
    return rows > 1 ? rows : 1;
}

/* Remembers since when the list cannot be read; what is shown stays. */
static bool succeeded(struct showroom *v, enum status st, const struct error *e)
{
    if (st == ST_OK) {
        v->failed_since = 0;
        return true;
    }
    v->failed_since = v->failed_since != 0 ? v->failed_since : when_now();
    v->failure = *e;
    v->retry_at = when_monotonic() + RETRY_MS;
    return false;
}

static void turn(struct ui *ui, struct showroom *v, enum book_turn where)
{
    struct error e = ERROR_NONE;
    struct client *c = ui_client(ui);
    bool another = false, open = v->book.groups != NULL;
    succeeded(v,
              open ? book_turn(c, &v->book, where, page_rows(ui), &e)
                   : book_look(c, &v->book, page_rows(ui), &another, &e),
              &e);
    v->turn_at = when_monotonic() + (int64_t)v->seconds * 1000;
}

static const json_t *found_parts(const struct showroom *v)
{
    return json_object_get(v->found, "parts");
}

static void look_up(struct ui *ui, struct showroom *v)
{
    struct error e = ERROR_NONE;
    struct buf words;
    json_t *found = NULL;
    buf_init(&words, FIELD_MAX * 4);
    text_fold(v->query.text, &words);
    if (words.len > 0) {
        json_t *params = json_pack("{s:s,s:i}", "query", v->query.text, "limit", FOUND_MAX);
        succeeded(v, client_call(ui_client(ui), "price.find", params, &found, &e), &e);
        json_decref(params);
    }
    buf_free(&words);
    json_decref(v->found);
    v->found = found;
    list_count(&v->list, json_array_size(found_parts(v)));
}

static void end_search(struct showroom *v)
{
    v->searching = false;
    field_set(&v->query, "");
    json_decref(v->found);
    v->found = NULL;
}

/* Somebody wrote to the database: is it another list? Then from the beginning. */
static void showroom_refresh(struct ui *ui, void *self)
{
    struct showroom *v = self;
    struct error e = ERROR_NONE;
    bool another = false;
    if (!succeeded(v, book_look(ui_client(ui), &v->book, page_rows(ui), &another, &e), &e)) {
        return;
    }
    if (another) {
        v->notice_until = when_monotonic() + NOTICE_MS;
        v->turn_at = when_monotonic() + (int64_t)v->seconds * 1000;
    }
    if (v->searching) {
        look_up(ui, v);
    }
}

static void showroom_tick(struct ui *ui, void *self)
{
    struct showroom *v = self;
    int64_t idle = ui_idle_ms(ui), now = when_monotonic();
    bool left_alone = idle < 0 || idle >= HANDS_MS;
    if (left_alone && !ui_is_top(ui, v)) {
        ui_pop_to(ui, v);
    }
    if (left_alone && v->searching) {
        end_search(v);
        v->turn_at = now;
    }
    if (v->failed_since != 0) {
        if (now >= v->retry_at) {
            showroom_refresh(ui, v);
        }
    } else if (left_alone && now >= v->turn_at) {
        turn(ui, v, BOOK_NEXT);
    }
}

static void showroom_title(struct ui *ui, void *self, struct buf *out)
{
    (void)self;
    const char *name = client_setting(ui_client(ui), "outlet.name");
    buf_adds(out, name);
    buf_adds(out, name[0] != '\0' ? "  " : "");
    buf_adds(out, _("Price list"));
}

/* "58.00 CNY/pc", "5.00 CNY/100 pc". */
static void price_text(const json_t *part, struct buf *out)
{
    struct buf text;
    int64_t basis = answer_int(part, "price_basis", 1);
    buf_init(&text, ROW_MAX);
    if (answer_has(part, "list_price")) {
        buf_addf(&text, "%s %s", answer_text(part, "list_price"), answer_text(part, "currency"));
        if (basis != 1) {
            buf_addf(&text, "/%lld", (long long)basis);
        }
        if (answer_has(part, "unit")) {
            buf_addf(&text, "%s%s", basis != 1 ? " " : "/", answer_text(part, "unit"));
        }
    } else {
        buf_adds(&text, _("no published price"));
    }
    text_pad(out, text.data, PRICE_COLUMNS, true);
    buf_free(&text);
}

/* Both names, first the one in the language that is spoken here; where there is one only, that one. */
static void names_text(const json_t *part, int columns, struct buf *out)
{
    const char *name = answer_text(part, "name"), *local = answer_text(part, "name_local");
    bool local_first = local[0] != '\0' && (i18n_is_chinese() || name[0] == '\0');
    const char *first = local_first ? local : name, *second = local_first ? name : local;
    if (columns >= WIDE - NUMBER_COLUMNS - PRICE_COLUMNS) {
        text_pad(out, first, columns / 2 - 1, false);
        buf_addc(out, ' ');
        text_pad(out, second, columns - columns / 2, false);
        return;
    }
    struct buf both;
    buf_init(&both, ROW_MAX);
    buf_addf(&both, "%s%s%s", first, second[0] != '\0' ? "  " : "", second);
    text_pad(out, both.data, columns, false);
    buf_free(&both);
}

static void draw_part(struct term *t, int y, struct area a, const json_t *part, unsigned mark)
{
    struct buf text;
    int names = a.columns - NUMBER_COLUMNS - PRICE_COLUMNS - 2;
    buf_init(&text, ROW_MAX);
    text_pad(&text, answer_text(part, "part_no"), NUMBER_COLUMNS, false);
    buf_addc(&text, ' ');
    names_text(part, names, &text);
    term_put(t, y, a.x, a.columns - PRICE_COLUMNS, STYLE_TEXT | mark, text.data);
    buf_clear(&text);
    price_text(part, &text);
    term_put(t, y, a.x + a.columns - PRICE_COLUMNS, PRICE_COLUMNS, STYLE_SUM | mark, text.data);
    buf_free(&text);
}

static void draw_list_line(struct term *t, int y, struct area a, const json_t *list)
{
    char in_force[WHEN_SIZE], fetched[WHEN_SIZE];
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_addf(&text, _("list %s, revision %lld, in force since %s, fetched %s, %lld parts"),
             answer_text(list, "source"), (long long)answer_int(list, "revision", 0),
             answer_when(list, "in_force_at", in_force), answer_when(list, "fetched_at", fetched),
             (long long)answer_int(list, "parts", 0));
    term_put(t, y, a.x, a.columns, STYLE_DIM, text.data);
    buf_free(&text);
}

static void draw_page(struct term *t, const struct showroom *v, struct area a)
{
    const char *name = answer_text(book_group(&v->book), "group");
    size_t i;
    const json_t *part;
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_addf(&text, _("%s   page %zu, group %zu of %zu"), name[0] != '\0' ? name : _("without a group"),
             v->book.number, v->book.group + 1, book_group_count(&v->book));
    term_put(t, a.y, a.x, a.columns, STYLE_HEAD, text.data);
    buf_free(&text);
    draw_list_line(t, a.y + 1, a, book_list(&v->book));
    json_array_foreach((json_t *)(uintptr_t)book_parts(&v->book), i, part)
    {
        if ((int)i < a.rows - HEAD_ROWS - NOTICE_ROWS) {
            draw_part(t, a.y + HEAD_ROWS + (int)i, a, part, 0);
        }
    }
}

/* Which list the price under the cursor is of. */
static void draw_part_line(struct term *t, int y, struct area a, const json_t *part)
{
    struct buf text;
    char when[WHEN_SIZE];
    buf_init(&text, ROW_MAX);
    buf_addf(&text, _("list %s, revision %lld, in force from %s, fetched %s"), answer_text(part, "source"),
             (long long)answer_int(part, "revision", 0), answer_text(part, "effective"),
             answer_when(part, "fetched_at", when));
    term_put(t, y, a.x, a.columns, STYLE_DIM, text.data);
    buf_free(&text);
}

static void draw_search(struct term *t, struct showroom *v, struct area a)
{
    int rows = a.rows - HEAD_ROWS - NOTICE_ROWS;
    size_t top = list_top(&v->list, rows);
    for (int i = 0; i < rows && top + (size_t)i < v->list.count; i++) {
        size_t row = top + (size_t)i;
        draw_part(t, a.y + HEAD_ROWS + i, a, json_array_get(found_parts(v), row),
                  row == v->list.at ? STYLE_SELECTED : 0U);
    }
    if (v->list.count > 0) {
        draw_part_line(t, a.y + 1, a, json_array_get(found_parts(v), v->list.at));
    } else if (v->found != NULL) {
        draw_list_line(t, a.y + 1, a, book_list(&v->book));
        term_put(t, a.y + HEAD_ROWS, a.x + 2, a.columns - 4, STYLE_DIM,
                 _("Nothing found: try fewer letters."));
    }
    int x = a.x + term_add(t, a.y, a.x, a.columns, STYLE_HEAD, _("Number or words: "));
    field_draw(&v->query, t, a.y, x, a.x + a.columns - x, true);
}

static void draw_notice(struct ui *ui, const struct showroom *v, struct area a)
{
    int y = a.y + a.rows - 1;
    char since[WHEN_SIZE];
    struct buf text;
    buf_init(&text, ROW_MAX);
    if (v->failed_since != 0) {
        buf_addf(&text, _("The list cannot be read since %s: %s"), when_short(v->failed_since, since),
                 v->failure.message);
        term_put(ui_term(ui), y, a.x, a.columns, STYLE_WARN, text.data);
    } else if (when_monotonic() < v->notice_until) {
        term_put(ui_term(ui), y, a.x, a.columns, STYLE_GOOD, _("A new price list is in force"));
    }
    buf_free(&text);
}

static void showroom_draw(struct ui *ui, void *self, struct area a)
{
    struct showroom *v = self;
    if (v->book.rows != page_rows(ui) && v->failed_since == 0) {
        turn(ui, v, BOOK_AGAIN); /* the terminal has another size now */
    }
    if (v->searching) {
        draw_search(ui_term(ui), v, a);
    } else if (book_parts(&v->book) != NULL) {
        draw_page(ui_term(ui), v, a);
    } else {
        term_wrap(ui_term(ui), a.y + 1, a.x + 2, a.rows - HEAD_ROWS, a.columns - 4, STYLE_DIM,
                  v->failed_since != 0
                      ? v->failure.message
                      : _("No price list is in force yet. Get one with: clearbay price sync"));
    }
    draw_notice(ui, v, a);
}

/* What the list says of the part; not where it was fetched from, which is the workshop's own affair. */
static void show_part(struct ui *ui, struct showroom *v)
{
    const json_t *part = json_array_get(found_parts(v), v->list.at);
    struct error e = ERROR_NONE;
    json_t *answer = NULL;
    if (part == NULL) {
        return;
    }
    json_t *params = json_pack("{s:s}", "part", answer_text(part, "part_no"));
    params_text(params, "source", answer_text(part, "source"));
    params_text(params, "brand", answer_text(part, "brand"));
    if (succeeded(v, client_call(ui_client(ui), "price.show", params, &answer, &e), &e)) {
        struct buf text;
        buf_init(&text, TEXT_MAX);
        json_object_del(answer, "origin");
        show_result(answer, &text);
        screen_text_open(ui, answer_text(part, "part_no"), text.data);
        buf_free(&text);
    }
    json_decref(params);
    json_decref(answer);
}

static bool search_press(struct ui *ui, struct showroom *v, const struct press *p)
{
    bool within = strcmp(p->name, "Home") == 0 || strcmp(p->name, "End") == 0;
    if (strcmp(p->name, "Esc") == 0 || (strcmp(p->name, "Backspace") == 0 && v->query.len == 0)) {
        end_search(v);
    } else if (strcmp(p->name, "Enter") == 0) {
        show_part(ui, v);
    } else if (within || !list_press(&v->list, p, page_rows(ui), true)) {
        if (!field_press(&v->query, p)) {
            return false;
        }
        if (!within && strcmp(p->name, "Left") != 0 && strcmp(p->name, "Right") != 0) {
            v->list.at = 0;
            look_up(ui, v);
        }
    }
    return true;
}

static const struct {
    const char *key;
    enum book_turn where;
} turns[] = {
    {"Right", BOOK_NEXT},  {"Down", BOOK_NEXT},        {"PgDn", BOOK_NEXT},
    {"Enter", BOOK_NEXT},  {"Space", BOOK_NEXT},       {"j", BOOK_NEXT},
    {"l", BOOK_NEXT},      {"Left", BOOK_BEFORE},      {"Up", BOOK_BEFORE},
    {"PgUp", BOOK_BEFORE}, {"Backspace", BOOK_BEFORE}, {"k", BOOK_BEFORE},
    {"h", BOOK_BEFORE},    {"Tab", BOOK_NEXT_GROUP},   {"Shift-Tab", BOOK_GROUP_BEFORE},
    {"Home", BOOK_FIRST},  {"End", BOOK_LAST},
};

static bool showroom_press(struct ui *ui, void *self, const struct press *p)
{
    struct showroom *v = self;
    if (v->searching) {
        return search_press(ui, v, p);
    }
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        if (strcmp(p->name, turns[i].key) == 0) {
            turn(ui, v, turns[i].where);
            return true;
        }
    }
    bool slash = strcmp(p->name, "/") == 0 || strcmp(p->name, "Ctrl-F") == 0;
    bool typed =
        (p->text[0] != '\0' || p->paste != NULL) && strcmp(p->name, "q") != 0 && strcmp(p->name, "?") != 0;
    v->searching = slash || typed;
    return slash || (typed && search_press(ui, v, p));
}

/* The keys that the table gives to every screen. */
static bool showroom_action(struct ui *ui, void *self, const char *id)
{
    struct showroom *v = self;
    if (strcmp(id, "console.help") == 0) {
        screen_text_open(ui, _("Help: what works here"),
                         _("Arrows, h j k l, PgUp, PgDn  turn the page\n"
                           "Tab, Shift-Tab               next group, group before\n"
                           "Home, End                    first group, last group\n"
                           "a letter or digit, or /      look a part up: its number, words, pinyin\n"
                           "Enter                        what the list says of the part that was found\n"
                           "Esc                          back to the pages\n"
                           "F5                           read the list again\n"
                           "F10 or q                     leave\n"
                           "\n"
                           "A minute after the last key the pages turn by themselves again."));
        return true;
    }
    if (strcmp(id, "console.refresh") == 0) {
        showroom_refresh(ui, v);
        term_redraw(ui_term(ui));
        return true;
    }
    return false;
}

static enum scan_fit showroom_scan_fit(const void *self, const char *code, const char *kind)
{
    (void)self;
    (void)kind;
    return scan_is_vin(code) ? SCAN_ELSEWHERE : SCAN_MINE;
}

/* Looks the part up, in place of what was looked for. */
static void showroom_scan(struct ui *ui, void *self, const char *code)
{
    struct showroom *v = self;
    v->searching = true;
    field_set(&v->query, code);
    v->list.at = 0;
    look_up(ui, v);
}

static void showroom_close(void *self)
{
    struct showroom *v = self;
    book_free(&v->book);
    json_decref(v->found);
    free(v);
}

static const struct screen_ops showroom_ops = {.context = CTX_SHOWROOM,
                                               .title = showroom_title,
                                               .draw = showroom_draw,
                                               .press = showroom_press,
                                               .action = showroom_action,
                                               .refresh = showroom_refresh,
                                               .tick = showroom_tick,
                                               .scan_fit = showroom_scan_fit,
                                               .scan = showroom_scan,
                                               .close = showroom_close};

void screen_showroom_open(struct ui *ui, int seconds)
{
    struct showroom *v = calloc(1, sizeof *v);
    if (v != NULL) {
        v->seconds = seconds;
        showroom_refresh(ui, v);
        v->turn_at = when_monotonic() + (int64_t)seconds * 1000;
    }
    ui_set_public(ui);
    ui_start_with(ui, &showroom_ops, v);
}
