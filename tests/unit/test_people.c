/* People and PINs: what a PIN may be, how guessing ends, what a one-time PIN is good for, dated certificates,
 * the pepper. Through the dispatcher, as every client comes in. */
#include "tests/unit/workshop.h"

#include "core/command/command.h"
#include "core/people/people.h"
#include "core/people/pin.h"

#include <sodium.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const char manager_pin[] = "manager's own";

static void pepper_path(const struct workshop *w, char out[128])
{
    snprintf(out, 128, "%s.pepper", w->path);
}

static int people_set_up(void **state)
{
    workshop_set_up(state);
    struct workshop *w = *state;
    assert_true(sodium_init() >= 0);
    assert_int_equal(app_pepper(&w->app, true, &w->e), ST_OK);
    workshop_as(w, "mia");
    OK(w, person_set_pin(&w->s, "mia", manager_pin, &w->e));
    workshop_as(w, "tom");
    OK(w, person_set_pin(&w->s, "tom", "tom's pin", &w->e));
    return 0;
}

static int people_tear_down(void **state)
{
    struct workshop *w = *state;
    char pepper[128];
    pepper_path(w, pepper);
    unlink(pepper);
    return workshop_tear_down(state);
}

/* Runs a command with up to three text arguments; its error's code, "" when it went well. */
static const char *run3(struct workshop *w, const char *id, const char *const args[6])
{
    json_t *params = json_object(), *result = NULL;
    for (int i = 0; i < 6 && args[i] != NULL; i += 2) {
        json_object_set_new(params, args[i], json_stringn_nocheck(args[i + 1], strlen(args[i + 1])));
    }
    w->e = ERROR_NONE;
    enum status st = command_dispatch(&w->s, id, params, &result, &w->e);
    json_decref(params);
    json_decref(result);
    assert_true(st == ST_OK || w->e.message[0] != '\0');
    return st == ST_OK ? "" : w->e.code;
}

#define RUN(w, id, ...) run3((w), (id), (const char *const[6]){__VA_ARGS__})

static const char *login(struct workshop *w, const char *user, const char *pin)
{
    return RUN(w, "session.login", "user", user, "pin", pin);
}

static int64_t number(struct workshop *w, const char *sql)
{
    int64_t n = -1;
    assert_int_equal(db_value(w->app.db, &n, &w->e, sql, ""), ST_OK);
    return n;
}

/* The same workshop over a connection of its own, as a program that was started anew. */
static void restart(struct workshop *w)
{
    session_logout(&w->s);
    db_close(&w->app.db);
    w->app.pepper_loaded = false;
    sodium_memzero(w->app.pepper, sizeof w->app.pepper);
    assert_int_equal(app_open_db(&w->app, 0, &w->e), ST_OK);
}

static void test_form(void **state)
{
    struct workshop *w = *state;
    char pin[4 * (PIN_MAX + 1) + 1] = "";
    static const struct {
        const char *one;
        size_t bytes;
    } characters[] = {{"7", 1}, {"\xe8\xbd\xa6", 3}, {"\xf0\x9f\x94\xa7", 4}}; /* 车 and a spanner */
    for (size_t c = 0; c < 3; c++) {
        pin[0] = '\0';
        for (size_t n = 0; n <= PIN_MAX + 1; n++) {
            enum status expected = n < PIN_MIN || n > PIN_MAX ? ST_USAGE : ST_OK;
            if (pin_check_form(pin, &w->e) != expected) {
                fail_msg("%zu characters of %zu bytes", n, characters[c].bytes);
            }
            if (n <= PIN_MAX) {
                memcpy(pin + n * characters[c].bytes, characters[c].one, characters[c].bytes + 1);
            }
        }
    }
    assert_int_equal(pin_check_form("12345\xff", &w->e), ST_USAGE);
    assert_int_equal(pin_check_form("\xc0\xafxxxxxx", &w->e), ST_USAGE);
    assert_int_equal(pin_check_form("\xe8\xbd\xa6\xe8\xbd", &w->e), ST_USAGE);
}

static void test_new_people(void **state)
{
    struct workshop *w = *state;
    char longest[3 * PIN_MAX + 1];
    for (size_t i = 0; i < PIN_MAX; i++) {
        memcpy(longest + 3 * i, "\xe8\xbd\xa6", 4);
    }
    assert_string_equal(login(w, "mia", manager_pin), "");
    assert_string_equal(RUN(w, "user.add", "user", "bob", "role", "qc", "new_pin", "12345"), "bad_pin");
    assert_string_equal(RUN(w, "user.add", "user", "bo b", "role", "qc", "new_pin", "123456"), "bad_login");
    assert_string_equal(RUN(w, "user.add", "user", "tom", "role", "qc", "new_pin", "123456"), "user_exists");
    assert_string_equal(RUN(w, "user.add", "user", "TOM", "role", "qc", "new_pin", "123456"), "user_exists");
    assert_string_equal(RUN(w, "user.add", "user", "bob", "role", "qc", "new_pin", longest), "");
    assert_string_equal(login(w, "bob", "\xe8\xbd\xa6\xe8\xbd\xa6\xe8\xbd\xa6"), "wrong_pin");
    assert_string_equal(login(w, "bob", longest), "");
    assert_string_equal(RUN(w, "user.add", "user", "eve", "role", "manager", "new_pin", "123456"),
                        "pin_must_change");
    assert_string_equal(login(w, "tom", "tom's pin"), "");
    assert_string_equal(RUN(w, "user.add", "user", "eve", "role", "manager", "new_pin", "123456"),
                        "wrong_role");
    /* what is kept says nothing: Argon2id with a salt each, the PIN itself nowhere */
    char one[PIN_HASH_SIZE], other[PIN_HASH_SIZE];
    assert_int_equal(pin_hash(&w->app, "123456", false, one, &w->e), ST_OK);
    assert_int_equal(pin_hash(&w->app, "123456", false, other, &w->e), ST_OK);
    assert_true(strncmp(one, "$argon2id$v=19$m=65536,", 23) == 0);
    assert_string_not_equal(one, other);
    assert_int_equal(number(w,
                            "SELECT count(*) FROM audit_entry WHERE detail LIKE '%123456%' OR subject LIKE "
                            "'%123456%'"),
                     0);
    assert_int_equal(
        number(w, "SELECT count(*) FROM audit_entry WHERE event = 'user.add' AND subject = 'bob'"), 1);
}

/* An id that is gone does not come back, so that no signature ever means somebody else. */
static void test_ids(void **state)
{
    struct workshop *w = *state;
    assert_string_equal(login(w, "mia", manager_pin), "");
    assert_string_equal(RUN(w, "user.add", "user", "bob", "role", "qc", "new_pin", "123456"), "");
    int64_t bob = number(w, "SELECT id FROM person WHERE login = 'bob'");
    assert_string_equal(RUN(w, "user.disable", "user", "bob"), "");
    assert_string_equal(RUN(w, "user.add", "user", "bob", "role", "qc", "new_pin", "123456"), "user_exists");
    assert_string_equal(RUN(w, "user.disable", "user", "bob"), "disabled");
    assert_string_equal(RUN(w, "user.disable", "user", "mia"), "oneself");
    workshop_sql(w, "DELETE FROM person WHERE login = 'bob'");
    assert_string_equal(RUN(w, "user.add", "user", "bob", "role", "qc", "new_pin", "123456"), "");
    assert_true(number(w, "SELECT id FROM person WHERE login = 'bob'") > bob);
    /* parts and their names are numbered by price_state */
    assert_int_equal(number(w,
                            "SELECT count(*) FROM sqlite_master WHERE sql LIKE '%INTEGER PRIMARY KEY%' AND "
                            "sql NOT LIKE '%AUTOINCREMENT%' AND name NOT IN ('part', 'part_name')"),
                     0);
}

static void test_lock(void **state)
{
    struct workshop *w = *state;
    for (int i = 1; i < WRONG_PINS_MAX; i++) {
        assert_string_equal(login(w, "tom", "guess-it"), "wrong_pin");
    }
    assert_string_equal(login(w, "tom", "tom's pin"), ""); /* the right one ends the row */
    for (int i = 1; i < WRONG_PINS_MAX; i++) {
        assert_string_equal(login(w, "TOM", "guess-it"), "wrong_pin");
        restart(w); /* counted where the client cannot reach */
    }
    int64_t before = when_now();
    assert_string_equal(login(w, "tom", "guess-it"), "locked");
    int64_t until = number(w, "SELECT locked_until FROM person WHERE login = 'tom'");
    assert_true(until >= before + LOCK_MS && until <= when_now() + LOCK_MS);
    assert_int_equal(LOCK_MS, 15 * 60 * 1000);
    assert_string_equal(login(w, "tom", "tom's pin"), "locked");
    restart(w);
    assert_string_equal(login(w, "tom", "tom's pin"), "locked");
    assert_string_equal(login(w, "mia", manager_pin), ""); /* nobody else is */
    assert_int_equal(number(w, "SELECT locked_until FROM person WHERE login = 'tom'"),
                     until); /* not longer */
    char sql[200];
    snprintf(sql, sizeof sql, "UPDATE person SET locked_until = %lld WHERE login = 'tom'",
             (long long)when_now() - 1);
    workshop_sql(w, sql); /* the 15 minutes are over: five tries more, not one */
    assert_string_equal(login(w, "tom", "guess-it"), "wrong_pin");
    assert_string_equal(login(w, "tom", "tom's pin"), "");
    assert_int_equal(number(w, "SELECT failed_pins + locked_until FROM person WHERE login = 'tom'"), 0);
    assert_int_equal(number(w, "SELECT count(*) FROM audit_entry WHERE event = 'pin.locked'"), 1);
    assert_int_equal(number(w, "SELECT count(*) FROM audit_entry WHERE event = 'pin.failed'"),
                     2 * (WRONG_PINS_MAX - 1) + 1);
}

/* Wrong PINs count together, wherever they are tried. */
static void test_lock_by_signing(void **state)
{
    struct workshop *w = *state;
    assert_string_equal(login(w, "tom", "tom's pin"), "");
    for (int i = 1; i < WRONG_PINS_MAX - 1; i++) {
        assert_string_equal(RUN(w, "sign", "order", "1", "level", "technician", "pin", "guess-it"),
                            "wrong_pin");
    }
    struct session other = {.app = &w->app};
    assert_int_equal(session_login(&other, "tom", "guess-it", &w->e), ST_REFUSED);
    assert_string_equal(w->e.code, "wrong_pin");
    assert_string_equal(RUN(w, "sign", "order", "1", "level", "technician", "pin", "guess-it"), "locked");
    assert_string_equal(RUN(w, "sign", "order", "1", "level", "technician", "pin", "tom's pin"), "locked");
}

/* Guesses side by side: at most five are looked at, however many come at once. */
static void test_guesses_side_by_side(void **state)
{
    enum { GUESSERS = 12 };
    struct workshop *w = *state;
    pid_t children[GUESSERS];
    int looked_at = 0;
    db_close(&w->app.db); /* a handle must not go through a fork */
    for (int i = 0; i < GUESSERS; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            struct app app = {.config = &w->config};
            struct session s = {.app = &app};
            struct error e = ERROR_NONE;
            if (app_open_db(&app, 0, &e) == ST_OK) {
                session_login(&s, "tom", "guess-it", &e);
            }
            db_close(&app.db);
            _exit(strcmp(e.code, "wrong_pin") == 0 ? 1 : strcmp(e.code, "locked") == 0 ? 2 : 3);
        }
    }
    for (int i = 0; i < GUESSERS; i++) {
        int how = 0;
        assert_int_equal(waitpid(children[i], &how, 0), children[i]);
        assert_true(WIFEXITED(how) && (WEXITSTATUS(how) == 1 || WEXITSTATUS(how) == 2));
        looked_at += WEXITSTATUS(how) == 1;
    }
    assert_int_equal(app_open_db(&w->app, 0, &w->e), ST_OK);
    assert_int_equal(looked_at, WRONG_PINS_MAX - 1); /* and the fifth says that it locked */
    assert_int_equal(number(w, "SELECT failed_pins FROM person WHERE login = 'tom'"), WRONG_PINS_MAX);
    assert_int_equal(
        number(w, "SELECT count(*) FROM audit_entry WHERE event IN ('pin.failed', 'pin.locked')"),
        WRONG_PINS_MAX);
}

static void test_one_time_pin(void **state)
{
    struct workshop *w = *state;
    assert_string_equal(login(w, "mia", manager_pin), "");
    assert_string_equal(RUN(w, "user.pin", "user", "tom", "new_pin", "for once"), "");
    assert_string_equal(login(w, "tom", "tom's pin"), "wrong_pin");
    assert_string_equal(login(w, "tom", "for once"), "");
    size_t allowed = 0;
    for (size_t i = 0; i < command_count; i++) { /* of all that needs a person */
        const struct command *c = &command_table[i];
        allowed += c->run != NULL && (c->flags & CMD_ANYONE) == 0 && (c->flags & CMD_TEMP_PIN) != 0;
        if (c->run != NULL && c->args == NULL && (c->flags & (CMD_ANYONE | CMD_TEMP_PIN)) == 0) {
            assert_string_equal(RUN(w, c->id, NULL), "pin_must_change");
        }
    }
    assert_int_equal(allowed, 2); /* changing it, and leaving */
    assert_string_equal(RUN(w, "sign", "order", "1", "level", "technician", "pin", "for once"),
                        "pin_must_change");
    assert_string_equal(RUN(w, "user.pin", "user", "tim", "new_pin", "for others"), "wrong_role");
    assert_string_equal(RUN(w, "user.pin", "user", "tom", "new_pin", "for once"), "same_pin");
    assert_string_equal(RUN(w, "user.pin", "user", "tom", "new_pin", "12345"), "bad_pin");
    assert_string_equal(RUN(w, "board", NULL), "pin_must_change");
    assert_string_equal(RUN(w, "user.pin", "user", "tom", "new_pin", "tom's new pin"), "");
    assert_string_equal(RUN(w, "board", NULL), "");
    assert_string_equal(login(w, "tom", "for once"), "wrong_pin");
    assert_string_equal(login(w, "tom", "tom's new pin"), "");
    assert_string_equal(RUN(w, "board", NULL), "");
    assert_int_equal(number(w,
                            "SELECT person_id FROM audit_entry WHERE event = 'user.one_time_pin' AND subject "
                            "= 'tom'"),
                     6);
    assert_int_equal(number(w,
                            "SELECT max(person_id) FROM audit_entry WHERE event = 'user.pin' AND subject = "
                            "'tom'"),
                     3);
}

/* A manager is no exception, and a one-time PIN for one unlocks. */
static void test_one_time_pin_of_a_manager(void **state)
{
    struct workshop *w = *state;
    assert_string_equal(login(w, "mia", manager_pin), "");
    assert_string_equal(RUN(w, "user.add", "user", "max", "role", "manager", "new_pin", "for once"), "");
    assert_string_equal(login(w, "max", "for once"), "");
    assert_string_equal(RUN(w, "user.pin", "user", "tom", "new_pin", "for others"), "wrong_role");
    assert_string_equal(RUN(w, "user.list", NULL), "pin_must_change");
    for (int i = 0; i < WRONG_PINS_MAX; i++) {
        login(w, "tom", "guess-it");
    }
    assert_string_equal(login(w, "tom", "tom's pin"), "locked");
    assert_string_equal(login(w, "mia", manager_pin), "");
    /* the PIN that tom has: told to nobody, and even it is good for one thing only now */
    assert_string_equal(RUN(w, "user.pin", "user", "tom", "new_pin", "tom's pin"), "");
    assert_string_equal(login(w, "tom", "tom's pin"), "");
    assert_string_equal(RUN(w, "board", NULL), "pin_must_change");
}

/* What a manager does holds at once in a session that is open: nobody uses the PIN that he set, at a terminal
 * that its owner left, to sign. */
static void test_open_session(void **state)
{
    struct workshop *w = *state;
    struct session tom = {.app = &w->app};
    assert_int_equal(session_login(&tom, "tom", "tom's pin", &w->e), ST_OK);
    assert_string_equal(login(w, "mia", manager_pin), "");
    assert_string_equal(RUN(w, "user.pin", "user", "tom", "new_pin", "for once"), "");
    session_clear_notes(&w->s); /* they are the session's own */
    struct session mia = w->s;
    w->s = tom;
    assert_string_equal(RUN(w, "sign", "order", "1", "level", "technician", "pin", "for once"),
                        "pin_must_change");
    assert_string_equal(RUN(w, "board", NULL), "pin_must_change");
    /* also when it was set between the look at the person and the look at the PIN */
    w->s.pin_is_temporary = false;
    assert_int_equal(person_check_pin(&w->s, w->s.person, "for once", &w->e), ST_OK);
    assert_true(w->s.pin_is_temporary);
    session_clear_notes(&w->s);
    tom = w->s;
    w->s = mia;
    assert_string_equal(RUN(w, "user.disable", "user", "tom"), "");
    session_clear_notes(&w->s);
    w->s = tom;
    assert_string_equal(RUN(w, "board", NULL), "disabled");
    assert_int_equal(w->s.person, 0);
    assert_string_equal(RUN(w, "board", NULL), "login_needed");
    assert_string_equal(login(w, "tom", "for once"), "disabled");
}

static void test_unknown(void **state)
{
    struct workshop *w = *state;
    char told[sizeof w->e.message];
    assert_string_equal(login(w, "tom", "guess-it"), "wrong_pin");
    memcpy(told, w->e.message, sizeof told);
    assert_string_equal(login(w, "nobody", "guess-it"), "wrong_pin");
    assert_string_equal(w->e.message, told);
    assert_string_equal(login(w, "no such login!", "guess-it"), "wrong_pin");
    assert_string_equal(w->e.message, told);
    assert_int_equal(w->s.person, 0);
}

static bool holds(struct workshop *w, int64_t person, const char *certificate)
{
    bool yes = false;
    assert_int_equal(person_holds(&w->s, person, certificate, &yes, &w->e), ST_OK);
    return yes;
}

static void test_certificates(void **state)
{
    enum { TESS = 7 };
    struct workshop *w = *state;
    int32_t today = when_day(when_now());
    static const struct {
        int from, until; /* days from today; 99: no end */
        bool holds;
    } spans[] = {{0, 99, true},  {0, 0, true},  {-10, 0, true},  {-1, 1, true},
                 {1, 99, false}, {1, 5, false}, {-10, -1, false}};
    assert_string_equal(login(w, "mia", manager_pin), "");
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        char from[WHEN_SIZE], until[WHEN_SIZE];
        when_date(today + spans[i].from, from);
        when_date(today + spans[i].until, until);
        json_t *params = json_pack("{s:s,s:s,s:s}", "user", "tess", "cert", "special", "from", from);
        json_t *result = NULL;
        if (spans[i].until != 99) {
            json_object_set_new(params, "until", json_string(until));
        }
        assert_int_equal(command_dispatch(&w->s, "user.certify", params, &result, &w->e), ST_OK);
        json_decref(params);
        json_decref(result);
        if (holds(w, TESS, "special") != spans[i].holds) {
            fail_msg("from %d until %d", spans[i].from, spans[i].until);
        }
        assert_false(holds(w, TESS, "difficult"));
        assert_string_equal(RUN(w, "user.revoke", "user", "tess", "cert", "special"), "");
        assert_false(holds(w, TESS, "special"));
    }
    assert_string_equal(RUN(w, "user.revoke", "user", "tess", "cert", "special"), "no_certificate");
    assert_string_equal(RUN(w, "user.certify", "user", "nobody", "cert", "hv"), "no_user");
    assert_int_equal(CHANGE(w, person_certify(&w->s, "tess", "hv", today, today - 1, &w->e)), ST_USAGE);
    assert_int_equal(CHANGE(w, person_certify(&w->s, "tess", "wizard", today, -1, &w->e)), ST_USAGE);
    /* a day is the outlet's, from its first moment to its last */
    OK(w, person_certify(&w->s, "tess", "hv", today, today, &w->e));
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM person_certificate WHERE person_id = 7 AND certificate = 'hv' AND "
             "valid_from = %lld AND valid_until "
             "= %lld",
             (long long)when_day_start(today), (long long)when_day_start(today + 1));
    assert_int_equal(number(w, sql), 1);
    assert_true(holds(w, 3, "hv"));  /* tom's has no end */
    assert_false(holds(w, 4, "hv")); /* tim's ended long ago */
    assert_string_equal(login(w, "tom", "tom's pin"), "");
    assert_string_equal(RUN(w, "user.certify", "user", "tom", "cert", "difficult"), "wrong_role");
}

static void test_pepper(void **state)
{
    struct workshop *w = *state;
    char path[128], aside[140];
    unsigned char real[PEPPER_SIZE];
    struct stat is;
    pepper_path(w, path);
    snprintf(aside, sizeof aside, "%s.aside", path);
    memcpy(real, w->app.pepper, sizeof real);
    assert_int_equal(stat(path, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    assert_int_equal(is.st_size, PEPPER_SIZE);

    assert_int_equal(rename(path, aside), 0);
    restart(w);
    assert_string_equal(login(w, "tom", "tom's pin"), "pepper");
    assert_int_equal(w->e.status, ST_FAILED);
    assert_int_not_equal(stat(path, &is), 0); /* none is made where PINs hang on the old one */
    assert_int_equal(symlink(aside, path), 0);
    assert_string_equal(login(w, "tom", "tom's pin"), "pepper");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rename(aside, path), 0);

    static const mode_t open_modes[] = {0640, 0604, 0660, 0644, 0620, 0777};
    for (size_t i = 0; i < sizeof open_modes / sizeof *open_modes; i++) {
        assert_int_equal(chmod(path, open_modes[i]), 0);
        restart(w);
        assert_string_equal(login(w, "tom", "tom's pin"), "pepper");
    }
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(truncate(path, PEPPER_SIZE - 1), 0);
    restart(w);
    assert_string_equal(login(w, "tom", "tom's pin"), "pepper");
    assert_int_equal(number(w, "SELECT failed_pins FROM person WHERE login = 'tom'"), 0); /* nobody's fault */

    FILE *f = fopen(path, "w");
    assert_non_null(f);
    unsigned char other[PEPPER_SIZE] = {1, 2, 3};
    assert_int_equal(fwrite(other, 1, sizeof other, f), sizeof other);
    fclose(f);
    restart(w);
    assert_string_equal(login(w, "tom", "tom's pin"), "wrong_pin"); /* with another pepper no PIN fits */
    f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(real, 1, sizeof real, f), sizeof real);
    fclose(f);
    restart(w);
    assert_string_equal(login(w, "tom", "tom's pin"), "");
}

/* The first manager, and `init` run again. */
static void test_init(void **state)
{
    struct workshop *w = *state;
    char path[128], pepper[140];
    bool created = false;
    struct stat is;
    snprintf(path, sizeof path, "%s/deep/new.db", w->folder);
    snprintf(pepper, sizeof pepper, "%s.pepper", path);
    struct config config = w->config;
    config.database_path = path;
    struct app app = {.config = &config};
    struct session s = {.app = &app};
    assert_int_equal(people_init(&s, "SH 01", "boss", "boss-pin", &created, &w->e), ST_USAGE);
    assert_int_equal(people_init(&s, "SH01", "boss", "short", &created, &w->e), ST_USAGE);
    assert_int_equal(people_init(&s, "SH01", "the boss", "boss-pin", &created, &w->e), ST_USAGE);
    assert_int_not_equal(stat(path, &is), 0);
    assert_int_equal(people_init(&s, "SH01", "boss", "boss-pin", &created, &w->e), ST_OK);
    assert_true(created);
    assert_int_equal(stat(path, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    assert_int_equal(stat(pepper, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    assert_int_equal(people_init(&s, "SH02", "thief", "thief-pin", &created, &w->e), ST_OK);
    assert_false(created);
    assert_int_equal(session_login(&s, "thief", "thief-pin", &w->e), ST_REFUSED);
    assert_int_equal(session_login(&s, "boss", "thief-pin", &w->e), ST_REFUSED);
    assert_int_equal(session_login(&s, "boss", "boss-pin", &w->e), ST_OK);
    assert_int_equal(s.role, ROLE_MANAGER);
    assert_false(s.pin_is_temporary); /* it is his own */
    db_close(&app.db);
    unlink(path);
    unlink(pepper);
    snprintf(path, sizeof path, "%s/deep", w->folder);
    rmdir(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, people_set_up, people_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_form),
        TEST(test_new_people),
        TEST(test_ids),
        TEST(test_lock),
        TEST(test_lock_by_signing),
        TEST(test_guesses_side_by_side),
        TEST(test_one_time_pin),
        TEST(test_one_time_pin_of_a_manager),
        TEST(test_open_session),
        TEST(test_unknown),
        TEST(test_certificates),
        TEST(test_pepper),
        TEST(test_init),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
