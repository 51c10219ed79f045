/* The public price list on a display: what it shows, how one leafs through it, and that it follows syncs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "tests/screen/floor.h"
#include "tui/console/screens.h"

enum { PARTS = 60, LIST_MAX = 65536, SECONDS = 3600 };

/* 60 parts at this price in the workshop's own list, which has no groups. */
static void offer(struct workshop *w, const char *price)
{
    struct buf list;
    buf_init(&list, LIST_MAX);
    buf_adds(&list, "No,Name,Unit,Price\n");
    for (int i = 1; i <= PARTS; i++) {
        buf_addf(&list, "P-%03d,%s %d,pc,%s\n", i, i % 2 != 0 ? "brake pad" : "前制动片", i,
                 i == 2 ? "" : price);
    }
    workshop_list(w, list.data);
    buf_free(&list);
    workshop_as(w, "mgr", PIN);
    workshop_change(w, "price.sync", NULL);
}

static struct floor *open_showroom(struct workshop *w, const struct floor_options *options)
{
    offer(w, "100.00");
    workshop_change(w, "price.accept", json_pack("{s:s}", "source", "demo"));
    client_logout(w->client);
    struct floor *f = floor_open(w, options);
    screen_showroom_open(f->ui, SECONDS);
    floor_draw(f);
    return f;
}

static void test_english_80(void **state)
{
    struct floor *f = open_showroom(*state, &(struct floor_options){.rows = 24, .columns = 80});
    floor_expect(f, "en-80-showroom.txt");
    floor_close(&f);
}

static void test_chinese_160(void **state)
{
    struct floor *f =
        open_showroom(*state, &(struct floor_options){.rows = 45, .columns = 160, .language = "zh_CN"});
    floor_expect(f, "zh-160-showroom.txt");
    floor_close(&f);
}

static void test_leafing(void **state)
{
    struct floor *f = open_showroom(*state, &(struct floor_options){.rows = 24, .columns = 80});
    floor_shows(f, "P-001");
    floor_shows(f, "page 1, group 1 of 1");
    floor_keys(f, "Right");
    floor_shows(f, "page 2, group 1 of 1");
    floor_lacks(f, "P-001");
    floor_keys(f, "Left");
    floor_shows(f, "P-001");
    floor_keys(f, "PgDn PgDn PgDn PgDn");
    floor_shows(f, "page 1, group 1 of 1"); /* behind the last page comes the first one */
    floor_type(f, "p-05");
    floor_shows(f, "Number or words: p-05");
    floor_shows(f, "P-050");
    floor_keys(f, "Esc");
    floor_shows(f, "page 1, group 1 of 1");
    floor_keys(f, "F4");
    floor_lacks(f, "Board"); /* nobody is logged in here */
    floor_keys(f, "F1");
    floor_shows(f, "F10");
    floor_close(&f);
}

static void test_no_price_is_not_zero(void **state)
{
    struct floor *f = open_showroom(*state, &(struct floor_options){.rows = 24, .columns = 80});
    floor_shows(f, "no price");
    floor_lacks(f, "  0.00 CNY");
    floor_close(&f);
}

static void test_it_follows_syncs(void **state)
{
    struct workshop *w = *state;
    struct floor *f = open_showroom(w, &(struct floor_options){.rows = 24, .columns = 80});
    floor_keys(f, "Right");
    floor_shows(f, "100.00 CNY");
    offer(w, "101.00");
    ui_tick(f->ui);
    floor_draw(f);
    floor_shows(f, "101.00 CNY");
    floor_shows(f, "A new price list is in force");
    floor_shows(f, "page 1, group 1 of 1");
    floor_close(&f);
}

static void test_without_a_list(void **state)
{
    struct workshop *w = *state;
    workshop_list(w, "No,Name,Unit,Price\n");
    workshop_as(w, "mgr", PIN);
    workshop_change(w, "price.sync", NULL);
    workshop_change(w, "price.accept", json_pack("{s:s}", "source", "demo"));
    struct floor *f = floor_open(w, &(struct floor_options){.rows = 24, .columns = 80});
    screen_showroom_open(f->ui, SECONDS);
    floor_draw(f);
    floor_shows(f, "Price list");
    floor_lacks(f, "90915-YZZD4");
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_english_80, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_chinese_160, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_leafing, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_no_price_is_not_zero, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_it_follows_syncs, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_without_a_list, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
