/* A reading is recorded as it was typed, or it is said why not: commas are points, other characters are
 * refused, and what no such thing can have is asked about. What was found is not changed by a stray key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <string.h>

static const struct floor_options small = {.rows = 24, .columns = 80};

/* The technician's inspection of a new order, on the rear brake pads. */
static struct floor *at_pads(struct workshop *w)
{
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "京A12345", "concern", "squeals"));
    workshop_as(w, "tec", PIN);
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "Enter i Down Down Down Down");
    floor_shows(f, "Reading in mm");
    return f;
}

/* What the order has of an item: "green 1.2"; "" when nothing. */
static void check_item(struct floor *f, const char *level, const char *name, const char *wanted)
{
    char value[MONEY_SIZE], is[64] = "";
    size_t i;
    const json_t *item;
    json_t *list =
        workshop_run(f->shop, "order.inspection", json_pack("{s:s,s:s}", "order", "1", "level", level));
    json_array_foreach(json_object_get(list, "items"), i, item)
    {
        if (strcmp(answer_text(item, "item"), name) == 0 && answer_has(item, "result")) {
            snprintf(is, sizeof is, "%s %s", answer_text(item, "result"),
                     answer_quantity(item, "value", value));
        }
    }
    json_decref(list);
    assert_string_equal(is, wanted);
}

static void check_recorded(struct floor *f, const char *wanted)
{
    check_item(f, "technician", "pad_rear", wanted);
}

static void test_comma_is_a_point(void **state)
{
    static const char *const typed[] = {"1,2", "1，2", "1。2", "１．２"};
    struct floor *f = at_pads(*state);
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        floor_type(f, typed[i]);
        floor_press(f, "g");
        floor_shows(f, "it can only be red"); /* 12 mm would be green */
        check_recorded(f, "");
        floor_press(f, "Esc");
    }
    floor_type(f, "8,5g");
    check_recorded(f, "green 8.5");
    floor_close(&f);
}

/* What is no part of a number marks nothing and is not lost silently. */
static void test_other_characters(void **state)
{
    static const char *const refused[] = {"x", "Space", "/", "?", "毫"};
    struct floor *f = at_pads(*state);
    floor_type(f, "8");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        floor_press(f, refused[i]);
        floor_shows(f, "is not taken into the reading 8");
        check_recorded(f, "");
    }
    floor_press(f, "Enter"); /* nor does it do nothing: it says which keys do it */
    floor_shows(f, "8 is not saved yet: g, a or r keeps it");
    check_recorded(f, "");
    floor_type(f, ".5g");
    check_recorded(f, "green 8.5");
    floor_close(&f);
}

/* Ten times what is amber, or more than all of it: asked once. */
static void test_too_much(void **state)
{
    struct floor *f = at_pads(*state);
    floor_type(f, "85g");
    floor_shows(f, "Record it all the same?");
    floor_press(f, "n");
    check_recorded(f, "");
    floor_press(f, "Esc");
    floor_type(f, "85g");
    floor_press(f, "y");
    check_recorded(f, "green 85");
    floor_shows(f, "look at it again");
    floor_close(&f);
}

/* What an item has is changed by the same key twice, with no other between them. */
static void test_changed_by_two_keys(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "Enter i r");
    floor_cursor_on(f, "Odometer read");
    floor_keys(f, "Up g");
    floor_shows(f, "Car and person are who the papers say is red: g once more makes it green");
    floor_cursor_on(f, "Car and person");
    floor_press(f, "a");
    floor_shows(f, "is red: a once more makes it amber");
    floor_press(f, "g");
    check_item(f, "advisor", "identity", "red ");
    floor_press(f, "g");
    check_item(f, "advisor", "identity", "green ");
    floor_cursor_on(f, "Odometer read");
    floor_close(&f);
}

/* Once all is set a stray key changes nothing, neither before the signature nor after it. */
static void test_all_set(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    workshop_sign(f->shop, "1", "advisor");
    floor_keys(f, "Enter i Home");
    json_t *before = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    floor_press(f, "r");
    floor_shows(f, "is green: r once more makes it red, the");
    floor_keys(f, "g");
    floor_shows(f, "Car and person are who the papers say is green and signed: g");
    json_t *after = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    assert_int_equal(answer_int(after, "revision", 0), answer_int(before, "revision", -1));
    json_decref(before);
    json_decref(after);
    floor_press(f, "g");
    floor_shows(f, "all set: F9 signs");
    floor_close(&f);
}

/* After a remark one goes on with the next open item: the keys for the others do not come to this one. */
static void test_remark_goes_on(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "Enter i r Up t");
    floor_type(f, "no");
    floor_press(f, "F8");
    floor_cursor_on(f, "Odometer read");
    floor_press(f, "g");
    check_item(f, "advisor", "identity", "red ");
    floor_keys(f, "Up Up t Esc");
    floor_cursor_on(f, "Car and person"); /* nothing was saved */
    floor_close(&f);
}

/* Marked, then remarked on: the remark is the marked item's, though the cursor has gone on; with any key
 * between it is that of the item that the cursor is on. The form says which one. */
static void test_mark_then_remark(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "Enter i a");
    floor_cursor_on(f, "Odometer read");
    floor_shows(f, "amber: Car and person are who the papers say; t writes a remark on it");
    floor_press(f, "t");
    floor_shows(f, "Result and remark: Car and person are who the papers say");
    floor_type(f, "no papers");
    floor_press(f, "F8");
    floor_cursor_on(f, "Odometer read");
    floor_shows(f, "no papers");
    floor_keys(f, "r g t"); /* the odometer; the fuel has no reading */
    floor_shows(f, "Result and remark: Fuel or charge");
    floor_keys(f, "Esc Down g t"); /* nothing is to be said of what is green */
    floor_shows(f, "Result and remark: Existing damage, front");
    floor_keys(f, "Esc Up Up t");
    floor_shows(f, "Result and remark: Fuel or charge");
    floor_press(f, "Esc");
    floor_keys(f, "7 t"); /* a reading begun is of the item that it was typed for */
    floor_shows(f, "Result and remark: Fuel or charge");
    floor_type(f, "low");
    floor_press(f, "F8");
    floor_keys(f, "2 F8"); /* the result was missing */
    check_item(f, "advisor", "fuel", "amber 7");
    floor_cursor_on(f, "Existing damage, front");
    floor_press(f, "g"); /* and the reading went with it */
    floor_shows(f, "8 open");
    floor_close(&f);
}

/* No item's text is cut while there is room, and on a wide screen its result stands near it, the remark
 * behind. */
static void test_rows(void **state)
{
    static const struct floor_options wide = {.rows = 45, .columns = 160};
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "Enter i");
    floor_shows(f, "Each concern written in the customer's own words");
    floor_close(&f);
    f = floor_open(*state, &wide);
    floor_keys(f, "Enter i r t");
    floor_type(f, "the papers of another car lie in the glove box");
    floor_press(f, "F8");
    floor_shows(f, "the papers of another car lie in the glove box");
    floor_shows(f, "Each concern written in the customer's own words  -");
    floor_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_comma_is_a_point, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_other_characters, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_too_much, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_changed_by_two_keys, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_all_set, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_remark_goes_on, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_mark_then_remark, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_rows, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
