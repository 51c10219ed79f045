/* A workshop of its own for screen tests: people of every role, a price list, the real client. */
#ifndef CLEARBAY_TESTS_SCREEN_WORKSHOP_H
#define CLEARBAY_TESTS_SCREEN_WORKSHOP_H

#include "core/client/client.h"

#include <jansson.h>

#define PIN "123456-pin"

enum { LEVELS = 3 };
extern const char *const levels[LEVELS]; /* advisor, technician, qc */
extern const char *const people[LEVELS]; /* their logins: adv, tec, qin; the manager is mgr */

struct workshop {
    char folder[64];
    struct client *client;
};

/* cmocka's set-up and tear-down: *state is the workshop. */
int workshop_set_up(void **state);
int workshop_tear_down(void **state);

/* Runs a command that must go well; takes `params` over. */
json_t *workshop_run(struct workshop *w, const char *id, json_t *params);
void workshop_change(struct workshop *w, const char *id, json_t *params);

/* Every item of a level green, and the level signed, as whoever is logged in. */
void workshop_sign(struct workshop *w, const char *order, const char *level);

/* What `order show` has of order 1: fails unless it is this text; a number, -1: it has none. */
void workshop_order_says(struct workshop *w, const char *key, const char *value);
int64_t workshop_order_number(struct workshop *w, const char *key);

/* The price list as price.sync fetches it from now on: columns No, Name, Unit, Price. */
void workshop_list(struct workshop *w, const char *text);

/* Logs somebody else in. */
void workshop_as(struct workshop *w, const char *user, const char *pin);

#endif
