/* Work orders: the frame of every change of one (find, check, change, count the revision, log,
 * recheck the signatures), and the changes of the order itself. Lines: line.h, authorise.h. */
#ifndef CLEARBAY_WORK_ORDER_H
#define CLEARBAY_WORK_ORDER_H

#include "core/app/app.h"
#include "core/trust/audit.h"
#include "db/order_store.h"

/* Id of an order by its number ("SH01-000123", any case) or its last digits ("123": the order with that
 * serial number, else the only open order whose number ends so). ST_NOT_FOUND "no_order"; ST_USAGE
 * "ambiguous" with the numbers as facts. */
enum status order_find(struct session *s, const char *ref, int64_t *id, struct error *e);

/* Begins a change: finds and loads the order (free *out with order_rows_free, also after a failure). Refuses
 * a delivered or cancelled order (ST_REFUSED "order_closed") and, when expected_revision is not 0, an order
 * at another revision: ST_CONFLICT "stale_revision" with the fields that others changed since as facts. */
enum status order_begin(struct session *s, const char *ref, int64_t expected_revision, struct order_rows *out,
                        struct error *e);

/* The same without refusing closed orders (for the call-back). */
enum status order_begin_any(struct session *s, const char *ref, int64_t expected_revision,
                            struct order_rows *out, struct error *e);

/* Ends a change that has been written: raises the revision (also in *rows), appends `event` with the
 * changes to the audit log, voids the signatures that no longer fit, and notes what the person should
 * know (signatures that fell, a repair clock that ran out without a new promise). */
enum status order_end(struct session *s, struct order_rows *rows, const char *event,
                      const struct audit_change *changes, size_t n, struct error *e);

/* The same, and tells how the order stands now. */
struct order_state {
    char number[64], stage[32];
    int64_t revision;
    int voided;   /* signatures that fell with this change */
    int64_t line; /* the line that was added; 0: none */
};
enum status order_end_with(struct session *s, struct order_rows *rows, const char *event,
                           const struct audit_change *changes, size_t n, struct order_state *state,
                           struct error *e);

/* Opens an order for a car that came in; its vehicle and customer are found or made. Warns of another
 * open order for the same vehicle. reported_at 0: now; later than now: ST_USAGE "future". */
struct intake {
    const char *plate, *vin, *phone, *customer; /* all but plate may be NULL */
    const char *const *concerns;
    size_t concern_count; /* at least 1, each with words in it */
    int64_t odometer;     /* km; -1: not read */
    int64_t reported_at;
    const char *comeback; /* the delivered order of the same car whose concern has come back; NULL: none */
};
enum status order_open(struct session *s, const struct intake *in, struct order_state *state,
                       struct error *e);

/* Corrects what was written at the intake and adds concerns; at least one of the fields must be given
 * (odometer -1, texts NULL: left as they are). Plate, VIN and odometer are those of the vehicle's file too
 * (plate_correct, vehicle_file_correct), name and phone those of the customer (customer_correct). */
struct order_edit {
    const char *plate, *vin, *phone, *customer;
    const char *text; /* how the concern of `job` (0: the only one) should read */
    int64_t job;
    int64_t odometer;
    const char *const *concerns;
    size_t concern_count;
};
enum status order_edit(struct session *s, const char *ref, int64_t revision, const struct order_edit *edit,
                       struct order_state *state, struct error *e);

/* Gives the order to a technician (and a bay, NULL: as it is). Refused without the certificates that the
 * order's undeclined lines need. */
enum status order_assign(struct session *s, const char *ref, int64_t revision, const char *technician,
                         const char *bay, struct order_state *state, struct error *e);

/* The preliminary diagnosis: cause (not a vague one) and hours, in thousandths, above 0. job 0: the first.
 * Stops the diagnosis clock the first time. */
enum status order_diagnose(struct session *s, const char *ref, int64_t revision, const char *cause,
                           int64_t hours_milli, int64_t job, struct order_state *state, struct error *e);

/* What was done about a job and how it was confirmed (not a vague text). */
enum status order_correct(struct session *s, const char *ref, int64_t revision, int64_t job, const char *text,
                          struct order_state *state, struct error *e);

/* Moves the stage by hand; "cancelled" ends the order before any work was begun. */
enum status order_set_stage(struct session *s, const char *ref, int64_t revision, const char *stage,
                            struct order_state *state, struct error *e);

/* Promises a later time (after now) with the reason that the customer is told. */
enum status order_promise(struct session *s, const char *ref, int64_t revision, int64_t time,
                          const char *reason, struct order_state *state, struct error *e);

/* What a workshop drives with a car at most, in km: a test drive is some tens of them, a car that is fetched
 * and brought back a few hundred. A reading at delivery that is further from the one at arrival has a digit
 * too many, sooner than that. */
enum { ORDER_DRIVEN_MOST = 500 };

/* Hands the car over: refused unless all three signatures stand; the odometer must not be below
 * that at arrival (ST_USAGE), and one that is more than ORDER_DRIVEN_MOST above it is noted on the session.
 * Starts the call-back clock. */
enum status order_deliver(struct session *s, const char *ref, int64_t revision, int64_t odometer,
                          struct order_state *state, struct error *e);

/* Records the call after delivery, once: what became of it ("satisfied", "comeback" ..., NULL: only words)
 * and what the customer said (NULL: nothing to note); neither is ST_USAGE. */
enum status order_call_back(struct session *s, const char *ref, int64_t revision, const char *result,
                            const char *outcome, struct order_state *state, struct error *e);

#endif
