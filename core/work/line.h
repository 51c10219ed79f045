/* The lines of an order: parts at the price the customer was shown, labour at the outlet's rate, and the
 * technician's beginning and ending of labour. Every call is one change within the running write transaction:
 * order_begin ... order_end (order.h), whose errors come too. Unknown line: ST_NOT_FOUND "no_line". */
#ifndef CLEARBAY_WORK_LINE_H
#define CLEARBAY_WORK_LINE_H

#include "core/trust/personal.h"
#include "core/work/order.h"
#include "db/line_store.h"

/* Reads a quantity or hours into thousandths: more than 0, at most three decimals, at most 1,000,000.
 * ST_USAGE "bad_quantity" that names the argument. */
enum status quantity_parse(const char *name, const char *text, int64_t *milli, struct error *e);

/* Price of qty thousandths at `price` per `basis`, rounded half away from zero; false: too large. */
bool part_amount(int64_t price, int64_t basis, int64_t qty_milli, int64_t *total);

/* Price of hours (thousandths) at `rate` an hour before and after the discount, each rounded once from the
 * exact value, half away from zero; false: too large. */
bool labour_amounts(int64_t rate, int64_t hours_milli, int64_t discount_percent, int64_t *gross,
                    int64_t *total);

/* Sums over an order's lines, minor units. */
struct order_sums {
    int64_t total;      /* lines that are not declined */
    int64_t authorised; /* lines that the customer agreed to */
    int64_t saved;      /* labour discount on the lines of `total` */
};
struct order_sums order_sum(const struct order_rows *rows);

/* What a line is, in the reader's language where its list has a name in it; borrowed. */
const char *line_text(const struct line_row *line);

/* True for a line that the customer agreed to (authorised, started or done). */
bool line_is_authorised(const struct line_row *line);

/* Adds a part at the list price in force today, pinned with revision, effective date, source and brand.
 * source and brand may be NULL when the number is clear without them. Refused without a published price
 * ("no_price") and in a currency other than the order's ("other_currency"). Notes a replacement. job 0: the
 * first. */
struct part_request {
    const char *part, *source, *brand;
    int64_t qty_milli, job;
};
enum status line_add_part(struct session *s, const char *ref, int64_t revision, const struct part_request *r,
                          struct order_state *state, struct error *e);

/* Adds labour; the text must say something. needs: a certificate or NULL; guarantee: kind of repair that
 * decides how long it is guaranteed (guarantee.h), NULL: minor. */
struct labour_request {
    const char *op, *text, *needs, *guarantee;
    int64_t hours_milli, job;
};
enum status line_add_labour(struct session *s, const char *ref, int64_t revision,
                            const struct labour_request *r, struct order_state *state, struct error *e);

/* Takes a line off the order; refused once its work was begun. */
enum status line_remove(struct session *s, const char *ref, int64_t revision, int64_t no,
                        struct order_state *state, struct error *e);

/* The acting technician begins a labour line: only an authorised one, with the certificate that it needs,
 * begun by nobody else. Another line that he has begun is noted. */
enum status line_begin(struct session *s, const char *ref, int64_t revision, int64_t no,
                       struct order_state *state, struct error *e);

/* Ends a labour line that the acting technician has begun. */
enum status line_finish(struct session *s, const char *ref, int64_t revision, int64_t no,
                        struct order_state *state, struct error *e);

/* The customer's decision about lines (count 0: all open ones; none there: ST_REFUSED "nothing_open"). `how`
 * is counter, phone or message; both may be NULL when he declines. */
struct decision {
    const int64_t *lines;
    size_t count;
    const char *by, *how;
};
enum status lines_authorise(struct session *s, const char *ref, int64_t revision, const struct decision *d,
                            struct order_state *state, struct error *e);
enum status lines_decline(struct session *s, const char *ref, int64_t revision, const struct decision *d,
                          struct order_state *state, struct error *e);

/* Puts into a decision who made it, with his salted digest, in the rooms that the caller lends. */
void decision_seal(struct decision_row *row, const char *by, char salt[PERSONAL_SALT_HEX],
                   char digest[HASH_HEX]);

/* The line of that number; ST_NOT_FOUND "no_line". Borrowed from rows. */
enum status line_find(const struct order_rows *rows, int64_t no, const struct line_row **line,
                      struct error *e);

/* The job of that number (0: the first); ST_NOT_FOUND "no_job". Borrowed from rows. */
enum status job_find(const struct order_rows *rows, int64_t no, const struct job_row **job, struct error *e);

#endif
