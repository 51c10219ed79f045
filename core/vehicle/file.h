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

/* Corrects the plate in the file, read as at the intake into `out`, with the same note for a foreign one.
 * ST_REFUSED "plate_taken" when the file has another car with it. A note on the session says when the car was
 * here before under the plate until now. */
enum status vehicle_file_plate(struct session *s, int64_t vehicle, const char *plate, char out[PLATE_SIZE],
                               struct error *e);

#endif
