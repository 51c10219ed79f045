/* Somebody else was faster: the choice between theirs and mine, in words that people use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "core/base/when.h"
#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <string.h>

static const struct floor_options small = {.rows = 24, .columns = 80};
static const struct floor_options english = {.rows = 24, .columns = 80, .language = "en"};
static const struct floor_options chinese = {.rows = 45, .columns = 160, .language = "zh_CN"};

static void other_edits(struct workshop *w, int odometer, const char *vin)
{
    workshop_change(w, "order.edit",
                    json_pack("{s:s,s:i,s:s}", "order", "1", "odometer", odometer, "vin", vin));
}

#define THEIR_VIN "LSVAA4182E2123456"
#define MY_VIN    "LSVAA4182E2654321"

/* Of two fields one is theirs and one is mine; the new revision is saved. */
static void test_field_by_field(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open_order(w, &english);
    floor_keys(f, "Enter e Ctrl-U");
    floor_type(f, "58400");
    floor_keys(f, "Tab");
    floor_type(f, MY_VIN);
    other_edits(w, 58350, THEIR_VIN);
    workshop_change(w, "order.add_part",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "part", "90915-YZZD4", "qty", "1"));
    floor_keys(f, "F8");
    floor_shows(f, "Somebody else changed this order meanwhile");
    floor_shows(f, "[ ] 58350");
    floor_shows(f, "[x] 58400");
    floor_shows(f, "[x] " MY_VIN);
    floor_shows(f, "line 1");
    assert_int_equal(workshop_order_number(f->shop, "odometer"), 58350); /* nothing is saved unseen */
    floor_expect(f, "en-80-conflict.txt");
    floor_keys(f, "Left"); /* the odometer is theirs */
    floor_shows(f, "[x] 58350");
    floor_keys(f, "F8");
    floor_shows(f, "VIN " MY_VIN);
    assert_int_equal(workshop_order_number(f->shop, "odometer"), 58350);
    workshop_order_says(f->shop, "vin", MY_VIN);
    floor_close(&f);
}

/* The filter hides rows; a choice that it hides is seen before it is saved. */
static void test_hidden_choices(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open_order(w, &small);
    floor_keys(f, "Enter e Ctrl-U");
    floor_type(f, "58400");
    floor_keys(f, "Tab");
    floor_type(f, MY_VIN);
    other_edits(w, 58350, THEIR_VIN);
    floor_keys(f, "F8 /");
    floor_type(f, "58350");
    floor_shows(f, "1 of 2 rows are hidden");
    floor_lacks(f, "] " MY_VIN);
    floor_keys(f, "Enter Left Enter");
    floor_shows(f, "Not saved yet");
    floor_shows(f, "[x] 58350");
    floor_shows(f, "[x] " MY_VIN);
    workshop_order_says(f->shop, "vin", THEIR_VIN);
    floor_keys(f, "F8");
    workshop_order_says(f->shop, "vin", MY_VIN);
    assert_int_equal(workshop_order_number(f->shop, "odometer"), 58350);
    floor_close(&f);
}

static void test_all_theirs(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open_order(w, &chinese);
    floor_keys(f, "Enter e Ctrl-U");
    floor_type(f, "58400");
    workshop_change(w, "order.edit", json_pack("{s:s,s:i}", "order", "1", "odometer", 58350));
    int64_t revision = workshop_order_number(f->shop, "revision");
    floor_keys(f, "F8");
    floor_expect(f, "zh-160-conflict.txt");
    floor_keys(f, "Left Enter");
    assert_int_equal(workshop_order_number(f->shop, "revision"), revision); /* no change without a change */
    floor_lacks(f, "58400");
    floor_shows(f, "58350 km");
    floor_close(&f);
}

/* Esc leads back to the form, where everything stands as it was typed; and a third change is seen, too. */
static void test_back_and_again(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open_order(w, &small);
    floor_keys(f, "Enter c");
    floor_type(f, "pads worn to 1.2 mm");
    floor_keys(f, "Tab");
    floor_type(f, "1.5");
    workshop_change(
        w, "order.diagnose",
        json_pack("{s:s,s:s,s:s}", "order", "1", "cause", "caliper seized, pads gone", "hours", "2"));
    floor_keys(f, "F8");
    floor_shows(f, "caliper seized, pads gone");
    floor_shows(f, "[x] pads worn to 1.2 mm");
    floor_keys(f, "Esc");
    floor_shows(f, "pads worn to 1.2 mm");
    floor_shows(f, "1.5");
    floor_keys(f, "Up Up");
    workshop_change(w, "order.edit", json_pack("{s:s,s:i}", "order", "1", "odometer", 58500));
    floor_keys(f, "F8");
    floor_shows(f, "Somebody else changed this order meanwhile"); /* about nothing that is typed here */
    floor_shows(f, "58500");
    floor_keys(f, "F8");
    workshop_order_says(f->shop, "cause", "pads worn to 1.2 mm");
    floor_close(&f);
}

/* What others do to the order while somebody corrects its odometer. */
static void others_work(struct workshop *w, const char *order)
{
    workshop_change(w, "order.edit", json_pack("{s:s,s:i}", "order", order, "odometer", 58350));
    for (int line = 1; line <= 2; line++) {
        workshop_change(w, "order.add_part",
                        json_pack("{s:s,s:s,s:s}", "order", order, "part", "90915-YZZD4", "qty", "1"));
    }
    workshop_change(w, "order.authorise",
                    json_pack("{s:s,s:i,s:s,s:s}", "order", order, "line", 1, "by", "Ms Wu", "how", "phone"));
    workshop_change(w, "order.diagnose",
                    json_pack("{s:s,s:s,s:s}", "order", order, "cause", "caliper seized", "hours", "2"));
    workshop_change(w, "inspect",
                    json_pack("{s:s,s:s,s:s,s:s}", "order", order, "level", "advisor", "item", "identity",
                              "result", "green"));
    workshop_change(w, "inspect",
                    json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "order", order, "level", "advisor", "item", "fuel",
                              "result", "amber", "value", "9", "note", "nearly empty"));
    workshop_change(w, "damage.add",
                    json_pack("{s:s,s:s,s:s,s:s}", "order", order, "panel", "left_front_door", "kind",
                              "scratch", "note", "fresh"));
}

/* The words of the conflict's screen in a language, and what each choice does to it. */
static void check_conflict(struct workshop *w, const char *order, const char *language,
                           const char *const words[], size_t n)
{
    struct floor *f =
        floor_open_order(w, &(struct floor_options){.rows = 45, .columns = 160, .language = language});
    floor_type(f, order);
    floor_keys(f, "Enter e Ctrl-U");
    floor_type(f, "58400");
    others_work(w, order);
    floor_keys(f, "F8");
    for (size_t i = 0; i < n; i++) {
        floor_shows(f, words[i]);
    }
    floor_shows(f, "[ ] 58350                [x] 58400"); /* mine, until one says otherwise */
    static const char *const keys[] = {"Left", "Right", "Space", "Space"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        floor_keys(f, keys[i]);
        floor_shows(f,
                    i % 2 == 0 ? "[x] 58350                [ ] 58400" : "[ ] 58350                [x] 58400");
    }
    floor_keys(f, "Left F8");
    floor_shows(f, strcmp(language, "en") == 0 ? "Theirs stands: nothing of yours was left to save"
                                               : "保留对方的：您没有别的内容需要保存");
    floor_shows(f, "58350 km");
    floor_close(&f);
}

static void conflict_in_english(struct workshop *w)
{
    static const char *const words[] = {
        "Somebody else changed this order meanwhile",
        "adv changed it meanwhile; look ",
        "at it again and repeat your change",
        "theirs, as it is now     mine  ",
        "odometer km ",
        "line 1                    authorised  ",
        "line 2                    90915-YZZD4",
        "authorised by             Ms Wu  ",
        "decided how               by phone  ",
        "cause                     caliper seized  ",
        "hours                     2  ",
        "initial inspection        Car and person are who the papers say: green  ",
        "initial inspection        Fuel or charge: amber 9 %  ",
        "initial inspection        Fuel or charge: nearly empty  ",
        "damage                    left front door: scratch  ",
        "damage                    left front door: fresh  ",
        "theirs: 58350  ",
        "mine: 58400  ",
        "Left: theirs   Right: mine   F8: save so   Esc: back to the form",
    };
    check_conflict(w, "1", "en", words, sizeof words / sizeof *words);
}

static void conflict_in_chinese(struct workshop *w)
{
    static const char *const words[] = {
        "其间有人改过这张工单",
        "期间改过；请看过后再改一次",
        "对方的，现在的样子       我的  ",
        "里程 km                 [",
        "明细 1                    已同意  ",
        "明细 2                    90915-YZZD4",
        "同意人                    Ms Wu  ",
        "决定方式                  电话      ",
        "原因                      caliper seized  ",
        "小时                      2  ",
        "初检                      核对车辆与人员身份：绿  ",
        "初检                      油量或电量：黄 9 %  ",
        "损伤                      左前门：划痕  ",
        "对方的：58350  ",
        "我的：58400  ",
        "左箭头：对方的   右箭头：我的   F8：这样保存   Esc：回到表单",
    };
    check_conflict(w, "2", "zh_CN", words, sizeof words / sizeof *words);
}

static void test_conflict_words(void **state)
{
    conflict_in_english(*state);
    conflict_in_chinese(*state);
}

/* What was taken away, signed and signed in vain meanwhile. */
static void others_take_away(struct workshop *w, const char *until)
{
    workshop_change(w, "damage.remove", json_pack("{s:s,s:i}", "order", "1", "damage", 1));
    workshop_change(w, "order.remove_line", json_pack("{s:s,s:i}", "order", "1", "line", 1));
    workshop_change(w, "order.stage", json_pack("{s:s,s:s}", "order", "1", "stage", "diagnosing"));
    workshop_change(w, "order.promise",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "time", until, "reason", "pads on Friday"));
    workshop_change(w, "damage.add",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "panel", "bonnet", "kind", "dent"));
    workshop_change(w, "undo", json_pack("{s:s}", "order", "1"));
    workshop_as(w, "qin", PIN);
    workshop_change(
        w, "inspect",
        json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "level", "qc", "item", "fasteners", "result", "green"));
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.edit", json_pack("{s:s,s:i}", "order", "1", "odometer", 58350));
}

static void test_taken_away(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open_order(w, &english);
    char until[WHEN_SIZE], promised[64];
    when_iso(when_now() + 49 * (int64_t)3600000, until);
    workshop_change(w, "order.add_part",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "part", "90915-YZZD4", "qty", "1"));
    workshop_change(w, "damage.add",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "panel", "roof", "kind", "dent"));
    workshop_sign(w, "1", "advisor");
    floor_keys(f, "F5 Enter c");
    floor_type(f, "pads worn");
    floor_keys(f, "Tab");
    floor_type(f, "1");
    others_take_away(w, until);
    floor_keys(f, "F8");
    floor_shows(f, "damage                    roof: taken back ");
    floor_shows(f, "damage                    bonnet: taken back ");
    floor_shows(f, "line 1                    removed ");
    floor_shows(f, "stage                     diagnosing ");
    floor_shows(f, "why it takes longer       pads on Friday ");
    floor_shows(f, "initial inspection        the signature is void ");
    floor_shows(f, "final inspection          Wheel nuts and critical fasteners torque~: green ");
    int64_t ms = 0;
    char when[WHEN_SIZE];
    assert_true(when_parse(until, &ms));
    snprintf(promised, sizeof promised, "promised time             %s ", when_short(ms, when));
    floor_shows(f, promised);
    workshop_sign(w, "1", "advisor");
    floor_keys(f, "Esc F8");
    floor_shows(f, "initial inspection        signed: passed ");
    floor_close(&f);
}

/* Who writes a remark sees what others found at the same item, and chooses; not what they wrote elsewhere. */
static void test_same_item(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open_order(w, &english);
    floor_keys(f, "Enter i Down Down t Shift-Tab Shift-Tab 1 Tab");
    floor_type(f, "50");
    floor_keys(f, "Tab");
    floor_type(f, "half full");
    workshop_change(w, "inspect",
                    json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "order", "1", "level", "advisor", "item", "fuel",
                              "result", "amber", "value", "9", "note", "nearly empty"));
    workshop_change(w, "inspect",
                    json_pack("{s:s,s:s,s:s,s:s,s:s}", "order", "1", "level", "advisor", "item", "odometer",
                              "result", "green", "note", "hard to read"));
    floor_keys(f, "F8");
    floor_shows(f, "[ ] amber                [x] green");
    floor_shows(f, "[ ] 9                    [x] 50");
    floor_shows(f, "[ ] nearly empty         [x] half full");
    floor_shows(f, "initial inspection        Odometer read and written down: green ");
    floor_shows(f, "initial inspection        Odometer read and written down: hard to read ");
    floor_keys(f, "Left F8"); /* the result is theirs */
    json_t *order = workshop_run(w, "order.show", json_pack("{s:s}", "order", "1"));
    const json_t *inspections = json_object_get(order, "inspections");
    const json_t *fuel = json_array_get(inspections, 0);
    for (size_t i = 1; strcmp(answer_text(fuel, "item"), "fuel") != 0; i++) {
        assert_true(i < json_array_size(inspections));
        fuel = json_array_get(inspections, i);
    }
    assert_string_equal(answer_text(fuel, "result"), "amber");
    char value[MONEY_SIZE];
    assert_string_equal(answer_quantity(fuel, "value", value), "50");
    assert_string_equal(answer_text(fuel, "note"), "half full");
    json_decref(order);
    floor_close(&f);
}

/* There are only so many rows: how many changes have none is said. */
static void test_left_out(void **state)
{
    static const char *const panels[] = {"roof",           "bonnet",           "boot",
                                         "front_bumper",   "rear_bumper",      "left_front_door",
                                         "left_rear_door", "right_front_door", "right_rear_door"};
    struct workshop *w = *state;
    struct floor *f = floor_open_order(w, &english);
    floor_keys(f, "Enter e Tab");
    floor_type(f, "1");
    others_work(w, "1");
    for (size_t i = 0; i < sizeof panels / sizeof *panels; i++) {
        workshop_change(w, "damage.add",
                        json_pack("{s:s,s:s,s:s}", "order", "1", "panel", panels[i], "kind", "dent"));
    }
    floor_keys(f, "F8");
    floor_shows(f, "Somebody else changed this order meanwhile");
    floor_shows(f, "Changes that have no row here: ");
    floor_shows(f, ". The order's log has them all");
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_conflict_words, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_taken_away, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_left_out, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_same_item, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_field_by_field, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_hidden_choices, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_all_theirs, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_back_and_again, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
