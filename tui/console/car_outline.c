#include "tui/console/car_outline.h"

#include <stdlib.h>
#include <string.h>

const struct outline_panel outline_panels[OUTLINE_PANELS] = {
    {"right_front_wing", 8, 0, 15, 5}, {"right_front_door", 22, 0, 16, 5},
    {"right_rear_door", 37, 0, 16, 5}, {"right_rear_wing", 52, 0, 15, 5},
    {"front_bumper", 0, 4, 9, 6},      {"bonnet", 8, 4, 15, 6},
    {"windscreen", 22, 4, 13, 6},      {"roof", 34, 4, 9, 6},
    {"rear_window", 42, 4, 11, 6},     {"boot", 52, 4, 15, 6},
    {"rear_bumper", 66, 4, 9, 6},      {"left_front_wing", 8, 9, 15, 5},
    {"left_front_door", 22, 9, 16, 5}, {"left_rear_door", 37, 9, 16, 5},
    {"left_rear_wing", 52, 9, 15, 5},
};

int outline_find(const char *name)
{
    for (int i = 0; i < OUTLINE_PANELS; i++) {
        if (strcmp(outline_panels[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

/* How far `to` lies from `from` along the way (0 or less: not that way), and how far beside it. Doubled
 * centres, so that halves stay whole. */
static int distance(const struct outline_panel *from, const struct outline_panel *to, enum outline_way way,
                    int *beside)
{
    int dx = (2 * to->x + to->columns) - (2 * from->x + from->columns);
    int dy = (2 * to->y + to->rows) - (2 * from->y + from->rows);
    bool across = way == WAY_LEFT || way == WAY_RIGHT;
    *beside = abs(across ? dy : dx);
    int along = across ? dx : dy;
    return way == WAY_LEFT || way == WAY_UP ? -along : along;
}

int outline_step(int from, enum outline_way way)
{
    int best = from, best_far = 0;
    for (int i = 0; i < OUTLINE_PANELS; i++) {
        int beside;
        int along = distance(&outline_panels[from], &outline_panels[i], way, &beside);
        bool across = way == WAY_LEFT || way == WAY_RIGHT;
        /* left and right stay in their row, but lead from the doors' rows to the bumpers */
        int far = along + beside * (across ? 8 : 1);
        if (along > 0 && (best == from || far < best_far)) {
            best = i;
            best_far = far;
        }
    }
    return best;
}

enum { ARM_UP = 1, ARM_DOWN = 2, ARM_LEFT = 4, ARM_RIGHT = 8 };

/* Which arms the frame of one panel has at a cell. */
static unsigned arms_of(const struct outline_panel *p, int x, int y)
{
    int right = p->x + p->columns - 1, bottom = p->y + p->rows - 1;
    if (x < p->x || x > right || y < p->y || y > bottom) {
        return 0;
    }
    unsigned arms = 0;
    if (x == p->x || x == right) {
        arms |= (y > p->y ? ARM_UP : 0U) | (y < bottom ? ARM_DOWN : 0U);
    }
    if (y == p->y || y == bottom) {
        arms |= (x > p->x ? ARM_LEFT : 0U) | (x < right ? ARM_RIGHT : 0U);
    }
    return arms;
}

const char *outline_frame(int x, int y, bool ascii)
{
    static const char *const light[16] = {"",  "│", "│", "│", "─", "┘", "┐", "┤",
                                          "─", "└", "┌", "├", "─", "┴", "┬", "┼"};
    unsigned arms = 0;
    for (int i = 0; i < OUTLINE_PANELS; i++) {
        arms |= arms_of(&outline_panels[i], x, y);
    }
    if (!ascii || arms == 0) {
        return light[arms];
    }
    if ((arms & (ARM_LEFT | ARM_RIGHT)) == 0) {
        return "|";
    }
    return (arms & (ARM_UP | ARM_DOWN)) == 0 ? "-" : "+";
}
