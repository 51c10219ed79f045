/* Characters of ambiguous width on a terminal that shows them in two columns: every screen stands as it was
 * meant, cell for cell, whatever names, concerns and lists have of them. The terminal itself looks after each
 * picture. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct floor_options small = {.rows = 24, .columns = 80, .wide = true};
static const struct floor_options large = {.rows = 45, .columns = 160, .wide = true};

static void fill(struct workshop *w)
{
    workshop_list(
        w, "No,Name,Unit,Price\n90915-YZZD4,Oil filter,pc,58.00\n90915-YZZD5,“Oil”·filter ①℃ °,pc,61.00\n"
           "90915-YZZD6,Ölfilter ±½ №7 — é̂α…,pc,64.00\n");
    workshop_as(w, "mgr", PIN);
    workshop_change(w, "price.sync", NULL);
    workshop_change(w, "bay.add", json_pack("{s:s}", "bay", "B1"));
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open",
                    json_pack("{s:s,s:[s,s],s:s,s:i}", "plate", "京A12345", "concern",
                              "“咔哒”异响·冷车 5℃—10℃ 时①②…", "×÷±°", "customer", "王“小”芳·①", "odometer",
                              58300));
    workshop_change(
        w, "order.open",
        json_pack("{s:s,s:s,s:s}", "plate", "沪AD12345", "concern", "plain words", "customer", "Wang Fang"));
    workshop_change(w, "order.assign",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "technician", "tec", "bay", "B1"));
}

/* Where `text` begins on the row that has `mark`, in columns; fails unless both are there. */
static int column_of(struct floor *f, const char *mark, const char *text)
{
    char *all = floor_text(f), *row = all;
    int column = -1;
    for (char *end; column < 0 && (end = strchr(row, '\n')) != NULL; row = end + 1) {
        *end = '\0';
        const char *at = strstr(row, text);
        column = strstr(row, mark) != NULL && at != NULL ? text_width_n(row, (size_t)(at - row)) : -1;
    }
    if (column < 0) {
        fail_msg("no row with %s and %s", mark, text);
    }
    free(all);
    return column;
}

/* Prices stand below each other, whatever the names before them have. */
static void check_prices(struct floor *f)
{
    floor_keys(f, "F3");
    floor_type(f, "90915");
    int column = column_of(f, "YZZD4", "58.00");
    assert_int_equal(column_of(f, "YZZD5", "61.00"), column);
    assert_int_equal(column_of(f, "YZZD6", "64.00"), column);
    floor_keys(f, "Down Down F6");
    floor_keys(f, "Esc Esc");
}

static void visit_all(struct floor *f)
{
    floor_shows(f, "沪AD12345");
    floor_type(f, "/“”①");
    floor_keys(f, "Backspace Backspace Backspace Esc");
    floor_keys(f, "F2");
    floor_type(f, "京a1");
    floor_keys(f, "Down Enter");
    floor_type(f, "“①℃”··——……");
    floor_keys(f, "Left Left Left Backspace Home Delete End");
    floor_type(f, "°");
    floor_keys(f, "Esc y");
    check_prices(f);
    floor_keys(f, "Home Enter");
    floor_keys(f, "F7 Right 1 4 Esc i g g Esc F9 Esc e Esc F1 Esc Ctrl-P");
    floor_type(f, "“①");
    floor_keys(f, "Esc Esc g f Down Up Esc g b");
    floor_keys(f, "Ctrl-L");
}

static void test_every_screen(void **state)
{
    fill(*state);
    const struct floor_options *sizes[] = {&small, &large};
    for (size_t i = 0; i < 2; i++) {
        workshop_as(*state, "adv", PIN);
        struct floor *f = floor_open(*state, sizes[i]);
        visit_all(f);
        floor_close(&f);
    }
}

/* Lines of frames are such characters themselves: what is asked for in UTF-8 comes in ASCII then. */
static void test_frames(void **state)
{
    client_logout(((struct workshop *)*state)->client);
    struct floor *f = floor_open(*state, &small);
    floor_shows(f, "+- ");
    floor_lacks(f, "─");
    floor_close(&f);
    struct floor_options narrow = small;
    narrow.wide = false;
    f = floor_open(*state, &narrow);
    floor_shows(f, "┌─ ");
    floor_close(&f);
}

/* Every character, as Unicode's list has it. */
static void test_each_character(void **state)
{
    (void)state;
    struct wide_terminal *list = wide_terminal_new();
    int doubled = 0;
    for (uint32_t c = 0xa0; c < 0x110000; c++) {
        text_ambiguous_wide(false);
        int narrow = text_char_width((int32_t)c);
        text_ambiguous_wide(true);
        int wide = text_char_width((int32_t)c);
        assert_int_equal(wide, narrow == 1 && wide_terminal_doubles(list, c) ? 2 : narrow);
        doubled += wide != narrow;
    }
    text_ambiguous_wide(false);
    assert_true(doubled > 1000);
    wide_terminal_free(&list);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_screen, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_frames, workshop_set_up, workshop_tear_down),
        cmocka_unit_test(test_each_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
