/* What the adapters of orders share: reading their common arguments and writing what they answer. */
#ifndef CLEARBAY_COMMAND_ORDER_JSON_H
#define CLEARBAY_COMMAND_ORDER_JSON_H

#include "core/app/app.h"
#include "core/work/clock.h"
#include "core/work/order.h"

#include <jansson.h>

/* {"order","stage","revision"}, "line" when one was added, "signatures_voided" when any fell. With a failed
 * `st`: fills in what the caller had sent beside what is stored now (a conflict's facts). Returns st. */
enum status order_answer(enum status st, const json_t *in, const struct order_state *state, json_t *out,
                         struct error *e);

/* The order whole, as order.show tells it, put into `out`; `order` is its id. */
enum status order_json(struct session *s, int64_t order, json_t *out, struct error *e);

/* [{"name","started_at","due_at","done_at","breached"}]; a new reference. */
json_t *clocks_json(const struct clocks *clocks);

/* [{"job","concern","cause","correction"}]; a new reference. */
json_t *jobs_json(const struct order_rows *rows);

/* "price_now": what a part costs today when that is not what the customer was shown, else null. */
void line_put_price_now(struct session *s, const struct order_row *o, const struct line_row *l, json_t *one);

/* Texts of a repeated argument, borrowed from `in`; *out is freed with free(). Sets *n; ST_FAILED: memory. */
enum status text_list(const json_t *in, const char *name, const char *const **out, size_t *n,
                      struct error *e);

#endif
