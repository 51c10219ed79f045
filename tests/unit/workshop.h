/* A workshop in a database of its own, for the tests of orders: people of every role, a bay and a price
 * list, written as rows so that these tests depend on nobody else's rules. */
#ifndef CLEARBAY_TESTS_WORKSHOP_H
#define CLEARBAY_TESTS_WORKSHOP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/app/app.h"
#include "core/base/when.h"
#include "tests/unit/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct workshop {
    char folder[64], path[96];
    struct config config;
    struct app app;
    struct session s;
    struct error e;
    int64_t outlet;
};

enum { WORKSHOP_PEOPLE = 7 };
static const struct {
    const char *login, *role;
} workshop_people[WORKSHOP_PEOPLE] = {{"ann", "advisor"},    {"abe", "advisor"}, {"tom", "technician"},
                                      {"tim", "technician"}, {"quinn", "qc"},    {"mia", "manager"},
                                      {"tess", "technician"}};

static inline void workshop_sql(struct workshop *w, const char *sql)
{
    if (db_run(w->app.db, NULL, &w->e, sql, "") != ST_OK) {
        fail_msg("%s: %s", sql, w->e.message);
    }
}

/* The acting person from now on. */
static inline void workshop_as(struct workshop *w, const char *login)
{
    for (int i = 0; i < WORKSHOP_PEOPLE; i++) {
        if (strcmp(workshop_people[i].login, login) == 0) {
            w->s.person = i + 1;
            w->s.role = role_parse(workshop_people[i].role);
            snprintf(w->s.login, sizeof w->s.login, "%s", login);
            snprintf(w->s.name, sizeof w->s.name, "%s", login);
            return;
        }
    }
    fail_msg("nobody called %s", login);
}

static inline void workshop_fill(struct workshop *w)
{
    workshop_sql(w, "INSERT INTO outlet (code, name, created_at) VALUES ('SH01', 'Test', 1)");
    for (int i = 0; i < WORKSHOP_PEOPLE; i++) {
        char sql[400];
        snprintf(sql, sizeof sql,
                 "INSERT INTO person (outlet_id, login, name, role, pin_hash, pin_temporary, pin_set_at, "
                 "created_at) VALUES (1, '%s', 'Name of %s', '%s', 'x', 0, 1, 1)",
                 workshop_people[i].login, workshop_people[i].login, workshop_people[i].role);
        workshop_sql(w, sql);
    }
    /* tom may work on high voltage, tim might until long ago */
    workshop_sql(
        w, "INSERT INTO person_certificate (person_id, certificate, valid_from, valid_until, granted_at) "
           "VALUES (3, 'hv', 1, NULL, 1), (4, 'hv', 1, 1000, 1)");
    workshop_sql(w, "INSERT INTO bay (outlet_id, code, created_at) VALUES (1, 'B1', 1)");
}

static inline int workshop_set_up(void **state)
{
    struct workshop *w = calloc(1, sizeof *w);
    assert_non_null(w);
    snprintf(w->folder, sizeof w->folder, "/tmp/clearbay-test-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->path, sizeof w->path, "%s/test.db", w->folder);
    w->config = (struct config){.file = "",
                                .outlet_code = "SH01",
                                .outlet_name = "Test",
                                .outlet_currency = "CNY",
                                .database_path = w->path,
                                .trust_heads = "",
                                .backup_folder = "",
                                .backup_hour = 2,
                                .backup_every_h = 24,
                                .backup_keep_days = 14,
                                .clock_create_s = 180,
                                .clock_diagnose_s = 1800,
                                .clock_repair_s = 86400,
                                .clock_callback_s = 86400,
                                .labour_rate = 32000,
                                .labour_discount_percent = 20};
    w->app.config = &w->config;
    w->s.app = &w->app;
    snprintf(w->s.terminal, sizeof w->s.terminal, "test");
    assert_int_equal(db_open(w->path, DB_CREATE, &w->app.db, &w->e), ST_OK);
    workshop_fill(w);
    workshop_as(w, "ann");
    *state = w;
    return 0;
}

static inline int workshop_tear_down(void **state)
{
    struct workshop *w = *state;
    session_clear_notes(&w->s);
    db_close(&w->app.db);
    folder_remove(w->folder);
    free(w);
    return 0;
}

/* True when a note of the running command holds the words. */
static inline bool workshop_noted(const struct workshop *w, const char *words)
{
    for (size_t i = 0; i < w->s.note_count; i++) {
        if (strstr(w->s.notes[i], words) != NULL) {
            return true;
        }
    }
    return false;
}

/* Runs a change as the dispatcher does: in a write transaction, kept when it went well. */
#define CHANGE(w, call) workshop_change_end((w), (workshop_change_begin(w), (call)))

static inline void workshop_change_begin(struct workshop *w)
{
    session_clear_notes(&w->s);
    w->e = ERROR_NONE;
    assert_int_equal(db_begin(w->app.db, &w->e), ST_OK);
}

static inline enum status workshop_change_end(struct workshop *w, enum status st)
{
    if (st == ST_OK) {
        assert_int_equal(db_commit(w->app.db, &w->e), ST_OK);
    } else {
        db_rollback(w->app.db);
    }
    return st;
}

#define OK(w, call)                                                                                          \
    do {                                                                                                     \
        if (CHANGE(w, call) != ST_OK) {                                                                      \
            fail_msg("%s: %s", (w)->e.code, (w)->e.message);                                                 \
        }                                                                                                    \
    } while (0)

#define REFUSED(w, status, word, call)                                                                       \
    do {                                                                                                     \
        assert_int_equal(CHANGE(w, call), status);                                                           \
        assert_string_equal((w)->e.code, word);                                                              \
        assert_true((w)->e.message[0] != '\0');                                                              \
    } while (0)

#endif
