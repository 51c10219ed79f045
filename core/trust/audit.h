/* The audit log: append-only, each entry hashed together with the entry before (BLAKE2b-256).
 * Nothing is ever changed or left out of it; old values stay (21 CFR 11.10 e). */
#ifndef CLEARBAY_TRUST_AUDIT_H
#define CLEARBAY_TRUST_AUDIT_H

#include "core/app/app.h"
#include "core/trust/problems.h"

enum { HASH_SIZE = 32, HASH_HEX = 65 }; /* bytes; room for hex digits and NUL */

/* One changed field. Values are texts as people read them; NULL: none. A personal value (customer
 * name, phone, plate of a private car is not one) stays outside the chain: the chain holds its salted digest.
 */
struct audit_change {
    const char *field;
    const char *old_value;
    const char *new_value;
    bool personal;
};

/* The event that says why personal values of an order's entries before it are gone. */
#define AUDIT_ERASED "customer.erased"

struct audit_event {
    const char *event;   /* the command's id or what happened: "order.stage", "pin.failed" */
    int64_t order;       /* 0: about no order */
    int64_t revision;    /* the order's revision after the change; 0 without an order */
    const char *subject; /* what it is about when no order: login, source name; NULL else */
    const struct audit_change *changes;
    size_t change_count;
};

/* Appends an entry within the running write transaction; who, terminal and both clocks come from the
 * session and the system. *seq (may be NULL) is its sequence number. */
enum status audit_append(struct session *s, const struct audit_event *event, int64_t *seq, struct error *e);

/* Walks the whole chain and compares it with the signed heads (core/trust/heads.h), which show whatever was
 * changed before the last of them, also by somebody who wrote the whole chain anew; and with the revisions at
 * which the orders stand, which tells of entries that were cut off at the end. problems: one text each, the
 * first PROBLEMS_MAX; problem_count counts all. head is hex of the last hash (all zeros when empty). ST_OK
 * also when there are problems. heads: a file that was carried away, NULL: the workshop's own (none yet is
 * fine until the log has HEADS_EVERY entries that are newer than the key); key: a public key in hex, NULL:
 * the one beside the database. ST_USAGE "bad_key"; what session_open_file says. */
struct audit_report {
    int64_t entries;
    char head[HASH_HEX];
    int64_t heads,
        last_head;      /* how many signed heads stand for entries, and the last entry that one stands for */
    int64_t unreadable; /* lines among them that are none: a crash can leave half of one */
    size_t problem_count;
    char problems[PROBLEMS_MAX][PROBLEM_SIZE];
};
enum status audit_verify_against(struct session *s, const char *heads, const char *key,
                                 struct audit_report *report, struct error *e);
enum status audit_verify(struct session *s, struct audit_report *report, struct error *e);

/* Calls `each` for every entry of an order (0: all), oldest first, until it returns false. */
struct audit_entry {
    int64_t seq, at, order, revision;
    const char *event, *login, *name, *terminal, *subject;
    const char *detail; /* JSON {"field":["old","new"],...}, personal values included while they exist */
    const char *hash;   /* hex */
};
enum status audit_each(struct session *s, int64_t order, bool (*each)(const struct audit_entry *, void *),
                       void *arg, struct error *e);

#endif
