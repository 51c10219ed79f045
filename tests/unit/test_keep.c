/* Keeping the data: doctor, backup and restore, and what they do with files that are damaged, newer, half
 * there or in the way. */
#include "tests/unit/keeping.h"

#include "core/base/secret_file.h"
#include "core/command/command.h"
#include "core/trust/heads.h"
#include "core/trust/signoff_list.h"
#include "db/schema.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { OLD_SCHEMA = 6 };

/* What lies beside a copy goes with it. */
static void forget_beside(struct keeping *k)
{
    char key[200];
    snprintf(key, sizeof key, "%s.key", k->copy);
    unlink(k->copy_pepper);
    unlink(key);
}

/* Restore is refused, and nothing lies in the place afterwards. */
static void refused(struct keeping *k, enum status status, const char *code)
{
    FAILS(k, status, code, keep_restore(&k->s, k->copy, &k->verified, &k->w->e));
    assert_false(there(k->place));
    assert_false(there(k->place_pepper));
}

static void test_round_trip(void **state)
{
    struct keeping *k = *state;
    struct error *e = &k->w->e;
    struct signature_view *views = NULL;
    struct audit_report mine, theirs;
    size_t n = 0;
    int64_t restored = 0;
    backup(k);
    assert_int_equal(mode_of(k->copy), 0600);
    assert_int_equal(mode_of(k->copy_pepper), 0600);
    assert_false(there("copy.db-wal"));
    assert_int_equal(keep_restore(&k->s, k->copy, &k->verified, e), ST_OK);
    assert_int_equal(mode_of(k->place), 0600);
    assert_int_equal(mode_of(k->place_pepper), 0600);
    char key[200], hex[PUBLIC_KEY_HEX], known[PUBLIC_KEY_HEX], outlet[32];
    snprintf(key, sizeof key, "%s.key", k->place);
    assert_int_equal(mode_of(key), 0600);
    snprintf(key, sizeof key, "%s.pub", k->place); /* which customers' certificates are checked with */
    assert_int_equal(workshop_key_read_public(key, hex, outlet, e), ST_OK);
    assert_int_equal(workshop_key_public(&k->w->app, known, e), ST_OK);
    assert_string_equal(hex, known);
    assert_string_equal(outlet, "SH01");
    assert_int_equal(k->s.note_count, 0);
    /* all is as it was: the log, the signatures, the PINs */
    assert_int_equal(app_open_db(&k->app, 0, e), ST_OK);
    assert_int_equal(db_check(k->app.db, e), ST_OK);
    assert_int_equal(audit_verify(&k->w->s, &mine, e), ST_OK);
    assert_int_equal(audit_verify(&k->s, &theirs, e), ST_OK);
    assert_int_equal(theirs.problem_count, 0);
    assert_int_equal(theirs.entries, mine.entries + 1); /* the restoring itself */
    assert_int_equal(
        db_value(k->app.db, &restored, e,
                 "SELECT count(*) FROM audit_entry WHERE event = 'workshop.restored' AND seq = $1", "i",
                 theirs.entries),
        ST_OK);
    assert_int_equal(restored, 1);
    assert_int_equal(signoff_list(&k->s, 1, &views, &n, e), ST_OK);
    assert_int_equal(n, 3);
    assert_true(views[0].valid && views[1].valid && views[2].valid);
    signoff_list_free(&views, n);
    assert_int_equal(session_login(&k->s, "mia", "mia's pin", e), ST_OK);
    assert_int_equal(session_login(&k->s, "mia", "another pin", e), ST_REFUSED);
    /* and work goes on in it, while the copy stays */
    struct order_state o = {0};
    assert_int_equal(db_begin(k->app.db, e), ST_OK);
    k->s.person = 1;
    k->s.role = ROLE_ADVISOR;
    assert_int_equal(order_deliver(&k->s, "1", 0, 60000, &o, e), ST_OK);
    assert_int_equal(db_commit(k->app.db, e), ST_OK);
    assert_int_equal(audit_verify(&k->w->s, &theirs, e), ST_OK);
    assert_string_equal(theirs.head, mine.head);
}

static void export_head(struct session *s)
{
    struct head head;
    struct error e = ERROR_NONE;
    heads_want(s->app);
    assert_true(heads_due(s, &head));
    assert_int_equal(heads_export(s, &head, &e), ST_OK);
}

/* Work that came after the backup is lost with the disk: the signed heads, which lay on another one, tell how
 * much, and the log that goes on from there verifies, with heads of its own. */
static void test_lost_entries(void **state)
{
    struct keeping *k = *state;
    struct workshop *w = k->w;
    struct order_state o = {0};
    struct audit_report before, after;
    char found[200], command[300];
    k->config.trust_heads = w->config.trust_heads = w->folder;
    export_head(&w->s);
    backup(k);
    repair_open(w, "京A10009", &o);
    repair_open(w, "京A10010", &o);
    export_head(&w->s);
    assert_int_equal(audit_verify(&w->s, &before, &w->e), ST_OK);
    assert_int_equal(before.problem_count, 0);
    assert_int_equal(keep_restore(&k->s, k->copy, &k->verified, &w->e), ST_OK);
    snprintf(found, sizeof found, "%lld", (long long)before.entries);
    assert_true(noted(&k->s, found) && noted(&k->s, "lost"));
    assert_false(noted(&k->s, "does not verify"));
    assert_int_equal(app_open_db(&k->app, 0, &w->e), ST_OK);
    assert_int_equal(audit_verify(&k->s, &after, &w->e), ST_OK);
    assert_int_equal(after.problem_count, 0);
    assert_true(after.entries < before.entries);
    export_head(&k->s);
    assert_int_equal(audit_verify(&k->s, &after, &w->e), ST_OK);
    assert_int_equal(after.problem_count, 0);
    assert_int_equal(after.last_head, after.entries);
    /* whoever kept the old heads still sees what is gone */
    snprintf(command, sizeof command, "mv '%s'/clearbay-SH01.heads.until-* '%s/old'", w->folder, w->folder);
    assert_int_equal(system(command), 0);
    snprintf(found, sizeof found, "%s/old", w->folder);
    assert_int_equal(audit_verify_against(&k->s, found, NULL, &after, &w->e), ST_OK);
    assert_true(after.problem_count > 0);
}

/* A backup whose log was tampered with is all that there is: it is restored, and that is said. */
static void test_tampered_backup(void **state)
{
    struct keeping *k = *state;
    struct db *db = NULL;
    backup(k);
    assert_int_equal(db_open(k->copy, 0, &db, &k->w->e), ST_OK);
    assert_int_equal(db_run(db, NULL, &k->w->e, "UPDATE audit_entry SET at = at + 1 WHERE seq = 3", ""),
                     ST_OK);
    db_close(&db);
    assert_int_equal(keep_restore(&k->s, k->copy, &k->verified, &k->w->e), ST_OK);
    assert_true(noted(&k->s, "does not verify"));
}

/* What was committed is in the copy, what was not is not, and nobody has to stop for it. */
static void test_while_running(void **state)
{
    struct keeping *k = *state;
    struct error *e = &k->w->e;
    struct db *other = NULL;
    int64_t n = 0;
    assert_int_equal(db_open(k->w->path, 0, &other, e), ST_OK);
    assert_int_equal(db_begin(other, e), ST_OK);
    assert_int_equal(
        db_run(other, NULL, e, "INSERT INTO bay (outlet_id, code, created_at) VALUES (1, 'B2', 1)", ""),
        ST_OK);
    backup(k);
    assert_int_equal(db_commit(other, e), ST_OK);
    db_close(&other);
    assert_int_equal(db_open(k->copy, DB_READONLY, &other, e), ST_OK);
    assert_int_equal(db_value(other, &n, e, "SELECT count(*) FROM bay", ""), ST_OK);
    assert_int_equal(n, 1);
    db_close(&other);
}

static void test_nothing_is_overwritten(void **state)
{
    struct keeping *k = *state;
    struct error *e = &k->w->e;
    FAILS(k, ST_REFUSED, "file_exists",
          keep_backup(&k->w->s, k->w->path, &k->verified, e)); /* the database itself */
    backup(k);
    FAILS(k, ST_REFUSED, "file_exists", keep_backup(&k->w->s, k->copy, &k->verified, e));
    unlink(k->copy);
    FAILS(k, ST_REFUSED, "file_exists",
          keep_backup(&k->w->s, k->copy, &k->verified, e)); /* its pepper is still there */
    assert_false(there(k->copy));
    forget_beside(k);
    backup(k);
    FAILS(k, ST_REFUSED, "file_exists",
          keep_restore(&k->w->s, k->copy, &k->verified, e)); /* onto the running workshop */
    assert_int_equal(keep_restore(&k->s, k->copy, &k->verified, e), ST_OK);
    FAILS(k, ST_REFUSED, "file_exists", keep_restore(&k->s, k->copy, &k->verified, e));
    unlink(k->place);
    FAILS(k, ST_REFUSED, "file_exists", keep_restore(&k->s, k->copy, &k->verified, e));
    assert_false(there(k->place));
}

static void write_over(const char *path, long offset, const char *bytes, size_t n)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, n, offset), (ssize_t)n);
    close(fd);
}

static void test_damaged_backups(void **state)
{
    struct keeping *k = *state;
    char bytes[4096];
    struct stat is;
    refused(k, ST_NOT_FOUND, "no_backup");
    backup(k);
    unlink(k->copy_pepper); /* the half that lets nobody in */
    refused(k, ST_FAILED, "pepper");
    int fd = open(k->copy_pepper, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, "short", 5), 5);
    close(fd);
    refused(k, ST_FAILED, "pepper");
    forget_beside(k);
    unlink(k->copy);
    backup(k);
    assert_int_equal(stat(k->copy, &is), 0);
    memset(bytes, 'x', sizeof bytes);
    for (long page = 2; page < 10; page += 3) {
        write_over(k->copy, page * (long)sizeof bytes, bytes, sizeof bytes);
    }
    refused(k, ST_FAILED, "database_damaged");
    assert_int_equal(truncate(k->copy, is.st_size / 2), 0);
    refused(k, ST_FAILED, "database_damaged");
    write_over(k->copy, 0, bytes, 100); /* no database at all */
    refused(k, ST_FAILED, "database_damaged");
    assert_int_equal(truncate(k->copy, 0), 0); /* sound, and empty */
    refused(k, ST_FAILED, "no_backup");
    unlink(k->copy);
    assert_int_equal(mkdir(k->copy, 0700), 0);
    assert_int_not_equal(keep_restore(&k->s, k->copy, &k->verified, &k->w->e), ST_OK);
    assert_false(there(k->place));
    rmdir(k->copy);
}

/* A backup of an older program is brought up to date where it is restored to, and itself stays as it was. */
static void test_older_schema(void **state)
{
    struct keeping *k = *state;
    struct error *e = &k->w->e;
    sqlite3 *old = NULL;
    struct db *db = NULL;
    char raise[64];
    int version = 0;
    assert_int_equal(sqlite3_open(k->copy, &old), SQLITE_OK);
    for (size_t i = 0; i < migration_count && migrations[i].version <= OLD_SCHEMA; i++) {
        assert_int_equal(sqlite3_exec(old, migrations[i].sql, NULL, NULL, NULL), SQLITE_OK);
    }
    snprintf(raise, sizeof raise, "PRAGMA user_version = %d", OLD_SCHEMA);
    assert_int_equal(sqlite3_exec(old, raise, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(old,
                                  "INSERT INTO outlet (code, name, created_at) VALUES ('SH01', 'Old', 1)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(old);
    const unsigned char pepper[PEPPER_SIZE] = {7};
    assert_int_equal(secret_file_make(k->copy_pepper, pepper, sizeof pepper, e), ST_OK);
    assert_int_equal(keep_restore(&k->s, k->copy, &k->verified, e), ST_OK); /* there were no keys then */
    assert_int_equal(k->s.note_count, 0);
    assert_int_equal(app_open_db(&k->app, 0, e), ST_OK);
    assert_int_equal(db_schema_version(k->app.db, &version, e), ST_OK);
    assert_int_equal(version, db_schema_known());
    assert_int_equal(db_open(k->copy, DB_READONLY, &db, e), ST_OK);
    assert_int_equal(db_schema_version(db, &version, e), ST_OK);
    assert_int_equal(version, OLD_SCHEMA);
    db_close(&db);
}

/* A program that is older than the database says so, and touches nothing. */
static void test_newer_schema(void **state)
{
    struct keeping *k = *state;
    struct workshop *w = k->w;
    char raise[64];
    struct db *db = NULL;
    backup(k);
    snprintf(raise, sizeof raise, "PRAGMA user_version = %d", db_schema_known() + 1);
    assert_int_equal(db_open(k->copy, 0, &db, &w->e), ST_OK);
    assert_int_equal(db_run(db, NULL, &w->e, raise, ""), ST_OK);
    db_close(&db);
    refused(k, ST_FAILED, "newer_schema");
    assert_non_null(strstr(w->e.message, "newer clearbay"));
    assert_int_equal(db_open(k->copy, 0, &db, &w->e), ST_FAILED);
    assert_string_equal(w->e.code, "newer_schema");
    assert_null(db);
}

/* A disk that fills up on the way: said, and no half copy is left. */
static void test_full_disk(void **state)
{
    struct keeping *k = *state;
    struct workshop *w = k->w;
    db_close(&w->app.db); /* a handle must not go through a fork */
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit limit = {.rlim_cur = 64 * 1024, .rlim_max = 64 * 1024};
        signal(SIGXFSZ, SIG_IGN);
        enum status st = app_open_db(&w->app, 0, &w->e);
        bool ok = st == ST_OK && setrlimit(RLIMIT_FSIZE, &limit) == 0;
        st = ok ? keep_backup(&w->s, k->copy, &k->verified, &w->e) : ST_OK;
        _exit(st == ST_FAILED && w->e.message[0] != '\0' ? 0 : 1);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    assert_false(there(k->copy));
    assert_false(there(k->copy_pepper));
    assert_int_equal(app_open_db(&w->app, 0, &w->e), ST_OK);
    backup(k);
}

static void test_backup_refusals(void **state)
{
    struct keeping *k = *state;
    struct workshop *w = k->w;
    char nowhere[128];
    json_t *params = json_pack("{s:s}", "file", k->copy), *result = NULL;
    snprintf(nowhere, sizeof nowhere, "%s/no/such/folder/copy.db", w->folder);
    assert_int_equal(keep_backup(&w->s, nowhere, &k->verified, &w->e), ST_FAILED);
    static const char *const others[] = {"ann", "tom", "quinn"};
    for (size_t i = 0; i < 3; i++) { /* a copy holds everybody's data */
        workshop_as(w, others[i]);
        FAILS(k, ST_REFUSED, "wrong_role", command_dispatch(&w->s, "backup", params, &result, &w->e));
    }
    session_logout(&w->s);
    FAILS(k, ST_REFUSED, "login_needed", command_dispatch(&w->s, "backup", params, &result, &w->e));
    assert_false(there(k->copy));
    workshop_as(w, "mia");
    assert_int_equal(command_dispatch(&w->s, "backup", params, &result, &w->e), ST_OK);
    json_decref(result);
    json_decref(params);
}

struct findings {
    size_t n, bad;
    char first_bad[32];
};

static void find(const struct check *check, void *arg)
{
    struct findings *f = arg;
    assert_true(check->text[0] != '\0');
    if (!check->ok && f->bad++ == 0) {
        snprintf(f->first_bad, sizeof f->first_bad, "%s", check->name);
    }
    f->n++;
}

static struct findings doctor(struct session *s)
{
    struct findings f = {0};
    struct error e = ERROR_NONE;
    assert_int_equal(keep_doctor(s, find, &f, &e), ST_OK);
    return f;
}

static void test_doctor(void **state)
{
    struct keeping *k = *state;
    struct workshop *w = k->w;
    char pepper[128], key[128], raise[64];
    struct findings f = doctor(&w->s);
    assert_true(f.n >= 6);
    assert_int_equal(f.bad, 0);
    assert_int_equal(doctor(&k->s).bad, 2); /* no database, nor a folder whose disk could be looked at */
    workshop_sql(w, "UPDATE audit_entry SET at = at + 1 WHERE seq = 3");
    assert_string_equal(doctor(&w->s).first_bad, "audit");
    workshop_sql(w, "UPDATE audit_entry SET at = at - 1 WHERE seq = 3");
    assert_int_equal(doctor(&w->s).bad, 0);
    workshop_sql(w, "PRAGMA foreign_keys = OFF");
    workshop_sql(w, "UPDATE bay SET outlet_id = 99");
    assert_string_equal(doctor(&w->s).first_bad, "integrity");
    workshop_sql(w, "UPDATE bay SET outlet_id = 1");
    workshop_sql(w, "PRAGMA foreign_keys = ON");
    snprintf(pepper, sizeof pepper, "%s.pepper", w->path);
    assert_int_equal(chmod(pepper, 0644), 0);
    w->app.pepper_loaded = false;
    assert_string_equal(doctor(&w->s).first_bad, "pepper");
    assert_int_equal(chmod(pepper, 0600), 0);
    snprintf(key, sizeof key, "%s.key", w->path);
    assert_int_equal(chmod(key, 0644), 0);
    assert_string_equal(doctor(&w->s).first_bad, "key");
    assert_int_equal(chmod(key, 0600), 0);
    assert_int_equal(doctor(&w->s).bad, 0);
    struct oem_source source = {.name = "acme"};
    w->config.sources = &source;
    w->config.source_count = 1;
    assert_string_equal(doctor(&w->s).first_bad, "price list");
    w->config.source_count = 0;
    snprintf(raise, sizeof raise, "PRAGMA user_version = %d", db_schema_known() + 1);
    workshop_sql(w, raise);
    assert_string_equal(doctor(&w->s).first_bad, "schema");
    db_close(&w->app.db);
    assert_string_equal(doctor(&w->s).first_bad, "database");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, keep_set_up, keep_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_round_trip),
        TEST(test_lost_entries),
        TEST(test_tampered_backup),
        TEST(test_while_running),
        TEST(test_nothing_is_overwritten),
        TEST(test_damaged_backups),
        TEST(test_newer_schema),
        TEST(test_older_schema),
        TEST(test_full_disk),
        TEST(test_backup_refusals),
        TEST(test_doctor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
