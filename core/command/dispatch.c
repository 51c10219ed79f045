#include "core/base/i18n.h"
#include "core/base/word.h"
#include "core/command/command.h"
#include "core/command/json.h"
#include "core/draft/draft.h"
#include "core/people/people.h"
#include "core/price/index.h"
#include "core/trust/heads.h"
#include "core/trust/workshop_key.h"

#include <sodium.h>
#include <string.h>

/* A PIN that somebody else set is good for one thing: its owner changes it. */
static enum status check_own_pin(const struct session *s, const struct command *c, struct error *e)
{
    if (s->pin_is_temporary && (c->flags & CMD_TEMP_PIN) == 0) {
        return error_set(
            e, ST_REFUSED, "pin_must_change",
            _("%s: somebody else set this PIN; change it first with: clearbay user pin %s --as %s "
              "--pin-file OLD --new-pin-file NEW"),
            s->login, s->login, s->login);
    }
    return ST_OK;
}

static enum status check_person(struct session *s, const struct command *c, struct error *e)
{
    if ((c->flags & CMD_ANYONE) != 0) {
        return ST_OK;
    }
    if (s->person == 0) {
        return error_set(e, ST_REFUSED, "login_needed",
                         _("%s needs to know who acts: log in, or say --as USER --pin-file FILE"), c->id);
    }
    enum status st = session_refresh(s, e);
    st = st == ST_FAILED && (c->flags & CMD_OFFLINE) != 0 ? ST_OK
                                                          : st; /* who it is, is known since the log-in */
    st = st == ST_OK ? check_own_pin(s, c, e) : st;
    if (st != ST_OK) {
        return st;
    }
    if ((c->roles & (unsigned)s->role) == 0) {
        return error_set(e, ST_REFUSED, "wrong_role",
                         _("%s: only for others, %s is %s: ask somebody who may"), _(c->summary), s->login,
                         word_text(WORD_ROLE, role_name(s->role)));
    }
    return ST_OK;
}

/* The signature's second component: the PIN, entered again at each signing (21 CFR 11.200). Counted
 * in transactions of its own, so that a wrong one counts even though the command then fails. */
static enum status check_pin(struct session *s, const struct command *c, const json_t *in, struct error *e)
{
    const char *pin = json_arg_text(in, "pin");
    bool own = (c->flags & CMD_ANYONE) == 0 && pin != NULL; /* not the PIN that a log-in or init brings */
    if ((c->flags & CMD_PIN) == 0) {
        return own ? person_check_pin(s, s->person, pin, e) : ST_OK;
    }
    enum status st = person_check_pin(s, s->person, pin, e);
    return st == ST_OK ? check_own_pin(s, c, e) : st;
}

/* What the draft of a form that is saved is about. */
static const char *subject_of(const json_t *in)
{
    const char *order = json_arg_text(in, "order");
    return order != NULL ? order : "";
}

/* A form that is saved for good needs no draft any more: both happen in one transaction. */
static enum status drop_draft(struct session *s, const struct command *c, const json_t *in, struct error *e)
{
    return json_arg_flag(in, COMMAND_DRAFT) ? draft_finish(s, c->id, subject_of(in), e) : ST_OK;
}

static enum status commit(struct session *s, const struct command *c, const json_t *in, struct error *e)
{
    enum status st = db_commit(s->app->db, e);
    if (st == ST_OK && json_arg_flag(in, COMMAND_DRAFT)) {
        draft_finished(s, c->id, subject_of(in));
    }
    if (st == ST_OK && !s->app->owner) { /* the service does so when its group is durable */
        heads_after_commit(s);
    }
    return st;
}

static enum status add_warnings(const struct session *s, json_t *out, struct error *e)
{
    if (s->note_count == 0) {
        return ST_OK;
    }
    json_t *list = json_array();
    for (size_t i = 0; i < s->note_count; i++) {
        json_array_append_new(list, json_string(s->notes[i]));
    }
    return json_object_set_new(out, "warnings", list) == 0 ? ST_OK : error_memory(e);
}

/* An answer that lacks something is none: what it is about is not kept either. */
static enum status end_answer(const struct session *s, json_t *out, struct error *e)
{
    enum status st = add_warnings(s, out, e);
    return st == ST_OK && json_lost_something() ? error_memory(e) : st;
}

static enum status run_in_transaction(struct session *s, const struct command *c, const json_t *in,
                                      json_t *out, struct error *e)
{
    struct db *db = s->app->db;
    enum status st;
    if ((c->flags & (CMD_OWN_TX | CMD_NO_DB)) != 0) {
        st = c->run(s, in, out, e);
        return st == ST_OK ? end_answer(s, out, e) : st;
    }
    bool changes = (c->flags & CMD_CHANGES) != 0;
    st = changes ? db_begin(db, e) : db_begin_read(db, e);
    if (st != ST_OK) {
        return st;
    }
    st = c->run(s, in, out, e);
    st = st == ST_OK && changes ? drop_draft(s, c, in, e) : st;
    st = st == ST_OK ? end_answer(s, out, e) : st;
    if (st == ST_OK && changes) {
        return commit(s, c, in, e);
    }
    db_rollback(db);
    return st;
}

/* A secret does not outlive its command in memory that is given back. */
static void wipe_secrets(const struct command *c, json_t *in)
{
    for (const struct arg *a = c->args; in != NULL && a != NULL && a->name != NULL; a++) {
        json_t *v = a->type == ARG_PIN ? json_object_get(in, a->name) : NULL;
        if (v != NULL) {
            sodium_memzero((char *)(uintptr_t)json_string_value(v), json_string_length(v));
        }
    }
}

static enum status prepare(struct session *s, const struct command *c, const json_t *params, json_t **in,
                           struct error *e)
{
    enum status st = command_check_args(s, c, params, in, e);
    if (st == ST_OK && (c->flags & CMD_NO_DB) == 0 && s->app->db == NULL) {
        st = app_open_db(s->app, 0, e);
        st = st == ST_OK && !s->app->read_only ? price_index_all(s, e) : st;
        if (st == ST_OK && !s->app->read_only) {
            struct error why = ERROR_NONE; /* doctor says what is wrong with the key; work goes on */
            workshop_key_ensure(s, &why);
        }
    }
    return st == ST_OK ? check_person(s, c, e) : st;
}

enum status command_dispatch(struct session *s, const char *id, const json_t *params, json_t **result,
                             struct error *e)
{
    *result = NULL;
    session_clear_notes(s);
    json_watch();
    const struct command *c = command_find(id);
    if (c == NULL || c->run == NULL) {
        return error_set(e, ST_USAGE, "unknown_command", _("there is no command %s; see: clearbay --help"),
                         id);
    }
    bool offline = (c->flags & CMD_OFFLINE) != 0 && s->app->db != NULL;
    if (offline) {
        db_patience(s->app->db, DRAFT_PATIENCE_MS);
    }
    json_t *in = NULL;
    json_t *out = json_object();
    enum status st = out == NULL ? error_memory(e) : prepare(s, c, params, &in, e);
    st = st == ST_OK ? check_pin(s, c, in, e) : st;
    st = st == ST_OK ? run_in_transaction(s, c, in, out, e) : st;
    if (offline && s->app->db != NULL) {
        db_patience(s->app->db, s->app->patience_ms);
    }
    wipe_secrets(c, in);
    json_decref(in);
    if (st == ST_OK) {
        *result = out;
    } else {
        json_decref(out);
    }
    return st;
}

json_t *error_to_json(const struct error *e)
{
    json_t *body = json_object();
    json_put_text(body, "code", e->code);
    json_put_text(body, "message", e->message);
    bool conflict = e->status == ST_CONFLICT;
    json_t *facts = e->fact_count > 0 ? json_array() : NULL;
    for (size_t i = 0; i < e->fact_count; i++) {
        const struct fact *f = &e->facts[i];
        json_t *one = json_object();
        json_put_text(one, "field", f->field);
        json_put_text(one, conflict ? "theirs" : "value", f->theirs);
        if (conflict) {
            json_put_text(one, "mine", f->mine);
        }
        json_array_append_new(facts, one);
    }
    if (facts != NULL) {
        json_object_set_new(body, conflict ? "conflicts" : "choices", facts);
    }
    if (e->facts_left_out > 0) {
        json_object_set_new(body, conflict ? "conflicts_left_out" : "choices_left_out",
                            json_integer((json_int_t)e->facts_left_out));
    }
    return json_pack("{s:o}", "error", body);
}
