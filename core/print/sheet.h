/* A printed page before it is laid out: the rows of a certificate in the reader's language. text.c writes
 * them as text, the module clearbay-print as PDF. */
#ifndef CLEARBAY_PRINT_SHEET_H
#define CLEARBAY_PRINT_SHEET_H

#include "core/base/buf.h"
#include "core/base/error.h"

#include <jansson.h>

enum sheet_kind {
    SHEET_TITLE,   /* cells[0] */
    SHEET_HEADING, /* cells[0] */
    SHEET_PAIR,    /* a label and what it says */
    SHEET_TABLE,   /* what, quantity, list price, paid: the last three at the right edge */
    SHEET_HEAD,    /* the same, as the table's head */
    SHEET_SUM,     /* the same, as its sum */
    SHEET_NOTE     /* cells[0], indented, in as many rows as it takes */
};

enum { SHEET_CELLS = 4, SHEET_COLUMNS = 80 };

struct sheet_row {
    enum sheet_kind kind;
    char *cells[SHEET_CELLS]; /* owned, never NULL */
};

struct sheet {
    struct sheet_row *rows;
    size_t n;
    int qr_width;            /* of the QR code, cells; 0: none */
    unsigned char *qr_cells; /* row by row, 1 is dark; owned */
    char *footer;            /* stands on each page: order, head of the log; owned */
};

/* The rows of a certificate whose signature fits (core/trust/certificate.h),
 * {"certificate":document,"qr":text} or the document alone (then without a QR code). The page in somebody's
 * file is compared with them (page.h): what a certificate gives stays what it was. The caller frees with
 * sheet_free. ST_USAGE "no_certificate": it is none. */
enum status sheet_of_certificate(const json_t *made, struct sheet *out, struct error *e);
void sheet_free(struct sheet *sheet);

/* The page as text, at most 80 columns also with Chinese; the QR code in half blocks. Appends to `out`. */
enum status sheet_text(const struct sheet *sheet, struct buf *out, struct error *e);

/* The page as a new PDF file. ST_REFUSED "file_exists"; ST_FAILED "print_module": the module is not
 * installed. */
enum status sheet_pdf(const struct sheet *sheet, const char *path, struct error *e);

#endif
