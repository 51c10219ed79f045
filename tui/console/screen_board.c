/* The board: open orders with their clocks, most urgent first. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/console/board_row.h"
#include "tui/console/filter.h"
#include "tui/console/jump.h"
#include "tui/console/keymap.h"
#include "tui/console/list.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_ROWS = 2, ORDER_SIZE = 40 };

struct board_view {
    struct board_row *rows; /* of every open order */
    size_t count;
    struct board_row **shown; /* those that pass the filter, list.count of them */
    struct list list;
    struct filter filter;
    bool moved;  /* the cursor, since the filter was typed */
    bool jumps;  /* the filter began with a number or a plate: it leads to one order, and then it is done */
    size_t late; /* rows that say late */
    int64_t late_until; /* so many there are until then, UTC ms; 0: to be counted */
};

/* Rows that say late now; one that was late once has answered since. Counted anew when the next one gets
 * late, not for each picture: there are thousands. */
static size_t count_late(struct board_view *b)
{
    int64_t now = when_now();
    if (now <= b->late_until) {
        return b->late;
    }
    b->late = 0;
    b->late_until = INT64_MAX;
    for (size_t i = 0; i < b->count; i++) {
        int64_t due_at = b->rows[i].clock.due_at;
        if (due_at != 0 && due_at < now) {
            b->late++;
        } else if (due_at != 0 && due_at < b->late_until) {
            b->late_until = due_at;
        }
    }
    return b->late;
}

static void board_title(struct ui *ui, void *self, struct buf *out)
{
    (void)ui;
    struct board_view *b = self;
    buf_addf(out, _("Board: %zu open, %zu late"), b->count, count_late(b));
}

static void free_rows(struct board_view *b)
{
    for (size_t i = 0; i < b->count; i++) {
        board_row_free(&b->rows[i]);
    }
    free(b->rows);
    free(b->shown);
    b->rows = NULL;
    b->shown = NULL;
    b->count = 0;
    b->late_until = 0;
}

/* Lets the rows that pass the filter stand; the cursor stays on the order with that number. */
static void apply_filter(struct board_view *b, const char *number)
{
    size_t n = 0, at = filter_is_on(&b->filter) ? 0 : b->list.at; /* its order left: the one that follows */
    bool found = false;
    for (size_t i = 0; i < b->count; i++) {
        struct board_row *row = &b->rows[i];
        if (board_row_fits(row, &b->filter)) {
            bool named = board_row_is_number(row, b->filter.field.text);
            at = named || (!found && strcmp(board_row_order(row), number) == 0) ? n : at;
            found = found || named;
            b->shown[n++] = row;
        }
    }
    b->list.at = at;
    list_count(&b->list, n);
}

/* NULL: there is no row. */
static const char *order_here(const struct board_view *b)
{
    return b->list.at < b->list.count ? board_row_order(b->shown[b->list.at]) : NULL;
}

static void filter_again(struct board_view *b)
{
    char number[ORDER_SIZE] = "";
    text_copy(number, sizeof number, order_here(b) != NULL ? order_here(b) : "");
    apply_filter(b, number);
}

static void board_refresh(struct ui *ui, void *self)
{
    struct board_view *b = self;
    json_t *answer = NULL;
    char number[ORDER_SIZE] = "";
    if (ui_call(ui, "board", NULL, &answer) != ST_OK) {
        return;
    }
    text_copy(number, sizeof number, order_here(b) != NULL ? order_here(b) : "");
    free_rows(b);
    const json_t *orders = json_object_get(answer, "orders");
    b->count = json_array_size(orders);
    b->rows = calloc(b->count + 1, sizeof *b->rows);
    b->shown = calloc(b->count + 1, sizeof *b->shown);
    if (b->rows == NULL || b->shown == NULL) {
        ui_say(ui, STYLE_BAD, "%s", _("out of memory: close other programs and try again"));
        b->count = 0;
    }
    for (size_t i = 0; i < b->count; i++) {
        board_row_init(&b->rows[i], json_array_get(orders, i));
    }
    json_decref(answer);
    malloc_trim(0); /* the answer was large: thousands of orders */
    apply_filter(b, number);
}

static void board_draw(struct ui *ui, void *self, struct area a)
{
    struct board_view *b = self;
    struct term *t = ui_term(ui);
    board_heading_draw(t, a);
    int y = a.y + 1, rows = a.rows - 1;
    if (filter_is_on(&b->filter)) {
        rows--;
    }
    size_t top = list_top(&b->list, rows);
    for (int i = 0; i < rows && top + (size_t)i < b->list.count; i++) {
        size_t row = top + (size_t)i;
        board_row_draw(b->shown[row], t, (struct area){y + i, a.x, 1, a.columns}, row == b->list.at);
    }
    term_cursor(t, y + (int)(b->list.at - top), a.x);
    if (b->list.count == 0) {
        term_put(t, y + 1, a.x + 2, a.columns - 4, STYLE_DIM,
                 filter_is_on(&b->filter)
                     ? _("No order holds these words; Esc shows all again")
                     : _("No car is here. F2 takes one in, F3 looks prices up, F1 helps"));
    }
    if (filter_is_on(&b->filter)) {
        filter_draw(&b->filter, t, a.y + a.rows - 1, a.x, a.columns);
    }
}

/* A digit, a capital or a Chinese character begins an order's number, a plate or a VIN: it opens the filter
 * by itself. */
static bool begins_jump(const struct press *p)
{
    return (p->text[0] >= '0' && p->text[0] <= '9') || (p->text[0] >= 'A' && p->text[0] <= 'Z') ||
           (unsigned char)p->text[0] >= 0x80;
}

/* Shows an order from the board. What was typed to get there has led there: back on the board all orders
 * stand again, and the cursor is on that one; what / was asked for stays. */
static void open_order(struct ui *ui, struct board_view *b, const char *number)
{
    char order[FIELD_SHORT];
    text_copy(order, sizeof order, number);
    if (b->jumps) {
        field_wipe(&b->filter.field);
        filter_again(b);
    }
    screen_order_open(ui, order);
}

/* Enter: the order with the number that was typed, whether it is on the board or closed long ago; else the
 * one that the cursor is on; else the car or part that has this number. */
static void open_here(struct ui *ui, struct board_view *b)
{
    char typed[FIELD_MAX];
    const char *number = order_here(b);
    text_copy(typed, sizeof typed, b->filter.field.text);
    bool digits = typed[0] != '\0' && typed[strspn(typed, "0123456789")] == '\0';
    b->filter.open = false;
    if (number != NULL && (b->moved || !digits || board_row_is_number(b->shown[b->list.at], typed))) {
        open_order(ui, b, number);
    } else if (jump_to(ui, typed)) {
        field_wipe(&b->filter.field);
        filter_again(b);
    } else if (number != NULL) {
        open_order(ui, b, number);
    } else if (typed[0] != '\0') {
        ui_say(ui, STYLE_WARN,
               _("No order, car or part is %s: Esc shows all orders again, F2 takes a car in, Ctrl-P finds "
                 "by words"),
               typed);
    }
}

static bool board_press(struct ui *ui, void *self, const struct press *p)
{
    struct board_view *b = self;
    bool was_on = filter_is_on(&b->filter);
    if (begins_jump(p) && !b->filter.open) {
        filter_anew(&b->filter);
        b->jumps = true;
    }
    if (filter_press(&b->filter, p)) {
        b->moved = false;
        filter_again(b);
        return true;
    }
    if (was_on && strcmp(p->name, "Esc") == 0) {
        field_wipe(&b->filter.field);
        filter_again(b);
        return true;
    }
    if (list_press(&b->list, p, term_rows(ui_term(ui)) - 3 - HEAD_ROWS, b->filter.open)) {
        b->moved = true;
        return true;
    }
    bool in = strcmp(p->name, "Enter") == 0 || strcmp(p->name, "Right") == 0 || strcmp(p->name, "l") == 0;
    if (in && (b->list.count > 0 || filter_is_on(&b->filter))) {
        open_here(ui, b);
        return true;
    }
    return false;
}

/* What a key of an order does to the one that the cursor is on. What is inspected or signed is seen. */
static bool run_on_order(struct ui *ui, const struct board_view *b, const char *id)
{
    bool shows = strcmp(id, "order.inspection") == 0 || strcmp(id, "console.sign") == 0;
    const struct command *c = command_find(id);
    if (order_here(b) == NULL) {
        ui_say(ui, STYLE_WARN, _("%s: no order is here; F2 takes a car in"), _(c->summary));
        return true;
    }
    if (!shows) {
        return ui_open_order(ui, order_here(b)) != ST_OK; /* then the command's form comes */
    }
    screen_order_open(ui, order_here(b));
    if (!ui_is_top(ui, b)) {
        ui_run(ui, c);
    }
    return true;
}

static bool board_action(struct ui *ui, void *self, const char *id)
{
    static const char *const of_order[] = {"order.stage", "order.assign", "order.promise", "order.inspection",
                                           "console.sign"};
    struct board_view *b = self;
    if (strcmp(id, "console.filter") == 0) {
        b->jumps = b->filter.open && b->jumps;
        filter_anew(&b->filter);
        filter_again(b);
        return true;
    }
    for (size_t i = 0; i < sizeof of_order / sizeof *of_order; i++) {
        if (strcmp(of_order[i], id) == 0) {
            return run_on_order(ui, b, id);
        }
    }
    return false;
}

static void board_close(void *self)
{
    struct board_view *b = self;
    free_rows(b);
    free(b);
}

static struct field *board_field(void *self)
{
    struct board_view *b = self;
    return b->filter.open ? &b->filter.field : NULL;
}

static const struct own_key board_keys[] = {
    {"Enter Right l", N_("open the order")},
    {"0-9 A-Z", N_("jump to any order by its number's last digits or its plate")},
    {NULL, NULL}};

static const struct screen_ops board_ops = {.own_keys = board_keys,
                                            .context = CTX_BOARD,
                                            .title = board_title,
                                            .draw = board_draw,
                                            .press = board_press,
                                            .action = board_action,
                                            .refresh = board_refresh,
                                            .field = board_field,
                                            .close = board_close};

void screen_board_open(struct ui *ui)
{
    struct board_view *b = calloc(1, sizeof *b);
    if (b != NULL) {
        board_refresh(ui, b);
    }
    ui_start_with(ui, &board_ops, b);
    screen_drafts_offer(ui);
}
