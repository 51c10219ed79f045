/* Lists that the gate held: why, and what they would change, largest differences first. A manager lets them
 * in or throws them away. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/filter.h"
#include "tui/console/list.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHANGES_MAX = 1000,
    ROW_MAX = 4096,
    NUMBER_COLUMNS = 20,
    PRICE_COLUMNS = 13,
    PERCENT_COLUMNS = 10,
    PAGE_MARGIN = 3
};

/* A row of the screen: a list's head, one of its reasons, or one of its changes. */
struct held_row {
    size_t list;
    const json_t *reason, *change; /* both NULL: the head, or with `figures` what stands below it */
    bool figures;
};

struct held {
    json_t *answer;
    struct held_row *rows;
    struct list list;
    struct filter filter; /* of the changes; heads and reasons stay */
};

static const json_t *lists(const struct held *v)
{
    return json_object_get(v->answer, "held");
}

static const json_t *list_at(const struct held *v)
{
    return v->list.count == 0 ? NULL : json_array_get(lists(v), v->rows[v->list.at].list);
}

static size_t rows_needed(const struct held *v)
{
    size_t n = 0, i;
    const json_t *one;
    json_array_foreach(lists(v), i, one)
    {
        n += 2 + json_array_size(json_object_get(one, "gate")) +
             json_array_size(json_object_get(one, "changes"));
    }
    return n;
}

static const char *kind_text(const char *kind)
{
    if (strcmp(kind, "new") == 0) {
        return _("new");
    }
    if (strcmp(kind, "removed") == 0) {
        return _("off sale");
    }
    return strcmp(kind, "other") == 0 ? _("texts") : "";
}

/* Changes of a list that the filter hides. */
static size_t hidden_changes(const struct held *v, size_t list)
{
    size_t n = json_array_size(json_object_get(json_array_get(lists(v), list), "changes"));
    for (size_t i = 0; i < v->list.count; i++) {
        n -= v->rows[i].list == list && v->rows[i].change != NULL ? 1 : 0;
    }
    return n;
}

static bool shows_changes(const struct held *v)
{
    bool any = false;
    for (size_t i = 0; i < v->list.count; i++) {
        any = any || v->rows[i].change != NULL;
    }
    return any;
}

static bool is_wanted(const struct held *v, const json_t *change)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_addf(&text, "%s %s %s %s", answer_text(change, "part_no"), answer_text(change, "name"),
             answer_text(change, "name_local"), kind_text(answer_text(change, "change")));
    bool wanted = filter_match(&v->filter, text.data);
    buf_free(&text);
    return wanted;
}

/* What a row is, also in the next answer. */
static void row_key(const struct held *v, const struct held_row *row, struct buf *out)
{
    const json_t *list = json_array_get(lists(v), row->list);
    buf_addf(out, "%s %lld %d %s %s", answer_text(list, "source"), (long long)answer_int(list, "revision", 0),
             row->figures, answer_text(row->reason, "text"), answer_text(row->change, "part_no"));
}

/* The cursor goes to the row of that key, if it stands; else it is at its height, or on the first change of
 * those that are looked for. */
static void go_to(struct held *v, const char *key)
{
    struct buf one;
    bool found = false;
    size_t first = v->list.count;
    buf_init(&one, ROW_MAX);
    for (size_t i = 0; i < v->list.count && !found; i++) {
        buf_clear(&one);
        row_key(v, &v->rows[i], &one);
        found = strcmp(one.data, key) == 0;
        v->list.at = found ? i : v->list.at;
        first = first == v->list.count && v->rows[i].change != NULL ? i : first;
    }
    if (!found && v->filter.field.len > 0 && first < v->list.count) {
        v->list.at = first;
    }
    buf_free(&one);
}

/* Makes the rows of an answer, which may be the one that there is. */
static void make_rows(struct held *v, json_t *answer)
{
    size_t n = 0, i, k;
    const json_t *one, *reason, *change;
    struct buf here;
    buf_init(&here, ROW_MAX);
    if (v->list.at < v->list.count) {
        row_key(v, &v->rows[v->list.at], &here);
    }
    json_incref(answer);
    json_decref(v->answer);
    v->answer = answer;
    free(v->rows);
    v->rows = calloc(rows_needed(v) + 1, sizeof *v->rows);
    json_array_foreach(v->rows != NULL ? lists(v) : NULL, i, one)
    {
        v->rows[n++] = (struct held_row){.list = i};
        json_array_foreach(json_object_get(one, "gate"), k, reason)
        {
            v->rows[n++] = (struct held_row){.list = i, .reason = reason};
        }
        v->rows[n++] = (struct held_row){.list = i, .figures = true};
        json_array_foreach(json_object_get(one, "changes"), k, change)
        {
            if (is_wanted(v, change)) {
                v->rows[n++] = (struct held_row){.list = i, .change = change};
            }
        }
    }
    list_count(&v->list, n);
    go_to(v, here.data);
    buf_free(&here);
}

static void held_refresh(struct ui *ui, void *self)
{
    struct held *v = self;
    json_t *answer = NULL;
    if (ui_call(ui, "price.held", json_pack("{s:i}", "limit", CHANGES_MAX), &answer) == ST_OK) {
        make_rows(v, answer);
        json_decref(answer);
    }
}

static void held_title(struct ui *ui, void *self, struct buf *out)
{
    (void)ui;
    const struct held *v = self;
    buf_addf(out, _("Held price lists: %zu"), json_array_size(lists(v)));
}

static void add_price(struct buf *out, const json_t *change, const char *key, bool there)
{
    struct buf cell;
    buf_init(&cell, ROW_MAX);
    buf_adds(&cell, answer_has(change, key) ? answer_text(change, key) : there ? _("no price") : "-");
    text_pad(out, cell.data, PRICE_COLUMNS, true);
    buf_addc(out, ' ');
    buf_free(&cell);
}

static void add_percent(struct buf *out, const json_t *change)
{
    char number[MONEY_SIZE];
    struct buf cell;
    buf_init(&cell, ROW_MAX);
    const char *kind = answer_text(change, "change");
    if (answer_has(change, "percent")) {
        buf_addf(&cell, "%s %%", answer_quantity(change, "percent", number));
    } else {
        buf_adds(&cell, kind_text(kind));
    }
    text_pad(out, cell.data, PERCENT_COLUMNS, true);
    buf_free(&cell);
}

/* Number, name, price now, price then, difference. */
static void change_text(const json_t *change, int columns, struct buf *out)
{
    const char *kind = answer_text(change, "change");
    int name = columns - NUMBER_COLUMNS - 2 * (PRICE_COLUMNS + 1) - PERCENT_COLUMNS - 2;
    text_pad(out, answer_text(change, "part_no"), NUMBER_COLUMNS, false);
    buf_addc(out, ' ');
    text_pad(out, answer_part_name(change), name, false);
    buf_addc(out, ' ');
    add_price(out, change, "price_before", strcmp(kind, "new") != 0);
    add_price(out, change, "price_after", strcmp(kind, "removed") != 0);
    add_percent(out, change);
}

static void figures_text(const json_t *list, struct buf *out)
{
    buf_addf(out, _("%lld rows: %lld new, %lld changed, %lld the same, %lld gone, %lld refused"),
             (long long)answer_int(list, "rows_read", 0), (long long)answer_int(list, "rows_added", 0),
             (long long)answer_int(list, "rows_changed", 0), (long long)answer_int(list, "rows_unchanged", 0),
             (long long)answer_int(list, "rows_removed", 0), (long long)answer_int(list, "rows_rejected", 0));
}

static enum style row_text(const struct held *v, const struct held_row *row, int columns, struct buf *out)
{
    const json_t *list = json_array_get(lists(v), row->list);
    char when[WHEN_SIZE];
    if (row->change != NULL) {
        change_text(row->change, columns, out);
        return STYLE_TEXT;
    }
    if (row->reason != NULL) {
        buf_addf(out, "  %s", answer_text(row->reason, "text"));
        return STYLE_WARN;
    }
    if (row->figures) {
        buf_adds(out, "  ");
        figures_text(list, out);
        return STYLE_DIM;
    }
    buf_addf(out, _("%s: revision %lld instead of %lld, fetched %s"), answer_text(list, "source"),
             (long long)answer_int(list, "revision", 0), (long long)answer_int(list, "in_force", 0),
             answer_when(list, "fetched_at", when));
    return STYLE_HEAD;
}

static void held_draw(struct ui *ui, void *self, struct area a)
{
    struct held *v = self;
    struct term *t = ui_term(ui);
    if (filter_is_on(&v->filter)) {
        a.rows--;
        filter_draw(&v->filter, t, a.y + a.rows, a.x, a.columns);
    }
    int y, x;
    term_cursor_at(t, &y, &x);
    size_t top = list_top(&v->list, a.rows);
    struct buf text;
    buf_init(&text, ROW_MAX);
    for (int i = 0; i < a.rows && top + (size_t)i < v->list.count; i++) {
        size_t at = top + (size_t)i;
        buf_clear(&text);
        enum style style = row_text(v, &v->rows[at], a.columns, &text);
        term_put(t, a.y + i, a.x, a.columns, style | (at == v->list.at ? STYLE_SELECTED : 0U), text.data);
    }
    if (v->list.count == 0) {
        term_put(t, a.y + 1, a.x + 2, a.columns - 4, STYLE_DIM,
                 _("No list is held: what was fetched last is in force"));
    }
    if (v->filter.field.len > 0 && v->list.count > 0 && !shows_changes(v) && (int)v->list.count < a.rows) {
        filter_draw_none(t, a.y + (int)v->list.count, a.x + 2, a.columns - 4);
    }
    if (!v->filter.open) {
        y = a.y + (int)(v->list.at - top);
        x = a.x;
    }
    term_cursor(t, y, x);
    buf_free(&text);
}

static json_t *decision(const struct held *v)
{
    const json_t *list = list_at(v);
    json_t *params = json_object();
    params_text(params, "source", answer_text(list, "source"));
    json_object_set_new(params, "revision", json_integer(answer_int(list, "revision", 0)));
    return params;
}

static void decide(struct ui *ui, struct held *v, const char *id, const char *done)
{
    json_t *answer = NULL;
    if (ui_call(ui, id, decision(v), &answer) == ST_OK && !answer_has(answer, "warnings")) {
        ui_say(ui, STYLE_GOOD, "%s", done);
    }
    json_decref(answer);
    held_refresh(ui, v);
}

static void accept(struct ui *ui, void *arg)
{
    decide(ui, arg, "price.accept", _("The held list is in force"));
}

static void throw_away(struct ui *ui, void *arg)
{
    decide(ui, arg, "price.reject", _("The held list is thrown away; the old one stays in force"));
}

static bool held_action(struct ui *ui, void *self, const char *id)
{
    struct held *v = self;
    char question[ROW_MAX];
    if (strcmp(id, "console.filter") == 0) {
        filter_anew(&v->filter);
        make_rows(v, v->answer);
        return true;
    }
    bool accepts = strcmp(id, "price.accept") == 0;
    if ((!accepts && strcmp(id, "price.reject") != 0) || list_at(v) == NULL) {
        return false;
    }
    const char *source = answer_text(list_at(v), "source");
    long long revision = (long long)answer_int(list_at(v), "revision", 0);
    size_t hidden = hidden_changes(v, v->rows[v->list.at].list);
    if (accepts && hidden > 0) {
        snprintf(question, sizeof question,
                 _("Put revision %lld of %s in force, with what the filter hides as well (changes: %zu)?"),
                 revision, source, hidden);
    } else if (accepts) {
        snprintf(question, sizeof question,
                 _("Put revision %lld of %s in force, with all that is shown here?"), revision, source);
    } else {
        snprintf(question, sizeof question, _("Throw revision %lld of %s away?"), revision, source);
    }
    ui_ask(ui, question, accepts ? accept : throw_away, v);
    return true;
}

static bool held_press(struct ui *ui, void *self, const struct press *p)
{
    struct held *v = self;
    bool changed = false;
    if (filter_key(&v->filter, p, &changed)) {
        if (changed) {
            make_rows(v, v->answer);
        }
        return true;
    }
    return list_press(&v->list, p, term_rows(ui_term(ui)) - PAGE_MARGIN, v->filter.open);
}

static void held_close(void *self)
{
    struct held *v = self;
    json_decref(v->answer);
    free(v->rows);
    free(v);
}

static struct field *held_field(void *self)
{
    struct held *v = self;
    return v->filter.open ? &v->filter.field : NULL;
}

static const struct screen_ops held_ops = {.context = CTX_HELD,
                                           .title = held_title,
                                           .draw = held_draw,
                                           .press = held_press,
                                           .action = held_action,
                                           .refresh = held_refresh,
                                           .field = held_field,
                                           .close = held_close};

void screen_held_open(struct ui *ui)
{
    if (ui_raise(ui, &held_ops)) {
        return;
    }
    struct held *v = calloc(1, sizeof *v);
    if (v != NULL) {
        held_refresh(ui, v);
    }
    ui_push(ui, &held_ops, v);
}
