/* A plate as it should have been written: the car's file is put right, unless the plate shows that it was a
 * car known all along. */
#ifndef CLEARBAY_VEHICLE_REPLATE_H
#define CLEARBAY_VEHICLE_REPLATE_H

#include "core/vehicle/file.h"
#include "db/order_store.h"

/* The field of the log that says which car an order is for now: "17", the number of its file. */
#define VEHICLE_NUMBER "vehicle_no"
enum { VEHICLE_REF = 24 };
const char *vehicle_ref(int64_t id, char out[VEHICLE_REF]);

/* What became of it. */
struct plate_corrected {
    char plate[PLATE_SIZE];
    bool moved;      /* the order is for another car of the file now */
    int64_t vehicle; /* for which */
    char
        vin[VIN_SIZE]; /* the known car's, which the order has now, too; "": the order has its own, or none */
};

/* Corrects the plate of an order's car, within the caller's write transaction; it is read as at the intake,
 * with the same note for a foreign one. A plate that the file has for another car: when the order's car is
 * there only because of the mistake (no other order, no other VIN) the order is for the known one from now
 * on, with a note, and the file of the mistake is removed; else ST_REFUSED "plate_taken". A note also says
 * when the car was here before under the plate until now. Its file has the plate of its last
 * order: correcting an earlier one leaves it, with a note. `order` is as it stands in the database. */
enum status plate_correct(struct session *s, const struct order_row *order, const char *plate,
                          struct plate_corrected *out, struct error *e);

/* Takes a move back: the file of car `vehicle` is made again with the plate, as the customer's, and the order
 * is for it. The known car's file says what its last orders say. ST_REFUSED "plate_taken" when a car has the
 * plate by now. */
enum status plate_take_back(struct session *s, const struct order_row *order, int64_t vehicle,
                            const char *plate, int64_t customer, struct error *e);

#endif
