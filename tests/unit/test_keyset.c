/* Part numbers sorted in little memory, beside qsort. */
#include "tests/unit/lists.h"

#include "core/price/keyset.h"

struct key {
    char text[80];
    size_t part;
};
static struct dice dice;

static int by_key(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order != 0 ? order : (x->part > y->part) - (x->part < y->part);
}

/* Keys that are alike in their first characters, are the beginning of others, or have letters of any script.
 */
static void any_key(char out[80])
{
    static const char *const symbols[] = {"0", "1", "9", "A", "B", "Z", "Ö", "Ф", "机", "٣"};
    static const char *const begins[] = {"",  "", "04465", "ABCDEFGHIJKL", "ABCDEFGHIJKLM", "000000000000",
                                         "Ф", "Z"};
    snprintf(out, 80, "%s", begins[dice_below(&dice, 8)]);
    for (uint32_t n = dice_below(&dice, dice_one_in(&dice, 10) ? 24 : 4); n > 0; n--) {
        strncat(out, symbols[dice_below(&dice, dice_one_in(&dice, 5) ? 10 : 6)], 79 - strlen(out));
    }
}

struct reading {
    const struct key *keys;
    size_t at, stop_at;
};

static bool take(const char *key, size_t part, void *arg)
{
    struct reading *r = arg;
    assert_string_equal(key, r->keys[r->at].text);
    assert_int_equal(part, r->keys[r->at].part);
    return ++r->at != r->stop_at;
}

static void sort(size_t count, void (*make)(char out[80]))
{
    struct key *keys = calloc(count + 1, sizeof *keys);
    struct keyset *set = keyset_new();
    assert_non_null(keys);
    assert_non_null(set);
    for (size_t i = 0; i < count; i++) {
        make(keys[i].text);
        keys[i].part = i;
        assert_true(keyset_add(set, keys[i].text));
    }
    assert_int_equal(keyset_count(set), count);
    struct reading reading = {.keys = keys};
    assert_true(keyset_each(set, take, &reading));
    assert_int_equal(reading.at, count);
    qsort(keys, count, sizeof *keys, by_key);
    for (int twice = 0; twice < 2; twice++) {
        reading = (struct reading){.keys = keys};
        assert_true(keyset_each_sorted(set, take, &reading));
        assert_int_equal(reading.at, count);
    }
    if (count > 10) {
        reading = (struct reading){.keys = keys, .stop_at = count / 2};
        assert_false(keyset_each_sorted(set, take, &reading));
        assert_int_equal(reading.at, count / 2);
    }
    keyset_free(&set);
    assert_null(set);
    free(keys);
}

static void test_random(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 31, 32, 33, 257, 5000, 60000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        dice.state = i;
        sort(counts[i], any_key);
    }
}

static void number(char out[80])
{
    snprintf(out, 80, "%05u%05u", dice_below(&dice, 100000), dice_below(&dice, 90000));
}

static void same(char out[80])
{
    snprintf(out, 80, "04465%s", dice_one_in(&dice, 2) ? "" : "A");
}

/* More than one run; and more that begin alike than a run holds. */
static void test_many(void **state)
{
    (void)state;
    dice.state = 12;
    sort(700000, number);
    sort(300000, same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
