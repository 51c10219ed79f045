/* Writing much beside people who work: many short transactions that step aside for whoever waits. */
#ifndef CLEARBAY_PRICE_WRITER_H
#define CLEARBAY_PRICE_WRITER_H

#include "core/app/app.h"

struct writer {
    struct session *s; /* borrowed */
    int64_t began;     /* monotonic ms of the transaction */
    int steps;
    /* called before each commit; what it says ends the work */
    enum status (*before_commit)(void *arg, struct error *e);
    void *arg;
};

/* Takes the turn of the one writer of price lists, waiting for another one; ST_FAILED "interrupted" when the
 * person ends the waiting. */
enum status writer_open(struct writer *w, struct session *s, struct error *e);
void writer_close(struct writer *w);

/* Begins the first transaction; after each row writer_step commits and begins anew when it is time, and
 * writer_end commits the last. After an error: writer_end rolls back (`ok` false). */
enum status writer_begin(struct writer *w, struct error *e);
enum status writer_step(struct writer *w, struct error *e);
enum status writer_end(struct writer *w, bool ok, struct error *e);

#endif
