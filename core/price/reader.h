/* Reads a price list: encoding, rows, columns, values. Knows nothing of the database. */
#ifndef CLEARBAY_PRICE_READER_H
#define CLEARBAY_PRICE_READER_H

#include "core/app/config.h"
#include "core/price/price.h"

#include <stdio.h>

enum { REJECT_TEXT_SIZE = 120, PRICE_SHAPE_SIZE = 128 };

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
    /* Called for a data row that stands on one line, before it is taken apart, with the line's bytes without
     * its end (UTF-8; in a list in UTF-8 as the file has them, bad ones too). True: the row counts, and
     * neither row nor reject follows. False: row or reject for this very line follows before the next call.
     * Never called for the first data row, which shows whether the columns are right, for a row of several
     * lines, nor for XML. The same bytes give the same row as long as the source's settings and `shape` are
     * the same. NULL: every row is taken apart. */
    bool (*known)(const char *bytes, size_t n, long line, void *);
    void (*row)(const struct price_record *, void *);
    void (*reject)(const struct price_reject *, void *);
    void *arg;
    const char *today; /* YYYY-MM-DD: which of several prices of a part has come into force */
    /* Filled in before the first call: where this list has its columns, as its header, its number of columns
     * and its "sep=" line say. "" for formats whose settings say it all. */
    char shape[PRICE_SHAPE_SIZE];
    long rows; /* filled in: rows read, good or not, without the header */
};

/* Reads the whole of `file` from its start. ST_FAILED, with line and reason, for what makes the list
 * unusable: a missing header or column, a quote that is never closed, a row that is too long, an unknown
 * encoding. */
enum status price_read(const struct oem_source *source, FILE *file, struct price_reading *reading,
                       struct error *e);

/* Fills in column, reason and text of a refused row, never more than one line can show; returns false. */
bool price_refuse(struct price_reject *reject, enum oem_column column, const char *reason, const char *text);

/* Reads one row's fields (texts, UTF-8; NULL: the column is not there) into a record. False: *reject says
 * why. Pure. */
bool price_read_fields(const struct oem_source *source, const char *const fields[OEM_COLUMNS],
                       struct price_record *record, struct price_reject *reject);

/* True for a number that a spreadsheet turned into a float, such as 1.23E+05. */
bool price_is_spreadsheet_float(const char *part_no);

#endif
