/* A list of objects as a table; for show.c. */
#ifndef CLEARBAY_TUI_CLI_SHOW_TABLE_H
#define CLEARBAY_TUI_CLI_SHOW_TABLE_H

#include "core/base/buf.h"

#include <jansson.h>
#include <stdbool.h>

/* True when it is laid down which columns a list of that name shows. */
bool show_table_known(const char *name);

/* Appends headings and rows of the list `name`, at most `columns` wide where cutting texts can do it (0: as wide
 * as they are). */
void show_table(const char *name, const json_t *list, int columns, struct buf *out);

#endif
