/* Checklists and inspections: what is looked at, at which level, and what was found. */
#ifndef CLEARBAY_INSPECT_INSPECTION_H
#define CLEARBAY_INSPECT_INSPECTION_H

#include "core/app/app.h"
#include "core/trust/signoff.h"
#include "core/work/order.h"
#include "db/inspection_store.h"

enum { ITEM_SIZE = 40, ITEM_TEXT_SIZE = 256, NOTE_SIZE = 1024 };

/* An item of a checklist with what is known about it on an order. Readings are thousandths of the unit. */
struct inspection_item {
    char item[ITEM_SIZE], text[ITEM_TEXT_SIZE], group[ITEM_TEXT_SIZE],
        unit[16];  /* unit "": nothing is measured */
    bool critical; /* may not be "na" */
    bool ev;       /* only cars with high voltage have it */
    bool applies;  /* to this order's car; true without an order */
    bool has_amber, has_red;
    int64_t amber, red; /* at or below amber is amber, below red is red */
    int64_t most;       /* more than that is hardly a reading of this item; 0: not known */
    char result[8];     /* "" while it is open */
    bool has_value;
    int64_t value;
    char note[NOTE_SIZE], by[64];
    int64_t at;
    char last_result[8]; /* of the vehicle's last visit, "" when there is none */
    bool last_has_value;
    int64_t last_value, last_at;
};

struct inspection {
    struct inspection_item *items; /* in the checklist's order */
    size_t count;
    size_t open; /* items that apply and have no result */
};

/* The checklist of a level with an order's results (order 0: the bare checklist). Texts in the session's
 * language. The caller frees with inspection_free. */
enum status inspection_load(struct session *s, int64_t order, enum level level, struct inspection *out,
                            struct error *e);
void inspection_free(struct inspection *inspection);

/* Records what was found (contract.md "inspect"). Only the level's role may; ST_USAGE "no_item",
 * "value_needed", "no_value_here"; ST_REFUSED "critical_item" (na), "worse_than_marked" (a value beyond a
 * threshold). A value above the item's `most` is recorded with a note on the session. */
struct inspection_result {
    const char *ref; /* the order */
    int64_t revision;
    enum level level;
    const char *item, *result;
    const char *value, *note; /* NULL: none */
};
enum status inspection_record(struct session *s, const struct inspection_result *r, struct order_state *state,
                              struct error *e);

/* Refuses whoever is not of the level's role: ST_REFUSED "wrong_role". */
enum status inspection_check_role(const struct session *s, enum level level, struct error *e);

/* "amber 3.2", as the log has a result with its reading. Returns out. */
enum { RESULT_TEXT_SIZE = 96 };
const char *inspection_text(const char *result, bool has_value, int64_t value, char out[RESULT_TEXT_SIZE]);

#endif
