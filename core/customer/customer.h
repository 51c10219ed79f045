/* What is held about a customer: found, told to him, erased (trust.md: personal data stays inside). */
#ifndef CLEARBAY_CUSTOMER_CUSTOMER_H
#define CLEARBAY_CUSTOMER_CUSTOMER_H

#include "core/app/app.h"
#include "db/customer_store.h"

/* The field of the log that says which customer an order belongs to now: "C17". */
#define CUSTOMER_NUMBER "customer_no"

enum {
    CUSTOMER_REF = 32,
    CUSTOMER_GIVEN = 64,
    MENTIONS_MAX = 50,
    CUSTOMER_WORD = 4 /* bytes of a name that counts within texts */
};

/* How a customer is called: "C17". Returns out. */
char *customer_ref(int64_t id, char out[CUSTOMER_REF]);
/* The other way: 17; 0: it is none. Pure. */
int64_t customer_number(const char *ref);

/* The customer that is meant: "C17", a phone, a plate or VIN of his car, or an order of his. ST_NOT_FOUND
 * "no_customer"; ST_USAGE "ambiguous" with the choices; ST_REFUSED "customer_erased". */
enum status customer_find(struct session *s, const char *ref, struct customer_row *out, struct error *e);

/* True when what was typed into a form, JSON, holds the name or the phone. Pure. */
bool customer_in_draft(const struct customer_row *customer, const char *content);

/* How the log's JSON says that an order of the customer's was given to somebody else. Returns out. */
char *customer_given(int64_t id, char out[CUSTOMER_GIVEN]);

/* Puts into the log that somebody was told everything about the customer. */
enum status customer_log_export(struct session *s, const struct customer_row *customer, struct error *e);

/* A text that holds the name or the phone, of whosever order it is ("": of none): people wrote it in words of
 * their own, signatures and the log cover it, and it stays. */
struct customer_mention {
    char order[64], where[64];
};
struct customer_erasure {
    char customer[CUSTOMER_REF];
    int64_t orders, entries, drafts;
    struct customer_mention mentions[MENTIONS_MAX];
    size_t mention_count; /* of all; the first MENTIONS_MAX are told */
};

/* Takes name and phone out of everything that can be searched or shown: customer file, orders, the personal
 * values of the log with their salts, drafts (also those with a name or phone of his that was put right); and
 * out of the database's free pages. What was done to the cars stays, and everything signed still verifies. In
 * transactions of its own. Refused while an order of his is open ("order_open"). The log gets an entry
 * AUDIT_ERASED for each order, without a person's name. */
enum status customer_erase(struct session *s, const char *ref, const char *reason,
                           struct customer_erasure *out, struct error *e);

#endif
