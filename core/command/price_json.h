/* Prices and what became of price lists, as JSON; for the adapters. */
#ifndef CLEARBAY_COMMAND_PRICE_JSON_H
#define CLEARBAY_COMMAND_PRICE_JSON_H

#include "core/command/json.h"
#include "core/price/import.h"
#include "core/price/view.h"

/* A source of the configuration by its name; ST_NOT_FOUND "no_source". */
enum status price_source_named(struct session *s, const char *name, const struct oem_source **out,
                               struct error *e);

/* "12.50", or null for "no published price" (minor -1). */
void price_put_money(json_t *out, const char *key, int64_t minor, const char *currency);

/* A part with its price and where it comes from. */
void price_put_part(json_t *out, const struct price_pin *p, const struct price_detail *d);

/* A sync's or an import's result; the gate's findings are in it. New references. */
json_t *price_result_json(const struct price_result *r);
json_t *price_gate_json(const struct price_result *r);

/* Tells the person what went wrong with a list, and why it is held. */
void price_note_result(struct session *s, const struct price_result *r);

#endif
