/* A car's whole way through the workshop by keys alone: taken in, inspected, priced, authorised, repaired,
 * signed by three people and delivered; in both languages, at 80x24 and 160x45. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <stdlib.h>
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
                 {"z damage", "z 损伤", true, true},
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

#define LATIN   "Bartholomew Featherstonehaugh-Cholmondeley of Wolverhampton and Upper Slaughter"
#define CHINESE "新疆维吾尔自治区乌鲁木齐市经济技术开发区第一汽车销售服务有限责任公司售后服务部门"
#define PADS    "Brake pad set front with wear indicator and fitting kit for electronic parking brakes"
#define DISCS   "带电子驻车制动系统车辆用前制动片套装含磨损指示器和安装附件包以及润滑脂和防护帽两件装"

static void long_orders(struct workshop *w)
{
    workshop_as(w, "mgr", PIN);
    workshop_list(w, "No,Name,Unit,Price\nLONG-1," PADS ",pc,12560.50\nLANG-2," DISCS ",pc,1234567.89\n");
    workshop_change(w, "price.sync", NULL);
    json_t *held = workshop_run(w, "price.held", NULL);
    if (json_array_size(json_object_get(held, "held")) > 0) {
        workshop_change(w, "price.accept", json_pack("{s:s}", "source", "demo"));
    }
    json_decref(held);
    workshop_as(w, "adv", PIN);
    for (int i = 0; i < 2; i++) {
        workshop_change(w, "order.open",
                        json_pack("{s:s,s:s,s:s,s:s}", "plate", i == 0 ? "京A12345" : "京A54321", "concern",
                                  "brakes squeal", "customer", i == 0 ? LATIN : CHINESE, "phone",
                                  i == 0 ? "13838389438" : "13838389439"));
    }
    workshop_change(w, "order.add_part",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "part", "LONG-1", "qty", "12"));
    workshop_change(w, "order.add_part",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "part", "LANG-2", "qty", "1"));
    workshop_change(w, "order.add_labour",
                    json_pack("{s:s,s:s,s:s,s:s,s:s}", "order", "1", "op", "BRK-1", "hours", "1.5", "text",
                              DISCS, "needs", "hv"));
}

/* Where on its row a text stands, in columns; fails when it is not on the screen. */
static int column_of(struct floor *f, const char *words)
{
    floor_shows(f, words);
    char *text = floor_text(f), *at = strstr(text, words), *row = at;
    assert_non_null(at);
    while (row > text && row[-1] != '\n') {
        row--;
    }
    int column = text_width_n(row, (size_t)(at - row));
    free(text);
    return column;
}

/* A long name, Latin or Chinese, is cut with "~" and pushes away neither amount nor state, number or column;
 * all of it can be read one key away. */
static void test_long_names(void **state)
{
    struct workshop *w = *state;
    long_orders(w);
    struct floor *f = floor_open(w, &(struct floor_options){.rows = 24, .columns = 80});
    floor_type(f, "1");
    floor_keys(f, "Enter");
    floor_shows(f, "13838389438");
    floor_shows(f, "~  13838389438");
    floor_shows(f, "   Slaughter"); /* all of the name, on rows of its own */
    floor_shows(f, " 1 LONG-1  Brake pad set front with ");
    floor_shows(f, " 2 LANG-2  带电子驻车制动系统车辆用");
    assert_int_equal(column_of(f, "150726.00\n") + 9, 80);
    assert_int_equal(column_of(f, "1234567.89\n") + 10, 80);
    floor_shows(f, f->chinese ? " 3 BRK-1  [高压] 带电子" : " 3 BRK-1  [high voltage] 带电子");
    assert_int_equal(column_of(f, f->chinese ? "~ 未定\n" : "~ open\n") + 6, 80);
    floor_keys(f, "Down Down Enter"); /* the line whole */
    floor_shows(f, "LANG-2");
    floor_shows(f, "帽两件装");
    floor_keys(f, "Esc s"); /* and so the customer reads it */
    floor_shows(f, "parking brakes  LONG-1");
    floor_shows(f, "帽两件装  LANG-2");
    assert_int_equal(column_of(f, "0.00\n") + 4, 80);
    floor_keys(f, "Esc F9");
    floor_shows(f, f->chinese ? "合计 1385677.89 CNY" : "total 1385677.89 CNY");
    floor_keys(f, "Esc Esc Ctrl-P");
    floor_type(f, "138383894");
    floor_shows(f, "Bartholomew ");
    assert_int_equal(column_of(f, "SH01-000001"), column_of(f, "SH01-000002"));
    floor_keys(f, "Esc");
    floor_resize(f, 45, 160);
    floor_shows(f, "Bartholomew~");
    int names = column_of(f, "Bartholomew~");
    assert_int_equal(column_of(f, "新疆维吾尔~"), names);
    assert_int_equal(column_of(f, "brakes squeal"), names + 13);
    floor_keys(f, "F3");
    floor_type(f, "lang");
    floor_keys(f, "F6");
    floor_shows(f, DISCS);
    floor_close(&f);
}

/* A number or a plate leads to its order and is done; what / was asked for stays when one comes back. */
static void test_jump_is_done(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "京A12345", "concern", "squeals"));
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "沪AD12345", "concern", "rattles"));
    struct floor *f = floor_open(w, &(struct floor_options){.rows = 24, .columns = 80});
    static const char *const jumps[] = {"02", "沪"};
    for (size_t i = 0; i < sizeof jumps / sizeof *jumps; i++) {
        floor_type(f, jumps[i]);
        floor_lacks(f, "SH01-000001");
        floor_keys(f, "Enter F4");
        floor_shows(f, "SH01-000001");
        floor_cursor_on(f, "SH01-000002");
    }
    floor_keys(f, "/");
    floor_type(f, "000002");
    floor_keys(f, "Enter F4");
    floor_lacks(f, "SH01-000001");
    floor_close(&f);
}

/* A letter typed where one of several is chosen is told what chooses, until something is chosen. */
static void test_choice_takes_no_text(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "京A12345", "concern", "squeals"));
    struct floor *f = floor_open(w, &(struct floor_options){.rows = 24, .columns = 80});
    floor_keys(f, "Enter t");
    floor_lacks(f, "One of these:");
    floor_type(f, "tec");
    floor_shows(f, "One of these:");
    floor_keys(f, "Down");
    floor_lacks(f, "One of these:");
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_long_names, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_english_80, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_chinese_80, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_ascii_mono_160, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_jump_is_done, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_choice_takes_no_text, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
