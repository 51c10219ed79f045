#include "tui/console/list.h"

#include <string.h>

static bool stops(const struct list *l, size_t row)
{
    return l->stops == NULL || l->stops(l->arg, row);
}

/* The next stop from the cursor downwards or upwards, at least `distance` rows away or else the last one. */
static void move(struct list *l, bool down, size_t distance)
{
    size_t best = l->at, row = l->at;
    for (size_t gone = 0; down ? row + 1 < l->count : row > 0;) {
        row = down ? row + 1 : row - 1;
        gone++;
        if (stops(l, row)) {
            best = row;
            if (gone >= distance) {
                break;
            }
        }
    }
    l->at = best;
}

void list_count(struct list *l, size_t count)
{
    l->count = count;
    if (l->at >= count) {
        l->at = count > 0 ? count - 1 : 0;
    }
    if (count > 0 && !stops(l, l->at)) {
        size_t before = l->at;
        move(l, true, 1);
        if (l->at == before) {
            move(l, false, 1);
        }
    }
}

bool list_press(struct list *l, const struct press *p, int rows, bool typing)
{
    static const struct {
        const char *key, *letter;
    } keys[] = {{"Down", "j"}, {"Up", "k"}, {"PgDn", ""}, {"PgUp", ""}, {"End", ""}, {"Home", ""}};
    size_t page = rows > 2 ? (size_t)rows - 1 : 1;
    const size_t distances[] = {1, 1, page, page, l->count, l->count};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(p->name, keys[i].key) == 0 || (!typing && strcmp(p->name, keys[i].letter) == 0)) {
            move(l, i % 2 == 0, distances[i]);
            return true;
        }
    }
    return false;
}

size_t list_top(struct list *l, int rows)
{
    size_t page = rows > 0 ? (size_t)rows : 1;
    if (l->at < l->top) {
        l->top = l->at;
    }
    if (l->at >= l->top + page) {
        l->top = l->at - page + 1;
    }
    size_t first_stop = 0;
    while (first_stop < l->at && !stops(l, first_stop)) {
        first_stop++;
    }
    if (l->at == first_stop && l->at < page) {
        l->top = 0; /* headings above the first stop are seen too */
    }
    if (l->count <= page) {
        l->top = 0;
    } else if (l->top > l->count - page) {
        l->top = l->count - page;
    }
    return l->top;
}
