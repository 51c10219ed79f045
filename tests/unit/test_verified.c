/* What a sound database alone does not show of a backup: its secrets, its log, and what lies where it is
 * restored to. Who else may open what is kept. */
#include "tests/unit/keeping.h"

#include "core/keep/schedule.h"

#include <fcntl.h>

static void path_of(const char *base, const char *ending, char out[200])
{
    assert_in_range(snprintf(out, 200, "%s%s", base, ending), 1, 199);
}

/* Another byte there, or the one before. */
static void flip(const char *base, const char *ending, long offset)
{
    char path[200], byte = 0;
    path_of(base, ending, path);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, offset), 1);
    byte = (char)~byte;
    assert_int_equal(pwrite(fd, &byte, 1, offset), 1);
    close(fd);
}

static void put(const char *base, const char *ending, const char *text)
{
    char path[200];
    path_of(base, ending, path);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static bool lies(const char *base, const char *ending)
{
    char path[200];
    path_of(base, ending, path);
    return there(path);
}

/* The database knows its pepper since somebody's PIN was right. */
static void log_in(struct keeping *k)
{
    struct error *e = &k->w->e;
    assert_int_equal(session_login(&k->w->s, "mia", "mia's pin", e), ST_OK);
}

static void drop(struct keeping *k)
{
    static const char *const endings[] = {"", ".pepper", ".key", "-wal", "-shm"};
    char path[200];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        path_of(k->copy, endings[i], path);
        unlink(path);
    }
}

static void restore_fails(struct keeping *k, enum status status, const char *code)
{
    FAILS(k, status, code, keep_restore(&k->s, k->copy, &k->verified, &k->w->e));
    assert_false(k->verified);
}

static void test_secrets(void **state)
{
    static const struct {
        const char *ending;
        long offset; /* of a key also in the half that only its owner knows */
    } hurt[] = {{".pepper", 0}, {".pepper", 31}, {".key", 0}, {".key", 40}};
    struct keeping *k = *state;
    log_in(k);
    backup(k);
    assert_true(k->verified);
    for (size_t i = 0; i < sizeof hurt / sizeof *hurt; i++) {
        flip(k->copy, hurt[i].ending, hurt[i].offset);
        restore_fails(k, ST_FAILED, hurt[i].ending + 1);
        assert_non_null(strstr(k->w->e.message, k->copy));
        flip(k->copy, hurt[i].ending, hurt[i].offset);
        flip(k->w->path, hurt[i].ending, hurt[i].offset); /* the workshop's own */
        drop(k);
        FAILS(k, ST_FAILED, hurt[i].ending + 1, keep_backup(&k->w->s, k->copy, &k->verified, &k->w->e));
        assert_false(there(k->copy));
        flip(k->w->path, hurt[i].ending, hurt[i].offset);
        backup(k);
    }
    assert_int_equal(keep_restore(&k->s, k->copy, &k->verified, &k->w->e), ST_OK);
    assert_true(k->verified);
}

/* A pepper that is not the database's locks nobody out: no PIN is wrong for it. */
static void test_wrong_pepper(void **state)
{
    struct keeping *k = *state;
    struct workshop *w = k->w;
    int64_t failed = -1;
    log_in(k);
    flip(w->path, ".pepper", 7);
    w->app.pepper_loaded = false;
    FAILS(k, ST_FAILED, "pepper", session_login(&w->s, "mia", "mia's pin", &w->e));
    assert_int_equal(
        db_value(w->app.db, &failed, &w->e, "SELECT failed_pins FROM person WHERE login = 'mia'", ""), ST_OK);
    assert_int_equal(failed, 0);
    flip(w->path, ".pepper", 7);
    assert_int_equal(session_login(&w->s, "mia", "mia's pin", &w->e), ST_OK);
}

/* It is not put back from anywhere by anybody: the backup is one, and says what it lacks. */
static void test_lost_key(void **state)
{
    struct keeping *k = *state;
    char key[200];
    path_of(k->w->path, ".key", key);
    unlink(key);
    backup(k);
    assert_false(k->verified);
    assert_true(noted(&k->w->s, "test.db.key is not there"));
    assert_int_equal(keep_restore(&k->s, k->copy, &k->verified, &k->w->e), ST_OK);
    assert_false(k->verified);
    assert_true(noted(&k->s, "copy.db.key is not there"));
}

static void test_changed_log(void **state)
{
    struct keeping *k = *state;
    workshop_sql(k->w, "UPDATE audit_entry SET at = at + 1 WHERE seq = 3");
    backup(k);
    assert_false(k->verified);
    assert_true(noted(&k->w->s, "does not verify"));
    assert_int_equal(keep_restore(&k->s, k->copy, &k->verified, &k->w->e), ST_OK);
    assert_false(k->verified);
}

/* By the service, with nobody there to read a warning: old ones stay, and doctor tells of it, also of one
 * that was good when it was made. */
struct told {
    char text[1200];
};

static void hear_of_backup(const struct check *check, void *arg)
{
    struct told *told = arg;
    if (strcmp(check->name, "backup") == 0 && !check->ok) {
        snprintf(told->text, sizeof told->text, "%s", check->text);
    }
}

static struct told doctor(struct keeping *k)
{
    struct told told = {""};
    assert_int_equal(keep_doctor(&k->w->s, hear_of_backup, &told, &k->w->e), ST_OK);
    return told;
}

static void test_on_schedule(void **state)
{
    struct keeping *k = *state;
    struct workshop *w = k->w;
    struct backup_made made;
    char folder[200], pepper[200];
    path_of(w->folder, "/kept", folder);
    w->config.backup_folder = folder;
    log_in(k);
    assert_int_equal(backup_if_due(&w->s, &made, &w->e), ST_OK);
    assert_true(made.verified);
    assert_string_equal(doctor(k).text, "");
    flip(made.path, ".pepper", 1);
    assert_non_null(strstr(doctor(k).text, ".pepper"));
    flip(made.path, ".pepper", 1);
    path_of(made.path, ".pepper", pepper);
    unlink(pepper); /* kept apart */
    assert_string_equal(doctor(k).text, "");
    sleep(1); /* the name of the next one tells whole seconds */
    workshop_sql(w, "UPDATE audit_entry SET at = at + 1 WHERE seq = 3");
    assert_int_equal(backup_make(&w->s, &made, &w->e), ST_OK);
    assert_false(made.verified);
    assert_int_equal(made.removed, 0);
    assert_true(noted(&w->s, "does not verify"));
    workshop_sql(w, "UPDATE audit_entry SET at = at - 1 WHERE seq = 3");
    assert_non_null(strstr(doctor(k).text, made.path));
    w->config.backup_folder = "";
}

static const char *const at_place[] = {"", "-wal", "-shm", "-journal", ".new", ".pepper", ".key"};

static void make_place(struct keeping *k)
{
    char folder[200];
    path_of(k->w->folder, "/other", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    path_of(k->w->folder, "/other/place", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
}

/* What a killed service left would be played into what is restored. */
static void test_leftovers(void **state)
{
    struct keeping *k = *state;
    char path[200];
    backup(k);
    make_place(k);
    for (size_t i = 0; i < sizeof at_place / sizeof *at_place; i++) {
        put(k->place, at_place[i], "left");
        path_of(k->place, at_place[i], path);
        restore_fails(k, ST_REFUSED, "file_exists");
        assert_non_null(strstr(k->w->e.message, path));
        assert_non_null(strstr(k->w->e.message, "another folder"));
        assert_true(there(path));
        assert_int_equal(lies(k->place, ""), i == 0);
        unlink(path);
    }
    put(k->place, "-wal", "left");
    put(k->place, "-shm", "left");
    restore_fails(k, ST_REFUSED, "file_exists");
    assert_true(strstr(k->w->e.message, "-wal") != NULL && strstr(k->w->e.message, "-shm") != NULL);
    path_of(k->place, "-wal", path);
    unlink(path);
    path_of(k->place, "-shm", path);
    unlink(path);
    assert_int_equal(keep_restore(&k->s, k->copy, &k->verified, &k->w->e), ST_OK);
}

/* A restore that fails late leaves the place as it was. */
static void test_failure_leaves_nothing(void **state)
{
    struct keeping *k = *state;
    char path[200];
    log_in(k);
    backup(k);
    flip(k->copy, ".pepper", 3);
    path_of(k->w->folder, "/other", path);
    restore_fails(k, ST_FAILED, "pepper");
    assert_false(there(path));
    make_place(k);
    put(k->place, ".turn", "");
    put(k->place, ".pub", "old");
    restore_fails(k, ST_FAILED, "pepper");
    assert_true(lies(k->place, ".turn") && lies(k->place, ".pub"));
    for (size_t i = 0; i < sizeof at_place / sizeof *at_place; i++) {
        assert_false(lies(k->place, at_place[i]));
    }
}

static void hear_of_modes(const struct check *check, void *arg)
{
    struct told *told = arg;
    if (strcmp(check->name, "permissions") == 0 && !check->ok) {
        snprintf(told->text, sizeof told->text, "%s", check->text);
    }
}

/* doctor names the file and the command that mends it. */
static void mended(struct keeping *k, const char *path, mode_t bad, mode_t good, const char *command)
{
    struct told told = {""};
    assert_int_equal(chmod(path, bad), 0);
    assert_int_equal(keep_doctor(&k->w->s, hear_of_modes, &told, &k->w->e), ST_OK);
    assert_non_null(strstr(told.text, path));
    assert_non_null(strstr(told.text, command));
    assert_int_equal(chmod(path, good), 0);
    told.text[0] = '\0';
    assert_int_equal(keep_doctor(&k->w->s, hear_of_modes, &told, &k->w->e), ST_OK);
    assert_string_equal(told.text, "");
}

static void test_modes(void **state)
{
    struct keeping *k = *state;
    struct workshop *w = k->w;
    struct backup_made made;
    char folder[200], path[BACKUP_PATH + 8];
    path_of(w->folder, "/kept", folder);
    w->config.backup_folder = folder;
    assert_int_equal(backup_if_due(&w->s, &made, &w->e), ST_OK);
    mended(k, w->path, 0666, 0600, "chmod 600");
    mended(k, w->path, 0640, 0600, "chmod 600");
    mended(k, w->folder, 0777, 0700, "chmod go-w");
    mended(k, folder, 0770, 0700, "chmod go-w");
    mended(k, made.path, 0644, 0600, "chmod 600");
    snprintf(path, sizeof path, "%s.key", made.path);
    mended(k, path, 0604, 0600, "chmod 600");
    path_of(w->path, "-wal", folder);
    mended(k, folder, 0666, 0600, "chmod 600");
    w->config.backup_folder = "";
}

static void hear_of_secrets(const struct check *check, void *arg)
{
    struct told *told = arg;
    if ((strcmp(check->name, "pepper") == 0 || strcmp(check->name, "key") == 0) && !check->ok) {
        snprintf(told->text, sizeof told->text, "%s", check->text);
    }
}

/* A secret that others can read is not lost. */
static void test_open_secrets(void **state)
{
    static const char *const endings[] = {".pepper", ".key"};
    struct keeping *k = *state;
    for (size_t i = 0; i < 2; i++) {
        struct told told = {""};
        char path[200];
        path_of(k->w->path, endings[i], path);
        assert_int_equal(chmod(path, 0644), 0);
        assert_int_equal(keep_doctor(&k->w->s, hear_of_secrets, &told, &k->w->e), ST_OK);
        assert_non_null(strstr(told.text, "chmod 600"));
        assert_null(strstr(told.text, "put it back"));
        assert_int_equal(chmod(path, 0600), 0);
        flip(k->w->path, endings[i], 5);
        log_in(k);
        assert_int_equal(keep_doctor(&k->w->s, hear_of_secrets, &told, &k->w->e), ST_OK);
        assert_non_null(strstr(told.text, path));
        flip(k->w->path, endings[i], 5);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, keep_set_up, keep_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_secrets),
        TEST(test_wrong_pepper),
        TEST(test_lost_key),
        TEST(test_changed_log),
        TEST(test_on_schedule),
        TEST(test_leftovers),
        TEST(test_failure_leaves_nothing),
        TEST(test_modes),
        TEST(test_open_secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
