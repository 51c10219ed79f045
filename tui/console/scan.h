/* Barcode scanners that are keyboards: a code comes as a burst of characters, much faster than anybody types,
 * and ends with Enter. A VIN, an order's or a part's number that is scanned on any screen leads to it, and is
 * never typed into a field that it does not fit. Time is given in, so that it can be tested. */
#ifndef CLEARBAY_CONSOLE_SCAN_H
#define CLEARBAY_CONSOLE_SCAN_H

#include "tui/console/field.h"
#include "tui/console/ui.h"

enum {
    SCAN_GAP_MS = 30, /* longest time between two characters of a scan; fast typing has 60 and more */
    SCAN_MIN = 6,     /* characters of the shortest code */
    SCAN_MAX = 64
};

/* Starts as all zeros. Where a character would do something at once it is held back for SCAN_GAP_MS; into a
 * field it goes at once, and is taken back when it turns out to be part of a scan. */
struct scan {
    struct press held[SCAN_MAX];
    size_t held_count;
    char code[SCAN_MAX]; /* the burst so far */
    size_t len;
    int64_t last;                /* monotonic ms of the last character or scan; 0: none */
    bool impure;                 /* something that is in no code came just before */
    bool taken;                  /* a scan has just been taken: its line feed is dropped */
    void *self;                  /* screen of the field that the burst goes into */
    struct field *field, before; /* the field, and as it was after the first of them */
};

/* A press as the terminal brings it. */
void scan_press(struct scan *s, struct ui *ui, const struct press *p, int64_t now);

/* Monotonic ms when what is held back has to go on; 0: nothing is. scan_due lets it. */
int64_t scan_wakes(const struct scan *s);
void scan_due(struct scan *s, struct ui *ui, int64_t now);

/* True for 17 characters that a VIN may have. */
bool scan_is_vin(const char *code);

#endif
