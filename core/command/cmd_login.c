/* Logging in and out, and finding a session again at the service (core/service/ticket.h). */
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/people/people.h"
#include "core/service/ticket.h"

#include <sodium.h>

/* Who is logged in, and the ticket to come back with. */
static enum status answer(struct session *s, json_t *out, struct error *e)
{
    char ticket[TICKET_SIZE];
    enum status st = ticket_write(s, ticket, e);
    json_put_text(out, "user", s->login);
    json_put_text(out, "name", s->name);
    json_put_text(out, "role", role_name(s->role));
    json_put_bool(out, "pin_temporary", s->pin_is_temporary);
    json_put_filled(out, "ticket", ticket);
    sodium_memzero(ticket, sizeof ticket);
    return st;
}

enum status cmd_session_login(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    enum status st = session_login(s, json_arg_text(in, "user"), json_arg_text(in, "pin"), e);
    return st == ST_OK ? answer(s, out, e) : st;
}

enum status cmd_session_resume(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    enum status st = ticket_resume(s, json_arg_text(in, "ticket"), e);
    return st == ST_OK ? answer(s, out, e) : st;
}

enum status cmd_session_ticket(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)in;
    return answer(s, out, e);
}

enum status cmd_session_logout(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)in;
    (void)e;
    json_put_text(out, "user", s->login);
    session_logout(s);
    return ST_OK;
}
