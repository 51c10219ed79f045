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
    floor_shows(f, "2 x 90915-YZZD4 added to SH01-000001");
    check_quantity(f, "2");
    floor_keys(f, "Enter Enter"); /* a key that was hit twice adds nothing unasked */
    floor_shows(f, "was added to SH01-000001 just now");
    floor_keys(f, "Esc");
    check_quantity(f, "2");
    floor_keys(f, "Enter y"); /* and it is 1 again */
    floor_shows(f, "1 x 90915-YZZD4 added to SH01-000001");
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
    floor_shows(f, "1 x OLD-1 added to SH01-000001");
    floor_shows(f, "OLD-1 is replaced by NEW-2: order that one");
    floor_close(&f);
}

/* Found by words or the beginning of a number, a part stands behind the one that replaces it, and the cursor
 * on that one; a number that was typed whole is what was asked for. */
static void test_replacement_first(void **state)
{
    struct workshop *w = *state;
    char path[160];
    workshop_list(w, "No,Name,Unit,Price,Next\nOLD-1,wiper,pc,10.00,old 3\nOLD-2,wiper,pc,9.00,\n"
                     "OLD-3,wiper,pc,12.00,OLD-4\nOLD-4,wiper,pc,14.00,\n");
    snprintf(path, sizeof path, "%s/list.csv", w->folder);
    workshop_change(w, "price.import", json_pack("{s:s,s:s}", "source", "chains", "file", path));
    struct floor *f = floor_with_order(w);
    static const char *const queries[] = {"wiper", "old"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        floor_keys(f, "F4 F3");
        floor_type(f, queries[i]);
        char *text = floor_text(f), *places[4];
        static const char *const numbers[] = {"\nOLD-4", "\nOLD-3", "\nOLD-1", "\nOLD-2"};
        for (size_t k = 0; k < 4; k++) {
            places[k] = strstr(text, numbers[k]);
            assert_non_null(places[k]);
            assert_true(k == 0 || places[k] > places[k - 1]);
        }
        free(text);
    }
    floor_keys(f, "Ctrl-U");
    floor_type(f, "OLD-3");
    floor_keys(f, "Enter");
    floor_shows(f, "1 x OLD-3 added to SH01-000001");
    floor_close(&f);
}

/* Pastes a character so often. */
static void paste(struct floor *f, const char *character, int times)
{
    struct buf text;
    buf_init(&text, 65536);
    buf_adds(&text, "\033[200~");
    for (int i = 0; i < times; i++) {
        buf_adds(&text, character);
    }
    buf_adds(&text, "\033[201~");
    floor_bytes(f, text.data, text.len);
    buf_free(&text);
}

static size_t concern_size(struct floor *f)
{
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    size_t n = strlen(json_string_value(json_array_get(json_object_get(order, "concerns"), 0)));
    json_decref(order);
    return n;
}

/* A long text is taken as far as the order takes it, kept as a draft, and what does not fit is said. */
static void test_full(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    floor_keys(f, "Tab Tab");
    paste(f, "1", 100);
    floor_shows(f, "the field is full: 80 of 100 characters were taken");
    floor_keys(f, "Ctrl-U Tab Tab Tab");
    paste(f, "刹", 3360);
    floor_shows(f, "the field is full: 1333 of 3360 characters were taken");
    floor_press(f, "x"); /* one byte is left, and then none */
    floor_lacks(f, "the field is full");
    floor_press(f, "x");
    floor_shows(f, "the field is full");
    ui_keep_drafts(f->ui);
    floor_lacks(f, "not kept safe");
    floor_as(f, "adv");
    floor_keys(f, "y F8");
    assert_int_equal(concern_size(f), 4000);
    floor_close(&f);
}

static void check_edited(struct floor *f, const char *plate, const char *phone, const char *concern)
{
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    const json_t *jobs = json_object_get(order, "jobs");
    assert_string_equal(answer_text(order, "plate"), plate);
    assert_string_equal(answer_text(order, "phone"), phone);
    assert_int_equal(json_array_size(jobs), 2);
    assert_string_equal(answer_text(json_array_get(jobs, 0), "concern"), "squeals");
    assert_string_equal(answer_text(json_array_get(jobs, 1), "concern"), concern);
    json_decref(order);
}

/* What was mistyped when the car came in stands there to be put right; what one leaves is not sent. */
static void test_edit(void **state)
{
    struct floor *f = floor_with_order(*state);
    workshop_change(f->shop, "order.edit",
                    json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "phone", "13838389438", "customer", "王芳",
                              "concern", "rattels"));
    floor_keys(f, "F5 Ctrl-P");
    floor_type(f, f->chinese ? "电话" : "phone");
    floor_shows(f, "correct phone, name, plate");
    floor_keys(f, "Esc e");
    floor_shows(f, "13838389438");
    floor_shows(f, "王芳");
    floor_keys(f, "Tab Tab Tab Backspace 9"); /* the phone */
    floor_keys(f, "F8");
    floor_shows(f, "Done: correct phone, name");
    check_edited(f, "京A12345", "13838389439", "rattels");
    floor_keys(f, "Down e Shift-Tab 2"); /* the second concern */
    floor_shows(f, "rattels");
    floor_keys(f, "Shift-Tab Shift-Tab Ctrl-U");
    floor_type(f, "rattles");
    floor_keys(f, "F8");
    check_edited(f, "京A12345", "13838389439", "rattles");
    floor_keys(f, "u u");
    check_edited(f, "京A12345", "13838389438", "rattels");
    floor_close(&f);
}

/* Taken in or corrected, the odometer is checked alike. */
static void test_odometer(void **state)
{
    struct floor *f = floor_with_order(*state);
    floor_keys(f, "e");
    floor_type(f, "99999999999");
    floor_press(f, "F8");
    floor_shows(f, "is more than cars run");
    floor_keys(f, "Ctrl-U");
    floor_type(f, "45210");
    floor_press(f, "F8");
    floor_shows(f, "Done: correct phone, name");
    floor_keys(f, "e Ctrl-U");
    floor_type(f, "100");
    floor_press(f, "F8");
    floor_shows(f, "45210 km before, now 100 km");
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    floor_keys(f, "Enter Up");
    floor_type(f, "99");
    floor_keys(f, "Tab");
    floor_type(f, "pulls left");
    floor_shows(f, "100 km before, now 99 km"); /* while there is no order yet */
    floor_press(f, "F8");
    floor_shows(f, "SH01-000002 is open: i inspects, F7 marks damage");
    floor_close(&f);
}

/* Cause and hours begin with what is recorded and stand on the order; the only job is not asked for. */
static void test_goes_on_from_what_is_recorded(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_with_order(w);
    floor_keys(f, "c");
    floor_type(f, "pads worn");
    floor_keys(f, "Tab");
    floor_type(f, "1.5");
    floor_press(f, "F8");
    floor_shows(f, "duration: 1.5 h");
    floor_keys(f, "c");
    floor_shows(f, "job 1: squeals");
    floor_type(f, " to 1 mm");
    floor_press(f, "F8");
    floor_shows(f, "pads worn to 1 mm");
    floor_shows(f, "duration: 1.5 h");
    floor_as(f, "tec");
    floor_keys(f, "Enter End o");
    floor_type(f, "pads replaced, bedded in on 10 km");
    floor_keys(f, "F8 Home");
    floor_shows(f, "pads replaced, bedded in on 10 km");
    floor_keys(f, "o");
    floor_type(f, " of road");
    floor_press(f, "F8");
    floor_shows(f, "pads replaced, bedded in on 10 km of road");
    floor_close(&f);
}

/* Of several jobs one is chosen by its number, after all else, and what is recorded of it stands there. */
static void test_several_jobs(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_with_order(w);
    workshop_change(w, "order.edit", json_pack("{s:s,s:s}", "order", "1", "concern", "pulls left"));
    workshop_change(w, "order.diagnose",
                    json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "cause", "tyre worn on one side", "hours",
                              "1", "job", "2"));
    floor_keys(f, "F5 End c 2");
    floor_shows(f, "> 2  job 2: pulls left");
    floor_shows(f, "tyre worn on one side");
    floor_keys(f, "Tab");
    floor_type(f, ": camber");
    floor_keys(f, "F8 Home");
    floor_shows(f, "tyre worn on one side: camber");
    floor_as(f, "tec");
    floor_keys(f, "Enter End o 2 Tab");
    floor_type(f, "camber set, road test straight");
    floor_keys(f, "F8");
    json_t *order = workshop_run(w, "order.show", json_pack("{s:s}", "order", "1"));
    assert_string_equal(answer_text(json_array_get(json_object_get(order, "jobs"), 1), "correction"),
                        "camber set, road test straight");
    json_decref(order);
    floor_close(&f);
}

/* / narrows the choices of a field; Enter takes the marked one, Esc leaves what was chosen. */
static void test_filter_of_choices(void **state)
{
    struct floor *f = floor_with_order(*state);
    const char *typed = f->chinese ? "zhenduan" : "diagnos";
    floor_keys(f, "m");
    floor_shows(f, "teardown");
    floor_keys(f, "/");
    floor_type(f, typed);
    floor_shows(f, ">    diagnosing");
    floor_lacks(f, "teardown");
    floor_keys(f, "Esc");
    floor_shows(f, "teardown");
    floor_lacks(f, ">    diagnosing");
    floor_keys(f, "Ctrl-F x q q");
    floor_shows(f, "holds these words; Esc shows all again");
    floor_keys(f, "F8"); /* nothing is saved that one does not see */
    floor_shows(f, "teardown");
    floor_keys(f, "/");
    floor_type(f, typed);
    floor_keys(f, "Enter");
    floor_shows(f, "teardown");
    floor_keys(f, "Enter");
    floor_lacks(f, "teardown");
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    assert_string_equal(answer_text(order, "stage"), "diagnosing");
    json_decref(order);
    floor_close(&f);
}

/* With the cursor on no concern nothing of one of several stands there: which one comes first, then what is
 * recorded of that. */
static void test_which_job(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open",
                    json_pack("{s:s,s:[s,s]}", "plate", "京A12345", "concern", "squeals", "rattles"));
    workshop_change(w, "order.diagnose",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "cause", "mount worn", "hours", "2"));
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "Enter End c");
    floor_cursor_on(f, "job *");
    floor_keys(f, "Tab");
    floor_type(f, "regulator broken");
    floor_keys(f, "F8"); /* a job is needed */
    floor_shows(f, "job is missing");
    floor_keys(f, "2 F8 Home");
    floor_shows(f, "cause: mount worn");
    floor_shows(f, "cause: regulator broken");
    floor_keys(f, "Down c");
    floor_shows(f, "regulator broken");
    floor_type(f, " again");
    floor_keys(f, "F8");
    floor_shows(f, "cause: regulator broken again");
    floor_keys(f, "End c 1 Tab");
    floor_cursor_on(f, "mount worn");
    floor_close(&f);
}

/* Technician and bay begin with those that the order has; a bay says who stands there, before and after. */
static void test_assign(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "mgr", PIN);
    workshop_change(w, "bay.add", json_pack("{s:s}", "bay", "B1"));
    workshop_change(w, "bay.add", json_pack("{s:s}", "bay", "B2"));
    struct floor *f = floor_with_order(w);
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "京A54321", "concern", "rattles"));
    workshop_change(w, "order.assign",
                    json_pack("{s:s,s:s,s:s}", "order", "2", "technician", "tec", "bay", "B1"));
    floor_keys(f, "F5 t 1 Tab");
    floor_shows(f, "B1  京A54321 SH01-000002");
    floor_keys(f, "1 F8");
    floor_shows(f, "in bay B1 stands 京A54321 already");
    floor_keys(f, "t");
    floor_shows(f, "tec  tec");
    floor_keys(f, "Tab Delete"); /* it is changed, not taken away */
    floor_shows(f, "> 1  B1");
    floor_keys(f, "2 F8");
    floor_shows(f, "Done: give the order to a technician and a bay");
    json_t *order = workshop_run(w, "order.show", json_pack("{s:s}", "order", "1"));
    assert_string_equal(answer_text(order, "technician"), "tec");
    assert_string_equal(answer_text(order, "bay"), "B2");
    json_decref(order);
    floor_close(&f);
}

static void add_lines(struct workshop *w)
{
    workshop_change(w, "order.add_part",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "part", "90915-YZZD4", "qty", "2"));
    workshop_change(w, "order.add_labour",
                    json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "op", "L1", "hours", "1", "text",
                              "change oil and filter"));
    workshop_change(
        w, "order.add_labour",
        json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "op", "L2", "hours", "0.5", "text", "bleed the brakes"));
}

/* Which line is decided on, or how many and for how much, is said above the form and afterwards. */
static void test_lines_are_named(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_with_order(w);
    floor_keys(f, "Delete");
    floor_shows(f, "SH01-000001 has no line yet");
    floor_keys(f, "y");
    floor_shows(f, "SH01-000001 has no line yet");
    add_lines(w);
    floor_keys(f, "F5 y");
    floor_shows(f, "all 3 open lines: 500.00 CNY");
    floor_keys(f, "Esc Down Down Down x"); /* the last line */
    floor_shows(f, "line 3: bleed the brakes, 128.00 CNY");
    floor_keys(f, "F8");
    floor_shows(f, "Done: the customer declines lines");
    floor_shows(f, "line 3: bleed the brakes, 128.00 CNY");
    floor_keys(f, "Down y 2 Shift-Tab");
    floor_shows(f, "all 2 open lines: 372.00 CNY");
    floor_type(f, "1 2");
    floor_shows(f, "lines 1, 2: 372.00 CNY");
    floor_keys(f, "Tab");
    floor_type(f, "Wang");
    floor_keys(f, "Tab 2 F8");
    floor_shows(f, "lines 1, 2: 372.00 CNY");
    floor_as(f, "tec");
    floor_keys(f, "Enter b"); /* the only one that can be begun */
    floor_shows(f, "line 2: change oil and filter");
    floor_shows(f, "this cannot be undone");
    floor_keys(f, "y d");
    floor_shows(f, "line 2: L1  change oil and filter");
    floor_keys(f, "F8");
    floor_shows(f, "Done: end a labour line");
    floor_shows(f, "line 2: change oil and filter");
    floor_keys(f, "b");
    floor_shows(f, "no authorised labour to begin");
    floor_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_quantity, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_full, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_odometer, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_edit, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_goes_on_from_what_is_recorded, workshop_set_up,
                                        workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_several_jobs, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_superseded, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_replacement_first, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_filter_of_choices, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_which_job, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_assign, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_lines_are_named, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
