/* The stages of an order and THE table of which may follow which, and through what. Pure. */
#ifndef CLEARBAY_WORK_STAGE_H
#define CLEARBAY_WORK_STAGE_H

#include <stdbool.h>

enum stage {
    STAGE_NONE = 0,
    STAGE_RECEIVED,
    STAGE_DIAGNOSING,
    STAGE_WAITING_APPROVAL,
    STAGE_WAITING_PARTS,
    STAGE_TEARDOWN,
    STAGE_REPAIRING,
    STAGE_ASSEMBLY,
    STAGE_QC,
    STAGE_READY,
    STAGE_DELIVERED,
    STAGE_CANCELLED,
    STAGE_END
};

/* What moves an order. Only STEP_BY_HAND is a person's choice (`order stage`). */
enum step {
    STEP_BY_HAND,
    STEP_ASSIGNED,    /* a technician got it */
    STEP_WORK_BEGUN,  /* a labour line was begun */
    STEP_WORK_SIGNED, /* the technician signed */
    STEP_QC_PASSED,
    STEP_QC_FAILED,
    STEP_DELIVERED,
    STEP_SIGNATURE_FELL, /* the advisor's or the technician's signature was voided */
    STEP_QC_FELL         /* only QC's signature was voided */
};

/* "waiting-approval" as the contract writes it; STAGE_NONE and "" for anything else. */
const char *stage_name(enum stage stage);
enum stage stage_parse(const char *name);

/* The same for people, in their language. */
const char *stage_label(enum stage stage);

/* Where `step` moves an order that is in `from`; STAGE_NONE: it stays. Not for STEP_BY_HAND. */
enum stage stage_after(enum stage from, enum step step);

/* True when a person may set `to` on an order that is in `from`. */
bool stage_may_set(enum stage from, enum stage to);

/* True until the order is delivered or cancelled. */
bool stage_is_open(enum stage stage);

#endif
