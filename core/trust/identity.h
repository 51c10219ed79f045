/* Who is who: entries of the log know persons and orders by their ids, and the entries that made them say who
 * they are. A table that says otherwise would show what somebody did under another's name. Persons are never
 * renamed, moved to another role or deleted, orders never renumbered. */
#ifndef CLEARBAY_TRUST_IDENTITY_H
#define CLEARBAY_TRUST_IDENTITY_H

#include "core/trust/audit.h"
#include "db/audit_store.h"

/* Fields of the entries "user.add" and "order.open" that name what they made. Entries from before there were
 * such fields: the persons' ids follow one another, the orders' numbers are not compared. */
#define IDENTITY_PERSON "person"
#define IDENTITY_NUMBER "number"

struct identities {
    struct added_person *persons; /* in the log's order; owned */
    struct opened_order *orders;  /* the same */
    size_t person_count, order_count, next_order;
    struct audit_report *report; /* borrowed */
    bool failed;                 /* memory */
};

/* Takes the log's entries in, in their order. */
void identities_read(struct identities *who, const struct audit_row *entry);

/* Compares what was read with the tables; what differs is a problem of the report. A log that adds nobody
 * says nothing about persons. */
enum status identities_check(struct identities *who, struct db *db, struct error *e);
void identities_free(struct identities *who);

#endif
