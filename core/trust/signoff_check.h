/* Who may sign, and what may pass. Shared by signing and by asking beforehand, not for others. */
#ifndef CLEARBAY_TRUST_SIGNOFF_CHECK_H
#define CLEARBAY_TRUST_SIGNOFF_CHECK_H

#include "core/inspect/inspection.h"
#include "core/trust/signoff.h"
#include "db/order_store.h"
#include "db/signature_store.h"

/* Whether the one who is logged in may sign the level now, whatever the verdict. `rows`: the `n` signatures
 * of the order. Refused (ST_REFUSED): "wrong_role", "already_signed", "level_below_unsigned", "same_person",
 * "own_work", "missing_certificate". */
enum status signoff_check_signer(struct session *s, const struct order_rows *o,
                                 const struct signature_row *rows, size_t n, enum level level,
                                 struct error *e);

/* Whether the level can pass: nothing is open in it. `items`: its inspection. Refused: "line_undecided",
 * "line_not_done", "items_open", "red_item" (QC). */
enum status signoff_check_pass(const struct order_rows *o, enum level level, const struct inspection *items,
                               struct error *e);

#endif
