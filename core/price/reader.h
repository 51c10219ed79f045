/* Reads a price list: encoding, rows, columns, values. Knows nothing of the database. */
#ifndef CLEARBAY_PRICE_READER_H
#define CLEARBAY_PRICE_READER_H

#include "core/app/config.h"
#include "core/price/price.h"

#include <stdio.h>

enum { REJECT_TEXT_SIZE = 120 };

/* A row that is good. Texts "" when the list has none. */
struct price_record {
    long line; /* physical line where the row begins, from 1 */
    char part_no[PART_NO_SIZE], brand[PART_TEXT_SIZE], name[PART_TEXT_SIZE], name_local[PART_TEXT_SIZE];
    char unit[32], currency[CURRENCY_SIZE], price_group[64], superseded_by[PART_NO_SIZE];
    char effective[16]; /* YYYY-MM-DD */
    int64_t list_price; /* minor units per price_basis; -1: no published price */
    int64_t price_basis;
    int64_t core_charge;     /* minor units; -1: none */
    int64_t min_order_milli; /* -1: none */
    bool deleted;            /* op says delete */
};

/* A row that is refused, and why. */
struct price_reject {
    long line;
    char column[32];
    char reason[160];
    char text[REJECT_TEXT_SIZE];
};

struct price_reading {
    /* Called before a row that stands on one line (without its end) is taken apart; true: it is known, and
     * neither row nor reject follows. NULL: every row is taken apart. */
    bool (*known)(const char *bytes, size_t n, long line, void *);
    void (*row)(const struct price_record *, void *);
    void (*reject)(const struct price_reject *, void *);
    void *arg;
    long rows; /* filled in: rows read, good or not, without the header */
};

/* Reads the whole of `file` from its start. ST_FAILED, with line and reason, for what makes the list
 * unusable: a missing header or column, a quote that is never closed, a row that is too long, an unknown
 * encoding. */
enum status price_read(const struct oem_source *source, FILE *file, struct price_reading *reading,
                       struct error *e);

/* Reads one row's fields (texts, UTF-8; NULL: the column is not there) into a record. False: *reject says
 * why. Pure. */
bool price_read_fields(const struct oem_source *source, const char *const fields[OEM_COLUMNS],
                       struct price_record *record, struct price_reject *reject);

/* True for a number that a spreadsheet turned into a float, such as 1.23E+05. */
bool price_is_spreadsheet_float(const char *part_no);

#endif
