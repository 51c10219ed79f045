/* What a form holds before it is saved, as JSON: never a PIN. */
#ifndef CLEARBAY_CONSOLE_DRAFT_H
#define CLEARBAY_CONSOLE_DRAFT_H

#include "tui/console/form.h"
#include "tui/console/ui.h"

/* The fields that somebody changed, by name; a new reference. */
json_t *draft_of_form(const struct form *f);

/* Types them into a form again; fields that it does not have are left out. */
void draft_into_form(struct form *f, const json_t *fields);

/* What the fields held before somebody changed them, by name; a new reference. */
json_t *draft_shown_of_form(const struct form *f);

/* Makes it what the fields begin with. */
void draft_shown_into_form(struct form *f, const json_t *shown);

#endif
