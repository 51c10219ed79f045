/* Taking a car in: its plate, phone or VIN finds a car that was here before, Enter takes everything over. */
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/draft.h"
#include "tui/console/intake_car.h"
#include "tui/console/scan.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FOUND_MAX = 6,
    KEY_MIN = 2,
    CONCERNS_MAX = 12,
    CUSTOMER_MAX = 500, /* bytes of a name, as the customer's file takes it */
    ROW_MAX = 4096
};

struct intake {
    struct form form;
    json_t *found;         /* vehicle.find of what is typed */
    size_t chosen;         /* of the found ones; their number: none */
    bool taken;            /* a found car was taken over */
    struct intake_car car; /* that one, or the one whose plate or VIN was typed in full */
};

static const json_t *vehicles(const struct intake *v)
{
    return json_object_get(v->found, "vehicles");
}

static void intake_title(struct ui *ui, void *self, struct buf *out)
{
    (void)ui;
    (void)self;
    buf_adds(out, _("Take a car in"));
}

static struct form_field *field_here(struct intake *v)
{
    return &v->form.fields[v->form.at];
}

/* The fields that tell a car. */
static bool finds(const struct form_field *f)
{
    static const char *const names[] = {"plate", "vin", "phone", "customer"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], f->name) == 0) {
            return true;
        }
    }
    return false;
}

static void key_of(const char *text, struct buf *out)
{
    buf_clear(out);
    text_key(text, out);
}

/* A car whose plate, VIN or phone is exactly what was typed needs no further choice. */
static size_t exact(const struct intake *v, const char *typed)
{
    static const char *const keys[] = {"plate", "vin", "phone"};
    size_t n = json_array_size(vehicles(v)), best = n;
    struct buf mine, theirs;
    buf_init(&mine, ROW_MAX);
    buf_init(&theirs, ROW_MAX);
    key_of(typed, &mine);
    for (size_t i = 0; i < n && best == n; i++) {
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            key_of(answer_text(json_array_get(vehicles(v), i), keys[k]), &theirs);
            best = mine.len > 0 && strcmp(mine.data, theirs.data) == 0 ? i : best;
        }
    }
    buf_free(&mine);
    buf_free(&theirs);
    return best;
}

static void look_up(struct ui *ui, struct intake *v)
{
    json_decref(v->found);
    v->found = NULL;
    const char *typed = form_value(field_here(v));
    struct buf key;
    buf_init(&key, ROW_MAX);
    text_key(typed, &key);
    if (finds(field_here(v)) && !v->taken && key.len >= KEY_MIN) {
        json_t *params = json_pack("{s:s,s:i}", "query", typed, "limit", FOUND_MAX);
        struct error ignored = ERROR_NONE; /* a half-typed text need not be a good query */
        ui_try(ui, "vehicle.find", params, &v->found, &ignored);
    }
    v->chosen = exact(v, typed);
    bool tells = strcmp(field_here(v)->name, "plate") == 0 || strcmp(field_here(v)->name, "vin") == 0;
    if (tells && v->chosen < json_array_size(vehicles(v))) { /* a phone may be that of several cars */
        intake_car_read(&v->car, json_array_get(vehicles(v), v->chosen));
    }
    buf_free(&key);
}

static void set_from(struct intake *v, const json_t *car, const char *key)
{
    form_set(form_find(&v->form, key), answer_text(car, key));
}

static void take_over(struct intake *v, const json_t *car)
{
    intake_car_read(&v->car, car);
    set_from(v, car, "plate");
    set_from(v, car, "vin");
    set_from(v, car, "phone");
    set_from(v, car, "customer");
    v->taken = true;
    json_decref(v->found);
    v->found = NULL;
    v->chosen = 0;
    v->form.at = (size_t)(form_find(&v->form, "concern 1") - v->form.fields);
}

/* A new empty concern stands below the last one that is filled. */
static void grow(struct intake *v)
{
    size_t concerns = 0;
    for (size_t i = 0; i < v->form.count; i++) {
        concerns += strncmp(v->form.fields[i].name, "concern ", 8) == 0 ? 1 : 0;
    }
    const struct form_field *last = &v->form.fields[v->form.count - 1];
    if (concerns < CONCERNS_MAX && form_value(last)[0] != '\0') {
        char name[32];
        snprintf(name, sizeof name, "concern %zu", concerns + 1);
        struct form_field *f = form_add(&v->form, name, _("Concern"), false);
        if (f != NULL) {
            f->help = _("one more concern in the customer's own words, or leave it empty");
        }
    }
}

static json_t *make_params(const struct intake *v)
{
    json_t *params = json_object();
    json_t *concerns = json_array();
    for (size_t i = 0; i < v->form.count; i++) {
        const struct form_field *f = &v->form.fields[i];
        const char *value = form_value(f);
        if (strncmp(f->name, "concern ", 8) != 0) {
            params_text(params, f->name, value);
        } else if (value[strspn(value, " ")] != '\0') {
            json_array_append_new(concerns, json_string(value));
        }
    }
    json_object_set_new(params, "concern", concerns);
    json_object_set_new(params, COMMAND_DRAFT, json_true());
    return params;
}

/* The order is opened, and the advisor goes on with its inspection. */
static void save(struct ui *ui, struct intake *v)
{
    struct error e = ERROR_NONE;
    json_t *answer = NULL;
    if (!form_is_filled(&v->form)) {
        return;
    }
    if (ui_try(ui, "order.open", make_params(v), &answer, &e) != ST_OK) {
        ui_form_fail(&v->form, &e);
        if (!form_go_to(&v->form, e.code)) {
            form_go_to(&v->form, e.message);
        }
        return;
    }
    ui_pop_of(ui, v);
    screen_order_open(ui, answer_text(answer, "order"));
    struct buf text;
    buf_init(&text, ROW_MAX);
    buf_addf(&text, _("%s is open: i inspects, F7 marks damage, F9 signs"), answer_text(answer, "order"));
    bool warns = answer_warnings(answer, &text);
    ui_say(ui, warns ? STYLE_WARN : STYLE_GOOD, "%s", text.data);
    buf_free(&text);
    json_decref(answer);
}

/* Up and Down go through the cars that were found, and back to none. */
static bool choose(struct intake *v, const struct press *p)
{
    size_t n = json_array_size(vehicles(v));
    if (n == 0 || !finds(field_here(v))) {
        return false;
    }
    if (strcmp(p->name, "Down") == 0) {
        v->chosen = v->chosen >= n ? 0 : v->chosen + 1;
    } else if (strcmp(p->name, "Up") == 0) {
        v->chosen = v->chosen == 0 ? n : v->chosen - 1;
    } else if (strcmp(p->name, "Enter") == 0 && v->chosen < n) {
        take_over(v, json_array_get(vehicles(v), v->chosen));
    } else {
        return false;
    }
    return true;
}

/* The next concern that is empty; the one that one is in when there is no more room. */
static size_t next_concern(struct intake *v)
{
    grow(v);
    for (size_t i = v->form.at + 1; i < v->form.count; i++) {
        if (form_value(&v->form.fields[i])[0] == '\0') {
            return i;
        }
    }
    return v->form.at;
}

/* Each line of a paste is a concern of its own, as the form asks for them; those without room for another
 * one go behind the last, so that nothing is lost. */
static void paste_concerns(struct intake *v, const char *text)
{
    struct buf line;
    buf_init(&line, ROW_MAX * 16);
    for (size_t n; *text != '\0'; text += n + (text[n] == '\n' ? 1 : 0)) {
        n = strcspn(text, "\n");
        size_t blanks = strspn(text, " \t");
        if (blanks >= n) {
            continue;
        }
        size_t at = line.len > 0 ? next_concern(v) : v->form.at;
        buf_clear(&line);
        buf_adds(&line, at == v->form.at && form_value(field_here(v))[0] != '\0' ? " " : "");
        buf_add(&line, text + blanks, n - blanks);
        v->form.at = at;
        form_press(&v->form, &(struct press){.name = "Paste", .paste = line.data});
    }
    grow(v);
    buf_free(&line);
}

static bool pastes_concerns(struct intake *v, const struct press *p)
{
    return p->paste != NULL && strchr(p->paste, '\n') != NULL &&
           strncmp(field_here(v)->name, "concern ", 8) == 0;
}

static bool intake_press(struct ui *ui, void *self, const struct press *p)
{
    struct intake *v = self;
    if (pastes_concerns(v, p)) {
        paste_concerns(v, p->paste);
        return true;
    }
    if (choose(v, p)) {
        return true;
    }
    switch (form_press(&v->form, p)) {
    case FORM_DONE:
        save(ui, v);
        return true;
    case FORM_BACK:
        ui_back(ui);
        return true;
    case FORM_CHANGED:
        if (strcmp(field_here(v)->name, "plate") == 0) {
            v->taken = false; /* another plate is another car */
            intake_car_read(&v->car, NULL);
        }
        look_up(ui, v);
        grow(v);
        return true;
    case FORM_MOVED:
        look_up(ui, v);
        return true;
    case FORM_IGNORED:
        break;
    }
    return false;
}

static bool intake_action(struct ui *ui, void *self, const char *id)
{
    struct intake *v = self;
    if (strcmp(id, "console.save") == 0) {
        save(ui, v);
        return true;
    }
    return false;
}

static void intake_draw(struct ui *ui, void *self, struct area a)
{
    struct intake *v = self;
    struct term *t = ui_term(ui);
    size_t found = json_array_size(vehicles(v));
    int notes = intake_car_rows(&v->car, &v->form), below = notes + (found > 0 ? (int)found + 1 : 0);
    int rows = form_rows(&v->form), most = a.rows - 1 - below;
    rows = rows < most ? rows : most; /* what is said stands right below the fields */
    form_draw(&v->form, t, a.y + 1, a.x + 1, rows, a.columns - 2, true);
    intake_car_draw(&v->car, &v->form, t, a.y + 1 + rows, a);
    intake_found_draw(vehicles(v), v->chosen, t, a.y + 1 + rows + notes, a);
}

static bool intake_unsaved(const void *self)
{
    const struct intake *v = self;
    return form_typed(&v->form);
}

static void intake_draft(const void *self, struct draft *out)
{
    const struct intake *v = self;
    out->form = "order.open";
    out->content = draft_of_form(&v->form);
}

static void intake_close(void *self)
{
    struct intake *v = self;
    form_free(&v->form);
    json_decref(v->found);
    free(v);
}

static struct field *intake_field(void *self)
{
    struct intake *v = self;
    return form_field_here(&v->form);
}

static struct form *form_of(void *self)
{
    struct intake *v = self;
    return &v->form;
}

static const char *value_of(const struct intake *v, const char *name)
{
    return form_value(form_find((struct form *)(uintptr_t)&v->form, name));
}

/* A VIN is this car's unless another one is taken in here; other codes may be what the field asks for, but no
 * part and no order. */
static enum scan_fit intake_scan_fit(const void *self, const char *code, const char *kind)
{
    const struct intake *v = self;
    const char *vin = value_of(v, "vin"), *here = v->form.fields[v->form.at].name;
    if (scan_is_vin(code)) {
        bool in_vin = strcmp(here, "vin") == 0;
        bool other = v->taken && strcasecmp(vin, code) != 0;
        return other ? SCAN_ELSEWHERE : vin[0] == '\0' || in_vin ? SCAN_MINE : SCAN_ELSEWHERE;
    }
    bool other = strcmp(kind, "part") == 0 || strcmp(kind, "order") == 0;
    return !other && finds(&v->form.fields[v->form.at]) ? SCAN_TYPED : SCAN_ELSEWHERE;
}

/* The car with this VIN is taken over when it is known; else the VIN is filled in. */
static void intake_scan(struct ui *ui, void *self, const char *code)
{
    struct intake *v = self;
    bool no_plate = value_of(v, "plate")[0] == '\0';
    size_t before = v->form.at;
    form_set(form_find(&v->form, "vin"), code);
    v->form.at = (size_t)(form_find(&v->form, "vin") - v->form.fields);
    look_up(ui, v);
    if (no_plate && v->chosen < json_array_size(vehicles(v))) {
        take_over(v, json_array_get(vehicles(v), v->chosen));
    } else {
        v->form.at = no_plate ? 0 : before;
    }
}

static const struct screen_ops intake_ops = {.own_keys = form_keys,
                                             .context = CTX_INTAKE,
                                             .typing = true,
                                             .title = intake_title,
                                             .draw = intake_draw,
                                             .press = intake_press,
                                             .action = intake_action,
                                             .unsaved = intake_unsaved,
                                             .draft = intake_draft,
                                             .field = intake_field,
                                             .form = form_of,
                                             .scan_fit = intake_scan_fit,
                                             .scan = intake_scan,
                                             .close = intake_close};

static void add_fields(struct form *f)
{
    static const struct {
        const char *name, *label, *help;
        bool needed;
        size_t max;
    } fields[] = {
        {"plate", N_("Plate"),
         N_("needed; the car may also be found by its VIN, phone or name: Tab leads there"), true,
         FIELD_SHORT},
        {"vin", N_("VIN"), N_("17 characters, no I, O or Q"), false, FIELD_SHORT},
        {"phone", N_("Phone"), NULL, false, FIELD_SHORT},
        {"customer", N_("Customer"), NULL, false, CUSTOMER_MAX},
        {"odometer", N_("Odometer km"), NULL, false, FIELD_SHORT},
        {"concern 1", N_("Concern"), N_("in the customer's own words; each concern on a row of its own"),
         true, FIELD_MAX - 1},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct form_field *one = form_add(f, fields[i].name, _(fields[i].label), fields[i].needed);
        one->help = fields[i].help != NULL ? _(fields[i].help) : NULL;
        one->whole = strcmp(fields[i].name, "odometer") == 0;
        one->field.max = fields[i].max;
    }
}

/* NULL when memory is out. */
static struct intake *intake_new(void)
{
    struct intake *v = calloc(1, sizeof *v);
    if (v != NULL && !form_new(&v->form)) {
        free(v);
        v = NULL;
    }
    if (v != NULL) {
        add_fields(&v->form);
        intake_car_read(&v->car, NULL);
    }
    return v;
}

void screen_intake_open(struct ui *ui)
{
    if (!ui_raise(ui, &intake_ops)) {
        ui_push(ui, &intake_ops, intake_new());
    }
}

void screen_intake_restore(struct ui *ui, const json_t *content)
{
    struct intake *v = intake_new();
    for (int i = 0; v != NULL && i < CONCERNS_MAX; i++) { /* each filled concern lets the next one grow */
        draft_into_form(&v->form, content);
        grow(v);
    }
    if (v != NULL) {
        look_up(ui, v); /* in the plate: whether that car is here already */
        form_resume(&v->form);
        look_up(ui, v);
    }
    ui_push(ui, &intake_ops, v);
}

void screen_intake_take(struct ui *ui, const json_t *car)
{
    screen_intake_open(ui);
    struct intake *v = ui_self_of(ui, &intake_ops);
    if (v == NULL) {
        return;
    }
    if (form_typed(&v->form)) {
        ui_say(ui, STYLE_WARN, "%s",
               _("A car is being taken in here: save it with F8 or leave it with Esc first"));
    } else if (answer_has(car, "plate")) {
        take_over(v, car);
    } else {
        form_set(form_find(&v->form, "vin"), answer_text(car, "vin"));
    }
}
