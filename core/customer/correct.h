/* A customer's name or phone as it should have been written: his record is put right, unless the phone shows
 * that he was somebody known all along. */
#ifndef CLEARBAY_CUSTOMER_CORRECT_H
#define CLEARBAY_CUSTOMER_CORRECT_H

#include "core/customer/customer.h"
#include "core/vehicle/phone.h"
#include "db/order_store.h"

/* Fields of the log beside CUSTOMER_NUMBER: whose the order's car is now, when it went along; and who had no
 * name and was given the order's. */
#define CAR_OWNER      "car_customer_no"
#define CUSTOMER_NAMED "named_customer_no"

/* What became of it. Whoever keeps what was there must be able to erase it: what is another customer's is "".
 */
struct customer_corrected {
    bool moved;    /* the order belongs to another customer now */
    bool with_car; /* and so does its car */
    bool named;    /* that one had no name */
    char ref_was[CUSTOMER_REF], ref[CUSTOMER_REF];
    char name_was[512], name[512];
    char phone_was[PHONE_SIZE], phone[PHONE_SIZE];
};

/* Corrects name and phone (NULL: left as it is) of an order's customer, within the caller's write
 * transaction. All his orders and cars have them then; a note on the session says when there are others. A
 * phone that another customer has: when the name is the same too (or one of the two has none) the order and
 * its car are his from now on, with a note, and a record that only the mistake had made is emptied; else
 * ST_REFUSED "phone_taken". ST_USAGE "bad_phone", "bad_customer", "too_long"; ST_REFUSED "customer_erased".
 */
enum status customer_correct(struct session *s, const struct order_row *order, const char *name,
                             const char *phone, struct customer_corrected *out, struct error *e);

/* Gives an order, and its car if it is the customer's, from one customer to another. Unless `emptied` is
 * NULL: who has neither orders nor cars then loses name and phone, and *emptied says so. */
struct customer_way {
    int64_t from, to;
    bool with_car;
};
enum status customer_move(struct session *s, const struct order_row *order, const struct customer_way *way,
                          bool *emptied, struct error *e);

/* ST_REFUSED "phone_taken" when a customer other than `mine` has the phone (as phone_read gives it; NULL or
 * "": none). */
enum status customer_phone_free(struct session *s, const char *phone, int64_t mine, struct error *e);

#endif
