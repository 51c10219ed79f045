/* The car that is being taken in, as the workshop knows it: what of that is told while one types, and the
 * list of the cars that fit what is typed. */
#ifndef CLEARBAY_TUI_CONSOLE_INTAKE_CAR_H
#define CLEARBAY_TUI_CONSOLE_INTAKE_CAR_H

#include "tui/console/form.h"
#include "tui/console/ui.h"

#include <jansson.h>
#include <stdint.h>

struct intake_car {
    char open_order[40]; /* it has one already; "": none */
    char last[160];      /* last visit, odometer then; "": it was never here */
    int64_t odometer;    /* km at its last visit; -1: not known */
};

/* Reads a car of vehicle.find; NULL: none is known. */
void intake_car_read(struct intake_car *out, const json_t *car);

/* Rows that the notes take: an open order, an odometer that ran backwards, a VIN that is none (both once
 * their field is left), the last visit. `form` has the fields vin and odometer. */
int intake_car_rows(const struct intake_car *car, struct form *form);
/* Draws them from row `y` on, and none below the area. */
void intake_car_draw(const struct intake_car *car, struct form *form, struct term *t, int y, struct area a);

/* Draws the found cars (an array; `chosen`: the one that is marked) below a heading; nothing for none. */
void intake_found_draw(const json_t *cars, size_t chosen, struct term *t, int y, struct area a);

#endif
