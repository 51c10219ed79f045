/* Barcode scanners are keyboards: a code scanned on any screen leads to its car, order or part, does nothing
 * else on the way, and is left in a field only where it belongs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "tests/screen/floor.h"
#include "tui/console/scan.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <string.h>

#define VIN   "LSVAA4182E2123456"
#define OTHER "LFV2A21K4D4123456"

struct gun {
    struct scan scan;
    int64_t now;
};

static const struct floor_options small = {.rows = 24, .columns = 80};

/* Characters `gap` ms apart, then Enter. */
static void type_at(struct floor *f, struct gun *g, const char *text, int gap)
{
    for (const char *p = text; *p != '\0'; p++) {
        char one[2] = {*p, '\0'};
        struct press press = press_named(one);
        g->now += gap;
        scan_due(&g->scan, f->ui, g->now);
        scan_press(&g->scan, f->ui, &press, g->now);
    }
    struct press enter = press_named("Enter");
    g->now += gap;
    scan_due(&g->scan, f->ui, g->now);
    scan_press(&g->scan, f->ui, &enter, g->now);
    g->now += 1000;
    scan_due(&g->scan, f->ui, g->now);
    floor_draw(f);
}

static void scan(struct floor *f, struct gun *g, const char *text)
{
    type_at(f, g, text, 4);
}

static struct floor *floor_with_orders(struct workshop *w)
{
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open",
                    json_pack("{s:s,s:s,s:s,s:s}", "plate", "京A12345", "concern", "squeals", "customer",
                              "王芳", "vin", VIN));
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "沪B12345", "concern", "rattles"));
    return floor_open(w, &small);
}

static size_t inspected(struct floor *f)
{
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    size_t n = json_array_size(json_object_get(order, "inspections"));
    json_decref(order);
    return n;
}

/* Every screen that a scan leads off, and what leads there from the board: its rows, its fields, its filter.
 */
static const struct way {
    const char *screen, *keys;
} ways[] = {{"board", ""},
            {"board", "/ x"},
            {"order", "Enter"},
            {"order", "Enter / x"},
            {"inspect", "Enter i"},
            {"inspect", "Enter i / x"},
            {"inspect", "Down Enter i 8"},
            {"command", "Enter m"},
            {"command", "Enter c"},
            {"command", "Enter e"},
            {"command", "Enter i t"},
            {"command", "Enter t"},
            {"command", "Down Enter e Tab Tab x"},
            {"damage", "Enter F7"},
            {"floor", "f"},
            {"floor", "f / x"},
            {"intake", "F2"},
            {"intake", "F2 Tab Tab x"},
            {"prices", "F3"},
            {"prices", "F3 x"},
            {"prices", "F3 Tab"},
            {"text", "F3 9 0 9 F6"},
            {"text", "Space u"},
            {"text", "Space u / x"},
            {"history", "F3 9 0 9 F7"},
            {"history", "F3 9 0 9 F7 / x"},
            {"held", "F3 Ctrl-G"},
            {"held", "F3 Ctrl-G / x"},
            {"drafts", "Ctrl-P d r a f t Space l i s t Enter"},
            {"drafts", "Ctrl-P d r a f t Space l i s t Enter / x"},
            {"help", "F1"},
            {"help", "F1 x"},
            {"palette", "Ctrl-P"},
            {"palette", "Ctrl-P x"}};
enum { WAYS = sizeof ways / sizeof *ways };

/* There is no screen but these, the dialogs (test_dialogs) and the two that anybody may stand before
 * (test_views and test_showroom). */
static void test_all_screens(void **state)
{
    (void)state;
    const char *names[WAYS + 7] = {"ask", "sign", "conflict", "login", "estimate", "showroom"};
    for (size_t i = 0; i < WAYS; i++) {
        names[i + 6] = ways[i].screen;
    }
    floor_knows_screens("struct screen_ops ", names);
}

static void lead(struct floor *f, const struct way *way)
{
    floor_keys(f, "Esc F4 y Esc");
    floor_keys(f, way->keys);
    print_message("# %s: %s\n", way->screen, way->keys);
}

static void test_vin_everywhere(void **state)
{
    struct floor *f = floor_with_orders(*state);
    for (size_t i = 0; i < WAYS; i++) {
        struct gun g = {.now = 1000};
        size_t before = inspected(f);
        lead(f, &ways[i]);
        scan(f, &g, VIN);
        if (strcmp(ways[i].screen, "intake") == 0) {
            floor_shows(f, "last here"); /* taken over: the fitting form */
            floor_shows(f, VIN);
        } else {
            floor_shows(f, "Order SH01-000001  京A12345");
            floor_lacks(f, "does nothing");
        }
        assert_int_equal(inspected(f), before);
        json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
        assert_string_equal(answer_text(order, "stage"), "received");
        json_decref(order);
    }
    floor_close(&f);
}

/* A part and an order, too, whatever field one is in; and nothing is added to an order on the way. */
static void test_codes_everywhere(void **state)
{
    struct floor *f = floor_with_orders(*state);
    for (size_t i = 0; i < WAYS; i++) {
        struct gun g = {.now = 1000};
        lead(f, &ways[i]);
        scan(f, &g, "SH01-000002");
        floor_shows(f, "Order SH01-000002");
        lead(f, &ways[i]);
        scan(f, &g, "90915-YZZD4");
        floor_shows(f, "90915-YZZD4          Oil filter");
        floor_shows(f, "Number or words: 90915-YZZD4");
    }
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    assert_int_equal(json_array_size(json_object_get(order, "lines")), 0);
    json_decref(order);
    floor_close(&f);
}

/* What was typed into a form stays, the scan is not in it. */
static void test_form_keeps_its_text(void **state)
{
    struct floor *f = floor_with_orders(*state);
    struct gun g = {.now = 1000};
    floor_keys(f, "F2");
    floor_type(f, "粤C55555");
    floor_keys(f, "Tab Tab Tab Tab Tab");
    floor_type(f, "leaks oil");
    scan(f, &g, "90915-YZZD4");
    floor_shows(f, "Prices");
    floor_shows(f, "58.00 CNY");
    floor_keys(f, "Esc");
    floor_shows(f, "Take a car in");
    floor_shows(f, "leaks oil\n");
    floor_shows(f, "粤C55555");
    floor_lacks(f, "90915");
    scan(f, &g, VIN); /* no other car is in this form yet: it is this one's */
    floor_shows(f, VIN);
    floor_shows(f, "leaks oil\n");
    scan(f, &g, OTHER); /* another car than the one that is taken in */
    floor_shows(f, "LSVAA4182E2123456");
    floor_lacks(f, "leaks oilLFV");
    floor_close(&f);
}

static void test_part_and_order(void **state)
{
    struct floor *f = floor_with_orders(*state);
    struct gun g = {.now = 1000};
    assert_int_equal(ui_idle_ms(f->ui), -1);
    scan(f, &g, "SH01-000002");
    floor_shows(f, "Order SH01-000002");
    assert_true(ui_idle_ms(f->ui) >= 0); /* who only scans is not locked out */
    scan(f, &g, "90915-YZZD4");
    floor_shows(f, "90915-YZZD4          Oil filter");
    floor_shows(f, "Enter adds to SH01-000002");
    scan(f, &g, "90915-YZZD4"); /* in place of what was looked for; nothing is added by it */
    floor_shows(f, "Number or words: 90915-YZZD4");
    floor_lacks(f, "YZZD490915");
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "2"));
    assert_int_equal(json_array_size(json_object_get(order, "lines")), 0);
    json_decref(order);
    floor_keys(f, "Ctrl-U");
    scan(f, &g, "90915-YZZD4"); /* the field for it, and Enter: as typed */
    floor_shows(f, "1 x 90915-YZZD4 added to SH01-000002");
    scan(f, &g, "90915-YZZD4"); /* another piece of the same: nobody has hit a key twice */
    floor_lacks(f, "was added to SH01-000002 just now");
    order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "2"));
    assert_int_equal(json_array_size(json_object_get(order, "lines")), 2);
    json_decref(order);
    floor_keys(f, "Tab Ctrl-U");
    floor_type(f, "2");
    scan(f, &g, "90915YZZD4"); /* not into the quantity */
    floor_shows(f, "Quantity: 2\n");
    floor_keys(f, "F4");
    scan(f, &g, "NOSUCH-123");
    floor_shows(f, "Scanned NOSUCH-123: no car, order or part has this code");
    floor_shows(f, "Board:");
    floor_close(&f);
}

static void test_unknown_vin(void **state)
{
    struct floor *f = floor_with_orders(*state);
    struct gun g = {.now = 1000};
    scan(f, &g, OTHER);
    floor_shows(f, "this car was never here; its plate and concern take");
    floor_shows(f, "Take a car in");
    floor_shows(f, OTHER);
    floor_as(f, "tec");
    scan(f, &g, OTHER);
    floor_shows(f, "an advisor takes it in");
    floor_shows(f, "Board:");
    scan(f, &g, VIN);
    floor_shows(f, "Order SH01-000001");
    floor_close(&f);
}

/* A dialog is not answered, and a VIN is no PIN: five wrong ones would lock the person out. */
static void test_dialogs(void **state)
{
    struct floor *f = floor_with_orders(*state);
    struct gun g = {.now = 1000};
    floor_keys(f, "F2");
    floor_type(f, "x");
    floor_keys(f, "F10");
    floor_shows(f, "Leave and throw away");
    scan(f, &g, "yyy123yyy");
    assert_false(ui_done(f->ui));
    floor_shows(f, "Leave and throw away");
    floor_keys(f, "n Esc y Enter F9");
    for (int i = 0; i < 7; i++) {
        scan(f, &g, VIN);
    }
    floor_shows(f, "What was scanned is no answer here");
    floor_type(f, PIN);
    floor_keys(f, "Enter");
    floor_lacks(f, "locked");
    floor_keys(f, "Esc F4 1 Enter e Ctrl-U 5 9");
    workshop_change(f->shop, "order.edit", json_pack("{s:s,s:i}", "order", "1", "odometer", 58350));
    floor_keys(f, "F8");
    floor_shows(f, "[x] 59"); /* theirs and mine: nothing is chosen or saved by it, nor looked for */
    scan(f, &g, "SH01-000002");
    floor_shows(f, "What was scanned is no answer here");
    floor_shows(f, "[x] 59");
    floor_keys(f, "/");
    scan(f, &g, VIN);
    floor_shows(f, "What was scanned is no answer here");
    floor_shows(f, "[x] 59");
    floor_keys(f, "Esc Esc Esc y");
    floor_close(&f);
}

/* People: keys do what they do, fields get what is typed, however fast. */
static void test_typing(void **state)
{
    static const int gaps[] = {1, 20, 31, 80, 300};
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        struct floor *f = i == 0 ? floor_with_orders(*state) : floor_open(*state, &small);
        struct gun g = {.now = 1000};
        type_at(f, &g, "2", gaps[i]);
        floor_shows(f, "Order SH01-000002");
        floor_keys(f, "F4 Esc");
        type_at(f, &g, "jk", gaps[i]); /* down, up, Enter: the first one */
        floor_shows(f, "Order SH01-00000");
        floor_keys(f, "F4 F2 Tab Tab Tab");
        type_at(f, &g, "Smith 42", gaps[i]);
        floor_shows(f, "Smith 42");
        floor_keys(f, "Esc y");
        client_logout(f->shop->client);
        floor_close(&f);
        f = floor_open(*state, &small);
        floor_type(f, "adv");
        floor_keys(f, "Tab");
        type_at(f, &g, PIN, gaps[i]);
        floor_shows(f, "Board:");
        floor_close(&f);
    }
}

/* A carriage return and a line feed: the second one opens nothing. */
static void test_two_line_ends(void **state)
{
    struct floor *f = floor_with_orders(*state);
    struct gun g = {.now = 1000};
    for (const char *p = "90915-YZZD4\r\r"; *p != '\0'; p++) {
        char one[2] = {*p, '\0'};
        struct press press = press_named(*p == '\r' ? "Enter" : one);
        g.now += 3;
        scan_press(&g.scan, f->ui, &press, g.now);
    }
    floor_draw(f);
    floor_shows(f, "58.00 CNY");
    floor_lacks(f, "No order is open");
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_screens),
        cmocka_unit_test_setup_teardown(test_codes_everywhere, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_vin_everywhere, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_form_keeps_its_text, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_part_and_order, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_unknown_vin, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_dialogs, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_typing, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_two_line_ends, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
