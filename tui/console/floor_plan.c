#include "tui/console/floor_plan.h"
#include "tui/console/chart.h"
#include "tui/console/screen_words.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

bool floor_block_late(const json_t *block, int64_t now)
{
    return !answer_true(block, "ended") && now > answer_time(block, "done_by");
}

int64_t floor_block_end(const json_t *block, int64_t now)
{
    int64_t to = answer_time(block, "to");
    return floor_block_late(block, now) && now > to ? now : to;
}

static int bay_of(const json_t *bays, const json_t *block)
{
    size_t i;
    const json_t *one;
    json_array_foreach(bays, i, one)
    {
        if (answer_has(block, "bay") && strcmp(json_string_value(one), answer_text(block, "bay")) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* Its rows of the day, at least the smallest block's. */
static void place(const json_t *answer, const json_t *block, int64_t now, int rows, struct floor_slot *slot)
{
    int64_t opens = answer_time(answer, "opens_at"), closes = answer_time(answer, "closes_at");
    int end = chart_place(opens, closes, rows, floor_block_end(block, now));
    int least = rows < FLOOR_HIGH ? FLOOR_BLOCK_LOW : FLOOR_BLOCK_ROWS;
    slot->y = chart_place(opens, closes, rows, answer_time(block, "from"));
    slot->rows = end - slot->y > least ? end - slot->y : least;
    slot->y = slot->y + slot->rows > rows ? rows - slot->rows : slot->y;
    slot->y = slot->y > 0 ? slot->y : 0;
}

static bool meet(const struct floor_slot *a, const struct floor_slot *b)
{
    return a->bay == b->bay && a->y < b->y + b->rows && b->y < a->y + a->rows;
}

/* The first lane of its bay in which none of the blocks before the n-th is in the way; `taken` has room for
 * n. */
static int free_lane(const struct floor_plan *p, size_t n, bool *taken)
{
    int lane = 0;
    memset(taken, 0, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (meet(&p->slots[i], &p->slots[n])) {
            taken[p->slots[i].lane] = true;
        }
    }
    while (taken[lane]) {
        lane++;
    }
    return lane;
}

static void lay(const json_t *answer, int64_t now, int rows, struct floor_plan *p, bool *taken)
{
    size_t i;
    const json_t *block;
    json_array_foreach(json_object_get(answer, "blocks"), i, block)
    {
        struct floor_slot *slot = &p->slots[i];
        slot->bay = bay_of(json_object_get(answer, "bays"), block);
        if (slot->bay < 0) {
            slot->y = p->homeless++;
            slot->rows = 1;
            continue;
        }
        place(answer, block, now, rows, slot);
        slot->lane = free_lane(p, i, taken);
        int *lanes = &p->first[slot->bay + 1]; /* how many for now */
        *lanes = slot->lane + 1 > *lanes ? slot->lane + 1 : *lanes;
    }
}

bool floor_plan_make(const json_t *answer, int64_t now, int rows, struct floor_plan *out)
{
    size_t blocks = json_array_size(json_object_get(answer, "blocks"));
    *out =
        (struct floor_plan){.count = blocks, .bays = (int)json_array_size(json_object_get(answer, "bays"))};
    out->slots = calloc(blocks + 1, sizeof *out->slots);
    out->first = calloc((size_t)out->bays + 1, sizeof *out->first);
    bool *taken = calloc(blocks + 1, sizeof *taken);
    if (out->slots == NULL || out->first == NULL || taken == NULL) {
        free(taken);
        floor_plan_free(out);
        return false;
    }
    lay(answer, now, rows, out, taken);
    free(taken);
    for (int b = 0; b < out->bays; b++) { /* an empty bay is seen, too */
        int lanes = out->first[b + 1] > 0 ? out->first[b + 1] : 1;
        out->first[b + 1] = out->first[b] + lanes;
    }
    for (size_t i = 0; i < blocks; i++) {
        struct floor_slot *slot = &out->slots[i];
        slot->lane = slot->bay >= 0 ? out->first[slot->bay] + slot->lane : out->first[out->bays];
    }
    return true;
}

void floor_plan_free(struct floor_plan *plan)
{
    free(plan->slots);
    free(plan->first);
    *plan = (struct floor_plan){0};
}

/* How far a block lies from another in a direction; INT_MAX: not there. */
static int distance(const struct floor_slot *from, const struct floor_slot *to, enum floor_way way)
{
    int across = to->lane - from->lane, down = to->y - from->y;
    if (way == FLOOR_LEFT || way == FLOOR_RIGHT) {
        across = way == FLOOR_LEFT ? -across : across;
        return across <= 0 ? INT_MAX : across * 1000 + abs(down);
    }
    down = way == FLOOR_UP ? -down : down;
    bool same_bay = from->bay == to->bay;
    return down <= 0 || !same_bay ? INT_MAX : down + 1000 * abs(across);
}

size_t floor_plan_step(const struct floor_plan *plan, size_t from, enum floor_way way)
{
    size_t best = from;
    int nearest = INT_MAX;
    for (size_t i = 0; from < plan->count && i < plan->count; i++) {
        int far = distance(&plan->slots[from], &plan->slots[i], way);
        if (far < nearest) {
            nearest = far;
            best = i;
        }
    }
    return best;
}
