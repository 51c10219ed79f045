/* The pictures where people would rather look than read: the floor, a part's prices, the car, the estimate.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "core/base/when.h"
#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR = 3600000, DAY = 24 * HOUR, HOURS_OPEN = 10, ORDERS = 6 };

static const struct view {
    const char *series;
    struct floor_options options;
} views[] = {
    {"en-80", {.rows = 24, .columns = 80, .language = "en"}},
    {"zh-80", {.rows = 24, .columns = 80, .language = "zh_CN"}},
    {"en-160", {.rows = 45, .columns = 160, .language = "en", .frames = "ascii", .theme = "mono"}},
    {"zh-160", {.rows = 45, .columns = 160, .language = "zh_CN", .theme = "light"}},
};
enum { VIEWS = sizeof views / sizeof *views };

static void expect(struct floor *f, const char *series, const char *name)
{
    char file[128];
    snprintf(file, sizeof file, "%s-%s.txt", series, name);
    floor_expect(f, file);
}

/* Sets what only the clock sets. */
static void sql(struct workshop *w, const char *format, ...)
{
    char path[128], *message = NULL;
    sqlite3 *db = NULL;
    va_list args;
    va_start(args, format);
    char *text = sqlite3_vmprintf(format, args);
    va_end(args);
    snprintf(path, sizeof path, "%s/clearbay.db", w->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, &message) != SQLITE_OK) {
        fail_msg("%s: %s", text, message);
    }
    sqlite3_free(text);
    sqlite3_close(db);
}

/* The workshop is open in the half of the day in which the test does not run: no block depends on the time.
 * Returns when it opens today. */
static int64_t choose_hours(struct workshop *w)
{
    char path[128], text[4096], *at;
    struct error e = ERROR_NONE;
    int64_t day = when_day_start(when_day(when_now()));
    int opens = (when_now() - day) / HOUR < 12 ? 13 : 0;
    snprintf(path, sizeof path, "%s/clearbay.ini", w->folder);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    at = strstr(text, "[database]");
    assert_non_null(at);
    f = fopen(path, "we");
    assert_non_null(f);
    fprintf(f, "%.*sopens_hour = %d\ncloses_hour = %d\n%s", (int)(at - text), text, opens, opens + HOURS_OPEN,
            at);
    assert_int_equal(fclose(f), 0);
    client_close(&w->client);
    assert_int_equal(client_open(path, &w->client, &e), ST_OK);
    return day + opens * (int64_t)HOUR;
}

static void add_bays(struct workshop *w)
{
    static const char *const bays[] = {"B1", "B2", "B3", "B4"};
    workshop_as(w, "mgr", PIN);
    for (size_t i = 0; i < sizeof bays / sizeof *bays; i++) {
        workshop_change(w, "bay.add", json_pack("{s:s}", "bay", bays[i]));
    }
}

static void open_orders(struct workshop *w)
{
    static const char *const plates[ORDERS] = {"京A12345", "沪AD12345", "粤B77777",
                                               "苏E00001", "浙C22222",  "京B33333"};
    workshop_as(w, "adv", PIN);
    for (int i = 0; i < ORDERS; i++) {
        workshop_change(w, "order.open",
                        json_pack("{s:s,s:s,s:s,s:s}", "plate", plates[i], "concern",
                                  "brakes squeal when wet", "customer", "王芳", "phone", "13838389438"));
    }
}

static void assign(struct workshop *w, const char *order, const char *bay)
{
    workshop_change(w, "order.assign",
                    json_pack("{s:s,s:s,s:s}", "order", order, "technician", "tec", "bay", bay));
}

/* Three cars in B1 and B2 (two of them at one time), one in B4, two in none. */
static void fill_floor(struct workshop *w, int64_t opens)
{
    open_orders(w);
    assign(w, "1", "B1");
    assign(w, "2", "B2");
    assign(w, "3", "B2");
    assign(w, "4", "B4");
    workshop_change(w, "order.stage", json_pack("{s:s,s:s}", "order", "3", "stage", "waiting-parts"));
    sql(w,
        "UPDATE work_order SET opened_at = %lld, reported_at = %lld, repaired_at = %lld, stage = 'ready' "
        "WHERE id = 1",
        opens, opens, opens + 3 * HOUR);
    sql(w, "UPDATE work_order SET opened_at = %lld, reported_at = %lld WHERE id = 2", opens + HOUR,
        opens + HOUR);
    sql(w, "UPDATE work_order SET opened_at = %lld, reported_at = %lld WHERE id = 3", opens + 4 * HOUR,
        opens + 4 * HOUR);
    sql(w, "UPDATE work_order SET opened_at = %lld, reported_at = %lld WHERE id = 4",
        opens + 9 * HOUR + HOUR / 2, opens + 9 * HOUR + HOUR / 2);
    sql(w, "UPDATE work_order SET opened_at = %lld, reported_at = %lld WHERE id > 4", opens, opens);
}

static void test_floor(void **state)
{
    struct workshop *w = *state;
    int64_t opens = choose_hours(w);
    for (int i = 0; i < VIEWS; i++) {
        workshop_as(w, "adv", PIN);
        struct floor *f = floor_open(w, &views[i].options);
        if (i == 0) {
            floor_keys(f, "f");
            floor_shows(f, "There is no bay yet");
            add_bays(w);
            workshop_as(w, "adv", PIN);
            floor_keys(f, "F5");
            floor_shows(f, "No car is on the floor today. F2 takes one in");
            fill_floor(w, opens);
            floor_keys(f, "Esc F5");
        }
        floor_keys(f, "F6");
        expect(f, views[i].series, "floor");
        floor_keys(f, "F5");
        floor_draw(f);
        assert_int_equal(f->last_sent, 0); /* who only looks is sent nothing */
        floor_close(&f);
    }
}

/* Nine cars at one time in four bays, two in none; the second was reported three days before it came. */
static void crowd_floor(struct workshop *w, int64_t opens)
{
    static const char *const bays[] = {"B1", "B1", "B1", "B2", "B2", "B3", "B3", "B3", "B4", NULL, NULL};
    for (int i = 0; i < (int)(sizeof bays / sizeof *bays); i++) {
        char plate[32], order[16];
        snprintf(plate, sizeof plate, "京AD999%02d", i + 1);
        snprintf(order, sizeof order, "%d", i + 1);
        workshop_change(
            w, "order.open",
            json_pack("{s:s,s:s,s:s}", "plate", plate, "concern", "brakes squeal", "customer", "王芳"));
        if (bays[i] != NULL) {
            assign(w, order, bays[i]);
        }
    }
    workshop_change(w, "order.stage", json_pack("{s:s,s:s}", "order", "4", "stage", "waiting-approval"));
    workshop_change(w, "order.stage", json_pack("{s:s,s:s}", "order", "5", "stage", "waiting-parts"));
    sql(w, "UPDATE work_order SET opened_at = %lld, reported_at = %lld", opens + HOUR, opens + HOUR);
    sql(w, "UPDATE work_order SET reported_at = %lld WHERE id = 2", opens - 3 * (int64_t)DAY);
}

/* Where lanes are narrow words get shorter and numbers lose their beginning: nothing is cut in the middle. A
 * car that came after its repair was due is late since then, not since it came. */
static void test_crowd(void **state)
{
    struct workshop *w = *state;
    int64_t opens = choose_hours(w);
    add_bays(w);
    workshop_as(w, "adv", PIN);
    crowd_floor(w, opens);
    for (int i = 2; i < VIEWS; i++) {
        char due[WHEN_SIZE], late[64], number[16], plate[32];
        workshop_as(w, "adv", PIN);
        struct floor *f = floor_open(w, &views[i].options);
        floor_keys(f, "f");
        char *text = floor_text(f);
        assert_null(strchr(text, '~'));
        when_short(opens - 2 * (int64_t)DAY, due);
        snprintf(late, sizeof late, _("late %s"), strchr(due, ' ') - 5);
        *strrchr(late, ' ') = '\0';
        for (int n = 1; n <= 11; n++) {
            snprintf(number, sizeof number, "%06d", n);
            snprintf(plate, sizeof plate, "京AD999%02d", n);
            assert_true(strstr(text, number) != NULL && strstr(text, plate) != NULL);
        }
        assert_non_null(strstr(text, late));
        assert_non_null(strstr(text, _("to approve")));
        assert_non_null(strstr(text, _("wait parts")));
        free(text);
        floor_close(&f);
    }
}

static void cursor_on(struct floor *f, const char *plate)
{
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(f->vt), &cursor);
    VTermRect rect = {cursor.row, cursor.row + 1, cursor.col, cursor.col + 30};
    char text[512];
    size_t n = vterm_screen_get_text(f->screen, text, sizeof text - 1, rect);
    text[n] = '\0';
    if (strncmp(text, plate, strlen(plate)) != 0) {
        fail_msg("the cursor is on %s instead of %s", text, plate);
    }
}

/* The cursor stands on the block that was chosen, and stays on its order whatever others do. */
static void test_moving(void **state)
{
    struct workshop *w = *state;
    int64_t opens = choose_hours(w);
    add_bays(w);
    fill_floor(w, opens);
    struct floor *f = floor_open(w, &(struct floor_options){.rows = 45, .columns = 160});
    floor_keys(f, "f");
    cursor_on(f, "京A12345");
    floor_keys(f, "Right");
    cursor_on(f, "沪AD12345");
    floor_keys(f, "l");
    cursor_on(f, "粤B77777");
    floor_keys(f, "Right");
    cursor_on(f, "苏E00001");
    floor_keys(f, "Right k");
    cursor_on(f, "浙C22222");
    floor_keys(f, "j");
    cursor_on(f, "京B33333");
    floor_keys(f, "Home l l");
    cursor_on(f, "粤B77777");
    assign(w, "3", "B3"); /* somebody else's change */
    floor_keys(f, "F5");
    cursor_on(f, "粤B77777");
    floor_resize(f, 24, 80);
    floor_shows(f, "B3");
    floor_resize(f, 45, 160);
    floor_keys(f, "Enter");
    floor_shows(f, "Order SH01-000003");
    floor_keys(f, "Esc");
    cursor_on(f, "粤B77777");
    floor_keys(f, "t");
    floor_shows(f, "give the order to a technician and a bay");
    floor_keys(f, "Esc m");
    floor_shows(f, "set the stage");
    floor_keys(f, "Esc");
    cursor_on(f, "粤B77777");
    sql(w, "UPDATE work_order SET opened_at = %lld, reported_at = %lld WHERE id = 2", when_now() - 3 * DAY,
        when_now() - 3 * DAY);
    floor_keys(f, "F5");
    floor_shows(f, "1 overdue");
    floor_shows(f, "late "); /* in the edge of a small block, inside a tall one */
    floor_keys(f, "Esc");
    floor_shows(f, "Board:");
    floor_close(&f);
}

static void test_history(void **state)
{
    static const char *const lists[] = {"61.50", "", "55.00"};
    struct workshop *w = *state;
    workshop_as(w, "mgr", PIN);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        char text[200];
        snprintf(text, sizeof text, "No,Name,Unit,Price\n90915-YZZD4,Oil filter,pc,%s\n", lists[i]);
        workshop_list(w, text);
        workshop_change(w, "price.sync", NULL);
        json_t *held = workshop_run(w, "price.held", NULL);
        if (json_array_size(json_object_get(held, "held")) > 0) {
            workshop_change(w, "price.accept", json_pack("{s:s}", "source", "demo"));
        }
        json_decref(held);
    }
    static const int days[] = {300, 120, 60, 20};
    for (int i = 0; i < 4; i++) {
        sql(w, "UPDATE price_revision SET in_force_at = %lld WHERE revision = %d",
            when_now() - days[i] * (int64_t)DAY, i + 1);
    }
    for (int i = 0; i < VIEWS; i++) {
        struct floor *f = floor_open(w, &views[i].options);
        floor_keys(f, "F3");
        floor_type(f, "90915");
        floor_keys(f, "F7 Down");
        expect(f, views[i].series, "history");
        floor_close(&f);
    }
}

/* A price that never changed is a line at its height, with the dates below it, and no block that hides it. */
static void test_one_price(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "mgr", PIN);
    workshop_list(w, "No,Name,Unit,Price\n90915-YZZD4,Oil filter,pc,58.00\n");
    workshop_change(w, "price.sync", NULL);
    struct floor *f = floor_open(w, &(struct floor_options){.rows = 24, .columns = 80, .language = "en"});
    floor_keys(f, "F3");
    floor_type(f, "90915");
    floor_keys(f, "F7");
    floor_shows(f, "58.00 ────────────────");
    floor_lacks(f, "█");
    floor_close(&f);
}

static void inspect(struct workshop *w, const char *item, const char *result, const char *value)
{
    json_t *params =
        json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "level", "technician", "item", item, "result", result);
    params_text(params, "value", value);
    workshop_change(w, "inspect", params);
}

static void test_car(void **state)
{
    struct workshop *w = *state;
    open_orders(w);
    workshop_change(w, "damage.add",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "panel", "left_front_wing", "kind", "scratch"));
    workshop_change(w, "damage.add",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "panel", "front_bumper", "kind", "chip"));
    workshop_as(w, "tec", PIN);
    inspect(w, "tread_fl", "red", "1.2");
    inspect(w, "pad_front", "amber", "2.8");
    inspect(w, "pressure_fl", "green", "2.4");
    inspect(w, "engine_oil", "green", "");
    inspect(w, "coolant", "amber", "");
    inspect(w, "underbody", "amber", "");
    for (int i = 0; i < VIEWS; i++) {
        struct floor *f = floor_open(w, &views[i].options);
        floor_keys(f, "1 Enter z Left Down");
        expect(f, views[i].series, "car");
        floor_close(&f);
    }
    struct floor *f = floor_open(w, &views[0].options);
    floor_keys(f, "1 Enter F7 1"); /* the technician looks, the advisor marks */
    floor_shows(f, "mark damage on a panel: only for others, tec is technician");
    floor_close(&f);
}

static void make_estimate(struct workshop *w)
{
    open_orders(w);
    workshop_change(w, "order.diagnose",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "cause", "worn pads, 1.2 mm", "hours", "1.5"));
    workshop_change(w, "order.add_part",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "part", "90915yzzd4", "qty", "2"));
    workshop_change(w, "order.add_labour",
                    json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "op", "SECRET-OP", "hours", "1.5", "text",
                              "replace front brake pads"));
    workshop_change(w, "order.add_labour",
                    json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "op", "SECRET-OP", "hours", "1", "text",
                              "更换机油与机油滤清器"));
    workshop_change(w, "order.authorise",
                    json_pack("{s:s,s:i,s:s,s:s}", "order", "1", "line", 2, "by", "王芳", "how", "phone"));
    workshop_change(w, "order.decline", json_pack("{s:s,s:i}", "order", "1", "line", 3));
    workshop_list(w, "No,Name,Unit,Price\n90915-YZZD4,Oil filter,pc,61.50\n");
    workshop_change(w, "price.sync", NULL);
}

/* 2 x 58.00 and 1.5 h x 320.00 - 20 %; what was declined is shown and not counted. */
static void test_estimate(void **state)
{
    struct workshop *w = *state;
    make_estimate(w);
    json_t *a = workshop_run(w, "order.estimate", json_pack("{s:s}", "order", "1"));
    assert_string_equal(answer_text(a, "at_list"), "596.00");
    assert_string_equal(answer_text(a, "total"), "500.00");
    assert_string_equal(answer_text(a, "difference"), "-96.00");
    char *text = json_dumps(a, JSON_COMPACT);
    static const char *const inside[] = {"SECRET", "tec", "adv", "京A", "王芳", "138", "demo", "worn pads"};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        assert_null(strstr(text, inside[i]));
    }
    free(text);
    json_decref(a);
    for (int i = 0; i < VIEWS; i++) {
        struct floor *f = floor_open(w, &views[i].options);
        floor_keys(f, "1 Enter Ctrl-K");
        expect(f, views[i].series, "estimate");
        for (size_t k = 0; k < sizeof inside / sizeof *inside; k++) {
            floor_lacks(f, inside[k]);
        }
        floor_close(&f);
    }
}

/* The customer stands before it: no key and no scan leads into the workshop; Esc leads back, a lock holds. */
static void test_estimate_is_public(void **state)
{
    static const char *const keys[] = {"F2",     "F3",     "F4",     "F6",     "F7",     "F8",
                                       "F9",     "Ctrl-P", "Ctrl-S", "Ctrl-G", "Ctrl-A", "Ctrl-R",
                                       "Ctrl-Z", "Ctrl-E", "Ctrl-N", "Enter"};
    struct workshop *w = *state;
    make_estimate(w);
    struct floor *f = floor_open(w, &views[0].options);
    floor_keys(f, "1 Enter s");
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        floor_keys(f, keys[k]);
        floor_shows(f, "does nothing here");
        floor_shows(f, "at list price");
        floor_keys(f, "?");
        floor_keys(f, keys[k]);
        floor_shows(f, "does nothing here");
        floor_keys(f, "Esc");
    }
    static const char *const lists[] = {"Space o", "Space u", "Space a", "? Space c"};
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        floor_keys(f, lists[k]);
        floor_shows(f, "does nothing here");
        floor_keys(f, strchr(lists[k], '?') != NULL ? "Esc" : "F5");
        floor_shows(f, "at list price");
    }
    static const char *const codes[] = {"SH01-000002", "90915-YZZD4", "LSVAA4182E2123456"};
    for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
        floor_scan(f, codes[k]);
        floor_shows(f, "at list price");
        floor_shows(f, "A scan does nothing on this page");
    }
    floor_keys(f, "/");
    floor_shows(f, "the customer sees every line of the total");
    floor_keys(f, "Ctrl-L");
    floor_lacks(f, "at list price");
    floor_type(f, PIN);
    floor_keys(f, "Enter");
    floor_shows(f, "at list price");
    floor_keys(f, "Esc");
    floor_shows(f, "Order SH01-000001");
    floor_keys(f, "F3"); /* and everything works again */
    floor_shows(f, "Number or words");
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_floor, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_crowd, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_moving, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_history, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_one_price, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_car, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_estimate, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_estimate_is_public, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
