/* Phone numbers as people type them. */
#ifndef CLEARBAY_VEHICLE_PHONE_H
#define CLEARBAY_VEHICLE_PHONE_H

#include "core/base/error.h"

enum { PHONE_SIZE = 32 };

/* Reads a phone number: NFKC, blanks, hyphens and brackets left out, the Chinese country code before a
 * mobile number too (+8613838389438 is 13838389438). ST_USAGE "bad_phone" for letters, or for fewer than 5 or
 * more than 20 digits. Numbers of other countries and landlines are kept as they are. Pure. */
enum status phone_read(const char *text, char out[PHONE_SIZE], struct error *e);

/* What roles other than the advisor's see: 138****9438. Returns out. */
char *phone_mask(const char *phone, char out[PHONE_SIZE]);

#endif
