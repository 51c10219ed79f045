#include "tui/console/intake_car.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/scan.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME_LEAST = 16,
    NAME_MOST = 40,
    BESIDE_NAME = 64, /* columns that what else is said of a found car takes */
    NOTE_ROWS = 4,
    ROW_MAX = 4096
};

void intake_car_read(struct intake_car *out, const json_t *car)
{
    char when[WHEN_SIZE];
    *out = (struct intake_car){.odometer = answer_int(car, "odometer", -1)};
    text_copy(out->open_order, sizeof out->open_order, answer_text(car, "open_order"));
    if (answer_has(car, "odometer")) {
        snprintf(out->last, sizeof out->last, _("last here %s with %lld km, order %s"),
                 answer_when(car, "last_visit", when), (long long)out->odometer,
                 answer_text(car, "last_order"));
    } else if (answer_has(car, "last_visit")) {
        snprintf(out->last, sizeof out->last, _("last here %s, order %s"),
                 answer_when(car, "last_visit", when), answer_text(car, "last_order"));
    }
}

struct note {
    enum style style;
    char text[200];
};

/* What a field holds that one is not in; "" while one types into it. */
static const char *left_value(struct form *form, const char *name)
{
    const struct form_field *f = form_find(form, name);
    return f == NULL || f == &form->fields[form->at] ? "" : form_value(f);
}

static bool is_no_vin(const char *typed)
{
    struct buf key;
    buf_init(&key, ROW_MAX * 4);
    text_key(typed, &key);
    bool wrong = key.len > 0 && !scan_is_vin(key.data);
    buf_free(&key);
    return wrong;
}

/* -1: none was typed. */
static int64_t kilometres(const char *typed)
{
    struct buf digits;
    buf_init(&digits, ROW_MAX * 4);
    text_fold(typed, &digits);
    int64_t km = digits.len > 0 ? strtoll(digits.data, NULL, 10) : -1;
    buf_free(&digits);
    return km;
}

static size_t make_notes(const struct intake_car *car, struct form *form, struct note notes[NOTE_ROWS])
{
    size_t n = 0;
    int64_t km = kilometres(left_value(form, "odometer"));
    if (car->open_order[0] != '\0') {
        snprintf(notes[n].text, sizeof notes[n].text, _("This car is still open: order %s"), car->open_order);
        notes[n++].style = STYLE_WARN;
    }
    if (is_no_vin(left_value(form, "vin"))) {
        snprintf(notes[n].text, sizeof notes[n].text, "%s",
                 _("That is no VIN: 17 characters, no I, O or Q; look at it again"));
        notes[n++].style = STYLE_WARN;
    }
    if (km >= 0 && km < car->odometer) {
        snprintf(notes[n].text, sizeof notes[n].text,
                 _("The odometer read %lld km before, now %lld km: look at it again"),
                 (long long)car->odometer, (long long)km);
        notes[n++].style = STYLE_WARN;
    }
    if (car->last[0] != '\0') {
        text_copy(notes[n].text, sizeof notes[n].text, car->last);
        notes[n++].style = STYLE_DIM;
    }
    return n;
}

int intake_car_rows(const struct intake_car *car, struct form *form)
{
    struct note notes[NOTE_ROWS];
    return (int)make_notes(car, form, notes);
}

void intake_car_draw(const struct intake_car *car, struct form *form, struct term *t, int y, struct area a)
{
    struct note notes[NOTE_ROWS];
    size_t n = make_notes(car, form, notes);
    for (size_t i = 0; i < n && y + (int)i < a.y + a.rows; i++) {
        term_put(t, y + (int)i, a.x, a.columns, notes[i].style, notes[i].text);
    }
}

void intake_found_draw(const json_t *cars, size_t chosen, struct term *t, int y, struct area a)
{
    int name = a.columns - BESIDE_NAME;
    name = name < NAME_LEAST ? NAME_LEAST : name > NAME_MOST ? NAME_MOST : name;
    const struct {
        const char *key;
        int columns;
    } cells[] = {{"plate", 12}, {"customer", name}, {"phone", 16}, {"vin", 18}};
    size_t n = json_array_size(cars);
    if (n == 0 || y >= a.y + a.rows) {
        return;
    }
    term_put(t, y, a.x, a.columns, STYLE_HEAD,
             chosen < n ? _("Here before (arrows choose, Enter takes everything over, Tab goes on without):")
                        : _("Here before (Down chooses one, then Enter takes everything over):"));
    for (size_t i = 0; i < n && y + 1 + (int)i < a.y + a.rows; i++) {
        const json_t *car = json_array_get(cars, i);
        char when[WHEN_SIZE];
        struct buf row;
        buf_init(&row, ROW_MAX);
        buf_addf(&row, "%s ", i == chosen ? ">" : " ");
        for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
            text_pad(&row, answer_text(car, cells[c].key), cells[c].columns - 1, false);
            buf_addc(&row, ' ');
        }
        buf_adds(&row, answer_when(car, "last_visit", when));
        term_put(t, y + 1 + (int)i, a.x, a.columns, STYLE_TEXT | (i == chosen ? STYLE_SELECTED : 0U),
                 row.data);
        buf_free(&row);
    }
}
