/* Finding things: help that runs what it lists, one box for everything, keys that say why they do nothing and
 * what may follow, a filter on every list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "tests/screen/floor.h"
#include "tui/console/follow.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct floor_options small = {.rows = 24, .columns = 80};
/* Where English words are typed to find something. */
static const struct floor_options english = {.rows = 24, .columns = 80, .language = "en"};
static const struct floor_options chinese = {.rows = 24, .columns = 80, .language = "zh_CN"};

static void open_orders(struct workshop *w)
{
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open",
                    json_pack("{s:s,s:s,s:s,s:s,s:s,s:i}", "plate", "京A12345", "concern", "brakes squeal",
                              "customer", "王芳", "phone", "13838389438", "vin", "LSVAA4182E2123456",
                              "odometer", 58300));
    workshop_change(w, "order.open",
                    json_pack("{s:s,s:s,s:s,s:s}", "plate", "沪AD12345", "concern", "range is low",
                              "customer", "张敏", "phone", "13900001111"));
    workshop_change(w, "order.stage", json_pack("{s:s,s:s}", "order", "2", "stage", "cancelled"));
}

/* One search in the palette and what Enter leads to, or other keys. */
static void find_by(struct floor *f, const char *typed, const char *row, const char *keys,
                    const char *leads_to)
{
    floor_keys(f, "Ctrl-P");
    floor_type(f, typed);
    floor_shows(f, row);
    floor_keys(f, keys);
    floor_shows(f, leads_to);
    floor_keys(f, "F4 y Esc");
    floor_shows(f, "Board:");
}

static void find(struct floor *f, const char *typed, const char *row, const char *leads_to)
{
    find_by(f, typed, row, "Enter", leads_to);
}

static void test_palette(void **state)
{
    open_orders(*state);
    struct floor *f = floor_open(*state, &english);
    find(f, "1", "order     京A12345", "Order SH01-000001");
    find(f, "2", "cancelled", "Order SH01-000002");
    find(f, "squeal", "brakes squeal", "Order SH01-000001");
    find(f, "wangf", "京A12345    王芳", "Order SH01-000001");
    find(f, "zm", "order     沪AD12345   张敏  SH01-000002  cancelled", "Order SH01-000002");
    find(f, "ad12345", "order     沪AD12345   张敏  SH01-000002  cancelled", "Order SH01-000002");
    find_by(f, "zm", "customer  沪AD12345   张敏", "Down Enter",
            "Take a car in"); /* not here: it is taken in */
    find_by(f, "0001111", "customer  沪AD12345   张敏", "Down Enter", "last here");
    find(f, "LSVAA4182E2123456", "car       京A12345", "Order SH01-000001");
    find(f, "90915yzz", "part      90915-YZZD4", "Number or words: 90915-YZZD4");
    find(f, "oil", "Oil filter", "58.00 CNY");
    find(f, "bay list", "bay list", "Bays");
    find(f, "F3", "price lookup", "Number or words:");
    floor_keys(f, "Ctrl-P");
    floor_type(f, "zzzzzz");
    floor_shows(f, "Nothing has these words");
    floor_keys(f, "Enter Esc");
    floor_as(f, "tec");
    floor_keys(f, "Ctrl-P");
    floor_type(f, "zm");
    floor_shows(f, "139****1111");
    floor_lacks(f, "13900001111");
    floor_keys(f, "Down Enter");
    floor_shows(f, "is not here now: this is its last order");
    floor_close(&f);
}

static void test_palette_in_chinese(void **state)
{
    open_orders(*state);
    struct floor *f = floor_open(*state, &chinese);
    floor_keys(f, "Ctrl-P");
    floor_type(f, "jc"); /* 接车 */
    floor_shows(f, "F2");
    floor_shows(f, "接车");
    floor_keys(f, "Ctrl-U");
    floor_type(f, "wf");
    floor_shows(f, "王芳");
    floor_keys(f, "Enter");
    floor_shows(f, "SH01-000001");
    floor_close(&f);
}

/* What stands on the palette's first row. */
static void finds_first(struct floor *f, const char *typed, const char *words)
{
    floor_keys(f, "Ctrl-P");
    floor_type(f, typed);
    char *text = floor_text(f), *row = text;
    for (int i = 0; i < 2; i++) {
        row = strchr(row, '\n') + 1;
    }
    row[strcspn(row, "\n")] = '\0';
    if (strstr(row, words) == NULL) {
        fail_msg("%s finds \"%s\" first, not \"%s\"", typed, row, words);
    }
    free(text);
    floor_keys(f, "Esc");
}

/* What was meant comes first: a plate's end before the middle of a VIN, however old it is, and a person
 * before a change that holds his initials by chance. */
static void test_palette_ranks(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open",
                    json_pack("{s:s,s:s,s:s}", "plate", "京A12345", "concern", "x", "customer", "孙丽"));
    static const char *const vins[] = {"LSVAA12345K123456", "LSVAA12345K654321", "LSVAA12345K111111",
                                       "LSVAA12345K222222", "LSVAA12345K333333", "LSVAA12345K444444",
                                       "LSVAA12345K555555", "LSVAA12345K666666", "LSVAA12345K777777"};
    for (size_t i = 0; i < sizeof vins / sizeof *vins; i++) { /* more than are shown, and newer */
        char plate[32];
        snprintf(plate, sizeof plate, "粤B7777%zu", i);
        workshop_change(w, "order.open",
                        json_pack("{s:s,s:s,s:s}", "plate", plate, "concern", "x", "vin", vins[i]));
    }
    static const struct {
        const struct floor_options *options;
        const char *typed, *first;
    } rows[] = {
        {&english, "12345", "order     京A12345"},
        {&english, "2345", "order     京A12345"},
        {&english, "12345K11", "order     粤B77772"},
        {&english, "10", "order     粤B77778"},
        {&english, "sl", "京A12345    孙丽"},
        {&english, "dispatch", "order assign"},
        {&english, "approve", "order authorise"},
        {&english, "password", "user pin"},
        {&english, "authorise", "order authorise"},
        {&chinese, "sl", "京A12345    孙丽"},
        {&chinese, "派工", "把工单派给技师和工位"},
        {&chinese, "同意", "记录客户同意的项目"},
        {&chinese, "换人", "把工单派给技师和工位"},
        {&chinese, "打电话", "order call-back"},
        {&chinese, "电话", "order edit"},
        {&chinese, "车牌", "order edit"},
        {&english, "phone", "order edit"},
        {&english, "rename", "order edit"},
        {&english, "check in", "F2"},
        {&english, "new order", "F2"},
        {&chinese, "交车", "向客户交车"},
        {&chinese, "密码", "修改自己的 PIN"},
        {&chinese, "撤销", "undo"},
        {&chinese, "paigong", "把工单派给技师和工位"},
        {&chinese, "接车", "F2"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct floor *f = floor_open(w, rows[i].options);
        floor_keys(f, "1 Enter");
        finds_first(f, rows[i].typed, rows[i].first);
        floor_close(&f);
    }
    struct floor *f = floor_open(w, &chinese);
    floor_keys(f, "Ctrl-P");
    floor_type(f, "接车");
    floor_shows(f, "F2                                接车\n");
    floor_lacks(f, "order open"); /* the same once more */
    floor_close(&f);
}

/* By word and by key; Enter runs it; what cannot be done now is said when one stands on it. */
static void test_help(void **state)
{
    open_orders(*state);
    struct floor *f = floor_open(*state, &english);
    floor_keys(f, "Enter ?");
    floor_type(f, "labour");
    floor_shows(f, "add a labour operation");
    floor_lacks(f, "set the stage");
    floor_keys(f, "Enter");
    floor_shows(f, "hours *");
    floor_keys(f, "Esc ?");
    floor_type(f, "Ctrl-S"); /* a key */
    floor_shows(f, "set the stage");
    floor_keys(f, "Ctrl-U");
    floor_type(f, "begin a labour");
    floor_shows(f, "only for technician; you are logged in as");
    floor_keys(f, "Enter");
    floor_shows(f, "only for technician; you are logged in as");
    floor_shows(f, "Order SH01-000001");
    floor_close(&f);
}

/* Help has the keys that a screen takes itself, and none that is text there. */
static void test_own_keys(void **state)
{
    static const struct {
        const char *keys, *own, *lacks;
    } screens[] = {
        {"F1", "open the order", NULL},
        {"1 Enter F1", "show a line whole", NULL},
        {"1 Enter z F1", "take the newest mark of the panel back", NULL},
        {"1 Enter z F1", "mark damage of that kind on the panel", NULL},
        {"1 Enter i F1", "type the reading of the item", NULL},
        {"1 Enter f F4 f F1", "open the order", NULL},
        {"F3 F1", "to the quantity, and back to the number", "Space,o"},
        {"F2 F1", "next field; in the last one done", "Space,o"},
        {"1 Enter e F1", "next field, field before", "Space,u"},
    };
    open_orders(*state);
    struct floor *f = floor_open(*state, &small);
    for (size_t i = 0; i < sizeof screens / sizeof *screens; i++) {
        floor_keys(f, screens[i].keys);
        floor_shows(f, screens[i].own);
        if (screens[i].lacks != NULL) {
            floor_lacks(f, screens[i].lacks);
            floor_keys(f, "End");
            floor_lacks(f, screens[i].lacks);
        }
        floor_keys(f, "Esc Esc F4 y Esc");
        floor_shows(f, "Board:");
    }
    floor_keys(f, "1 Enter z 9");
    floor_shows(f, "9 is no kind of damage: 1 to 7 are");
    floor_keys(f, "4 F1 Enter"); /* such a key is pressed on its screen */
    floor_shows(f, "Left Right Up Down h j k l: go to another panel");
    floor_keys(f, "x");
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    assert_int_equal(json_array_size(json_object_get(order, "damage")), 0);
    json_decref(order);
    floor_close(&f);
}

static void test_keys_say_why(void **state)
{
    open_orders(*state);
    struct floor *f = floor_open(*state, &small);
    floor_keys(f, "b");
    floor_shows(f, "b does nothing here; F1 lists what works"); /* what it does elsewhere is not for him */
    floor_keys(f, "y");
    floor_shows(f, "y does nothing here; on an order (Enter on the board opens one) it is: the");
    floor_keys(f, "F8");
    floor_shows(f, "it is: save");
    floor_keys(f, "Enter b");
    floor_shows(f, "begin a labour line: only for technician; you are logged in as");
    floor_keys(f, "Esc 2 Enter m");
    floor_shows(f, "order SH01-000002 is closed (cancelled), nothing in it");
    floor_keys(f, "u"); /* a cancelled order can be brought back by its key */
    floor_lacks(f, "nothing in it");
    floor_close(&f);
}

/* Space, then a letter; who hesitates sees what may follow. */
static void test_what_may_follow(void **state)
{
    open_orders(*state);
    struct floor *f = floor_open(*state, &small);
    floor_keys(f, "Space");
    floor_lacks(f, "list people");
    usleep((FOLLOW_MS + 20) * 1000);
    assert_true(ui_watch(f->ui));
    floor_draw(f);
    floor_shows(f, "u   list people");
    floor_shows(f, "b   list bays");
    assert_false(ui_watch(f->ui)); /* once */
    floor_keys(f, "u");
    floor_shows(f, "user  name");
    floor_shows(f, "tec");
    floor_keys(f, "Esc Space Esc");
    floor_shows(f, "Board:");
    floor_keys(f, "Space q");
    floor_shows(f, "Space q does nothing; after Space: ");
    assert_false(ui_done(f->ui));
    floor_keys(f, "Space b"); /* who knows it */
    floor_shows(f, "Bays");
    floor_keys(f, "F4 F2 Space u"); /* in a field they are characters */
    floor_shows(f, "Take a car in");
    floor_close(&f);
}

/* The way out that a message names for the command line is a key in the console. */
static void test_said_key(void **state)
{
    (void)state;
    struct buf said;
    buf_init(&said, 200);
    ui_add_said_key("not begun; begin it with: clearbay order start SH01-000001 1", &said);
    assert_string_equal(said.data, " (in the console: b)");
    buf_clear(&said);
    ui_add_said_key("see: clearbay order show SH01-000001",
                    &said); /* which stands below, perhaps as it was */
    assert_string_equal(said.data, " (in the console: F5)");
    buf_clear(&said);
    ui_add_said_key("try: clearbay price find OLD-1", &said);
    assert_string_equal(said.data, " (in the console: F3)");
    buf_clear(&said);
    ui_add_said_key("see: clearbay customer export C17", &said); /* it has no key */
    ui_add_said_key("nothing to do", &said);
    assert_int_equal(said.len, 0);
    json_t *warned =
        json_pack("{s:[s]}", "warnings", "with: clearbay order promise SH01-000001 TIME"); /* so here */
    assert_true(answer_warnings(warned, &said));
    assert_string_equal(said.data, "with: clearbay order promise SH01-000001 TIME (in the console: p)");
    json_decref(warned);
    buf_free(&said);
}

static void test_filters(void **state)
{
    open_orders(*state);
    struct floor *f = floor_open(*state, &english);
    floor_keys(f, "/");
    floor_type(f, "zzz");
    floor_shows(f, "No order holds these words");
    floor_keys(f, "Esc /");
    floor_type(f, "wf");
    floor_shows(f, "京A12345");
    floor_keys(f, "Enter /");
    floor_type(f, "repair");
    floor_shows(f, "repair  ");
    floor_lacks(f, "brakes squeal");
    floor_keys(f, "Enter");
    floor_keys(f, "m"); /* letters are keys again */
    floor_shows(f, "set the stage");
    floor_keys(f, "Esc /");
    floor_type(f, "squeal"); /* looking again starts anew: what Enter took does not stand before it */
    floor_shows(f, "brakes squeal");
    floor_lacks(f, "repairsqueal");
    floor_keys(f, "Esc");
    floor_shows(f, "brakes squeal");
    floor_keys(f, "i /");
    floor_type(f, "odo");
    floor_shows(f, "Odometer read");
    floor_lacks(f, "Warning lamps");
    floor_keys(f, "Enter g");
    floor_keys(f, "Esc");
    floor_shows(f, "Warning lamps");
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    const json_t *first = json_array_get(json_object_get(order, "inspections"), 0);
    assert_string_equal(answer_text(first, "item"), "odometer");
    json_decref(order);
    floor_keys(f, "F4 Space u /");
    floor_type(f, "qin");
    floor_shows(f, "qin");
    floor_lacks(f, "tec");
    floor_keys(f, "Enter Esc");
    floor_shows(f, "tec");
    floor_close(&f);
}

/* Two of everything that stands in lists. */
static void fill_lists(struct workshop *w)
{
    workshop_as(w, "mgr", PIN);
    workshop_change(w, "bay.add", json_pack("{s:s}", "bay", "B1"));
    static const char *const lists[] = {"90915-YZZD4,Oil filter,pc,61.50\n",
                                        "90915-YZZD4,Oil filter,pc,900.00\nN-1,Nut,pc,50.00\n"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) { /* the last one is held */
        char text[200];
        snprintf(text, sizeof text, "No,Name,Unit,Price\n%s", lists[i]);
        workshop_list(w, text);
        workshop_change(w, "price.sync", NULL);
    }
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open",
                    json_pack("{s:s,s:s,s:s,s:i}", "plate", "京A12345", "concern", "刹车异响", "customer",
                              "王芳", "odometer", 58300));
    workshop_change(
        w, "order.open",
        json_pack("{s:s,s:s,s:s}", "plate", "沪AD12345", "concern", "空调不冷", "customer", "张敏"));
    workshop_change(w, "order.assign",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "technician", "tec", "bay", "B1"));
    workshop_change(w, "order.assign",
                    json_pack("{s:s,s:s,s:s}", "order", "2", "technician", "tec", "bay", "B1"));
    workshop_change(w, "order.add_part",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "part", "90915-YZZD4", "qty", "1"));
    for (int i = 1; i <= 2; i++) {
        workshop_change(w, "draft.save",
                        json_pack("{s:s,s:s+,s:s}", "form", "order.correct", "subject", "SH01-00000",
                                  i == 1 ? "1" : "2", "content", "{\"fields\":{}}"));
    }
}

static void other_edits(struct floor *f, int odometer, const char *vin)
{
    workshop_change(f->shop, "order.edit",
                    json_pack("{s:s,s:i,s:s}", "order", "1", "odometer", odometer, "vin", vin));
}

static void lead_to_conflict(struct floor *f)
{
    static int times; /* each is a change */
    floor_keys(f, "1 Enter e Ctrl-U");
    floor_type(f, "58400");
    floor_keys(f, "Tab Ctrl-U");
    floor_type(f, "LSVAA4182E2654321");
    other_edits(f, 58350 + times, times % 2 == 0 ? "LSVAA4182E2123456" : "LFV2A21K4D4123456");
    times++;
    floor_keys(f, "F8");
}

/* Every screen with rows to choose from: what leads there, what is typed, a row that stays and one that goes.
 */
static const struct list_screen {
    const char *name, *keys;
    void (*lead)(struct floor *f); /* in place of keys */
    const char *typed, *typed_zh, *stays, *goes;
} list_screens[] = {
    {"board", "", NULL, "zm", NULL, "沪AD12345", "京A12345"},
    {"floor", "f", NULL, "zm", NULL, "沪AD12345", "京A12345"},
    {"order", "1 Enter", NULL, "90915", NULL, "90915-YZZD4", "刹车异响"},
    {"inspect", "1 Enter i", NULL, "odo", "lcb", "Odometer read", "Warning lamps"},
    {"text", "Space o F8", NULL, "沪", NULL, "沪AD12345", "京A12345"},
    {"history", "F3 9 0 9 1 5 F7", NULL, "58.0", NULL, " 58.00 CNY", " 61.50 CNY  "},
    {"held", "F3 Ctrl-G End", NULL, "90915", NULL, "900.00", " 50.00"},
    {"drafts", "Ctrl-P d r a f t Space l i s t Enter", NULL, "02", NULL, "SH01-000002", "SH01-000001"},
    {"conflict", NULL, lead_to_conflict, "654321", NULL, "[x] LSVAA4182E2654321", "] 58400"},
};
enum { LIST_SCREENS = sizeof list_screens / sizeof *list_screens };

static void check_filter(struct floor *f, const struct list_screen *one)
{
    print_message("# %s, %d columns\n", one->name, f->columns);
    if (one->lead != NULL) {
        one->lead(f);
    } else {
        floor_keys(f, one->keys);
    }
    floor_shows(f, one->stays);
    floor_shows(f, one->goes);
    floor_keys(f, "/");
    floor_type(f, f->chinese && one->typed_zh != NULL ? one->typed_zh : one->typed);
    floor_shows(f, one->stays);
    floor_lacks(f, one->goes);
    if (strcmp(one->name, "board") != 0) { /* there Enter opens the order at once */
        floor_keys(f, "Enter");
        floor_lacks(f, one->goes);
        floor_cursor_on(f, one->stays);
    }
    floor_keys(f, "Esc"); /* all again, the cursor on its row */
    floor_shows(f, one->goes);
    floor_cursor_on(f, one->stays);
    floor_keys(f, "Ctrl-F");
    floor_type(f, "zzqqx");
    floor_shows(f, "holds these words; Esc shows all again");
    floor_lacks(f, one->goes);
    floor_keys(f, "Esc");
    floor_shows(f, one->stays);
    floor_shows(f, one->goes);
    floor_keys(f, "Esc F4 y Esc");
    floor_shows(f, "Board:");
}

static void test_filter_everywhere(void **state)
{
    /* Help, palette, prices and showroom are boxes that one types into themselves; of an estimate every line
     * is seen (test_views). */
    const char *names[LIST_SCREENS + 6] = {"help", "palette", "prices", "showroom", "estimate"};
    for (size_t i = 0; i < LIST_SCREENS; i++) {
        names[i + 5] = list_screens[i].name;
    }
    floor_knows_screens("list_press(", names);
    fill_lists(*state);
    struct floor *f = floor_open(*state, &small);
    floor_keys(f, "Esc"); /* the drafts wait */
    for (int wide = 0; wide < 2; wide++) {
        floor_resize(f, wide ? 45 : 24, wide ? 160 : 80);
        for (size_t i = 0; i < LIST_SCREENS; i++) {
            check_filter(f, &list_screens[i]);
        }
    }
    floor_close(&f);
}

/* Up in an empty box brings back what one looked for there last; else it moves in the rows. */
static void test_last_words(void **state)
{
    open_orders(*state);
    struct floor *f = floor_open(*state, &english);
    floor_keys(f, "F3 Up");
    floor_shows(f, "Type a part number"); /* nothing yet */
    floor_type(f, "oil");
    floor_keys(f, "F4 F3 Up");
    floor_shows(f, "Oil filter");
    floor_keys(f, "Up Ctrl-U");
    floor_lacks(f, "Oil filter");
    floor_keys(f, "Up Enter"); /* also what was emptied */
    floor_shows(f, "No order is open to add it to");
    floor_type(f, "x");
    floor_keys(f, "Backspace Backspace Backspace Backspace Up");
    floor_shows(f, "Oil filter"); /* not the letter that was left last */
    floor_keys(f, "F4 Ctrl-P Up Down Down");
    floor_type(f, "squeal");
    floor_keys(f, "Enter Ctrl-P Up"); /* the palette has its own */
    floor_shows(f, "brakes squeal");
    floor_lacks(f, "Oil filter");
    floor_keys(f, "Ctrl-U Down Down Up"); /* one has moved: it moves on */
    floor_lacks(f, "Filter: squeal");
    floor_keys(f, "F4 /");
    floor_type(f, "wf");
    floor_keys(f, "Esc / Up");
    floor_shows(f, "Filter: ");
    floor_shows(f, "wf");
    floor_keys(f, "Esc");
    workshop_as(f->shop, "tec", PIN); /* what somebody else looked for is nobody's affair */
    floor_keys(f, "F3 Up");
    floor_lacks(f, "Oil filter");
    floor_close(&f);
}

/* Another order opened on top of a form: the form goes on with its own. */
static void test_order_of_a_form(void **state)
{
    open_orders(*state);
    struct workshop *w = *state;
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "粤B77777", "concern", "rattles"));
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "1 Enter e Ctrl-U");
    floor_type(f, "58400");
    floor_keys(f, "Ctrl-P");
    floor_type(f, "粤B77777");
    floor_keys(f, "Enter");
    floor_shows(f, "Order SH01-000003");
    workshop_change(w, "order.edit", json_pack("{s:s,s:i}", "order", "1", "odometer", 58350));
    floor_keys(f, "Esc");
    floor_shows(f, "58400");
    floor_keys(f, "F8"); /* somebody else was faster: that must be seen */
    floor_shows(f, "58350");
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "3"));
    assert_false(answer_has(order, "odometer"));
    json_decref(order);
    floor_close(&f);
}

/* A quantity that cannot be is told by the label beside the box, not by the argument's name, and adds
 * nothing. */
static void test_quantity_label(void **state)
{
    static const struct {
        const char *language, *box, *zero, *fine, *word;
    } rows[] = {{"en", "Quantity: 1\n", "\nquantity: 0 must be more than 0\n",
                 "\nquantity: 1.2345 has more than three decimals\n",
                 "\nquantity: two is not a number such as 2 or 1.5\n"},
                {"zh_CN", "数量：1\n", "\n数量：0 必须大于 0\n", "\n数量：1.2345 的小数超过三位\n",
                 "\n数量：two 不是像 2 或 1.5 这样的数\n"}};
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "京A12345", "concern", "squeals"));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *const typed[] = {"0", "1.2345", "two"};
        const char *const told[] = {rows[i].zero, rows[i].fine, rows[i].word};
        struct floor *f =
            floor_open(w, &(struct floor_options){.rows = 24, .columns = 80, .language = rows[i].language});
        floor_keys(f, "Enter F3");
        floor_shows(f, rows[i].box);
        floor_type(f, "90915");
        floor_keys(f, "Tab");
        for (size_t k = 0; k < sizeof typed / sizeof *typed; k++) {
            floor_keys(f, "Ctrl-U");
            floor_type(f, typed[k]);
            floor_keys(f, "Enter");
            floor_shows(f, told[k]);
        }
        floor_close(&f);
    }
    json_t *order = workshop_run(w, "order.show", json_pack("{s:s}", "order", "1"));
    assert_int_equal(json_array_size(json_object_get(order, "lines")), 0);
    json_decref(order);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_quantity_label, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_palette, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_palette_in_chinese, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_palette_ranks, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_help, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_own_keys, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_keys_say_why, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_what_may_follow, workshop_set_up, workshop_tear_down),
        cmocka_unit_test(test_said_key),
        cmocka_unit_test_setup_teardown(test_filters, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_filter_everywhere, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_last_words, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_order_of_a_form, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
