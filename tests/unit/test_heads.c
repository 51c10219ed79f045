/* Signed heads of the audit log: when they are written, what they show to whoever carried them away, and that
 * nobody who has the database alone can make one. */
#include "tests/fault/promise.h"
#include "tests/unit/repair.h"

#include "core/trust/audit_entry.h"
#include "core/trust/heads.h"
#include "core/trust/personal.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { EDITS_FEW = 210, EDITS = 1050, ROWS_MAX = 400 };

static void path_of(const struct workshop *w, const char *ending, char out[200])
{
    snprintf(out, 200, "%s%s", w->path, ending);
}

/* For what is no transaction of its own. */
static void must(struct workshop *w, enum status st)
{
    if (st != ST_OK) {
        fail_msg("%s", w->e.message);
    }
}

static int heads_set_up(void **state)
{
    struct order_state o = {0};
    workshop_set_up(state);
    struct workshop *w = *state;
    OK(w, workshop_key_make(&w->s, &w->e));
    repair_all(w, "京A10001", &o);
    repair_open(w, "京A10002", &o);
    return 0;
}

static struct audit_report verify(struct workshop *w)
{
    struct audit_report report;
    if (audit_verify(&w->s, &report, &w->e) != ST_OK) {
        fail_msg("%s", w->e.message);
    }
    return report;
}

static void export_head(struct workshop *w)
{
    struct head head;
    heads_want(&w->app);
    if (heads_due(&w->s, &head)) {
        must(w, heads_export(&w->s, &head, &w->e));
    }
}

/* Somebody who has the database, knows how hashes are made, and writes all that follow anew. */
struct forger {
    struct db *db;
    char hashes[ROWS_MAX][HASH_HEX];
    int64_t numbers[ROWS_MAX];
    char previous[HASH_HEX];
    size_t n;
};

static bool forge(const struct audit_row *r, void *arg)
{
    struct forger *f = arg;
    assert_true(f->n < ROWS_MAX);
    audit_entry_hash(r, f->previous, f->hashes[f->n]);
    memcpy(f->previous, f->hashes[f->n], HASH_HEX);
    f->numbers[f->n++] = r->seq;
    return true;
}

static void write_chain_anew(struct workshop *w)
{
    static struct forger f;
    f = (struct forger){.db = w->app.db, .previous = AUDIT_FIRST_HASH};
    must(w, audit_store_each(w->app.db, 0, forge, &f, &w->e));
    for (size_t i = 0; i < f.n; i++) {
        must(w, db_run(w->app.db, NULL, &w->e, "UPDATE audit_entry SET hash = $2 WHERE seq = $1", "it",
                       f.numbers[i], f.hashes[i]));
    }
    workshop_sql(
        w, "UPDATE work_order SET revision = (SELECT coalesce(max(a.revision), 0) FROM audit_entry a WHERE "
           "a.order_id = work_order.id)");
    workshop_sql(
        w, "UPDATE sqlite_sequence SET seq = (SELECT coalesce(max(seq), 0) FROM audit_entry) WHERE name = "
           "'audit_entry'");
}

/* Another name in the place of the customer's, with a salt and a digest that fit. */
static void put_other_name(struct workshop *w, int i)
{
    char personal[64], salt[PERSONAL_SALT_HEX], digest[HASH_HEX];
    snprintf(personal, sizeof personal, "{\"customer\":[null,\"Han Mei %d\"]}", i);
    personal_salt(salt);
    personal_digest(salt, personal, digest);
    must(w,
         db_run(w->app.db, NULL, &w->e,
                "UPDATE audit_entry SET personal = $1, personal_salt = $2, personal_digest = $3 "
                "WHERE seq = (SELECT min(seq) FROM audit_entry WHERE personal IS NOT NULL AND order_id = $4)",
                "ttti", personal, salt, digest, (int64_t)(1 + i % 2)));
}

static void edit(struct workshop *w, int i, int64_t last)
{
    char sql[600];
    long long at = 1 + i * 7919LL % last, other = 1 + i * 104729LL % last;
    other = other == at ? at % last + 1 : other;
    switch (i % 7) {
    case 0:
        snprintf(sql, sizeof sql,
                 "UPDATE audit_entry SET detail = '{\"forged\":[null,\"%d\"]}' WHERE seq = %lld", i, at);
        workshop_sql(w, sql);
        break;
    case 1: /* gone, and the others move up */
        snprintf(sql, sizeof sql, "DELETE FROM audit_entry WHERE seq = %lld", at);
        workshop_sql(w, sql);
        snprintf(sql, sizeof sql, "UPDATE audit_entry SET seq = -seq WHERE seq > %lld", at);
        workshop_sql(w, sql);
        workshop_sql(w, "UPDATE audit_entry SET seq = -seq - 1 WHERE seq < 0");
        break;
    case 2:
        snprintf(sql, sizeof sql, "UPDATE audit_entry SET seq = -%lld WHERE seq = %lld", other, at);
        workshop_sql(w, sql);
        snprintf(sql, sizeof sql, "UPDATE audit_entry SET seq = %lld WHERE seq = %lld", at, other);
        workshop_sql(w, sql);
        workshop_sql(w, "UPDATE audit_entry SET seq = -seq WHERE seq < 0");
        break;
    case 3:
        put_other_name(w, i);
        break;
    case 4: /* an entry that never was, and the others move down */
        snprintf(sql, sizeof sql, "UPDATE audit_entry SET seq = -seq WHERE seq >= %lld", at);
        workshop_sql(w, sql);
        workshop_sql(w, "UPDATE audit_entry SET seq = -seq + 1 WHERE seq < 0");
        snprintf(
            sql, sizeof sql,
            "INSERT INTO audit_entry (seq, at, monotonic, event, order_id, revision, person_id, terminal, "
            "detail, hash) SELECT %lld, at, monotonic, 'inspect', 1, 1, 3, 'x', '{}', '' FROM audit_entry "
            "WHERE seq = (SELECT max(seq) FROM audit_entry)",
            at);
        workshop_sql(w, sql);
        break;
    case 5: /* somebody else did it, at another time */
        snprintf(sql, sizeof sql,
                 "UPDATE audit_entry SET person_id = 1 + person_id %% 6, at = at + %d WHERE seq = %lld",
                 1 + i, at);
        workshop_sql(w, sql);
        break;
    default:
        snprintf(sql, sizeof sql, "DELETE FROM audit_entry WHERE seq > %lld", at - 1);
        workshop_sql(w, sql);
    }
}

static void forged_logs_are_seen(void **state)
{
    struct workshop *w = *state;
    export_head(w);
    const int64_t last = verify(w).last_head;
    const int edits = torture_rounds(EDITS_FEW, EDITS);
    int missed = 0;
    assert_int_equal(verify(w).problem_count, 0);
    assert_int_equal(last, verify(w).entries);
    for (int i = 0; i < edits; i++) {
        must(w, db_begin(w->app.db, &w->e));
        edit(w, i, last);
        write_chain_anew(w);
        missed += verify(w).problem_count == 0;
        db_rollback(w->app.db);
    }
    promise("audit", edits, missed, "written anew with hashes that fit, by somebody without the key");
    assert_int_equal(missed, 0);
    assert_int_equal(verify(w).problem_count, 0);
}

/* Without the heads nothing would tell: the forger knows how. */
static void without_heads_a_forger_wins(void **state)
{
    struct workshop *w = *state;
    char heads[200];
    path_of(w, ".heads", heads);
    unlink(heads);
    must(w, db_begin(w->app.db, &w->e));
    edit(w, 0, 5);
    write_chain_anew(w);
    assert_int_equal(verify(w).problem_count, 0);
    db_rollback(w->app.db);
}

static int64_t lines(struct workshop *w)
{
    char heads[200];
    int c;
    int64_t n = 0;
    path_of(w, ".heads", heads);
    FILE *f = fopen(heads, "re");
    while (f != NULL && (c = fgetc(f)) != EOF) {
        n += c == '\n';
    }
    if (f != NULL) {
        fclose(f);
    }
    return n;
}

static void add_entries(struct workshop *w, int n)
{
    const struct audit_event event = {.event = "test"};
    must(w, db_begin(w->app.db, &w->e));
    for (int i = 0; i < n; i++) {
        must(w, audit_append(&w->s, &event, NULL, &w->e));
    }
    must(w, db_commit(w->app.db, &w->e));
}

static void written_when_due(void **state)
{
    struct workshop *w = *state;
    struct head head;
    export_head(w);
    int64_t before = lines(w);
    assert_false(heads_due(&w->s, &head)); /* nothing new */
    add_entries(w, HEADS_EVERY - 1);
    assert_false(heads_due(&w->s, &head));
    add_entries(w, 1);
    heads_after_commit(&w->s);
    assert_int_equal(lines(w), before + 1);
    add_entries(w, 1);
    assert_false(heads_due(&w->s, &head));
    w->app.head_at -= HEADS_MS; /* five minutes later */
    assert_true(heads_due(&w->s, &head));
    heads_after_commit(&w->s);
    assert_int_equal(lines(w), before + 2);
    add_entries(w, 1);
    heads_want(&w->app); /* as QC's signature does */
    heads_after_commit(&w->s);
    assert_int_equal(lines(w), before + 3);
    assert_int_equal(verify(w).heads, before + 3);
    w->app.head_known = false; /* another program goes on where this one was */
    assert_false(heads_due(&w->s, &head));
}

static void write_over(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static void half_a_line_harms_nothing(void **state)
{
    struct workshop *w = *state;
    char heads[200];
    path_of(w, ".heads", heads);
    export_head(w);
    int64_t before = verify(w).heads;
    write_over(heads, "{\"at\":\"2026-11-2");
    w->app.head_known = false;
    add_entries(w, 1);
    export_head(w);
    assert_int_equal(verify(w).heads, before + 1);
    assert_int_equal(verify(w).unreadable, 1);
    assert_int_equal(verify(w).problem_count, 0);
}

static void heads_of_others_are_seen(void **state)
{
    struct workshop *w = *state;
    char heads[200];
    path_of(w, ".heads", heads);
    export_head(w);
    write_over(heads,
               "{\"at\":\"2026-11-27T10:00:00Z\",\"hash\":\""
               "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\",\"key\":\"0\",\"outlet\":"
               "\"SH01\",\"seq\":2,\"signature\":\"00\"}\n");
    assert_int_equal(verify(w).problem_count, 1);
    struct audit_report report;
    const char *other = "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29";
    must(w, audit_verify_against(&w->s, NULL, other, &report, &w->e));
    assert_true(report.problem_count >= 2); /* no head fits, nor does what the log says of its key */
    assert_int_equal(audit_verify_against(&w->s, NULL, "xyz", &report, &w->e), ST_USAGE);
}

static int64_t problems_of(struct workshop *w, const char *file)
{
    struct audit_report report;
    must(w, audit_verify_against(&w->s, file, NULL, &report, &w->e));
    return (int64_t)report.problem_count;
}

/* The file of somebody who throws the heads away, or puts something else in their place. */
static void heads_that_are_gone_are_missed(void **state)
{
    static const char *const instead[] = {NULL, "", "\n\n", "no head\n", "{\"at\":\"2026-11-2"};
    struct workshop *w = *state;
    char heads[200], key[200];
    path_of(w, ".heads", heads);
    path_of(w, ".key", key);
    assert_int_equal(problems_of(w, NULL), 0); /* few entries: none is there yet */
    add_entries(w, HEADS_EVERY);
    for (size_t i = 0; i < sizeof instead / sizeof *instead; i++) {
        unlink(heads);
        if (instead[i] != NULL) {
            close(open(heads, O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
            write_over(heads, instead[i]);
            assert_int_equal(problems_of(w, heads), 1);
        }
        assert_int_equal(problems_of(w, NULL), 1);
        assert_non_null(strstr(verify(w).problems[0], heads));
    }
    export_head(w);
    assert_int_equal(problems_of(w, NULL), 0);
    unlink(heads); /* a backup was restored: its key is as new as the place */
    assert_int_equal(utimensat(AT_FDCWD, key, NULL, 0), 0);
    assert_int_equal(problems_of(w, NULL), 0);
    unlink(key); /* a workshop from before there were keys */
    assert_int_equal(problems_of(w, NULL), 0);
}

/* A disk that takes no heads keeps nobody from working; it is said. */
static void a_head_that_cannot_be_written_is_said(void **state)
{
    struct workshop *w = *state;
    struct head head;
    w->config.trust_heads = "/no/such/folder";
    w->app.head_known = false;
    add_entries(w, 1);
    heads_want(&w->app);
    heads_after_commit(&w->s);
    assert_int_equal(w->s.note_count, 1);
    assert_non_null(strstr(w->s.notes[0], "/no/such/folder"));
    assert_true(heads_due(&w->s, &head));
    session_clear_notes(&w->s);
}

static void the_key_is_guarded(void **state)
{
    struct workshop *w = *state;
    struct stat s;
    char key[200], pub[200], aside[200], hex[PUBLIC_KEY_HEX], again[PUBLIC_KEY_HEX], signature[SIGNATURE_HEX];
    path_of(w, ".key", key);
    path_of(w, ".pub", pub);
    path_of(w, ".aside", aside);
    assert_int_equal(stat(key, &s), 0);
    assert_int_equal(s.st_mode & 07777, 0600);
    must(w, workshop_key_public(&w->app, hex, &w->e));
    must(w, workshop_key_read_public(pub, again, NULL, &w->e));
    assert_string_equal(hex, again);
    must(w, workshop_key_sign(&w->app, "head", "text", 4, signature, &w->e));
    assert_true(workshop_key_verify(hex, "head", "text", 4, signature));
    assert_false(workshop_key_verify(hex, "certificate", "text", 4, signature)); /* for another purpose */
    assert_false(workshop_key_verify(hex, "head", "texs", 4, signature));
    assert_false(workshop_key_verify("", "head", "text", 4, signature));
    assert_int_equal(chmod(key, 0640), 0);
    assert_int_equal(workshop_key_sign(&w->app, "head", "text", 4, signature, &w->e), ST_FAILED);
    assert_int_equal(chmod(key, 0600), 0);
    assert_int_equal(rename(key, aside), 0);
    assert_int_equal(workshop_key_ensure(&w->s, &w->e), ST_FAILED); /* the log knows that there was one */
    assert_non_null(strstr(w->e.message, key));
    assert_int_equal(rename(aside, key), 0);
    must(w, workshop_key_ensure(&w->s, &w->e));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, heads_set_up, workshop_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(forged_logs_are_seen),
        TEST(without_heads_a_forger_wins),
        TEST(written_when_due),
        TEST(half_a_line_harms_nothing),
        TEST(heads_of_others_are_seen),
        TEST(heads_that_are_gone_are_missed),
        TEST(a_head_that_cannot_be_written_is_said),
        TEST(the_key_is_guarded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
