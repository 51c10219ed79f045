/* The budget of keys: every sequence of the manual is typed from the board, its keys are counted, and what it
 * is for has happened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "tests/screen/floor.h"
#include "tui/cli/budget.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <string.h>

static const struct floor_options small = {.rows = 24, .columns = 80};

/* Types the sequence that the manual prints, with these values for its "..."; NULL ends them. Fails when it
 * costs more than the budget. */
static void spend(struct floor *f, const char *id, const char *const *values)
{
    const struct key_budget *b = key_budgets;
    while (strcmp(b->id, id) != 0) {
        b++;
        assert_true(b < key_budgets + key_budget_count);
    }
    int keys = 0;
    for (const char *p = b->keys; *p != '\0';) {
        char name[32];
        size_t n = strcspn(p, " ");
        snprintf(name, sizeof name, "%.*s", (int)n, p);
        if (strcmp(name, "...") == 0) {
            assert_non_null(*values);
            floor_type(f, *values++);
        } else {
            floor_press(f, name);
            keys++;
        }
        p += n + strspn(p + n, " ");
    }
    assert_null(*values);
    print_message("# %s: %d of %d keys\n", id, keys, b->most);
    assert_int_equal(keys, key_budget_used(b));
    assert_true(keys <= b->most);
}
#define NO_VALUES ((const char *const[]){NULL})

static void open_order(struct workshop *w, const char *plate)
{
    workshop_change(w, "order.open",
                    json_pack("{s:s,s:s,s:s,s:s,s:s,s:i}", "plate", plate, "concern", "squeals", "customer",
                              "王芳", "phone", "13838389438", "vin", "LSVAA4182E2123456", "odometer", 58300));
}

static struct floor *floor_with_order(struct workshop *w)
{
    workshop_as(w, "adv", PIN);
    open_order(w, "京A12345");
    return floor_open(w, &small);
}

static const char *order_field(struct floor *f, const char *key)
{
    return answer_text(ui_order(f->ui), key);
}

static void returning_car(struct floor *f, const char *plate)
{
    workshop_change(f->shop, "order.stage", json_pack("{s:s,s:s}", "order", "1", "stage", "cancelled"));
    floor_keys(f, "F4 F5");
    spend(f, "intake", (const char *const[]){plate, "brakes squeal", NULL});
    assert_string_equal(order_field(f, "order"), "SH01-000002");
    assert_string_equal(order_field(f, "plate"), "京A12345");
    assert_string_equal(order_field(f, "vin"), "LSVAA4182E2123456");
    assert_string_equal(order_field(f, "customer"), "王芳");
    assert_string_equal(order_field(f, "phone"), "13838389438");
}

static void test_intake(void **state)
{
    struct floor *f = floor_with_order(*state);
    returning_car(f, "京a12345");
    floor_close(&f);
}

/* From the board; the order is one that was opened before. */
static void test_price_and_add(void **state)
{
    struct floor *f = floor_with_order(*state);
    floor_keys(f, "Enter Esc");
    spend(f, "price", (const char *const[]){"90915 yzz", NULL});
    floor_shows(f, "58.00 CNY");
    spend(f, "add", NO_VALUES);
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    const json_t *line = json_array_get(json_object_get(order, "lines"), 0);
    assert_string_equal(answer_text(line, "code"), "90915-YZZD4");
    assert_int_equal(answer_int(line, "qty", 0), 1);
    json_decref(order);
    floor_close(&f);
}

static json_t *inspection(struct floor *f)
{
    return workshop_run(f->shop, "order.inspection",
                        json_pack("{s:s,s:s}", "order", "1", "level", "advisor"));
}

/* A key an item, a reading before it where one is asked for; then the signature, from the board. */
static void test_mark_and_sign(void **state)
{
    struct floor *f = floor_with_order(*state);
    json_t *before = inspection(f);
    size_t i;
    const json_t *item;
    floor_keys(f, "i");
    json_array_foreach(json_object_get(before, "items"), i, item)
    {
        if (answer_true(item, "applies")) {
            floor_type(f, answer_has(item, "unit") ? "80" : "");
            spend(f, "mark", NO_VALUES);
        }
    }
    json_decref(before);
    json_t *after = inspection(f);
    assert_int_equal(answer_int(after, "open", -1), 0);
    json_decref(after);
    floor_keys(f, "F4");
    floor_shows(f, "Board:");
    spend(f, "sign", (const char *const[]){PIN, NULL});
    const json_t *signature = json_array_get(json_object_get(ui_order(f->ui), "signatures"), 0);
    floor_draw(f);
    floor_shows(f, "Signed: initial inspection");
    assert_true(signature == NULL || answer_true(signature, "valid"));
    floor_close(&f);
}

static void test_stage(void **state)
{
    struct floor *f = floor_with_order(*state);
    workshop_change(f->shop, "order.assign", json_pack("{s:s,s:s}", "order", "1", "technician", "tec"));
    floor_press(f, "F5");
    spend(f, "stage", NO_VALUES);
    floor_shows(f, "is now in the stage");
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    assert_string_equal(answer_text(order, "stage"), "waiting-parts");
    json_decref(order);
    floor_shows(f, "Board:"); /* and it is the board again, with the new stage */
    floor_shows(f, "waiting for parts");
    floor_close(&f);
}

static void jump(struct floor *f, const char *typed, const char *order)
{
    spend(f, "jump", (const char *const[]){typed, NULL});
    assert_string_equal(order_field(f, "order"), order);
    floor_shows(f, order);
    floor_keys(f, "F4 Esc");
}

/* Open ones by digits and plate, a closed one by its number, and never 12 for 2. */
static void test_jump(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_with_order(w);
    for (int i = 2; i <= 12; i++) {
        char plate[32];
        snprintf(plate, sizeof plate, "沪B1234%c", (char)('A' + i - 2 < 'I' ? 'A' + i - 2 : 'B' + i - 2));
        open_order(w, plate);
    }
    workshop_change(w, "order.stage", json_pack("{s:s,s:s}", "order", "2", "stage", "cancelled"));
    floor_keys(f, "F5");
    jump(f, "12", "SH01-000012");
    jump(f, "1", "SH01-000001");
    jump(f, "2", "SH01-000002"); /* closed */
    jump(f, "沪b1234c", "SH01-000004");
    jump(f, "A12345", "SH01-000001");
    jump(f, "LSVAA4182E2123456", "SH01-000012"); /* several have it: the newest */
    floor_type(f, "777");
    floor_keys(f, "Enter");
    floor_shows(f, "No order, car or part is 777");
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_intake, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_price_and_add, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_mark_and_sign, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_stage, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_jump, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
