/* The customer file: one person, one car, one file. */
#ifndef CLEARBAY_VEHICLE_FILE_H
#define CLEARBAY_VEHICLE_FILE_H

#include "core/app/app.h"
#include "core/vehicle/plate.h"
#include "core/vehicle/vin.h"

/* What reception writes down; only the plate is needed, the others may be NULL (odometer -1). */
struct vehicle_intake {
    const char *plate, *vin, *phone, *customer;
    int64_t odometer;
};

struct vehicle_file {
    int64_t vehicle, customer;
    char plate[PLATE_SIZE];
    char vin[VIN_SIZE]; /* "" when it is not known */
    int64_t odometer;   /* -1: not read */
};

/* Finds the car by its plate (or its VIN when the plate is new) and its customer by phone, or makes them;
 * brings the file up to date. Within the caller's write transaction. ST_USAGE for a bad plate, VIN, phone or
 * odometer (more than cars run). Notes on the session: a foreign plate, a wrong check digit, an odometer that
 * went back or, since the last visit, on by more than cars drive in those days, a VIN or customer that
 * differs from the file. */
enum status vehicle_file_take(struct session *s, const struct vehicle_intake *in, struct vehicle_file *out,
                              struct error *e);

/* Writes a corrected VIN (17 characters) or odometer (-1: leave) into the file, with the same rule and note
 * for the odometer. */
enum status vehicle_file_correct(struct session *s, int64_t vehicle, const char *vin, int64_t odometer,
                                 struct error *e);

/* An odometer's reading as the log has it: "58300"; NULL for -1, not known. */
enum { ODOMETER_SIZE = 24 };
const char *odometer_text(int64_t km, char out[ODOMETER_SIZE]);

/* The note on the session about a VIN whose check digit does not fit (vin_read). */
void vin_note_check(struct session *s, const char *vin, bool fits);

/* The note on the session about a plate that is no Chinese one. */
void plate_note_foreign(struct session *s, const char *plate, enum plate_kind kind);

#endif
