/* Tickets: a console that logged in finds its session again, and nobody else does. Through the dispatcher, as
 * the service runs it. */
#include "tests/unit/workshop.h"

#include "core/command/command.h"
#include "core/people/people.h"
#include "core/service/ticket.h"

#include <signal.h>
#include <sodium.h>
#include <sys/wait.h>

static const char pin[] = "ann's pin";

static int set_up(void **state)
{
    workshop_set_up(state);
    struct workshop *w = *state;
    assert_true(sodium_init() >= 0);
    assert_int_equal(app_pepper(&w->app, true, &w->e), ST_OK);
    OK(w, person_set_pin(&w->s, "ann", pin, &w->e));
    w->s.peer = (struct peer){.uid = 1000, .gid = 1000, .pid = getpid()};
    session_logout(&w->s);
    return 0;
}

static int tear_down(void **state)
{
    struct workshop *w = *state;
    char pepper[128];
    snprintf(pepper, sizeof pepper, "%s.pepper", w->path);
    unlink(pepper);
    return workshop_tear_down(state);
}

static json_t *run(struct workshop *w, const char *id, json_t *params)
{
    json_t *result = NULL;
    w->e = ERROR_NONE;
    command_dispatch(&w->s, id, params, &result, &w->e);
    json_decref(params);
    return result;
}

/* Logs in; the caller frees the ticket. */
static char *log_in(struct workshop *w)
{
    json_t *answer = run(w, "session.login", json_pack("{s:s,s:s}", "user", "ann", "pin", pin));
    assert_non_null(answer);
    const char *ticket = json_string_value(json_object_get(answer, "ticket"));
    char *kept = ticket != NULL ? strdup(ticket) : NULL;
    json_decref(answer);
    return kept;
}

/* Another connection of the same peer. */
static void connect_again(struct workshop *w)
{
    session_logout(&w->s);
    w->s.logged_in_at = 0;
}

static bool resumes(struct workshop *w, const char *ticket)
{
    connect_again(w);
    json_t *answer = run(w, "session.resume", json_pack("{s:s}", "ticket", ticket));
    bool good = answer != NULL;
    assert_int_equal(w->s.person != 0, good);
    json_decref(answer);
    return good;
}

static void refused(struct workshop *w, const char *ticket, const char *code)
{
    assert_false(resumes(w, ticket));
    assert_string_equal(w->e.code, code);
    assert_int_equal(w->e.status, ST_REFUSED);
    assert_string_equal(w->s.login, "");
}

static void a_session_is_found_again(void **state)
{
    struct workshop *w = *state;
    char *ticket = log_in(w);
    int64_t since = w->s.logged_in_at;
    assert_non_null(ticket);
    assert_null(strstr(ticket, pin));
    connect_again(w);
    json_t *answer = run(w, "session.resume", json_pack("{s:s}", "ticket", ticket));
    assert_non_null(answer);
    assert_string_equal(json_string_value(json_object_get(answer, "user")), "ann");
    assert_string_equal(json_string_value(json_object_get(answer, "role")), "advisor");
    assert_string_equal(json_string_value(json_object_get(answer, "ticket")), ticket);
    assert_int_equal(w->s.logged_in_at, since); /* it does not live longer by being used */
    json_decref(answer);
    free(ticket);
}

static void another_process_cannot_use_it(void **state)
{
    struct workshop *w = *state;
    char *ticket = log_in(w);
    pid_t other = fork();
    if (other == 0) {
        pause();
        _exit(0);
    }
    w->s.peer.pid = other;
    refused(w, ticket, "bad_ticket");
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    refused(w, ticket, "bad_ticket"); /* its number is free now: nobody began there */
    w->s.peer.pid = getpid();
    w->s.peer.uid = 1001;
    refused(w, ticket, "bad_ticket");
    w->s.peer.uid = 1000;
    snprintf(w->s.terminal, sizeof w->s.terminal, "another");
    refused(w, ticket, "bad_ticket");
    snprintf(w->s.terminal, sizeof w->s.terminal, "test");
    assert_true(resumes(w, ticket));
    free(ticket);
}

static void a_new_pin_ends_it(void **state)
{
    struct workshop *w = *state;
    char *ticket = log_in(w);
    workshop_as(w, "ann");
    OK(w, person_set_pin(&w->s, "ann", "another pin", &w->e));
    json_t *renewed = run(w, "session.ticket", NULL);
    assert_non_null(renewed);
    refused(w, ticket, "bad_ticket");
    assert_true(resumes(w, json_string_value(json_object_get(renewed, "ticket"))));
    json_decref(renewed);
    free(ticket);
}

static void who_is_disabled_stays_outside(void **state)
{
    struct workshop *w = *state;
    char *ticket = log_in(w);
    workshop_as(w, "mia");
    OK(w, person_disable(&w->s, "ann", &w->e));
    refused(w, ticket, "disabled");
    free(ticket);
}

static void it_ends_after_half_a_day(void **state)
{
    struct workshop *w = *state;
    char ticket[TICKET_SIZE];
    free(log_in(w));
    w->s.logged_in_at = when_now() - TICKET_MS + 60000;
    assert_int_equal(ticket_write(&w->s, ticket, &w->e), ST_OK);
    assert_true(resumes(w, ticket));
    w->s.logged_in_at = when_now() - TICKET_MS - 1;
    assert_int_equal(ticket_write(&w->s, ticket, &w->e), ST_OK);
    refused(w, ticket, "bad_ticket");
    workshop_as(w, "ann");
    w->s.logged_in_at = when_now() + 2 * TICKET_SKEW_MS;
    assert_int_equal(ticket_write(&w->s, ticket, &w->e), ST_OK);
    refused(w, ticket, "bad_ticket");
}

static void no_letter_of_it_may_change(void **state)
{
    struct workshop *w = *state;
    char *ticket = log_in(w);
    size_t n = strlen(ticket);
    for (size_t i = 0; i < n; i++) {
        char kept = ticket[i];
        ticket[i] = (char)(kept == '1' ? '2' : '1');
        refused(w, ticket, "bad_ticket");
        ticket[i] = kept;
    }
    for (size_t i = 1; i < n; i++) {
        char kept = ticket[i];
        ticket[i] = '\0';
        refused(w, ticket, "bad_ticket");
        ticket[i] = kept;
    }
    char longer[TICKET_SIZE + 2];
    snprintf(longer, sizeof longer, "%s0", ticket);
    refused(w, longer, "bad_ticket");
    refused(w, "99999999999999999999999.1.00", "bad_ticket");
    free(ticket);
}

static void without_a_peer_there_is_none(void **state)
{
    struct workshop *w = *state;
    char *ticket = log_in(w);
    w->s.peer.pid = 0;
    connect_again(w);
    assert_null(log_in(w));
    refused(w, ticket, "bad_ticket");
    free(ticket);
}

static void another_workshops_pepper_does_not_fit(void **state)
{
    struct workshop *w = *state;
    char *ticket = log_in(w);
    w->app.pepper[0] ^= 1;
    refused(w, ticket, "bad_ticket");
    w->app.pepper[0] ^= 1;
    assert_true(resumes(w, ticket));
    free(ticket);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_session_is_found_again),
        TEST(another_process_cannot_use_it),
        TEST(a_new_pin_ends_it),
        TEST(who_is_disabled_stays_outside),
        TEST(it_ends_after_half_a_day),
        TEST(no_letter_of_it_may_change),
        TEST(without_a_peer_there_is_none),
        TEST(another_workshops_pepper_does_not_fit),
    };
    return cmocka_run_group_tests_name("ticket", tests, NULL, NULL);
}
