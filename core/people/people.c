#include "core/people/people.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "core/base/word.h"
#include "core/people/pin.h"
#include "core/trust/audit.h"
#include "core/trust/identity.h"
#include "core/trust/workshop_key.h"

#include <stdio.h>
#include <string.h>

enum { LOGIN_MAX = 32, NAME_MAX_BYTES = 120 };

static const char *const certificates[] = {"basic", "special", "difficult", "hv"};

static bool is_certificate(const char *name)
{
    for (size_t i = 0; i < sizeof certificates / sizeof *certificates; i++) {
        if (strcmp(certificates[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Logins stand in commands and files: small Latin letters, digits and three signs. */
static enum status clean_login(const char *login, char out[LOGIN_MAX + 1], struct error *e)
{
    size_t n = strlen(login);
    for (size_t i = 0; i < n && i < LOGIN_MAX; i++) {
        out[i] = (char)(login[i] >= 'A' && login[i] <= 'Z' ? login[i] - 'A' + 'a' : login[i]);
    }
    out[n < LOGIN_MAX ? n : LOGIN_MAX] = '\0';
    if (n == 0 || n > LOGIN_MAX || strspn(out, "abcdefghijklmnopqrstuvwxyz0123456789._-") != n) {
        return error_set(
            e, ST_USAGE, "bad_login",
            _("\"%s\" is no login: 1 to %d of the letters a-z, digits, point, hyphen and underscore"), login,
            LOGIN_MAX);
    }
    return ST_OK;
}

enum status person_find(struct session *s, const char *login, struct person_row *out, struct error *e)
{
    char clean[LOGIN_MAX + 1];
    enum status st = clean_login(login, clean, e);
    st = st == ST_OK ? person_store_find(s->app->db, clean, 0, out, e) : st;
    if (st == ST_NOT_FOUND) {
        return error_set(e, ST_NOT_FOUND, "no_user", _("there is no user %s; see: clearbay user list"),
                         clean);
    }
    return st;
}

enum status person_find_active(struct session *s, const char *login, struct person_row *out, struct error *e)
{
    enum status st = person_find(s, login, out, e);
    if (st == ST_OK && out->disabled_at != 0) {
        return error_set(e, ST_REFUSED, "disabled", _("user %s is disabled: choose somebody else"),
                         out->login);
    }
    return st;
}

static enum status log_person(struct session *s, const char *event, const char *login,
                              const struct audit_change *changes, size_t n, struct error *e)
{
    const struct audit_event entry = {
        .event = event, .subject = login, .changes = changes, .change_count = n};
    return audit_append(s, &entry, NULL, e);
}

static enum status is_locked(int64_t until, struct error *e)
{
    char when[WHEN_SIZE];
    return error_set(e, ST_REFUSED, "locked",
                     _("too many wrong PINs: locked until %s; wait, or ask a manager for a one-time PIN"),
                     when_short(until, when));
}

/* Counts the attempt before it is made. On success *row is the person as before it. */
static enum status reserve_attempt(struct session *s, int64_t person, struct person_row *row, struct error *e)
{
    struct db *db = s->app->db;
    enum status st = db_begin(db, e);
    if (st != ST_OK) {
        return st;
    }
    int64_t now = when_now();
    st = person_store_find(db, NULL, person, row, e);
    if (st == ST_OK && row->disabled_at != 0) {
        st = error_set(e, ST_REFUSED, "disabled", _("user %s is disabled: ask a manager"), row->login);
    }
    if (st == ST_OK && row->locked_until > now) {
        st = is_locked(row->locked_until, e);
    }
    if (st == ST_OK) {
        int64_t failed =
            (row->locked_until != 0 ? 0 : row->failed_pins) + 1; /* a lock that ended starts anew */
        st = person_store_set_failed(db, person, failed, failed >= WRONG_PINS_MAX ? now + LOCK_MS : 0, e);
        row->failed_pins = failed;
    }
    if (st != ST_OK) {
        db_rollback(db);
        return st;
    }
    return db_commit(db, e);
}

static enum status record_outcome(struct session *s, const struct person_row *row, bool right,
                                  struct error *e)
{
    struct db *db = s->app->db;
    bool lock = !right && row->failed_pins >= WRONG_PINS_MAX;
    enum status st = db_begin(db, e);
    if (st != ST_OK) {
        return st;
    }
    st = right ? person_store_set_failed(db, row->id, 0, 0, e)
               : log_person(s, lock ? "pin.locked" : "pin.failed", row->login, NULL, 0, e);
    st = st == ST_OK && right ? app_pepper_bind(s->app, e) : st;
    if (st != ST_OK) {
        db_rollback(db);
        return st;
    }
    return db_commit(db, e);
}

static enum status wrong_pin(struct error *e)
{
    return error_set(e, ST_REFUSED, "wrong_pin",
                     _("wrong user or PIN; after %d wrong ones in a row the user is locked"), WRONG_PINS_MAX);
}

enum status person_check_pin(struct session *s, int64_t person, const char *pin, struct error *e)
{
    struct person_row row;
    bool right = false;
    enum status st = app_pepper(s->app, false, e);
    st = st == ST_OK ? reserve_attempt(s, person, &row, e) : st;
    st = st == ST_OK ? pin_verify(s->app, pin, row.pin_hash, &right, e) : st;
    st = st == ST_OK ? record_outcome(s, &row, right, e) : st;
    if (st == ST_OK && right && s->person == person) {
        s->pin_is_temporary = row.pin_temporary;
    }
    if (st == ST_OK && !right) {
        st = row.failed_pins >= WRONG_PINS_MAX ? is_locked(when_now() + LOCK_MS, e) : wrong_pin(e);
    }
    return st;
}

enum status session_login(struct session *s, const char *login, const char *pin, struct error *e)
{
    struct person_row row;
    session_logout(s);
    enum status st = person_find(s, login, &row, e);
    if (st == ST_NOT_FOUND || st == ST_USAGE) {
        char unused[PIN_HASH_SIZE]; /* takes as long as a check, so that nobody learns who exists */
        st = pin_hash(s->app, pin, false, unused, e);
        return st == ST_OK ? wrong_pin(e) : st;
    }
    st = st == ST_OK ? person_check_pin(s, row.id, pin, e) : st;
    if (st == ST_OK) {
        s->person = row.id;
        s->logged_in_at = when_now();
        st = session_refresh(s, e);
    }
    if (st != ST_OK) {
        session_logout(s);
    }
    return st;
}

enum status session_refresh(struct session *s, struct error *e)
{
    struct person_row row;
    enum status st = person_store_find(s->app->db, NULL, s->person, &row, e);
    if (st == ST_OK && row.disabled_at != 0) {
        session_logout(s);
        return error_set(e, ST_REFUSED, "disabled", _("user %s is disabled: ask a manager"), row.login);
    }
    if (st == ST_NOT_FOUND) {
        error_set(e, st, "no_user", _("there is no user %s; see: clearbay user list"), s->login);
        session_logout(s);
    }
    if (st != ST_OK) {
        return st;
    }
    s->role = role_parse(row.role);
    s->pin_is_temporary = row.pin_temporary;
    text_copy(s->login, sizeof s->login, row.login);
    text_copy(s->name, sizeof s->name, row.name);
    return ST_OK;
}

void session_logout(struct session *s)
{
    s->person = 0;
    s->role = ROLE_NONE;
    s->pin_is_temporary = false;
    s->login[0] = s->name[0] = '\0';
}

static enum status check_new(const struct new_person *p, char login[LOGIN_MAX + 1], struct error *e)
{
    enum status st = clean_login(p->login, login, e);
    if (st == ST_OK && role_parse(p->role) == ROLE_NONE) {
        st = error_set(e, ST_USAGE, "bad_role", _("\"%s\" is no role"), p->role);
    }
    if (st == ST_OK && p->name != NULL && strlen(p->name) > NAME_MAX_BYTES) {
        st = error_set(e, ST_USAGE, "too_long", _("%s: %zu bytes are too long, at most %d fit"), "name",
                       strlen(p->name), NAME_MAX_BYTES);
    }
    return st == ST_OK ? pin_check_form(p->pin, e) : st;
}

static enum status grant(struct session *s, int64_t person, const char *certificate, int64_t from,
                         int64_t until, struct error *e)
{
    struct certificate_row row = {.valid_from = from, .valid_until = until};
    if (!is_certificate(certificate)) {
        return error_set(e, ST_USAGE, "bad_certificate", _("\"%s\" is no certificate; there are: %s"),
                         certificate, "basic, special, difficult, hv");
    }
    text_copy(row.certificate, sizeof row.certificate, certificate);
    return person_store_grant(s->app->db, person, &row, s->person, when_now(), e);
}

/* "basic, hv": each from today on. */
static enum status grant_list(struct session *s, int64_t person, const char *list, struct error *e)
{
    enum status st = ST_OK;
    for (const char *p = list; st == ST_OK && p != NULL && *p != '\0';) {
        char one[32];
        size_t n = strcspn(p, ",");
        const char *start = p + strspn(p, " ");
        size_t len = start < p + n ? (size_t)(p + n - start) : 0;
        while (len > 0 && start[len - 1] == ' ') {
            len--;
        }
        snprintf(one, sizeof one, "%.*s", (int)(len < sizeof one ? len : sizeof one - 1), start);
        st = grant(s, person, one, when_day_start(when_day(when_now())), 0, e);
        p += n + (p[n] == ',');
    }
    return st;
}

static enum status store_person(struct session *s, const struct new_person *p, const char *login,
                                bool temporary, int64_t outlet, int64_t *id, struct error *e)
{
    struct person_row row = {.pin_temporary = temporary};
    char number[24];
    text_copy(row.login, sizeof row.login, login);
    text_copy(row.name, sizeof row.name, p->name != NULL ? p->name : login);
    text_copy(row.role, sizeof row.role, p->role);
    enum status st = pin_hash(s->app, p->pin, !temporary, row.pin_hash, e);
    st = st == ST_OK ? person_store_add(s->app->db, &row, outlet, s->person, when_now(), id, e) : st;
    snprintf(number, sizeof number, "%lld", (long long)*id);
    const struct audit_change changes[] = {{IDENTITY_PERSON, NULL, number, false},
                                           {"role", NULL, p->role, false},
                                           {"name", NULL, row.name, false},
                                           {"certificates", NULL, p->certificates, false}};
    st = st == ST_OK ? grant_list(s, *id, p->certificates, e) : st;
    return st == ST_OK ? log_person(s, "user.add", login, changes, p->certificates != NULL ? 4 : 3, e) : st;
}

enum status person_add(struct session *s, const struct new_person *p, struct error *e)
{
    char login[LOGIN_MAX + 1], code[32];
    struct person_row there;
    int64_t outlet = 0, id = 0;
    enum status st = check_new(p, login, e);
    if (st != ST_OK) {
        return st;
    }
    st = person_store_find(s->app->db, login, 0, &there, e);
    if (st == ST_OK) {
        return error_set(e, ST_REFUSED, "user_exists",
                         _("user %s is already there (a login is never given twice)"), login);
    }
    st = st == ST_NOT_FOUND ? person_store_outlet(s->app->db, &outlet, code, e) : st;
    return st == ST_OK ? store_person(s, p, login, true, outlet, &id, e) : st;
}

enum status person_disable(struct session *s, const char *login, struct error *e)
{
    struct person_row row;
    enum status st = person_find(s, login, &row, e);
    if (st == ST_OK && row.id == s->person) {
        st = error_set(e, ST_REFUSED, "oneself", _("nobody disables himself: ask another manager"));
    }
    if (st == ST_OK && row.disabled_at != 0) {
        st = error_set(e, ST_REFUSED, "disabled", _("user %s is disabled already"), row.login);
    }
    st = st == ST_OK ? person_store_disable(s->app->db, row.id, when_now(), e) : st;
    return st == ST_OK ? log_person(s, "user.disable", row.login, NULL, 0, e) : st;
}

enum status person_set_pin(struct session *s, const char *login, const char *pin, struct error *e)
{
    struct person_row row;
    char hash[PIN_HASH_SIZE];
    bool same = false;
    enum status st = pin_check_form(pin, e);
    st = st == ST_OK ? person_find(s, login, &row, e) : st;
    if (st != ST_OK) {
        return st;
    }
    bool own = row.id == s->person;
    if (!own && (s->role != ROLE_MANAGER || s->pin_is_temporary)) {
        return error_set(e, ST_REFUSED, "wrong_role", _("only a manager sets a PIN for somebody else"));
    }
    /* of somebody else it would tell a manager that he guessed right */
    st = own ? pin_verify(s->app, pin, row.pin_hash, &same, e) : ST_OK;
    if (st == ST_OK && same) {
        st = error_set(e, ST_REFUSED, "same_pin", _("this is the PIN that %s has now: choose another one"),
                       row.login);
    }
    st = st == ST_OK ? pin_hash(s->app, pin, false, hash, e) : st;
    st = st == ST_OK ? person_store_set_pin(s->app->db, row.id, hash, !own, s->person, when_now(), e) : st;
    st = st == ST_OK ? log_person(s, own ? "user.pin" : "user.one_time_pin", row.login, NULL, 0, e) : st;
    if (st == ST_OK && own) {
        s->pin_is_temporary = false;
    }
    return st;
}

enum status person_certify(struct session *s, const char *login, const char *certificate, int32_t from,
                           int32_t until, struct error *e)
{
    struct person_row row;
    char first[WHEN_SIZE], last[WHEN_SIZE] = "";
    if (until >= 0 && until < from) {
        return error_set(e, ST_USAGE, "bad_date", _("the certificate would end before it begins"));
    }
    enum status st = person_find_active(s, login, &row, e);
    int64_t end = until < 0 ? 0 : when_day_start(until + 1);
    st = st == ST_OK ? grant(s, row.id, certificate, when_day_start(from), end, e) : st;
    if (until >= 0) {
        when_date(until, last);
    }
    const struct audit_change changes[] = {{"certificate", NULL, certificate, false},
                                           {"from", NULL, when_date(from, first), false},
                                           {"until", NULL, last[0] != '\0' ? last : NULL, false}};
    return st == ST_OK ? log_person(s, "user.certify", row.login, changes, 3, e) : st;
}

enum status person_revoke(struct session *s, const char *login, const char *certificate, struct error *e)
{
    struct person_row row;
    int64_t n = 0;
    enum status st = person_find(s, login, &row, e);
    st = st == ST_OK ? person_store_revoke(s->app->db, row.id, certificate, when_now(), &n, e) : st;
    if (st == ST_OK && n == 0) {
        st = error_set(e, ST_NOT_FOUND, "no_certificate", _("user %s has no certificate \"%s\""), row.login,
                       word_text(WORD_CERTIFICATE, certificate));
    }
    const struct audit_change changes[] = {{"certificate", certificate, NULL, false}};
    return st == ST_OK ? log_person(s, "user.revoke", row.login, changes, 1, e) : st;
}

enum status person_holds(struct session *s, int64_t person, const char *certificate, bool *holds,
                         struct error *e)
{
    return person_store_holds(s->app->db, person, certificate, when_now(), holds, e);
}

static enum status check_code(const char *code, struct error *e)
{
    size_t n = strlen(code);
    bool fits = n >= 1 && n <= 16 &&
                strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == n;
    return fits ? ST_OK
                : error_set(e, ST_USAGE, "bad_code",
                            _("\"%s\" is no code: 1 to 16 letters, digits, - _ . are wanted"), code);
}

enum status bay_add(struct session *s, const char *code, struct error *e)
{
    int64_t outlet = 0, id = 0;
    char outlet_code[32];
    enum status st = check_code(code, e);
    st = st == ST_OK ? bay_store_find(s->app->db, code, &id, e) : st;
    if (st == ST_OK) {
        return error_set(e, ST_REFUSED, "bay_exists", _("bay %s is already there"), code);
    }
    st = st == ST_NOT_FOUND ? person_store_outlet(s->app->db, &outlet, outlet_code, e) : st;
    st = st == ST_OK ? bay_store_add(s->app->db, outlet, code, when_now(), &id, e) : st;
    return st == ST_OK ? log_person(s, "bay.add", code, NULL, 0, e) : st;
}

enum status bay_find(struct session *s, const char *code, int64_t *id, struct error *e)
{
    enum status st = bay_store_find(s->app->db, code, id, e);
    if (st == ST_NOT_FOUND) {
        return error_set(e, ST_NOT_FOUND, "no_bay", _("there is no bay %s; see: clearbay bay list"), code);
    }
    return st;
}

/* The pepper of a database that is not there any more is kept aside by hand, never overwritten. */
static enum status make_workshop(struct session *s, const char *outlet, const char *login, const char *pin,
                                 struct error *e)
{
    const struct new_person manager = {.login = login, .role = "manager", .pin = pin};
    const struct audit_change changes[] = {{"outlet", NULL, outlet, false}};
    int64_t id = 0, person = 0;
    enum status st =
        person_store_add_outlet(s->app->db, outlet, s->app->config->outlet_name, when_now(), &id, e);
    st = st == ST_OK ? log_person(s, "init", outlet, changes, 1, e) : st;
    st = st == ST_OK ? workshop_key_make(s, e) : st;
    st = st == ST_OK ? store_person(s, &manager, login, false, id, &person, e) : st;
    return st == ST_OK ? app_pepper_bind(s->app, e) : st;
}

enum status people_init(struct session *s, const char *outlet, const char *manager, const char *pin,
                        bool *created, struct error *e)
{
    char login[LOGIN_MAX + 1];
    int64_t outlets = 0;
    *created = false;
    enum status st = check_code(outlet, e);
    st = st == ST_OK ? clean_login(manager, login, e) : st;
    st = st == ST_OK ? pin_check_form(pin, e) : st;
    st = st == ST_OK ? app_open_db(s->app, DB_CREATE, e) : st;
    st = st == ST_OK ? db_begin(s->app->db, e) : st;
    if (st != ST_OK) {
        return st;
    }
    st = person_store_outlet_count(s->app->db, &outlets, e);
    if (st == ST_OK && outlets == 0) {
        st = make_workshop(s, outlet, login, pin, e);
        *created = st == ST_OK;
    }
    if (st == ST_OK) {
        return db_commit(s->app->db, e);
    }
    db_rollback(s->app->db);
    *created = false;
    return st;
}
