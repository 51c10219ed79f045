/* How long a repair is guaranteed (domain.md, "Chinese rules and habits"): so many kilometres or days from
 * the delivery, whichever ends first. The law's windows and the workshop's own promises are rows (guarantee
 * list, guarantee set); the longer of both counts. Work that was done again starts the window of what it
 * answers anew. */
#ifndef CLEARBAY_WORK_GUARANTEE_H
#define CLEARBAY_WORK_GUARANTEE_H

#include "core/vehicle/file.h"
#include "core/work/order.h"

struct guarantee {
    const char *kind; /* "minor", "assembly" ...; borrowed for good */
    int64_t km, days;
    int64_t until_km;      /* -1: not delivered yet, or the odometer was not read */
    int64_t until_at;      /* last millisecond of the last day, outlet's calendar; 0: not delivered yet */
    char restarted_by[64]; /* the comeback whose delivery started it anew; "": none */
};

/* The windows of an order's lines, in their order; the caller frees *out. `rows` is the order. */
enum status guarantee_of_lines(struct session *s, const struct order_rows *rows, struct guarantee **out,
                               struct error *e);

/* Promises a window longer than the law's for deliveries from `day` on (days since 1970); price_group of kind
 * "part", NULL: all. ST_REFUSED "shorter_than_law"; ST_USAGE "bad_guarantee". Within the write transaction.
 */
struct guarantee_promise {
    const char *kind, *price_group;
    int64_t km, days;
    int32_t day;
};
enum status guarantee_promise(struct session *s, const struct guarantee_promise *p, struct error *e);

/* The order in which the concern of a car was repaired before: delivered, of the same vehicle. Notes for each
 * of its lines whether its guarantee still holds. ST_REFUSED "not_delivered", "other_vehicle"; what
 * order_find says. */
enum status comeback_find(struct session *s, const char *ref, const struct vehicle_file *file, int64_t *id,
                          struct error *e);

#endif
