/* What is typed into fields and forms: nothing is lost without a word, and what is known already stands
 * there. */
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

static struct floor *floor_with_order(struct workshop *w)
{
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "京A12345", "concern", "squeals"));
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "Enter");
    return f;
}

/* How much of the last line's part stands on the order. */
static void check_quantity(struct floor *f, const char *wanted)
{
    char qty[MONEY_SIZE];
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    const json_t *lines = json_object_get(order, "lines");
    answer_quantity(json_array_get(lines, json_array_size(lines) - 1), "qty", qty);
    assert_string_equal(qty, wanted);
    json_decref(order);
}

/* The 1 that stands there is a proposal: a digit takes its place, other keys edit it. */
static void test_quantity(void **state)
{
    struct floor *f = floor_with_order(*state);
    floor_keys(f, "F3");
    floor_type(f, "90915");
    floor_keys(f, "Tab");
    floor_type(f, "2");
    floor_keys(f, "Enter");
    floor_shows(f, "2 x 90915-YZZD4 is on SH01-000001");
    check_quantity(f, "2");
    floor_keys(f, "Enter"); /* and it is 1 again */
    check_quantity(f, "1");
    floor_keys(f, "Tab Right 0 Enter");
    check_quantity(f, "10");
    floor_keys(f, "Tab Backspace 3 5 Enter");
    check_quantity(f, "35");
    floor_close(&f);
}

/* What was added is said, also when there is more to say. */
static void test_superseded(void **state)
{
    struct workshop *w = *state;
    char path[160];
    workshop_list(w, "No,Name,Unit,Price,Next\nOLD-1,wiper,pc,10.00,NEW-2\nNEW-2,wiper,pc,12.00,\n");
    snprintf(path, sizeof path, "%s/list.csv", w->folder);
    workshop_change(w, "price.import", json_pack("{s:s,s:s}", "source", "chains", "file", path));
    struct floor *f = floor_with_order(w);
    floor_keys(f, "F3");
    floor_type(f, "OLD-1");
    floor_keys(f, "Enter");
    floor_shows(f, "1 x OLD-1 is on SH01-000001");
    floor_shows(f, "OLD-1 is replaced by NEW-2: order that one");
    floor_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_quantity, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_superseded, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
