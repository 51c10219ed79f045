/* The formats that a price list may have, for reader.c alone: see price_read. */
#ifndef CLEARBAY_PRICE_READER_FORMATS_H
#define CLEARBAY_PRICE_READER_FORMATS_H

#include "core/price/reader.h"

/* Each reads the whole of `file` from its start; reading->rows and shape are 0 and "" before. */
enum status price_read_csv(const struct oem_source *source, FILE *file, struct price_reading *reading,
                           struct error *e);

enum status price_read_fixed(const struct oem_source *source, FILE *file, struct price_reading *reading,
                             struct error *e);
enum status price_read_pies(const struct oem_source *source, FILE *file, struct price_reading *reading,
                            struct error *e);

/* ST_FAILED: the whole list is unusable, because of what stands in that line. */
enum status price_list_fails(struct error *e, long line, const char *reason);

#endif
