/* Three-level sign-off: advisor, technician, QC; three different persons; bound to content. */
#ifndef CLEARBAY_TRUST_SIGNOFF_H
#define CLEARBAY_TRUST_SIGNOFF_H

#include "core/app/app.h"
#include "core/trust/audit.h"

enum level { LEVEL_NONE = 0, LEVEL_ADVISOR = 1, LEVEL_TECHNICIAN = 2, LEVEL_QC = 3 };

/* "advisor", "technician", "qc"; NULL and LEVEL_NONE for anything else. */
const char *level_name(enum level level);
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

/* Signs `level` of an order, or (fail) records that it did not pass, with a reason. The PIN has been checked
 * by the dispatcher. All rules of contract.md ("sign") are here; expected_revision 0: do not compare. */
struct sign_request {
    int64_t order;
    enum level level;
    bool fail;
    const char *reason; /* needed with fail */
    int64_t expected_revision;
};
enum status signoff_sign(struct session *s, const struct sign_request *request, struct error *e);

/* True in *all when all three levels stand, pass, and fit the content. For delivery. */
enum status signoff_complete(struct session *s, int64_t order, bool *all, struct error *e);

/* True in *has when any valid signature of `person` stands on the order. */
enum status signoff_person_signed(struct session *s, int64_t order, int64_t person, bool *has,
                                  struct error *e);

#endif
