#include "core/base/i18n.h"
#include "core/base/when.h"
#include "core/command/adapters.h"
#include "core/command/json.h"
#include "core/people/people.h"

enum status cmd_init(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    bool created = false;
    enum status st = people_init(s, json_arg_text(in, "outlet"), json_arg_text(in, "manager"),
                                 json_arg_text(in, "pin"), &created, e);
    json_put_text(out, "outlet", json_arg_text(in, "outlet"));
    json_put_text(out, "database", s->app->config->database_path);
    json_put_bool(out, "created", created);
    if (st == ST_OK && !created) {
        session_note(s, _("%s: the workshop is already there; nothing was changed"),
                     s->app->config->database_path);
    }
    return st;
}

enum status cmd_user_add(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    const struct new_person person = {
        .login = json_arg_text(in, "user"),
        .name = json_arg_text(in, "name"),
        .role = json_arg_text(in, "role"),
        .certificates = json_arg_text(in, "cert"),
        .pin = json_arg_text(in, "new_pin"),
    };
    json_put_text(out, "user", person.login);
    json_put_text(out, "role", person.role);
    json_put_bool(out, "pin_temporary", true);
    return person_add(s, &person, e);
}

struct people_list {
    struct session *session;
    json_t *users;
    enum status status;
    struct error *e;
};

static json_t *certificate_list(struct people_list *people, int64_t person)
{
    struct certificate_row rows[CERTIFICATES_MAX];
    size_t n = 0;
    json_t *list = json_array();
    people->status =
        person_store_certificates(people->session->app->db, person, rows, CERTIFICATES_MAX, &n, people->e);
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_object();
        json_put_text(one, "certificate", rows[i].certificate);
        json_put_time(one, "from", rows[i].valid_from);
        json_put_time(one, "until", rows[i].valid_until);
        json_array_append_new(list, one);
    }
    return list;
}

static bool add_person(const struct person_row *row, void *arg)
{
    struct people_list *list = arg;
    json_t *one = json_object();
    json_put_text(one, "user", row->login);
    json_put_text(one, "name", row->name);
    json_put_text(one, "role", row->role);
    json_put(one, "certificates", certificate_list(list, row->id));
    json_put_bool(one, "disabled", row->disabled_at != 0);
    json_put_bool(one, "locked", row->locked_until > when_now());
    json_put_bool(one, "pin_temporary", row->pin_temporary);
    return json_array_append_new(list->users, one) == 0 && list->status == ST_OK;
}

enum status cmd_user_list(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)in;
    struct people_list list = {.session = s, .users = json_array(), .e = e};
    enum status st = person_store_each(s->app->db, add_person, &list, e);
    json_put(out, "users", list.users);
    return st == ST_OK ? list.status : st;
}

enum status cmd_user_disable(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    json_put_text(out, "user", json_arg_text(in, "user"));
    json_put_bool(out, "disabled", true);
    return person_disable(s, json_arg_text(in, "user"), e);
}

enum status cmd_user_pin(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    enum status st = person_set_pin(s, json_arg_text(in, "user"), json_arg_text(in, "new_pin"), e);
    json_put_text(out, "user", json_arg_text(in, "user"));
    struct person_row row;
    if (st == ST_OK) {
        st = person_find_active(s, json_arg_text(in, "user"), &row, e);
        json_put_bool(out, "pin_temporary", st == ST_OK && row.pin_temporary);
    }
    return st;
}

enum status cmd_user_certify(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    int32_t from = when_day(when_now()), until = -1;
    if (json_arg_text(in, "from") != NULL) {
        when_parse_date(json_arg_text(in, "from"), &from); /* the dispatcher has checked both */
    }
    if (json_arg_text(in, "until") != NULL) {
        when_parse_date(json_arg_text(in, "until"), &until);
    }
    json_put_text(out, "user", json_arg_text(in, "user"));
    json_put_text(out, "cert", json_arg_text(in, "cert"));
    return person_certify(s, json_arg_text(in, "user"), json_arg_text(in, "cert"), from, until, e);
}

enum status cmd_user_revoke(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    json_put_text(out, "user", json_arg_text(in, "user"));
    json_put_text(out, "cert", json_arg_text(in, "cert"));
    return person_revoke(s, json_arg_text(in, "user"), json_arg_text(in, "cert"), e);
}

enum status cmd_bay_add(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    json_put_text(out, "bay", json_arg_text(in, "bay"));
    return bay_add(s, json_arg_text(in, "bay"), e);
}

static bool add_bay(const char *code, void *arg)
{
    json_t *one = json_object();
    json_put_text(one, "bay", code);
    return json_array_append_new(arg, one) == 0;
}

enum status cmd_bay_list(struct session *s, const json_t *in, json_t *out, struct error *e)
{
    (void)in;
    json_t *list = json_array();
    enum status st = bay_store_each(s->app->db, add_bay, list, e);
    json_put(out, "bays", list);
    return st;
}
