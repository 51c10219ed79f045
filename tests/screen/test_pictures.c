/* Every screen as it looks: in English and Chinese, at 80x24 and 160x45, with frames in UTF-8 and ASCII. The
 * expected pictures are in tests/screen/expected; GENERATE=1 draws them anew, for a person to look at. */
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

static void picture(struct floor *f, const char *series, const char *name)
{
    char file[128];
    snprintf(file, sizeof file, "%s-%s.txt", series, name);
    floor_expect(f, file);
}

static void open_orders(struct workshop *w)
{
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open",
                    json_pack("{s:s,s:[s,s],s:s,s:s,s:i}", "plate", "京A12345", "concern", "brakes squeal",
                              "oil change due", "customer", "王芳", "phone", "13838389438", "odometer",
                              58300));
    workshop_change(w, "order.open",
                    json_pack("{s:s,s:s,s:s,s:s}", "plate", "沪AD12345", "concern",
                              "range lower than in spring", "customer", "张敏", "vin", "LSVAA4182E2123456"));
    workshop_change(w, "order.assign", json_pack("{s:s,s:s}", "order", "2", "technician", "tec"));
}

static void draw_all(struct workshop *w, const struct floor_options *options, const char *series)
{
    client_logout(w->client);
    struct floor *f = floor_open(w, options);
    picture(f, series, "login");
    floor_type(f, "adv");
    floor_keys(f, "Enter");
    floor_type(f, PIN);
    floor_keys(f, "Enter");
    picture(f, series, "board-empty");
    open_orders(w);
    floor_keys(f, "F5");
    picture(f, series, "board");
    floor_keys(f, "/");
    floor_type(f, "ad12");
    picture(f, series, "board-filter");
    floor_keys(f, "Esc F2");
    floor_type(f, "京a1");
    picture(f, series, "intake");
    floor_keys(f, "Down Enter");
    floor_type(f, "rattles");
    floor_keys(f, "Enter");
    picture(f, series, "intake-taken-over");
    floor_keys(f, "Esc");
    picture(f, series, "ask");
    floor_keys(f, "y");
    floor_keys(f, "Down Enter");
    picture(f, series, "order");
    floor_keys(f, "F7 Right 1 4");
    picture(f, series, "damage");
    floor_keys(f, "Esc i g g 5");
    picture(f, series, "inspection");
    floor_keys(f, "r t");
    picture(f, series, "inspection-form");
    floor_keys(f, "Esc F9");
    floor_type(f, "123");
    floor_keys(f, "Tab 2");
    picture(f, series, "sign");
    floor_keys(f, "Esc Esc m");
    picture(f, series, "stage");
    floor_keys(f, "Esc t");
    picture(f, series, "assign");
    floor_keys(f, "Esc F3");
    picture(f, series, "prices-empty");
    floor_type(f, "90915 yzz");
    picture(f, series, "prices");
    floor_keys(f, "Enter");
    picture(f, series, "prices-added");
    floor_keys(f, "F6");
    picture(f, series, "price");
    floor_keys(f, "Esc Esc F1");
    picture(f, series, "help");
    floor_keys(f, "Esc Ctrl-P");
    floor_type(f, "price");
    picture(f, series, "palette");
    floor_keys(f, "Esc Ctrl-L");
    picture(f, series, "lock");
    floor_close(&f);
}

static void test_english_80(void **state)
{
    draw_all(*state, &(struct floor_options){.rows = 24, .columns = 80, .language = "en"}, "en-80");
}

static void test_chinese_80(void **state)
{
    draw_all(*state, &(struct floor_options){.rows = 24, .columns = 80, .language = "zh_CN"}, "zh-80");
}

static void test_english_160(void **state)
{
    draw_all(*state,
             &(struct floor_options){
                 .rows = 45, .columns = 160, .frames = "ascii", .theme = "mono", .language = "en"},
             "en-160");
}

static void test_chinese_160(void **state)
{
    draw_all(*state,
             &(struct floor_options){.rows = 45, .columns = 160, .language = "zh_CN", .theme = "light"},
             "zh-160");
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_english_80, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_chinese_80, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_english_160, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_chinese_160, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
