/* Colour never says it alone: wherever something is shown as good, to be watched or bad, a word or mark that
 * says so stands in the same place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTE = 60000, HOUR = 60 * MINUTE, TEXT_MAX = 4096, WORDS = 20 };
enum { RED = 1, YELLOW = 3, BLUE = 4, MAGENTA = 5, CYAN = 6 };

/* What the dark and the light theme show a meaning in, and what says the same in English or Chinese. One
 * letter: a mark that it begins with. */
static const struct meaning {
    const char *name;
    int dark, light;
    bool bold;
    const char *words[WORDS];
} meanings[] = {
    {"bad", RED, RED, true, {"late", "red", "R", "!", "0.00", "%", "off sale", "超时", "红", "下架"}},
    {"to be watched",
     YELLOW,
     MAGENTA,
     true,
     {"soon", "amber", "A", "open", "waiting", "将到", "limit", "上限", "黄", "待", "未"}},
    {"good",
     CYAN,
     BLUE,
     false,
     {"in time", "green", "G", "done", "ended", "valid", " of ", "按时", "绿", "完成", "有效"}},
};
enum { MEANINGS = sizeof meanings / sizeof *meanings, BAD = 1, WATCHED = 2, GOOD = 4 };

static const struct meaning *meaning_of(const VTermScreenCell *cell, bool light)
{
    for (size_t i = 0; i < MEANINGS; i++) {
        bool same = VTERM_COLOR_IS_INDEXED(&cell->fg) &&
                    cell->fg.indexed.idx % 8 == (light ? meanings[i].light : meanings[i].dark);
        if (same && !VTERM_COLOR_IS_DEFAULT_FG(&cell->fg) && (cell->attrs.bold != 0) == meanings[i].bold) {
            return &meanings[i];
        }
    }
    return NULL;
}

static bool says(const struct meaning *m, const char *text)
{
    bool any = text[strspn(text, " ")] == '\0';
    for (size_t i = 0; i < WORDS && m->words[i] != NULL; i++) {
        const char *word = m->words[i];
        any = any || (word[1] == '\0' ? text[0] == word[0] : strstr(text, word) != NULL);
    }
    return any;
}

/* What can be read: letters and Chinese; the parts of a bar or a frame say nothing. */
static void add_read(const VTermScreenCell *cell, struct buf *out)
{
    uint32_t c = cell->chars[0];
    if (c >= ' ' && c < 0x7f) {
        buf_addc(out, (char)c);
    } else if (c >= 0x4e00 && c < 0xa000) {
        const char bytes[] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)),
                              (char)(0x80 | (c & 0x3F))};
        buf_add(out, bytes, sizeof bytes);
    } else {
        buf_addc(out, ' ');
    }
}

/* Everything coloured says what it means; returns which meanings there are. */
static unsigned check_in(struct floor *f, bool light)
{
    unsigned seen = 0;
    for (int y = 0; y < f->rows; y++) {
        const struct meaning *last = NULL;
        struct buf text;
        buf_init(&text, TEXT_MAX);
        for (int x = 0, wide = 1; x <= f->columns; x += wide) {
            VTermScreenCell cell = {.width = 1};
            const struct meaning *now = NULL;
            if (x < f->columns) {
                vterm_screen_get_cell(f->screen, (VTermPos){y, x}, &cell);
                now = meaning_of(&cell, light);
                wide = cell.width > 1 ? cell.width : 1;
            }
            if (last != NULL && now != last && !says(last, text.data)) {
                char *all = floor_text(f);
                fail_msg("nothing but its colour says that this is %s: \"%s\"\n%s", last->name, text.data,
                         all);
            }
            if (now != last) {
                buf_clear(&text);
            }
            if (now != NULL) {
                seen |= 1U << (now - meanings);
                add_read(&cell, &text);
            }
            last = now;
        }
        buf_free(&text);
    }
    return seen;
}

static unsigned check(struct floor *f)
{
    return check_in(f, false);
}

/* Sets what only the clock sets. */
static void reported(struct workshop *w, int order, int64_t ago)
{
    char path[128], text[256];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/clearbay.db", w->folder);
    int64_t at = when_now() - ago;
    snprintf(text, sizeof text, "UPDATE work_order SET reported_at = %lld, opened_at = %lld WHERE id = %d",
             (long long)at, (long long)at, order);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void open_orders(struct workshop *w)
{
    static const char *const plates[] = {"AA11111", "BB22222", "CC33333"};
    workshop_as(w, "adv", PIN);
    for (int i = 0; i < 3; i++) {
        workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", plates[i], "concern", "squeals"));
    }
    reported(w, 1, 40 * MINUTE); /* the diagnosis is due after 30 minutes */
    reported(w, 2, 27 * MINUTE);
}

static void test_board(void **state)
{
    static const struct floor_options sizes[] = {{.rows = 24, .columns = 80}, {.rows = 45, .columns = 160}};
    open_orders(*state);
    for (int i = 0; i < 2; i++) {
        struct floor *f = floor_open(*state, &sizes[i]);
        floor_shows(f, "soon ");
        assert_int_equal(check(f), BAD | WATCHED);
        floor_keys(f, "f");
        check(f);
        floor_keys(f, "Esc Down Enter");
        for (int down = 0; down < 12; down++) {
            check(f);
            floor_press(f, "Down");
        }
        floor_close(&f);
    }
}

/* Promised anew when it was late already: in time now, but late for ever. */
static void test_late_once(void **state)
{
    static const struct floor_options wide = {.rows = 45, .columns = 160};
    struct workshop *w = *state;
    char time[WHEN_SIZE];
    open_orders(w);
    workshop_as(w, "tec", PIN);
    workshop_change(w, "order.diagnose",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "cause", "worn front brake pads", "hours", "1"));
    reported(w, 1, 25 * (int64_t)HOUR);
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.promise",
                    json_pack("{s:s,s:s,s:s}", "order", "1", "time",
                              when_iso(when_now() + 2 * (int64_t)HOUR, time), "reason",
                              "the pads come in an hour"));
    struct floor *f = floor_open(w, &wide);
    floor_shows(f, "! ");
    assert_int_equal(check(f) & BAD, BAD);
    floor_close(&f);
}

static void test_findings(void **state)
{
    static const struct floor_options wide = {.rows = 45, .columns = 160};
    open_orders(*state);
    struct floor *f = floor_open(*state, &wide);
    floor_keys(f, "F5 Down Down Enter i g a t");
    floor_type(f, "scratched");
    floor_keys(f, "F8 Down r t");
    floor_type(f, "dented");
    floor_keys(f, "F8");
    unsigned seen = check(f);
    floor_keys(f, "Esc F7");
    seen |= check(f);
    assert_int_equal(seen, BAD | WATCHED | GOOD);
    floor_close(&f);
}

static const struct floor_options kinds[] = {
    {.rows = 45, .columns = 160, .theme = "light"},
    {.rows = 24, .columns = 80, .language = "zh_CN"},
    {.rows = 45, .columns = 160, .language = "zh_CN", .theme = "light"},
};

/* The board, an order to its end, its inspection and the car: in Chinese and on a light ground. */
static void test_kinds(void **state)
{
    open_orders(*state);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bool light = kinds[i].theme != NULL;
        struct floor *f = floor_open(*state, &kinds[i]);
        unsigned seen = check_in(f, light);
        assert_int_equal(seen, BAD | WATCHED);
        floor_keys(f, "f");
        check_in(f, light);
        floor_keys(f, "Esc F5 Down Down Enter");
        for (int down = 0; down < 12; down++) {
            seen |= check_in(f, light);
            floor_press(f, "Down");
        }
        floor_press(f, "i");
        if (i == 0) { /* what is found stays for the others */
            floor_keys(f, "g a t");
            floor_type(f, "scratched");
            floor_keys(f, "F8 Down r t");
            floor_type(f, "dented");
            floor_keys(f, "F8");
        }
        seen |= check_in(f, light);
        floor_keys(f, "Esc F7");
        seen |= check_in(f, light);
        assert_int_equal(seen, BAD | WATCHED | GOOD);
        floor_keys(f, "Esc s");
        check_in(f, light);
        floor_close(&f);
    }
}

/* A list that the gate held, and what a part has cost. */
static void test_prices(void **state)
{
    static const struct floor_options all[] = {{.rows = 24, .columns = 80},
                                               {.rows = 45, .columns = 160, .language = "zh_CN"}};
    struct workshop *w = *state;
    workshop_as(w, "mgr", PIN);
    workshop_list(w, "No,Name,Unit,Price\nP-001,brake pad,pc,100.00\nP-002,oil filter,pc,10.00\n");
    workshop_change(w, "price.sync", NULL);
    workshop_change(w, "price.accept", json_pack("{s:s}", "source", "demo"));
    workshop_list(w, "No,Name,Unit,Price\nP-001,brake pad,pc,900.00\nN-001,wiper,pc,10.00\n");
    workshop_change(w, "price.sync", NULL);
    for (int i = 0; i < 2; i++) {
        struct floor *f = floor_open(w, &all[i]);
        floor_keys(f, "F3");
        floor_type(f, "P-001");
        check(f);
        floor_keys(f, "F7");
        check(f);
        floor_keys(f, "Esc Ctrl-G");
        assert_true((check(f) & (BAD | WATCHED)) != 0);
        floor_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_board, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_late_once, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_findings, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_kinds, workshop_set_up, workshop_tear_down),
        cmocka_unit_test_setup_teardown(test_prices, workshop_set_up, workshop_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
