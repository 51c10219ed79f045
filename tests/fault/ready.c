#include "tests/fault/ready.h"

#include <sodium.h>

enum { KEYED_SIZE = 32, SQL_SIZE = 600 };

void ready_advisors(struct workshop *w, int n, int64_t *first)
{
    workshop_sql(w, "BEGIN");
    for (int i = 1; i <= n; i++) {
        char sql[SQL_SIZE];
        snprintf(sql, sizeof sql,
                 "INSERT INTO person (outlet_id, login, name, role, pin_hash, pin_temporary, pin_set_at, "
                 "created_at) VALUES (1, 'x%d', 'Name of x%d', 'advisor', 'x', 0, 1, 1)",
                 i, i);
        workshop_sql(w, sql);
    }
    workshop_sql(w, "COMMIT");
    *first = WORKSHOP_PEOPLE + 1;
}

/* As core/people/pin.c does it, at the least cost. */
void ready_pins(struct workshop *w)
{
    unsigned char keyed[KEYED_SIZE];
    char hash[crypto_pwhash_STRBYTES], sql[SQL_SIZE];
    assert_true(sodium_init() >= 0);
    assert_int_equal(app_pepper(&w->app, true, &w->e), ST_OK);
    crypto_generichash(keyed, sizeof keyed, (const unsigned char *)READY_PIN, strlen(READY_PIN),
                       w->app.pepper, PEPPER_SIZE);
    assert_int_equal(crypto_pwhash_str_alg(hash, (const char *)keyed, sizeof keyed,
                                           crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN,
                                           crypto_pwhash_ALG_ARGON2ID13),
                     0);
    snprintf(sql, sizeof sql, "UPDATE person SET pin_hash = '%s', failed_pins = 0, locked_until = 0", hash);
    workshop_sql(w, sql);
}

void ready_orders(struct workshop *w, int n)
{
    for (int i = 1; i <= n; i++) {
        struct order_state o = {0};
        char plate[32];
        snprintf(plate, sizeof plate, "京B%05d", i);
        repair_open(w, plate, &o);
        repair_inspect(w, "ann", o.number, LEVEL_ADVISOR);
    }
}

void ready_ini(struct workshop *w, struct ready_places *out)
{
    snprintf(out->ini, sizeof out->ini, "%s/clearbay.ini", w->folder);
    snprintf(out->socket, sizeof out->socket, "%s/socket", w->folder);
    FILE *f = fopen(out->ini, "we");
    assert_non_null(f);
    fprintf(f, "[outlet]\ncode = SH01\nname = Test\n[database]\npath = %s\n", w->path);
    assert_int_equal(fclose(f), 0);
}

static enum status end(struct session *s, enum status st, struct error *e)
{
    if (st == ST_OK) {
        return db_commit(s->app->db, e);
    }
    db_rollback(s->app->db);
    return st;
}

static const char *number(int64_t order, char out[32])
{
    snprintf(out, 32, "%lld", (long long)order);
    return out;
}

enum status ready_sign(struct session *s, int64_t order, struct error *e)
{
    char ref[32];
    struct order_state o = {0};
    const struct sign_request r = {.ref = number(order, ref), .level = LEVEL_ADVISOR};
    enum status st = db_begin(s->app->db, e);
    return st == ST_OK ? end(s, signoff_sign(s, &r, &o, e), e) : st;
}

enum status ready_edit(struct session *s, int64_t order, int64_t km, struct error *e)
{
    char ref[32];
    struct order_state o = {0};
    const struct order_edit edit = {.odometer = km};
    enum status st = db_begin(s->app->db, e);
    return st == ST_OK ? end(s, order_edit(s, number(order, ref), 0, &edit, &o, e), e) : st;
}

int64_t ready_signatures(struct session *s, int64_t order)
{
    int64_t n = -1;
    struct error e = ERROR_NONE;
    enum status st =
        db_value(s->app->db, &n, &e, "SELECT count(*) FROM signature WHERE order_id = $1", "i", order);
    return st == ST_OK ? n : -1;
}

static const char rows_without_entry[] =
    "SELECT count(*) FROM signature s WHERE NOT EXISTS (SELECT 1 FROM audit_entry a WHERE a.order_id = "
    "s.order_id AND a.event = 'sign' AND instr(a.detail, s.content_hash) > 0)";
static const char entries_without_row[] = "SELECT count(*) FROM audit_entry a WHERE a.event = 'sign' AND NOT "
                                          "EXISTS (SELECT 1 FROM signature s WHERE "
                                          "s.order_id = a.order_id AND instr(a.detail, s.content_hash) > 0)";
static const char doubles[] =
    "SELECT count(*) FROM (SELECT 1 FROM signature WHERE voided_at IS NULL AND verdict = "
    "'pass' GROUP BY order_id, level HAVING count(*) > 1)";

bool ready_look(struct session *s, struct ready_state *out, struct error *e)
{
    struct audit_report report;
    struct db *db = s->app->db;
    int64_t more = 0;
    *out = (struct ready_state){0};
    bool asked = db_value(db, &out->signatures, e, "SELECT count(*) FROM signature", "") == ST_OK &&
                 db_value(db, &out->halves, e, rows_without_entry, "") == ST_OK &&
                 db_value(db, &more, e, entries_without_row, "") == ST_OK &&
                 db_value(db, &out->doubles, e, doubles, "") == ST_OK && audit_verify(s, &report, e) == ST_OK;
    out->halves += more;
    out->problems = asked ? report.problem_count : 0;
    out->whole = asked && db_check(db, e) == ST_OK;
    return asked;
}

int ready_tear_down(void **state)
{
    struct workshop *w = *state;
    char command[128];
    session_clear_notes(&w->s);
    db_close(&w->app.db);
    snprintf(command, sizeof command, "rm -rf '%s'", w->folder);
    assert_int_equal(system(command), 0);
    free(w);
    return 0;
}
