/* Number plates: Chinese ones of every kind (GA 36), and foreign ones, which are taken with a warning. */
#ifndef CLEARBAY_VEHICLE_PLATE_H
#define CLEARBAY_VEHICLE_PLATE_H

#include "core/base/error.h"

#include <stdbool.h>

enum { PLATE_SIZE = 64 };

enum plate_kind {
    PLATE_CIVIL,      /* province, letter, 5 characters */
    PLATE_NEW_ENERGY, /* province, letter, 6 characters */
    PLATE_TRAILER,    /* ...挂 */
    PLATE_COACH,      /* ...学, a driving school's */
    PLATE_POLICE,     /* ...警 */
    PLATE_CONSULAR,   /* ...领, 使... */
    PLATE_HONG_KONG,  /* ...港 */
    PLATE_MACAO,      /* ...澳 */
    PLATE_FOREIGN,    /* anything else */
};

/* "civil", "new_energy", ... as stored. */
const char *plate_kind_name(enum plate_kind kind);

/* Whether a car with a plate of this stored kind has high voltage. */
bool plate_is_electric(const char *kind);

/* Reads a plate as printed, pasted or typed full-width (京A·12345, 京Ａ１２３４５) into its letters and
 * digits, NFKC and upper case. Pure. ST_USAGE "bad_plate" when fewer than 2 or more than 12 are left. */
enum status plate_read(const char *text, char out[PLATE_SIZE], enum plate_kind *kind, struct error *e);

#endif
