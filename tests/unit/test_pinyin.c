/* Chinese names found by letters, in any reading of each character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/pinyin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *letters;
        bool hits;
    } cases[] = {
        {"机油", "jy", true},
        {"机油", "jiyou", true},
        {"机油", "jiy", true},
        {"机油", "jyou", true},
        {"机油", "ji", true},
        {"机油", "you", true},
        {"机油", "jx", false},
        {"机油", "jiyouk", false},
        {"机油", "yj", false},
        {"空调滤芯", "ktlx", true},
        {"空调滤芯", "kongtiao", true},
        {"空调滤芯", "kdlx", true}, /* 调 is diao, too */
        {"重型", "zx", true},
        {"重型", "chongx", true},
        {"前制动片套件", "zdp", true},
        {"前制动片套件", "zhidongpian", true},
        {"前制动片套件", "qzdptj", true},
        {"abs传感器", "cgq", true},
        {"传感器abs", "cgqabs", true},
        {"左前 制动盘", "zdp", true},
        {"左前 制动盘", "qz", false}, /* a word ends at the blank */
        {"绿色", "lv", true},
        {"oil filter", "of", false},
        {"", "ab", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (pinyin_matches(cases[i].name, cases[i].letters) != cases[i].hits) {
            fail_msg("%s by %s: wanted %d", cases[i].name, cases[i].letters, cases[i].hits);
        }
    }
}

static void test_words(void **state)
{
    (void)state;
    assert_true(pinyin_is_word("jy"));
    assert_false(pinyin_is_word("j"));
    assert_false(pinyin_is_word("j1"));
    assert_false(pinyin_is_word("机油"));
    assert_false(pinyin_is_word(""));
}

/* Every character of the national standard, with every initial that a person may type for it. */
static void test_every_initial(void **state)
{
    (void)state;
    char path[512], line[512];
    const char *shared = getenv("CLEARBAY_SHARED");
    snprintf(path, sizeof path, "%s/pinyin/initials_gb2312.tsv", shared != NULL ? shared : "../shared/data");
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        skip();
    }
    int characters = 0, missed = 0;
    assert_non_null(fgets(line, sizeof line, file)); /* the headings */
    while (fgets(line, sizeof line, file) != NULL) {
        char *initials = strchr(line, '\t');
        assert_non_null(initials);
        *initials++ = '\0';
        initials[strcspn(initials, "\t")] = '\0';
        characters++;
        for (; *initials != '\0'; initials++) {
            char text[600], letters[3] = {*initials, 'y', '\0'};
            snprintf(text, sizeof text, "%s油", line);
            missed += pinyin_matches(text, letters) ? 0 : 1;
        }
    }
    fclose(file);
    print_message("# %d characters, %d initials missed\n", characters, missed);
    assert_true(characters > 6000);
    assert_int_equal(missed, 0);
}

/* Characters with many readings that begin alike, and letters that fit in many ways: it does not take for
 * ever. */
static void test_many_ways(void **state)
{
    (void)state;
    static const char *const characters[] = {"嗯", "啊", "行", "和"};
    static const char letters[] = {'n', 'a', 'h', 'h'};
    for (size_t c = 0; c < 4; c++) {
        char name[3 * 200 + 1] = "", typed[62];
        for (int i = 0; i < 200; i++) {
            memcpy(name + 3 * i, characters[c], 3);
        }
        memset(typed, letters[c], 60);
        typed[60] = 'q';
        typed[61] = '\0';
        assert_false(pinyin_matches(name, typed));
        typed[60] = '\0';
        assert_true(pinyin_matches(name, typed));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_every_initial),
        cmocka_unit_test(test_many_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
