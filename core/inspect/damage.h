/* Damage seen at the walk-around, marked on the panels of a car. */
#ifndef CLEARBAY_INSPECT_DAMAGE_H
#define CLEARBAY_INSPECT_DAMAGE_H

#include "core/work/order.h"

/* The panels of a car and the kinds of damage, each with its text; `label` is for _(). */
struct damage_word {
    const char *name;
    const char *label;
};
extern const struct damage_word damage_panels[]; /* end with a NULL name */
extern const struct damage_word damage_kinds[];

/* The text of a name in the session's language; the name when it is none of the words. */
const char *damage_word(const struct damage_word *words, const char *name);

/* Marks damage on a panel, or takes a mark back (it stays in the log). ST_USAGE "no_panel", "no_kind";
 * ST_NOT_FOUND "no_damage". */
enum status damage_add(struct session *s, const char *ref, int64_t revision, const char *panel,
                       const char *kind, const char *note, int64_t *id, struct order_state *state,
                       struct error *e);
enum status damage_remove(struct session *s, const char *ref, int64_t revision, int64_t id,
                          struct order_state *state, struct error *e);

#endif
