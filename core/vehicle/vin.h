/* Vehicle identification numbers (ISO 3779): 17 characters, no I, O, Q. */
#ifndef CLEARBAY_VEHICLE_VIN_H
#define CLEARBAY_VEHICLE_VIN_H

#include "core/base/error.h"

#include <stdbool.h>

enum { VIN_LENGTH = 17, VIN_SIZE = 18 };

/* Reads a VIN as people type it (small letters, blanks, hyphens, full-width) into its 17 characters. Pure. A
 * wrong length or alphabet is ST_USAGE "bad_vin" and names the character. *check_digit_fits (may be NULL)
 * says whether position 9 is right (49 CFR 565.15); European makers do not use it, so it is never more than a
 * warning. */
enum status vin_read(const char *text, char out[VIN_SIZE], bool *check_digit_fits, struct error *e);

#endif
