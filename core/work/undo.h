/* Undo and redo of a person's own changes of an order, out of the order's log: the last one that was not
 * taken back is taken back (behind a promise, which stays, the one before it), and the last one taken back is
 * made again as long as he changed nothing else in the order. Nothing leaves the log: both are entries of
 * their own. */
#ifndef CLEARBAY_WORK_UNDO_H
#define CLEARBAY_WORK_UNDO_H

#include "core/customer/customer.h"
#include "core/work/order.h"

/* Whether undo takes back what the command of that id changes; undo and redo take each other back. */
bool undo_takes_back(const char *command);

/* A change as the log has it. Free with undo_change_free, also after a failure. */
struct undo_change {
    int64_t seq, at, order;
    char number[64];             /* of the order */
    char event[64];              /* the command's id: "order.stage" */
    char *detail, *personal;     /* JSON {"field":["old","new"]}; personal NULL: nothing, or erased */
    char other[64];              /* who else changed the order after it, login; "" nobody */
    char customer[CUSTOMER_REF]; /* whose the order was until it was given to somebody else after it; "" */
    const char *stays;           /* why a change of this kind cannot be taken back; NULL: it can */
    const char *passed; /* why a later one of the person's stays that this one does not hang on; NULL: none */
};
void undo_change_free(struct undo_change *change);

/* Finds the change that undo (or redo) means: of the order `ref` (NULL: the one that the person changed
 * last). ST_REFUSED "nothing_to_undo", "nothing_to_redo"; "not_undoable" when the last one stays by a rule.
 */
enum status undo_find(struct session *s, const char *ref, bool redo, struct undo_change *out,
                      struct error *e);

/* Takes it back, or makes it again. The same rules hold as for the change itself; ST_REFUSED "changed_since"
 * when what it set is no longer as it left it. `revision` as in order_begin. */
enum status undo_apply(struct session *s, const struct undo_change *change, bool redo, int64_t revision,
                       struct order_state *state, struct error *e);

#endif
