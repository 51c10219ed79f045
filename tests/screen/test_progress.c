/* The line that tells how far a sync is. */
#include "tui/cli/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void tell(struct progress_line *line, const char *source, enum progress_phase phase, int64_t done,
                 int64_t total, int64_t now)
{
    const struct progress p = {source, phase, done, total};
    progress_line_take(line, &p, now);
}

static void shows(const struct progress_line *line, const char *expected)
{
    struct buf text;
    buf_init(&text, 4096);
    progress_line_text(line, &text);
    assert_string_equal(text.data, expected);
    buf_free(&text);
}

static void tells_rate_and_time_left(void **state)
{
    (void)state;
    struct progress_line *line = progress_line_bare();
    tell(line, "demo", PROGRESS_FETCHING, 0, 10000000, 1000);
    shows(line, "demo: 0 %, 0 B");
    tell(line, "demo", PROGRESS_FETCHING, 1000000, 10000000, 2000);
    shows(line, "demo: 10 %, 1.0 MB, 1.0 MB/s, 10 s left");
    tell(line, "demo", PROGRESS_FETCHING, 5000000, 10000000, 3000);
    shows(line, "demo: 50 %, 5.0 MB, 2.5 MB/s, 3 s left");
    tell(line, "demo", PROGRESS_READING, 5000000, 20000000, 3500);
    shows(line, "demo: reading, 25 %");
    tell(line, "demo", PROGRESS_INDEXING, 20000000, 20000000, 3600);
    shows(line, "demo: indexing");
    progress_line_free(&line);
    assert_null(line);
}

static void rates_only_the_last_seconds(void **state)
{
    (void)state;
    struct progress_line *line = progress_line_bare();
    for (int i = 0; i <= 100; i++) { /* ten quick seconds, then ten slow ones */
        tell(line, "demo", PROGRESS_FETCHING, i * 100000, -1, i * 100);
    }
    shows(line, "demo: 10.0 MB, 1.0 MB/s");
    for (int i = 0; i <= 100; i++) {
        tell(line, "demo", PROGRESS_FETCHING, 10000000 + i * 100, -1, 10000 + i * 100);
    }
    shows(line, "demo: 10.0 MB, 1.0 kB/s");
    progress_line_free(&line);
}

static void goes_on_behind_a_kept_part(void **state)
{
    (void)state;
    struct progress_line *line = progress_line_bare();
    tell(line, "demo", PROGRESS_FETCHING, 9000000, 10000000, 1000);
    tell(line, "demo", PROGRESS_FETCHING, 9100000, 10000000, 2000);
    shows(line, "demo: 91 %, 9.1 MB, 100.0 kB/s, 10 s left");
    tell(line, "demo", PROGRESS_FETCHING, 500, 8000, 3000); /* it began anew */
    shows(line, "demo: 6 %, 500 B");
    progress_line_free(&line);
}

static void shows_sources_beside_each_other(void **state)
{
    (void)state;
    struct progress_line *line = progress_line_bare();
    tell(line, "a", PROGRESS_FETCHING, 100, 1000, 1000);
    tell(line, "b", PROGRESS_FETCHING, 200, -1, 1000);
    shows(line, "a: 10 %, 100 B | b: 200 B");
    tell(line, "a", PROGRESS_READING, 500, 1000, 1100);
    shows(line, "a: reading, 50 % | b: 200 B");
    tell(line, "b", PROGRESS_FETCHING, 300, -1, 2000); /* a is read: transfers are told of again */
    shows(line, "b: 300 B, 100 B/s");
    for (int i = 0; i < 20; i++) { /* more than there is room for */
        char name[16];
        snprintf(name, sizeof name, "s%d", i);
        tell(line, name, PROGRESS_FETCHING, 1, 2, 2100);
    }
    progress_line_free(&line);
}

static void sends_no_control_characters(void **state)
{
    (void)state;
    struct progress_line *line = progress_line_bare();
    struct buf text;
    buf_init(&text, 4096);
    tell(line, "a\033[2J\r\n", PROGRESS_FETCHING, 100, 1000, 1000);
    progress_line_text(line, &text);
    assert_null(strpbrk(text.data, "\033\r\n"));
    buf_free(&text);
    progress_line_free(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_rate_and_time_left),    cmocka_unit_test(rates_only_the_last_seconds),
        cmocka_unit_test(goes_on_behind_a_kept_part),  cmocka_unit_test(shows_sources_beside_each_other),
        cmocka_unit_test(sends_no_control_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
