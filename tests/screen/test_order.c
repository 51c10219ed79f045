/* The order as the console shows it: made from the answers of the real client on a workshop of its own, in
 * both languages and several widths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/client/client.h"
#include "tests/screen/workshop.h"
#include "tui/console/car_outline.h"
#include "tui/console/screen_order_rows.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The screen's rows as one text, each row closed by a line feed; checks that each fills the width exactly. */
static char *rows_of(struct workshop *w, const char *order, int columns)
{
    json_t *answer = workshop_run(w, "order.show", json_pack("{s:s}", "order", order));
    struct view_rows rows;
    struct buf text, row;
    buf_init(&text, 1000000);
    buf_init(&row, 4096);
    order_view_make(answer, when_now(), false, columns, &rows);
    assert_false(rows.failed);
    for (size_t i = 0; i < rows.count; i++) {
        buf_clear(&row);
        view_row_set(&rows.rows[i], columns, &row);
        assert_int_equal(text_width(row.data), columns);
        buf_addf(&text, "%s\n", row.data);
    }
    view_rows_free(&rows);
    buf_free(&row);
    json_decref(answer);
    return buf_take(&text);
}

static void shows(const char *rows, const char *words)
{
    if (strstr(rows, words) == NULL) {
        fail_msg("not on the screen: %s\n%s", words, rows);
    }
}

static char *open_order(struct workshop *w, const char *concern)
{
    workshop_as(w, "adv", PIN);
    json_t *opened = workshop_run(w, "order.open",
                                  json_pack("{s:s,s:[s,s],s:s,s:i}", "plate", "京A12345", "concern", concern,
                                            "smells of oil", "customer", "王芳", "odometer", 41000));
    char *order = strdup(answer_text(opened, "order"));
    json_decref(opened);
    return order;
}

/* Every item of a level green, with a reading where one is asked for. */
static void inspect_all(struct workshop *w, const char *order, int level)
{
    workshop_as(w, people[level], PIN);
    json_t *list =
        workshop_run(w, "order.inspection", json_pack("{s:s,s:s}", "order", order, "level", levels[level]));
    size_t i;
    const json_t *item;
    json_array_foreach(json_object_get(list, "items"), i, item)
    {
        json_t *params = json_pack("{s:s,s:s,s:s,s:s}", "order", order, "level", levels[level], "item",
                                   answer_text(item, "item"), "result", "green");
        params_text(params, "value", answer_has(item, "unit") ? "990" : "");
        if (answer_true(item, "applies")) {
            workshop_change(w, "inspect", params);
        } else {
            json_decref(params);
        }
    }
    json_decref(list);
}

static void sign(struct workshop *w, const char *order, int level)
{
    workshop_as(w, people[level], PIN);
    workshop_change(w, "sign",
                    json_pack("{s:s,s:s,s:s}", "order", order, "level", levels[level], "pin", PIN));
}

static void repair(struct workshop *w, const char *order)
{
    workshop_as(w, "mgr", PIN);
    workshop_change(w, "order.assign", json_pack("{s:s,s:s}", "order", order, "technician", "tec"));
    workshop_as(w, "tec", PIN);
    workshop_change(w, "order.diagnose",
                    json_pack("{s:s,s:s,s:s}", "order", order, "cause", "worn pads, 1.2 mm", "hours", "1.5"));
    workshop_change(w, "order.add_part",
                    json_pack("{s:s,s:s,s:s}", "order", order, "part", "90915yzzd4", "qty", "2"));
    workshop_change(w, "order.add_labour",
                    json_pack("{s:s,s:s,s:s,s:s}", "order", order, "op", "BRK-01", "hours", "1.5", "text",
                              "replace front brake pads"));
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.authorise",
                    json_pack("{s:s,s:s,s:s}", "order", order, "by", "王芳", "how", "phone"));
    workshop_as(w, "tec", PIN);
    workshop_change(w, "order.start", json_pack("{s:s,s:i}", "order", order, "line", 2));
    workshop_change(w, "order.done", json_pack("{s:s,s:i}", "order", order, "line", 2));
}

/* The longest that a clock has to say fits at 80 columns, with the time when it was due. */
static void test_long_clocks(void **state)
{
    (void)state;
    static const char *const languages[] = {"en", "zh_CN"};
    static const char *const wanted[] = {"done, too late, 47 h 59 min of 47 h 30 min due ",
                                         "超时完成，47 小时 59 分 / 47 小时 30 分 "};
    const int64_t minute = 60000, now = when_now();
    char start[WHEN_SIZE], due[WHEN_SIZE], done[WHEN_SIZE];
    when_iso(now, start);
    when_iso(now + (47 * 60 + 30) * minute, due);
    when_iso(now + (47 * 60 + 59) * minute, done);
    for (int l = 0; l < 2; l++) {
        i18n_start(languages[l]);
        json_t *order = json_pack("{s:[{s:s,s:s,s:s,s:s,s:b}]}", "clocks", "name", "diagnose", "started_at",
                                  start, "due_at", due, "done_at", done, "breached", 1);
        struct view_rows rows;
        struct buf text;
        buf_init(&text, 65536);
        order_view_make(order, now, false, 80, &rows);
        for (size_t i = 0; i < rows.count; i++) {
            view_row_set(&rows.rows[i], 80, &text);
            buf_addc(&text, '\n');
        }
        shows(text.data, wanted[l]);
        buf_free(&text);
        view_rows_free(&rows);
        json_decref(order);
    }
    i18n_start("en");
}

static void test_whole_way(void **state)
{
    struct workshop *w = *state;
    char *order = open_order(w, "rattle at the front when the road is wet, and only below fifty km/h "
                                "with the window open");
    char *rows = rows_of(w, order, 80);
    shows(rows, " 1 rattle at the front");
    shows(rows, "\n   ");
    shows(rows, "cause: not yet known");
    shows(rows, "0 of 13");
    shows(rows, "nobody has signed yet");
    shows(rows, "   diagnosis ░░░░░░░░ in time, 30 min allowed");
    shows(rows, "   repair    ░░░░░░░░ in time, 24 h allowed");
    free(rows);
    workshop_change(
        w, "damage.add",
        json_pack("{s:s,s:s,s:s}", "order", order, "panel", "left_front_door", "kind", "scratch"));
    inspect_all(w, order, 0);
    sign(w, order, 0);
    repair(w, order);
    inspect_all(w, order, 1);
    sign(w, order, 1);
    inspect_all(w, order, 2);
    sign(w, order, 2);
    rows = rows_of(w, order, 80);
    shows(rows, "left front door: scratch");
    shows(rows, "cause: worn pads, 1.2 mm");
    shows(rows, "90915-YZZD4  Oil filter");
    shows(rows, "2 pc x 58.00, list price 58.00 (list 1, ");
    shows(rows, " 1.5 h x 320.00, -20 %");
    shows(rows, " 384.00\n");
    shows(rows, "done tec\n");
    shows(rows, "   saved on labour");
    shows(rows, " 96.00 CNY\n");
    shows(rows, " 500.00 CNY\n");
    shows(rows, "13 of 13\n");
    shows(rows, "initial inspection: adv, passed,");
    shows(rows, "valid\n");
    free(rows);
    free(order);
}

/* An edit of what was vouched for: the voided signature stays on the screen, with the reason. */
static void test_void_signature(void **state)
{
    struct workshop *w = *state;
    char *order = open_order(w, "brakes squeal");
    inspect_all(w, order, 0);
    sign(w, order, 0);
    workshop_change(w, "order.edit", json_pack("{s:s,s:i}", "order", order, "odometer", 41500));
    char *rows = rows_of(w, order, 100);
    shows(rows, "VOID\n");
    shows(rows, "     void: correct phone, name, plate, odometer, VIN or a concern, by adv: odometer");
    free(rows);
    free(order);
}

static void test_chinese_and_narrow(void **state)
{
    struct workshop *w = *state;
    char *order =
        open_order(w, "雨天刹车时前部异响，时速五十公里以下并且打开车窗时才能听到，冷车时更明显，停车后消失");
    repair(w, order);
    static const int widths[] = {20, 41, 79, 80, 132};
    static const char *const languages[] = {"en", "zh_CN"};
    for (int l = 0; l < 2; l++) {
        i18n_start(languages[l]);
        for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
            free(rows_of(w, order, widths[i]));
        }
        char *rows = rows_of(w, order, 80);
        assert_true((strstr(rows, "cause") != NULL) == (l == 0));
        assert_true((strstr(rows, "原因：worn pads") != NULL || strstr(rows, "原因: worn pads") != NULL) ==
                    (l == 1));
        free(rows);
    }
    i18n_start("en");
    free(order);
}

/* What is stored is shown, not sent: every control and bidi character is visible text. */
static void test_hostile_text(void **state)
{
    (void)state;
    json_t *order = json_pack("{s:[{s:i,s:s,s:s}],s:[{s:i,s:s,s:s,s:s,s:s}]}", "jobs", "job", 1, "concern",
                              "a\033[2Jb\nc\xe2\x80\xae"
                              "d",
                              "cause",
                              "\xc2\x9b"
                              "31m",
                              "lines", "line", 1, "code", "x\a", "text", "\033]0;t\a", "kind", "part",
                              "state", "op\033en");
    assert_non_null(order);
    struct view_rows rows;
    order_view_make(order, when_now(), false, 80, &rows);
    assert_true(rows.count > 5);
    for (size_t i = 0; i < rows.count; i++) {
        struct buf row;
        buf_init(&row, 4096);
        view_row_set(&rows.rows[i], 80, &row);
        for (size_t k = 0; k < row.len; k++) {
            assert_true((unsigned char)row.data[k] >= 0x20 && row.data[k] != 0x7f);
        }
        assert_null(strstr(row.data, "\xe2\x80\xae"));
        assert_null(strstr(row.data, "\xc2\x9b"));
        assert_int_equal(text_width(row.data), 80);
        buf_free(&row);
    }
    view_rows_free(&rows);
    json_decref(order);
}

static void clock_is(const char *due, const char *done, bool breached, const char *words,
                     enum order_row_style wanted)
{
    json_t *clock = json_pack("{s:s,s:s?,s:b}", "due_at", due, "done_at", done, "breached", breached);
    enum order_row_style style;
    int64_t now = 0;
    assert_true(when_parse("2026-11-23T08:00:00Z", &now));
    struct order_clock read = order_clock_read(clock);
    assert_string_equal(order_clock_word(&read, now, &style), words);
    assert_int_equal(style, wanted);
    json_decref(clock);
}

static void test_clocks(void **state)
{
    (void)state;
    clock_is("2026-11-23T08:20:00Z", NULL, false, "in time", ROW_GOOD);
    clock_is("2026-11-23T08:05:00Z", NULL, false, "in time", ROW_GOOD);
    clock_is("2026-11-23T08:04:59Z", NULL, false, "due soon", ROW_WARN);
    clock_is("2026-11-23T08:20:00Z", NULL, true, "was late", ROW_BAD);
    clock_is("2026-11-23T07:59:15Z", NULL, true, "late", ROW_BAD);
    clock_is("2026-11-23T07:00:00Z", "2026-11-23T06:00:00Z", false, "done in time", ROW_GOOD);
    clock_is("2026-11-23T07:00:00Z", "2026-11-23T07:30:00Z", true, "done, too late", ROW_BAD);
}

static void test_quantities(void **state)
{
    (void)state;
    char out[MONEY_SIZE];
    json_t *o =
        json_pack("{s:i,s:f,s:s,s:n,s:f}", "whole", 2, "part", 1.5, "text", "0.250", "none", "third", 0.333);
    assert_string_equal(answer_quantity(o, "whole", out), "2");
    assert_string_equal(answer_quantity(o, "part", out), "1.5");
    assert_string_equal(answer_quantity(o, "text", out), "0.25");
    assert_string_equal(answer_quantity(o, "none", out), "");
    assert_string_equal(answer_quantity(o, "third", out), "0.333");
    json_decref(o);
}

/* Every panel that damage can be marked on lies on the outline, and the arrow keys reach each from each. */
static void test_outline(void **state)
{
    struct workshop *w = *state;
    json_t *words = workshop_run(w, "damage.panels", NULL);
    const json_t *panels = json_object_get(words, "panels");
    assert_int_equal(json_array_size(panels), OUTLINE_PANELS);
    for (size_t i = 0; i < json_array_size(panels); i++) {
        assert_true(outline_find(answer_text(json_array_get(panels, i), "panel")) >= 0);
    }
    json_decref(words);
    for (int from = 0; from < OUTLINE_PANELS; from++) {
        bool reached[OUTLINE_PANELS] = {false};
        reached[from] = true;
        for (int round = 0; round < OUTLINE_PANELS; round++) {
            for (int p = 0; p < OUTLINE_PANELS; p++) {
                for (int way = WAY_LEFT; reached[p] && way <= WAY_DOWN; way++) {
                    reached[outline_step(p, (enum outline_way)way)] = true;
                }
            }
        }
        for (int p = 0; p < OUTLINE_PANELS; p++) {
            assert_true(reached[p]);
        }
    }
    const struct outline_panel *roof = &outline_panels[outline_find("roof")];
    for (int p = 0; p < OUTLINE_PANELS; p++) { /* seen from above, its front to the left */
        const struct outline_panel *one = &outline_panels[p];
        assert_true(strncmp(one->name, "left", 4) != 0 || one->y > roof->y);
        assert_true(strncmp(one->name, "right", 5) != 0 || one->y < roof->y);
        assert_true(strstr(one->name, "front") == NULL || one->x < roof->x);
    }
    assert_string_equal(outline_frame(8, 0, false), "┌");
    assert_string_equal(outline_frame(8, 4, false), "┼");
    assert_string_equal(outline_frame(8, 4, true), "+");
    assert_string_equal(outline_frame(0, 0, false), "");
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_clocks),
        cmocka_unit_test(test_hostile_text),
        cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_quantities),
        cmocka_unit_test_setup_teardown(test_outline, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_whole_way, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_void_signature, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_chinese_and_narrow, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
