/* Lists that the gate held: what the screen shows, and that a manager's word counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "tests/screen/floor.h"

#include <stdio.h>

enum { PARTS = 40, LIST_MAX = 65536 };

/* A list of 40 parts at 100.00, then one in which a part costs ten times as much, one nothing, one has no
 * price, one is new and four are gone: "a" to "d" of the parts that have a name of their own. */
static void offer(struct workshop *w, bool changed)
{
    struct buf list;
    buf_init(&list, LIST_MAX);
    buf_adds(&list, "No,Name,Unit,Price\n");
    for (int i = 1; i <= (changed ? PARTS - 4 : PARTS); i++) {
        const char *price = "100.00";
        if (changed && i <= 3) {
            price = i == 1 ? "1000.00" : i == 2 ? "0.00" : "";
        }
        buf_addf(&list, "P-%03d,brake pad %c,pc,%s\n", i, 'a' + i % 20, price);
    }
    if (changed) {
        buf_adds(&list, "N-001,刹车片,pc,50.00\n");
    }
    workshop_list(w, list.data);
    buf_free(&list);
}

static void hold(struct workshop *w)
{
    offer(w, false);
    workshop_as(w, "mgr", PIN);
    workshop_change(w, "price.sync", NULL); /* the workshop's own list had one part: held as well */
    workshop_change(w, "price.accept", json_pack("{s:s}", "source", "demo"));
    offer(w, true);
    workshop_change(w, "price.sync", NULL);
}

static void draw(struct workshop *w, const struct floor_options *options, const char *name)
{
    hold(w);
    struct floor *f = floor_open(w, options);
    floor_keys(f, "F3 Ctrl-G");
    floor_expect(f, name);
    floor_close(&f);
}

static void test_english_80(void **state)
{
    draw(*state, &(struct floor_options){.rows = 24, .columns = 80, .language = "en"}, "en-80-held.txt");
}

static void test_chinese_160(void **state)
{
    draw(*state, &(struct floor_options){.rows = 45, .columns = 160, .language = "zh_CN"}, "zh-160-held.txt");
}

static void test_accept(void **state)
{
    hold(*state);
    struct floor *f = floor_open(*state, &(struct floor_options){.rows = 24, .columns = 80});
    floor_keys(f, "F3 Ctrl-G Down Down a");
    floor_shows(f, "Put revision 3 of demo in force");
    floor_keys(f, "n");
    floor_shows(f, "Held price lists: 1");
    floor_keys(f, "/ P - 0 0 1 Enter a"); /* what one does not see is said */
    floor_shows(f, "as well (changes: 7)?");
    floor_keys(f, "n Esc");
    floor_keys(f, "a y");
    floor_shows(f, "The held list is in force");
    floor_shows(f, "No list is held");
    floor_keys(f, "Esc");
    floor_type(f, "P-001");
    floor_shows(f, "1000.00");
    floor_close(&f);
}

static void test_throw_away(void **state)
{
    hold(*state);
    struct floor *f = floor_open(*state, &(struct floor_options){.rows = 24, .columns = 80});
    floor_keys(f, "F3 Ctrl-G x y");
    floor_shows(f, "No list is held");
    floor_keys(f, "Esc");
    floor_type(f, "P-001");
    floor_shows(f, "100.00");
    floor_lacks(f, "1000.00");
    floor_close(&f);
}

static void test_an_advisor_only_looks(void **state)
{
    hold(*state);
    workshop_as(*state, "adv", PIN);
    struct floor *f = floor_open(*state, &(struct floor_options){.rows = 24, .columns = 80});
    floor_keys(f, "F3 Ctrl-G");
    floor_shows(f, "Held price lists: 1");
    floor_lacks(f, "a put in force");
    floor_keys(f, "a");
    floor_shows(f, "only for manager");
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_english_80, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_chinese_160, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_accept, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_throw_away, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_an_advisor_only_looks, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
