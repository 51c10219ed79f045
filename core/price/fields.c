/* One row of a price list: its texts read into values, or the reason why not. Pure. */
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/price/reader.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { BASIS_MAX = 1000000 };

static const char replacement[] = "\xef\xbf\xbd"; /* what the decoder puts for bytes it cannot read */

bool price_refuse(struct price_reject *r, enum oem_column column, const char *reason, const char *text)
{
    text_copy(r->column, sizeof r->column, oem_column_names[column]);
    text_copy_shown(r->reason, sizeof r->reason, reason);
    text_copy_shown(r->text, sizeof r->text, text);
    return false;
}

/* digits . digits E + digits: Excel's way of writing a long number; 5962E0 or 9E5Z6700A are part numbers. */
bool price_is_spreadsheet_float(const char *s)
{
    const char *p = s;
    while (isdigit((unsigned char)*p)) {
        p++;
    }
    bool whole = p > s, point = *p == '.' || *p == ',';
    p += point;
    const char *decimals = p;
    while (isdigit((unsigned char)*p)) {
        p++;
    }
    bool decimal_digits = point && p > decimals;
    if (!whole || (point && !decimal_digits) || (*p != 'E' && *p != 'e') || p[1] != '+') {
        return false;
    }
    p += 2;
    const char *exponent = p;
    while (isdigit((unsigned char)*p)) {
        p++;
    }
    return p > exponent && *p == '\0';
}

static bool clean_text(const char *field, enum oem_column column, char *out, size_t size,
                       struct price_reject *r)
{
    struct buf clean;
    bool ok = true;
    bool rows = column == OEM_NAME || column == OEM_NAME_LOCAL; /* names may take several lines */
    buf_init(&clean, 65536);
    if (strstr(field, replacement) != NULL) {
        ok = price_refuse(r, column, _("bytes that are not of the list's encoding"), field);
    } else if (text_clean(field, strlen(field), &clean, NULL) < 0 ||
               (!rows && strpbrk(clean.data, "\n\t") != NULL)) {
        ok = price_refuse(r, column, _("a control character"), field);
    } else if (clean.failed || clean.len >= size) {
        ok = price_refuse(r, column, _("too long"), field);
    } else {
        memcpy(out, clean.data, clean.len + 1);
    }
    buf_free(&clean);
    return ok;
}

/* Cleans a text into `out`. "" when the field is not there. */
static bool read_text(const char *field, enum oem_column column, char *out, size_t size,
                      struct price_reject *r)
{
    out[0] = '\0';
    if (field == NULL || field[0] == '\0') {
        return true;
    }
    size_t n = strlen(field);
    if (n < size && text_is_plain(field, n)) { /* nearly every field */
        memcpy(out, field, n + 1);
        return true;
    }
    return clean_text(field, column, out, size, r);
}

/* Two spellings of one number in one cell ("1F1Z-6C315-AA,1F1Z6C315AA") are one number: the first stays. */
static void keep_first_spelling(char *part_no)
{
    struct buf first, rest;
    char *comma = strchr(part_no, ',');
    if (comma == NULL) {
        return;
    }
    buf_init(&first, PART_NO_SIZE * 4);
    buf_init(&rest, PART_NO_SIZE * 4);
    *comma = '\0';
    text_key(part_no, &first);
    text_key(comma + 1, &rest);
    if (first.failed || rest.failed || strcmp(first.data, rest.data) != 0) {
        *comma = ',';
    }
    buf_free(&first);
    buf_free(&rest);
}

/* True when a letter or digit of any script is left of a number. */
static bool has_key(const char *part_no)
{
    struct buf key;
    for (const char *p = part_no; *p != '\0'; p++) {
        if ((*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z')) {
            return true;
        }
    }
    buf_init(&key, PART_NO_SIZE * 4);
    text_key(part_no, &key);
    bool any = key.len > 0;
    buf_free(&key);
    return any;
}

static bool read_part_no(const char *field, struct price_record *out, struct price_reject *r)
{
    if (!read_text(field, OEM_PART_NO, out->part_no, sizeof out->part_no, r)) {
        return false;
    }
    if (!has_key(out->part_no)) {
        return price_refuse(r, OEM_PART_NO, _("no part number"), out->part_no);
    }
    if (price_is_spreadsheet_float(out->part_no)) {
        return price_refuse(r, OEM_PART_NO,
                            _("a spreadsheet turned this number into a float: get the list as text"),
                            out->part_no);
    }
    keep_first_spelling(out->part_no);
    return true;
}

static const char *decimal_reason(enum decimal_result result)
{
    switch (result) {
    case DECIMAL_TOO_FINE:
        return _("more decimals than the currency has");
    case DECIMAL_TOO_LARGE:
        return _("too large");
    case DECIMAL_AMBIGUOUS:
        return _("its separators can be read in two ways");
    case DECIMAL_OK:
    case DECIMAL_EMPTY:
    case DECIMAL_BAD:
        break;
    }
    return _("not a number");
}

/* An amount from 0; *value stays -1 for an empty field. */
static bool read_amount(const char *field, enum oem_column column, char point, int scale, int64_t *value,
                        struct price_reject *r)
{
    *value = -1;
    if (field == NULL || field[0] == '\0') {
        return true;
    }
    enum decimal_result result = decimal_parse(field, point, scale, value);
    if (result == DECIMAL_EMPTY) {
        return true;
    }
    if (result != DECIMAL_OK) {
        return price_refuse(r, column, decimal_reason(result), field);
    }
    return *value >= 0 ? true : price_refuse(r, column, _("negative"), field);
}

/* *scale: digits of the currency after the point. */
static bool read_currency(const struct oem_source *source, const char *field, struct price_record *out,
                          int *scale, struct price_reject *r)
{
    char code[16];
    if (!read_text(field, OEM_CURRENCY, code, sizeof code, r)) {
        return false;
    }
    for (char *p = code; *p != '\0'; p++) {
        *p = (char)toupper((unsigned char)*p);
    }
    const char *used = code[0] != '\0' ? code : source->currency;
    *scale = currency_scale(used);
    if (*scale < 0) {
        return price_refuse(r, OEM_CURRENCY, _("not a currency such as CNY"), field);
    }
    memcpy(out->currency, used, sizeof out->currency);
    return true;
}

static bool read_basis(const struct oem_source *source, const char *field, struct price_record *out,
                       struct price_reject *r)
{
    int64_t basis;
    if (!read_amount(field, OEM_PRICE_BASIS, source->decimal, 0, &basis, r)) {
        return false;
    }
    out->price_basis = basis < 0 ? source->price_basis : basis;
    return out->price_basis >= 1 && out->price_basis <= BASIS_MAX
               ? true
               : price_refuse(r, OEM_PRICE_BASIS, _("a price is per 1 to 1000000 pieces"), field);
}

static bool read_effective(const char *field, struct price_record *out, struct price_reject *r)
{
    char text[32], date[WHEN_SIZE];
    int32_t days;
    out->effective[0] = '\0';
    if (!read_text(field, OEM_EFFECTIVE, text, sizeof text, r)) {
        return false;
    }
    if (text[0] == '\0') {
        return true;
    }
    if (!when_parse_date(text, &days)) {
        return price_refuse(r, OEM_EFFECTIVE, _("not a date such as 2026-11-23 or 20261123"), text);
    }
    memcpy(out->effective, when_date(days, date), sizeof "YYYY-MM-DD");
    return true;
}

static bool read_op(const char *field, struct price_record *out, struct price_reject *r)
{
    static const char *const others[] = {"", "add", "change", "update", "upsert"};
    char op[32];
    if (!read_text(field, OEM_OP, op, sizeof op, r)) {
        return false;
    }
    out->deleted = strcasecmp(op, "delete") == 0;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (out->deleted || strcasecmp(op, others[i]) == 0) {
            return true;
        }
    }
    return price_refuse(r, OEM_OP, _("neither delete nor add, change, update or upsert"), op);
}

bool price_read_fields(const struct oem_source *source, const char *const f[OEM_COLUMNS],
                       struct price_record *out, struct price_reject *r)
{
    int scale = 0;
    r->line = out->line;
    return read_part_no(f[OEM_PART_NO], out, r) &&
           read_text(f[OEM_BRAND], OEM_BRAND, out->brand, sizeof out->brand, r) &&
           read_text(f[OEM_NAME], OEM_NAME, out->name, sizeof out->name, r) &&
           read_text(f[OEM_NAME_LOCAL], OEM_NAME_LOCAL, out->name_local, sizeof out->name_local, r) &&
           read_text(f[OEM_UNIT], OEM_UNIT, out->unit, sizeof out->unit, r) &&
           read_text(f[OEM_PRICE_GROUP], OEM_PRICE_GROUP, out->price_group, sizeof out->price_group, r) &&
           read_text(f[OEM_SUPERSEDED_BY], OEM_SUPERSEDED_BY, out->superseded_by, sizeof out->superseded_by,
                     r) &&
           read_currency(source, f[OEM_CURRENCY], out, &scale, r) &&
           read_amount(f[OEM_LIST_PRICE], OEM_LIST_PRICE, source->decimal, scale, &out->list_price, r) &&
           read_basis(source, f[OEM_PRICE_BASIS], out, r) && read_effective(f[OEM_EFFECTIVE], out, r) &&
           read_amount(f[OEM_CORE_CHARGE], OEM_CORE_CHARGE, source->decimal, scale, &out->core_charge, r) &&
           read_amount(f[OEM_MIN_ORDER], OEM_MIN_ORDER, source->decimal, 3, &out->min_order_milli, r) &&
           read_op(f[OEM_OP], out, r);
}
