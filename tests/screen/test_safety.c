/* What must never happen on the console: a paste that signs, a text that drives the terminal, typing that is
 * lost, a picture that is sent twice, a crash at any size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tests/fault/promise.h"
#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct floor_options small = {.rows = 24, .columns = 80};

static size_t signatures(struct floor *f)
{
    json_t *order = workshop_run(f->shop, "order.show", json_pack("{s:s}", "order", "1"));
    size_t n = json_array_size(json_object_get(order, "signatures"));
    json_decref(order);
    return n;
}

/* Green everywhere, by commands. */
static void inspect_all(struct floor *f)
{
    size_t i;
    const json_t *item;
    json_t *list =
        workshop_run(f->shop, "order.inspection", json_pack("{s:s,s:s}", "order", "1", "level", "advisor"));
    json_array_foreach(json_object_get(list, "items"), i, item)
    {
        json_t *params = json_pack("{s:s,s:s,s:s,s:s}", "order", "1", "level", "advisor", "item",
                                   answer_text(item, "item"), "result", "green");
        params_text(params, "value", answer_has(item, "unit") ? "80" : "");
        workshop_change(f->shop, "inspect", params);
    }
    json_decref(list);
}

static void bytes(struct floor *f, const char *text)
{
    floor_bytes(f, text, strlen(text));
}

static void test_paste_never_signs(void **state)
{
    static const char *const pastes[] = {
        PIN "\r",           PIN "\n",       PIN "\r\r\r", "\033[20~" PIN "\r", "\033[20~\r" PIN "\r",
        "\033OS\r\033[19~", PIN "\033[19~",
    };
    struct floor *f = floor_open_order(*state, &small);
    inspect_all(f);
    floor_keys(f, "F5 Enter F9");
    floor_shows(f, "Sign: initial inspection");
    for (size_t i = 0; i < sizeof pastes / sizeof *pastes; i++) {
        char text[256];
        snprintf(text, sizeof text, "\033[200~%s\033[201~", pastes[i]);
        bytes(f, text);
        floor_shows(f, "Sign: initial inspection");
        assert_int_equal(signatures(f), 0);
        bytes(f, "\r"); /* even with Enter typed by hand: the PIN was not taken */
        assert_int_equal(signatures(f), 0);
    }
    floor_keys(f, "Esc");
    bytes(f, "\033[200~\033[20~" PIN "\r\033[201~"); /* outside the dialog it is discarded */
    floor_shows(f, "nothing is pasted here");
    assert_int_equal(signatures(f), 0);
    bytes(f, "\033[20~" PIN "\r"); /* typed, it signs */
    floor_shows(f, "Signed: initial inspection");
    assert_int_equal(signatures(f), 1);
    promise("paste", (long)(sizeof pastes / sizeof *pastes) + 1, 0,
            "pastes with Enter and function keys, in the dialog and outside: 0 signatures");
    floor_close(&f);
}

/* What keeps a level from passing is said with the dialog, before a PIN is typed; a level that cannot be
 * signed at all opens none. */
static void test_missing_first(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "F5 Enter F9");
    floor_shows(f, "It cannot pass yet: initial inspection: ");
    floor_shows(f, "items are open");
    floor_keys(f, "Esc");
    inspect_all(f);
    floor_keys(f, "Esc Enter F9");
    floor_shows(f, "Sign: initial inspection");
    floor_lacks(f, "It cannot pass yet");
    bytes(f, PIN "\r");
    floor_shows(f, "Signed: initial inspection");
    floor_keys(f, "F9");
    floor_shows(f, "is signed already");
    floor_lacks(f, "Sign: initial inspection");
    floor_close(&f);
}

/* Keys as keyboards send them, of several kinds. */
static void test_keyboards(void **state)
{
    static const char *const helps[] = {"\033OP", "\033[11~", "\033[[A", "?"};
    static const char *const takes[] = {"\033OQ", "\033[12~", "\033[[B"};
    struct floor *f = floor_open_order(*state, &small);
    for (size_t i = 0; i < sizeof helps / sizeof *helps; i++) {
        bytes(f, helps[i]);
        floor_shows(f, "Help: what works here");
        floor_keys(f, "Esc");
        floor_shows(f, "Board: 1 open");
    }
    for (size_t i = 0; i < sizeof takes / sizeof *takes; i++) {
        bytes(f, takes[i]);
        floor_shows(f, "Take a car in");
        floor_keys(f, "Esc");
    }
    bytes(f, "\020"); /* Ctrl-P */
    floor_shows(f, "Find and run");
    bytes(f, "\033"); /* a lone Esc */
    floor_shows(f, "Board: 1 open");
    bytes(f, "\033[21~"); /* F10 */
    assert_true(ui_done(f->ui));
    floor_close(&f);
}

/* A picture that did not change costs nothing; the next row few bytes. */
static void test_bytes(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    for (int i = 0; i < 12; i++) {
        char plate[32];
        snprintf(plate, sizeof plate, "京A1234%c", 'A' + i);
        workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", plate, "concern", "squeals"));
    }
    struct floor *f = floor_open(w, &small);
    floor_press(f, "F4");
    size_t again = 0;
    for (int i = 0; i < 3; i++) { /* a clock may move by a second in between */
        floor_draw(f);
        again = i == 0 || f->last_sent < again ? f->last_sent : again;
    }
    assert_int_equal(again, 0);
    floor_press(f, "Down");
    print_message("# one row down: %zu bytes\n", f->last_sent);
    assert_true(f->last_sent > 0 && f->last_sent < 1500);
    floor_close(&f);
}

static void test_sizes(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "F2");
    floor_type(f, "沪B1");
    for (int rows = 1; rows <= 60; rows += 7) {
        for (int columns = 1; columns <= 320; columns += 53) {
            floor_resize(f, rows, columns);
            floor_press(f, "Left");
            if (rows >= 1 && columns >= 40 && (rows < 24 || columns < 80)) {
                floor_shows(f, "too small, 80x24 is needed");
            }
        }
    }
    floor_resize(f, 24, 80);
    floor_shows(f, "沪B1"); /* and nothing was lost */
    floor_keys(f, "Esc y Enter i F7 F3 F1 Ctrl-L");
    for (int rows = 60; rows >= 1; rows -= 5) {
        floor_resize(f, rows, rows * 4);
    }
    floor_close(&f);
}

/* Between the new size and the picture of it a key still means what its person saw. */
static void on_its_way(struct floor *f)
{
    struct press intake = press_named("F2"), back = press_named("Esc");
    term_resize(f->term, 10, 40);
    ui_press(f->ui, &intake);
    floor_resize(f, 10, 40);
    ui_press(f->ui, &back);
    floor_resize(f, 24, 80);
    floor_shows(f, "Take a car in");
    floor_lacks(f, "Board: 1 open");
    floor_resize(f, 10, 40);
    term_resize(f->term, 24, 80);
    ui_press(f->ui, &back);
    floor_resize(f, 24, 80);
    floor_shows(f, "Board: 1 open");
}

/* Behind the notice no key saves, signs or begins anything; what is typed goes into the form, and is not
 * lost. */
static void test_too_small(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    inspect_all(f);
    floor_keys(f, "F2");
    floor_type(f, "沪B1");
    floor_resize(f, 20, 60);
    floor_shows(f, "every other key waits");
    floor_shows(f, "F10 leaves, Ctrl-L locks");
    floor_type(f, "77");
    bytes(f, "\033[200~88\033[201~");
    floor_keys(f, "Backspace F8 Enter Esc y F4");
    floor_type(f, "99"); /* it would go to another place than its person thinks */
    floor_resize(f, 24, 80);
    floor_shows(f, "Take a car in");
    floor_shows(f, "沪B1778");
    floor_lacks(f, "沪B17789");
    floor_shows(f, "was pressed while the terminal was too small did nothing");
    floor_type(f, "2");
    floor_shows(f, "沪B17782"); /* the cursor is where it was */
    floor_lacks(f, "was pressed while the terminal was too small did nothing");
    floor_keys(f, "Esc y Enter F9");
    floor_type(f, PIN);
    floor_resize(f, 10, 40);
    floor_keys(f, "Enter F8 F9");
    floor_resize(f, 24, 80);
    floor_shows(f, "Sign: initial inspection");
    assert_int_equal(signatures(f), 0);
    floor_keys(f, "Enter");
    floor_shows(f, "Signed: initial inspection");
    floor_keys(f, "Esc");
    floor_resize(f, 24, 79);
    floor_keys(f, "F2 u");
    floor_resize(f, 24, 80);
    floor_shows(f, "Board: 1 open");
    assert_int_equal(signatures(f), 1);
    on_its_way(f);
    floor_close(&f);
}

/* What does act behind the notice: locking, and leaving when nothing is lost by it. */
static void test_leave_too_small(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "F2");
    floor_type(f, "沪B1");
    floor_resize(f, 10, 40);
    floor_keys(f, "Ctrl-L");
    assert_string_equal(client_user(f->shop->client), "");
    floor_lacks(f, "Ctrl-L locks");
    floor_type(f, PIN);
    floor_keys(f, "Enter");
    assert_string_equal(client_user(f->shop->client), "");
    floor_resize(f, 24, 80);
    floor_shows(f, "Locked");
    floor_type(f, PIN);
    floor_keys(f, "Enter");
    floor_shows(f, "沪B1");
    floor_keys(f, "Ctrl-P");
    floor_type(f, "price history");
    floor_keys(f, "Enter");
    floor_type(f, "90915");
    floor_resize(f, 10, 40);
    floor_keys(f, "F10"); /* a question to the price list is kept nowhere */
    assert_false(ui_done(f->ui));
    floor_shows(f, "F10 did not leave");
    floor_resize(f, 24, 80);
    floor_keys(f, "Esc y");
    floor_shows(f, "沪B1");
    floor_resize(f, 10, 40);
    floor_keys(f, "F10");
    assert_true(ui_done(f->ui));
    floor_resize(f, 24, 80);
    floor_as(f, "adv");
    floor_shows(f, "1 unfinished: take a car in");
    floor_close(&f);
}

static void test_lock(void **state)
{
    struct floor *f = floor_open_order(*state, &small);
    floor_keys(f, "F2");
    floor_type(f, "粤C5");
    floor_keys(f, "Ctrl-L");
    floor_lacks(f, "粤C5");
    floor_shows(f, "Locked");
    assert_string_equal(client_user(f->shop->client), "");
    floor_keys(f, "F4 F2 Ctrl-P Esc");
    floor_shows(f, "Locked");
    floor_type(f, "wrong-pin");
    floor_keys(f, "Enter");
    floor_shows(f, "Locked");
    floor_type(f, PIN);
    floor_keys(f, "Enter");
    floor_shows(f, "粤C5");
    floor_keys(f, "F10");
    floor_shows(f, "Leave and throw away what you typed?");
    floor_keys(f, "n");
    assert_false(ui_done(f->ui));
    floor_shows(f, "粤C5");
    floor_keys(f, "F10 y");
    assert_true(ui_done(f->ui));
    floor_close(&f);
}

/* F8 never throws away: a form that one was asked to give up is saved by it, from whichever key asked. */
static void test_saved_after_all(void **state)
{
    static const char *const ways_out[] = {"Esc", "F4", "F10"};
    struct floor *f = floor_open_order(*state, &small);
    for (size_t i = 0; i < sizeof ways_out / sizeof *ways_out; i++) {
        char plate[16];
        snprintf(plate, sizeof plate, "粤C5555%zu", i);
        floor_keys(f, "F2");
        floor_type(f, plate);
        floor_keys(f, "Tab Tab Tab Tab Tab");
        floor_type(f, "rattles");
        floor_keys(f, ways_out[i]);
        floor_shows(f, "y: throw away    F8: save");
        floor_keys(f, "F8");
        assert_false(ui_done(f->ui));
        floor_shows(f, "rattles");
        floor_keys(f, "F4");
        floor_shows(f, "Board:");
        floor_shows(f, plate);
    }
    floor_keys(f, "F2"); /* what cannot be saved stays in the form */
    floor_type(f, "粤C77777");
    floor_keys(f, "Esc F8");
    floor_shows(f, "Take a car in");
    floor_shows(f, "粤C77777");
    floor_close(&f);
}

/* What was thrown away is there again for an undo, whichever key asked; a change made since is undone first.
 */
static void test_brought_back(void **state)
{
    static const char *const ways_out[] = {"Esc y", "F4 y"};
    struct floor *f = floor_open_order(*state, &small);
    for (size_t i = 0; i < sizeof ways_out / sizeof *ways_out; i++) {
        floor_keys(f, "F2");
        floor_type(f, "粤C77777");
        floor_keys(f, ways_out[i]);
        floor_lacks(f, "粤C77777");
        floor_shows(f, "Thrown away; u or Ctrl-Z brings it back");
        floor_keys(f, "u");
        floor_shows(f, "What you threw away is back");
        floor_shows(f, "粤C77777");
        floor_keys(f, "Esc y");
    }
    floor_keys(f, "u Esc y Home Enter e Ctrl-U");
    floor_type(f, "58400");
    floor_keys(f, "Esc y u");
    floor_shows(f, "58400");
    floor_keys(f, "Esc y c");
    floor_type(f, "worn pads");
    floor_keys(f, "Tab 1 F8 u");
    floor_shows(f, "Taken back in SH01-000001");
    floor_lacks(f, "58400");
    floor_keys(f, "e Ctrl-U");
    floor_type(f, "58401");
    floor_keys(f, "Esc y");
    floor_keys(f, "Ctrl-L Up Ctrl-U"); /* it was not the next person's */
    floor_type(f, "tec");
    floor_keys(f, "Enter");
    floor_type(f, PIN);
    floor_keys(f, "Enter");
    floor_shows(f, "Board:");
    floor_keys(f, "u");
    floor_lacks(f, "58401");
    floor_close(&f);
}

/* A PIN that somebody else set is good for one thing. */
static void test_temporary_pin(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "mgr", PIN);
    workshop_change(w, "user.pin", json_pack("{s:s,s:s}", "user", "adv", "new_pin", "one-time"));
    client_logout(w->client);
    struct floor *f = floor_open(w, &small);
    floor_type(f, "adv");
    floor_keys(f, "Tab");
    floor_type(f, "one-time");
    floor_keys(f, "Enter");
    floor_shows(f, "Somebody else set your PIN");
    floor_keys(f, "F4 F2 Esc");
    floor_shows(f, "Somebody else set your PIN");
    floor_type(f, "mine-now1");
    floor_keys(f, "Tab");
    floor_type(f, "mine-now2");
    floor_keys(f, "Enter");
    floor_shows(f, "The two PINs differ");
    floor_type(f, "mine-now1");
    floor_keys(f, "Tab");
    floor_type(f, "mine-now1");
    floor_keys(f, "Enter");
    floor_shows(f, "Your PIN is changed");
    floor_shows(f, "Board:");
    floor_close(&f);
}

/* What is wrong is said, nothing typed is lost, and the cursor stands where it is to be mended; in Chinese,
 * too. */
static void test_intake_errors(void **state)
{
    struct workshop *w = *state;
    static const char *const languages[] = {"en", "zh_CN"};
    workshop_as(w, "adv", PIN);
    for (int l = 0; l < 2; l++) {
        struct floor *f =
            floor_open(w, &(struct floor_options){.rows = 24, .columns = 80, .language = languages[l]});
        floor_keys(f, "F2 F8");
        floor_shows(f, l == 0 ? "Plate is missing" : "缺少 车牌");
        floor_type(f, l == 0 ? "京A12345" : "京A54321");
        floor_keys(f, "Tab");
        floor_type(f, "LSVOO");
        floor_keys(f, "Tab Tab Tab");
        floor_type(f, "58x");
        floor_shows(f, l == 0 ? "Odometer km: only digits" : "里程 km：只能输入数字");
        floor_keys(f, "Backspace");
        floor_lacks(f, l == 0 ? "only digits" : "只能输入数字");
        floor_type(f, "30０");
        floor_shows(f, "5830０");
        floor_keys(f, "Tab");
        floor_type(f, "squeals");
        floor_keys(f, "F8");
        floor_shows(f, "LSVOO");
        floor_shows(f, "squeals");
        floor_keys(f, "Ctrl-U"); /* the cursor is in the VIN */
        floor_lacks(f, "LSVOO ");
        floor_keys(f, "F8");
        floor_shows(f, l == 0 ? "Order SH01-000001" : "SH01-000002");
        floor_shows(f, "58300 km");
        floor_close(&f);
    }
}

/* From the board to an order: its last digits or its plate, and Enter. */
static void test_jump(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    for (int i = 0; i < 15; i++) {
        char plate[32];
        snprintf(plate, sizeof plate, "京A1234%c", i < 8 ? 'A' + i : 'B' + i);
        if (plate[strlen(plate) - 1] != 'I' && plate[strlen(plate) - 1] != 'O') {
            workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", plate, "concern", "squeals"));
        }
    }
    struct floor *f = floor_open(w, &small);
    floor_type(f, "12");
    floor_keys(f, "Enter");
    floor_shows(f, "Order SH01-000012");
    floor_keys(f, "Esc Esc");
    floor_type(f, "京A1234c");
    floor_keys(f, "Enter");
    floor_shows(f, "京A1234C");
    floor_close(&f);
}

/* An open terminal is not its owner: a new PIN asks for the one until now. */
static void test_own_pin(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    struct floor *f = floor_open(w, &small);
    static const char *const olds[] = {"", "not-the-pin", PIN};
    static const char *const answers[] = {"PIN is missing", "wrong user or PIN", "Done: change one's PIN"};
    for (size_t i = 0; i < 3; i++) {
        floor_keys(f, "Ctrl-P");
        floor_type(f, "user pin");
        floor_keys(f, "Enter");
        floor_type(f, "adv");
        floor_keys(f, "Tab");
        floor_type(f, olds[i]);
        floor_keys(f, "Tab");
        floor_type(f, "brand-new-1");
        floor_keys(f, i > 0 ? "F8 y" : "F8"); /* a PIN is not taken back: asked once all is typed */
        floor_shows(f, answers[i]);
        floor_keys(f, i < 2 ? "Esc y" : "Esc");
    }
    struct error e = ERROR_NONE;
    client_logout(w->client);
    assert_int_equal(client_login(w->client, "adv", "brand-new-1", &e), ST_OK);
    floor_close(&f);
}

/* Somebody else was faster: the form stays, theirs and mine are shown, F8 again saves. */
static void test_conflict(void **state)
{
    struct workshop *w = *state;
    struct floor *f = floor_open_order(w, &small);
    floor_keys(f, "Enter e Ctrl-U");
    floor_type(f, "58400");
    workshop_change(w, "order.edit", json_pack("{s:s,s:i}", "order", "1", "odometer", 58350));
    floor_keys(f, "F8");
    floor_shows(f, "58350");
    floor_shows(f, "58400");
    floor_keys(f, "F8");
    floor_shows(f, "58400 km");
    floor_close(&f);
}

/* Stored text of any kind is shown, not sent. */
static void test_hostile_text(void **state)
{
    struct workshop *w = *state;
    static const char *const texts[] = {"\xe2\x80\xaeright to left",
                                        "zero\xe2\x80\x8bwidth",
                                        "\xef\xbb\xbf bom",
                                        "T\xcc\xb6\xcc\x81o\xcd\x9c zalgo",
                                        "👩‍👩‍👧‍👦 family",
                                        "ﷺ",
                                        "田中さんにあげて下さい",
                                        "%s%n%d",
                                        "$(touch /tmp/x)",
                                        "'; DROP TABLE orders; --"};
    workshop_as(w, "adv", PIN);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char plate[32];
        snprintf(plate, sizeof plate, "京A1234%c", (char)('A' + (i < 8 ? (int)i : (int)i + 1)));
        workshop_change(
            w, "order.open",
            json_pack("{s:s,s:s,s:s}", "plate", plate, "concern", texts[i], "customer", texts[i]));
    }
    struct floor *f = floor_open(w, &(struct floor_options){.rows = 45, .columns = 160});
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        floor_keys(f, "Enter e Esc Esc Down");
    }
    floor_keys(f, "F2");
    floor_type(f, "京a1");
    for (const char *p = f->sent; *p != '\0';) {
        int32_t cp = 0;
        size_t n = text_decode(p, strlen(p), &cp);
        assert_true(n > 0);
        assert_false(cp >= 0x80 && cp < 0xA0);
        assert_false((cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200B ||
                     cp == 0xFEFF);
        p += n;
    }
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_paste_never_signs, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_missing_first, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_keyboards, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_bytes, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_sizes, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_too_small, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_leave_too_small, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_lock, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_saved_after_all, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_brought_back, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_temporary_pin, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_intake_errors, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_jump, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_own_pin, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_conflict, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_hostile_text, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
