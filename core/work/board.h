/* The board: open orders with their clocks, most urgent first. */
#ifndef CLEARBAY_WORK_BOARD_H
#define CLEARBAY_WORK_BOARD_H

#include "core/app/app.h"
#include "core/work/clock.h"
#include "db/order_store.h"

/* An order with its clocks at the time of asking. */
struct board_row {
    const struct order_item *item; /* borrowed from the board */
    struct clocks clocks;
    int urgent;    /* index in clocks.all of the running clock that is due first; -1: none runs */
    bool breached; /* any of its clocks */
};

struct board {
    int64_t now;
    struct order_item *items;
    size_t count;
    struct board_row *rows;    /* in the order of showing */
    int breaches[CLOCK_COUNT]; /* orders whose clock of that kind is breached */
};

/* Open orders, most urgent first, those without a running clock last. Free with board_free. */
enum status board_load(struct session *s, struct board *out, struct error *e);

/* Orders in `stage` (NULL: any; closed ones only with `closed` or when the stage is one), oldest first. */
enum status board_list(struct session *s, const char *stage, bool closed, struct board *out, struct error *e);
void board_free(struct board *board);

#endif
