/* What the inspections found, put on the panels of the car's outline. Pure; made from order.show. */
#ifndef CLEARBAY_CONSOLE_CAR_FINDINGS_H
#define CLEARBAY_CONSOLE_CAR_FINDINGS_H

#include "core/base/buf.h"
#include "tui/console/car_outline.h"

#include <jansson.h>
#include <stdbool.h>

enum finding_result { FINDING_RED, FINDING_AMBER, FINDING_GREEN, FINDING_RESULTS };

/* How many items of each result lie on a panel. */
struct findings {
    int count[FINDING_RESULTS];
};

enum { FINDINGS_ELSEWHERE = OUTLINE_PANELS }; /* what lies on no panel: identity, recalls, unknown items */

/* True when an item of the checklists lies on the panel; an item may lie on several (front pads). */
bool finding_is_on(const char *item, int panel);

/* Counts the results of an order's "inspections" (NULL: none) on a panel or FINDINGS_ELSEWHERE. */
struct findings findings_of(const json_t *inspections, int panel);

/* The letter for a result, the key that sets it: "R", "A", "G". Not for FINDING_RESULTS. */
const char *finding_letter(enum finding_result result);

/* Result of an item; FINDING_RESULTS: not applicable. */
enum finding_result finding_result(const json_t *item);

#endif
