/* The module clearbay-print: what needs pango and cairo. It is loaded when a PDF is made, for these
 * libraries would cost every start of the console time and memory that it has not. */
#ifndef CLEARBAY_PRINT_MODULE_H
#define CLEARBAY_PRINT_MODULE_H

#include "core/print/sheet.h"

struct print_module {
    /* Writes the sheet to an open file, A4. Returns NULL, or what went wrong. */
    const char *(*pdf)(const struct sheet *sheet, int fd);
};

/* What the module exports. */
#define PRINT_MODULE_SYMBOL "clearbay_print"

/* Loads it once; it stays for the program's life. ST_FAILED "print_module". */
enum status print_module(const struct print_module **out, struct error *e);

#endif
