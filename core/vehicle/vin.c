#include "core/vehicle/vin.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <string.h>

enum { CHECK_AT = 8, CHECK_MODULUS = 11, TYPED_MAX = 200 };

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ";

/* Letters count as their place in A-H 1-8, J-R 1-9, S-Z 2-9 (49 CFR 565.15, table III). */
static int value_of(char c)
{
    static const char letters[] = "ABCDEFGHJKLMNPRSTUVWXYZ";
    static const char values[] = "12345678123457923456789";
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char *at = strchr(letters, c);
    return at == NULL ? 0 : values[at - letters] - '0';
}

static bool check_digit_is_right(const char *vin)
{
    static const int weights[VIN_LENGTH] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (int i = 0; i < VIN_LENGTH; i++) {
        sum += value_of(vin[i]) * weights[i];
    }
    int rest = sum % CHECK_MODULUS;
    return vin[CHECK_AT] == (rest == 10 ? 'X' : (char)('0' + rest));
}

enum status vin_read(const char *text, char out[VIN_SIZE], bool *check_digit_fits, struct error *e)
{
    struct buf key;
    buf_init(&key, TYPED_MAX);
    text_key(text, &key);
    enum status st = ST_OK;
    size_t good = key.failed ? 0 : strspn(key.data, alphabet);
    if (key.failed || (key.len != VIN_LENGTH && good == key.len)) {
        st = error_set(e, ST_USAGE, "bad_vin", _("VIN %s: %zu characters, %d are wanted: look at it again"),
                       text, key.len, VIN_LENGTH);
    } else if (good < key.len) {
        int32_t cp;
        size_t len = text_decode(key.data + good, key.len - good, &cp);
        st = error_set(e, ST_USAGE, "bad_vin",
                       _("VIN %s: \"%.*s\" cannot stand in a VIN (there is no I, O or Q, but 1 and 0): look "
                         "at it again"),
                       text, (int)len, key.data + good);
    } else {
        memcpy(out, key.data, VIN_SIZE);
        if (check_digit_fits != NULL) {
            *check_digit_fits = check_digit_is_right(out);
        }
    }
    buf_free(&key);
    return st;
}
