/* The inspection of a level: g a r n set an item and lead to the next one; a reading is typed before it. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/command/command.h"
#include "tui/console/filter.h"
#include "tui/console/inspect_mark.h"
#include "tui/console/inspect_row.h"
#include "tui/console/keymap.h"
#include "tui/console/list.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum { LEVEL_SIZE = 16, ITEM_SIZE = 64, READING_DECIMALS = 3, ROW_MAX = 8192, MISSING_SIZE = 1024 };

/* What the last key was about. */
struct mark {
    char item[ITEM_SIZE]; /* "": about none */
    const char *result;
    bool done; /* it was recorded; else the same key once more does it */
};

struct inspect {
    char level[LEVEL_SIZE];
    char order[40];
    json_t *answer;
    const json_t **items; /* those that apply, into answer */
    struct list list;
    struct inspect_foot foot;
    char warned[INSPECT_NOTE_SIZE]; /* what whoever signs is told of; not at every key */
    const char *asked;              /* the result that a reading was asked about for; borrowed */
    struct mark said, before;       /* by this key, and by the one before it */
    json_t *noted;                  /* the item as it was when its form was opened; NULL: none was */
    struct filter filter;
};

static const json_t *here(const struct inspect *v)
{
    return v->list.at < v->list.count ? v->items[v->list.at] : NULL;
}

/* The cursor stays on its item; when that one goes it is on the next one that stays, else on the last. The
 * answer that it was in still stands. */
static void take_items(struct inspect *v)
{
    const json_t *items = json_object_get(v->answer, "items");
    const char *was = answer_text(here(v), "item");
    free(v->items);
    v->items = calloc(json_array_size(items) + 1, sizeof *v->items);
    size_t i, n = 0, before = 0;
    bool reached = false;
    const json_t *item;
    json_array_foreach(items, i, item)
    {
        reached = reached || strcmp(answer_text(item, "item"), was) == 0;
        bool wanted = filter_match(&v->filter, answer_text(item, "text")) ||
                      filter_match(&v->filter, word_text(WORD_RESULT, answer_text(item, "result")));
        if (v->items != NULL && answer_true(item, "applies") && wanted) {
            v->items[n++] = item;
            before += reached ? 0 : 1;
        }
    }
    v->list.at = reached ? before : v->list.at;
    list_count(&v->list, n);
}

/* That a level cannot be signed is told before a dozen items are inspected for it. */
static void ask_ready(struct ui *ui, struct inspect *v)
{
    struct error e = ERROR_NONE;
    json_t *answer = NULL, *params = json_pack("{s:s,s:s}", "order", v->order, "level", v->level);
    enum status st = client_call(ui_client(ui), "order.ready", params, &answer, &e);
    json_decref(params);
    v->foot.fails = strcmp(answer_text(answer, "missing_code"), "red_item") == 0;
    bool items = strcmp(answer_text(answer, "missing_code"), "items_open") == 0;
    bool is_signed = strcmp(e.code, "already_signed") == 0; /* the title says so */
    const char *why = items || is_signed ? "" : st == ST_OK ? answer_text(answer, "missing") : e.message;
    struct buf text;
    buf_init(&text, sizeof v->foot.blocked - 1);
    buf_adds(&text, why);
    ui_add_said_key(why, &text);
    text_copy(v->foot.blocked, sizeof v->foot.blocked, text.data);
    buf_clear(&text);
    answer_warnings(answer, &text);
    text_copy(v->warned, sizeof v->warned, text.data);
    buf_free(&text);
    json_decref(answer);
}

static void say_blocked(struct ui *ui, const struct inspect *v)
{
    if (v->foot.fails) {
        ui_say(ui, STYLE_WARN, "%s", v->foot.blocked);
    } else if (v->foot.blocked[0] != '\0') {
        ui_say(ui, STYLE_WARN, _("It cannot be signed yet: %s"), v->foot.blocked);
    } else if (v->foot.failed[0] != '\0') {
        ui_say(ui, STYLE_WARN, "%s", _("QC failed it: inspect again what was done anew, then sign"));
    } else if (v->warned[0] != '\0' && answer_int(v->answer, "open", 0) == 0) {
        ui_say(ui, STYLE_WARN, "%s", v->warned);
    }
}

/* The next item that is still open, from the cursor downwards and then from the top. */
static void to_next_open(struct inspect *v)
{
    for (size_t step = 1; step <= v->list.count; step++) {
        size_t row = (v->list.at + step) % v->list.count;
        if (!answer_has(v->items[row], "result")) {
            v->list.at = row;
            return;
        }
    }
    if (v->list.at + 1 < v->list.count) {
        v->list.at++;
    }
}

/* An item's form has recorded something: one goes on as after a key. */
static void go_on_from_form(struct inspect *v)
{
    for (size_t i = 0; v->noted != NULL && i < v->list.count; i++) {
        bool same = strcmp(answer_text(v->items[i], "item"), answer_text(v->noted, "item")) == 0;
        if (same && !json_equal(v->items[i], v->noted)) {
            v->foot.reading[0] = '\0'; /* it went into the form */
            v->list.at = i;
            to_next_open(v);
            break;
        }
    }
    json_decref(v->noted);
    v->noted = NULL;
}

static void inspect_refresh(struct ui *ui, void *self)
{
    struct inspect *v = self;
    json_t *answer = NULL;
    json_t *params = json_pack("{s:s,s:s}", "order", v->order, "level", v->level);
    if (ui_call(ui, "order.inspection", params, &answer) != ST_OK) {
        return;
    }
    json_t *before = v->answer;
    v->answer = answer;
    take_items(v);
    json_decref(before);
    go_on_from_form(v);
    ask_ready(ui, v);
    ui_open_order(ui, v->order);
    inspect_foot_failed(&v->foot, ui_order(ui), v->level);
}

static void inspect_title(struct ui *ui, void *self, struct buf *out)
{
    const struct inspect *v = self;
    inspect_title_text(ui_order(ui), v->answer, &v->foot, out);
}

static void inspect_draw(struct ui *ui, void *self, struct area a)
{
    struct inspect *v = self;
    struct term *t = ui_term(ui);
    if (filter_is_on(&v->filter)) {
        a.rows--;
    }
    int rows = a.rows - inspect_foot_rows(&v->foot);
    size_t top = list_top(&v->list, rows);
    struct inspect_columns columns = inspect_columns_of(json_object_get(v->answer, "items"), a.columns);
    for (int i = 0; i < rows && top + (size_t)i < v->list.count; i++) {
        size_t row = top + (size_t)i;
        inspect_row_draw(t, a.y + i, a.x, &columns, v->items[row], row == v->list.at);
    }
    if (v->list.count == 0) {
        filter_draw_none(t, a.y + 1, a.x + 2, a.columns - 4);
    }
    term_cursor(t, a.y + (int)(v->list.at - top), a.x);
    inspect_foot_draw(t, a, here(v), &v->foot);
    if (filter_is_on(&v->filter)) {
        filter_draw(&v->filter, t, a.y + a.rows, a.x, a.columns);
    }
}

static json_t *item_params(struct ui *ui, const struct inspect *v, const char *result)
{
    char value[MONEY_SIZE];
    const json_t *item = here(v);
    json_t *params = params_order(ui_order(ui));
    params_text(params, "level", v->level);
    params_text(params, "item", answer_text(item, "item"));
    params_text(params, "result", result);
    params_text(params, "note", answer_text(item, "note"));
    json_object_set_new(params, COMMAND_DRAFT, json_true());
    bool measured = answer_has(item, "unit") && strcmp(result, "na") != 0;
    if (measured) {
        params_text(params, "value",
                    v->foot.reading[0] != '\0' ? v->foot.reading : answer_quantity(item, "value", value));
    }
    return params;
}

static void record(struct ui *ui, struct inspect *v, const char *result)
{
    json_t *answer = NULL, *item = json_deep_copy(here(v));
    if (ui_call(ui, "inspect", item_params(ui, v, result), &answer) == ST_OK) {
        v->foot.reading[0] = '\0';
        v->said = (struct mark){.result = result, .done = true};
        text_copy(v->said.item, sizeof v->said.item, answer_text(item, "item"));
        inspect_refresh(ui, v);
        to_next_open(v);
        if (answer_int(v->answer, "open", 0) == 0) {
            say_blocked(ui, v);
        }
        if (!answer_has(answer, "warnings")) {
            inspect_offer_remark(ui, item, result);
        }
    }
    json_decref(answer);
    json_decref(item);
}

static void record_asked(struct ui *ui, void *arg)
{
    struct inspect *v = arg;
    record(ui, v, v->asked);
}

/* More than such a thing can have: a point was left out, or it is so. True: it was asked. */
static bool ask_about_reading(struct ui *ui, struct inspect *v, const char *result)
{
    char most_text[MONEY_SIZE];
    int64_t value = 0, most = 0;
    const json_t *item = here(v);
    bool known =
        decimal_parse(answer_quantity(item, "most", most_text), '.', READING_DECIMALS, &most) == DECIMAL_OK &&
        decimal_parse(v->foot.reading, '.', READING_DECIMALS, &value) == DECIMAL_OK;
    if (!known || value <= most) {
        return false;
    }
    struct buf question;
    buf_init(&question, ROW_MAX);
    buf_addf(&question, _("%s: %s %s is more than the %s %s that it can be. Record it all the same?"),
             answer_text(item, "text"), v->foot.reading, answer_text(item, "unit"), most_text,
             answer_text(item, "unit"));
    v->asked = result;
    ui_ask(ui, question.data, record_asked, v);
    buf_free(&question);
    return true;
}

/* Whether a key may mark an item that has a result: the same key once more may. */
static bool may_mark_again(struct ui *ui, struct inspect *v, const json_t *item, const char *result)
{
    if (!v->before.done && v->before.result == result &&
        strcmp(v->before.item, answer_text(item, "item")) == 0) {
        return true;
    }
    enum inspect_again again = inspect_mark_again(ui, v->level, item, result);
    if (again == INSPECT_NEEDLESS) {
        to_next_open(v);
    } else if (again == INSPECT_ASKED) {
        text_copy(v->said.item, sizeof v->said.item, answer_text(item, "item"));
        v->said.result = result;
    }
    return again == INSPECT_AT_ONCE;
}

static void set_result(struct ui *ui, struct inspect *v, const char *result)
{
    const json_t *item = here(v);
    if (item == NULL) {
        return;
    }
    bool measured = answer_has(item, "unit") && strcmp(result, "na") != 0;
    bool read_anew = measured && v->foot.reading[0] != '\0';
    if (answer_has(item, "result") && !read_anew && !may_mark_again(ui, v, item, result)) {
        return;
    }
    if (measured && v->foot.reading[0] == '\0' && !answer_has(item, "value")) {
        ui_say(ui, STYLE_WARN, _("%s: type the reading in %s first, then g, a or r"),
               answer_text(item, "text"), answer_text(item, "unit"));
    } else if (!measured || !ask_about_reading(ui, v, result)) {
        record(ui, v, result);
    }
}

/* A key that does something with the reading, or moves away from it. */
static bool takes_reading(const char *key)
{
    const struct command *c = keymap_find(CTX_INSPECT, key);
    bool takes = strchr("hjkl", key[0]) != NULL || (c != NULL && strcmp(c->id, "console.note") == 0);
    return takes || (c != NULL && inspect_result_of(c->id) != NULL);
}

/* Every character is taken into the reading, or it is said that it is not. */
static bool type_reading(struct ui *ui, struct inspect *v, const struct press *p)
{
    size_t n = strlen(v->foot.reading);
    if (strcmp(p->name, "Backspace") == 0 && n > 0) {
        v->foot.reading[n - 1] = '\0';
        return true;
    }
    char c = p->text[0] != '\0' ? inspect_reading_character(p->text) : '\0';
    if (c != '\0' && answer_has(here(v), "unit") && n + 1 < sizeof v->foot.reading) {
        v->foot.reading[n] = c;
        v->foot.reading[n + 1] = '\0';
        return true;
    }
    if (n == 0 || p->text[0] == '\0' || (c == '\0' && takes_reading(p->name))) {
        return false;
    }
    ui_say(ui, STYLE_WARN, _("%s is not taken into the reading %s: g, a or r takes it, Esc throws it away"),
           p->text, v->foot.reading);
    return true;
}

static bool inspect_press(struct ui *ui, void *self, const struct press *p)
{
    struct inspect *v = self;
    bool changed = false;
    v->before = v->said;
    v->said = (struct mark){0};
    if (v->noted != NULL) {
        inspect_refresh(ui, v); /* keys come faster than pictures: its form may have recorded something */
    }
    if (v->foot.reading[0] == '\0' && filter_key(&v->filter, p, &changed)) {
        if (changed) {
            take_items(v);
        }
        return true;
    }
    if (type_reading(ui, v, p)) {
        return true;
    }
    if (strcmp(p->name, "Esc") == 0 && v->foot.reading[0] != '\0') {
        v->foot.reading[0] = '\0';
        return true;
    }
    size_t before = v->list.at;
    int rows = term_rows(ui_term(ui)) - 3 - inspect_foot_rows(&v->foot);
    bool reads = v->foot.reading[0] != '\0', enter = reads && strcmp(p->name, "Enter") == 0;
    if (enter || list_press(&v->list, p, rows, v->filter.open)) {
        if (reads) { /* it belongs to the row that it was typed for */
            v->list.at = before;
            ui_say(ui, STYLE_WARN, _("%s is not saved yet: g, a or r keeps it, Esc throws it away"),
                   v->foot.reading);
        }
        return true;
    }
    if (strcmp(p->name, "Left") == 0 || strcmp(p->name, "h") == 0) {
        ui_back(ui);
        return true;
    }
    return false;
}

/* What a remark is for: the item that the key before it has marked as not in order, else the one that the
 * cursor is on. NULL: there is none. */
static const json_t *to_be_noted(const struct inspect *v)
{
    size_t i;
    const json_t *item;
    json_array_foreach(json_object_get(v->answer, "items"), i, item)
    {
        if (v->before.done && inspect_wants_remark(v->before.result) &&
            strcmp(answer_text(item, "item"), v->before.item) == 0) {
            return item;
        }
    }
    return here(v);
}

/* What the form of an item says it is for. */
static void add_about(const json_t *item, struct buf *out)
{
    buf_addf(out, _("Result and remark: %s"), answer_text(item, "text"));
}

/* The form of the command `inspect` for the item: its result, reading and a remark. */
static void open_note(struct ui *ui, struct inspect *v)
{
    char value[MONEY_SIZE];
    const json_t *item = to_be_noted(v);
    if (item == NULL) {
        return;
    }
    struct buf about;
    buf_init(&about, ROW_MAX);
    add_about(item, &about);
    json_t *fixed = json_pack("{s:s,s:s}", "level", v->level, "item", answer_text(item, "item"));
    json_t *start = json_object();
    params_text(start, "result", answer_text(item, "result"));
    params_text(start, "value",
                v->foot.reading[0] != '\0' ? v->foot.reading : answer_quantity(item, "value", value));
    params_text(start, "note", answer_text(item, "note"));
    v->noted = json_deep_copy(item);
    screen_command_open_about(ui, command_find("inspect"), fixed, start, about.data, "note");
    buf_free(&about);
}

static bool inspect_action(struct ui *ui, void *self, const char *id)
{
    struct inspect *v = self;
    const char *result = inspect_result_of(id);
    if (result != NULL) {
        set_result(ui, v, result);
    } else if (strcmp(id, "console.filter") == 0) {
        filter_anew(&v->filter);
        take_items(v);
    } else if (strcmp(id, "console.note") == 0) {
        open_note(ui, v);
    } else if (strcmp(id, "console.damage") == 0) {
        screen_damage_open(ui);
    } else if (strcmp(id, "console.sign") == 0) {
        screen_sign_open(ui, v->level);
    } else {
        return false;
    }
    return true;
}

static bool inspect_unsaved(const void *self)
{
    const struct inspect *v = self;
    return v->foot.reading[0] != '\0';
}

/* It comes back as the form of the command. */
static void inspect_draft(const void *self, struct draft *out)
{
    const struct inspect *v = self;
    struct buf about;
    buf_init(&about, ROW_MAX);
    add_about(here(v), &about);
    out->form = "inspect";
    text_copy(out->subject, sizeof out->subject, v->order);
    out->content =
        json_pack("{s:{s:s},s:{s:s,s:s,s:s},s:s}", "fields", "value", v->foot.reading, "fixed", "order",
                  v->order, "level", v->level, "item", answer_text(here(v), "item"), "about", about.data);
    buf_free(&about);
}

static void inspect_close(void *self)
{
    struct inspect *v = self;
    json_decref(v->answer);
    json_decref(v->noted);
    free(v->items);
    free(v);
}

static struct field *inspect_field(void *self)
{
    struct inspect *v = self;
    return v->filter.open ? &v->filter.field : NULL;
}

static const struct own_key inspect_keys[] = {{"0-9 . Backspace", N_("type the reading of the item")},
                                              {NULL, NULL}};

static const struct screen_ops inspect_ops = {.own_keys = inspect_keys,
                                              .context = CTX_INSPECT,
                                              .title = inspect_title,
                                              .draw = inspect_draw,
                                              .press = inspect_press,
                                              .action = inspect_action,
                                              .refresh = inspect_refresh,
                                              .unsaved = inspect_unsaved,
                                              .draft = inspect_draft,
                                              .field = inspect_field,
                                              .close = inspect_close};

void screen_inspect_open(struct ui *ui, const char *level)
{
    struct inspect *v = calloc(1, sizeof *v);
    if (v != NULL) {
        text_copy(v->level, sizeof v->level, level);
        text_copy(v->order, sizeof v->order, answer_text(ui_order(ui), "order"));
        inspect_refresh(ui, v);
        if (v->list.count > 0 && answer_has(v->items[0], "result")) {
            to_next_open(v);
        }
        say_blocked(ui, v);
    }
    ui_push(ui, &inspect_ops, v);
}
