/* Backups on a schedule: when one is due, what the folder's files are called, which of them go, and what is
 * made. */
#include "tests/unit/workshop.h"

#include "core/keep/schedule.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <time.h>

#define HOUR (INT64_C(3600) * 1000)
#define DAY  (24 * HOUR)

static char folder[100];

static int set_up(void **state)
{
    setenv("TZ", "Asia/Shanghai", 1);
    tzset();
    workshop_set_up(state);
    struct workshop *w = *state;
    assert_true(sodium_init() >= 0);
    assert_int_equal(app_pepper(&w->app, true, &w->e), ST_OK);
    snprintf(folder, sizeof folder, "%s/kept", w->folder);
    w->config.backup_folder = folder;
    return 0;
}

static int tear_down(void **state)
{
    char command[200];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    int gone = system(command);
    assert_int_equal(gone, 0);
    return workshop_tear_down(state);
}

static int64_t at(const char *text)
{
    int64_t ms = 0;
    assert_true(when_parse(text, &ms));
    return ms;
}

static void due(const char *now, int64_t hour, int64_t every_h, const char *wanted)
{
    char said[WHEN_SIZE], iso[WHEN_SIZE];
    when_iso(backup_due_at(at(now), hour, every_h), said);
    assert_string_equal(said, when_iso(at(wanted), iso));
}

/* Times without an offset are the outlet's. */
static void test_due(void **state)
{
    (void)state;
    due("2026-11-27T02:00:00", 2, 24, "2026-11-27T02:00:00");
    due("2026-11-27T01:59:59", 2, 24, "2026-11-26T02:00:00");
    due("2026-11-27T23:59:59", 2, 24, "2026-11-27T02:00:00");
    due("2026-11-27T00:00:00", 0, 24, "2026-11-27T00:00:00");
    due("2026-11-27T22:59:59", 23, 24, "2026-11-26T23:00:00");
    due("2026-11-27T09:10:00", 2, 6, "2026-11-27T08:00:00");
    due("2026-11-27T01:10:00", 2, 6, "2026-11-26T20:00:00");
    due("2026-11-27T01:10:00", 2, 1, "2026-11-27T01:00:00");
    due("2026-11-27T01:59:59", 2, 7, "2026-11-26T23:00:00"); /* the day's last one is shorter */
    due("2026-11-27T02:00:00", 2, 7, "2026-11-27T02:00:00");
    due("2028-03-01T01:00:00", 2, 24, "2028-02-29T02:00:00");
    due("2027-01-01T01:00:00", 2, 24, "2026-12-31T02:00:00");
}

static void test_names(void **state)
{
    char name[BACKUP_NAME];
    const char *rest = NULL;
    int64_t when = 0;
    (void)state;
    backup_name("SH01", at("2026-11-27T02:00:07Z"), name);
    assert_string_equal(name, "clearbay-SH01-20261127T020007Z.db");
    assert_true(backup_name_parse("SH01", name, &when, &rest));
    assert_int_equal(when, at("2026-11-27T02:00:07Z"));
    assert_string_equal(rest, "");
    assert_true(backup_name_parse("SH01", "clearbay-SH01-20261127T020007Z.db.pepper", &when, &rest));
    assert_string_equal(rest, ".pepper");
    static const char *const others[] = {"",
                                         "clearbay.db",
                                         "clearbay-SH01-",
                                         "clearbay-SH02-20261127T020007Z.db",
                                         "clearbay-SH0-20261127T020007Z.db",
                                         "clearbay-SH01-20261327T020007Z.db",
                                         "clearbay-SH01-20261127T250007Z.db",
                                         "clearbay-SH01-20261127T020007Z.bak",
                                         "clearbay-SH01-20261127t020007Z.db",
                                         "clearbay-SH01-20261127T020007+.db",
                                         "Clearbay-SH01-20261127T020007Z.db",
                                         "clearbay-SH01-2026112\377T020007Z.db"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(backup_name_parse("SH01", others[i], &when, &rest));
    }
}

/* A file of that age (ms) and ending in the folder. */
static void put(int64_t when, const char *ending)
{
    char name[BACKUP_NAME], path[300];
    backup_name("SH01", when, name);
    snprintf(path, sizeof path, "%s/%s%s", folder, name, ending);
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static bool there(int64_t when, const char *ending)
{
    char name[BACKUP_NAME], path[300];
    struct stat is;
    backup_name("SH01", when, name);
    snprintf(path, sizeof path, "%s/%s%s", folder, name, ending);
    return lstat(path, &is) == 0;
}

static void make(struct workshop *w, int removed)
{
    struct backup_made made;
    if (backup_make(&w->s, &made, &w->e) != ST_OK) {
        fail_msg("%s", w->e.message);
    }
    assert_true(made.verified);
    assert_int_equal(made.removed, removed);
}

static void test_made(void **state)
{
    struct workshop *w = *state;
    char newest[BACKUP_PATH];
    struct backup_made made, again;
    int64_t when = 1, orders = -1;
    struct stat is;
    struct db *copy = NULL;
    assert_int_equal(backup_newest(&w->app, when_now(), newest, &when, &w->e), ST_OK); /* no folder yet */
    assert_int_equal(when, 0);
    assert_string_equal(newest, "");
    assert_int_equal(backup_if_due(&w->s, &made, &w->e), ST_OK);
    assert_true(made.path[0] != '\0' && made.verified);
    assert_int_equal(stat(folder, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0700);
    assert_int_equal(stat(made.path, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    assert_int_equal(db_open(made.path, DB_READONLY, &copy, &w->e), ST_OK);
    assert_int_equal(db_value(copy, &orders, &w->e, "SELECT count(*) FROM person", ""), ST_OK);
    assert_int_equal(orders, WORKSHOP_PEOPLE);
    db_close(&copy);
    assert_int_equal(backup_newest(&w->app, when_now(), newest, &when, &w->e), ST_OK);
    assert_string_equal(newest, made.path);
    assert_int_equal(backup_if_due(&w->s, &again, &w->e), ST_OK); /* the next one is tomorrow's */
    assert_string_equal(again.path, "");
    assert_int_equal(backup_make(&w->s, &again, &w->e), ST_REFUSED); /* in the same second */
    assert_string_equal(w->e.code, "file_exists");
    assert_true(there(when, ".pepper"));
    assert_false(there(when, ".new"));
}

/* An hour younger than so many days. */
static int64_t day_ago(int64_t now, int days)
{
    return now - days * DAY + HOUR;
}

static void test_old_ones_go(void **state)
{
    struct workshop *w = *state;
    char stranger[200];
    int64_t now = when_now();
    assert_int_equal(mkdir(folder, 0700), 0);
    snprintf(stranger, sizeof stranger, "%s/clearbay-SH02-20200101T020000Z.db", folder);
    int fd = open(stranger, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    close(fd);
    for (int d = 1; d <= 20; d++) {
        put(day_ago(now, d), "");
        put(day_ago(now, d), ".pepper");
        put(day_ago(now, d), ".key");
    }
    put(now + 3 * DAY, "");                   /* the clock was wrong once, or is today */
    put(now - 2 * DAY - HOUR, ".new");        /* a crash on the way */
    put(now - 2 * DAY - 2 * HOUR, ".pepper"); /* another one */
    put(now - HOUR, ".new");                  /* somebody writes it now, perhaps */
    make(w, 6);
    for (int d = 1; d <= 20; d++) {
        assert_int_equal(there(day_ago(now, d), ""), d <= 14);
        assert_int_equal(there(day_ago(now, d), ".pepper"), d <= 14);
        assert_int_equal(there(day_ago(now, d), ".key"), d <= 14);
    }
    assert_true(there(now + 3 * DAY, ""));
    assert_false(there(now - 2 * DAY - HOUR, ".new"));
    assert_false(there(now - 2 * DAY - 2 * HOUR, ".pepper"));
    assert_true(there(now - HOUR, ".new"));
    assert_int_equal(access(stranger, F_OK), 0);
}

/* However old: the last ones before a long holiday, or before the clock went wrong. */
static void test_some_stay(void **state)
{
    struct workshop *w = *state;
    int64_t now = when_now();
    assert_int_equal(mkdir(folder, 0700), 0);
    for (int i = 1; i <= 5; i++) {
        put(now - (400 + i) * DAY, "");
    }
    make(w, 3); /* the new one and two of the old ones stay */
    assert_true(there(now - 401 * DAY, "") && there(now - 402 * DAY, ""));
    assert_false(there(now - 403 * DAY, ""));
}

static void test_failures_remove_nothing(void **state)
{
    struct workshop *w = *state;
    char pepper[120], hidden[130];
    struct backup_made made;
    int64_t now = when_now();
    assert_int_equal(mkdir(folder, 0700), 0);
    for (int d = 20; d < 26; d++) {
        put(now - d * DAY, "");
    }
    snprintf(pepper, sizeof pepper, "%s.pepper", w->path);
    snprintf(hidden, sizeof hidden, "%s.hidden", pepper);
    assert_int_equal(rename(pepper, hidden), 0);
    assert_int_equal(backup_make(&w->s, &made, &w->e), ST_FAILED);
    assert_string_equal(w->e.code, "pepper");
    assert_int_equal(made.removed, 0);
    assert_int_equal(rename(hidden, pepper), 0);
    for (int d = 20; d < 26; d++) {
        assert_true(there(now - d * DAY, ""));
    }
    w->config.backup_folder = "/proc/no/such/folder";
    assert_int_equal(backup_make(&w->s, &made, &w->e), ST_FAILED);
    assert_string_equal(w->e.code, "folder");
    w->config.backup_folder = w->path; /* a file */
    assert_int_equal(backup_if_due(&w->s, &made, &w->e), ST_FAILED);
    assert_string_equal(w->e.code, "folder");
    w->config.backup_folder = "";
    assert_int_equal(backup_make(&w->s, &made, &w->e), ST_USAGE);
    assert_string_equal(w->e.code, "no_folder");
    assert_int_equal(backup_if_due(&w->s, &made, &w->e), ST_OK);
    assert_string_equal(made.path, "");
    w->config.backup_folder = folder;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_due),         TEST(test_names),     TEST(test_made),
        TEST(test_old_ones_go), TEST(test_some_stay), TEST(test_failures_remove_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
