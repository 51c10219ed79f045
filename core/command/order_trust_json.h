/* What an order's answer says about its inspections, damage and signatures. */
#ifndef CLEARBAY_COMMAND_ORDER_TRUST_JSON_H
#define CLEARBAY_COMMAND_ORDER_TRUST_JSON_H

#include "core/app/app.h"

#include <jansson.h>

/* Adds "inspections", "damage" and "signatures" of the order to `out`. */
enum status put_order_trust(struct session *s, int64_t order, json_t *out, struct error *e);

#endif
