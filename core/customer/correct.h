/* A customer's name or phone as it should have been written: his record is put right, unless the phone shows
 * that he was somebody known all along. */
#ifndef CLEARBAY_CUSTOMER_CORRECT_H
#define CLEARBAY_CUSTOMER_CORRECT_H

#include "core/customer/customer.h"
#include "core/vehicle/phone.h"
#include "db/order_store.h"

/* The field of the log that says which customer an order belongs to now: "C17". */
#define CUSTOMER_NUMBER "customer_no"

/* What became of it. Whoever keeps what was there must be able to erase it: what is another customer's is "".
 */
struct customer_corrected {
    bool moved; /* the order belongs to another customer now */
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

/* Gives an order and its car from one customer to another. Unless `emptied` is NULL: who has neither orders
 * nor cars then loses name and phone, and *emptied says so. */
enum status customer_move(struct session *s, const struct order_row *order, int64_t from, int64_t to,
                          bool *emptied, struct error *e);

#endif
