/* Signing a level of the open order: F9, the PIN, Enter. A paste never gets here: the PIN's field takes none.
 */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/form.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BOX_COLUMNS = 76,
    BOX_ROWS = 18,
    MISSING_ROWS = 2,
    MISSING_SIZE = 1024,
    TEXT_MAX = 4096,
    SIGNER_COLUMNS = 18
};

struct sign {
    char level[16], order[40];
    char missing[MISSING_SIZE]; /* what keeps the level from passing, or what it failed for; "": nothing */
    struct form form;
};

/* What the signature covers, as the contract has it. */
static const char *covers(const char *level)
{
    if (strcmp(level, "advisor") == 0) {
        return _("I vouch for: vehicle, odometer, concerns and the initial inspection.");
    }
    if (strcmp(level, "technician") == 0) {
        return _("I vouch for: diagnosis, lines, my inspection, and the signature below it.");
    }
    return _("I vouch for: the final inspection, and the signatures below it. I worked on none of it.");
}

/* Which order, whose, at which revision and total: the name is cut before they are. */
static void add_signed(const json_t *o, int columns, struct buf *out)
{
    struct buf behind;
    buf_init(&behind, TEXT_MAX);
    buf_addf(&behind, _("  revision %lld  total %s %s"), (long long)answer_int(o, "revision", 0),
             answer_text(o, "total"), answer_text(o, "currency"));
    buf_addf(out, "%s  %s  ", answer_text(o, "order"), answer_text(o, "plate"));
    text_cut(out, answer_text(o, "customer"), columns - text_width(out->data) - text_width(behind.data));
    buf_adds(out, behind.data);
    buf_free(&behind);
}

static void sign_draw(struct ui *ui, void *self, struct area a)
{
    struct sign *s = self;
    struct term *t = ui_term(ui);
    const json_t *o = ui_order(ui);
    int y = a.y + (a.rows - BOX_ROWS) / 2, x = a.x + (a.columns - BOX_COLUMNS) / 2, room = BOX_COLUMNS - 4;
    struct buf text;
    buf_init(&text, TEXT_MAX);
    buf_addf(&text, _("Sign: %s"), word_text(WORD_LEVEL, s->level));
    term_box(t, y, x, BOX_ROWS, BOX_COLUMNS, text.data);
    buf_clear(&text);
    add_signed(o, room, &text);
    term_put(t, y + 2, x + 2, room, STYLE_SUM, text.data);
    term_wrap(t, y + 3, x + 2, 2, room, STYLE_TEXT, covers(s->level));
    buf_clear(&text);
    struct buf signer;
    buf_init(&signer, TEXT_MAX);
    text_cut(&signer, client_user_name(ui_client(ui)), SIGNER_COLUMNS);
    buf_addf(&text, _("%s signs. Enter in the PIN's field signs, Esc goes back."), signer.data);
    buf_free(&signer);
    term_put(t, y + 5, x + 2, room, STYLE_DIM, text.data);
    term_wrap(t, y + 6, x + 2, MISSING_ROWS, room, STYLE_WARN, s->missing);
    form_draw(&s->form, t, y + 8, x + 2, BOX_ROWS - 9, room, true);
    buf_free(&text);
}

static void wipe_pin(struct sign *s)
{
    field_wipe(&form_find(&s->form, "pin")->field);
}

static json_t *sign_params(struct ui *ui, struct sign *s)
{
    json_t *params = params_order(ui_order(ui));
    params_text(params, "level", s->level);
    json_object_set_new(params, COMMAND_DRAFT, json_true());
    params_text(params, "pin", form_value(form_find(&s->form, "pin")));
    if (strcmp(form_value(form_find(&s->form, "verdict")), "fail") == 0) {
        json_object_set_new(params, "fail", json_true());
        params_text(params, "reason", form_value(form_find(&s->form, "reason")));
    }
    return params;
}

/* Somebody else changed the order: what is signed must be seen first. */
static void show_conflict(struct ui *ui, const struct error *e)
{
    struct buf text;
    buf_init(&text, TEXT_MAX);
    ui_error_text(e, &text);
    ui_pop(ui);
    ui_open_order(ui, answer_text(ui_order(ui), "order"));
    ui_say(ui, STYLE_BAD, _("Not signed: %s"), text.data);
    buf_free(&text);
}

/* What a fail needs is said in the form's words, and the PIN that is typed already stays. */
static bool lacks_reason(struct sign *s)
{
    bool fails = strcmp(form_value(form_find(&s->form, "verdict")), "fail") == 0;
    const char *reason = form_value(form_find(&s->form, "reason"));
    if (!fails || reason[strspn(reason, " ")] != '\0') {
        return false;
    }
    text_copy(s->form.error, sizeof s->form.error, _("Say why it does not pass: a fail needs a reason"));
    form_go_to(&s->form, "reason");
    return true;
}

static void submit(struct ui *ui, struct sign *s)
{
    if (form_value(form_find(&s->form, "pin"))[0] == '\0') {
        text_copy(s->form.error, sizeof s->form.error,
                  _("Type your PIN: it is asked for at every signature"));
        s->form.at = 0;
        return;
    }
    if (lacks_reason(s)) {
        return;
    }
    struct error e = ERROR_NONE;
    json_t *params = sign_params(ui, s);
    json_t *secret = json_incref(json_object_get(params, "pin"));
    char level[sizeof s->level];
    text_copy(level, sizeof level, s->level);
    json_t *answer = NULL;
    enum status st = ui_try(ui, "sign", params, &answer, &e);
    explicit_bzero((char *)(uintptr_t)json_string_value(secret), json_string_length(secret));
    json_decref(secret);
    wipe_pin(s);
    if (st == ST_OK) {
        bool pass = strcmp(answer_text(answer, "verdict"), "pass") == 0;
        ui_pop(ui);
        ui_say(ui, pass ? STYLE_GOOD : STYLE_WARN, _("Signed: %s, %s"), word_text(WORD_LEVEL, level),
               word_text(WORD_VERDICT, pass ? "pass" : "fail"));
    } else if (st == ST_CONFLICT) {
        show_conflict(ui, &e);
    } else {
        ui_form_fail(&s->form, &e);
    }
    json_decref(answer);
}

static bool sign_press(struct ui *ui, void *self, const struct press *p)
{
    struct sign *s = self;
    bool in_pin = s->form.at == 0;
    if (in_pin && strcmp(p->name, "Enter") == 0) {
        submit(ui, s);
        return true;
    }
    switch (form_press(&s->form, p)) {
    case FORM_DONE:
        submit(ui, s);
        break;
    case FORM_BACK:
        ui_back(ui);
        break;
    case FORM_IGNORED:
    case FORM_MOVED:
    case FORM_CHANGED:
        break;
    }
    return true;
}

static const char *reason_of(const struct sign *s)
{
    return form_value(form_find((struct form *)(uintptr_t)&s->form, "reason"));
}

static bool sign_unsaved(const void *self)
{
    return reason_of(self)[0] != '\0';
}

/* It comes back as the form of the command; the PIN is typed anew. */
static void sign_draft(const void *self, struct draft *out)
{
    const struct sign *s = self;
    out->form = "sign";
    text_copy(out->subject, sizeof out->subject, s->order);
    out->content = json_pack("{s:{s:s,s:s},s:{s:s,s:s}}", "fields", "fail", "yes", "reason", reason_of(s),
                             "fixed", "order", s->order, "level", s->level);
}

static void sign_close(void *self)
{
    struct sign *s = self;
    form_free(&s->form);
    free(s);
}

static struct field *sign_field(void *self)
{
    struct sign *s = self;
    return form_field_here(&s->form);
}

static struct form *form_of(void *self)
{
    struct sign *s = self;
    return &s->form;
}

static const struct screen_ops sign_ops = {.overlay = true,
                                           .modal = true,
                                           .typing = true,
                                           .draw = sign_draw,
                                           .press = sign_press,
                                           .unsaved = sign_unsaved,
                                           .draft = sign_draft,
                                           .field = sign_field,
                                           .form = form_of,
                                           .close = sign_close};

/* What keeps the level from passing, said before the PIN is typed; a red item says itself that it cannot. */
static void say_missing(const json_t *ready, bool red, char missing[MISSING_SIZE])
{
    const char *what = answer_text(ready, "missing");
    struct buf text;
    buf_init(&text, MISSING_SIZE - 1);
    if (red) {
        buf_adds(&text, what);
    } else if (what[0] != '\0') {
        buf_addf(&text, _("It cannot pass yet: %s"), what);
        ui_add_said_key(what, &text);
    }
    text_copy(missing, MISSING_SIZE, text.data);
    buf_free(&text);
}

/* False: this person cannot sign it now, whatever the verdict, and it was said why. */
static bool is_ready(struct ui *ui, const char *level, bool *red, char missing[MISSING_SIZE])
{
    json_t *answer = NULL;
    json_t *params = json_pack("{s:s,s:s}", "order", answer_text(ui_order(ui), "order"), "level", level);
    bool may = ui_call(ui, "order.ready", params, &answer) == ST_OK;
    *red = may && strcmp(answer_text(answer, "missing_code"), "red_item") == 0;
    say_missing(answer, *red, missing);
    json_decref(answer);
    return may;
}

/* Who signs again knows what QC failed the order for. */
static void remind_of_fail(struct ui *ui, struct sign *s)
{
    struct buf text;
    buf_init(&text, MISSING_SIZE - 1);
    if (answer_qc_failed(ui_order(ui), &text)) {
        text_copy(s->missing, sizeof s->missing, text.data);
    }
    buf_free(&text);
}

void screen_sign_open(struct ui *ui, const char *level)
{
    bool red = false;
    char missing[MISSING_SIZE] = "";
    if (!is_ready(ui, level, &red, missing)) {
        return;
    }
    struct sign *s = calloc(1, sizeof *s);
    if (s != NULL && !form_new(&s->form)) {
        free(s);
        s = NULL;
    }
    if (s != NULL) {
        text_copy(s->level, sizeof s->level, level);
        text_copy(s->missing, sizeof s->missing, missing);
        if (missing[0] == '\0' && strcmp(level, "advisor") != 0) {
            remind_of_fail(ui, s);
        }
        text_copy(s->order, sizeof s->order, answer_text(ui_order(ui), "order"));
        form_add(&s->form, "pin", _("PIN"), true)->field.secret = true;
        struct form_field *verdict = form_add(&s->form, "verdict", _("Verdict"), false);
        form_add_option(verdict, "pass", word_text(WORD_VERDICT, "pass"));
        form_add_option(verdict, "fail", word_text(WORD_VERDICT, "fail"));
        form_start(verdict, red ? "fail" : "pass");
        form_add(&s->form, "reason", _("Reason"), false)->help = _("why it does not pass");
    }
    ui_push(ui, &sign_ops, s);
}
