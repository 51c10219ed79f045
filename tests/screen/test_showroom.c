/* The public price list on a display: what it shows, how one leafs through it, and that it follows syncs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "tests/screen/floor.h"
#include "tui/console/book.h"
#include "tui/console/screens.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

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
    struct floor *f =
        open_showroom(*state, &(struct floor_options){.rows = 24, .columns = 80, .language = "en"});
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
    floor_keys(f, "l j");
    floor_shows(f, "page 3, group 1 of 1");
    floor_keys(f, "h k");
    floor_shows(f, "page 1, group 1 of 1");
    floor_keys(f, "F1");
    floor_shows(f, "F10");
    floor_keys(f, "Esc ?");
    floor_shows(f, "look a part up");
    floor_keys(f, "Esc");
    floor_shows(f, "page 1, group 1 of 1");
    floor_close(&f);
}

/* q is a letter where one types, else it leaves, as F10 always does. */
static void test_leaving(void **state)
{
    struct floor *f = open_showroom(*state, &(struct floor_options){.rows = 24, .columns = 80});
    floor_keys(f, "/ q");
    floor_shows(f, "Number or words: q");
    assert_false(ui_done(f->ui));
    floor_keys(f, "Esc q");
    assert_true(ui_done(f->ui));
    floor_close(&f);
    f = floor_open(*state, &(struct floor_options){.rows = 24, .columns = 80});
    screen_showroom_open(f->ui, SECONDS);
    floor_keys(f, "p F10");
    assert_true(ui_done(f->ui));
    floor_close(&f);
}

/* Anybody may stand before it: no key leads to an order, a sync, a command or a screen of the workshop's. */
static void test_it_is_public(void **state)
{
    static const char *const where[] = {"Esc", "p", "p Enter", "?"};
    static const char *const keys[] = {"F2",     "F3",     "F4",     "F6",     "F7",
                                       "F8",     "F9",     "Ctrl-P", "Ctrl-S", "Ctrl-G",
                                       "Ctrl-L", "Ctrl-A", "Ctrl-R", "Ctrl-E", "Ctrl-N"};
    struct floor *f = open_showroom(*state, &(struct floor_options){.rows = 24, .columns = 80});
    for (size_t i = 0; i < sizeof where / sizeof *where; i++) {
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            floor_keys(f, where[i]);
            floor_keys(f, keys[k]);
            floor_shows(f, keys[k]); /* "F2 does nothing here" */
            floor_shows(f, "does nothing here");
            floor_keys(f, "Esc Esc");
            floor_shows(f, "page 1, group 1 of 1");
        }
    }
    floor_lacks(f, "Quantity");
    floor_close(&f);
}

static void test_search(void **state)
{
    struct floor *f = open_showroom(*state, &(struct floor_options){.rows = 24, .columns = 80});
    floor_type(f, "前制");
    floor_shows(f, "P-002");
    floor_lacks(f, "P-001");
    floor_keys(f, "Ctrl-U");
    floor_type(f, "qzd"); /* by pinyin */
    floor_shows(f, "P-004");
    floor_keys(f, "Down");
    floor_shows(f, "list demo, revision 2, in force from");
    floor_keys(f, "Enter");
    floor_shows(f, "list price");
    floor_lacks(f, "list.csv"); /* where a list came from is the workshop's own affair */
    floor_keys(f, "Esc");
    floor_type(f, "zzz");
    floor_shows(f, "Nothing found");
    floor_shows(f, "list demo, revision 2");
    floor_keys(f, "Esc");
    floor_shows(f, "page 1, group 1 of 1");
    floor_keys(f, "/ Backspace");
    floor_shows(f, "page 1, group 1 of 1");
    floor_bytes(f, "\033[200~p-005\033[201~", 17);
    floor_shows(f, "Number or words: p-005");
    floor_scan(f, "P--050"); /* in place of what was looked for */
    floor_shows(f, "Number or words: P--050\n");
    floor_shows(f, "P-050 ");
    floor_keys(f, "Esc");
    floor_scan(f, "LSVAA4182E2123456"); /* no car's affair is told here */
    floor_shows(f, "A scan does nothing on this page");
    floor_shows(f, "page 1, group 1 of 1");
    floor_scan(f, "SH01-000001");
    floor_shows(f, "Nothing found");
    floor_close(&f);
}

/* Two groups, both names, units and a basis. */
static void import_groups(struct workshop *w)
{
    char path[160];
    workshop_list(w,
                  "No,Name,Local,Unit,Per,Price,Group\n"
                  "OIL-1,Oil filter,机油滤清器,pc,1,58.00,Filters\n"
                  "OIL-2,Oil filter with a name that is far too long to fit beside its price,,pc,1,,Filters\n"
                  "NUT-1,Wheel nut,车轮螺母,pc,100,250.00,Nuts\n"
                  "NUT-2,,锁紧螺母,,1,3.50,Nuts\n");
    snprintf(path, sizeof path, "%s/list.csv", w->folder);
    workshop_as(w, "mgr", PIN);
    workshop_change(w, "price.import", json_pack("{s:s,s:s}", "source", "groups", "file", path));
    client_logout(w->client);
}

static void test_groups_80(void **state)
{
    import_groups(*state);
    struct floor *f = floor_open(
        *state, &(struct floor_options){
                    .rows = 24, .columns = 80, .frames = "ascii", .theme = "mono", .language = "zh_CN"});
    screen_showroom_open(f->ui, SECONDS);
    floor_keys(f, "Tab");
    floor_expect(f, "zh-80-showroom-groups.txt");
    floor_close(&f);
}

static void test_groups_160(void **state)
{
    import_groups(*state);
    struct floor *f =
        floor_open(*state, &(struct floor_options){.rows = 45, .columns = 160, .language = "en"});
    screen_showroom_open(f->ui, SECONDS);
    floor_draw(f);
    floor_shows(f, "group 1 of 3");
    floor_keys(f, "Tab");
    floor_shows(f, "no published price");
    floor_keys(f, "Tab");
    floor_shows(f, "250.00 CNY/100 pc");
    floor_expect(f, "en-160-showroom-groups.txt");
    floor_keys(f, "Tab");
    floor_shows(f, "90915-YZZD4");
    floor_keys(f, "Shift-Tab");
    floor_shows(f, "NUT-1");
    floor_keys(f, "Home");
    floor_shows(f, "90915-YZZD4");
    floor_keys(f, "End");
    floor_shows(f, "NUT-2");
    floor_close(&f);
}

static void tick(struct floor *f)
{
    ui_tick(f->ui);
    floor_draw(f);
}

/* With pages that stay for no time every tick turns one, until a key is pressed. */
static void test_it_turns_by_itself(void **state)
{
    offer(*state, "100.00");
    workshop_change(*state, "price.accept", json_pack("{s:s}", "source", "demo"));
    client_logout(((struct workshop *)*state)->client);
    struct floor *f = floor_open(*state, &(struct floor_options){.rows = 24, .columns = 80});
    screen_showroom_open(f->ui, 0);
    floor_draw(f);
    floor_shows(f, "page 1, group 1 of 1");
    tick(f);
    floor_shows(f, "page 2, group 1 of 1");
    tick(f);
    tick(f);
    floor_shows(f, "page 4, group 1 of 1");
    tick(f);
    floor_shows(f, "page 1, group 1 of 1");
    floor_keys(f, "Right");
    floor_shows(f, "page 2, group 1 of 1");
    tick(f);
    floor_shows(f, "page 2, group 1 of 1");
    floor_close(&f);
}

static void test_an_idle_picture_costs_nothing(void **state)
{
    struct floor *f = open_showroom(*state, &(struct floor_options){.rows = 24, .columns = 80});
    tick(f);
    tick(f);
    assert_int_equal(f->last_sent, 0);
    floor_close(&f);
}

static void test_another_size(void **state)
{
    struct floor *f = open_showroom(*state, &(struct floor_options){.rows = 24, .columns = 80});
    floor_shows(f, "P-017");
    floor_lacks(f, "P-018");
    floor_resize(f, 45, 160);
    floor_shows(f, "P-038");
    floor_lacks(f, "P-039");
    floor_resize(f, 24, 80);
    floor_shows(f, "P-017");
    floor_lacks(f, "P-018");
    floor_keys(f, "Right");
    floor_shows(f, "P-018");
    floor_resize(f, 20, 60);
    floor_shows(f, "too small");
    floor_resize(f, 30, 80);
    floor_shows(f, "P-018");
    floor_close(&f);
}

static void run_sql(struct workshop *w, const char *sql)
{
    char path[160];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/clearbay.db", w->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* A page that cannot be read leaves the one before, and says since when. */
static void test_the_database_fails(void **state)
{
    struct floor *f = open_showroom(*state, &(struct floor_options){.rows = 24, .columns = 80});
    run_sql(*state, "ALTER TABLE search_term RENAME TO search_term_away");
    floor_keys(f, "Right");
    floor_shows(f, "The list cannot be read since ");
    floor_shows(f, "page 1, group 1 of 1");
    floor_shows(f, "P-001");
    tick(f);
    floor_keys(f, "Tab");
    floor_shows(f, "P-001");
    run_sql(*state, "ALTER TABLE search_term_away RENAME TO search_term");
    floor_keys(f, "F5");
    floor_lacks(f, "cannot be read");
    floor_keys(f, "Right");
    floor_shows(f, "page 2, group 1 of 1");
    floor_close(&f);
}

static void test_before_there_is_a_workshop(void **state)
{
    struct workshop *w = *state;
    struct workshop other = {.client = NULL};
    struct error e = ERROR_NONE;
    char path[160];
    snprintf(other.folder, sizeof other.folder, "%s", w->folder);
    snprintf(path, sizeof path, "%s/list.csv", w->folder);
    workshop_list(w, "[database]\npath = /nonexistent/clearbay.db\n");
    assert_int_equal(client_open(path, &other.client, &e), ST_OK);
    struct floor *f = floor_open(&other, &(struct floor_options){.rows = 24, .columns = 80});
    screen_showroom_open(f->ui, 0);
    floor_draw(f);
    floor_shows(f, "there is no workshop here yet; make one with:");
    floor_keys(f, "Right Tab Home End");
    tick(f);
    floor_shows(f, "The list cannot be read since ");
    floor_close(&f);
    client_close(&other.client);
}

/* Pages of one part: further back than the book remembers comes the group's first page. */
static void test_a_long_group(void **state)
{
    struct workshop *w = *state;
    struct error e = ERROR_NONE;
    struct book b = {.groups = NULL};
    struct buf list;
    bool another = false;
    buf_init(&list, LIST_MAX);
    buf_adds(&list, "No,Name,Unit,Price\n");
    for (int i = 1; i <= 300; i++) {
        buf_addf(&list, "L-%03d,Long,pc,1.00\n", i);
    }
    workshop_list(w, list.data);
    buf_free(&list);
    workshop_change(w, "price.sync", NULL);
    workshop_change(w, "price.accept", json_pack("{s:s}", "source", "demo"));
    assert_int_equal(book_look(w->client, &b, 1, &another, &e), ST_OK);
    assert_false(another);
    for (size_t i = 1; i < 300; i++) {
        assert_int_equal(b.number, i);
        assert_int_equal(book_turn(w->client, &b, BOOK_NEXT, 1, &e), ST_OK);
    }
    const json_t *part = json_array_get(book_parts(&b), 0);
    assert_string_equal(json_string_value(json_object_get(part, "part_no")), "L-300");
    for (size_t i = 300; i > 300 - BOOK_BACK + 1; i--) {
        assert_int_equal(b.number, i);
        assert_int_equal(book_turn(w->client, &b, BOOK_BEFORE, 1, &e), ST_OK);
    }
    assert_int_equal(b.number, 300 - BOOK_BACK + 1);
    part = json_array_get(book_parts(&b), 0);
    assert_string_equal(json_string_value(json_object_get(part, "part_no")), "L-045");
    assert_int_equal(book_turn(w->client, &b, BOOK_BEFORE, 1, &e), ST_OK);
    assert_int_equal(b.number, 1);
    assert_int_equal(book_look(w->client, &b, 1, &another, &e), ST_OK);
    assert_false(another);
    book_free(&b);
}

static void test_no_price_is_not_zero(void **state)
{
    struct floor *f = open_showroom(*state, &(struct floor_options){.rows = 24, .columns = 80});
    floor_shows(f, "no published price");
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
        cmocka_unit_test_setup_teardown(test_leaving, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_it_is_public, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_search, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_groups_80, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_groups_160, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_it_turns_by_itself, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_an_idle_picture_costs_nothing, workshop_set_up,
                                        workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_another_size, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_the_database_fails, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_before_there_is_a_workshop, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_a_long_group, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
