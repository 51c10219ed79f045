#include "core/vehicle/phone.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { DIGITS_MIN = 5, DIGITS_MAX = 20, MOBILE_DIGITS = 11, SHOWN_FIRST = 3, SHOWN_LAST = 4 };

/* Mobile numbers begin with 13 to 19. */
static bool is_mobile(const char *digits)
{
    return strlen(digits) == MOBILE_DIGITS && digits[0] == '1' && digits[1] >= '3';
}

static const char *without_country(const char *number)
{
    static const char *const prefixes[] = {"+86", "0086", "86"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t n = strlen(prefixes[i]);
        if (strncmp(number, prefixes[i], n) == 0 && is_mobile(number + n)) {
            return number + n;
        }
    }
    return number;
}

/* Digits and a leading plus; false for anything that no phone number holds. */
static bool keep_digits(const char *nfkc, char out[PHONE_SIZE], size_t *digits)
{
    size_t n = 0;
    *digits = 0;
    for (const char *p = nfkc; *p != '\0'; p++) {
        bool digit = *p >= '0' && *p <= '9';
        if (digit || (*p == '+' && n == 0)) {
            if (n + 1 >= PHONE_SIZE) {
                return false;
            }
            out[n++] = *p;
            *digits += digit;
        } else if (strchr(" -().\t/", *p) == NULL) {
            return false;
        }
    }
    out[n] = '\0';
    return true;
}

enum status phone_read(const char *text, char out[PHONE_SIZE], struct error *e)
{
    char kept[PHONE_SIZE];
    size_t digits = 0;
    utf8proc_uint8_t *nfkc = utf8proc_NFKC((const utf8proc_uint8_t *)text);
    bool good = nfkc != NULL && keep_digits((const char *)nfkc, kept, &digits) && digits >= DIGITS_MIN &&
                digits <= DIGITS_MAX;
    free(nfkc);
    if (!good) {
        return error_set(e, ST_USAGE, "bad_phone", _("phone \"%s\": %d to %d digits are wanted"), text,
                         DIGITS_MIN, DIGITS_MAX);
    }
    text_copy(out, PHONE_SIZE, without_country(kept));
    return ST_OK;
}

char *phone_mask(const char *phone, char out[PHONE_SIZE])
{
    text_copy(out, PHONE_SIZE, phone);
    size_t n = strlen(out);
    size_t first = n > SHOWN_FIRST + SHOWN_LAST ? SHOWN_FIRST : 0;
    size_t last = n > SHOWN_LAST ? SHOWN_LAST : 0;
    for (size_t i = first; i + last < n; i++) {
        out[i] = '*';
    }
    return out;
}
