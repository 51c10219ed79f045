/* A price list read as a section of the configuration says, told as a text of one line for each call:
 *   "+2 A1 1.00 CNY name=Filter"   a good row of line 2; what is empty or usual is left out
 *   "-3 list_price not a number: x" a refused row: column, reason, text
 *   "?4 A3,x,3.00"                 a line that might be known; "=4 ..." when it was said to be
 *   "#5"                           rows in all
 *   "!line 2: ..."                 the list is unusable */
#ifndef CLEARBAY_TESTS_READING_H
#define CLEARBAY_TESTS_READING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/buf.h"
#include "core/price/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct told {
    struct buf text;
    bool ask;          /* lines are asked for, and told */
    const char *known; /* lines that begin so are known; NULL: none */
};

static inline void told_amount(struct buf *out, const char *name, int64_t value, int scale)
{
    char text[MONEY_SIZE];
    if (value >= 0) {
        buf_addf(out, " %s%s", name, decimal_format(value, scale, false, text));
    }
}

static inline void told_text(struct buf *out, const char *name, const char *text)
{
    if (text[0] != '\0') {
        buf_addf(out, " %s=%s", name, text);
    }
}

static inline void told_row(const struct price_record *r, void *arg)
{
    struct buf *out = &((struct told *)arg)->text;
    buf_addf(out, "+%ld %s", r->line, r->part_no);
    told_amount(out, "", r->list_price, currency_scale(r->currency));
    buf_addf(out, " %s", r->currency);
    told_text(out, "brand", r->brand);
    told_text(out, "name", r->name);
    told_text(out, "local", r->name_local);
    told_text(out, "unit", r->unit);
    told_text(out, "group", r->price_group);
    told_text(out, "by", r->superseded_by);
    told_text(out, "from", r->effective);
    told_amount(out, "core=", r->core_charge, currency_scale(r->currency));
    told_amount(out, "min=", r->min_order_milli, 3);
    if (r->price_basis != 1) {
        buf_addf(out, " per=%lld", (long long)r->price_basis);
    }
    buf_adds(out, r->deleted ? " deleted\n" : "\n");
}

static inline void told_reject(const struct price_reject *r, void *arg)
{
    buf_addf(&((struct told *)arg)->text, "-%ld %s %s: %s\n", r->line, r->column, r->reason, r->text);
}

static inline bool told_known(const char *bytes, size_t n, long line, void *arg)
{
    struct told *told = arg;
    bool known = told->known != NULL && n >= strlen(told->known) &&
                 memcmp(bytes, told->known, strlen(told->known)) == 0;
    buf_addf(&told->text, "%c%ld %.*s\n", known ? '=' : '?', line, (int)n, bytes);
    return known;
}

/* Reads the file as a list of [oem.list] with these settings, on that day, and closes it. The caller frees
 * told->text. */
static inline void read_file(struct told *told, const char *settings, const char *today, FILE *file)
{
    struct config *config = NULL;
    struct error e = ERROR_NONE;
    char ini[4096];
    snprintf(ini, sizeof ini, "[oem.list]\n%s\n", settings);
    buf_init(&told->text, 1 << 20);
    if (config_parse(ini, strlen(ini), "test.ini", &config, &e) != ST_OK) {
        buf_addf(&told->text, "!%s\n", e.message);
        fclose(file);
        return;
    }
    struct price_reading reading = {.known = told->ask ? told_known : NULL,
                                    .row = told_row,
                                    .reject = told_reject,
                                    .arg = told,
                                    .today = today};
    if (price_read(config_source(config, "list"), file, &reading, &e) == ST_OK) {
        buf_addf(&told->text, "#%ld\n", reading.rows);
    } else {
        assert_string_equal(e.code, "bad_list");
        buf_addf(&told->text, "!%.*s\n", (int)strcspn(e.message, ";"), e.message);
    }
    assert_false(told->text.failed);
    fclose(file);
    config_free(&config);
}

static inline void read_list(struct told *told, const char *settings, const char *today, const void *bytes,
                             size_t n)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    read_file(told, settings, today, file);
}

static inline void expect_bytes(const char *settings, const void *bytes, size_t n, const char *expected)
{
    struct told told = {.ask = false};
    read_list(&told, settings, "2026-11-23", bytes, n);
    assert_string_equal(told.text.data, expected);
    buf_free(&told.text);
}

static inline void expect(const char *settings, const char *list, const char *expected)
{
    expect_bytes(settings, list, strlen(list), expected);
}

/* The same with each line asked for; those that begin with `known` are known. */
static inline void expect_asked(const char *settings, const char *list, const char *known,
                                const char *expected)
{
    struct told told = {.ask = true, .known = known};
    read_list(&told, settings, "2026-11-23", list, strlen(list));
    assert_string_equal(told.text.data, expected);
    buf_free(&told.text);
}

/* Refused by the configuration, with these words. */
static inline void expect_wrong_setting(const char *settings, const char *words)
{
    struct told told = {.ask = false};
    read_list(&told, settings, "2026-11-23", "", 0);
    if (strncmp(told.text.data, "!test.ini: [oem.list] ", 22) != 0 || strstr(told.text.data, words) == NULL) {
        fail_msg("%s: %s", settings, told.text.data);
    }
    buf_free(&told.text);
}

#endif
