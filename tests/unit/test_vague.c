#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/work/vague.h"
#include "tests/unit/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A database of its own, with the patterns that a new workshop gets. */
struct fixture {
    char folder[64], path[96];
    struct db *db;
    struct vague_row *rows;
    size_t n;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    snprintf(f->folder, sizeof f->folder, "/tmp/clearbay-vague-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/test.db", f->folder);
    struct error e = ERROR_NONE;
    assert_int_equal(db_open(f->path, DB_CREATE, &f->db, &e), ST_OK);
    assert_int_equal(vague_store_list(f->db, &f->rows, &f->n, &e), ST_OK);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    vague_rows_free(f->rows, f->n);
    db_close(&f->db);
    folder_remove(f->folder);
    free(f);
    return 0;
}

static void test_seed(void **state)
{
    struct fixture *f = *state;
    assert_true(f->n >= 25);
    for (size_t i = 0; i < f->n; i++) {
        struct buf key;
        buf_init(&key, 200);
        vague_key(f->rows[i].pattern, &key);
        assert_string_equal(key.data, f->rows[i].pattern); /* kept as it is compared */
        assert_true(f->rows[i].question_en[0] != '\0' && f->rows[i].question_zh[0] != '\0');
        buf_free(&key);
    }
}

static void test_vague_texts(void **state)
{
    struct fixture *f = *state;
    static const char *const vague[] = {
        "system upgrade",
        "System-Upgrade",
        "SYSTEM  UPGRADE.",
        "please do a system upgrade of the car",
        "system upgrade, general check",
        "系统升级",
        "进行系统升级",
        "系统升级、模块检修",
        "模块检修",
        "常规检修",
        "电脑调试",
        "对车辆进行全车检查",
        "Ｓｙｓｔｅｍ　Ｕｐｇｒａｄｅ",
        "ok",
        "Done!",
        "车辆检修一次",
    };
    for (size_t i = 0; i < sizeof vague / sizeof *vague; i++) {
        if (vague_match(f->rows, f->n, vague[i]) < 0) {
            fail_msg("accepted: %s", vague[i]);
        }
    }
}

static void test_clear_texts(void **state)
{
    struct fixture *f = *state;
    static const char *const clear[] = {
        "system upgrade of the gearbox computer from 4.1 to 4.2, cures the jerk at 20 km/h",
        "Replace front brake pads and discs",
        "更换前刹车片",
        "BMS 系统升级 2.1 到 2.3，解决充电中断",
        "repair of the left front window regulator",
        "checked ground of the fuel pump, 0.2 ohm",
        "检查空调压力并加注制冷剂 520 g",
        "service 15000 km: oil, oil filter",
        "the a of",
    };
    for (size_t i = 0; i < sizeof clear / sizeof *clear; i++) {
        if (vague_match(f->rows, f->n, clear[i]) >= 0) {
            fail_msg("sent back: %s", clear[i]);
        }
    }
}

static void test_check(void **state)
{
    struct fixture *f = *state;
    struct app app = {.db = f->db};
    struct session s = {.app = &app};
    struct error e = ERROR_NONE;
    assert_int_equal(vague_check(&s, "text", "系统升级", &e), ST_REFUSED);
    assert_string_equal(e.code, "vague_text");
    assert_true(strchr(e.message, '?') != NULL || strstr(e.message, "？") != NULL);
    assert_int_equal(vague_check(&s, "text", " ... ", &e), ST_REFUSED);
    assert_int_equal(vague_check(&s, "text", "Replace wiper blades", &e), ST_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seed),
        cmocka_unit_test(test_vague_texts),
        cmocka_unit_test(test_clear_texts),
        cmocka_unit_test(test_check),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
