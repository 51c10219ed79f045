/* A customer is told everything and erased: nothing of him is left in the database's file or its log, what
 * was signed still verifies, and tables hold no formula. */
#include "tests/fault/promise.h"
#include "tests/unit/repair.h"

#include "core/base/csv_out.h"
#include "core/customer/customer.h"
#include "core/trust/signoff_list.h"
#include "db/draft_store.h"

#include <csv.h>
#include <sys/stat.h>

enum { CROWD = 400, CELLS_MAX = 64 };

static const char name[] = "Li Lei", phone[] = "13838389438";

/* A signed and delivered repair of Li Lei's, and an order with his phone. */
static int customer_set_up(void **state)
{
    static const char *const noise[] = {"squeals"};
    struct order_state o = {0};
    workshop_set_up(state);
    struct workshop *w = *state;
    repair_all(w, "京A10001", &o);
    workshop_as(w, "ann");
    OK(w, order_deliver(&w->s, "1", 0, 52330, &o, &w->e));
    const struct intake in = {
        .plate = "京A10001", .phone = phone, .concerns = noise, .concern_count = 1, .odometer = -1};
    OK(w, order_open(&w->s, &in, &o, &w->e));
    workshop_as(w, "mia");
    return 0;
}

/* How often the file holds the words; it is looked at when nobody has it open. */
static int count_in_file(const char *path, const char *words)
{
    int n = 0;
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return 0;
    }
    fseek(f, 0, SEEK_END);
    size_t size = (size_t)ftell(f);
    char *all = malloc(size + 1);
    assert_non_null(all);
    rewind(f);
    assert_int_equal(fread(all, 1, size, f), size);
    fclose(f);
    for (const char *p = all; (p = memmem(p, size - (size_t)(p - all), words, strlen(words))) != NULL; p++) {
        n++;
    }
    free(all);
    return n;
}

static int count_everywhere(struct workshop *w, const char *words)
{
    static const char *const files[] = {"", "-wal", "-shm", ".heads", ".turn"};
    int n = 0;
    db_close(&w->app.db);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[200];
        snprintf(path, sizeof path, "%s%s", w->path, files[i]);
        n += count_in_file(path, words);
    }
    assert_int_equal(db_open(w->path, 0, &w->app.db, &w->e), ST_OK);
    return n;
}

static struct audit_report verify(struct workshop *w)
{
    struct audit_report report;
    assert_int_equal(audit_verify(&w->s, &report, &w->e), ST_OK);
    return report;
}

static void erase(struct workshop *w, struct customer_erasure *done)
{
    if (customer_erase(&w->s, phone, "asked for it", done, &w->e) != ST_OK) {
        fail_msg("%s: %s", w->e.code, w->e.message);
    }
}

/* Names that come, change their lengths and go, so that pages are split and joined around his. */
static void make_crowd(struct workshop *w)
{
    char sql[300];
    workshop_sql(w, "PRAGMA secure_delete = OFF"); /* as a database written by another SQLite */
    for (int i = 0; i < CROWD; i++) {
        snprintf(
            sql, sizeof sql,
            "INSERT INTO customer (name, phone, phone_key, created_at) VALUES ('%0*d', '%lld', '%lld', 1)",
            1 + i * 37 % 90, i, 13000000000 + i * 7919LL * 7919 % 1000000000,
            13000000000 + i * 7919LL * 7919 % 1000000000);
        workshop_sql(w, sql);
    }
    for (int i = 0; i < CROWD; i++) {
        snprintf(sql, sizeof sql, "UPDATE customer SET name = '%s%0*d' WHERE id = %d", i % 7 == 0 ? name : "",
                 i * 53 % 200 + 1, i, i + 2);
        workshop_sql(w, sql);
        snprintf(sql, sizeof sql, "UPDATE customer SET name = '%0*d' WHERE id = %d", i * 11 % 150 + 1, i,
                 i + 2);
        workshop_sql(w, sql);
    }
}

static void test_nothing_is_left(void **state)
{
    struct workshop *w = *state;
    struct customer_erasure done;
    struct order_state o = {0};
    struct stat log;
    char wal[200];
    assert_int_equal(customer_erase(&w->s, phone, "asked for it", &done, &w->e), ST_REFUSED);
    assert_string_equal(w->e.code, "order_open");
    workshop_as(w, "ann");
    OK(w, order_set_stage(&w->s, "2", 0, "cancelled", &o, &w->e));
    workshop_as(w, "mia");
    OK(w,
       draft_store_save(w->app.db, 1, "order.open", "", "{\"phone\":\"+86 138 3838 9438\"}", 1, NULL, &w->e));
    OK(w, draft_store_save(w->app.db, 1, "order.edit", "SH01-000001", "{\"vin\":\"\"}", 1, NULL, &w->e));
    make_crowd(w);
    assert_true(count_everywhere(w, name) > 2 && count_everywhere(w, phone) > 2);
    erase(w, &done);
    assert_int_equal(done.orders, 2);
    assert_int_equal(done.drafts, 1);
    assert_int_equal(done.mention_count, 0);
    assert_int_equal(w->s.note_count, 0);
    snprintf(wal, sizeof wal, "%s-wal", w->path);
    assert_int_equal(stat(wal, &log), 0);
    assert_int_equal(log.st_size, 0);
    int left = count_everywhere(w, name) + count_everywhere(w, phone) + count_everywhere(w, "138 3838");
    promise("personal", 1, left + (long)verify(w).problem_count,
            "customer erased: found %d times in the files, and the log verifies", left);
    assert_int_equal(left, 0);
    assert_int_equal(verify(w).problem_count, 0);
    assert_int_equal(customer_erase(&w->s, "1", "again", &done, &w->e), ST_REFUSED);
    assert_string_equal(w->e.code, "customer_erased");
}

/* Who agreed to a line is under the technician's signature: as a digest, which another name does not fit. */
static void test_signatures(void **state)
{
    struct workshop *w = *state;
    struct customer_erasure done;
    struct order_state o = {0};
    struct signature_view *views = NULL;
    size_t n = 0;
    static const char *const forged[] = {
        "UPDATE order_line SET decided_by = 'Han Mei'",
        "UPDATE order_line SET decided_by = NULL, decided_digest = NULL",
        "UPDATE order_line SET decided_by = decided_digest, decided_digest = NULL",
        "UPDATE order_line SET decided_by = NULL, decided_digest = decided_salt"};
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        workshop_change_begin(w);
        workshop_sql(w, forged[i]);
        assert_int_equal(signoff_list(&w->s, 1, &views, &n, &w->e), ST_OK);
        assert_true(n == 3 && views[0].valid && !views[1].valid && !views[2].valid);
        signoff_list_free(&views, n);
        db_rollback(w->app.db);
    }
    workshop_as(w, "ann");
    OK(w, order_set_stage(&w->s, "2", 0, "cancelled", &o, &w->e));
    workshop_as(w, "mia");
    erase(w, &done);
    assert_int_equal(signoff_list(&w->s, 1, &views, &n, &w->e), ST_OK);
    assert_true(n == 3 && views[0].valid && views[1].valid && views[2].valid);
    signoff_list_free(&views, n);
}

static void open_order(struct workshop *w, const char *plate, const char *customer, const char *number,
                       const char *concern)
{
    struct order_state o = {0};
    const struct intake in = {.plate = plate,
                              .customer = customer,
                              .phone = number,
                              .concerns = &concern,
                              .concern_count = 1,
                              .odometer = -1};
    workshop_as(w, "ann");
    OK(w, order_open(&w->s, &in, &o, &w->e));
}

static bool told(const struct customer_erasure *done, const char *order, const char *where)
{
    for (size_t i = 0; i < done->mention_count; i++) {
        const struct customer_mention *m = &done->mentions[i];
        if (strcmp(m->order, order) == 0 && strcmp(m->where, where) == 0) {
            return true;
        }
    }
    return false;
}

/* Whose order it is does not matter: who fetched another one's car, or answered for him, stands there. */
static void test_orders_of_others(void **state)
{
    struct workshop *w = *state;
    struct customer_erasure done;
    struct order_state o = {0};
    const struct decision his = {.by = name, .how = "phone"};
    open_order(w, "京A10003", "Han Mei", "13900000003", "Li Lei (138-3838 9438) fetches the car");
    const struct labour_request labour = {
        .op = "L1", .hours_milli = 1000, .text = "tighten the link for li lei", .job = 1};
    OK(w, line_add_labour(&w->s, "3", 0, &labour, &o, &w->e));
    OK(w, lines_authorise(&w->s, "3", 0, &his, &o, &w->e));
    open_order(w, "京A10004", "Li Lei", "13900000004", "squeals"); /* another one of that name */
    open_order(w, "京A10005", "Wu Di", "13900000005", "clicks");
    OK(w, order_set_stage(&w->s, "2", 0, "cancelled", &o, &w->e));
    workshop_as(w, "mia");
    assert_int_equal(customer_erase(&w->s, phone, "Li Lei wrote a letter", &done, &w->e), ST_OK);
    assert_true(told(&done, "SH01-000003", "concern 1"));
    assert_true(told(&done, "SH01-000003", "line 1")); /* both its text and who decided */
    int64_t agreed = 0, reasons = 0;
    assert_int_equal(db_value(w->app.db, &agreed, &w->e,
                              "SELECT seq FROM audit_entry WHERE order_id = 3 AND event = 'order.authorise'",
                              ""),
                     ST_OK);
    char entry[64];
    snprintf(entry, sizeof entry, "log %lld", (long long)agreed);
    assert_true(told(&done, "SH01-000003", entry));
    assert_int_equal(db_value(w->app.db, &reasons, &w->e,
                              "SELECT max(seq) FROM audit_entry WHERE event = 'customer.erased'", ""),
                     ST_OK);
    snprintf(entry, sizeof entry, "log %lld", (long long)reasons);
    assert_true(told(&done, "SH01-000002", entry)); /* the reason names him */
    for (size_t i = 0; i < done.mention_count; i++) {
        assert_string_not_equal(done.mentions[i].order, "SH01-000004");
        assert_string_not_equal(done.mentions[i].order, "SH01-000005");
    }
    assert_int_equal(verify(w).problem_count, 0);
}

/* A short name stands in many words. */
static void test_short_name(void **state)
{
    struct workshop *w = *state;
    struct customer_erasure done;
    struct order_state o = {0};
    open_order(w, "京A10006", "Li", "13900000006", "squeals");
    OK(w, order_set_stage(&w->s, "3", 0, "cancelled", &o, &w->e));
    open_order(w, "京A10007", "Wu Di", "13900000007", "the light clicks");
    open_order(w, "京A10008", "Wu Di", "13900000008", "Li");
    workshop_as(w, "mia");
    assert_int_equal(customer_erase(&w->s, "13900000006", "asked for it", &done, &w->e), ST_OK);
    assert_int_equal(done.mention_count, 1);
    assert_true(told(&done, "SH01-000005", "concern 1"));
}

/* Values that are taken out of the log without an erasure are seen, also of another order's entries. */
static void test_unexplained(void **state)
{
    struct workshop *w = *state;
    struct customer_erasure done;
    struct order_state o = {0};
    repair_open(w, "京A10002", &o);
    OK(w, order_set_stage(&w->s, "2", 0, "cancelled", &o, &w->e));
    workshop_sql(w, "UPDATE vehicle SET customer_id = 1 WHERE customer_id IS NULL");
    workshop_as(w, "mia");
    erase(w, &done);
    assert_int_equal(verify(w).problem_count, 0);
    workshop_sql(w, "UPDATE audit_entry SET personal = NULL, personal_salt = NULL WHERE order_id = 3");
    assert_true(verify(w).problem_count >= 1);
    assert_non_null(strstr(verify(w).problems[0], "personal"));
}

static void test_drafts(void **state)
{
    static const struct {
        const char *content;
        bool his;
    } drafts[] = {{"{\"customer\":\"Li Lei\"}", true},
                  {"{\"concern 1\":\"Li Lei hears a noise\"}", true},
                  {"{\"a\":[{\"b\":\"138-3838-9438\"}]}", true},
                  {"{\"phone\":\"13838389439\"}", false},
                  {"{\"customer\":\"Li\"}", false},
                  {"not JSON, Li Lei", true},
                  {"{}", false}};
    const struct customer_row him = {.name = "Li Lei", .phone = "13838389438"}, nobody = {.name = ""},
                              letter = {.name = "Li"};
    (void)state;
    for (size_t i = 0; i < sizeof drafts / sizeof *drafts; i++) {
        assert_int_equal(customer_in_draft(&him, drafts[i].content), drafts[i].his);
        assert_false(customer_in_draft(&nobody, drafts[i].content));
    }
    assert_true(customer_in_draft(&letter, "{\"customer\":\"Li\"}"));
    assert_false(customer_in_draft(&letter, "{\"concern 1\":\"Lights\"}"));
}

struct cells {
    char all[CELLS_MAX][300];
    size_t n;
};

static void take_cell(void *text, size_t n, void *arg)
{
    struct cells *cells = arg;
    assert_true(cells->n < CELLS_MAX);
    snprintf(cells->all[cells->n++], sizeof cells->all[0], "%.*s", (int)n, (const char *)text);
}

static void test_no_formula(void **state)
{
    static const char *const values[] = {"=1+1",
                                         "+1",
                                         "-1",
                                         "@SUM(A1)",
                                         "\t=1",
                                         "\r=1",
                                         "\n=1",
                                         "＝1+1",
                                         "＋1",
                                         "－1",
                                         "＠A1",
                                         "=\"a\",\"b\"",
                                         "plain, text",
                                         "a \"quote\"",
                                         "王芳",
                                         "",
                                         "'=1",
                                         "1-2",
                                         "=HYPERLINK(\"http://x\")"};
    struct cells cells = {.n = 0};
    struct csv_parser parser;
    char *text = NULL;
    size_t size = 0, n = sizeof values / sizeof *values;
    FILE *f = open_memstream(&text, &size);
    (void)state;
    for (size_t i = 0; i < n; i++) {
        assert_true(csv_out_cell(f, i == 0, values[i]));
    }
    assert_true(csv_out_end(f));
    fclose(f);
    assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
    assert_int_equal(csv_parse(&parser, text, size, take_cell, NULL, &cells), size);
    csv_fini(&parser, take_cell, NULL, &cells);
    csv_free(&parser);
    free(text);
    assert_int_equal(cells.n, n);
    promise("tables", (long)n, 0, "cells, those that begin like a formula quoted");
    for (size_t i = 0; i < n; i++) {
        bool formula = i < 12 || i == n - 1;
        assert_int_equal(cells.all[i][0] == '\'', formula || values[i][0] == '\'');
        assert_string_equal(cells.all[i] + formula, values[i]);
    }
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, customer_set_up, workshop_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(test_nothing_is_left),       TEST(test_signatures),
                                       TEST(test_orders_of_others),      TEST(test_short_name),
                                       TEST(test_unexplained),           cmocka_unit_test(test_drafts),
                                       cmocka_unit_test(test_no_formula)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
