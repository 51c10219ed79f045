/* Nothing typed is lost: a form that a dropped line or a kill took away is offered again, with every
 * character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "core/base/when.h"
#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <string.h>
#include <unistd.h>

static const struct floor_options small = {.rows = 24, .columns = 80};

static size_t drafts(struct floor *f)
{
    json_t *answer = workshop_run(f->shop, "draft.list", NULL);
    size_t n = json_array_size(json_object_get(answer, "drafts"));
    json_decref(answer);
    return n;
}

/* The program is gone without a word, and opened again. */
static void killed(struct floor *f, const char *user)
{
    floor_as(f, user);
}

static void test_intake(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    assert_int_equal(drafts(f), 0);
    floor_keys(f, "Tab Tab Tab"); /* leaving a field keeps it */
    assert_int_equal(drafts(f), 1);
    floor_type(f, "王芳");
    floor_keys(f, "Tab Tab");
    floor_type(f, "brakes squeal");
    floor_keys(f, "Enter");
    floor_type(f, "oil light");
    floor_keys(f, "Up");
    killed(f, "mgr"); /* somebody else's typing is nobody's business */
    floor_lacks(f, "unfinished");
    killed(f, "adv");
    floor_shows(f, "1 unfinished: take a car in");
    floor_shows(f, "It was typed at"); /* perhaps in another console of the same person's */
    floor_keys(f, "y");
    floor_shows(f, "京A12345");
    floor_shows(f, "王芳");
    floor_shows(f, "brakes squeal");
    floor_shows(f, "oil light");
    floor_cursor_on(f, "oil light"); /* and one goes on where one was */
    floor_keys(f, "F8");
    floor_shows(f, "Order SH01-000001");
    assert_int_equal(drafts(f), 0); /* dropped in the same transaction */
    killed(f, "adv");
    floor_lacks(f, "unfinished");
    floor_close(&f);
}

/* The console of somebody who types a cause is gone. */
static struct floor *killed_in_cause(struct workshop *w)
{
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "京A12345", "concern", "squeals"));
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "Enter c");
    floor_type(f, "pads worn to 1.2 mm");
    floor_keys(f, "Tab");
    floor_type(f, "1.5");
    ui_hang_up(f->ui); /* the line drops in the middle of a field */
    return f;
}

static void test_order_form(void **state)
{
    struct floor *f = killed_in_cause(*state);
    killed(f, "adv");
    floor_shows(f, "1 unfinished: record cause and duration SH01-000001");
    floor_keys(f, "n");
    floor_shows(f, "Board:");
    floor_shows(f, "offers it again");
    killed(f, "adv"); /* no is not never */
    floor_keys(f, "y");
    floor_shows(f, "pads worn to 1.2 mm");
    floor_keys(f, "F8");
    floor_shows(f, "cause: pads worn to 1.2 mm");
    assert_int_equal(drafts(f), 0);
    floor_close(&f);
}

static void diagnose(struct workshop *w, const char *user, const char *cause, const char *hours)
{
    workshop_as(w, user, PIN);
    workshop_change(w, "order.diagnose",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "cause", cause, "hours", hours));
}

static void check_cause(struct floor *f, const char *cause, const char *hours)
{
    char value[MONEY_SIZE];
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    assert_string_equal(answer_text(order, "cause"), cause);
    assert_string_equal(answer_quantity(order, "estimate_hours", value), hours);
    json_decref(order);
}

/* What somebody else recorded meanwhile is not overwritten: theirs and mine are shown, and asked. */
static void test_conflict_after_coming_back(void **state)
{
    struct floor *f = killed_in_cause(*state);
    diagnose(*state, "tec", "caliper seized", "2");
    killed(f, "adv");
    floor_keys(f, "y F8");
    floor_shows(f, "Somebody else changed this order meanwhile");
    floor_shows(f, "[ ] caliper seized");
    floor_shows(f, "[x] pads worn to 1.2 mm");
    check_cause(f, "caliper seized", "2");
    ui_hang_up(f->ui); /* killed again before it is settled: it is asked again */
    killed(f, "adv");
    floor_keys(f, "y F8");
    floor_shows(f, "Somebody else changed this order meanwhile");
    floor_keys(f, "Left F8"); /* the cause is theirs, the hours are mine */
    check_cause(f, "caliper seized", "1.5");
    assert_int_equal(drafts(f), 0);
    floor_close(&f);
}

/* What happens within one millisecond has no order of its own, and drafts that follow each other as fast bear
 * the ones that follow it. */
static void a_few_milliseconds(void)
{
    const int64_t now = when_now();
    while (when_now() <= now + 4) {
    }
}

/* A draft of a program that did not keep the revision: what was changed after it was saved counts. */
static void test_conflict_with_an_old_draft(void **state)
{
    struct workshop *w = *state;
    struct floor *f = killed_in_cause(w);
    json_t *params = json_pack("{s:s,s:s,s:s}", "form", "order.diagnose", "subject", "SH01-000001", "content",
                               "{\"fields\":{\"cause\":\"pads worn to 1.2 mm\",\"hours\":\"1.5\"},"
                               "\"fixed\":{\"order\":\"SH01-000001\"}}");
    a_few_milliseconds();
    workshop_change(w, "draft.save", json_incref(params));
    diagnose(w, "tec", "caliper seized", "2");
    killed(f, "adv");
    floor_keys(f, "y F8");
    floor_shows(f, "[ ] caliper seized");
    floor_keys(f, "Esc Esc y");
    a_few_milliseconds();
    workshop_change(w, "draft.save", params); /* and what was changed before does not */
    killed(f, "adv");
    floor_keys(f, "y F8");
    check_cause(f, "pads worn to 1.2 mm", "1.5");
    floor_close(&f);
}

/* When nothing of mine is left to be saved, nothing is left to be offered. */
static void test_theirs_leaves_no_draft(void **state)
{
    struct floor *f = killed_in_cause(*state);
    diagnose(*state, "tec", "caliper seized", "2");
    killed(f, "adv");
    floor_keys(f, "y F8 Left Down Left F8");
    floor_shows(f, "Theirs stands");
    assert_int_equal(drafts(f), 0);
    killed(f, "adv");
    floor_lacks(f, "unfinished");
    check_cause(f, "caliper seized", "2");
    floor_close(&f);
}

/* Several are named, and told where they are; the list opens one of them. */
static void test_list(void **state)
{
    struct workshop *w = *state;
    struct floor *f = killed_in_cause(w);
    killed(f, "adv");
    floor_keys(f, "n F2");
    floor_type(f, "京A54321");
    floor_keys(f, "Tab");
    usleep(2000); /* drafts stand in the order of their milliseconds */
    workshop_change(w, "draft.save",
                    json_pack("{s:s,s:s,s:s}", "form", "order.edit", "subject", "SH01-000001", "content",
                              "{\"fields\":{\"odometer\":\"58300\"},\"fixed\":{\"order\":\"SH01-000001\"}}"));
    killed(f, "adv");
    floor_shows(f, "3 unfinished: ");
    floor_shows(f, "record cause and duration SH01-000001");
    floor_shows(f, "A54321; and 1 more");
    floor_keys(f, "Esc");
    floor_shows(f, "offers it again");
    floor_keys(f, "Ctrl-P");
    floor_type(f, "draft save");
    floor_lacks(f, "keep what was typed and not yet saved"); /* the console does that by itself */
    floor_keys(f, "Ctrl-U");
    floor_type(f, "draft list");
    floor_keys(f, "Enter");
    floor_shows(f, "Typed and not yet saved");
    floor_shows(f, "record cause and duration SH01-000001");
    floor_shows(f, "take a car in 京A54321");
    floor_shows(f, f->chinese ? "~  SH01-000001"
                              : "~ SH01-000001"); /* which order is seen of a long name, too */
    floor_keys(f, "Enter");                       /* the oldest */
    floor_shows(f, "pads worn to 1.2 mm");
    floor_keys(f, "Ctrl-P");
    floor_type(f, "draft list");
    floor_keys(f, "Enter Enter"); /* what was opened is the newest now */
    floor_shows(f, "京A54321");
    floor_keys(f, "Ctrl-P");
    floor_type(f, "draft list");
    floor_keys(f, "Enter Down Enter"); /* a form that is open is not opened twice */
    floor_shows(f, "pads worn to 1.2 mm");
    assert_int_equal(drafts(f), 3);
    floor_close(&f);
}

static void test_thrown_away(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    floor_keys(f, "Tab");
    assert_int_equal(drafts(f), 1);
    floor_keys(f, "Esc y");
    assert_int_equal(drafts(f), 0);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    floor_keys(f, "Tab F4 y");
    assert_int_equal(drafts(f), 0);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    floor_keys(f, "Tab F10 y");
    assert_int_equal(drafts(f), 0);
    floor_close(&f);
}

/* Two seconds of quiet keep what is being typed; the lock does, too; a PIN is never kept. */
static void test_quiet_and_lock(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A1");
    ui_tick(f->ui);
    assert_int_equal(drafts(f), 0);
    sleep(2);
    ui_tick(f->ui);
    assert_int_equal(drafts(f), 1);
    floor_type(f, "2345");
    floor_keys(f, "Ctrl-L");
    floor_type(f, PIN);
    floor_keys(f, "Enter");
    json_t *answer = workshop_run(w, "draft.list", NULL);
    const json_t *draft = json_array_get(json_object_get(answer, "drafts"), 0);
    assert_string_equal(answer_text(json_object_get(draft, "content"), "plate"), "京A12345");
    char *text = json_dumps(answer, 0);
    assert_null(strstr(text, PIN));
    free(text);
    json_decref(answer);
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_intake, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_order_form, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_conflict_after_coming_back, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_conflict_with_an_old_draft, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_theirs_leaves_no_draft, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_list, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_thrown_away, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_quiet_and_lock, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
