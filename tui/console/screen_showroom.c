/* The public price list on a display: page by page, group by group, by itself. With a keyboard one leafs
 * through it and looks a part up; left alone it goes on. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEAD_ROWS = 3,
    NUMBER_COLUMNS = 20,
    PRICE_COLUMNS = 18,
    WIDE = 100, /* columns from which both names stand side by side */
    PAGES_BACK = 256,
    HANDS_MS = 60000, /* after a key it stays where it is for so long */
    ROW_MAX = 8192
};

struct showroom {
    int seconds; /* a page stays */
    json_t *groups, *page;
    size_t group;
    int64_t from[PAGES_BACK]; /* where the group's pages begin */
    size_t at;                /* the page that is shown */
    int64_t turn_at;          /* monotonic ms */
    int rows;                 /* of a page as it was read */
};

static const json_t *group_at(const struct showroom *v)
{
    return json_array_get(json_object_get(v->groups, "groups"), v->group);
}

static size_t group_count(const struct showroom *v)
{
    return json_array_size(json_object_get(v->groups, "groups"));
}

/* The list that a group belongs to. */
static const json_t *list_of(const struct showroom *v, const json_t *group)
{
    size_t i;
    const json_t *list;
    json_array_foreach(json_object_get(v->groups, "lists"), i, list)
    {
        if (strcmp(answer_text(list, "source"), answer_text(group, "source")) == 0) {
            return list;
        }
    }
    return NULL;
}

static int page_rows(struct ui *ui)
{
    int rows = term_rows(ui_term(ui)) - HEAD_ROWS - 4;
    return rows > 1 ? rows : 1;
}

static bool read_page(struct ui *ui, struct showroom *v)
{
    const json_t *group = group_at(v);
    json_t *answer = NULL;
    v->rows = page_rows(ui);
    v->turn_at = when_monotonic() + (int64_t)v->seconds * 1000;
    if (group == NULL) {
        return false;
    }
    json_t *params = json_pack("{s:i,s:I}", "limit", v->rows, "from", (json_int_t)v->from[v->at]);
    params_text(params, "source", answer_text(group, "source"));
    params_text(params, "group", answer_text(group, "group"));
    if (ui_call(ui, "price.list", params, &answer) != ST_OK) {
        return false; /* the page that is shown stays */
    }
    json_decref(v->page);
    v->page = answer;
    return json_array_size(json_object_get(answer, "parts")) > 0;
}

/* The first page of the next group, or of the one before, that has parts. */
static void go_to_group(struct ui *ui, struct showroom *v, int step)
{
    for (size_t tries = 0; tries < group_count(v); tries++) {
        v->group = (v->group + (step > 0 ? 1 : group_count(v) - 1)) % group_count(v);
        v->at = 0;
        v->from[0] = 0;
        if (read_page(ui, v)) {
            return;
        }
    }
}

static void go_on(struct ui *ui, struct showroom *v)
{
    if (answer_has(v->page, "next") && v->at + 1 < PAGES_BACK) {
        v->from[v->at + 1] = answer_int(v->page, "next", 0);
        v->at++;
        read_page(ui, v);
    } else {
        go_to_group(ui, v, 1);
    }
}

static void go_back(struct ui *ui, struct showroom *v)
{
    if (v->at > 0) {
        v->at--;
        read_page(ui, v);
    } else {
        go_to_group(ui, v, -1);
    }
}

/* From the first page on. */
static void begin(struct ui *ui, struct showroom *v)
{
    v->group = v->at = 0;
    v->from[0] = 0;
    if (!read_page(ui, v) && group_count(v) > 0) {
        go_to_group(ui, v, 1);
    }
}

/* Somebody wrote to the database: is it another list? Then from the beginning. */
static void showroom_refresh(struct ui *ui, void *self)
{
    struct showroom *v = self;
    json_t *answer = NULL;
    if (ui_call(ui, "price.groups", NULL, &answer) != ST_OK) {
        return;
    }
    bool first = v->groups == NULL;
    bool same = !first && json_equal(json_object_get(answer, "lists"), json_object_get(v->groups, "lists"));
    if (!same) {
        json_decref(v->groups);
        v->groups = json_incref(answer);
        begin(ui, v);
        if (!first) {
            ui_say(ui, STYLE_GOOD, "%s", _("A new price list is in force"));
        }
    }
    json_decref(answer);
}

static void showroom_tick(struct ui *ui, void *self)
{
    struct showroom *v = self;
    bool left_alone = ui_idle_ms(ui) >= HANDS_MS;
    if (left_alone && !ui_is_top(ui, v)) {
        ui_pop_to(ui, v);
    }
    if (when_monotonic() >= v->turn_at && (left_alone || ui_idle_ms(ui) < 0)) {
        go_on(ui, v);
    } else if (v->rows != page_rows(ui)) {
        read_page(ui, v);
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

static void price_text(const json_t *part, struct buf *out)
{
    struct buf text;
    buf_init(&text, ROW_MAX);
    if (answer_has(part, "list_price")) {
        buf_addf(&text, "%s %s", answer_text(part, "list_price"), answer_text(part, "currency"));
        if (answer_int(part, "price_basis", 1) != 1) {
            buf_addf(&text, "/%lld", (long long)answer_int(part, "price_basis", 1));
        }
    } else {
        buf_adds(&text, _("no price"));
    }
    text_pad(out, text.data, PRICE_COLUMNS, true);
    buf_free(&text);
}

/* Both names where there is room, else the one in the language that is spoken here. */
static void names_text(const json_t *part, int columns, struct buf *out)
{
    const char *name = answer_text(part, "name"), *local = answer_text(part, "name_local");
    if (columns >= WIDE - NUMBER_COLUMNS - PRICE_COLUMNS) {
        text_pad(out, i18n_is_chinese() ? local : name, columns / 2, false);
        text_pad(out, i18n_is_chinese() ? name : local, columns - columns / 2, false);
    } else {
        bool use_local = local[0] != '\0' && (i18n_is_chinese() || name[0] == '\0');
        text_pad(out, use_local ? local : name, columns, false);
    }
}

static void draw_part(struct term *t, int y, struct area a, const json_t *part)
{
    struct buf text;
    int names = a.columns - NUMBER_COLUMNS - PRICE_COLUMNS - 2;
    buf_init(&text, ROW_MAX);
    text_pad(&text, answer_text(part, "part_no"), NUMBER_COLUMNS, false);
    buf_addc(&text, ' ');
    names_text(part, names, &text);
    term_put(t, y, a.x, a.columns - PRICE_COLUMNS - 1, STYLE_TEXT, text.data);
    buf_clear(&text);
    price_text(part, &text);
    term_put(t, y, a.x + a.columns - PRICE_COLUMNS, PRICE_COLUMNS, STYLE_SUM, text.data);
    buf_free(&text);
}

static void draw_head(struct term *t, const struct showroom *v, struct area a)
{
    const json_t *group = group_at(v), *list = list_of(v, group);
    char in_force[WHEN_SIZE], fetched[WHEN_SIZE];
    struct buf text;
    buf_init(&text, ROW_MAX);
    const char *name = answer_text(group, "group");
    buf_addf(&text, _("%s   page %zu, group %zu of %zu"), name[0] != '\0' ? name : _("without a group"),
             v->at + 1, v->group + 1, group_count(v));
    term_put(t, a.y, a.x, a.columns, STYLE_HEAD, text.data);
    buf_clear(&text);
    buf_addf(&text, _("list %s, revision %lld, in force since %s, fetched %s, %lld parts"),
             answer_text(list, "source"), (long long)answer_int(list, "revision", 0),
             answer_when(list, "in_force_at", in_force), answer_when(list, "fetched_at", fetched),
             (long long)answer_int(list, "parts", 0));
    term_put(t, a.y + 1, a.x, a.columns, STYLE_DIM, text.data);
    buf_free(&text);
}

static void showroom_draw(struct ui *ui, void *self, struct area a)
{
    struct showroom *v = self;
    struct term *t = ui_term(ui);
    size_t i;
    const json_t *part;
    if (group_at(v) == NULL) {
        term_put(t, a.y + 1, a.x + 2, a.columns - 4, STYLE_DIM,
                 _("No price list is in force yet. Get one with: clearbay price sync"));
        return;
    }
    draw_head(t, v, a);
    json_array_foreach(json_object_get(v->page, "parts"), i, part)
    {
        if ((int)i < a.rows - HEAD_ROWS) {
            draw_part(t, a.y + HEAD_ROWS + (int)i, a, part);
        }
    }
}

static bool showroom_press(struct ui *ui, void *self, const struct press *p)
{
    struct showroom *v = self;
    static const char *const forward[] = {"Right", "Down", "PgDn", "Enter"}, *const back[] = {"Left", "Up",
                                                                                              "PgUp"};
    for (size_t i = 0; i < sizeof forward / sizeof *forward; i++) {
        if (strcmp(p->name, forward[i]) == 0) {
            go_on(ui, v);
            return true;
        }
    }
    for (size_t i = 0; i < sizeof back / sizeof *back; i++) {
        if (strcmp(p->name, back[i]) == 0) {
            go_back(ui, v);
            return true;
        }
    }
    if (strcmp(p->name, "Home") == 0) {
        begin(ui, v);
    } else if (strcmp(p->name, "End") == 0) {
        v->group = 0;
        go_to_group(ui, v, -1);
    } else if (strcmp(p->name, "Tab") == 0 || strcmp(p->name, "Shift-Tab") == 0) {
        go_to_group(ui, v, p->name[0] == 'T' ? 1 : -1);
    } else if (p->text[0] != '\0' && strcmp(p->text, "?") != 0) {
        screen_prices_open(ui);
        ui_press(ui, p);
    } else {
        return false;
    }
    return true;
}

static void showroom_close(void *self)
{
    struct showroom *v = self;
    json_decref(v->groups);
    json_decref(v->page);
    free(v);
}

static const struct screen_ops showroom_ops = {.context = CTX_SHOWROOM,
                                               .title = showroom_title,
                                               .draw = showroom_draw,
                                               .press = showroom_press,
                                               .refresh = showroom_refresh,
                                               .tick = showroom_tick,
                                               .close = showroom_close};

void screen_showroom_open(struct ui *ui, int seconds)
{
    struct showroom *v = calloc(1, sizeof *v);
    if (v != NULL) {
        v->seconds = seconds;
        showroom_refresh(ui, v);
    }
    ui_start_with(ui, &showroom_ops, v);
}
