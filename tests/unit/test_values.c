/* What people type and lists hold: decimals, plates, VINs, phones, keys, widths, times. */
#include "core/base/i18n.h"
#include "core/base/money.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/reader.h"
#include "core/vehicle/phone.h"
#include "core/vehicle/plate.h"
#include "core/vehicle/vin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reads_decimals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char point;
        enum decimal_result result;
        int64_t value;
    } cases[] = {
        {"58.00", '.', DECIMAL_OK, 5800},
        {"1,234.50", '.', DECIMAL_OK, 123450},
        {"1.234,50", ',', DECIMAL_OK, 123450},
        {"1.234,50", '.', DECIMAL_AMBIGUOUS, 0},
        {"2 259,65", ',', DECIMAL_OK, 225965},
        {"-5", '.', DECIMAL_OK, -500},
        {">10", '.', DECIMAL_BAD, 0},
        {"1e3", '.', DECIMAL_BAD, 0},
        {"58.005", '.', DECIMAL_TOO_FINE, 0},
        {"58.0000", '.', DECIMAL_OK, 5800},
        {"", '.', DECIMAL_EMPTY, 0},
        {"  ", '.', DECIMAL_EMPTY, 0},
        {"N/A", '.', DECIMAL_BAD, 0},
        {"¥58", '.', DECIMAL_BAD, 0},
        {"５８．００", '.', DECIMAL_OK, 5800},
        {"99999999999999", '.', DECIMAL_TOO_LARGE, 0},
        {"12,34", '.', DECIMAL_AMBIGUOUS, 0},
        {".5", '.', DECIMAL_OK, 50},
        {"9.615399999999999", '.', DECIMAL_TOO_FINE, 0},
        {"0", '.', DECIMAL_OK, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t value = 0;
        enum decimal_result result = decimal_parse(cases[i].text, cases[i].point, 2, &value);
        if (result != cases[i].result || value != cases[i].value) {
            fail_msg("%s: %d %lld", cases[i].text, (int)result, (long long)value);
        }
    }
}

static void writes_decimals(void **state)
{
    (void)state;
    char out[MONEY_SIZE];
    assert_string_equal(decimal_format(1250, 2, false, out), "12.50");
    assert_string_equal(decimal_format(-5, 2, false, out), "-0.05");
    assert_string_equal(decimal_format(1250, 3, true, out), "1.25");
    assert_string_equal(decimal_format(2000, 3, true, out), "2");
    assert_string_equal(decimal_format(0, 2, false, out), "0.00");
    assert_string_equal(decimal_format(INT64_MIN, 0, false, out), "-9223372036854775808");
    assert_string_equal(money_format(5800, "JPY", out), "5800");
    int64_t v = 0;
    assert_true(money_scale(5, 1, 2, &v) && v == 3);
    assert_true(money_scale(-5, 1, 2, &v) && v == -3);
    assert_false(money_scale(INT64_MAX, 10, 1, &v));
    assert_false(money_scale(1, 1, 0, &v));
}

static void reads_plates(void **state)
{
    (void)state;
    static const struct {
        const char *text, *key;
        enum plate_kind kind;
    } cases[] = {
        {"京A·12345", "京A12345", PLATE_CIVIL},          {"京Ａ１２３４５", "京A12345", PLATE_CIVIL},
        {" 粤b d12345 ", "粤BD12345", PLATE_NEW_ENERGY}, {"沪A12345D", "沪A12345D", PLATE_NEW_ENERGY},
        {"京A1234挂", "京A1234挂", PLATE_TRAILER},       {"京A1234学", "京A1234学", PLATE_COACH},
        {"京A1234警", "京A1234警", PLATE_POLICE},        {"粤Z1234港", "粤Z1234港", PLATE_HONG_KONG},
        {"粤Z1234澳", "粤Z1234澳", PLATE_MACAO},         {"京A1234领", "京A1234领", PLATE_CONSULAR},
        {"B-MW 1234", "BMW1234", PLATE_FOREIGN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[PLATE_SIZE] = "";
        enum plate_kind kind = PLATE_FOREIGN;
        assert_int_equal(plate_read(cases[i].text, out, &kind, NULL), ST_OK);
        assert_string_equal(out, cases[i].key);
        assert_int_equal(kind, cases[i].kind);
    }
    char out[PLATE_SIZE];
    enum plate_kind kind;
    assert_int_equal(plate_read("", out, &kind, NULL), ST_USAGE);
    assert_int_equal(plate_read("...", out, &kind, NULL), ST_USAGE);
    assert_int_equal(plate_read("1234567890123", out, &kind, NULL), ST_USAGE);
}

static void reads_vins(void **state)
{
    (void)state;
    char out[VIN_SIZE];
    bool fits = false;
    assert_int_equal(vin_read("1m8gdm9a xkp042788", out, &fits, NULL), ST_OK);
    assert_string_equal(out, "1M8GDM9AXKP042788");
    assert_true(fits);
    assert_int_equal(vin_read("11111111111111111", out, &fits, NULL), ST_OK);
    assert_true(fits);
    assert_int_equal(vin_read("WF0PXXGCDP8K23759", out, &fits, NULL), ST_OK);
    assert_false(fits);
    struct error e = ERROR_NONE;
    assert_int_equal(vin_read("LSVAA4182E2123O56", out, &fits, &e), ST_USAGE);
    assert_non_null(strstr(e.message, "\"O\""));
    assert_int_equal(vin_read("LSVAA4182E212345", out, &fits, &e), ST_USAGE);
    assert_int_equal(vin_read("", out, &fits, &e), ST_USAGE);
}

static void reads_phones(void **state)
{
    (void)state;
    static const char *const same[] = {"13838389438",   "+8613838389438", "008613838389438",
                                       "138 3838 9438", "138-3838-9438",  "１３８３８３８９４３８"};
    char out[PHONE_SIZE], masked[PHONE_SIZE];
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_int_equal(phone_read(same[i], out, NULL), ST_OK);
        assert_string_equal(out, "13838389438");
    }
    assert_string_equal(phone_mask("13838389438", masked), "138****9438");
    assert_int_equal(phone_read("call me", out, NULL), ST_USAGE);
    assert_int_equal(phone_read("1234", out, NULL), ST_USAGE);
}

static const char *shared(void)
{
    const char *folder = getenv("CLEARBAY_SHARED");
    return folder != NULL ? folder : "../shared/data";
}

static FILE *open_shared(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", shared(), name);
    return fopen(path, "re");
}

static void finds_numbers_as_searched(void **state)
{
    (void)state;
    char line[512];
    FILE *f = open_shared("parts/part-number-cases.tsv");
    if (f == NULL) {
        skip();
    }
    while (fgets(line, sizeof line, f) != NULL) {
        char *key = strchr(line, '\t'), *is = key != NULL ? strchr(key + 1, '\t') : NULL;
        if (is == NULL || strncmp(is + 1, "yes\t", 4) != 0 || strchr(line, ',') < key) {
            continue; /* the header, what is no number, and cells with two spellings */
        }
        *key++ = *is = '\0';
        struct buf b;
        buf_init(&b, 1000);
        text_key(line, &b);
        if (strchr(line, ',') == NULL) {
            assert_string_equal(b.data, key);
        }
        assert_false(price_is_spreadsheet_float(line));
        buf_free(&b);
    }
    fclose(f);
    assert_true(price_is_spreadsheet_float("1.23E+05"));
    assert_false(price_is_spreadsheet_float("9E5Z6700A"));
    assert_false(price_is_spreadsheet_float("RPFX0063.0"));
}

static void measures_widths(void **state)
{
    (void)state;
    char line[512];
    FILE *f = open_shared("text/width_cases.tsv");
    if (f == NULL) {
        skip();
    }
    assert_non_null(fgets(line, sizeof line, f));
    while (fgets(line, sizeof line, f) != NULL) {
        char *fields[4] = {line};
        for (int i = 1; i < 4; i++) {
            fields[i] = strchr(fields[i - 1], '\t');
            assert_non_null(fields[i]);
            *fields[i]++ = '\0';
        }
        int wanted = (int)strtol(fields[3], NULL, 10);
        int known = text_width(line);
        if (known != wanted && strcmp(line, "﷽") != 0) { /* terminals differ on this ligature */
            fail_msg("%s: %d instead of %d", line, known, wanted);
        }
    }
    fclose(f);
}

/* What is cut says so and never ends in half a character; what fits stays as it is. */
static void cuts_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int columns;
        const char *wanted;
    } rows[] = {{"brake pads", 10, "brake pads"},
                {"brake pads", 40, "brake pads"},
                {"brake pads", 9, "brake pa~"},
                {"前制动片", 8, "前制动片"},
                {"前制动片", 7, "前制动~"},
                {"前制动片", 6, "前制~ "},
                {"前制动片", 1, "~"},
                {"brake pads", 0, ""},
                {"brake pads", -3, ""},
                {"", 5, ""}};
    struct buf b;
    buf_init(&b, 1000);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buf_clear(&b);
        text_cut(&b, rows[i].text, rows[i].columns);
        assert_string_equal(b.data != NULL ? b.data : "", rows[i].wanted);
    }
    buf_free(&b);
}

static void cleans_and_shows(void **state)
{
    (void)state;
    struct buf b;
    size_t at = 0;
    buf_init(&b, 1000);
    assert_int_equal(text_clean("  a\xe2\x80\xae"
                                "b\r\n ",
                                9, &b, &at),
                     1);
    assert_string_equal(b.data, "ab");
    buf_clear(&b);
    assert_int_equal(text_clean("a\033[31m", 6, &b, &at), -1);
    assert_int_equal(at, 1);
    buf_clear(&b);
    text_show("a\033[\xff\xc2\x9b\xe2\x80\xae", 9, &b);
    assert_string_equal(b.data, "a<1B>[<FF><9B><U+202E>");
    buf_clear(&b);
    text_pad(&b, "机油滤清器", 6, false);
    assert_string_equal(b.data, "机油~ ");
    assert_int_equal(text_width(b.data), 6);
    buf_free(&b);
}

static void breaks_rows(void **state)
{
    (void)state;
    static const struct {
        const char *text, *first;
        int columns;
    } rows[] = {
        {"ten items are open", "ten items", 10},
        {"unbreakable", "unbre", 5},
        {"还有 10 项未检", "还有 10", 8},
        {"还有 10 项未检", "还有 10 项", 11},
        {"请先检查，再签字", "请先检", 8},
        {"请先检查，再签字", "请先检查，", 10},
        {"警告灯（warning_lamps）", "警告灯", 10},
        {"机油\xff滤清器", "机油", 4},
        {"e\xcc\x81\xe6\x9c\xba\xcc\x81油", "e\xcc\x81\xe6\x9c\xba\xcc\x81", 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = text_fit_words(rows[i].text, rows[i].columns);
        if (n != strlen(rows[i].first) || strncmp(rows[i].text, rows[i].first, n) != 0) {
            fail_msg("\"%s\" in %d columns: the first row is \"%.*s\"", rows[i].text, rows[i].columns, (int)n,
                     rows[i].text);
        }
    }
}

static void reads_times(void **state)
{
    (void)state;
    int64_t ms = 0;
    int32_t days = 0;
    char out[WHEN_SIZE];
    setenv("TZ", "Asia/Shanghai", 1);
    assert_true(when_parse("2026-11-23T08:05:00Z", &ms));
    assert_string_equal(when_iso(ms, out), "2026-11-23T08:05:00Z");
    int64_t local = 0;
    assert_true(when_parse("2026-11-23 16:05", &local) && local == ms);
    assert_true(when_parse("2026-11-23T16:05:00+08:00", &local) && local == ms);
    assert_false(when_parse("2026-02-30T00:00Z", &ms));
    assert_false(when_parse("tomorrow", &ms));
    int64_t now = ms + 3600000; /* 17:05 of that day in Shanghai */
    assert_true(when_parse_near("16:05", now, &local) && local == ms);
    assert_true(when_parse_near("16：05", now, &local) && local == ms);
    assert_true(when_parse_near("11-23 16:05", now, &local) && local == ms);
    assert_true(when_parse_near("2026-11-23T08:05:00Z", now, &local) && local == ms);
    assert_true(when_parse_near("8:05", now, &local) && local == ms - 8 * 3600000);
    static const char *const none[] = {"",
                                       "5",
                                       "25:00",
                                       "02-30 10:00",
                                       "tomorrow",
                                       "16:05 x",
                                       "16:05:00:00",
                                       "11-23",
                                       "00000000000000000000000000000000000000"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_false(when_parse_near(none[i], now, &local));
    }
    assert_true(when_parse_date("20260228", &days) && strcmp(when_date(days, out), "2026-02-28") == 0);
    assert_false(when_parse_date("2026-13-01", &days));
}

/* Its edges in both languages: where a unit begins, what is whole, what is late. */
static void writes_spans(void **state)
{
    (void)state;
    static const struct {
        int64_t ms;
        const char *english, *chinese;
    } spans[] = {{0, "0 s", "0 秒"},
                 {999, "0 s", "0 秒"},
                 {-999, "0 s", "0 秒"},
                 {59999, "59 s", "59 秒"},
                 {60000, "1 min", "1 分"},
                 {179000, "2 min 59 s", "2 分 59 秒"},
                 {3599999, "59 min 59 s", "59 分 59 秒"},
                 {3600000, "1 h", "1 小时"},
                 {3659999, "1 h", "1 小时"},
                 {5400000, "1 h 30 min", "1 小时 30 分"},
                 {86399999, "23 h 59 min", "23 小时 59 分"},
                 {86400000, "24 h", "24 小时"},
                 {3 * 86400000LL - 1, "71 h 59 min", "71 小时 59 分"},
                 {3 * 86400000LL, "3 d", "3 天"},
                 {360000000, "4 d 4 h", "4 天 4 小时"},
                 {-1000, "-1 s", "-1 秒"},
                 {-130000, "-2 min 10 s", "-2 分 10 秒"},
                 {-360000000, "-4 d 4 h", "-4 天 4 小时"},
                 {INT64_MIN, "-106751991167 d 7 h", "-106751991167 天 7 小时"}};
    char out[WHEN_SIZE];
    for (int chinese = 0; chinese < 2; chinese++) {
        i18n_start(chinese ? "zh_CN" : "en");
        for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
            assert_string_equal(when_span(spans[i].ms, out), chinese ? spans[i].chinese : spans[i].english);
        }
    }
    i18n_start("en");
}

/* As the C library writes it, year by year, wherever the outlet stands; the year only when it is another. */
static void writes_short_times(void **state)
{
    (void)state;
    static const char *const zones[] = {"Asia/Shanghai", "America/New_York", "Australia/Sydney"};
    const int64_t hour = 3600000, span = 3 * 366 * 24 * hour;
    for (size_t z = 0; z < sizeof zones / sizeof *zones; z++) {
        setenv("TZ", zones[z], 1);
        tzset();
        int64_t now = when_now();
        for (int64_t t = now - span; t < now + span; t += 7 * hour + 1234567) {
            time_t s = (time_t)(t / 1000), today = (time_t)(now / 1000);
            struct tm tm, this_day;
            char wanted[WHEN_SIZE], got[WHEN_SIZE];
            localtime_r(&s, &tm);
            localtime_r(&today, &this_day);
            strftime(wanted, sizeof wanted, tm.tm_year == this_day.tm_year ? "%m-%d %H:%M" : "%Y-%m-%d %H:%M",
                     &tm);
            assert_string_equal(when_short(t, got), wanted);
        }
    }
    setenv("TZ", "Asia/Shanghai", 1);
    tzset();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_decimals),  cmocka_unit_test(writes_decimals),
        cmocka_unit_test(reads_plates),    cmocka_unit_test(reads_vins),
        cmocka_unit_test(reads_phones),    cmocka_unit_test(finds_numbers_as_searched),
        cmocka_unit_test(measures_widths), cmocka_unit_test(cleans_and_shows),
        cmocka_unit_test(breaks_rows),     cmocka_unit_test(reads_times),
        cmocka_unit_test(cuts_texts),      cmocka_unit_test(writes_short_times),
        cmocka_unit_test(writes_spans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
