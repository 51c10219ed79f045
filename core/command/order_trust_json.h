/* What an order's answer says about its inspections, damage and signatures. */
#ifndef CLEARBAY_COMMAND_ORDER_TRUST_JSON_H
#define CLEARBAY_COMMAND_ORDER_TRUST_JSON_H

#include "core/app/app.h"
#include "db/order_store.h"
#include "db/signature_store.h"

#include <jansson.h>

/* Adds "inspections", "levels", "damage" and "signatures" of the order to `out`, texts in the session's
 * language. */
enum status put_order_trust(struct session *s, const struct order_row *order, json_t *out, struct error *e);

/* {"level","by","name","at","meaning","verdict"}: who signed what, as each answer about a signature begins; a
 * new reference. */
json_t *signer_json(const struct signature_row *row);

#endif
