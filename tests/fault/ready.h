/* A workshop made ready for the tests of faults: more people, PINs that cost next to nothing to check, orders
 * that only wait for a signature, and the questions that each of these tests asks afterwards. Units: km, ms.
 */
#ifndef CLEARBAY_TESTS_READY_H
#define CLEARBAY_TESTS_READY_H

#include "tests/unit/repair.h"

#define READY_PIN "246810-x" /* everybody's */

/* Adds advisors "x1" ... "xN" behind the people of workshop.h; *first is the id of x1. */
void ready_advisors(struct workshop *w, int n, int64_t *first);

/* Gives everybody READY_PIN, hashed with the least cost that there is: these tests are about what comes
 * after. Makes the pepper. */
void ready_pins(struct workshop *w);

/* Orders whose initial inspection is done, so that an advisor can sign; they are numbered from 1. Each has an
 * odometer of READY_KM, and no two the same car. */
enum { READY_KM = 52310 };
void ready_orders(struct workshop *w, int n);

/* A configuration beside the database, with a socket for the service. */
struct ready_places {
    char ini[128], socket[128];
};
void ready_ini(struct workshop *w, struct ready_places *out);

/* One signature as the dispatcher makes it, in its own transaction: by the session's person, at the level
 * advisor. Returns what the commit said. Asserts nothing: faults are wanted. */
enum status ready_sign(struct session *s, int64_t order, struct error *e);
/* Another odometer, which voids the signature that stands. */
enum status ready_edit(struct session *s, int64_t order, int64_t km, struct error *e);

/* How the database is after a fault. */
struct ready_state {
    int64_t signatures; /* rows */
    int64_t halves;     /* rows without their entry, entries without their row */
    int64_t doubles;    /* steps at which two signatures stand */
    size_t problems;    /* that the chain shows */
    bool whole;         /* integrity_check and foreign keys */
};
/* False: it could not be asked, *e says why. */
bool ready_look(struct session *s, struct ready_state *out, struct error *e);
/* Rows of signatures of one order; -1: it could not be asked. */
int64_t ready_signatures(struct session *s, int64_t order);

/* Removes the workshop's folder with all that lies in it, and frees it; its database is closed first. */
int ready_tear_down(void **state);

#endif
