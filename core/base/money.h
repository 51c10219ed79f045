/* Money in integer minor units (fen, cent) beside an ISO 4217 currency; hours and quantities in
 * integer thousandths. No float touches either. */
#ifndef CLEARBAY_BASE_MONEY_H
#define CLEARBAY_BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MONEY_SIZE = 32,     /* room for every text these functions write */
    CURRENCY_SIZE = 4,   /* "CNY" and NUL */
    DECIMAL_DIGITS = 15, /* digits that a decimal may have */
    MILLI = 1000
};

enum decimal_result {
    DECIMAL_OK,
    DECIMAL_EMPTY,     /* nothing but blanks */
    DECIMAL_BAD,       /* not a plain decimal number: "1e3", ">10", "12 kg", "1.2.3" */
    DECIMAL_TOO_FINE,  /* more decimals (other than zeros) than `scale` */
    DECIMAL_TOO_LARGE, /* more than DECIMAL_DIGITS digits */
    DECIMAL_AMBIGUOUS, /* a separator that could be thousands or decimals */
};

/* Reads a decimal number as an integer of 10^-scale: ("12.5", '.', 2) gives 1250. `point` is '.' or
 * ','; the other one, a blank (also no-break) or an apostrophe may group thousands, and only in groups
 * of three. A leading '-' is read. Full-width digits are read (NFKC). *value is set only for DECIMAL_OK. */
enum decimal_result decimal_parse(const char *text, char point, int scale, int64_t *value);

/* Writes value as a decimal with `scale` digits after the point: (1250, 2) gives "12.50". With
 * `trim` zeros at the end are left out (1250, 3 -> "1.25"). Returns out. */
char *decimal_format(int64_t value, int scale, bool trim, char out[MONEY_SIZE]);

/* Digits after the point of a currency (ISO 4217): 2 for CNY, 0 for JPY, 3 for KWD; -1 for a code
 * that is not three capital letters. Codes that are not in the table have 2. */
int currency_scale(const char *currency);

/* decimal_format with the currency's scale. */
char *money_format(int64_t minor, const char *currency, char out[MONEY_SIZE]);

/* value × num ÷ den rounded half away from zero; false on overflow or den == 0 (*out unchanged). */
bool money_scale(int64_t value, int64_t num, int64_t den, int64_t *out);

#endif
