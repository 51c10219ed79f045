/* What the console tells, and when: before work is done for nothing, in words that people use, with keys that
 * can be pressed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "core/base/when.h"
#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <string.h>

static const struct floor_options small = {.rows = 24, .columns = 80};

/* Each item of a level green by commands, but for the last `left` of them. */
static void inspect(struct floor *f, const char *level, size_t left)
{
    size_t i, of = 0, set = 0;
    const json_t *item;
    json_t *list =
        workshop_run(f->shop, "order.inspection", json_pack("{s:s,s:s}", "order", "1", "level", level));
    const json_t *items = json_object_get(list, "items");
    json_array_foreach(items, i, item)
    {
        of += answer_true(item, "applies") ? 1 : 0;
    }
    json_array_foreach(items, i, item)
    {
        json_t *params = json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "level", level, "item",
                                   answer_text(item, "item"), "result", "green");
        params_text(params, "value", answer_has(item, "unit") ? "80" : "");
        if (answer_true(item, "applies") && set + left < of) {
            set++;
            workshop_change(f->shop, "inspect", params);
        } else {
            json_decref(params);
        }
    }
    json_decref(list);
}

/* The level below is not signed: told when the inspection opens, in its title, and when its last item is
 * set, in words and not in codes. */
static void test_inspection_blocked(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_as(f, "tec");
    floor_keys(f, "Enter i");
    floor_shows(f, "open, cannot sign");
    floor_shows(f, "It cannot be signed yet: initial inspection is not signed");
    floor_keys(f, "End");
    floor_shows(f, "initial inspection is not signed"); /* the reason stays */
    inspect(f, "technician", 1);
    floor_keys(f, "F5 End g");
    floor_shows(f, "all set, cannot sign");
    floor_shows(f, "It cannot be signed yet: initial inspection is not signed");
    floor_lacks(f, "all set: F9 signs");
    floor_as(f, "adv");
    floor_keys(f, "Enter i");
    floor_lacks(f, "cannot sign");
    inspect(f, "advisor", 0);
    floor_keys(f, "F5");
    floor_shows(f, "all set: F9 signs");
    floor_close(&f);
}

/* Signed by three, but for QC, who fails it. */
static void fail_at_qc(struct floor *f)
{
    workshop_sign(f->shop, "1", "advisor");
    workshop_as(f->shop, "tec", PIN);
    workshop_sign(f->shop, "1", "technician");
    workshop_as(f->shop, "qin", PIN);
    workshop_change(f->shop, "sign",
                    json_pack("{s:s,s:s,s:s,s:b,s:s}", "order", "1", "level", "qc", "pin", PIN, "fail", true,
                              "reason", "still squeals"));
}

/* What QC failed it for is told where one looks: on the board, at the top of the order, in the technician's
 * inspection, which goes on with one key an item, and where he signs again; until QC passes it. */
static void test_qc_failed(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_lacks(f, "A.F");
    fail_at_qc(f);
    floor_as(f, "qin");
    floor_shows(f, "A.F");
    floor_keys(f, "Enter");
    floor_shows(f, "QC failed: still squeals (qin, ");
    floor_press(f, "i");
    floor_shows(f, "12 open, cannot sign");
    floor_as(f, "tec");
    floor_keys(f, "Enter");
    floor_shows(f, "QC failed: still squeals (qin, ");
    floor_press(f, "i");
    floor_shows(f, "all set: F9 signs");
    floor_shows(f, "QC failed: still squeals (qin, ");
    floor_shows(f, "QC failed it: inspect again what was done anew, then sign");
    floor_keys(f, "Home g");
    floor_lacks(f, "once more");
    floor_keys(f, "Home r"); /* what the key says is not hidden by what signing will say */
    floor_shows(f, "once more");
    floor_press(f, "r");
    floor_shows(f, "t writes a remark on it");
    floor_keys(f, "Home g g");
    floor_press(f, "F9");
    floor_shows(f, "QC failed: still squeals (qin, ");
    floor_type(f, PIN);
    floor_press(f, "Enter");
    floor_shows(f, "signed");
    floor_lacks(f, "QC failed");
    floor_keys(f, "Esc");
    floor_shows(f, "QC failed: still squeals (qin, "); /* QC has not passed it yet */
    floor_as(f, "qin");
    floor_shows(f, "ATF");
    workshop_sign(f->shop, "1", "qc");
    floor_keys(f, "F5");
    floor_shows(f, "ATQ");
    floor_keys(f, "Enter");
    floor_lacks(f, "QC failed: still squeals (qin, ");
    floor_close(&f);
}

/* A red item of QC's: said once that it cannot pass, the verdict stands at that, and what is lacking is asked
 * for where it is typed. */
static void test_red_fails(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    workshop_sign(f->shop, "1", "advisor");
    workshop_as(f->shop, "tec", PIN);
    workshop_sign(f->shop, "1", "technician");
    floor_as(f, "qin");
    inspect(f, "qc", 1);
    floor_keys(f, "Enter i r");
    floor_shows(f, "all set, fails: F9 signs");
    floor_shows(f, "Tools and old parts accounted for is red: it cannot pass");
    floor_lacks(f, "It cannot be signed yet");
    floor_press(f, "F9");
    floor_shows(f, "Tools and old parts accounted for is red: it cannot pass");
    floor_lacks(f, "It cannot pass yet");
    floor_type(f, PIN);
    floor_press(f, "Enter");
    floor_cursor_on(f, "Reason");
    floor_shows(f, "Say why it does not pass");
    floor_type(f, "wrench missing");
    floor_press(f, "Enter");
    floor_shows(f, "Signed: final inspection, ");
    floor_shows(f, "12 open, cannot sign");
    floor_close(&f);
}

/* QC without the certificate that a line needs. */
static void test_certificate_missing(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    inspect(f, "advisor", 0);
    workshop_change(f->shop, "sign",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "level", "advisor", "pin", PIN));
    workshop_change(f->shop, "order.add_labour",
                    json_pack("{s:s,s:s,s:s,s:s,s:s}", "order", "1", "op", "HV1", "hours", "1", "text",
                              "insulation measured", "needs", "hv"));
    workshop_change(f->shop, "order.authorise",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "by", "王芳", "how", "phone"));
    floor_as(f, "tec");
    floor_keys(f, "Enter i");
    floor_shows(f, "open, cannot sign");
    floor_shows(f, "high voltage");
    floor_keys(f, "F9");
    floor_shows(f, "high voltage");
    floor_lacks(f, "Sign: technician's inspection");
    floor_close(&f);
}

/* Hints that can be followed: in a field ? is a character, and nobody who is not logged in has a board. */
static void test_unknown_keys(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "F2 F11");
    floor_shows(f, "F11 does nothing here; F1 lists what works");
    client_logout(f->shop->client);
    floor_close(&f);
    f = floor_open(*state, &small);
    floor_keys(f, "F1");
    floor_shows(f, "Type your login and Enter");
    floor_keys(f, "F4");
    floor_shows(f, "F4 does nothing here");
    floor_lacks(f, "go to the board");
    floor_close(&f);
}

/* A stage is set by single letters: what was done to which order stays said, and cancelling asks once. */
static void test_done(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "m 2 F8");
    floor_shows(f, "Done: SH01-000001 is now in the stage: diagnosing");
    floor_lacks(f, "F8 does nothing here");
    floor_keys(f, "F5 F8"); /* nothing was said before */
    floor_shows(f, "F8 does nothing here");
    floor_keys(f, "m b");
    floor_shows(f, "Cancel order SH01-000001?");
    floor_keys(f, "n Esc");
    floor_shows(f, "Throw away what you typed here?");
    floor_keys(f, "y m b y");
    floor_shows(f, "Done: SH01-000001 is now in the stage: cancelled");
    floor_close(&f);
}

/* Another person at the terminal: what the first one typed is a draft of his. */
static void test_other_person(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "F2");
    floor_type(f, "ABC123");
    floor_keys(f, "Ctrl-L");
    floor_shows(f, "another person");
    floor_keys(f, "Up");
    floor_type(f, "tec");
    floor_keys(f, "Enter");
    floor_type(f, PIN);
    floor_keys(f, "Enter");
    assert_string_equal(client_user(f->shop->client), "tec");
    floor_shows(f, "Board: 1 open");
    floor_lacks(f, "ABC123");
    floor_keys(f, "Ctrl-P");
    floor_type(f, f->chinese ? "换人" : "let another person");
    floor_keys(f, "Enter");
    floor_type(f, "adv");
    floor_keys(f, "Enter");
    floor_type(f, PIN);
    floor_keys(f, "Enter");
    assert_string_equal(client_user(f->shop->client), "adv");
    floor_shows(f, "1 unfinished: take a car in");
    floor_keys(f, "y");
    floor_shows(f, "ABC123");
    floor_close(&f);
}

/* The way to the parts is among the order's keys; all of them fit at 80 columns, to the last. */
static void test_parts_key(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "Enter");
    floor_shows(f, "a part");
    floor_shows(f, "z damage");
    floor_keys(f, "a");
    floor_shows(f, "Enter adds to SH01-000001");
    floor_close(&f);
}

/* Where an order says that something is still to be done, Enter begins with it. */
static void test_enter_begins(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "Enter End");
    floor_cursor_on(f, "nobody has signed yet");
    floor_press(f, "Enter");
    floor_shows(f, "Sign: initial inspection");
    floor_keys(f, "Esc Up");
    floor_cursor_on(f, "none marked");
    floor_press(f, "Enter");
    floor_shows(f, "Damage and inspections of SH01-000001");
    floor_close(&f);
}

/* What the command line calls `clearbay sign` is a key here. */
static void test_said_key(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "m 9");
    floor_shows(f, f->chinese ? "clearbay sign" : "(in the console: F9)");
    floor_close(&f);
}

/* That a car is still here is told as soon as its plate is known. */
static void test_still_open(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    floor_shows(f, "This car is still open: order SH01-000001");
    floor_keys(f, "Enter");
    floor_shows(f, "This car is still open: order SH01-000001");
    floor_close(&f);
}

/* A name of any length pushes nothing out of the head; the board's filter finds a VIN. */
static void test_long_name(void **state)
{
    char name[301];
    memset(name, 'N', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    workshop_as(*state, "adv", PIN);
    workshop_change(*state, "order.open",
                    json_pack("{s:s,s:s,s:s,s:s,s:s,s:i}", "plate", "京A12345", "concern", "brakes squeal",
                              "customer", name, "vin", "LVSHFFAL5EN301234", "phone", "13800001111",
                              "odometer", 58300));
    struct floor *f = floor_open(*state, &small);
    floor_keys(f, "/");
    floor_type(f, "EN301234");
    floor_shows(f, "SH01-000001");
    floor_keys(f, "Enter");
    floor_shows(f, "13800001111  VIN LVSHFFAL5EN301234  58300 km");
    floor_close(&f);
}

/* After a part was added, typing looks for the next one. */
static void test_next_part(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "Enter a");
    floor_type(f, "90915");
    floor_keys(f, "Enter");
    floor_shows(f, "1 x 90915-YZZD4 added to SH01-000001");
    floor_type(f, "oil");
    floor_shows(f, "90915-YZZD4");
    floor_lacks(f, "90915oil");
    floor_close(&f);
}

/* A delivery that is refused is not asked about first; Enter in a list opens the order of a row. */
static void test_deliver_refused(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "Enter v F8");
    floor_lacks(f, "this cannot be undone");
    floor_shows(f, "must all have signed it");
    floor_keys(f, "Esc Esc Space o F8 Down");
    floor_keys(f, "Down Down Enter");
    floor_shows(f, "Order SH01-000001");
    floor_close(&f);
}

/* Only labour is begun: a part is no line to choose from. */
static void test_lines_offered(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    workshop_change(f->shop, "order.add_part",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "part", "90915-YZZD4", "qty", "1"));
    workshop_change(
        f->shop, "order.add_labour",
        json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "op", "OIL1", "hours", "1", "text", "oil changed"));
    workshop_change(
        f->shop, "order.add_labour",
        json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "op", "OIL2", "hours", "1", "text", "filter changed"));
    workshop_change(f->shop, "order.authorise",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "by", "Ms Wu", "how", "phone"));
    floor_as(f, "tec");
    floor_keys(f, "Enter b");
    floor_shows(f, "line 2: OIL1");
    floor_shows(f, "line 3: OIL2");
    floor_lacks(f, "line 1: 90915-YZZD4");
    floor_close(&f);
}

/* Nothing found: the key that fetches a newer list is named. */
static void test_nothing_found(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "F3");
    floor_type(f, "zzzz");
    floor_shows(f, "Ctrl-S fetches a newer list");
    floor_close(&f);
}

/* The board's title counts the rows that say late: not one that was late once and has answered since. */
static void test_count_late(void **state)
{
    static const int minutes_ago[] = {120, 10,
                                      0}; /* late for its diagnosis; for the order itself; not at all */
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    for (size_t i = 0; i < sizeof minutes_ago / sizeof *minutes_ago; i++) {
        char plate[32], time[WHEN_SIZE];
        snprintf(plate, sizeof plate, "京A1234%zu", i);
        workshop_change(w, "order.open",
                        json_pack("{s:s,s:s,s:s}", "plate", plate, "concern", "squeals", "reported",
                                  when_iso(when_now() - minutes_ago[i] * (int64_t)60000, time)));
    }
    struct floor *f = floor_open(w, &small);
    floor_shows(f, "Board: 3 open, 1 late ");
    floor_close(&f);
}

static void paste_text(struct floor *f, const char *text)
{
    char bytes[400];
    snprintf(bytes, sizeof bytes, "\033[200~%s\033[201~", text);
    floor_bytes(f, bytes, strlen(bytes));
}

/* Each line of a paste is a concern of its own, and none of more than there is room for is lost. */
static void test_pasted_concerns(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    floor_keys(f, "Tab Tab Tab Tab");
    paste_text(f, "1\n2"); /* elsewhere it is one line */
    floor_cursor_on(f, "1 2");
    floor_keys(f, "Ctrl-U Tab");
    paste_text(f, "brakes squeal\r\n\n  AC does not cool\nwipers streak\n");
    floor_cursor_on(f, "wipers streak");
    paste_text(f, "\na\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk");
    floor_keys(f, "F8");
    json_t *order = workshop_run(w, "order.show", json_pack("{s:s}", "order", "1"));
    const json_t *concerns = json_object_get(order, "concerns");
    assert_int_equal(json_array_size(concerns), 12);
    assert_string_equal(json_string_value(json_array_get(concerns, 0)), "brakes squeal");
    assert_string_equal(json_string_value(json_array_get(concerns, 1)), "AC does not cool");
    assert_string_equal(json_string_value(json_array_get(concerns, 2)), "wipers streak a");
    assert_string_equal(json_string_value(json_array_get(concerns, 11)), "j k");
    json_decref(order);
    floor_close(&f);
}

/* What is odd about the car is said while one takes it in, near the fields, and not only when there is an
 * order; then what comes next is said as well. */
static void test_intake_notes(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "F4 F2");
    floor_type(f, "京a12345");
    floor_keys(f, "Tab"); /* not taken over */
    floor_shows(f, "This car is still open: order SH01-000001");
    floor_type(f, "LSVAO2OI0P1234567");
    floor_lacks(f, "That is no VIN");
    floor_keys(f, "Tab");
    floor_shows(f, "That is no VIN");
    floor_keys(f, "Shift-Tab Ctrl-U");
    floor_type(f, "LSVAU2181P1234567"); /* not its check digit */
    floor_keys(f, "Tab Tab Tab");
    floor_lacks(f, "That is no VIN");
    floor_type(f, "5830");
    floor_lacks(f, "now 5830 km");
    floor_keys(f, "Tab");
    floor_shows(f, "58300 km before, now 5830 km");
    floor_keys(f, "Shift-Tab 0 Tab"); /* 58300 */
    floor_lacks(f, "58300 km before");
    floor_type(f, "rattles");
    floor_keys(f, "F8");
    floor_shows(f, "SH01-000002 is open: i inspects, F7 marks damage");
    floor_shows(f, "LSVAU2181P1234567: its");
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_inspection_blocked, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_qc_failed, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_red_fails, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_certificate_missing, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_unknown_keys, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_done, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_other_person, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_parts_key, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_said_key, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_enter_begins, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_still_open, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_long_name, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_next_part, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_deliver_refused, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_lines_offered, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_found, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_count_late, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_pasted_concerns, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_intake_notes, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
