/* Tables for other programs: CSV as libcsv writes it. */
#ifndef CLEARBAY_BASE_CSV_OUT_H
#define CLEARBAY_BASE_CSV_OUT_H

#include "core/base/buf.h"

#include <stdio.h>

/* Writes one cell, quoted, with a comma before it unless it is the row's first. NULL is an empty cell. A text
 * that a spreadsheet would take for a formula (it begins with = + - @, their full-width forms, tab or CR)
 * gets an apostrophe before it, which spreadsheets show as text. False: the file cannot be written. */
bool csv_out_cell(FILE *f, bool first, const char *text);
/* Ends the row. */
bool csv_out_end(FILE *f);

#endif
