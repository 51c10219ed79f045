/* Three-level sign-off: advisor, technician, QC; three different persons; bound to content. */
#ifndef CLEARBAY_TRUST_SIGNOFF_H
#define CLEARBAY_TRUST_SIGNOFF_H

#include "core/app/app.h"
#include "core/trust/audit.h"

enum level { LEVEL_NONE = 0, LEVEL_ADVISOR = 1, LEVEL_TECHNICIAN = 2, LEVEL_QC = 3 };

/* "advisor", "technician", "qc"; NULL and LEVEL_NONE for anything else. */
const char *level_name(enum level level);
/* Its inspection, as people read it: "initial inspection" in their language. Not for LEVEL_NONE. */
const char *level_title(enum level level);
enum level level_parse(const char *name);

/* The digest of what `level` vouches for, as the database has it now (contract.md, "What a signature
 * covers"): advisor: vehicle, odometer, concerns, inspection of the level; technician: diagnosis, lines,
 * inspection of the level, signature below; qc: inspection of the level, signature below. */
enum status signoff_digest(struct session *s, int64_t order, enum level level, char hex[HASH_HEX],
                           struct error *e);

/* Called after every change of an order's content, within its transaction: compares each valid
 * signature with the content now, voids those that no longer fit and those above them with `reason`
 * ("line 3 removed by li"), writes that to the audit log, and moves the stage back (qc or ready ->
 * repairing when the technician's or advisor's fell, ready -> qc when only QC's fell). *voided (may be NULL):
 * how many fell. */
enum status signoff_recheck(struct session *s, int64_t order, int64_t revision, const char *reason,
                            int *voided, struct error *e);

/* Signs `level` of an order, or (fail) records that it did not pass, with a reason. The PIN has been
 * checked by the dispatcher. Refusals (ST_REFUSED): "wrong_role", "level_below_unsigned", "already_signed",
 * "same_person", "own_work", "missing_certificate", "items_open", "red_item" (QC), "line_undecided",
 * "line_not_done"; ST_USAGE "reason_needed"; what order_begin refuses. */
struct sign_request {
    const char *ref;  /* the order, as order_find takes it */
    int64_t revision; /* expected; 0: do not compare */
    enum level level;
    bool fail;
    const char *reason; /* needed with fail */
};
struct order_state;
enum status signoff_sign(struct session *s, const struct sign_request *request, struct order_state *state,
                         struct error *e);

/* Whether the one who is logged in could sign `level` of an order now; nothing is changed. Refused as
 * signoff_sign refuses whatever the verdict; what keeps the level from passing (open items or lines) is told
 * in *missing, whose status is ST_OK when nothing does. Like signing it, with notes on the
 * session of what is easily forgotten (forgotten_note). `e` is not NULL. `state` is the order's. */
enum status signoff_ready(struct session *s, const char *ref, enum level level, struct order_state *state,
                          struct error *missing, struct error *e);

/* True in *all when all three levels stand, pass, and fit the content. For delivery. */
enum status signoff_complete(struct session *s, int64_t order, bool *all, struct error *e);

#endif
