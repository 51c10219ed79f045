/* Who are you? A new PIN for whoever came in with one that somebody else set. The lock of the terminal. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/form.h"
#include "tui/console/screens.h"

#include <stdlib.h>
#include <string.h>

enum { BOX_COLUMNS = 70, BOX_ROWS = 12 };

enum purpose { LOG_IN, NEW_PIN, UNLOCK };
struct login {
    enum purpose purpose;
    struct form form;
    char user[64], name[128]; /* of the lock: whose terminal it is */
};

static const char *heading(enum purpose purpose)
{
    switch (purpose) {
    case LOG_IN:
        return _("Log in");
    case NEW_PIN:
        return _("Somebody else set your PIN: choose your own");
    case UNLOCK:
        break;
    }
    return _("Locked");
}

static void login_draw(struct ui *ui, void *self, struct area a)
{
    struct login *l = self;
    struct term *t = ui_term(ui);
    int y = a.y + (a.rows - BOX_ROWS) / 2, x = a.x + (a.columns - BOX_COLUMNS) / 2;
    term_box(t, y, x, BOX_ROWS, BOX_COLUMNS, heading(l->purpose));
    const char *who = l->purpose == UNLOCK ? l->name : client_setting(ui_client(ui), "outlet.name");
    term_put(t, y + 2, x + 2, BOX_COLUMNS - 4, STYLE_SUM, who);
    form_draw(&l->form, t, y + 4, x + 2, BOX_ROWS - 6, BOX_COLUMNS - 4, true);
    term_put(t, y + BOX_ROWS - 2, x + 2, BOX_COLUMNS - 4, STYLE_DIM,
             l->purpose == UNLOCK ? _("Enter: accept    Up: another person    F1: help    F10: leave")
                                  : _("Enter: next, accept    Tab: next field    F1: help    F10: leave"));
}

static void pin_open(struct ui *ui);

static void clear_pins(struct login *l)
{
    for (size_t i = 0; i < l->form.count; i++) {
        if (l->form.fields[i].field.secret) {
            field_wipe(&l->form.fields[i].field);
        }
    }
}

/* After a good log-in: the board, or first a PIN of one's own. */
static void welcome(struct ui *ui)
{
    if (client_pin_is_temporary(ui_client(ui))) {
        pin_open(ui);
    } else {
        screen_board_open(ui);
    }
}

static void submit_login(struct ui *ui, struct login *l)
{
    for (size_t i = 0; i < l->form.count; i++) {
        if (form_value(&l->form.fields[i])[0] == '\0') {
            l->form.at = i; /* not yet typed */
            return;
        }
    }
    struct error e = ERROR_NONE;
    bool unlock = l->purpose == UNLOCK;
    const char *user = form_value(form_find(&l->form, "user"));
    enum status st = client_login(ui_client(ui), user, form_value(form_find(&l->form, "pin")), &e);
    clear_pins(l);
    if (st != ST_OK) {
        form_fail(&l->form, &e, NULL);
    } else if (unlock && strcmp(client_user(ui_client(ui)), l->user) == 0) {
        ui_pop(ui);
    } else {
        welcome(ui);
    }
}

static void submit_pin(struct ui *ui, struct login *l)
{
    const char *pin = form_value(form_find(&l->form, "new_pin"));
    const char *again = form_value(form_find(&l->form, "again"));
    if (strcmp(pin, again) != 0) {
        text_copy(l->form.error, sizeof l->form.error, _("The two PINs differ: type both again"));
        clear_pins(l);
        l->form.at = 0;
        return;
    }
    struct error e = ERROR_NONE;
    json_t *params = json_pack("{s:s,s:s}", "user", client_user(ui_client(ui)), "new_pin", pin);
    json_t *secret = json_incref(json_object_get(params, "new_pin"));
    enum status st = ui_try(ui, "user.pin", params, NULL, &e);
    explicit_bzero((char *)(uintptr_t)json_string_value(secret), json_string_length(secret));
    json_decref(secret);
    clear_pins(l);
    if (st != ST_OK) {
        form_fail(&l->form, &e, NULL);
        l->form.at = 0;
    } else {
        screen_board_open(ui);
        ui_say(ui, STYLE_GOOD, "%s", _("Your PIN is changed: only you know it now"));
    }
}

static const char *help_text(enum purpose purpose)
{
    switch (purpose) {
    case LOG_IN:
        return _("Type your login and Enter, then your PIN and Enter. A manager adds people and sets a new "
                 "PIN for "
                 "whoever has forgotten his own. F10 leaves.");
    case NEW_PIN:
        return _(
            "Type a PIN that only you know, 6 to 64 characters, twice. F10 leaves, and you are asked again "
            "at the next log-in.");
    case UNLOCK:
        break;
    }
    return _("The PIN opens the terminal as it was left. Somebody else goes up to the login, types his own "
             "over it "
             "and then his PIN: what was typed here and not saved waits for its owner. F10 leaves.");
}

/* In the lock's login one types another one; left empty it is again whose terminal it is. */
static void offer_other(struct login *l)
{
    struct form_field *user = form_find(&l->form, "user");
    bool here = form_field_here(&l->form) == &user->field;
    if (here || form_value(user)[0] == '\0') {
        form_set(user, here ? "" : l->user);
    }
}

static bool login_press(struct ui *ui, void *self, const struct press *p)
{
    struct login *l = self;
    if (strcmp(p->name, "F1") == 0) {
        ui_say(ui, STYLE_TEXT, "%s", help_text(l->purpose));
        return true;
    }
    enum form_event event = form_press(&l->form, p);
    if (event == FORM_MOVED && l->purpose == UNLOCK) {
        offer_other(l);
    }
    if (event == FORM_DONE && l->purpose == NEW_PIN) {
        submit_pin(ui, l);
    } else if (event == FORM_DONE) {
        submit_login(ui, l);
    }
    return event != FORM_IGNORED;
}

static void login_close(void *self)
{
    struct login *l = self;
    form_free(&l->form);
    free(l);
}

static struct field *login_field(void *self)
{
    struct login *l = self;
    return form_field_here(&l->form);
}

static struct form *form_of(void *self)
{
    struct login *l = self;
    return &l->form;
}

static const struct screen_ops login_ops = {.modal = true,
                                            .typing = true,
                                            .draw = login_draw,
                                            .press = login_press,
                                            .field = login_field,
                                            .form = form_of,
                                            .close = login_close};

static struct login *login_new(enum purpose purpose)
{
    struct login *l = calloc(1, sizeof *l);
    if (l != NULL && !form_new(&l->form)) {
        free(l);
        l = NULL;
    }
    if (l != NULL) {
        l->purpose = purpose;
    }
    return l;
}

static void add_secret(struct login *l, const char *name, const char *label)
{
    struct form_field *f = form_add(&l->form, name, label, false);
    f->field.secret = true;
}

void screen_login_open(struct ui *ui)
{
    struct login *l = login_new(LOG_IN);
    if (l != NULL) {
        form_add(&l->form, "user", _("Login"), false);
        add_secret(l, "pin", _("PIN"));
    }
    ui_start_with(ui, &login_ops, l);
}

static void pin_open(struct ui *ui)
{
    struct login *l = login_new(NEW_PIN);
    if (l != NULL) {
        add_secret(l, "new_pin", _("New PIN"));
        add_secret(l, "again", _("The same again"));
        l->form.fields[0].help = _("6 to 64 characters");
    }
    ui_start_with(ui, &login_ops, l);
}

static struct login *lock_open(struct ui *ui)
{
    struct login *l = login_new(UNLOCK);
    if (l != NULL) {
        text_copy(l->user, sizeof l->user, client_user(ui_client(ui)));
        text_copy(l->name, sizeof l->name, client_user_name(ui_client(ui)));
        form_start(form_add(&l->form, "user", _("Login"), false), l->user);
        add_secret(l, "pin", _("PIN"));
        l->form.at = 1;
        client_logout(ui_client(ui));
    }
    ui_push(ui, &login_ops, l);
    return ui_is_top(ui, l) ? l : NULL;
}

void screen_lock_open(struct ui *ui)
{
    lock_open(ui);
}

void screen_other_open(struct ui *ui)
{
    struct login *l = lock_open(ui);
    if (l != NULL) {
        form_set(form_find(&l->form, "user"), "");
        l->form.at = 0;
    }
}
