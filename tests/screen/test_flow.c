/* A car's whole way through the workshop by keys alone: taken in, inspected, priced, authorised, repaired,
 * signed by three people and delivered; in both languages, at 80x24 and 160x45. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <string.h>

static void take_in(struct floor *f, const char *plate)
{
    floor_keys(f, "F2");
    floor_type(f, plate);
    floor_keys(f, "Tab Tab Tab");
    floor_type(f, "王芳");
    floor_keys(f, "Tab");
    floor_type(f, "58300");
    floor_keys(f, "Tab");
    floor_type(f, "brakes squeal");
    floor_keys(f, "Enter");
    floor_type(f, "oil change due");
    floor_keys(f, "F8");
}

/* Opens the newest order from the board: / its plate Enter. */
static void open_by_plate(struct floor *f, const char *user, const char *plate)
{
    floor_as(f, user);
    floor_keys(f, "/");
    floor_type(f, plate);
    floor_keys(f, "Enter");
}

/* Green everywhere; where a reading is asked for, one that is good. */
static void inspect_all(struct floor *f, const char *order, const char *level)
{
    json_t *list =
        workshop_run(f->shop, "order.inspection", json_pack("{s:s,s:s}", "order", order, "level", level));
    size_t i;
    const json_t *item;
    char most[MONEY_SIZE];
    floor_keys(f, "i");
    json_array_foreach(json_object_get(list, "items"), i, item)
    {
        if (answer_true(item, "applies") && answer_has(item, "unit")) {
            floor_type(f, answer_quantity(item, "most", most));
        }
        if (answer_true(item, "applies")) {
            floor_keys(f, "g");
        }
    }
    json_decref(list);
}

static void sign(struct floor *f)
{
    floor_keys(f, "F9");
    floor_type(f, PIN);
    floor_keys(f, "Enter");
}

static const char *order_field(struct floor *f, const char *key)
{
    return answer_text(ui_order(f->ui), key);
}

/* Hints of an order's screen, all of them also at 80 columns: those of an open one, or what one does with a
 * delivered one and nothing that is not possible any more. */
static void check_hints(struct floor *f, bool delivered)
{
    static const struct {
        const char *english, *chinese;
        bool open, delivered;
    } hints[] = {{"s estimate", "s 报价", true, true},
                 {"e edit", "e 编辑", true, false},
                 {"v deliver", "v 交车", true, false},
                 {"F9 sign", "F9 签字", true, false},
                 {"/ filter", "/ 筛选", true, true},
                 {"z car", "z 车辆", true, true},
                 {"Ctrl-U completion certificate", "Ctrl-U 竣工出厂合格证", false, true},
                 {"Space,c call-back", "Space,c 回访", false, true}};
    floor_keys(f, "End"); /* no message covers them */
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
        bool wanted = delivered ? hints[i].delivered : hints[i].open;
        assert_int_equal(floor_has(f, i18n_is_chinese() ? hints[i].chinese : hints[i].english), wanted);
    }
}

/* Who comes back finds his order, with the day on which it was delivered. */
static void check_found(struct floor *f, const char *plate)
{
    char wanted[80], when[WHEN_SIZE];
    snprintf(wanted, sizeof wanted, i18n_is_chinese() ? "已交车 %s" : "delivered %s",
             answer_when(ui_order(f->ui), "delivered_at", when));
    floor_keys(f, "Ctrl-P");
    floor_type(f, plate);
    assert_true(floor_has(f, wanted));
}

static void walk(struct workshop *w, const struct floor_options *options, const char *plate)
{
    char number[40];
    workshop_as(w, "adv", PIN);
    struct floor *f = floor_open(w, options);
    take_in(f, plate);
    assert_string_equal(order_field(f, "plate"), plate);
    strncpy(number, order_field(f, "order"), sizeof number - 1);
    number[sizeof number - 1] = '\0';
    floor_keys(f, "F7 1 Right 2 Esc"); /* damage on two panels */
    inspect_all(f, number, "advisor");
    sign(f);
    floor_keys(f, "Esc t 1 F8"); /* the one technician, no bay */
    assert_string_equal(order_field(f, "technician"), "tec");

    open_by_plate(f, "tec", plate);
    floor_keys(f, "c");
    floor_type(f, "front pads worn to 1.3 mm");
    floor_keys(f, "Tab");
    floor_type(f, "1.5");
    floor_keys(f, "F8");
    floor_keys(f, "F3");
    floor_type(f, "90915");
    floor_keys(f, "Enter Esc w");
    floor_type(f, "BRK-01");
    floor_keys(f, "Tab");
    floor_type(f, "1.5");
    floor_keys(f, "Tab");
    floor_type(f, "replace front brake pads");
    floor_keys(f, "F8");

    open_by_plate(f, "adv", plate);
    floor_keys(f, "y 1 F8"); /* by the customer, at the counter */
    assert_string_equal(order_field(f, "total"), order_field(f, "total_authorised"));

    open_by_plate(f, "tec", plate);
    while (ui_place(f->ui).line != 2) {
        floor_keys(f, "Down");
    }
    floor_keys(f, "b y d"); /* who began labour stays on record: it is asked once */
    inspect_all(f, number, "technician");
    sign(f);
    assert_string_equal(order_field(f, "stage"), "qc");

    open_by_plate(f, "qin", plate);
    inspect_all(f, number, "qc");
    sign(f);
    assert_string_equal(order_field(f, "stage"), "ready");

    open_by_plate(f, "adv", plate);
    check_hints(f, false);
    floor_keys(f, "v F8 y");
    assert_string_equal(order_field(f, "stage"), "delivered");
    const json_t *signatures = json_object_get(ui_order(f->ui), "signatures");
    assert_int_equal(json_array_size(signatures), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(answer_true(json_array_get(signatures, i), "valid"));
        assert_string_equal(answer_text(json_array_get(signatures, i), "by"), people[i]);
    }
    assert_int_equal(json_array_size(json_object_get(ui_order(f->ui), "damage")), 2);
    floor_keys(f, "Ctrl-U"); /* the page that goes with the car */
    assert_true(floor_has(f, i18n_is_chinese() ? "出厂 58300 公里" : "58300 km at delivery"));
    floor_keys(f, "Esc");
    check_hints(f, true);
    floor_keys(f, "Space c 1 Tab"); /* satisfied */
    floor_type(f, "quiet now");
    floor_keys(f, "F8 y");
    assert_string_equal(order_field(f, "call_back_result"), "satisfied");
    assert_string_equal(order_field(f, "call_back_outcome"), "quiet now");
    assert_true(floor_has(f, i18n_is_chinese() ? "满意：quiet now" : "satisfied: quiet now"));
    floor_keys(f, "End");
    assert_false(floor_has(f, "Space,c")); /* once */
    floor_keys(f, "F3");
    assert_false(floor_has(f, number)); /* nothing is added to it any more */
    check_found(f, plate);
    floor_close(&f);
}

static void test_english_80(void **state)
{
    walk(*state, &(struct floor_options){.rows = 24, .columns = 80}, "京A12345");
}

static void test_chinese_80(void **state)
{
    walk(*state, &(struct floor_options){.rows = 24, .columns = 80, .language = "zh_CN"}, "沪B67890");
}

static void test_ascii_mono_160(void **state)
{
    walk(*state,
         &(struct floor_options){
             .rows = 45, .columns = 160, .language = "zh_CN", .theme = "mono", .frames = "ascii"},
         "粤C24680");
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_english_80, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_chinese_80, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_ascii_mono_160, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
