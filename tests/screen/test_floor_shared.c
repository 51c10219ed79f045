/* Everybody sees the same floor: what others change appears without a key, and the cursor stays on its row.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct floor_options small = {.rows = 24, .columns = 80};

/* Another terminal: a client of its own on the same database. */
static struct workshop other(const struct workshop *w, const char *user)
{
    struct workshop o = *w;
    struct error e = ERROR_NONE;
    char path[128];
    snprintf(path, sizeof path, "%s/clearbay.ini", w->folder);
    assert_int_equal(client_open(path, &o.client, &e), ST_OK);
    assert_int_equal(client_login(o.client, user, PIN, &e), ST_OK);
    return o;
}

static void take_in(struct workshop *w, const char *plate, const char *concern)
{
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", plate, "concern", concern));
}

/* The row that the real cursor stands on. */
static char *row_here(struct floor *f)
{
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(f->vt), &cursor);
    char *text = floor_text(f), *row = text;
    for (int i = 0; i < cursor.row && row != NULL; i++) {
        row = strchr(row, '\n');
        row = row != NULL ? row + 1 : NULL;
    }
    assert_non_null(row);
    char *copy = strndup(row, strcspn(row, "\n"));
    free(text);
    return copy;
}

static void stands_on(struct floor *f, const char *words)
{
    char *row = row_here(f);
    if (strstr(row, words) == NULL) {
        char *text = floor_text(f);
        fail_msg("the cursor is not on %s but on %s\n%s", words, row, text);
    }
    free(row);
}

/* As the console's loop does it several times a second. */
static void watch(struct floor *f, bool news)
{
    assert_int_equal(ui_watch(f->ui), news);
    floor_draw(f);
}

static void test_board(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    take_in(w, "京A12345", "squeals");
    take_in(w, "京A12346", "rattles");
    take_in(w, "京A12347", "smokes");
    struct workshop o = other(w, "adv");
    struct floor *f = floor_open(w, &small);
    ui_watch(f->ui);
    watch(f, false); /* nothing happened: nothing is drawn */
    floor_keys(f, "Down");
    stands_on(f, "京A12346");
    workshop_change(&o, "order.stage", json_pack("{s:s,s:s}", "order", "1", "stage", "cancelled"));
    watch(f, true);
    floor_lacks(f, "京A12345");
    stands_on(f, "京A12346"); /* its row moved up */
    workshop_change(&o, "order.stage", json_pack("{s:s,s:s}", "order", "2", "stage", "cancelled"));
    watch(f, true);
    stands_on(f, "京A12347"); /* its own is gone: the one that took its place */
    client_close(&o.client);
    floor_close(&f);
}

static void add_part(struct workshop *w)
{
    workshop_change(w, "order.add_part",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "part", "90915-YZZD4", "qty", "1"));
}

static void test_order(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    take_in(w, "京A12345", "squeals");
    for (int i = 0; i < 3; i++) {
        add_part(w);
    }
    struct workshop o = other(w, "adv");
    struct floor *f = floor_open(w, &(struct floor_options){.rows = 45, .columns = 160});
    floor_keys(f, "Enter Down Down Down");
    struct order_place place = ui_place(f->ui);
    assert_int_equal(place.line, 3);
    ui_watch(f->ui);
    workshop_change(&o, "order.remove_line", json_pack("{s:s,s:i}", "order", "1", "line", 1));
    workshop_change(&o, "order.edit", json_pack("{s:s,s:s}", "order", "1", "concern", "and smokes"));
    watch(f, true);
    assert_int_equal(ui_place(f->ui).line, 3);
    stands_on(f, "90915-YZZD4");
    workshop_change(&o, "order.remove_line", json_pack("{s:s,s:i}", "order", "1", "line", 3));
    watch(f, true);
    assert_int_not_equal(ui_place(f->ui).line, 3);
    floor_keys(f, "Up Up Up Up Up Up");
    assert_int_equal(ui_place(f->ui).job, 1);
    client_close(&o.client);
    floor_close(&f);
}

/* A line that goes from under the cursor takes no other one with it: it is said who removed it, and the next
 * key that would change a line only says that one is to be chosen. What is taken back is under it again. */
static void test_line_goes(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    take_in(w, "京A12345", "squeals");
    for (int i = 0; i < 4; i++) {
        add_part(w);
    }
    struct workshop o = other(w, "tec");
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "Enter Down Down");
    assert_int_equal(ui_place(f->ui).line, 2);
    ui_watch(f->ui);
    workshop_change(&o, "order.remove_line", json_pack("{s:s,s:i}", "order", "1", "line", 2));
    watch(f, true);
    floor_shows(f, "line 2 was removed by tec");
    static const char *const keys[] = {"Delete", "y", "x"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        floor_keys(f, keys[i]);
        floor_shows(f, "what you were on is gone");
        assert_int_equal(ui_place(f->ui).line, 0);
    }
    floor_keys(f, "Down");
    assert_int_equal(ui_place(f->ui).line, 3);
    floor_keys(f, "Up Down Delete Delete Delete"); /* held down */
    floor_shows(f, "line 3 is removed, u takes it back");
    json_t *order = workshop_run(w, "order.show", json_pack("{s:s}", "order", "1"));
    assert_int_equal(json_array_size(json_object_get(order, "lines")), 2);
    json_decref(order);
    floor_keys(f, "u");
    assert_int_equal(ui_place(f->ui).line, 3);
    stands_on(f, " 3 90915-YZZD4");
    floor_keys(f, "Down");
    floor_bytes(f, "\033[3~\033[3~\033[3~", 12); /* faster than the picture */
    floor_shows(f, "line 4 is removed, u takes it back");
    stands_on(f, "58.00"); /* what line 3 costs: the last row of the lines that are left */
    floor_keys(f, "Up");
    assert_int_equal(ui_place(f->ui).line, 3);
    client_close(&o.client);
    floor_close(&f);
}

/* Rows that read alike are passed one by one. */
static void test_alike(void **state)
{
    struct workshop *w = *state;
    workshop_as(w, "adv", PIN);
    take_in(w, "京A12345", "squeals");
    for (int i = 0; i < 3; i++) {
        workshop_change(w, "damage.add",
                        json_pack("{s:s,s:s,s:s}", "order", "1", "panel", "roof", "kind", "dent"));
    }
    struct floor *f = floor_open(w, &(struct floor_options){.rows = 45, .columns = 160});
    floor_keys(f, "Enter End");
    char *last = row_here(f);
    VTermPos before, after;
    vterm_state_get_cursorpos(vterm_obtain_state(f->vt), &before);
    for (int i = 0; i < 4; i++) {
        floor_keys(f, "Up");
        vterm_state_get_cursorpos(vterm_obtain_state(f->vt), &after);
        assert_true(after.row < before.row);
        before = after;
    }
    free(last);
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_board, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_order, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_line_goes, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_alike, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
