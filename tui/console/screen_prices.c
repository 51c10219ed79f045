/* Price lookup while one types; Enter adds the part to the open order at the price that is shown. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/cli/show.h"
#include "tui/console/available.h"
#include "tui/console/field.h"
#include "tui/console/keymap.h"
#include "tui/console/list.h"
#include "tui/console/part_order.h"
#include "tui/console/scan.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum {
    FOUND_MAX = 100,
    HEAD_ROWS = 3,
    ROW_MAX = 8192,
    PRICE_COLUMNS = 16,
    NUMBER_COLUMNS = 20,
    QTY_COLUMNS = 8,
    ORDER_SIZE = 64,
    LIST_COLUMNS = 100 /* a price stays near what it is for */
};

struct prices {
    struct field query, qty;
    bool in_qty;
    bool asked_lists, no_list; /* nothing was found: whether a list is in force */
    json_t *answer;
    size_t limit; /* of the answer */
    struct list list;
    char added_to[ORDER_SIZE]; /* the order that the key before added the part to; else "" */
};

static const json_t *parts(const struct prices *v)
{
    return json_object_get(v->answer, "parts");
}

static const json_t *here(const struct prices *v)
{
    return json_array_get(parts(v), v->list.at);
}

/* Rows for parts between the head and the bottom. */
static int page_rows(struct ui *ui)
{
    return term_rows(ui_term(ui)) - 3 - HEAD_ROWS;
}

/* Nothing was found: perhaps no list is in force. Asked once for all that one types. */
static void note_lists(struct ui *ui, struct prices *v)
{
    bool nothing = v->answer != NULL && v->list.count == 0;
    json_t *answer = NULL;
    if (nothing && !v->asked_lists && ui_call(ui, "price.groups", NULL, &answer) == ST_OK) {
        v->no_list = json_array_size(json_object_get(answer, "lists")) == 0;
    }
    v->asked_lists = nothing;
    v->no_list = nothing && v->no_list;
    json_decref(answer);
}

/* While one types, only what is seen is fetched. */
static void look_up(struct ui *ui, struct prices *v, size_t limit)
{
    v->limit = limit;
    ui_discard(ui, v->answer);
    v->answer = NULL;
    struct buf key;
    buf_init(&key, FIELD_MAX * 4);
    text_fold(v->query.text, &key);
    if (key.len > 0) {
        json_t *params = json_pack("{s:s,s:i}", "query", v->query.text, "limit", (int)limit);
        ui_call(ui, "price.find", params, &v->answer);
        part_order_replaced_behind(json_object_get(v->answer, "parts"), v->query.text);
    }
    buf_free(&key);
    v->list.at = 0;
    list_count(&v->list, json_array_size(parts(v)));
    note_lists(ui, v);
}

static void look_up_page(struct ui *ui, struct prices *v)
{
    look_up(ui, v, (size_t)page_rows(ui));
}

static bool is_same_part(const json_t *a, const json_t *b)
{
    return strcmp(answer_text(a, "part_no"), answer_text(b, "part_no")) == 0 &&
           strcmp(answer_text(a, "source"), answer_text(b, "source")) == 0 &&
           strcmp(answer_text(a, "brand"), answer_text(b, "brand")) == 0;
}

/* The same again, the cursor stays on its part: more of them may put another one before it. */
static void look_up_again(struct ui *ui, struct prices *v, size_t limit)
{
    size_t at = v->list.at, i;
    json_t *was = json_incref((json_t *)(uintptr_t)here(v));
    const json_t *part;
    look_up(ui, v, limit);
    json_array_foreach(parts(v), i, part)
    {
        at = is_same_part(part, was) ? i : at;
    }
    v->list.at = at;
    list_count(&v->list, json_array_size(parts(v)));
    json_decref(was);
}

static void prices_refresh(struct ui *ui, void *self)
{
    struct prices *v = self;
    v->asked_lists = false;
    look_up_again(ui, v, v->limit);
}

/* Moves the cursor; below the page, more parts are fetched first. */
static bool move(struct ui *ui, struct prices *v, const struct press *p)
{
    bool down = strcmp(p->name, "Down") == 0 || strcmp(p->name, "PgDn") == 0;
    if (down && v->limit < FOUND_MAX && v->list.count == v->limit) {
        look_up_again(ui, v, FOUND_MAX);
    }
    bool edits = strcmp(p->name, "Home") == 0 || strcmp(p->name, "End") == 0;
    return !edits && list_press(&v->list, p, page_rows(ui), true);
}

static void prices_title(struct ui *ui, void *self, struct buf *out)
{
    (void)self;
    buf_adds(out, _("Prices"));
    if (ui_order(ui) != NULL &&
        !available_not_in_stage(ui, command_find("order.add_part"), CTX_ORDER, NULL)) {
        buf_adds(out, "  ");
        buf_addf(out, _("Enter adds to %s  %s"), answer_text(ui_order(ui), "order"),
                 answer_text(ui_order(ui), "plate"));
    }
}

/* The name as the reader's language has it, and what else is to be known of the part. */
static void add_name(const json_t *part, struct buf *out)
{
    const char *brand = answer_text(part, "brand"), *next = answer_text(part, "superseded_by");
    buf_adds(out, answer_part_name(part));
    if (brand[0] != '\0') {
        buf_addf(out, "  [%s]", brand);
    }
    if (next[0] != '\0') {
        buf_adds(out, "  ");
        buf_addf(out, _("replaced by %s"), next);
    }
}

static void add_price(const json_t *part, struct buf *out)
{
    const char *price = answer_text(part, "list_price");
    if (price[0] == '\0') {
        buf_adds(out, _("no price"));
        return;
    }
    buf_adds(out, price);
    buf_addc(out, ' ');
    buf_adds(out, answer_text(part, "currency"));
}

/* One style for the whole row: it is written in one piece. `text` is what the row is made in. */
static void draw_part(struct term *t, int y, struct area a, const json_t *part, bool selected,
                      struct buf *text)
{
    unsigned style = STYLE_TEXT | (selected ? STYLE_SELECTED : 0U);
    int columns = a.columns < LIST_COLUMNS ? a.columns : LIST_COLUMNS;
    int name = columns - NUMBER_COLUMNS - PRICE_COLUMNS, right = a.x + columns;
    term_put(t, y, a.x, NUMBER_COLUMNS, style, answer_text(part, "part_no"));
    buf_clear(text);
    buf_addc(text, ' ');
    add_name(part, text);
    term_put(t, y, a.x + NUMBER_COLUMNS, name, style, text->data);
    buf_clear(text);
    add_price(part, text);
    int gap = PRICE_COLUMNS - text_width(text->data);
    gap = gap > 0 ? gap : 0;
    term_put(t, y, right - PRICE_COLUMNS, gap, style, "");
    term_put(t, y, right - PRICE_COLUMNS + gap, PRICE_COLUMNS - gap, style, text->data);
}

static void draw_head(struct term *t, const struct prices *v, struct area a)
{
    const char *label = _("Number or words: ");
    const char *qty = _("  Quantity: ");
    int x = a.x + term_add(t, a.y, a.x, a.columns, STYLE_HEAD, label);
    int from = a.x + a.columns - QTY_COLUMNS - text_width(qty);
    field_draw(&v->query, t, a.y, x, from - x, !v->in_qty);
    term_add(t, a.y, from, a.columns, STYLE_HEAD, qty);
    field_draw(&v->qty, t, a.y, a.x + a.columns - QTY_COLUMNS, QTY_COLUMNS, v->in_qty);
}

static void prices_draw(struct ui *ui, void *self, struct area a)
{
    struct prices *v = self;
    struct term *t = ui_term(ui);
    int rows = a.rows - HEAD_ROWS;
    size_t top = list_top(&v->list, rows);
    struct buf row;
    buf_init(&row, ROW_MAX);
    for (int i = 0; i < rows && top + (size_t)i < v->list.count; i++) {
        size_t at = top + (size_t)i;
        draw_part(t, a.y + 2 + i, a, json_array_get(parts(v), at), at == v->list.at, &row);
    }
    buf_free(&row);
    if (v->list.count == 0) {
        term_put(t, a.y + 2, a.x + 2, a.columns - 4, STYLE_DIM,
                 v->no_list ? _("No price list is in force: Ctrl-S fetches the sources of the configuration")
                 : v->answer == NULL ? _("Type a part number, with or without dashes, or words of its name")
                                     : _("Nothing found: try fewer letters; Ctrl-S fetches a newer list"));
    }
    const json_t *part = here(v);
    if (part != NULL) {
        struct buf text;
        char when[WHEN_SIZE];
        buf_init(&text, ROW_MAX);
        buf_addf(&text, _("list %s, revision %lld, in force from %s, fetched %s"),
                 answer_text(part, "source"), (long long)answer_int(part, "revision", 0),
                 answer_has(part, "effective") ? answer_text(part, "effective") : "-",
                 answer_when(part, "fetched_at", when));
        term_put(t, a.y + a.rows - 1, a.x, a.columns, STYLE_DIM, text.data);
        buf_free(&text);
    }
    draw_head(t, v, a);
}

static json_t *part_params(const json_t *part)
{
    json_t *params = json_pack("{s:s}", "part", answer_text(part, "part_no"));
    params_text(params, "source", answer_text(part, "source"));
    params_text(params, "brand", answer_text(part, "brand"));
    return params;
}

static void add_part(struct ui *ui, struct prices *v)
{
    const json_t *part = here(v);
    if (part == NULL) {
        return;
    }
    if (ui_order(ui) == NULL) {
        ui_say(ui, STYLE_WARN, "%s", _("No order is open to add it to: open one from the board (F4) first"));
        return;
    }
    json_t *params = part_params(part);
    json_t *order = params_order(ui_order(ui));
    json_object_update(params, order);
    json_decref(order);
    params_text(params, "qty", v->qty.text);
    char number[ROW_MAX];
    text_copy(number, sizeof number, answer_text(part, "part_no"));
    json_t *answer = NULL;
    if (ui_call(ui, "order.add_part", params, &answer) == ST_OK) {
        struct buf text;
        buf_init(&text, ROW_MAX);
        buf_addf(&text, _("%s x %s added to %s"), v->qty.text, number, answer_text(ui_order(ui), "order"));
        enum style style = answer_warnings(answer, &text) ? STYLE_WARN : STYLE_GOOD;
        ui_say(ui, style, "%s", text.data);
        buf_free(&text);
        field_propose(&v->qty, "1");
        v->in_qty = false;
        char query[FIELD_MAX];
        text_copy(query, sizeof query, v->query.text);
        field_propose(&v->query, query); /* what is typed next looks for the next part */
        text_copy(v->added_to, sizeof v->added_to, answer_text(ui_order(ui), "order"));
    }
    json_decref(answer);
}

static void add_again(struct ui *ui, void *arg)
{
    add_part(ui, arg);
}

/* The same part once more, and nothing was typed since: a key that was hit twice adds no second line unasked.
 */
static void ask_again(struct ui *ui, struct prices *v)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_addf(&text, _("%s was added to %s just now. Add it once more, as a second line?"),
             answer_text(here(v), "part_no"), v->added_to);
    ui_ask(ui, text.data, add_again, v);
    buf_free(&text);
}

static bool prices_press(struct ui *ui, void *self, const struct press *p)
{
    struct prices *v = self;
    if (strcmp(p->name, "Enter") == 0) {
        bool again = v->added_to[0] != '\0' && strcmp(v->added_to, answer_text(ui_order(ui), "order")) == 0;
        if (again) {
            ask_again(ui, v);
        } else {
            add_part(ui, v);
        }
        return true;
    }
    v->added_to[0] = '\0';
    if (strcmp(p->name, "Tab") == 0 || strcmp(p->name, "Shift-Tab") == 0) {
        v->in_qty = !v->in_qty;
        return true;
    }
    if (move(ui, v, p)) {
        return true;
    }
    if (!field_press(v->in_qty ? &v->qty : &v->query, p)) {
        return false;
    }
    if (!v->in_qty && (p->text[0] != '\0' || p->paste != NULL || strcmp(p->name, "Left") != 0)) {
        look_up_page(ui, v);
    }
    return true;
}

/* What the list says of the part, and what it ever said. */
static bool prices_action(struct ui *ui, void *self, const char *id)
{
    const struct prices *v = self;
    const struct command *c = command_find(id);
    if (strcmp(id, "price.history") == 0 && here(v) != NULL) {
        screen_history_open(ui, part_params(here(v)));
        return true;
    }
    if (strcmp(id, "price.show") != 0) {
        return strcmp(id, "price.history") == 0;
    }
    json_t *answer = NULL;
    if (here(v) != NULL && ui_call(ui, id, part_params(here(v)), &answer) == ST_OK) {
        struct buf text;
        buf_init(&text, ROW_MAX * 64);
        show_result(answer, &text);
        screen_text_open(ui, _(c->summary), text.data);
        buf_free(&text);
    }
    json_decref(answer);
    return true;
}

static void prices_close(void *self)
{
    struct prices *v = self;
    json_decref(v->answer);
    free(v);
}

static struct field *prices_field(void *self)
{
    struct prices *v = self;
    return v->in_qty ? &v->qty : &v->query;
}

/* A part's number belongs into the query, whichever field one is in. Into an empty one it is as if typed, and
 * added; else it takes the place of what was looked for. */
static enum scan_fit prices_scan_fit(const void *self, const char *code, const char *kind)
{
    const struct prices *v = self;
    bool of_part = kind[0] == '\0' ? !scan_is_vin(code) : strcmp(kind, "part") == 0;
    bool anew = v->in_qty || strlen(v->query.text) > strlen(code);
    return !of_part ? SCAN_ELSEWHERE : anew ? SCAN_MINE : SCAN_TYPED;
}

static void prices_scan(struct ui *ui, void *self, const char *code)
{
    struct prices *v = self;
    v->in_qty = false;
    v->added_to[0] = '\0';
    field_set(&v->query, code);
    look_up_page(ui, v);
}

static const struct own_key prices_keys[] = {{"Enter", N_("add the part to the open order")},
                                             {"Tab", N_("to the quantity, and back to the number")},
                                             {"Up Down PgUp PgDn", N_("go to another part")},
                                             {NULL, NULL}};

static const struct screen_ops prices_ops = {.own_keys = prices_keys,
                                             .context = CTX_PRICE,
                                             .typing = true,
                                             .title = prices_title,
                                             .draw = prices_draw,
                                             .press = prices_press,
                                             .action = prices_action,
                                             .refresh = prices_refresh,
                                             .field = prices_field,
                                             .scan_fit = prices_scan_fit,
                                             .scan = prices_scan,
                                             .close = prices_close};

void screen_prices_open(struct ui *ui)
{
    if (ui_raise(ui, &prices_ops)) {
        return;
    }
    struct prices *v = calloc(1, sizeof *v);
    if (v != NULL) {
        field_propose(&v->qty, "1");
        v->query.recalls = true;
    }
    ui_push(ui, &prices_ops, v);
}

void screen_prices_look_up(struct ui *ui, const char *number)
{
    screen_prices_open(ui);
    struct prices *v = ui_self_of(ui, &prices_ops);
    if (v != NULL) {
        field_set(&v->query, number);
        v->in_qty = false;
        look_up_page(ui, v);
    }
}
