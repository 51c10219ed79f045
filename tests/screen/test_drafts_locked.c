/* Nothing typed is lost while another program holds the database: it lies in a file beside until it can be
 * written, and what was saved for good never comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "core/base/when.h"
#include "db/db.h"
#include "tests/screen/floor.h"
#include "tui/console/screen_words.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ITEMS_MAX = 60 };

static const struct floor_options small = {.rows = 24, .columns = 80};

static void path_of(const struct workshop *w, const char *rest, char out[256])
{
    snprintf(out, 256, "%s/%s", w->folder, rest);
}

static int set_up(void **state)
{
    char path[256];
    workshop_set_up(state);
    const struct workshop *w = *state;
    path_of(w, "state", path);
    return setenv("XDG_STATE_HOME", path, 1);
}

static int tear_down(void **state)
{
    static const char *const folders[] = {"state/clearbay/drafts", "state/clearbay", "state"};
    const struct workshop *w = *state;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[256];
        path_of(w, folders[i], path);
        rmdir(path); /* no file is left in it, or the workshop's folder stays */
    }
    return workshop_tear_down(state);
}

/* Somebody else's database. */
static struct db *open_beside(const struct workshop *w)
{
    char path[256];
    struct db *db = NULL;
    struct error e = ERROR_NONE;
    path_of(w, "clearbay.db", path);
    assert_int_equal(db_open(path, 0, &db, &e), ST_OK);
    return db;
}

/* Somebody else's long transaction. */
static struct db *hold(const struct workshop *w)
{
    struct db *db = open_beside(w);
    struct error e = ERROR_NONE;
    assert_int_equal(db_begin(db, &e), ST_OK);
    return db;
}

static size_t files(const struct workshop *w, char first[256])
{
    char pattern[256];
    glob_t found;
    path_of(w, "state/clearbay/drafts/*", pattern);
    size_t n = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    if (n > 0) {
        snprintf(first, 256, "%s", found.gl_pathv[0]);
    }
    globfree(&found);
    return n;
}

static size_t drafts(const struct workshop *w, char content[1024])
{
    json_t *answer = workshop_run((struct workshop *)(uintptr_t)w, "draft.list", NULL);
    const json_t *list = json_object_get(answer, "drafts");
    size_t n = json_array_size(list);
    char *text = n > 0 ? json_dumps(json_object_get(json_array_get(list, 0), "content"), 0) : strdup("");
    snprintf(content, 1024, "%s", text);
    free(text);
    json_decref(answer);
    return n;
}

/* Types a plate while the database is held; it lies in a file of one's own then. */
static struct floor *typed_while_held(struct workshop *w, char file[256], struct db **held)
{
    struct stat is;
    workshop_as(w, "adv", PIN);
    struct floor *f = floor_open(w, &small);
    *held = hold(w);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    int64_t from = when_monotonic();
    floor_keys(f, "Tab");
    assert_true(when_monotonic() - from < 1500); /* typing goes on */
    floor_shows(f, "kept in a file");
    floor_shows(f, "京A12345");
    assert_int_equal(files(w, file), 1);
    assert_int_equal(stat(file, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    return f;
}

static void test_offered_and_folded_back(void **state)
{
    struct workshop *w = *state;
    char file[256], content[1024];
    struct error e = ERROR_NONE;
    struct db *held;
    struct floor *f = typed_while_held(w, file, &held);
    ui_free(&f->ui); /* killed; and opened again while the database is still held */
    assert_int_equal(ui_new(w->client, f->term, &f->ui, &e), ST_OK);
    floor_draw(f);
    floor_shows(f, "1 unfinished: take a car in");
    db_rollback(held);
    db_close(&held);
    assert_int_equal(drafts(w, content), 1);
    assert_non_null(strstr(content, "京A12345"));
    assert_int_equal(files(w, file), 0);
    floor_keys(f, "y");
    floor_shows(f, "京A12345");
    floor_close(&f);
}

/* The console itself takes it in once the database is free, without a key. */
static void test_tried_again(void **state)
{
    struct workshop *w = *state;
    char file[256], content[1024];
    struct db *held;
    struct floor *f = typed_while_held(w, file, &held);
    db_rollback(held);
    db_close(&held);
    sleep(2);
    ui_tick(f->ui);
    assert_int_equal(files(w, file), 0);
    assert_int_equal(drafts(w, content), 1);
    floor_close(&f);
}

/* Saved for good, then killed before the file was removed: it does not come back. */
static void test_saved_for_good(void **state)
{
    struct workshop *w = *state;
    char file[256], content[1024], bytes[4096];
    struct db *held;
    struct floor *f = typed_while_held(w, file, &held);
    FILE *in = fopen(file, "re");
    assert_non_null(in);
    size_t n = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    db_rollback(held);
    db_close(&held);
    floor_keys(f, "Tab Tab Tab Tab");
    FILE *kept = fopen(file, "we"); /* the draft went into the database with the keys above */
    assert_non_null(kept);
    assert_int_equal(fwrite(bytes, 1, n, kept), n);
    fclose(kept);
    floor_type(f, "squeals");
    floor_keys(f, "F8");
    floor_shows(f, "Order SH01-000001");
    assert_int_equal(files(w, file), 0);
    kept = fopen(file, "we");
    assert_non_null(kept);
    assert_int_equal(fwrite(bytes, 1, n, kept), n);
    fclose(kept);
    assert_int_equal(drafts(w, content), 0);
    assert_int_equal(files(w, file), 0);
    floor_close(&f);
}

/* Somebody has typed a plate, and it is kept in the database. */
static struct floor *typed_and_kept(struct workshop *w)
{
    char content[1024];
    workshop_as(w, "adv", PIN);
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2");
    floor_type(f, "京A12345");
    floor_keys(f, "Tab");
    assert_int_equal(drafts(w, content), 1);
    return f;
}

/* Throws it away while the database is held, which then is let go. */
static void throw_away_held(struct workshop *w, struct floor *f, struct db **held)
{
    char file[256], content[1024];
    floor_keys(f, "Esc y");
    assert_int_equal(files(w, file), 1);
    assert_int_equal(drafts(w, content), 0); /* the mark in the file counts */
    db_rollback(*held);
    db_close(held);
    assert_int_equal(drafts(w, content), 0);
    assert_int_equal(files(w, file), 0);
}

static void test_thrown_away(void **state)
{
    struct workshop *w = *state;
    struct error e = ERROR_NONE;
    struct floor *f = typed_and_kept(w);
    struct db *held = hold(w);
    throw_away_held(w, f, &held);
    ui_free(&f->ui);
    assert_int_equal(ui_new(w->client, f->term, &f->ui, &e), ST_OK);
    floor_draw(f);
    floor_lacks(f, "unfinished");
    floor_close(&f);
}

/* What somebody deleted again is not offered. */
static void test_typed_and_deleted(void **state)
{
    struct workshop *w = *state;
    char content[1024];
    workshop_as(w, "adv", PIN);
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "F2 Tab Tab Tab");
    floor_type(f, "Li");
    floor_keys(f, "Up Down");
    assert_int_equal(drafts(w, content), 1);
    floor_keys(f, "Ctrl-U Up");
    assert_int_equal(drafts(w, content), 0);
    floor_close(&f);
}

/* A reading and the reason of a refusal are typing, too. */
static void test_reading_and_reason(void **state)
{
    struct workshop *w = *state;
    char content[1024];
    workshop_as(w, "adv", PIN);
    workshop_change(w, "order.open", json_pack("{s:s,s:s}", "plate", "京A12345", "concern", "squeals"));
    struct floor *f = floor_open(w, &small);
    floor_keys(f, "Enter i");
    for (int i = 0; i < ITEMS_MAX && !floor_has(f, "Reading in"); i++) { /* to an item that is measured */
        floor_keys(f, "Down");
    }
    floor_type(f, "65");
    floor_keys(f, "Down");
    floor_shows(f, "65 is not saved yet");
    ui_hang_up(f->ui);
    assert_int_equal(drafts(w, content), 1);
    assert_non_null(strstr(content, "65"));
    floor_keys(f, "g");
    assert_int_equal(drafts(w, content), 0);
    floor_keys(f, "Esc F9 Tab 2 Tab");
    floor_type(f, "leaks oil");
    ui_hang_up(f->ui);
    assert_int_equal(drafts(w, content), 1);
    assert_non_null(strstr(content, "leaks oil"));
    floor_as(f, "adv");
    floor_shows(f, "1 unfinished: sign a level of an order");
    floor_keys(f, "y");
    floor_shows(f, "leaks oil");
    floor_close(&f);
}

/* The clock was set back since the draft was saved: throwing it away is later nevertheless. */
static void test_thrown_away_earlier(void **state)
{
    struct workshop *w = *state;
    int64_t changed = 0;
    struct error e = ERROR_NONE;
    struct floor *f = typed_and_kept(w);
    struct db *held = open_beside(w);
    assert_int_equal(db_run(held, &changed, &e, "UPDATE draft SET saved_at = saved_at + 3600000", ""), ST_OK);
    assert_int_equal(changed, 1);
    assert_int_equal(db_begin(held, &e), ST_OK);
    throw_away_held(w, f, &held);
    floor_close(&f);
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_offered_and_folded_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tried_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_saved_for_good, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_thrown_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_thrown_away_earlier, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_typed_and_deleted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reading_and_reason, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
