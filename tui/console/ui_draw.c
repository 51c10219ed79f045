/* The picture: title, screens, keys and the message. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/available.h"
#include "tui/console/follow.h"
#include "tui/console/ui_inside.h"

#include <stdio.h>
#include <string.h>

enum { MESSAGE_ROWS = 4, HINT_ROWS = 2, BAR_MAX = 4096, USER_COLUMNS = 24 };

/* Whether a key of the table is worth a hint on a screen of that context, or for CTX_GLOBAL in the row of
 * the keys that work on every screen. */
static bool offered(const struct ui *ui, const struct command *c, unsigned context)
{
    bool here = context == CTX_GLOBAL ? c->contexts == CTX_GLOBAL : (c->contexts & context) != 0;
    if (!here || c->label == NULL) {
        return false;
    }
    bool way_out = strcmp(c->id, "console.help") == 0 || strcmp(c->id, "console.leave") == 0;
    return way_out || (!ui_is_public(ui) && keymap_may(c, client_role(ui->client)) &&
                       !available_not_in_stage(ui, c, context, NULL));
}

static void draw_title(struct ui *ui)
{
    struct buf left, right, row;
    buf_init(&left, BAR_MAX);
    buf_init(&right, BAR_MAX);
    buf_init(&row, BAR_MAX);
    struct entry *one = ui_entry(ui);
    buf_addf(&left, " clearbay %s  ", client_setting(ui->client, "outlet.code"));
    for (int i = ui->depth - 1; i >= 0 && ui->stack[i].ops->overlay; i--) {
        one = &ui->stack[i - 1];
    }
    if (one->ops->title != NULL) {
        one->ops->title(ui, one->self, &left);
    }
    bool inside = !ui_is_public(ui); /* who works here is nobody else's affair */
    if (inside && ui->sync != NULL) {
        buf_adds(&right, _("fetching price lists "));
    }
    if (inside && client_user(ui->client)[0] != '\0') {
        buf_addc(&right, ' ');
        text_cut(&right, client_user_name(ui->client), USER_COLUMNS);
        buf_addc(&right, ' ');
    }
    const char *banner = ui_banner(ui);
    int columns = term_columns(ui->term), wide = text_width(right.data), loud = text_width(banner);
    text_pad(&row, left.data, columns - wide - loud, false);
    term_put(ui->term, 0, 0, columns - wide - loud, STYLE_BAR, row.data);
    term_put(ui->term, 0, columns - wide - loud, loud, STYLE_BAD, banner);
    term_put(ui->term, 0, columns - wide, wide, STYLE_BAR, right.data);
    buf_free(&left);
    buf_free(&right);
    buf_free(&row);
}

/* Keys of a context as the table labels them, on up to `rows` rows from y. Returns the rows used; with y < 0
 * it only counts them. */
static int draw_hints(struct ui *ui, int y, int rows, unsigned context)
{
    int x = 0, row = 0, columns = term_columns(ui->term);
    for (int i = 0; i < rows && y >= 0; i++) {
        term_put(ui->term, y + i, 0, columns, STYLE_TEXT, "");
    }
    for (size_t i = 0; i < command_count; i++) {
        const struct command *c = &command_table[i];
        char key[KEY_NAME_SIZE];
        if (!offered(ui, c, context)) {
            continue;
        }
        keymap_key(c, key);
        int wide = text_width(key) + 1 + text_width(_(c->label));
        if (x + wide > columns) {
            x = 0;
            row++;
        }
        if (row == rows) {
            return rows;
        }
        if (y >= 0) {
            term_add(ui->term, y + row, x, columns - x, STYLE_KEY, key);
            term_add(ui->term, y + row, x + text_width(key) + 1, columns - x, STYLE_DIM, _(c->label));
        }
        x += wide + 2;
    }
    return x > 0 ? row + 1 : row;
}

bool ui_is_too_small(const struct ui *ui)
{
    return term_rows(ui->term) < TERM_ROWS_MIN || term_columns(ui->term) < TERM_COLUMNS_MIN;
}

/* The notice, as much of it as there is room for; what else is to be said stands below. */
static void draw_too_small(struct ui *ui)
{
    int rows = term_rows(ui->term), columns = term_columns(ui->term);
    bool may_lock = client_user(ui->client)[0] != '\0' && !ui_is_public(ui);
    char text[200];
    snprintf(text, sizeof text, _("%dx%d: too small, %dx%d is needed"), columns, rows, TERM_COLUMNS_MIN,
             TERM_ROWS_MIN);
    term_put(ui->term, 0, 0, columns, STYLE_BAD, text);
    int y = 1;
    y += term_wrap(ui->term, y, 0, rows - y, columns, STYLE_TEXT,
                   _("What you type goes into your form; every other key waits until it is larger."));
    y += term_wrap(ui->term, y, 0, rows - y, columns, STYLE_TEXT,
                   may_lock ? _("What you typed before is kept. F10 leaves, Ctrl-L locks.")
                            : _("What you typed before is kept. F10 leaves."));
    term_wrap(ui->term, y, 0, rows - y, columns, ui->message_style, ui->message);
}

/* Who pressed such keys all the same is told that they did nothing. */
static void end_notice(struct ui *ui)
{
    if (ui->unseen_keys) {
        ui_say(ui, STYLE_WARN, "%s",
               _("A key that was pressed while the terminal was too small did nothing, nor what came behind "
                 "it"));
    }
    ui->unseen_keys = false;
}

/* "Space more" at the right, where it begins keys of two. */
static void draw_prefix(struct ui *ui, int y)
{
    char text[64];
    snprintf(text, sizeof text, " %.50s", _("more"));
    int key = text_width("Space"), wide = key + text_width(text);
    if (ui_has_prefix(ui, "Space")) {
        int x = term_columns(ui->term) - wide;
        term_add(ui->term, y, x, key, STYLE_KEY, "Space");
        term_add(ui->term, y, x + key, wide - key, STYLE_DIM, text);
    }
}

/* At the bottom: the keys that work everywhere, and above them the screen's own, or the message until the
 * next key; a long message covers what is above it. */
static void draw_bottom(struct ui *ui, int hint_rows)
{
    const struct screen_ops *ops = ui_entry(ui)->ops;
    int columns = term_columns(ui->term), last = term_rows(ui->term) - 1;
    draw_hints(ui, last, 1, ops->modal ? 0 : CTX_GLOBAL);
    draw_prefix(ui, last);
    draw_hints(ui, last - hint_rows, hint_rows, ops->modal ? 0 : ops->context);
    if (ui->message[0] != '\0') {
        int wanted = term_wrap(ui->term, 0, 0, MESSAGE_ROWS, columns, STYLE_COUNT, ui->message);
        int rows = wanted > hint_rows ? wanted : hint_rows;
        for (int i = 0; i < rows; i++) {
            term_put(ui->term, last - rows + i, 0, columns, STYLE_TEXT, "");
        }
        term_wrap(ui->term, last - rows, 0, wanted, columns, ui->message_style, ui->message);
    }
}

static void draw_screens(struct ui *ui)
{
    int rows = term_rows(ui->term), columns = term_columns(ui->term);
    int first = ui->depth - 1;
    while (first > 0 && ui->stack[first].ops->overlay) {
        first--;
    }
    const struct screen_ops *ops = ui->stack[first].ops;
    int hints = draw_hints(ui, -1, HINT_ROWS, ops->modal ? 0 : ops->context);
    hints = hints > 0 ? hints : 1; /* the message's place */
    draw_title(ui);
    for (int i = first; i < ui->depth; i++) {
        ui->stack[i].ops->draw(ui, ui->stack[i].self, (struct area){1, 0, rows - 2 - hints, columns});
    }
    if (ui->prefix[0] != '\0' && ui->prefix_shown) {
        follow_draw(ui, ui->prefix, ui_entry(ui)->ops->context,
                    (struct area){1, 0, rows - 2 - hints, columns});
    }
    draw_bottom(ui, hints);
}

void ui_draw(struct ui *ui)
{
    ui_refresh(ui);
    term_clear(ui->term);
    ui->notice = ui_is_too_small(ui);
    if (ui->notice) {
        draw_too_small(ui);
    } else if (ui->depth > 0) {
        end_notice(ui);
        draw_screens(ui);
    }
    term_flush(ui->term);
    json_decref(ui->gone);
    ui->gone = NULL;
}
