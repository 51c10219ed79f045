/* Where the orders of a day stand on the picture of the floor: lanes beside one another for the bays, hours
 * downwards, and a list for the cars without a bay. Pure; made from the command floor's answer. */
#ifndef CLEARBAY_CONSOLE_FLOOR_PLAN_H
#define CLEARBAY_CONSOLE_FLOOR_PLAN_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows of the smallest block: its frame, plate and number within; on fewer than FLOOR_HIGH rows for the day
 * the plate alone, for what is short would take hours there. */
enum { FLOOR_BLOCK_ROWS = 4, FLOOR_BLOCK_LOW = 3, FLOOR_HIGH = 36 };

/* A block: which lane of the picture it stands in and on which rows; without a bay, which row of the list. */
struct floor_slot {
    int bay;  /* index in the answer's bays; -1: it has none */
    int lane; /* of all lanes, from the left */
    int y, rows;
};

struct floor_plan {
    struct floor_slot *slots; /* one for each of the answer's blocks, in its order */
    size_t count;
    int *first; /* a bay's first lane; first[bays] is the number of all lanes */
    int bays;
    int homeless; /* blocks without a bay */
};

/* Lays a day out on `rows` rows. Two cars at one time in one bay stand in lanes of their own. False: no
 * memory. Free with floor_plan_free, which also takes a zeroed struct. */
bool floor_plan_make(const json_t *answer, int64_t now, int rows, struct floor_plan *out);
void floor_plan_free(struct floor_plan *plan);

enum floor_way { FLOOR_LEFT, FLOOR_RIGHT, FLOOR_UP, FLOOR_DOWN };

/* The block next to `from` in a direction; `from` itself where there is none. */
size_t floor_plan_step(const struct floor_plan *plan, size_t from, enum floor_way way);

/* When a block leaves the floor: a late one is still there. */
int64_t floor_block_end(const json_t *block, int64_t now);
bool floor_block_late(const json_t *block, int64_t now);

#endif
