/* What the gate found, in words. */
#ifndef CLEARBAY_PRICE_GATE_WORDS_H
#define CLEARBAY_PRICE_GATE_WORDS_H

#include "core/base/buf.h"
#include "core/price/gate.h"

/* One sentence without its end, in the person's language: "10 % of the parts would go off sale ...". */
void gate_words(const struct gate_finding *finding, struct buf *out);

#endif
