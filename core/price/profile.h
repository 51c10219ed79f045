/* What kinds of texts the columns of a list hold, its prices left out (they have rules of their own): one
 * column too many shifts all that follow, and then names stand where units stood. */
#ifndef CLEARBAY_PRICE_PROFILE_H
#define CLEARBAY_PRICE_PROFILE_H

#include "core/price/reader.h"

enum { PROFILE_COLUMNS = 8, PROFILE_KINDS = 6, PROFILE_TEXT = 512 };

struct profile {
    int64_t seen; /* rows */
    int64_t rows; /* of them counted: in long lists some of them tell enough */
    int64_t count[PROFILE_COLUMNS][PROFILE_KINDS];
};

/* Counts a row. */
void profile_add(struct profile *p, const struct price_record *row);

/* Shares in percent as a text, to be kept with the revision; "" when it says too little. */
void profile_write(const struct profile *p, char out[PROFILE_TEXT]);

/* Columns most of whose texts are of another kind than in the list before (its profile_write); 0 when either
 * says too little. */
int profile_shifted(const struct profile *p, const char *before);

#endif
