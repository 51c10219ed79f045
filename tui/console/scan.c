#include "tui/console/scan.h"
#include "core/base/i18n.h"
#include "tui/console/jump.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <ctype.h>
#include <string.h>

enum { VIN_LENGTH = 17, DIGITS_MIN = 8 };

bool scan_is_vin(const char *code)
{
    size_t n = 0;
    for (; code[n] != '\0'; n++) {
        if (!isalnum((unsigned char)code[n]) || strchr("IOQioq", code[n]) != NULL) {
            return false;
        }
    }
    return n == VIN_LENGTH;
}

static bool is_in_code(const struct press *p)
{
    bool one = p->text[0] != '\0' && p->text[1] == '\0';
    return one && (isalnum((unsigned char)p->text[0]) || strchr("-./", p->text[0]) != NULL);
}

/* Digits alone are typed fast by many a hand into a field: there they have to be many. */
static bool is_code(const struct scan *s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s->len; i++) {
        digits += isdigit((unsigned char)s->code[i]) ? 1 : 0;
    }
    bool in_field = s->field != NULL;
    return !s->impure && s->len >= SCAN_MIN && digits > 0 &&
           !(in_field && digits == s->len && digits < DIGITS_MIN);
}

/* A new burst may begin. What was typed may have been a PIN. */
static void forget(struct scan *s)
{
    int64_t last = s->last;
    explicit_bzero(s, sizeof *s);
    s->last = last;
}

/* What was held back goes on as it was typed. */
static void let_go(struct scan *s, struct ui *ui)
{
    for (size_t i = 0; i < s->held_count && !ui_done(ui); i++) {
        ui_press(ui, &s->held[i]);
    }
    s->held_count = 0;
}

/* The field becomes what it was before the burst: the state after its first character, and then that one is
 * deleted by its key, so that the screen notices. */
static void take_back(struct scan *s, struct ui *ui)
{
    void *self = NULL;
    const struct screen_ops *ops = ui_top(ui, &self);
    if (s->field != NULL && self == s->self && ops->field != NULL && ops->field(self) == s->field) {
        struct press back = press_named("Backspace");
        *s->field = s->before;
        ui_press(ui, &back);
    }
    s->held_count = 0;
}

static void unknown(struct ui *ui, const char *code)
{
    json_t *car = json_pack("{s:s}", "vin", code);
    if (!scan_is_vin(code)) {
        ui_say(ui, STYLE_WARN, _("Scanned %s: no car, order or part has this code"), code);
    } else if (strcmp(client_role(ui_client(ui)), "advisor") == 0) {
        ui_pop_saved(ui);
        screen_intake_take(ui, car);
        ui_say(ui, STYLE_WARN, _("Scanned %s: this car was never here; its plate and concern take it in"),
               code);
    } else {
        ui_say(ui, STYLE_WARN, _("Scanned %s: this car was never here; an advisor takes it in"), code);
    }
    json_decref(car);
}

/* What stood in the field before makes room for the code, which its Enter follows. */
static void replace(struct scan *s, struct ui *ui)
{
    if (s->field == NULL || s->before.len <= 1) {
        return; /* there was nothing */
    }
    take_back(s, ui);
    struct press empty = press_named("Ctrl-U"), code = {.name = "Paste", .paste = s->code};
    ui_press(ui, &empty);
    ui_press(ui, &code);
}

/* Leads to what has this code; false: it stays what it is, typed text. */
static bool go(struct scan *s, struct ui *ui, const json_t *hit, bool typing)
{
    if (hit == NULL && typing && !scan_is_vin(s->code)) {
        return false;
    }
    take_back(s, ui);
    if (hit == NULL) {
        unknown(ui, s->code);
        return true;
    }
    ui_say(ui, STYLE_TEXT, "%s", ""); /* what an earlier key had to say */
    ui_pop_saved(ui);
    jump_to_hit(ui, hit);
    return true;
}

/* A dialog: nothing is answered or signed by a scan. */
static bool refuse(struct scan *s, struct ui *ui, bool typing)
{
    if (typing && !(scan_is_vin(s->code) && s->field != NULL && s->field->secret)) {
        return false;
    }
    take_back(s, ui);
    ui_say(ui, STYLE_WARN, "%s", _("What was scanned is no answer here"));
    return true;
}

/* Whoever may stand before the screen: no code leads into the workshop. */
static void take_in_public(struct scan *s, struct ui *ui, const struct screen_ops *ops, void *self)
{
    take_back(s, ui);
    if (ops->scan_fit != NULL && ops->scan_fit(self, s->code, "") == SCAN_MINE) {
        ops->scan(ui, self, s->code);
    } else {
        ui_say(ui, STYLE_DIM, "%s", _("A scan does nothing on this page"));
    }
}

static bool take_inside(struct scan *s, struct ui *ui, const struct screen_ops *ops, void *self)
{
    json_t *hit = jump_exact(ui, s->code);
    enum scan_fit fit =
        ops->scan_fit != NULL ? ops->scan_fit(self, s->code, answer_text(hit, "kind")) : SCAN_ELSEWHERE;
    bool taken = true;
    if (fit == SCAN_MINE) {
        take_back(s, ui);
        ops->scan(ui, self, s->code);
    } else if (fit == SCAN_TYPED) {
        replace(s, ui);
        taken = false;
    } else {
        taken = go(s, ui, hit, ops->typing);
    }
    json_decref(hit);
    return taken;
}

static bool take(struct scan *s, struct ui *ui)
{
    void *self = NULL;
    const struct screen_ops *ops = ui_top(ui, &self);
    s->code[s->len] = '\0';
    ui_note_hands(ui);
    if (ops->modal) {
        return refuse(s, ui, ops->typing);
    }
    if (ui_is_public(ui)) {
        take_in_public(s, ui, ops, self);
        return true;
    }
    return take_inside(s, ui, ops, self);
}

/* Where the character goes: into a field at once, else it is held back. */
static void add(struct scan *s, struct ui *ui, const struct press *p)
{
    void *self = NULL;
    const struct screen_ops *ops = ui_top(ui, &self);
    struct field *field = ops->field != NULL ? ops->field(self) : NULL;
    bool moves = s->len == 0 && !ops->typing && strchr("hjkl", p->text[0]) != NULL;
    s->code[s->len++] = p->text[0];
    if (field == NULL && !moves && !(ops->typing && ops->field == NULL)) {
        s->held[s->held_count++] = *p;
        return;
    }
    ui_press(ui, p);
    if (field != NULL && s->field == NULL && s->len == 1) {
        s->self = self;
        s->field = field;
        s->before = *field;
    }
}

void scan_press(struct scan *s, struct ui *ui, const struct press *p, int64_t now)
{
    bool enter = strcmp(p->name, "Enter") == 0, fast = s->last != 0 && now - s->last <= SCAN_GAP_MS;
    if (!fast || ui_is_unseen(ui)) {
        let_go(s, ui);
        forget(s);
    }
    s->last = now;
    if (enter && s->taken) {
        return; /* the line feed behind the carriage return */
    }
    if (enter && is_code(s) && take(s, ui)) {
        forget(s);
        s->taken = true;
        return;
    }
    if (is_in_code(p) && !s->impure && s->len + 1 < SCAN_MAX && !ui_is_unseen(ui)) {
        add(s, ui, p);
        return;
    }
    let_go(s, ui);
    forget(s);
    s->impure = p->text[0] != '\0';
    ui_press(ui, p);
}

int64_t scan_wakes(const struct scan *s)
{
    return s->held_count > 0 ? s->last + SCAN_GAP_MS + 1 : 0;
}

void scan_due(struct scan *s, struct ui *ui, int64_t now)
{
    if (s->held_count > 0 && now > s->last + SCAN_GAP_MS) {
        let_go(s, ui);
        forget(s);
    }
}
