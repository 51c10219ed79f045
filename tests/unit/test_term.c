/* Texts taken apart into the terms under which they are found. */
#include "tests/unit/lists.h"

#include "core/base/text.h"
#include "core/price/term.h"

static struct dice dice;

struct joined {
    char text[20000];
};

static void join(const char *term, size_t n, void *arg)
{
    struct joined *j = arg;
    size_t used = strlen(j->text);
    assert_true(n > 0 && n < TERM_SIZE);
    snprintf(j->text + used, sizeof j->text - used, "%s%.*s", used > 0 ? " " : "", (int)n, term);
}

static void join_place(const char *term, size_t n, int place, void *arg)
{
    struct joined *j = arg;
    join(term, n, j);
    size_t used = strlen(j->text);
    assert_true(place >= 0 && place < TERM_PLACES);
    snprintf(j->text + used, sizeof j->text - used, "@%d", place);
}

static void test_tokens(void **state)
{
    (void)state;
    static const struct {
        const char *text, *tokens; /* runs in [] */
    } cases[] = {
        {"", ""},
        {"   ", ""},
        {"oil filter", "oil filter"},
        {"5w-30, \"o-ring\" (7\")", "5w 30 o ring 7"},
        {"机油滤清器", "[机油滤清器]"},
        {"左前 制动盘", "[左前] [制动盘]"},
        {"传感器abs2代", "[传感器] abs2 [代]"},
        {"öl фильтр naïve", "öl фильтр naïve"},
        {"前·后", "[前] [后]"},
        {"a\nb\tc", "a b c"},
        {"\xff\xfe oil", "oil"},
        {"か゚ー", "[か゚ー]"},
        {"한글 oil", "[한글] oil"},
        {"—…。、!", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char got[200] = "";
        struct token t;
        for (const char *at = cases[i].text; token_next(&at, &t);) {
            size_t used = strlen(got);
            snprintf(got + used, sizeof got - used, "%s%s%.*s%s", used > 0 ? " " : "", t.run ? "[" : "",
                     (int)t.n, t.text, t.run ? "]" : "");
        }
        assert_string_equal(got, cases[i].tokens);
    }
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *fold, *terms;
    } cases[] = {
        {"oil filter\n", "woil wfilter"},     {"\n机", "c机 sji"},
        {"\n机油", "c机油 sji yjy c油 syou"}, {"\n空调", "c空调 skong ykd ykt c调 sdiao stiao szhou"},
        {"\n油2l", "c油 syou yy2 z2 w2l"},    {"\n油 机", "c油 syou c机 sji"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct joined got = {""};
        char expected[400], *word, *rest = expected;
        terms_of_name(cases[i].fold, join, &got);
        snprintf(expected, sizeof expected, "%s", cases[i].terms);
        while ((word = strsep(&rest, " ")) !=
               NULL) { /* readings beyond those that everybody knows do not matter */
            char *at = strstr(got.text, word);
            if (at == NULL && strcmp(word, "szhou") != 0) {
                fail_msg("%s: no %s in %s", cases[i].fold, word, got.text);
            }
        }
        assert_true(cases[i].fold[0] == '\n' || strcmp(got.text, cases[i].terms) == 0);
    }
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *key, *terms;
    } cases[] = {
        {"", ""},
        {"12", ""},
        {"123", "n123@0"},
        {"04465", "n044@0 n446@1 n465@2"},
        {"ФИ7Л", "nФИ7@0 nИ7Л@1"},
        {"11111", "n111@0 n111@1 n111@2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct joined got = {""};
        terms_of_number(cases[i].key, join_place, &got);
        assert_string_equal(got.text, cases[i].terms);
    }
}

/* Any bytes: no token is empty, all lie within the text, one behind the other, and terms fit. */
static void test_any_bytes(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a", "9", " ", "机", "油", "ö", "\xe6", "\xff", "-", "\n", "\xf0\x9f\x98\x80", "ａ", "Ф"};
    dice.state = 8;
    for (int round = 0; round < 3000; round++) {
        char text[700] = "";
        struct token t;
        for (uint32_t n = dice_below(&dice, dice_one_in(&dice, 20) ? 600 : 20); n > 0 && strlen(text) < 690;
             n--) {
            strncat(text, pieces[dice_below(&dice, 13)], 699 - strlen(text));
        }
        const char *at = text, *last = text;
        while (token_next(&at, &t)) {
            assert_true(t.n > 0);
            assert_true(t.text >= last && t.text + t.n <= text + strlen(text));
            last = t.text + t.n;
        }
        struct joined got = {""};
        terms_of_name(text, join, &got);
        got.text[0] = '\0';
        terms_of_number(text, join_place, &got);
    }
}

/* Terms of names stand in the order of their numbers, and no two are the same. */
static void test_numbered(void **state)
{
    (void)state;
    char last[TERM_SIZE] = "", term[TERM_SIZE], other[TERM_SIZE];
    dice.state = 3;
    for (int64_t name = 1; name < INT64_C(1) << 39; name += 1 + dice_below(&dice, 1000) + name / 3) {
        term_of_name(name, term);
        assert_true(strcmp(last, term) < 0);
        snprintf(last, sizeof last, "%s", term);
    }
    term_of_group(1, "1:A", term);
    term_of_group(11, "A", other);
    assert_string_not_equal(term, other);
    assert_int_equal(term[0], 'g');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),    cmocka_unit_test(test_names),    cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_any_bytes), cmocka_unit_test(test_numbered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
