#include "core/vehicle/plate.h"
#include "core/base/buf.h"
#include "core/base/i18n.h"
#include "core/base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { PLATE_MIN = 2, PLATE_MAX = 12 };

const char *plate_kind_name(enum plate_kind kind)
{
    static const char *const names[] = {"civil",    "new_energy", "trailer", "coach",  "police",
                                        "consular", "hong_kong",  "macao",   "foreign"};
    return names[kind];
}

bool plate_is_electric(const char *kind)
{
    return strcmp(kind, plate_kind_name(PLATE_NEW_ENERGY)) == 0;
}

static bool is_one_of(int32_t cp, const char *characters)
{
    int32_t one;
    size_t n = strlen(characters);
    for (size_t i = 0; i < n;) {
        i += text_decode(characters + i, n - i, &one);
        if (one == cp) {
            return true;
        }
    }
    return false;
}

static bool is_province(int32_t cp)
{
    return is_one_of(cp, "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新");
}

/* Plates leave I and O out: they are read as 1 and 0. */
static bool is_serial(int32_t cp)
{
    return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z' && cp != 'I' && cp != 'O');
}

static bool all_serial(const int32_t *cp, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_serial(cp[i])) {
            return false;
        }
    }
    return true;
}

static bool all_digits(const int32_t *cp, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (cp[i] < '0' || cp[i] > '9') {
            return false;
        }
    }
    return true;
}

/* Small cars: letter + [A-HJ-NP-Z0-9] + 4 digits; large ones: 5 digits + letter (GA 36-2018). */
static bool is_new_energy(const int32_t *serial)
{
    static const char letters[] = "ABCDEFGHJK";
    bool small = is_one_of(serial[0], letters) && is_serial(serial[1]) && all_digits(serial + 2, 4);
    bool large = all_digits(serial, 5) && is_one_of(serial[5], letters);
    return small || large;
}

static const struct {
    const char *last;
    enum plate_kind kind;
} endings[] = {{"挂", PLATE_TRAILER},  {"学", PLATE_COACH},     {"警", PLATE_POLICE},
               {"领", PLATE_CONSULAR}, {"港", PLATE_HONG_KONG}, {"澳", PLATE_MACAO}};

/* The kind of a plate of n characters; with a province and a letter before the serial. */
static enum plate_kind kind_of(const int32_t *cp, size_t n)
{
    if (n >= 7 && is_one_of(cp[0], "使") && all_digits(cp + 1, n - 1)) {
        return PLATE_CONSULAR; /* an embassy's */
    }
    if (n < 7 || !is_province(cp[0]) || cp[1] < 'A' || cp[1] > 'Z') {
        return PLATE_FOREIGN;
    }
    if (n == 8 && is_new_energy(cp + 2)) {
        return PLATE_NEW_ENERGY;
    }
    if (n == 7 && all_serial(cp + 2, 5)) {
        return PLATE_CIVIL;
    }
    for (size_t i = 0; n == 7 && i < sizeof endings / sizeof *endings; i++) {
        if (is_one_of(cp[6], endings[i].last) && all_serial(cp + 2, 4)) {
            return endings[i].kind;
        }
    }
    return PLATE_FOREIGN;
}

enum status plate_read(const char *text, char out[PLATE_SIZE], enum plate_kind *kind, struct error *e)
{
    int32_t cp[PLATE_MAX + 1];
    size_t n = 0;
    struct buf key;
    buf_init(&key, PLATE_SIZE - 1);
    text_key(text, &key);
    for (size_t i = 0; i < key.len && n <= PLATE_MAX; n++) {
        i += text_decode(key.data + i, key.len - i, &cp[n]);
    }
    enum status st = ST_OK;
    if (key.failed || n < PLATE_MIN || n > PLATE_MAX) {
        st = error_set(e, ST_USAGE, "bad_plate", _("plate \"%s\": %d to %d letters and digits are wanted"),
                       text, PLATE_MIN, PLATE_MAX);
    } else {
        memcpy(out, key.data, key.len + 1);
        *kind = kind_of(cp, n);
    }
    buf_free(&key);
    return st;
}
