/* The outline of a car, unrolled and seen from above, its front to the left and so its right side above its
 * left one: where its panels lie and which one an arrow key leads to. Pure arithmetic; the screen draws it.
 */
#ifndef CLEARBAY_CONSOLE_CAR_OUTLINE_H
#define CLEARBAY_CONSOLE_CAR_OUTLINE_H

#include <stdbool.h>

enum { OUTLINE_COLUMNS = 75, OUTLINE_ROWS = 14, OUTLINE_PANELS = 15 };

/* A panel with its frame: neighbours share a frame line. `name` is the one of damage.panels. */
struct outline_panel {
    const char *name;
    int x, y, columns, rows;
};
extern const struct outline_panel outline_panels[OUTLINE_PANELS];

enum outline_way { WAY_LEFT, WAY_RIGHT, WAY_UP, WAY_DOWN };

/* Index of the panel with that name; -1: the outline has none. */
int outline_find(const char *name);

/* The panel next to `from` in a direction; `from` itself at the car's edge. */
int outline_step(int from, enum outline_way way);

/* The frame's character at a cell, "" where there is none; light lines, or +-| when `ascii`. */
const char *outline_frame(int x, int y, bool ascii);

#endif
